import {
  type CountColumn,
  type Extent,
  narrowCounts,
  narrowest,
  noExtent,
  type WholeColumn,
} from "../model/columns.ts";

/**
 * Growing columns of many millions of rows: kept in blocks of one size, so that growing neither copies nor leaves
 * garbage behind. `take` makes one array of them.
 */

const blockBits = 14;
/** Rows of a block. */
export const blockSize = 1 << blockBits;
const blockMask = blockSize - 1;

/** ES2024: memory whose size can be changed in place. */
interface Resizable {
  resize(bytes: number): void;
}
const ResizableBuffer = ArrayBuffer as unknown as new (
  bytes: number,
  options: { readonly maxByteLength: number },
) => ArrayBuffer & Resizable;

/**
 * Memory of blocks that are used up, by size, for the next report of this thread: memory that the system has to clear
 * first costs more than reading what goes into it, and two threads wait for each other there.
 */
const spare = new Map<number, ArrayBuffer[]>();
let spareBytes = 0;
const mostSpareBytes = 32 * 1024 * 1024;
/** A column of more blocks makes its report a large one: of a gigabyte, nothing is to stay beside what was read. */
const mostSpareBlocks = 256;
let isLarge = false;

/** Gives back what is kept for the next report. */
export function releaseSpareBlocks(): void {
  for (const alike of spare.values()) for (const memory of alike) (memory as ArrayBuffer & Resizable).resize(0);
  spare.clear();
  spareBytes = 0;
}

/** Memory of a block, not cleared. It can be resized, which gives it back at once, not some time later. */
function block(bytesPerRow: number): ArrayBuffer {
  const bytes = blockSize * bytesPerRow;
  // The next report.
  isLarge = false;
  const used = spare.get(bytes)?.pop();
  if (used === undefined) return new ResizableBuffer(bytes, { maxByteLength: bytes });
  spareBytes -= bytes;
  return used;
}

/** Moves blocks into one array, letting go of each. */
function empty(blocks: CountColumn[], all: CountColumn): void {
  if (blocks.length > mostSpareBlocks) {
    isLarge = true;
    releaseSpareBlocks();
  }
  let at = 0;
  for (const each of blocks) {
    all.set(each, at);
    at += blockSize;
    const memory = each.buffer as ArrayBuffer & Resizable;
    const { byteLength } = memory;
    if (isLarge || spareBytes + byteLength > mostSpareBytes) {
      memory.resize(0);
      continue;
    }
    spareBytes += byteLength;
    const alike = spare.get(byteLength);
    if (alike === undefined) spare.set(byteLength, [memory]);
    else alike.push(memory);
  }
  blocks.length = 0;
}

/** Full blocks of one column of integers, each in the narrowest array that holds it exactly. */
class SealedColumn {
  readonly #blocks: CountColumn[] = [];
  readonly #extent: Extent = noExtent();

  /** @param bits all values but -1, combined with "or": its highest bit tells the width */
  seal(rows: Uint32Array | Int32Array, bits: number, negative: boolean): void {
    this.#widen(bits, negative);
    const Narrow = narrowest({ largest: bits >>> 0, negative, whole: true });
    const sealed = new Narrow(block(Narrow.BYTES_PER_ELEMENT), 0, blockSize);
    sealed.set(rows);
    this.#blocks.push(sealed);
  }

