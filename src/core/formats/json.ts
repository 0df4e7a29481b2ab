import type { Report } from "../model/report.ts";
import { concat } from "./encoding.ts";
import { InvalidReport, type Reader } from "./format.ts";

/** A JSON document larger than this is not read as a whole: 512 MiB. */
const largestDocument = 512 * 1024 * 1024;

/** A reader for formats that are one JSON document: collects the bytes, parses them once, and makes a report of the value. */
export class JsonReader implements Reader {
  readonly #make: (value: unknown) => Report;
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  constructor(make: (value: unknown) => Report) {
    this.#make = make;
  }

  write(chunk: Uint8Array): void {
    this.#length += chunk.length;
    if (this.#length > largestDocument)
      throw new InvalidReport("too-large", "the JSON document is larger than 512 MiB");
    this.#chunks.push(chunk.slice());
  }

  end(): Report {
    const value = parseJson(this.#chunks.length === 0 ? new Uint8Array(0) : concat(this.#chunks));
    this.#chunks.length = 0;
    return this.#make(value);
  }
}

/** Parses JSON; damage throws `InvalidReport` with its 1-based line. NaN and Infinity, which Python writes, are null. */
export function parseJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    text = new TextDecoder("latin1").decode(bytes);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (/\b(?:NaN|Infinity)\b/.test(text)) {
      try {
        return JSON.parse(
          text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (found) =>
            found.startsWith('"') ? found : "null",
          ),
        ) as unknown;
      } catch {
        // The damage is elsewhere: the first error says where.
      }
    }
    throw damage(text, error as Error);
  }
}

/** Where and why a text is no JSON, from the position that the engine's error names. */
function damage(text: string, error: Error): InvalidReport {
  if (error instanceof RangeError) return new InvalidReport("too-deep", "the JSON document nests too deep");
  const position = Number(/position (\d+)/.exec(error.message)?.[1] ?? text.length);
  const line = text.slice(0, position).split("\n").length;
  const cut = /end of JSON|Unterminated/.test(error.message) || position >= text.trimEnd().length;
  return cut
    ? new InvalidReport("truncated", "the JSON document ends in its middle: the file is cut off", line)
    : new InvalidReport("syntax", `no JSON at ${JSON.stringify(text.slice(position, position + 20))}`, line);
}
