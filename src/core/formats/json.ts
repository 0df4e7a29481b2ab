import type { Report } from "../model/report.ts";
import { InvalidReport } from "./format.ts";
import { findDamage } from "./jsonDamage.ts";
import { WholeFile } from "./wholeFile.ts";

/**
 * A reader for formats that are one JSON document: parses it once, and makes a report of the value. Large formats are
 * split (`JsonSplitter`). `mend` takes out of a text that is not JSON a fault that the tool is known to make.
 */
export class JsonReader extends WholeFile {
  constructor(make: (value: unknown) => Report, mend?: (text: string) => string) {
    super((bytes) => make(parseJson(bytes, 1, mend)));
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Within so many bytes nothing takes gigabytes; beyond, nothing that is meant nests so deep or holds so many values. */
const [smallDocument, deepest, most] = [8 * 1024 * 1024, 10_000, 16_000_000];

/** Refuses what would take gigabytes: objects and lists that nest without end, or empty ones by the million. */
function refuseExcess(bytes: Uint8Array, line: number): void {
  let depth = 0;
  let count = 0;
  let inText = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === 0x22) inText = !inText;
    else if (inText) at += Number(byte === 0x5c);
    // Brackets and braces differ in this bit alone.
    else if ((byte | 0x20) === 0x7b) {
      if (++depth > deepest) throw tooDeep(line);
      if (++count > most)
        throw new InvalidReport("too-many", `it holds more than ${most / 1e6} million objects and lists`, line);
    } else if ((byte | 0x20) === 0x7d) depth--;
  }
}

function tooDeep(line: number): InvalidReport {
  return new InvalidReport("too-deep", "its objects nest deeper than can be read", line);
}

/**
 * Parses JSON; damage throws `InvalidReport` with its 1-based line. NaN and Infinity, which Python writes, are the
 * numbers that they are: null says of a line that it is no code, and they do not.
 * What is not UTF-8 is read as Latin-1. `firstLine` is the line of the report that the bytes begin on.
 */
export function parseJson(bytes: Uint8Array, firstLine = 1, mend?: (text: string) => string): unknown {
  if (bytes.length > smallDocument) refuseExcess(bytes, firstLine);
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    text = new TextDecoder("latin1").decode(bytes);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep(firstLine);
    if (/\b(?:NaN|Infinity)\b/.test(text)) {
      try {
        return JSON.parse(withoutNaN(text), (_, value: unknown) =>
          typeof value === "string" && value.startsWith(mark) ? Number(value.slice(mark.length)) : value,
        ) as unknown;
      } catch {
        // The damage is elsewhere: the search for it says where.
      }
    }
    const mended = mend?.(text) ?? text;
    if (mended !== text) return parseJson(new TextEncoder().encode(mended), firstLine);
    throw findDamage(text, firstLine);
  }
}

/** Begins a text that stands for a number which JSON does not have. */
const mark = "\u0000number ";

function withoutNaN(text: string): string {
  let inText = false;
  return text.replace(/\\[\s\S]|"|-?\b(?:NaN|Infinity)\b(?=\s*(?:[,\]}]|$))/g, (found) => {
    if (found === '"') inText = !inText;
    return inText || found === '"' || found.startsWith("\\") ? found : JSON.stringify(mark + found);
  });
}
