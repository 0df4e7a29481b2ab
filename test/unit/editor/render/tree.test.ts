import assert from "node:assert/strict";
import { failingCriticalGates, searchRows, treeRows } from "../../../../src/editor/render/tree.ts";
import type { TreeRow } from "../../../../src/editor/render/treeRow.ts";
import { welcomeOf } from "../../../../src/editor/render/welcome.ts";
import { folder, gate, missingGate, now, provenance, report } from "../assessments.ts";

function rowsOf(changes: Parameters<typeof folder>[0]): readonly TreeRow[] {
  return treeRows([folder(changes)], now);
}

function find(rows: readonly TreeRow[], label: string): TreeRow {
  const row = rows.find((each) => each.label === label);
  assert.ok(row, `${label} in ${rows.map((each) => each.label).join(" | ")}`);
  return row;
}

function all(rows: readonly TreeRow[]): TreeRow[] {
  return rows.flatMap((row) => [row, ...all(row.children)]);
}

describe("the view", () => {
  it("begins with level and score", () => {
    const [first] = rowsOf({ levelAtBest: "production-ready" });
    assert.equal(first?.label, "Blocked");
    assert.equal(first?.description, "score 24–99 of 100 · at best production ready");
    assert.equal(first?.icon?.id, "circle-slash");
  });

  it("shows gates in their order, with verdict, actual, threshold, counts and distance", () => {
    const gates = [gate({ title: "A" }), missingGate({ id: "b", title: "B" })];
    const rows = rowsOf({ gates }).filter((row) => row.gate !== undefined);
    assert.deepEqual(
      rows.map(({ label, description, icon, gate: id }) => [label, description, icon?.id, id]),
      [
        ["A", "fails · 71.2 % of 85 %, 89/125 lines, 18 lines to go", "warning", "overall_test_coverage"],
        ["B", "not measured, needs 85 %", "question", "b"],
      ],
    );
  });

  it("explains a gate: next action, reasons, notes, places by file, evidence", () => {
    const offenders = [
      { file: "src/limits.py", line: 4, endLine: 6, kind: "uncovered-lines" },
      { file: "src/limits.py", line: 9, kind: "partial-branch", detail: "else never taken" },
      { file: "src/silent.py", line: 0, kind: "silent-file" },
    ] as const;
    const measurement = { ...gate().measurement, reasons: [{ code: "x", message: "because" }] };
    const [row] = rowsOf({
      gates: [gate({ measurement, offenders, offendersTotal: 12, notes: ["2 tests skipped"] })],
    }).filter((each) => each.gate);
    const rows = row?.children ?? [];
    assert.deepEqual(
      rows.map(({ label }) => label),
      ["Cover 18 more lines", "Because", "2 tests skipped", "limits.py", "silent.py", "and 9 more", "coverage.xml"],
    );
    const limits = find(rows, "limits.py");
    assert.equal(limits.description, "src · 2 places");
    assert.deepEqual(
      limits.children.map(({ label, description, open }) => [label, description, open]),
      [
        ["Lines 4–6", "not covered", { path: "src/limits.py", line: 4, endLine: 6 }],
        ["Line 9", "else never taken", { path: "src/limits.py", line: 9 }],
      ],
    );
    assert.deepEqual(find(rows, "silent.py").open, { path: "src/silent.py" });
    assert.deepEqual(find(rows, "coverage.xml").open, { path: "coverage.xml" });
    assert.equal(find(rows, "coverage.xml").description, "coverage.py 7.10.7 · 3 hours ago");
  });

  it("shows each metric of a gate that has several", () => {
    const metrics = [
      {
        metric: "line",
        status: "measured",
        value: { low: 90, high: 90 },
        counts: { covered: 9, total: 10, unknown: 0 },
      },
      { metric: "branch", status: "missing", value: null, counts: null },
    ] as const;
    const [row] = rowsOf({ gates: [gate({ measurement: { ...gate().measurement, metrics } })] }).filter(
      (each) => each.gate,
    );
    assert.equal(find(row?.children ?? [], "Line").description, "90 %, 9/10 lines");
    assert.equal(find(row?.children ?? [], "Branch").description, "not measured");
  });

  it("offers no click on what cannot be opened", () => {
    const offenders = [{ file: "docs/", line: 0, kind: "missing-path" }] as const;
    const [row] = rowsOf({ gates: [gate({ offenders, offendersTotal: 1 })] }).filter((each) => each.gate);
    const missing = find(row?.children ?? [], "docs/");
    assert.equal(missing.open, undefined);
    assert.equal(missing.description, "does not exist");
  });

  it("lists reports with what became of them, the broken ones first", () => {
    const reports = [
      report({
        matched: 2,
        unmatched: [{ path: "/app/x.py", reason: "ambiguous", candidates: ["a/x.py", "b/x.py"] }],
        stale: ["src/a.py"],
      }),
      report({
        path: "junit.xml",
        status: "invalid",
        problems: [{ severity: "error", code: "truncated", message: "The report ends early", line: 7 }],
      }),
      report({ path: "odd.json", status: "unrecognised", format: null, dialect: null }),
    ];
    const row = find(rowsOf({ reports }), "Reports");
    assert.equal(row.description, "1 invalid, 1 not recognised, 1 read");
    assert.deepEqual(
      row.children.map(({ label, description }) => [label, description]),
      [
        ["junit.xml", "invalid · 12 files matched".replace(" · 12 files matched", "")],
        ["odd.json", "not recognised"],
        ["coverage.xml", "coverage.py · 2 of 3 files matched · 1 file changed since"],
      ],
    );
    assert.deepEqual(find(row.children[0]?.children ?? [], "The report ends early").open, {
      path: "junit.xml",
      line: 7,
    });
    const unmatched = find(row.children[2]?.children ?? [], "1 file not matched");
    assert.equal(unmatched.children[0]?.description, "fits several files: a/x.py, b/x.py");
  });

  it("says where it searched", () => {
    const search = find(rowsOf({}), "Search");
    assert.equal(search.description, "1 file found by 2 patterns");
    assert.deepEqual(
      search.children.map(({ label }) => label),
      ["Folders not entered", "coverage.xml", "lcov.info"],
    );
  });

  it("gives every row an identity of its own that survives the next assessment", () => {
    const offenders = [
      { file: "a.py", line: 1, kind: "failed-test" },
      { file: "a.py", line: 1, kind: "failed-test" },
    ] as const;
    const changes = {
      gates: [gate({ offenders, offendersTotal: 2 })],
      runFailures: [{ name: "tests", kind: "crashed", message: "tests crashed", waiting: [] }],
    } as const;
    const ids = all(rowsOf(changes)).map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(
      all(rowsOf({ ...changes, score: { low: 1, high: 2 } })).map(({ id }) => id),
      ids,
    );
  });

  it("has a row a folder where there are several", () => {
    const rows = treeRows([folder({}, "one"), folder({ reports: [] }, "two")], now);
    assert.deepEqual(
      rows.map(({ label, description }) => [label, description]),
      [
        ["one", "Blocked, score 24–99"],
        ["two", ""],
      ],
    );
    assert.equal(rows[1]?.children[0]?.label, "No reports found");
    const ids = all(rows).map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });

  it("counts failing critical gates of all folders for the badge", () => {
    const gates = [gate({ critical: true }), gate(), missingGate({ critical: true })];
    assert.equal(failingCriticalGates([folder({ gates }, "one"), folder({ gates }, "two")]), 2);
    assert.equal(failingCriticalGates([folder({ gates, reports: [] })]), 0);
  });
});

