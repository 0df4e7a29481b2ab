import assert from "node:assert/strict";
import fc from "fast-check";
import { moveLine } from "../../../../src/core/evidence/moveLine.ts";
import type { LineChange } from "../../../../src/core/ports.ts";
import { lineChanges, splitLines } from "../../../../src/editor/render/lineChanges.ts";

/** Puts the changes into the old text, with the changed lines taken from the new one. */
function apply(before: readonly string[], after: readonly string[], changes: readonly LineChange[]): string[] {
  const made: string[] = [];
  let at = 0;
  for (const { oldLine, oldCount, newLine, newCount } of changes) {
    const start = oldCount === 0 ? oldLine : oldLine - 1;
    made.push(...before.slice(at, start));
    made.push(
      ...after.slice(newCount === 0 ? newLine : newLine - 1, (newCount === 0 ? newLine : newLine - 1) + newCount),
    );
    at = start + oldCount;
  }
  return [...made, ...before.slice(at)];
}

describe("line changes", () => {
  for (const [name, before, after, expected] of [
    ["nothing", ["a", "b"], ["a", "b"], []],
    ["an inserted line", ["a", "b"], ["a", "x", "b"], [{ oldLine: 1, oldCount: 0, newLine: 2, newCount: 1 }]],
    ["a line inserted at the top", ["a"], ["x", "a"], [{ oldLine: 0, oldCount: 0, newLine: 1, newCount: 1 }]],
    ["a deleted line", ["a", "b", "c"], ["a", "c"], [{ oldLine: 2, oldCount: 1, newLine: 1, newCount: 0 }]],
    ["a changed line", ["a", "b", "c"], ["a", "x", "c"], [{ oldLine: 2, oldCount: 1, newLine: 2, newCount: 1 }]],
    [
      "two edits far apart",
      ["a", "b", "c", "d", "e"],
      ["a", "x", "c", "d", "y"],
      [
        { oldLine: 2, oldCount: 1, newLine: 2, newCount: 1 },
        { oldLine: 5, oldCount: 1, newLine: 5, newCount: 1 },
      ],
    ],
  ] as const) {
    it(`finds ${name}`, () => {
      assert.deepEqual(lineChanges(before, after), expected);
    });
  }

  const texts = fc.array(fc.constantFrom("a", "b", "c", "", "}", "x1", "x2", "x3"), { maxLength: 40 });

  it("turns the old text into the new one, whatever the two are", () => {
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        assert.deepEqual(apply(before, after, lineChanges(before, after)), after);
      }),
    );
  });

  it("moves a line only to a line of the same text", () => {
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const changes = lineChanges(before, after);
        for (const [index, text] of before.entries()) {
          const line = moveLine(index + 1, changes);
          if (line !== 0) assert.equal(after[line - 1], text);
        }
      }),
    );
  });

  it("keeps every untouched line of one edit", () => {
    const distinct = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(distinct, fc.nat(), fc.nat(), fc.nat({ max: 5 }), (before, from, count, added) => {
        const start = from % before.length;
        const removed = count % (before.length - start + 1);
        const after = before.toSpliced(start, removed, ...Array.from({ length: added }, (_, at) => `new line ${at}`));
        const changes = lineChanges(before, after);
        for (const [index] of before.entries()) {
          const expected = index < start ? index + 1 : index < start + removed ? 0 : index + 1 - removed + added;
          assert.equal(moveLine(index + 1, changes), expected);
        }
      }),
    );
  });

  it("holds a file of 20,000 lines with edits at both ends in a few milliseconds", () => {
    const before = Array.from({ length: 20_000 }, (_, at) => (at % 3 === 0 ? "}" : `line ${at}`));
    const after = ["first", ...before, "last"];
    const start = performance.now();
    assert.equal(lineChanges(before, after).length, 2);
    assert.ok(performance.now() - start < 500);
  });

  it("splits lines whatever ends them", () => {
    assert.deepEqual(splitLines("a\r\nb\rc\nd"), ["a", "b", "c", "d"]);
  });
});
