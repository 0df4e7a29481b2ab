import type { Report } from "../model/report.ts";
import { concat } from "./encoding.ts";
import { InvalidReport, type Reader } from "./format.ts";
import { findDamage } from "./jsonDamage.ts";

/** A JSON document larger than this is not read as a whole: 256 MiB. Large formats are split (`JsonSplitter`). */
export const largestDocument = 256 * 1024 * 1024;

/**
 * A reader for formats that are one JSON document: collects the bytes, parses them once, and makes a report of the
 * value. `mend` takes out of a text that is not JSON a fault that the tool is known to make.
 */
export class JsonReader implements Reader {
  readonly #make: (value: unknown) => Report;
  readonly #chunks: Uint8Array[] = [];
  readonly #mend: ((text: string) => string) | undefined;
  #length = 0;

  constructor(make: (value: unknown) => Report, mend?: (text: string) => string) {
    this.#make = make;
    this.#mend = mend;
  }

  write(chunk: Uint8Array): void {
    this.#length += chunk.length;
    if (this.#length > largestDocument)
      throw new InvalidReport("too-large", "it is larger than 256 MiB, the most that is read of this format");
    this.#chunks.push(chunk.slice());
  }

  end(): Report {
    const value = parseJson(this.#chunks.length === 0 ? new Uint8Array(0) : concat(this.#chunks), 1, this.#mend);
    this.#chunks.length = 0;
    return this.#make(value);
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Parses JSON; damage throws `InvalidReport` with its 1-based line. NaN and Infinity, which Python writes, are the
 * numbers that they are: null says of a line that it is no code, and they do not.
 * What is not UTF-8 is read as Latin-1. `firstLine` is the line of the report that the bytes begin on.
 */
export function parseJson(bytes: Uint8Array, firstLine = 1, mend?: (text: string) => string): unknown {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    text = new TextDecoder("latin1").decode(bytes);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof RangeError)
      throw new InvalidReport("too-deep", "its objects nest deeper than can be read", firstLine);
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
