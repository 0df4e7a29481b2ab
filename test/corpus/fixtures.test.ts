import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "mocha";
import { formats } from "../../src/core/formats/index.ts";
import type { ReadResult } from "../../src/core/model/report.ts";
import { foldReruns, testTotals } from "../../src/core/model/tests.ts";
import { inspection } from "../../src/core/output/json.ts";
import { readReportFile } from "../../src/node/readReport.ts";

const root = "test/fixtures";

/** What the tool that wrote a report says of it, by the keys of `inspect --json`; "from" says where it says so. */
interface Stated {
  readonly format: string;
  readonly from: string;
  /** "read" where it is not given. */
  readonly status?: string;
  readonly [key: string]: unknown;
}

interface Fixture {
  readonly tool: string;
  readonly version: string;
  readonly files: Readonly<Record<string, Stated>>;
}

const fixtures = readdirSync(root).flatMap((folder) => {
  const file = join(root, folder, "expected.json");
  return existsSync(file)
    ? [{ folder: join(root, folder), ...(JSON.parse(readFileSync(file, "utf8")) as Fixture) }]
    : [];
});

/** A report; of a folder (Allure, Criterion), each report in it. */
async function readAll(path: string): Promise<readonly ReadResult[]> {
  if (!statSync(path).isDirectory()) return readReportFile(path, path, formats);
  const results: ReadResult[] = [];
  const names = readdirSync(path, { recursive: true, encoding: "utf8" }).sort();
  for (const file of names.map((name) => join(path, name))) {
    if (statSync(file).isFile()) results.push(...(await readReportFile(file, file, formats)));
  }
  return results.filter(({ format }) => format !== null);
}

/** The values of the same keys in what was read. */
function pick(found: unknown, stated: unknown): unknown {
  if (typeof stated !== "object" || stated === null) return found;
  const values = Object.entries(stated).map(([key, value]) => [
    key,
    pick((found as Record<string, unknown> | null | undefined)?.[key], value),
  ]);
  return Object.fromEntries(values);
}

/** The results of one file or folder as one: reports of single tests (Allure) add up, its attempts in order of time. */
function united(results: readonly ReadResult[]): unknown {
  const began = ({ report }: ReadResult) => Date.parse(report?.generated ?? "");
  const inOrder = results.length === 1 ? results : [...results].sort((a, b) => began(a) - began(b));
  const cases = foldReruns(inOrder.flatMap(({ report }) => (report?.kind === "tests" ? report.cases : [])));
  const benchmarks = results.flatMap(({ report }) => (report?.kind === "benchmarks" ? report.benchmarks : []));
  const errors = results.map(({ report }) => (report?.kind === "tests" ? report.suiteErrors.length : 0));
  // What `inspect` does not tell.
  const more = {
    suiteErrors: errors.reduce((sum, each) => sum + each, 0),
    flaky: cases.filter(({ flaky }) => flaky).length,
  };
  if (results.length === 1) return { ...inspection(results[0]!), ...more };
  return { tests: testTotals(cases), benchmarks: { count: benchmarks.length }, ...more };
}

describe("Reports made by the real tools", () => {
  it("are there in numbers", () => assert.ok(fixtures.length >= 18, `only ${fixtures.length} tools and versions`));

  for (const { folder, tool, version, files } of fixtures) {
    for (const [name, stated] of Object.entries(files)) {
      const { format, from, status = "read", ...totals } = stated;
      it(`${name} of ${tool} ${version} holds what the tool says of it (${from})`, async () => {
        const results = await readAll(join(folder, name));
        assert.ok(results.length > 0, "no report was recognised");
        for (const result of results) {
          assert.equal(result.status, status, JSON.stringify(result.problems));
          assert.equal(result.format, format);
        }
        assert.deepEqual(pick(united(results), totals), totals);
      });
    }
  }
});
