import assert from "node:assert/strict";
import type { LineView } from "../../../../src/core/model/lines.ts";
import { gapAfter, gapBefore } from "../../../../src/editor/render/gapOrder.ts";
import { afterEdits, allUnknown, branchesText, gapsOf } from "../../../../src/editor/render/gaps.ts";
import { lineChanges } from "../../../../src/editor/render/lineChanges.ts";

function line(number: number, state: LineView["state"], branches: LineView["branches"] = null): LineView {
  return { line: number, state, hits: state === "uncovered" ? 0 : state === "stale" ? null : 1, branches };
}

describe("gaps", () => {
  it("joins lines of one kind over lines that hold no code", () => {
    const gaps = gapsOf([
      line(1, "covered"),
      line(2, "uncovered"),
      line(3, "uncovered"),
      line(6, "uncovered"),
      line(7, "covered"),
      line(8, "uncovered"),
    ]);
    assert.deepEqual(gaps, [
      { kind: "uncovered", line: 2, endLine: 6, lines: 3, text: "not covered · 3 lines" },
      { kind: "uncovered", line: 8, endLine: 8, lines: 1, text: "not covered" },
    ]);
  });

  it("keeps partly covered lines apart, each with its branches", () => {
    const gaps = gapsOf([
      line(1, "partial", { covered: 1, total: 2, missing: ["else"] }),
      line(2, "partial", { covered: 2, total: 4, missing: [] }),
      line(3, "stale"),
      line(4, "stale"),
      line(5, "excluded"),
    ]);
    assert.deepEqual(
      gaps.map(({ kind, line: at, text }) => [kind, at, text]),
      [
        ["partial", 1, "1 of 2 branches: else never taken"],
        ["partial", 2, "2 of 4 branches"],
        ["stale", 3, "changed since measured · 2 lines"],
      ],
    );
  });

  it("names at most three missing outcomes", () => {
    assert.equal(
      branchesText({ covered: 0, total: 5, missing: ["a", "b", "c", "d", "e"] }),
      "0 of 5 branches: a, b, c and 2 more never taken",
    );
  });

  it("finds the gap after and before a line", () => {
    const gaps = gapsOf([line(2, "uncovered"), line(4, "covered"), line(6, "uncovered")]);
    assert.deepEqual([gapAfter(gaps, 1)?.line, gapAfter(gaps, 2)?.line, gapAfter(gaps, 6)], [2, 6, null]);
    assert.deepEqual([gapBefore(gaps, 7)?.line, gapBefore(gaps, 6)?.line, gapBefore(gaps, 2)], [6, 2, null]);
  });
});

describe("gaps in an edited buffer", () => {
  const before = ["def f(x):", "    a = 1", "    return a", "", "def g():", "    return 2"];
  const lines = [
    line(1, "covered"),
    line(2, "uncovered"),
    line(3, "uncovered"),
    line(5, "covered"),
    line(6, "partial", { covered: 1, total: 2, missing: [] }),
  ];
  const edited = (now: readonly string[]) =>
    afterEdits("m.py", lines, lineChanges(before, now), now).map((each) => [each.line, each.state]);

  it("leaves an unchanged buffer as it is", () => {
    assert.deepEqual(edited(before), [
      [1, "covered"],
      [2, "uncovered"],
      [3, "uncovered"],
      [5, "covered"],
      [6, "partial"],
    ]);
  });

  it("moves untouched lines with the edit and makes the new line unknown", () => {
    assert.deepEqual(edited(["import os", ...before]), [
      [1, "stale"],
      [2, "covered"],
      [3, "uncovered"],
      [4, "uncovered"],
      [6, "covered"],
      [7, "partial"],
    ]);
  });

  it("makes a changed line unknown", () => {
    assert.deepEqual(edited(before.with(1, "    a = 3")), [
      [1, "covered"],
      [2, "stale"],
      [3, "uncovered"],
      [5, "covered"],
      [6, "partial"],
    ]);
  });

  it("does not call a new comment or blank line unknown", () => {
    assert.deepEqual(
      edited(["# why", "", ...before]).map(([at]) => at),
      [3, 4, 5, 7, 8],
    );
  });

  it("forgets a deleted line", () => {
    assert.deepEqual(edited(before.toSpliced(1, 1)), [
      [1, "covered"],
      [2, "uncovered"],
      [4, "covered"],
      [5, "partial"],
    ]);
  });

  it("moves the lines that outcomes are named by", () => {
    const branch = line(1, "partial", { covered: 1, total: 2, missing: ["to line 3", "else"] });
    const now = ["# new", ...before];
    assert.deepEqual(afterEdits("m.py", [branch], lineChanges(before, now), now)[0]?.branches?.missing, [
      "to line 4",
      "else",
    ]);
  });

  it("leaves out lines that the file does not have", () => {
    const beyond = [line(2, "stale"), line(99, "stale")];
    assert.deepEqual(
      afterEdits("m.py", beyond, [], before).map((each) => each.line),
      [2],
    );
    const now = ["new", ...before];
    assert.deepEqual(
      afterEdits("m.py", beyond, lineChanges(before, now), now).map((each) => each.line),
      [1, 3],
    );
  });

  it("knows nothing where the measured text is gone", () => {
    assert.deepEqual(
      allUnknown(lines, 5).map((each) => [each.line, each.state]),
      [
        [1, "stale"],
        [2, "stale"],
        [3, "stale"],
        [5, "stale"],
      ],
    );
  });
});
