import type { TestReport } from "../model/report.ts";
import type { SuiteError, TestCase, TestOutcome } from "../model/tests.ts";
import { matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { lineOf } from "./lineNumber.ts";
import { compareTotals, OutcomeWords, suitePath, testCase, testReport, withDistinctNames } from "./testReport.ts";
import { cleanMessage } from "./testTexts.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import type { XmlTag } from "./xmlTag.ts";
import { numericAttributes } from "./xmlTests.ts";

/**
 * Boost.Test's XML: its log (`--logger=XML,all,log.xml`, root `TestLog`), which has what happened, and its report
 * (`--report_format=XML --report_level=detailed`, root `TestResult`), which has what became of each test case. A test
 * case that something was thrown in, which the report calls aborted, is an error.
 */
export const boostTest: ReportFormat = {
  id: "boost-test",
  kind: "tests",
  title: "Boost.Test XML (log and report)",
  patterns: ["**/*boost*.xml", "**/test-results/**/*.xml"],
  recognise({ xml }) {
    if (xml?.root !== "TestLog" && xml?.root !== "TestResult")
      return missed(0, "its root is not <TestLog> or <TestResult>");
    const isOf = [...xml.children].every((name) => children.has(name));
    return isOf ? matched : missed(0.5, `its <${xml.root}> holds what Boost.Test does not write`);
  },
  read: (context) => new XmlReader(context, new BoostTests(context)),
};

const children: ReadonlySet<string> = new Set(
  "TestSuite TestCase BuildInfo Info Message Warning Error FatalError Exception".split(" "),
);

/** What the report says of a test case. */
const results: Readonly<Record<string, TestOutcome>> = {
  passed: "passed",
  failed: "failed",
  skipped: "skipped",
  aborted: "errored",
  "timed-out": "errored",
};

/** Disabled test cases beyond this many are not made tests of. */
const mostDisabled = 10_000;

interface Suite {
  readonly name: string;
  readonly result: string | null;
  failedBelow: boolean;
}

class BoostTests implements XmlContent {
  readonly #context: ReadContext;
  readonly #words: OutcomeWords;
  readonly #cases: TestCase[] = [];
  readonly #suiteErrors: SuiteError[] = [];
  readonly #suites: Suite[] = [];
  #case: { outcome: TestOutcome; message: string | null; seconds: number | null; readonly tag: TestCase } | null = null;
  #isLog = false;
  #producer: string | null = null;
  /** Where what went wrong stands: "a.cpp:12". */
  #place = "";
  #declared: Readonly<Record<string, number>> | null = null;

  constructor(context: ReadContext) {
    this.#context = context;
    this.#words = new OutcomeWords(context, results);
  }

  open(tag: XmlTag): void {
    switch (tag.name) {
      case "TestLog":
        this.#isLog = tag.depth === 1;
        return;
      case "BuildInfo":
        this.#producer = `Boost.Test ${tag.get("boost") ?? ""}`.trim();
        return;
      case "TestSuite":
        this.#suites.push({ name: tag.get("name") ?? "", result: tag.get("result"), failedBelow: false });
        if (this.#suites.length === 1) this.#declared = numericAttributes(tag, figures);
        return;
      case "TestCase":
        this.#begin(tag);
        return;
      case "Error":
      case "FatalError":
      case "Exception":
        this.#place = `${tag.get("file") ?? ""}:${tag.get("line") ?? ""}`;
        tag.keepText();
        return;
      case "TestingTime":
        tag.keepText();
    }
  }

  #begin(tag: XmlTag): void {
    const line = tag.number("line");
    const path = suitePath(this.#suites.map(({ name }) => name));
    const isSkipped = tag.get("skipped") === "yes";
    this.#case = {
      tag: testCase({
        name: tag.get("name") ?? "",
        className: path,
        suite: path,
        file: tag.get("file"),
        line: lineOf(line),
        outcome: "passed",
      }),
      outcome: this.#isLog
        ? isSkipped
          ? "skipped"
          : "passed"
        : this.#words.of((tag.get("result") ?? "").toLowerCase()),
      message: cleanMessage(tag.get("reason")),
      seconds: null,
    };
  }

  close(name: string, text: string): void {
    switch (name) {
      case "TestingTime": {
        // In microseconds.
        const time = Number(text || Number.NaN);
        if (this.#case !== null && time >= 0) this.#case.seconds = time / 1e6;
        return;
      }
      case "Error":
      case "FatalError":
      case "Exception":
        this.#fail(name === "Exception" ? "errored" : "failed", text);
        return;
      case "TestCase":
        this.#end();
        return;
      case "TestSuite":
        this.#endSuite();
    }
  }

  #fail(outcome: TestOutcome, text: string): void {
    const words = cleanMessage(text) ?? "it failed";
    if (this.#case === null) {
      const at = this.#suites.length === 0 ? this.#place : suitePath(this.#suites.map(({ name }) => name));
      this.#suiteErrors.push({ suite: at, message: words });
      for (const suite of this.#suites) suite.failedBelow = true;
      return;
    }
    if (this.#case.outcome !== "errored") this.#case.outcome = outcome;
    this.#case.message ??= words;
  }

  #end(): void {
    if (this.#case === null) return;
    const { tag, outcome, message, seconds } = this.#case;
    this.#case = null;
    this.#cases.push({ ...tag, outcome, message, durationSeconds: seconds });
    if (outcome === "failed" || outcome === "errored") for (const suite of this.#suites) suite.failedBelow = true;
  }

  /** The report has a suite that failed by itself, in its fixture, or, where it is short, none of its test cases. */
  #endSuite(): void {
    const path = suitePath(this.#suites.map(({ name }) => name));
    const suite = this.#suites.pop();
    if (suite === undefined || suite.result === null || suite.failedBelow) return;
    const outcome = results[suite.result.toLowerCase()];
    if (outcome !== "failed" && outcome !== "errored") return;
    this.#suiteErrors.push({ suite: path, message: `the suite is ${suite.result}` });
    for (const above of this.#suites) above.failedBelow = true;
  }

  /** Test cases that are disabled are only counted in the report. */
  #addDisabled(skipped: number): void {
    const listed = this.#cases.filter(({ outcome }) => outcome === "skipped").length;
    for (let at = 1; at <= Math.min(skipped - listed, mostDisabled); at++)
      this.#cases.push(testCase({ name: `disabled test case ${at}`, outcome: "skipped", message: "it is not named" }));
  }

  report(): TestReport {
    const declared = this.#declared;
    const isShort = this.#cases.length === 0;
    if (isShort && (this.#suiteErrors.length > 0 || declared !== null)) {
      this.#context.problem({
        severity: "warning",
        code: "tests-omitted",
        message: this.#isLog
          ? "It only has what went wrong, the tests were left out: run with --log_level=test_suite or all"
          : "It only has sums, the tests were left out: run with --report_level=detailed",
      });
    } else if (declared !== null) {
      this.#addDisabled(declared["test_cases_skipped"] ?? 0);
      const { test_cases_passed: passed, test_cases_passed_with_warnings: warned } = declared;
      compareTotals(this.#context, this.#cases, {
        passed: passed === undefined ? null : passed + (warned ?? 0),
        skipped: declared["test_cases_skipped"] ?? null,
      });
    }
    return testReport(this.#context, {
      cases: withDistinctNames(this.#cases),
      suiteErrors: this.#suiteErrors,
      dialect: this.#isLog ? "Boost.Test log" : "Boost.Test report",
      producer: this.#producer ?? "Boost.Test",
      declared,
    });
  }
}

const figures = [
  "test_cases_passed",
  "test_cases_passed_with_warnings",
  "test_cases_failed",
  "test_cases_skipped",
  "test_cases_aborted",
  "test_cases_timed_out",
];