  #widen(bits: number, negative: boolean): void {
    this.#extent.largest = Math.max(this.#extent.largest, bits >>> 0);
    this.#extent.negative ||= negative;
  }

  /** All sealed rows and the `rest` in one array; `odd` are rows with other values. The column is empty afterwards. */
  take(
    rest: Uint32Array | Int32Array,
    bits: number,
    negative: boolean,
    odd: ReadonlyMap<number, number> = new Map(),
  ): CountColumn {
    this.#widen(bits, negative);
    this.#extent.whole = odd.size === 0;
    const all = new (narrowest(this.#extent))(this.#blocks.length * blockSize + rest.length);
    empty(this.#blocks, all);
    all.set(rest, all.length - rest.length);
    for (const [row, value] of odd) all[row] = value;
    return all;
  }
}

/** Counts up to this, and -1, are kept as they come. */
export const mostPlainHits = 0x7fffffff;

/**
 * Rows of a line, a key and a count, only appended. The hot loop of a reader writes to the open block itself: it puts a
 * row of integers at `used`, adds them to the bits, counts `used` up and calls `seal` when that reaches `blockSize`.
 */
export class RowBlocks {
  readonly line: Uint32Array;
  /** Empty where rows have no key. */
  readonly key: Uint32Array;
  readonly hits: Int32Array;
  used = 0;
  /** Values of the open block, combined with "or". */
  lineBits = 0;
  keyBits = 0;
  hitBits = 0;
  /** Some count of the open block is -1. */
  negative = false;
  #sealed = 0;
  readonly #lines = new SealedColumn();
  readonly #keys = new SealedColumn();
  readonly #hits = new SealedColumn();
  /** Counts that are fractions or beyond `mostPlainHits`, by row. */
  readonly #odd = new Map<number, number>();

  constructor(withKeys: boolean) {
    this.line = new Uint32Array(blockSize);
    this.key = new Uint32Array(withKeys ? blockSize : 0);
    this.hits = new Int32Array(blockSize);
  }

  get length(): number {
    return this.#sealed + this.used;
  }

  push(line: number, key: number, hits: number): void {
    const row = this.used;
    this.line[row] = line;
    this.lineBits |= line;
    if (this.key.length > 0) {
      this.key[row] = key;
      this.keyBits |= key;
    }
    if (hits === -1) this.negative = true;
    else if ((hits | 0) === hits) this.hitBits |= hits;
    else this.#odd.set(this.length, hits);
    this.hits[row] = hits;
    if (++this.used === blockSize) this.seal();
  }

  /** Puts the full block away; the open one is empty afterwards. */
  seal(): void {
    this.#lines.seal(this.line, this.lineBits, false);
    if (this.key.length > 0) this.#keys.seal(this.key, this.keyBits, false);
    this.#hits.seal(this.hits, this.#odd.size > 0 ? -1 : this.hitBits, this.negative);
    this.#sealed += blockSize;
    this.#clear();
  }

  #clear(): void {
    this.used = 0;
    this.lineBits = 0;
    this.keyBits = 0;
    this.hitBits = 0;
    this.negative = false;
  }

  /** All rows in one array a property; the list is empty afterwards. */
  take(): { readonly line: WholeColumn; readonly key: WholeColumn; readonly hits: CountColumn } {
    const { used, lineBits, keyBits, hitBits, negative } = this;
    this.#clear();
    this.#sealed = 0;
    const rows = {
      line: this.#lines.take(this.line.subarray(0, used), lineBits, false) as WholeColumn,
      key: this.#keys.take(this.key.subarray(0, used), keyBits, false) as WholeColumn,
      hits: this.#hits.take(this.hits.subarray(0, used), hitBits, negative, this.#odd),
    };
    this.#odd.clear();
    return rows;
  }
}

/** A growing column of 32-bit numbers whose rows can be changed. */
export class BlockUint32 {
  /** Full blocks, each in the narrowest array that holds it. */
  readonly #blocks: WholeColumn[] = [];
  /** The block that is being filled: ordinary memory, which is faster to write to, and used again. */
  #last = new Uint32Array(0);
  #used = 0;
  /** Rows in full blocks. */
  #sealed = 0;
  /** All values of full blocks, combined with "or": its highest bit tells the width. */
  #bits = 0;

  get length(): number {
    return this.#sealed + this.#used;
  }

  push(value: number): void {
    if (this.#used === this.#last.length) this.#next();
    this.#last[this.#used++] = value;
  }

  #next(): void {
    if (this.#used === 0) {
      this.#last = new Uint32Array(blockSize);
      return;
    }
    const bits = combined(this.#last, blockSize);
    this.#bits |= bits;
    this.#blocks.push(wholeBlock(this.#last, bits));
    this.#sealed += blockSize;
    this.#used = 0;
  }

  at(row: number): number {
    const open = row - this.#sealed;
    return open >= 0 ? this.#last[open]! : this.#blocks[row >> blockBits]![row & blockMask]!;
  }

  set(row: number, value: number): void {
    const open = row - this.#sealed;
    if (open >= 0) this.#last[open] = value;
    else this.#setSealed(row, value);
  }

  #setSealed(row: number, value: number): void {
    const at = row >> blockBits;
    let block = this.#blocks[at]!;
    if (value >= 2 ** (8 * block.BYTES_PER_ELEMENT)) {
      const narrow = block.buffer as ArrayBuffer & Resizable;
      block = wholeBlock(block, value);
      this.#blocks[at] = block;
      narrow.resize(0);
    }
    block[row & blockMask] = value;
    this.#bits |= value;
  }

  /** All rows in one array; the list is empty afterwards. */
  take(): WholeColumn {
    const bits = this.#bits | combined(this.#last, this.#used);
    const all = new (narrowest(wholeExtent(bits)))(this.length) as WholeColumn;
    empty(this.#blocks, all);
    all.set(this.#last.subarray(0, this.#used), all.length - this.#used);
    this.#used = 0;
    this.#sealed = 0;
    this.#bits = 0;
    return all;
  }
}

/** The first `length` numbers, combined with "or". */
function combined(rows: Uint32Array, length: number): number {
  let bits = 0;
  for (let row = 0; row < length; row++) bits |= rows[row]!;
  return bits;
}

/** @param bits whole numbers, combined with "or" */
function wholeExtent(bits: number): Extent {
  return { largest: bits >>> 0, negative: false, whole: true };
}

/** A block of these rows that has room for numbers of these bits. */
function wholeBlock(rows: WholeColumn, bits: number): WholeColumn {
  const Narrow = narrowest(wholeExtent(bits));
  const full = new Narrow(block(Narrow.BYTES_PER_ELEMENT), 0, blockSize) as WholeColumn;
  full.set(rows);
  return full;
}

/** A growing column of counts, each 0 at first, that can be added to. */
export class BlockCounts {
  readonly #plain = new BlockUint32();
  /** Counts that are fractions or beyond 32 bits, by row. */
  readonly #odd = new Map<number, number>();

  /** Appends a count of 0. */
  push(): void {
    this.#plain.push(0);
  }

  addAt(row: number, value: number): void {
    const sum = (this.#odd.get(row) ?? this.#plain.at(row)) + value;
    if (sum >>> 0 === sum) {
      this.#plain.set(row, sum);
      if (this.#odd.size > 0) this.#odd.delete(row);
    } else this.#odd.set(row, sum);
  }

  /** All counts in one array; the list is empty afterwards. */
  take(): CountColumn {
    const plain = narrowCounts(this.#plain.take());
    if (this.#odd.size === 0) return plain;
    const all = new Float64Array(plain);
    for (const [row, value] of this.#odd) all[row] = value;
    return all;
  }
}

/** A column that is 0 nearly everywhere: only its other rows are kept. Rows are set in ascending order or again. */
export class RareUint32 {
  readonly #rows = new BlockUint32();
  readonly #values = new BlockUint32();
  readonly #extent = noExtent();

  set(row: number, value: number): void {
    if (value > this.#extent.largest) this.#extent.largest = value;
    this.#rows.push(row);
    this.#values.push(value);
  }

  /** The column of `length` rows; the list is empty afterwards. Memory of an array is not used before it is written to. */
  take(length: number): WholeColumn {
    const all = new (narrowest(this.#extent))(length) as WholeColumn;
    for (let at = 0; at < this.#rows.length; at++) all[this.#rows.at(at)] = this.#values.at(at);
    this.#rows.take();
    this.#values.take();
    return all;
  }
}
