import { concat } from "./encoding.ts";
import { atLine, InvalidReport } from "./format.ts";
import { parseJson } from "./json.ts";
import { truncated } from "./jsonDamage.ts";
import { largestDocument } from "./wholeFile.ts";

/** Where a value stands: keys of objects and 0-based places in lists, from the root. Only valid during the call. */
export type JsonPath = readonly (string | number)[];

interface Splitting {
  /**
   * Asked at every object and list that is reached: true to be given its members one by one, false to be given it
   * whole. The root's path is empty.
   */
  descend(path: JsonPath, kind: "object" | "list"): boolean;
  /** A value that was not descended into. */
  take(path: JsonPath, value: unknown): void;
  /** Parses such a value that is an object or a list, as `parseJson` does, which is used where this is left out. */
  parse?(bytes: Uint8Array, firstLine: number): unknown;
}

/** What may come next, outside the values that are given whole. */
enum Next {
  Value,
  ValueOrEnd,
  Key,
  KeyOrEnd,
  Colon,
  CommaOrEnd,
  End,
}

/** What the bytes of a value that is given whole are part of. */
enum Leaf {
  None,
  Nested,
  Text,
  Scalar,
}

const quote = 0x22;
const backslash = 0x5c;
const newline = 10;

/** What a byte means within a value: 1 opens, 2 closes, 3 a quote, 4 a newline. */
const meaning = new Uint8Array(256);
for (const [byte, value] of [
  ["{", 1],
  ["[", 1],
  ["}", 2],
  ["]", 2],
  ['"', 3],
  ["\n", 4],
] as const)
  meaning[byte.charCodeAt(0)] = value;

/**
 * Splits a large JSON document that arrives in chunks cut at any byte into values that are parsed one by one, so that
 * neither its text nor its whole value is ever held. Objects and lists around them are checked here, the values by
 * `JSON.parse`. `write` and `end` throw `InvalidReport` with the line for what is no JSON. With `many`, documents may
 * follow one another.
 */
export class JsonSplitter {
  readonly #splitting: Splitting;
  readonly #many: boolean;
  readonly #path: (string | number)[] = [];
  /** For each open object or list, whether it is a list. */
  readonly #lists: boolean[] = [];
  #next: Next = Next.Value;
  #leaf: Leaf = Leaf.None;
  #depth = 0;
  #inText = false;
  #isEscaped = false;
  #isKey = false;
  #parts: Uint8Array[] = [];
  #partLength = 0;
  #line = 1;
  #leafLine = 1;

  constructor(splitting: Splitting, many = false) {
    this.#splitting = splitting;
    this.#many = many;
  }

