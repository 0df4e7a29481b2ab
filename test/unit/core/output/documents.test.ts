import assert from "node:assert/strict";
import { gateMarkdown } from "../../../../src/core/output/gateMarkdown.ts";
import { reportMarkdown } from "../../../../src/core/output/reportMarkdown.ts";
import { inspectionText } from "../../../../src/core/output/text.ts";
import { assessment, gate, missingGate, now, report } from "../../editor/assessments.ts";

describe("Explain Gate", () => {
  it("tells every step from the report to the verdict", () => {
    const text = gateMarkdown(
      gate({
        offenders: [{ file: "src/a.py", line: 4, endLine: 6, kind: "uncovered-lines", detail: "3 lines" }],
        offendersTotal: 3,
      }),
      now,
    );
    for (const part of [
      "# Overall test coverage: fails",
      "Its value is 71\\.2 %, and it needs 85 %: it fails, 18 lines to go",
      "89/125 lines",
      "- `src/a.py` lines 4–6: not covered · 3 lines\n- and 2 more",
      "| `coverage.xml` | coverage\\.py 7\\.10\\.7 | 2026\\-11\\-24T09:00:00Z \\(3 hours ago\\) | not stated | `abababababababab` |",
    ]) {
      assert.ok(text.includes(part), `${part}\n---\n${text}`);
    }
  });

  it("has no number for what is not known", () => {
    const text = gateMarkdown(missingGate({ critical: true }), now);
    assert.match(text, /Nothing is known of its value: it counts as anything between 0 and 100 %/);
    assert.match(text, /- No test report was found/);
    assert.match(text, /No report\./);
  });
});

describe("Show Report", () => {
  it("holds gates, blockers, components, reports and the search", () => {
    const blockers = [{ kind: "critical", message: "CRITICAL: x", gates: ["x"], consequences: ["y | z"] }] as const;
    const text = reportMarkdown(
      assessment({ blockers, reports: [report({ unmatched: [{ path: "/x", reason: "not-in-workspace" }] })] }),
      "app",
    );
    for (const part of [
      "# app: Blocked",
      "Score **24–99** of 100",
      "- CRITICAL: x\n- y \\| z",
      "| Overall test coverage |  | fails · 71\\.2 % of 85 %, 89/125 lines, 18 lines to go |",
      "| Coverage | 40–90, target 85 · partly measured |",
      "| `coverage.xml` | coverage\\.py | read | 12 | 1 |",
      "`lcov.info`",
    ]) {
      assert.ok(text.includes(part), `${part}\n---\n${text}`);
    }
  });

  it("says that no report was found", () => {
    assert.match(reportMarkdown(assessment({ reports: [] }), "app"), /## Reports\n\nNone found\./);
  });
});

describe("Inspect", () => {
  it("has no percentage of a report that lists what ran only", () => {
    const none = { branches: null, functions: null, conditions: null, statements: null };
    const file = {
      path: ".coverage",
      format: "coveragepy-sqlite",
      kind: "coverage",
      dialect: null,
      producer: null,
      status: "read",
      problems: [],
      declared: null,
      coverage: { files: 1, lines: { covered: 2, total: 2 }, ...none },
    } as const;
    const style = { colour: false, width: 120 };
    assert.match(inspectionText([file], style), /^ {2}lines: 2\/2, 100 %$/m);
    const text = inspectionText([{ ...file, completeness: "executed-only" }], style);
    assert.match(text, /^ {2}lines: 2 ran of 2 listed; what else could have run is not in the report$/m);
  });

  it("has what went wrong beside the tests", () => {
    const suiteErrors = ["a", "b", "c", "d", "e", "f"].map((suite) => ({
      suite,
      message: `it\nbroke ${"x".repeat(300)}`,
    }));
    const file = {
      path: "junit.xml",
      format: "junit",
      kind: "tests",
      dialect: null,
      producer: null,
      status: "read",
      problems: [],
      declared: null,
      tests: { total: 1, passed: 1, failed: 0, errored: 0, skipped: 0, durationSeconds: null },
    } as const;
    const style = { colour: false, width: 400 };
    assert.equal(inspectionText([file], style).split("\n").length, 3);
    const lines = inspectionText([{ ...file, suiteErrors, aborted: "Bail out!" }], style).split("\n");
    assert.match(lines[2] ?? "", /^ {2}error of no test: a: it broke x{191}…$/);
    assert.deepEqual(lines.slice(7, 9), ["  and 1 more", "  not a whole run: Bail out!"]);
  });
});
