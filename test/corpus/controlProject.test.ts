import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "mocha";
import { matcher } from "../../src/core/evidence/globs.ts";
import { normalisePath } from "../../src/core/evidence/paths.ts";
import { formats } from "../../src/core/formats/index.ts";
import { coverageTotals } from "../../src/core/model/coverage.ts";
import type { CoverageReport } from "../../src/core/model/report.ts";
import { foldReruns, testTotals } from "../../src/core/model/tests.ts";
import { readReportFile } from "../../src/node/readReport.ts";

const folder = join(process.env["READINESS_CORPUS"] ?? "../shared/corpus", "control-project");

interface Part {
  readonly files: number;
  readonly covered: number;
  readonly total: number;
  readonly bcovered: number | null;
  readonly btotal: number | null;
}
interface Expected {
  readonly reports: Readonly<
    Record<
      string,
      { readonly has_branches: boolean; readonly overall: Part; readonly critical: Part; readonly safety: Part }
    >
  >;
  readonly junit: Readonly<
    Record<
      string,
      {
        readonly tests: number;
        readonly passed: number;
        readonly failed: number;
        readonly error: number;
        readonly skipped: number;
        readonly collection_skipped: number;
      }
    >
  >;
}

const expected = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8")) as Expected;
const scopes: Readonly<Record<"critical" | "safety", readonly string[]>> = {
  critical: ["src/controllers/**", "src/plant/**"],
  safety: [
    "src/controllers/smc/core/switching_functions.py",
    "src/controllers/smc/core/sliding_surface.py",
    "src/controllers/base/control_primitives.py",
    "src/plant/core/state_validation.py",
    "src/utils/control/saturation.py",
    "src/utils/control/primitives/saturation.py",
  ],
};

async function read(name: string) {
  const [result] = await readReportFile(join(folder, name), name, formats);
  assert.equal(result!.status, "read", JSON.stringify(result!.problems));
  return result!.report!;
}

/** A report's path in the project: the later reports of it have "src" as their source root. */
function inProject(path: string): string {
  const normal = normalisePath(path);
  return normal.startsWith("src/") ? normal : `src/${normal}`;
}

/** Lines and branches of the files that a scope holds. */
function countIn({ coverage }: CoverageReport, holds: (path: string) => boolean): Part {
  let [files, covered, total, taken, arms] = [0, 0, 0, 0, 0];
  coverage.paths.forEach((path, row) => {
    if (!holds(inProject(path))) return;
    const { lines, branches } = coverage;
    assert.ok(lines !== null);
    files++;
    for (let at = lines.start[row]!; at < lines.start[row + 1]!; at++) {
      total++;
      if (lines.hits[at]! > 0) covered++;
    }
    if (branches === null) return;
    for (let at = branches.start[row]!; at < branches.start[row + 1]!; at++) {
      arms++;
      if (branches.hits[at]! > 0) taken++;
    }
  });
  const hasBranches = coverage.branches !== null;
  return { files, covered, total, bcovered: hasBranches ? taken : null, btotal: hasBranches ? arms : null };
}

describe("The project whose baseline started this product", () => {
  for (const [name, { overall, critical, safety, has_branches }] of Object.entries(expected.reports)) {
    it(`${name} has the totals of the project and of its scopes`, async () => {
      const report = await read(name);
      assert.ok(report.kind === "coverage");
      assert.equal(report.coverage.branches !== null, has_branches, "no branch data is not 0 branches");
      const pick = ({ files, covered, total, bcovered, btotal }: Part) => ({ files, covered, total, bcovered, btotal });
      // The expectation counts files with lines; an empty file is in the report all the same.
      const all = countIn(report, () => true);
      assert.deepEqual({ ...pick(all), files: 0 }, { ...pick(overall), files: 0 });
      assert.equal(coverageTotals(report.coverage).lines?.total, overall.total);
      for (const [scope, part] of [
        ["critical", critical],
        ["safety", safety],
      ] as const) {
        const found = countIn(report, matcher(scopes[scope]));
        assert.deepEqual({ ...pick(found), files: 0 }, { ...pick(part), files: 0 }, scope);
      }
    }).timeout(20_000);
  }

  for (const [name, totals] of Object.entries(expected.junit)) {
    it(`${name} has its outcomes, and tells import failures from skips`, async () => {
      const report = await read(name);
      assert.ok(report.kind === "tests");
      const { total, passed, failed, errored, skipped } = testTotals(foldReruns(report.cases));
      assert.deepEqual(
        { tests: total, passed, failed, error: errored, skipped },
        {
          tests: totals.tests,
          passed: totals.passed,
          failed: totals.failed,
          error: totals.error,
          skipped: totals.skipped,
        },
      );
      assert.equal(report.cases.filter((test) => test.skipKind === "collection").length, totals.collection_skipped);
    });
  }
});
