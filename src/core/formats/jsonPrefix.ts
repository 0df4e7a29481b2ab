/** The first JSON value of a text that may be cut off anywhere. */
interface JsonPrefix {
  readonly value: unknown;
  /** The value ended within the text. */
  readonly whole: boolean;
  /** Characters used. */
  readonly length: number;
}

const deepest = 500;

/**
 * Reads the first JSON value of a text that may be cut off anywhere: objects and arrays that do not end keep the
 * members they have. Returns null where the text breaks JSON's grammar before its cut, or nests deeper than 500.
 */
export function parseJsonPrefix(text: string): JsonPrefix | null {
  const parser = new PrefixParser(text);
  try {
    const value = parser.value(0);
    return { value, whole: !parser.cut, length: parser.at };
  } catch (error) {
    if (error === notJson) return null;
    throw error;
  }
}

const notJson = new Error("not JSON");
const scalar = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|NaN|-?Infinity)/y;
const space = /[\s]*/y;

class PrefixParser {
  at = 0;
  cut = false;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): unknown {
    if (depth > deepest) throw notJson;
    const next = this.#peek();
    if (next === "{") return this.#object(depth);
    if (next === "[") return this.#array(depth);
    if (next === '"') return this.#string();
    return this.#scalar();
  }

  #peek(): string | undefined {
    space.lastIndex = this.at;
    space.exec(this.#text);
    this.at = space.lastIndex;
    return this.#text[this.at];
  }

  #object(depth: number): Record<string, unknown> {
    const members: Record<string, unknown> = Object.create(null);
    this.at++;
    let next = this.#peek();
    if (next === "}") {
      this.at++;
      return members;
    }
    for (;;) {
      if (next === undefined) return this.#end(members);
      if (next !== '"') throw notJson;
      const key = this.#string();
      if (this.cut) return members;
      next = this.#peek();
      if (next === undefined) return this.#end(members);
      if (next !== ":") throw notJson;
      this.at++;
      if (this.#peek() === undefined) return this.#end(members);
      const value = this.value(depth + 1);
      if (!(this.cut && value === undefined)) members[key] = value;
      if (this.cut) return members;
      next = this.#peek();
      if (next === "}") {
        this.at++;
        return members;
      }
      if (next === undefined) return this.#end(members);
      if (next !== ",") throw notJson;
      this.at++;
      next = this.#peek();
    }
  }

  #array(depth: number): unknown[] {
    const items: unknown[] = [];
    this.at++;
    let next = this.#peek();
    if (next === "]") {
      this.at++;
      return items;
    }
    for (;;) {
      if (next === undefined) return this.#end(items);
      const value = this.value(depth + 1);
      if (!(this.cut && value === undefined)) items.push(value);
      if (this.cut) return items;
      next = this.#peek();
      if (next === "]") {
        this.at++;
        return items;
      }
      if (next === undefined) return this.#end(items);
      if (next !== ",") throw notJson;
      this.at++;
      next = this.#peek();
    }
  }

  #string(): string {
    const text = this.#text;
    const start = this.at;
    let end = text.indexOf('"', start + 1);
    while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
    if (end < 0) return this.#end("");
    this.at = end + 1;
    try {
      return JSON.parse(text.slice(start, end + 1)) as string;
    } catch {
      return text.slice(start + 1, end);
    }
  }

  /** A number at the very end may go on behind the cut: it is left out (undefined). */
  #scalar(): unknown {
    scalar.lastIndex = this.at;
    const found = scalar.exec(this.#text);
    if (found === null) {
      if (/^[-\w.+]*$/.test(this.#text.slice(this.at, this.at + 40)) && this.#text.length - this.at < 40) {
        return this.#end(undefined);
      }
      throw notJson;
    }
    this.at = scalar.lastIndex;
    // "12." and "1e-" are numbers that are cut off, too.
    if (this.#text.length - this.at < 4 && /^(?:\.|\.?\d*[eE][+-]?)?$/.test(this.#text.slice(this.at)))
      return this.#end(undefined);
    if (found[0] === "NaN") return Number.NaN;
    if (found[0].endsWith("Infinity")) return found[0].startsWith("-") ? -Infinity : Infinity;
    return JSON.parse(found[0]) as unknown;
  }

  #end<T>(value: T): T {
    this.cut = true;
    this.at = this.#text.length;
    return value;
  }
}

/** Whether an odd number of backslashes stands before. */
function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text[first - 1] === "\\") first--;
  return (at - first) % 2 === 1;
}
