/**
 * Growing columns of many millions of rows: kept in blocks of one size, so that growing neither copies nor leaves
 * garbage behind. `take` makes one array of them.
 */

const blockBits = 16;
const blockSize = 1 << blockBits;
const blockMask = blockSize - 1;

/** ES2024: memory whose size can be changed in place. */
interface Resizable {
  resize(bytes: number): void;
}
const ResizableBuffer = ArrayBuffer as unknown as new (
  bytes: number,
  options: { readonly maxByteLength: number },
) => ArrayBuffer & Resizable;

/** Memory of a block. It can be resized, which gives it back at once when the block is used up, not some time later. */
function block(bytesPerRow: number): ArrayBuffer {
  const bytes = blockSize * bytesPerRow;
  return new ResizableBuffer(bytes, { maxByteLength: bytes });
}

export class BlockUint32 {
  /** Full blocks. */
  readonly #blocks: Uint32Array<ArrayBuffer>[] = [];
  /** The block that is being filled: ordinary memory, which is faster to write to, and used again. */
  #last = new Uint32Array(0);
  #used = 0;
  length = 0;

  push(value: number): void {
    if (this.#used === this.#last.length) this.#next();
    this.#last[this.#used++] = value;
    this.length++;
  }

  #next(): void {
    if (this.#used === 0) {
      this.#last = new Uint32Array(blockSize);
      return;
    }
    const full = new Uint32Array(block(4), 0, blockSize);
    full.set(this.#last);
    this.#blocks.push(full);
    this.#used = 0;
  }

  at(row: number): number {
    return (this.#blocks[row >> blockBits] ?? this.#last)[row & blockMask]!;
  }

  set(row: number, value: number): void {
    (this.#blocks[row >> blockBits] ?? this.#last)[row & blockMask] = value;
  }

  /** All rows in one array; the list is empty afterwards. */
  take(): Uint32Array {
    const all = new Uint32Array(this.length);
    empty(this.#blocks, all);
    all.set(this.#last.subarray(0, this.#used), all.length - this.#used);
    this.#used = 0;
    this.length = 0;
    return all;
  }
}

export class BlockFloat64 {
  /** Full blocks. */
  readonly #blocks: Float64Array<ArrayBuffer>[] = [];
  /** The block that is being filled: ordinary memory, which is faster to write to, and used again. */
  #last = new Float64Array(0);
  #used = 0;
  length = 0;

  push(value: number): void {
    if (this.#used === this.#last.length) this.#next();
    this.#last[this.#used++] = value;
    this.length++;
  }

  #next(): void {
    if (this.#used === 0) {
      this.#last = new Float64Array(blockSize);
      return;
    }
    const full = new Float64Array(block(8), 0, blockSize);
    full.set(this.#last);
    this.#blocks.push(full);
    this.#used = 0;
  }

  addAt(row: number, value: number): void {
    const rows = this.#blocks[row >> blockBits] ?? this.#last;
    rows[row & blockMask] = rows[row & blockMask]! + value;
  }

  /** All rows in one array; the list is empty afterwards. */
  take(): Float64Array {
    const all = new Float64Array(this.length);
    empty(this.#blocks, all);
    all.set(this.#last.subarray(0, this.#used), all.length - this.#used);
    this.#used = 0;
    this.length = 0;
    return all;
  }
}

/** A column that is 0 nearly everywhere: only its other rows are kept. Rows are set in ascending order or again. */
export class RareUint32 {
  readonly #rows = new BlockUint32();
  readonly #values = new BlockUint32();

  set(row: number, value: number): void {
    this.#rows.push(row);
    this.#values.push(value);
  }

  /** The column of `length` rows; the list is empty afterwards. Memory of an array is not used before it is written to. */
  take(length: number): Uint32Array {
    const all = new Uint32Array(length);
    for (let at = 0; at < this.#rows.length; at++) all[this.#rows.at(at)] = this.#values.at(at);
    this.#rows.take();
    this.#values.take();
    return all;
  }
}

/** Moves blocks into one array, letting go of each. */
function empty<T extends Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>(blocks: T[], all: T): void {
  let at = 0;
  for (const each of blocks) {
    all.set(each, at);
    at += blockSize;
    (each.buffer as ArrayBuffer & Resizable).resize(0);
  }
  blocks.length = 0;
}
