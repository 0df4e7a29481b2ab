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

/** Where the rows of each file stand, and how to bring a column into that order. */
interface ByFile {
  /** The rows of file i are `start[i]` up to but not including `start[i + 1]`. */
  readonly start: Uint32Array;
  /** A column as it came by file, the rows of a file in the order they came; the column itself where it is that. */
  arrange<T extends Uint32Array | Float64Array>(column: T): T;
}

/**
 * Which file each row of some columns is of, while they grow. Stretches of one file are remembered: most reports have
 * their files one after the other.
 */
export class FileOrder {
  /** Files of the stretches, and the rows that they begin with. */
  readonly #file = new Uint32List();
  readonly #from = new Uint32List();
  #last = -1;
  #rows = 0;
  #ascending = true;

  /** The next row is of this file, 0-based. */
  add(file: number): void {
    if (file !== this.#last) {
      if (file < this.#last) this.#ascending = false;
      this.#last = file;
      this.#file.push(file);
      this.#from.push(this.#rows);
    }
    this.#rows++;
  }

  byFile(files: number): ByFile {
    const [stretchFile, stretchFrom] = [this.#file.view(), this.#from.view()];
    const endOf = (stretch: number) => stretchFrom[stretch + 1] ?? this.#rows;
    const start = new Uint32Array(files + 1);
    stretchFile.forEach((file, stretch) => {
      start[file + 1]! += endOf(stretch) - stretchFrom[stretch]!;
    });
    for (let file = 0; file < files; file++) start[file + 1]! += start[file]!;
    if (this.#ascending) return { start, arrange: (column) => column };
    const arrange = <T extends Uint32Array | Float64Array>(column: T): T => {
      const next = start.slice();
      const arranged = (
        column instanceof Uint32Array ? new Uint32Array(column.length) : new Float64Array(column.length)
      ) as T;
      stretchFile.forEach((file, stretch) => {
        for (let row = stretchFrom[stretch]!; row < endOf(stretch); row++) arranged[next[file]!++] = column[row]!;
      });
      return arranged;
    };
    return { start, arrange };
  }
}
