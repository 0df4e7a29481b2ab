import assert from "node:assert/strict";
import type { FileView, LineView } from "../../../../src/core/model/lines.ts";
import { hoverText } from "../../../../src/editor/render/hoverText.ts";
import { now } from "../assessments.ts";

const view: FileView = {
  file: "src/a.py",
  lines: [],
  reports: [{ path: "coverage.xml", generated: "2026-11-24T09:00:00Z", modified: "2026-11-24T09:00:01Z" }],
  sourceHash: "",
  freshness: "fresh",
  scopes: ["safety"],
  functions: [],
};

function text(line: Omit<LineView, "line">, changes: Partial<FileView> = {}): string {
  return hoverText({ line: 3, ...line }, { ...view, ...changes }, (path) => `file:///x/${path}`, now);
}

describe("the hover", () => {
  it("tells hits, branches, report, age and scope", () => {
    assert.equal(
      text({ state: "partial", hits: 3, branches: { covered: 1, total: 2, missing: ["else"] } }),
      "Readiness: **partly covered**, 3 hits, 1 of 2 branches: else never taken\n\n[`coverage.xml`](file:///x/coverage.xml) · 3 hours ago  \nScope `safety`",
    );
  });

  it("tells the hits of each of several reports", () => {
    const reports = ["unit/lcov.info", "integration/lcov.info", "other/lcov.info"].map((path) => ({
      ...view.reports[0]!,
      path,
    }));
    const [first, , ...rest] = text(
      { state: "covered", hits: 12, branches: null, hitsByReport: [10, 2, null] },
      { reports, scopes: [] },
    ).split("\n");
    assert.equal(first, "Readiness: **covered**, 12 hits");
    assert.deepEqual(
      rest.map((row) => row.replace(/\(file:[^)]*\)/, "").trim()),
      [
        "[`unit/lcov.info`] · 10 hits · 3 hours ago",
        "[`integration/lcov.info`] · 2 hits · 3 hours ago",
        "[`other/lcov.info`] · not listed · 3 hours ago",
      ],
    );
  });

  it("has no number for a line that changed", () => {
    const [first] = text({ state: "stale", hits: null, branches: null }).split("\n");
    assert.equal(first, "Readiness: **changed since measured**, nothing is known of this line");
  });

  it("says that the age is not known", () => {
    assert.match(
      text({ state: "uncovered", hits: 0, branches: null }, { freshness: "age-unknown" }),
      /not covered\*\*, 0 hits[\s\S]*is not known$/,
    );
  });
});
