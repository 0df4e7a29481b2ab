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

/** Blocks that lie in one piece of memory: the system is asked once for all of them, and other threads wait less for it. */
const slabBytes = 16 * blockSize;

/**
 * Memory of slabs that are used up, for the next report of this thread: memory that the system has to clear first costs
 * more than reading what goes into it.
 */
const spare: (ArrayBuffer & Resizable)[] = [];
const mostSpare = (32 * 1024 * 1024) / slabBytes;
/** A column of more blocks makes its report a large one: of a gigabyte, nothing is to stay beside what was read. */
const mostSpareBlocks = 256;
let isLarge = false;

/** Gives back what is kept for the next report. */
export function releaseSpareBlocks(): void {
  for (const memory of spare.splice(0)) memory.resize(0);
}

/** Memory of some blocks of one column, not cleared. It can be resized, which gives it back at once, not some time later. */
class Slab {
  readonly memory = spare.pop() ?? new ResizableBuffer(slabBytes, { maxByteLength: slabBytes });
  /** Bytes that were given to blocks. */
  used = 0;
  /** Blocks in it that are in use; one more while blocks are added. */
  users = 1;

  release(): void {
    if (--this.users > 0) return;
    if (isLarge || spare.length >= mostSpare) this.memory.resize(0);
    else spare.push(this.memory);
  }
}

/** The full blocks of a column, each in an array of its own width. */
class FullBlocks<Block extends CountColumn> {
  readonly #blocks: Block[] = [];
  /** Where each of them lies. */
  readonly #slabs: Slab[] = [];
  #open: Slab | null = null;

  get length(): number {
    return this.#blocks.length;
  }

  at(index: number): Block {
    return this.#blocks[index]!;
  }

  push(rows: CountColumn, Width: ReturnType<typeof narrowest>): void {
    this.#put(this.#blocks.length, rows, Width);
  }

  /** The same rows in an array of another width. */
  replace(index: number, Width: ReturnType<typeof narrowest>): void {
    const slab = this.#slabs[index]!;
    this.#put(index, this.#blocks[index]!, Width);
    slab.release();
  }

  #put(index: number, rows: CountColumn, Width: ReturnType<typeof narrowest>): void {
    const bytes = blockSize * Width.BYTES_PER_ELEMENT;
    if (this.#open === null || this.#open.used + bytes > slabBytes) {
      this.#open?.release();
      this.#open = new Slab();
      // The next report.
      isLarge = false;
    }
    const block = new Width(this.#open.memory, this.#open.used, blockSize);
    block.set(rows);
    this.#open.used += bytes;
    this.#open.users++;
    this.#blocks[index] = block as Block;
    this.#slabs[index] = this.#open;
  }

  /** Moves all rows to the beginning of an array, letting go of each block. */
  moveTo(all: CountColumn): void {
    if (this.#blocks.length > mostSpareBlocks) {
      isLarge = true;
      releaseSpareBlocks();
    }
    this.#open?.release();
    this.#open = null;
    for (let index = 0; index < this.#blocks.length; index++) {
      all.set(this.#blocks[index]!, index * blockSize);
      this.#slabs[index]!.release();
    }
    this.#blocks.length = 0;
    this.#slabs.length = 0;
  }
}

/** Full blocks of one column of integers, each in the narrowest array that holds it exactly. */
class SealedColumn {
  readonly #blocks = new FullBlocks<CountColumn>();
  readonly #extent: Extent = noExtent();

  /** @param bits all values but -1, combined with "or": its highest bit tells the width */
  seal(rows: Uint32Array | Int32Array, bits: number, negative: boolean): void {
    this.#widen(bits, negative);
    this.#blocks.push(rows, narrowest({ largest: bits >>> 0, negative, whole: true }));
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
    this.#blocks.moveTo(all);
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
  readonly #blocks = new FullBlocks<WholeColumn>();
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
    this.#blocks.push(this.#last, narrowest(wholeExtent(bits)));
    this.#sealed += blockSize;
    this.#used = 0;
  }

  at(row: number): number {
    const open = row - this.#sealed;
    return open >= 0 ? this.#last[open]! : this.#blocks.at(row >> blockBits)[row & blockMask]!;
  }

  set(row: number, value: number): void {
    const open = row - this.#sealed;
    if (open >= 0) this.#last[open] = value;
    else this.#setSealed(row, value);
  }

  #setSealed(row: number, value: number): void {
    const at = row >> blockBits;
    if (value >= 2 ** (8 * this.#blocks.at(at).BYTES_PER_ELEMENT))
      this.#blocks.replace(at, narrowest(wholeExtent(value)));
    this.#blocks.at(at)[row & blockMask] = value;
    this.#bits |= value;
  }

  /** All rows in one array; the list is empty afterwards. */
  take(): WholeColumn {
    const bits = this.#bits | combined(this.#last, this.#used);
    const all = new (narrowest(wholeExtent(bits)))(this.length) as WholeColumn;
    this.#blocks.moveTo(all);
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
