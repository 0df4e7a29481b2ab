import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { BlockCounts, BlockUint32, blockSize, releaseSpareBlocks } from "../../../../src/core/formats/blockLists.ts";

/** Numbers of each width, most of them small. */
const anyWhole = fc.oneof(
  { weight: 6, arbitrary: fc.nat(0xff) },
  { weight: 2, arbitrary: fc.nat(0xffff) },
  { weight: 1, arbitrary: fc.constantFrom(0, 0xff, 0x100, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff) },
);
/** Lengths around the ends of blocks. */
const anyLength = fc.constantFrom(0, 1, blockSize - 1, blockSize, blockSize + 1, 2 * blockSize, 2 * blockSize + 5);
const anyChange = fc.tuple(fc.nat(3 * blockSize), anyWhole);

describe("A growing column of whole numbers", () => {
  it("holds what was pushed and set, in whatever block and width", () => {
    fc.assert(
      fc.property(anyLength, anyWhole, fc.array(anyChange, { maxLength: 40 }), (length, fill, changes) => {
        const column = new BlockUint32();
        const plain: number[] = [];
        for (let row = 0; row < length; row++) {
          const value = row % 7 === 0 ? fill : row % 3;
          column.push(value);
          plain.push(value);
        }
        for (const [at, value] of length === 0 ? [] : changes) {
          column.set(at % length, value);
          plain[at % length] = value;
          assert.equal(column.at(at % length), value);
        }
        assert.equal(column.length, length);
        const taken = column.take();
        assert.deepEqual(Array.from(taken), plain);
        assert.equal(taken.buffer.byteLength, taken.byteLength);
        assert.equal(column.length, 0);
      }),
      { numRuns: 60 },
    );
    releaseSpareBlocks();
  }).timeout(60_000);

  it("takes the room of its largest number", () => {
    for (const [value, width] of [
      [0xff, 1],
      [0x100, 2],
      [0xffff, 2],
      [0x10000, 4],
      [0xffffffff, 4],
    ] as const) {
      const column = new BlockUint32();
      for (let row = 0; row <= blockSize; row++) column.push(row === 5 ? value : 1);
      assert.equal(column.take().BYTES_PER_ELEMENT, width, String(value));
    }
  });

  it("can be filled again after it was taken", () => {
    const column = new BlockUint32();
    for (const value of [0x10000, 3]) {
      column.push(value);
      assert.deepEqual(Array.from(column.take()), [value]);
    }
  });
});

describe("A growing column of counts", () => {
  /** Few, so that some are added to several times. */
  const anyRow = fc.constantFrom(0, 1, blockSize - 1, blockSize, blockSize + 9);

  it("adds to rows of full and of open blocks, beyond 32 bits and fractions exactly", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyRow, fc.oneof(anyWhole, fc.constantFrom(0.5, 2 ** 40))), { maxLength: 60 }),
        (additions) => {
          const counts = new BlockCounts();
          const plain = new Float64Array(blockSize + 10);
          for (let row = 0; row < plain.length; row++) counts.push();
          for (const [row, value] of additions) {
            counts.addAt(row, value);
            plain[row]! += value;
          }
          assert.deepEqual(Array.from(counts.take()), Array.from(plain));
        },
      ),
      { numRuns: 60 },
    );
  }).timeout(60_000);
});
