import type { Report } from "../model/report.ts";
import { InvalidReport, type Reader } from "./format.ts";
import { asObject, type Head, type JsonObject } from "./head.ts";
import { parseJson } from "./json.ts";
import { parseJsonPrefix } from "./jsonPrefix.ts";
import { Uint8List } from "./lists.ts";

/** A JSON document larger than this is not read as a whole: one of 512 MiB is longer than a text can be. */
const largestDocument = 500 * 1024 * 1024;

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
export function objectAmong(head: Head): JsonObject | null {
  return asObject(jsonAmong(head));
}

/** Reads one JSON document, also among lines of other output before and after it. */
export class NoisyJsonReader implements Reader {
  readonly #make: (value: unknown) => Report;
  readonly #bytes = new Uint8List();

  constructor(make: (value: unknown) => Report) {
    this.#make = make;
  }

  write(chunk: Uint8Array): void {
    if (this.#bytes.length + chunk.length > largestDocument)
      throw new InvalidReport("too-large", "the JSON document is larger than 500 MiB");
    this.#bytes.append(chunk);
  }

  end(): Report {
    const bytes = this.#bytes.take();
    const latin1 = new TextDecoder("latin1");
    const isFirst = /^\s*[{[]\s*["{}\]]/.test(latin1.decode(bytes.subarray(0, 4096)));
    // The common case: the document is the whole file.
    if (isFirst && /[}\]]\s*$/.test(latin1.decode(bytes.subarray(-4096)))) return this.#make(parseJson(bytes));
    const text = latin1.decode(bytes);
    const start = isFirst ? 0 : Math.max(text.search(opening), 0);
    const last = Math.max(text.lastIndexOf("}"), text.lastIndexOf("]"));
    return this.#make(parseJson(bytes.subarray(start, Math.max(last + 1, start))));
  }
}
