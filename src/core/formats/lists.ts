import { neverEvaluated } from "../model/coverage.ts";

/** Growing typed arrays: columns whose length is known only at the end of a report. */

export class Uint32List {
  #items = new Uint32Array(16);
  length = 0;

  push(value: number): void {
    if (this.length === this.#items.length) this.#items = grown(this.#items, new Uint32Array(this.#items.length * 2));
    this.#items[this.length++] = value;
  }

  /** What was pushed, without a copy; only until the next push. */
  view(): Uint32Array {
    return this.#items.subarray(0, this.length);
  }

  /** What was pushed; the list is used up. A large column is not copied for a little room behind it. */
  take(): Uint32Array {
    return trimmed(this.#items, this.length) as Uint32Array;
  }

  at(index: number): number {
    return this.#items[index]!;
  }

  set(index: number, value: number): void {
    this.#items[index] = value;
  }
}

export class Float64List {
  #items = new Float64Array(16);
  length = 0;

  push(value: number): void {
    if (this.length === this.#items.length) this.#items = grown(this.#items, new Float64Array(this.#items.length * 2));
    this.#items[this.length++] = value;
  }

  /** Adds to the last value; "never evaluated" gives way to a number. */
  addToLast(value: number): void {
    const last = this.#items[this.length - 1]!;
    if (last === neverEvaluated) this.#items[this.length - 1] = value;
    else if (value !== neverEvaluated) this.#items[this.length - 1] = last + value;
  }

  at(index: number): number {
    return this.#items[index]!;
  }

  set(index: number, value: number): void {
    this.#items[index] = value;
  }

  view(): Float64Array {
    return this.#items.subarray(0, this.length);
  }

  /** What was pushed; the list is used up. */
  take(): Float64Array {
    return trimmed(this.#items, this.length) as Float64Array;
  }
}

export class Uint8List {
  #items = new Uint8Array(64);
  length = 0;

  append(bytes: Uint8Array): void {
    const needed = this.length + bytes.length;
    if (needed > this.#items.length) {
      this.#items = grown(this.#items, new Uint8Array(Math.max(needed, this.#items.length * 2)));
    }
    this.#items.set(bytes, this.length);
    this.length = needed;
  }

  /** Appends bytes `from` up to but not including `to`. */
  appendPart(bytes: Uint8Array, from: number, to: number): void {
    const needed = this.length + to - from;
    if (needed > this.#items.length) {
      this.#items = grown(this.#items, new Uint8Array(Math.max(needed, this.#items.length * 2)));
    }
    const items = this.#items;
    let end = this.length;
    for (let at = from; at < to; at++) items[end++] = bytes[at]!;
    this.length = end;
  }

  at(index: number): number {
    return this.#items[index]!;
  }

  /** Where the own bytes from `start` to `end` end in the other array if they stand there at `from`; 0 if others do. */
  endOf(start: number, end: number, bytes: Uint8Array, from: number): number {
    const items = this.#items;
    let at = from;
    for (let own = start; own < end; own++, at++) if (items[own] !== bytes[at]) return 0;
    return at;
  }

  /** What was appended; the list is used up. */
  take(): Uint8Array {
    return trimmed(this.#items, this.length) as Uint8Array;
  }
}

/** The used part: as a view where little is unused, else in an array of its own. */
function trimmed<T extends Uint32Array | Float64Array | Uint8Array>(items: T, length: number): T {
  return (length > 0.6 * items.length ? items.subarray(0, length) : items.slice(0, length)) as T;
}

function grown<T extends Uint32Array | Float64Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
