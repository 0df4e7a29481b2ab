import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "mocha";
import { formats } from "../../src/core/formats/index.ts";
import { type ParseOutcome, ReportParser } from "../../src/core/formats/parser.ts";
import { type TestOutcome, testTotals } from "../../src/core/model/tests.ts";

const corpus = process.env["READINESS_CORPUS"] ?? "../shared/corpus";

interface Expected {
  readonly format: string;
  readonly counted: {
    readonly tests: number;
    readonly passed: number;
    readonly failed: number;
    readonly errors: number;
    readonly skipped: number;
    readonly suiteErrors?: number;
  };
}

const expectations: Readonly<Record<string, Expected>> = JSON.parse(
  readFileSync(join(corpus, "expected.json"), "utf8"),
).files;

function parse(path: string, size: number): ParseOutcome {
  const bytes = readFileSync(join(corpus, path));
  const parser = new ReportParser(formats, path);
  for (let at = 0; at < bytes.length; at += size) parser.write(bytes.subarray(at, at + size));
  return parser.end();
}

describe("JUnit reports of the corpus", () => {
  for (const [path, { format, counted }] of Object.entries(expectations)) {
    if (format !== "junit") continue;
    it(`${path} has the expected totals, however it is cut`, () => {
      for (const size of [61, 4093, 1 << 20]) {
        const outcome = parse(path, size);
        assert.equal(outcome.status, "read", JSON.stringify(outcome.problems));
        assert.ok(outcome.report?.kind === "tests");
        const { total, passed, failed, errored, skipped } = testTotals(outcome.report.cases);
        const { tests, errors } = counted;
        assert.deepEqual(
          { total, passed, failed, errored, skipped },
          { total: tests, passed: counted.passed, failed: counted.failed, errored: errors, skipped: counted.skipped },
        );
        if (counted.suiteErrors !== undefined) assert.equal(outcome.report.suiteErrors.length, counted.suiteErrors);
      }
    });
  }
});

/** The words of each format for what became of a test, as the corpus counts them. "" is no test. */
const outcomeWords: Readonly<Record<string, Readonly<Record<string, TestOutcome | "">>>> = {
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
  xunit: { Pass: "passed", Fail: "failed", Skip: "skipped", NotRun: "skipped" },
  "go-test-json": { pass: "passed", fail: "failed", skip: "skipped" },
  tap: { passed: "passed", failed: "failed", skipped: "skipped", todo: "skipped" },
  "jest-json": { passed: "passed", failed: "failed", pending: "skipped", todo: "skipped", skipped: "skipped" },
  "mocha-json": { tests: "", passes: "passed", failures: "failed", pending: "skipped" },
  "playwright-json": { expected: "passed", flaky: "passed", unexpected: "failed", skipped: "skipped" },
  "pytest-json-report": { passed: "passed", failed: "failed", error: "errored", skipped: "skipped" },
  ctrf: { passed: "passed", failed: "failed", skipped: "skipped", pending: "skipped" },
  // A test that is slow ("timeout") ends later with its result.
  "libtest-json": { ok: "passed", failed: "failed", ignored: "skipped", timeout: "" },
};

function expectedOutcomes(format: string, counted: Readonly<Record<string, unknown>>) {
  const words = outcomeWords[format]!;
  const groups = counted["outcomes"] ?? counted["results"] ?? counted["statuses"] ?? counted["leaf"] ?? counted;
  const sums: Record<TestOutcome, number> = { passed: 0, failed: 0, errored: 0, skipped: 0 };
  for (const [word, count] of Object.entries(groups)) {
    const outcome = words[word];
    assert.notEqual(outcome, undefined, `the corpus has "${word}" for ${format}`);
    if (outcome) sums[outcome] += Number(count);
  }
  return sums;
}

describe("Test results of the corpus in other formats than JUnit", () => {
  for (const [path, { format, counted }] of Object.entries(expectations)) {
    if (outcomeWords[format] === undefined) continue;
    it(`${path} has the expected outcomes, however it is cut`, () => {
      for (const size of [61, 4093, 1 << 20]) {
        const outcome = parse(path, size);
        assert.equal(outcome.status, "read", JSON.stringify(outcome.problems));
        assert.equal(outcome.format, format);
        assert.ok(outcome.report?.kind === "tests");
        const { passed, failed, errored, skipped } = testTotals(outcome.report.cases);
        const expected = expectedOutcomes(format, counted as unknown as Readonly<Record<string, unknown>>);
        assert.deepEqual({ passed, failed, errored, skipped }, expected);
      }
    });
  }
});

describe("Files of the corpus that are no reports", () => {
  for (const [path, { format }] of Object.entries(expectations)) {
    if (format !== "negative") continue;
    it(`${path} is unrecognised or invalid, and says why`, () => {
      const outcome = parse(path, 4093);
      if (outcome.status === "read") {
        // A report of nothing: recognised, and not one test or line in it.
        assert.ok(
          outcome.report?.kind === "tests"
            ? outcome.report.cases.length === 0
            : outcome.report?.kind === "coverage" && (outcome.report.coverage.lines?.number.length ?? 0) === 0,
          JSON.stringify(outcome.problems),
        );
      }
      assert.ok(outcome.problems.length > 0);
    });
  }
});
