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

  /** What was pushed, in an array of exactly that size. */
  take(): Uint32Array {
    return this.#items.slice(0, this.length);
  }
}

export class Float64List {
  #items = new Float64Array(16);
  length = 0;

  push(value: number): void {
    if (this.length === this.#items.length) this.#items = grown(this.#items, new Float64Array(this.#items.length * 2));
    this.#items[this.length++] = value;
  }

  /** Adds to the last value; NaN (never evaluated) gives way to a number. */
  addToLast(value: number): void {
    const last = this.#items[this.length - 1]!;
    if (Number.isNaN(last)) this.#items[this.length - 1] = value;
    else if (!Number.isNaN(value)) this.#items[this.length - 1] = last + value;
  }

  view(): Float64Array {
    return this.#items.subarray(0, this.length);
  }

  take(): Float64Array {
    return this.#items.slice(0, this.length);
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

  take(): Uint8Array {
    return this.#items.slice(0, this.length);
  }
}

function grown<T extends Uint32Array | Float64Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