describe("the welcome", () => {
  it("says where it looked when no report was found", () => {
    const search = { patterns: ["coverage.xml"], found: 0, skippedFolders: ["node_modules", ".venv"] };
    const found = [folder({ reports: [], search })];
    assert.deepEqual(welcomeOf(found), { view: "noReports", message: null });
    assert.deepEqual(treeRows(found, now), []);
    assert.deepEqual(
      searchRows(found).map(({ label, description }) => [label, description]),
      [
        ["Folders not entered", "node_modules, .venv"],
        ["coverage.xml", undefined],
      ],
    );
  });

  it("has no verdicts beside a readiness.json that cannot be read", () => {
    const problems = [
      { severity: "error", code: "syntax", message: "line 3: a value is missing", path: [], offset: 4, length: 1 },
    ] as const;
    const found = [folder({ configuration: { path: "readiness.json", hash: "", problems } })];
    assert.deepEqual(welcomeOf(found), { view: "brokenConfiguration", message: null });
    assert.deepEqual(treeRows(found, now), []);
  });

  it("leaves the rows where one key of readiness.json is wrong, and says so in a row", () => {
    const problems = [
      { severity: "error", code: "negative", message: "weight is -1", path: ["gates", "x"], offset: 4, length: 1 },
    ] as const;
    const rows = rowsOf({ configuration: { path: "readiness.json", hash: "", problems } });
    assert.equal(find(rows, "readiness.json").description, "1 problem");
  });

  it("stays silent where there are rows, and speaks for what is not there", () => {
    assert.deepEqual(welcomeOf([folder({})]), { view: "rows", message: null });
    assert.equal(welcomeOf([]).view, "noFolder");
    assert.equal(welcomeOf([folder({ phase: "starting" })]).view, "starting");
    assert.deepEqual(welcomeOf([folder({ phase: "failed", message: "no" })]), {
      view: "failed",
      message: null,
    });
  });

  it("shows the evidence of a provenance without a time", () => {
    const evidence = [{ ...provenance, generated: null, producer: null }];
    const [row] = rowsOf({ gates: [gate({ measurement: { ...gate().measurement, evidence } })] }).filter(
      (each) => each.gate,
    );
    assert.equal(find(row?.children ?? [], "coverage.xml").description, "cobertura · 2 hours ago");
  });
});
