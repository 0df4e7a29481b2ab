import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "mocha";
import { formats } from "../../src/core/formats/index.ts";
import { ReportParser } from "../../src/core/formats/parser.ts";
import { type TestOutcome, testTotals } from "../../src/core/model/tests.ts";

const corpus = process.env["READINESS_CORPUS"] ?? "../shared/corpus";

type Counted = Readonly<Record<string, unknown>>;
interface Expected {
  readonly format: string;
  readonly counted: Counted;
}

const expectations: Readonly<Record<string, Expected>> = JSON.parse(
  readFileSync(join(corpus, "expected.json"), "utf8"),
).files;

/** What each format's own words for an outcome are here. */
const words: Readonly<Record<string, Readonly<Record<string, TestOutcome>>>> = {
  trx: { Passed: "passed", Failed: "failed", NotExecuted: "skipped", Aborted: "errored", NotRunnable: "errored" },
  nunit: {
    Passed: "passed",
    Success: "passed",
    Failed: "failed",
    "Failed/Error": "errored",
    "Failed/Invalid": "errored",
    Inconclusive: "skipped",
    "Skipped/Ignored": "skipped",
    "Skipped/Invalid": "skipped",
  },
  xunit: { Pass: "passed", Fail: "failed" },
  ctrf: { passed: "passed", failed: "failed" },
  "jest-json": { passed: "passed" },
  "go-test-json": { pass: "passed", fail: "failed", skip: "skipped" },
  "mocha-json": { passes: "passed", failures: "failed", pending: "skipped" },
  "playwright-json": { expected: "passed", flaky: "passed", unexpected: "failed", skipped: "skipped" },
  "pytest-json-report": { passed: "passed", failed: "failed" },
  // A timeout is a warning: the test ends later with its outcome.
  "libtest-json": { ok: "passed", failed: "failed" },
  tap: { passed: "passed", failed: "failed", skipped: "skipped", todo: "skipped" },
};

function expectedTotals({ format, counted }: Expected): Record<TestOutcome, number> {
  const byWord = (counted["outcomes"] ??
    counted["results"] ??
    counted["statuses"] ??
    counted["leaf"] ??
    counted) as Readonly<Record<string, number>>;
  const totals: Record<TestOutcome, number> = { passed: 0, failed: 0, errored: 0, skipped: 0 };
  for (const [word, count] of Object.entries(byWord)) {
    const outcome = words[format]?.[word];
    if (outcome !== undefined) totals[outcome] += count;
    else assert.ok(["tests", "timeout", "flaky"].includes(word), `no outcome for "${word}" of ${format}`);
  }
  return totals;
}

describe("Test reports of the corpus beside JUnit", () => {
  for (const [path, expected] of Object.entries(expectations)) {
    if (!(expected.format in words)) continue;
    it(`${path} has the expected outcomes, however it is cut`, () => {
      for (const size of [61, 4093, 1 << 20]) {
        const bytes = readFileSync(join(corpus, path));
        const parser = new ReportParser(formats, path);
        for (let at = 0; at < bytes.length; at += size) parser.write(bytes.subarray(at, at + size));
        const outcome = parser.end();
        assert.equal(outcome.status, "read", JSON.stringify(outcome.problems));
        assert.equal(outcome.format, expected.format);
        assert.ok(outcome.report?.kind === "tests");
        const { passed, failed, errored, skipped } = testTotals(outcome.report.cases);
        assert.deepEqual({ passed, failed, errored, skipped }, expectedTotals(expected));
      }
    });
  }
});
