import assert from "node:assert/strict";
import { describe, it } from "mocha";
import {
  changedLines,
  type FreshnessQuestion,
  judgeFreshness,
  listsOnlyCode,
  moveLine,
  tellingLinesOf,
} from "../../../../src/core/evidence/freshness.ts";
import type { SourceFacts } from "../../../../src/core/evidence/sourceFacts.ts";
import { classifyLines } from "../../../../src/core/evidence/sourceLines.ts";

const text = "import os\n\n\ndef clip(x):\n    # keep it\n    return x\n";

function facts(source = text, modified = 1000): SourceFacts {
  return { sha256: `sha of ${source.length}`, modified, lines: classifyLines("src/a.py", source), markers: [] };
}

function judge(change: Partial<FreshnessQuestion>) {
  return judgeFreshness({
    source: facts(),
    statedHashEquals: null,
    observedSha256: null,
    git: null,
    commitIsCertain: false,
    mayBeMoved: false,
    lines: Uint32Array.of(1, 4, 6),
    listsOnlyCode: true,
    reportTime: null,
    ...change,
  });
}

describe("the line behind the last one", () => {
  const lines = Uint32Array.of(1, 4, 6, 7);

  it("tells nothing of a file that is included within functions, where LLVM ends it there", () => {
    assert.deepEqual([...tellingLinesOf(lines, facts(), true)], [1, 4, 6]);
  });

  it("tells of any other file, and so does a line beyond it", () => {
    assert.equal(tellingLinesOf(lines, facts(), false), lines);
    const beyond = Uint32Array.of(1, 8);
    assert.equal(tellingLinesOf(beyond, facts(), true), beyond);
  });
});

describe("a file is judged against a report", () => {
  const changes = [{ oldLine: 2, oldCount: 1, newLine: 2, newCount: 3 }];
  const rows: readonly (readonly [string, Partial<FreshnessQuestion>, string, string])[] = [
    [
      "with the hash that the report states",
      { statedHashEquals: true, git: { changed: true, changes } },
      "fresh",
      "hash",
    ],
    ["with another hash than the report states", { statedHashEquals: false }, "stale", "hash"],
    ["seen unchanged since the report was new", { observedSha256: facts().sha256 }, "fresh", "observed"],
    ["seen with other content when the report was new", { observedSha256: "other" }, "stale", "observed"],
    [
      "unchanged since the commit, though a checkout touched it",
      { git: { changed: false }, reportTime: 1 },
      "fresh",
      "git",
    ],
    [
      "changed since the commit and since the report",
      { git: { changed: true, changes }, reportTime: 1 },
      "stale",
      "git",
    ],
    [
      "edited before the report was written and committed after",
      { git: { changed: true, changes }, reportTime: 5000 },
      "fresh",
      "time",
    ],
    [
      "changed since the commit that holds the report, whatever the times say",
      { git: { changed: true, changes }, reportTime: 5000, commitIsCertain: true },
      "stale",
      "git",
    ],
    [
      "with an executable line past its end",
      { lines: Uint32Array.of(1, 9), git: { changed: false } },
      "stale",
      "structure",
    ],
    ["with an executable line that is blank", { lines: Uint32Array.of(1, 2), reportTime: 5000 }, "stale", "structure"],
    ["with an executable line that is a comment", { lines: Uint32Array.of(5) }, "stale", "structure"],
    [
      "with blank executable lines of a producer that lists every line",
      { lines: Uint32Array.of(1, 2, 3), listsOnlyCode: false, reportTime: 5000 },
      "fresh",
      "time",
    ],
    ["older than the report, with nothing else known", { reportTime: 5000 }, "fresh", "time"],
    ["newer than the report, with nothing else known", { reportTime: 1 }, "age-unknown", "none"],
    ["without any time", {}, "age-unknown", "none"],
  ];
  for (const [name, question, kind, by] of rows) {
    it(`${kind} by ${by}: ${name}`, () => {
      const freshness = judge(question);
      assert.deepEqual([freshness.kind, freshness.by], [kind, by]);
    });
  }
});

describe("lines move with the edits behind them", () => {
  const changes = [
    { oldLine: 2, oldCount: 0, newLine: 3, newCount: 2 },
    { oldLine: 5, oldCount: 2, newLine: 7, newCount: 1 },
    { oldLine: 9, oldCount: 1, newLine: 9, newCount: 0 },
  ];
  const rows: readonly (readonly [number, number])[] = [
    [1, 1],
    [2, 2],
    [3, 5],
    [4, 6],
    [5, 0],
    [6, 0],
    [7, 8],
    [8, 9],
    [9, 0],
    [10, 10],
  ];
  for (const [before, after] of rows)
    it(`line ${before} is ${after === 0 ? "gone or changed" : `line ${after}`}`, () =>
      assert.equal(moveLine(before, changes), after));

  it("and the new lines are the changed ones", () => assert.deepEqual(changedLines(changes), [3, 4, 7]));
});

describe("whether a report lists only code", () => {
  const spaced = facts("a = 1\n\n# note\n\nb = 2\n\n# more\n\nc = 3\n");
  it("is seen by its leaving out blank lines and comments", () =>
    assert.equal(listsOnlyCode([{ source: spaced, lines: Uint32Array.of(1, 5, 9) }]), true));
  it("is denied where it lists them like any other", () =>
    assert.equal(
      listsOnlyCode([{ source: spaced, lines: Uint32Array.from({ length: 9 }, (_, at) => at + 1) }]),
      false,
    ));
  it("is not claimed where there are too few of them to tell", () =>
    assert.equal(listsOnlyCode([{ source: facts("a = 1\n# b\nc = 1\n"), lines: Uint32Array.of(1, 2, 3) }]), false));
});
