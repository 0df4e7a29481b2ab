import type { Report } from "../model/report.ts";
import { concat } from "./encoding.ts";
import type { Reader } from "./format.ts";
import { asObject, type Head } from "./head.ts";
import { JsonReader, parseJson } from "./json.ts";
import { parseJsonPrefix } from "./jsonPrefix.ts";

/** Where a document begins that a tool wrote to its output after other words: at the first line that opens an object. */
const opening = /^[{[](?=\s*(?:["{}\]]|$))/m;

const looks = new WeakMap<Head, unknown>();

/**
 * The head's JSON value, also where lines of other output stand before it (`npm test -- --reporter json > file`);
 * undefined where there is none.
 */
export function jsonAmong(head: Head): unknown {
  if (head.shape === "json") return head.json;
  if (head.shape !== "text") return undefined;
  if (!looks.has(head)) {
    const at = head.text.search(opening);
    looks.set(head, at < 0 ? undefined : parseJsonPrefix(head.text.slice(at))?.value);
  }
  return looks.get(head);
}

/** `jsonAmong` as an object, or null. */
export function objectAmong(head: Head): Readonly<Record<string, unknown>> | null {
  return asObject(jsonAmong(head));
}

/** Reads one JSON document among lines of other output before and after it. */
export class NoisyJsonReader implements Reader {
  readonly #make: (value: unknown) => Report;
  readonly #plain: JsonReader;
  readonly #chunks: Uint8Array[] = [];
  #first = -1;

  constructor(make: (value: unknown) => Report) {
    this.#make = make;
    this.#plain = new JsonReader(make);
  }

  write(chunk: Uint8Array): void {
    if (this.#first === -1) {
      const found = chunk.find((byte) => byte > 32);
      if (found === undefined) return;
      this.#first = found;
    }
    // The common case: the document is the whole file, as its first character says.
    if (this.#first === 0x7b || this.#first === 0x5b) this.#plain.write(chunk);
    else this.#chunks.push(chunk.slice());
  }

  end(): Report {
    if (this.#first === 0x7b || this.#first === 0x5b) return this.#plain.end();
    const bytes = concat(this.#chunks);
    const text = new TextDecoder("latin1").decode(bytes);
    const start = Math.max(text.search(opening), 0);
    const last = Math.max(text.lastIndexOf("}"), text.lastIndexOf("]"));
    return this.#make(parseJson(bytes.subarray(start, Math.max(last + 1, start))));
  }
}
