import { damagedValue } from "./damagedRow.ts";
import { asObject } from "./head.ts";
import { parseJson } from "./json.ts";
import { Uint32List } from "./lists.ts";

/** `end.column` of a statement that goes on to the end of its line. */
export const endOfLine = 0xffffffff;

/** The `statementMap` of one file whose ids are `first`, `first` + 1, …: start line, start column, end line, end column. */
export class Statements {
  readonly first: number;
  readonly places: Uint32Array;

  constructor(first: number, places: Uint32Array) {
    this.first = first;
    this.places = places;
  }
}

/** How often something ran; `what` names it. */
export function countOf(hits: unknown, what: string): number {
  if (typeof hits !== "number") throw damagedValue(hits, `count of ${what}`);
  return hits;
}

/**
 * Vitest 4 writes null (NaN) for the "else" of a Vue template that its source does not hold, and counts it as a branch
 * that was not taken (https://github.com/vitest-dev/vitest/issues/9725).
 */
export function armHits(hits: unknown, id: string, told: { uncounted: number }): number {
  if (hits !== null) return countOf(hits, `branch ${id}`);
  told.uncounted++;
  return 0;
}

const encoder = new TextEncoder();
const key = encoder.encode('"statementMap":{"');
const beforeLine = encoder.encode('":{"start":{"line":');
const beforeColumn = encoder.encode(',"column":');
const beforeEnd = encoder.encode('},"end":{"line":');
const afterEnd = encoder.encode("}}");
const nothing = encoder.encode("null");
/** Where the key stands in what Istanbul writes: behind the path. */
const farthest = 4096;
/** More digits are left to `JSON.parse`. */
const mostDigits = 9;

/**
 * Parses the coverage of one file. Two thirds of its values are the four numbers of each statement: where they stand as
 * Istanbul writes them, they are read from the bytes into `Statements`, without five objects for each. Whatever stands
 * there otherwise, and all else, is read by `JSON.parse`.
 */
export function parseFileCoverage(bytes: Uint8Array, firstLine: number): unknown {
  const scan = new Scan(bytes);
  const statements = scan.statements();
  if (statements !== null) {
    const rest = new Uint8Array(scan.start + nothing.length + bytes.length - scan.at);
    rest.set(bytes.subarray(0, scan.start));
    rest.set(nothing, scan.start);
    rest.set(bytes.subarray(scan.at), scan.start + nothing.length);
    const value = parseJson(rest, firstLine) as Record<string, unknown> | null;
    const file = value?.["statementMap"] === null ? value : (asObject(value?.["data"]) as typeof value);
    // What was transpiled is mapped place by place.
    if (file?.["statementMap"] === null && (file["inputSourceMap"] ?? null) === null) {
      file["statementMap"] = statements;
      return value;
    }
  }
  return parseJson(bytes, firstLine);
}

class Scan {
  readonly #bytes: Uint8Array;
  /** Where the value of `statementMap` begins and, once it is read, ends. */
  start = 0;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The statements, or null where they stand in another way. */
  statements(): Statements | null {
    const bytes = this.#bytes;
    // A key cannot stand within a text: its quotes would be escaped there.
    for (let quote = bytes.indexOf(0x22); !this.#is(key, quote); quote = bytes.indexOf(0x22, quote + 1))
      if (quote === -1 || quote > farthest) return null;
    this.start = this.at - 2;
    const places = new Uint32List();
    let first = -1;
    for (let id = 0; ; id++) {
      const own = this.#number();
      if (first === -1) first = own;
      if (own === -1 || own !== first + id || !this.#skip(beforeLine)) return null;
      const line = this.#number();
      if (line === -1 || !this.#skip(beforeColumn)) return null;
      const column = this.#number();
      if (column === -1 || !this.#skip(beforeEnd)) return null;
      const endLine = this.#number();
      if (endLine === -1 || !this.#skip(beforeColumn)) return null;
      const endColumn = this.#is(nothing, this.at) ? endOfLine : this.#number();
      if (endColumn === -1 || !this.#skip(afterEnd)) return null;
      places.push(line);
      places.push(column);
      places.push(endLine);
      places.push(endColumn);
      const next = bytes[this.at++];
      if (next === 0x7d) return new Statements(first, places.take());
      if (next !== 0x2c || bytes[this.at++] !== 0x22) return null;
    }
  }

  #skip(expected: Uint8Array): boolean {
    return this.#is(expected, this.at);
  }

  /** Whether this stands at the place; `at` is behind it then. */
  #is(expected: Uint8Array, place: number): boolean {
    if (place < 0) return false;
    for (let at = 0; at < expected.length; at++) if (this.#bytes[place + at] !== expected[at]) return false;
    this.at = place + expected.length;
    return true;
  }

  /** A whole number in the way that JSON writes it, -1 where there is none. */
  #number(): number {
    const from = this.at;
    let value = 0;
    let digit = this.#bytes[this.at]! - 48;
    while (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digit = this.#bytes[++this.at]! - 48;
    }
    const digits = this.at - from;
    const isPlain = digits > 0 && digits <= mostDigits && (digits === 1 || this.#bytes[from] !== 48);
    return isPlain ? value : -1;
  }
}