  write(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#leaf !== Leaf.None) {
        const end = this.#findEnd(chunk, at);
        if (end === -1) {
          this.#keep(chunk.slice(at));
          return;
        }
        this.#finishLeaf(chunk.subarray(at, end));
        at = end;
        continue;
      }
      const byte = chunk[at]!;
      if (byte === 32 || byte === 9 || byte === 13) at++;
      else if (byte === newline) {
        this.#line++;
        at++;
      } else if (this.#mark(byte)) at++;
    }
  }

  end(): void {
    if (this.#leaf === Leaf.Scalar) this.#finishLeaf(new Uint8Array(0));
    if (this.#leaf === Leaf.Text || (this.#leaf === Leaf.Nested && this.#inText)) throw truncated('"', this.#line);
    // What is cut off may be damaged before: parsing it says so, or that it is cut off.
    if (this.#leaf !== Leaf.None) parseJson(concat(this.#parts), this.#leafLine);
    if (this.#next === Next.End) return;
    const inside = this.#lists.at(-1);
    throw truncated(inside === undefined ? undefined : inside ? "[" : "{", this.#line);
  }

  /** Takes one byte outside of values; false where it begins a value that is given whole, and is part of it. */
  #mark(byte: number): boolean {
    const next = this.#next;
    if (next === Next.End && this.#many && (byte === 0x7b || byte === 0x5b)) this.#next = Next.Value;
    switch (this.#next) {
      case Next.Colon:
        if (byte !== 0x3a) throw this.#unexpected(byte, "a colon");
        this.#next = Next.Value;
        return true;
      case Next.CommaOrEnd: {
        const isList = this.#lists.at(-1)!;
        if (byte === 0x2c) {
          if (isList) this.#path[this.#path.length - 1] = (this.#path.at(-1) as number) + 1;
          this.#next = isList ? Next.Value : Next.Key;
          return true;
        }
        if (byte !== (isList ? 0x5d : 0x7d)) throw this.#unexpected(byte, "a comma or the end of the list");
        this.#close();
        return true;
      }
      case Next.KeyOrEnd:
      case Next.Key:
        if (byte === 0x7d && this.#next === Next.KeyOrEnd) {
          this.#close();
          return true;
        }
        if (byte !== quote) throw this.#unexpected(byte, "a key in quotes");
        this.#begin(Leaf.Text, true);
        return false;
      case Next.End:
        throw this.#unexpected(byte, "the end of the file");
      default:
        return this.#value(byte);
    }
  }

  #value(byte: number): boolean {
    if (byte === 0x5d && this.#next === Next.ValueOrEnd) {
      this.#close();
      return true;
    }
    if (byte === 0x7b || byte === 0x5b) {
      const isList = byte === 0x5b;
      if (this.#splitting.descend(this.#path, isList ? "list" : "object")) {
        this.#lists.push(isList);
        this.#path.push(isList ? 0 : "");
        this.#next = isList ? Next.ValueOrEnd : Next.KeyOrEnd;
        return true;
      }
      this.#begin(Leaf.Nested, false);
      return false;
    }
    if (byte === quote) this.#begin(Leaf.Text, false);
    else if (byte === 0x7d || byte === 0x5d || byte === 0x2c || byte === 0x3a) throw this.#unexpected(byte, "a value");
    else this.#begin(Leaf.Scalar, false);
    return false;
  }

  #begin(leaf: Leaf, isKey: boolean): void {
    this.#leaf = leaf;
    this.#isKey = isKey;
    this.#depth = 0;
    this.#inText = false;
    this.#isEscaped = false;
    this.#leafLine = this.#line;
  }

  #close(): void {
    this.#lists.pop();
    this.#path.pop();
    this.#next = this.#lists.length === 0 ? Next.End : Next.CommaOrEnd;
  }

  /** Where the value ends in the chunk, or -1 where it goes on behind it. */
  #findEnd(chunk: Uint8Array, from: number): number {
    if (this.#leaf === Leaf.Scalar) {
      for (let at = from; at < chunk.length; at++) {
        const byte = chunk[at]!;
        if (byte === 0x2c || byte === 0x7d || byte === 0x5d || byte <= 32) return at;
      }
      return -1;
    }
    const length = chunk.length;
    const isText = this.#leaf === Leaf.Text;
    let depth = this.#depth;
    let at = from;
    while (at < length) {
      if (this.#inText) {
        let isEscaped = this.#isEscaped;
        let byte = 0;
        for (; at < length; at++) {
          byte = chunk[at]!;
          if (isEscaped) isEscaped = false;
          else if (byte === backslash) isEscaped = true;
          else if (byte === quote) break;
        }
        this.#isEscaped = isEscaped;
        if (at === length) break;
        this.#inText = false;
        at++;
        if (isText) return at;
      }
      for (; at < length; at++) {
        const means = meaning[chunk[at]!]!;
        if (means === 0) continue;
        if (means === 3) {
          this.#inText = true;
          at++;
          break;
        }
        if (means === 4) this.#line++;
        else if (means === 1) depth++;
        else if (--depth === 0) {
          this.#depth = 0;
          return at + 1;
        }
      }
    }
    this.#depth = depth;
    return -1;
  }

  #keep(part: Uint8Array): void {
    this.#parts.push(part);
    this.#partLength += part.length;
    if (this.#partLength > largestDocument)
      throw new InvalidReport("too-large", "one of its values is larger than 256 MiB", this.#leafLine);
  }

  #finishLeaf(last: Uint8Array): void {
    const bytes = this.#parts.length === 0 ? last : concat([...this.#parts, last]);
    this.#parts = [];
    this.#partLength = 0;
    const parse = (this.#leaf === Leaf.Nested ? this.#splitting.parse : undefined) ?? parseJson;
    this.#leaf = Leaf.None;
    const value = parse(bytes, this.#leafLine);
    if (this.#isKey) {
      this.#path[this.#path.length - 1] = value as string;
      this.#next = Next.Colon;
      return;
    }
    this.#next = this.#lists.length === 0 ? Next.End : Next.CommaOrEnd;
    try {
      this.#splitting.take(this.#path, value);
    } catch (error) {
      throw atLine(error, this.#leafLine);
    }
  }

  #unexpected(byte: number, expected: string): InvalidReport {
    const found = JSON.stringify(String.fromCharCode(byte));
    return new InvalidReport("syntax", `it is not JSON: ${expected} is expected, but there is ${found}`, this.#line);
  }
}
