import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "mocha";
import {
  endsBehind,
  type FreshnessQuestion,
  judgeFreshness,
  listsOnlyCode,
} from "../../../../src/core/evidence/freshness.ts";
import { changedLines, moveLine } from "../../../../src/core/evidence/moveLine.ts";
import { reportTime } from "../../../../src/core/evidence/placedReport.ts";
import type { SourceFacts } from "../../../../src/core/evidence/sourceFacts.ts";
import { classifyLines } from "../../../../src/core/evidence/sourceLines.ts";
import type { ReadResult } from "../../../../src/core/model/report.ts";

const text = "import os\n\n\ndef clip(x):\n    # keep it\n    return x\n";

function facts(source = text, modified = 1000): SourceFacts {
  return { sha256: `sha of ${source.length}`, modified, lines: classifyLines("src/a.py", source), markers: [] };
}

function judge(change: Partial<FreshnessQuestion>) {
  return judgeFreshness({
    source: facts(),
    statedHashEquals: null,
    sums: null,
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
  const behind = Uint32Array.of(1, 4, 6, 7);
  const rows: readonly (readonly [string, string, Uint32Array, number | null, boolean])[] = [
    ["is no line of a file that is included within functions", "src/body.c", behind, 0, true],
    ["nor of one that by its name is, where no functions are listed at all", "src/colors.def", behind, null, true],
    ["tells of a file with functions", "src/body.inc", behind, 1, false],
    ["tells of any other file where no functions are listed", "src/a.c", behind, null, false],
    ["is no other one beyond it", "src/body.inc", Uint32Array.of(1, 8), 0, false],
    ["is not the last one itself", "src/body.inc", Uint32Array.of(1, 6), 0, false],
  ];
  for (const [name, file, lines, functions, expected] of rows)
    it(name, () => assert.equal(endsBehind(file, lines, facts(), functions), expected));
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

/** A number for a text, as a hash is. */
function sumOfText(line: string): number {
  return createHash("md5").update(line).digest().readUInt32BE();
}

describe("lines are found again by the sums of their texts", () => {
  const before = ["import os", "", "def a():", "    return 1", "", "def b():", "    x = 2", "    return 1", "b()"];
  const listed = Uint32Array.of(1, 3, 4, 6, 7, 8, 9);
  const stated = Uint32Array.from(listed, (line) => sumOfText(before[line - 1]!));
  const rows: readonly (readonly [string, readonly string[], string, readonly number[] | null])[] = [
    ["unchanged", before, "fresh", null],
    ["with another comment", before.with(1, "# all"), "fresh", null],
    ["with a line before all", ["# new", ...before], "stale", [2, 4, 5, 7, 8, 9, 10]],
    ["with a changed line", before.with(6, "    x = 3"), "stale", [1, 3, 4, 6, 0, 8, 9]],
    ["with two lines for one", before.toSpliced(6, 1, "    y = 3", "    x = y"), "stale", [1, 3, 4, 6, 0, 9, 10]],
    ["without a function", before.toSpliced(2, 3), "stale", [1, 0, 0, 3, 4, 5, 6]],
    ["with other last lines", before.toSpliced(7, 2, "    return x", "b(1)", "b(2)"), "stale", [1, 3, 4, 6, 7, 0, 0]],
    [
      "with the functions exchanged",
      [...before.slice(0, 2), ...before.slice(5, 8), "", ...before.slice(2, 4), "b()"],
      "stale",
      [1, 0, 0, 3, 4, 0, 9],
    ],
  ];
  for (const [name, after, kind, places] of rows) {
    it(`${kind}: ${name}`, () => {
      const sums = { stated, now: Uint32Array.from(after, sumOfText) };
      const freshness = judge({ source: facts(after.join("\n")), sums, lines: listed });
      assert.equal(freshness.kind, kind);
      if (freshness.kind !== "stale") return;
      assert.deepEqual(
        [...listed].map((line) => moveLine(line, freshness.changes!)),
        places,
      );
    });
  }

  it("and another file is not known at all", () => {
    const freshness = judge({ sums: { stated, now: Uint32Array.of(1, 2, 3) }, lines: listed });
    assert.deepEqual([freshness.kind, freshness.kind === "stale" && freshness.changes], ["stale", null]);
  });

  it("git tells of the lines that are not listed, where it leaves these as they are", () => {
    const after = [...before, "c()"];
    const sums = { stated, now: Uint32Array.from(after, sumOfText) };
    const appended = [{ oldLine: 9, oldCount: 0, newLine: 10, newCount: 1 }];
    const freshness = judge({ sums, lines: listed, git: { changed: true, changes: appended } });
    assert.deepEqual([freshness.kind, freshness.kind === "stale" && freshness.changes], ["stale", appended]);
  });
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

describe("A time in a report without its zone", () => {
  const zone = process.env["TZ"];
  before(() => {
    process.env["TZ"] = "Asia/Tokyo";
  });
  after(() => {
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
  });

  const rows: readonly (readonly [string, string, string | null, string])[] = [
    ["a container's, where the file was written then", "12:00:05Z", "12:00:05.123", "12:00:05Z"],
    ["a container's, where the tests that began then took as long", "12:10:00Z", "12:00:00", "12:00:00Z"],
    ["this machine's, where the file was written then", "12:00:05Z", "21:00:05", "12:00:05Z"],
    ["this machine's, where the file was copied since", "15:00:00Z", "21:00:05", "12:00:05Z"],
    ["with one is what it says", "12:00:05Z", "12:00:05+01:00", "11:00:05Z"],
    ["none is told: that of the file", "12:00:05Z", null, "12:00:05Z"],
    ["and none is after that of the file", "12:00:05Z", "23:00:05", "12:00:05Z"],
  ];
  for (const [name, modified, generated, expected] of rows)
    it(`${name}: ${generated} in a file of ${modified}`, () => {
      const day = (time: string) => `2026-03-04T${time}`;
      const provenance = { modified: day(modified), generated: generated === null ? null : day(generated) };
      assert.equal(reportTime({ provenance } as ReadResult), Date.parse(day(expected)));
    });

  it("is none where its zone stands behind a space, as Ruby writes it", () => {
    const provenance = { modified: "2026-03-04T12:10:05Z", generated: "2026-03-04 12:00:05 +0100" };
    assert.equal(reportTime({ provenance } as ReadResult), Date.parse("2026-03-04T11:00:05Z"));
  });
});
