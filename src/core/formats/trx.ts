import type { TestReport } from "../model/report.ts";
import { type SuiteError, type TestCase, type TestOutcome, testTotals } from "../model/tests.ts";
import { matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import {
  checkNumberOfTests,
  compareTotals,
  OutcomeWords,
  testCase,
  testReport,
  withDistinctNames,
} from "./testReport.ts";
import { brokenDotnetRun, cleanMessage, isoTime } from "./testTexts.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import type { XmlTag } from "./xmlTag.ts";
import { numericAttributes } from "./xmlTests.ts";

/** Visual Studio test results: `dotnet test --logger trx`, vstest, MSTest (namespace TeamTest/2010). */
export const trx: ReportFormat = {
  id: "trx",
  kind: "tests",
  title: "TRX (Visual Studio, dotnet test, MSTest)",
  patterns: ["**/*.trx"],
  recognise({ xml }) {
    if (xml?.root !== "TestRun") return missed(0, "its root is not <TestRun>");
    const isTrx =
      (xml.attributes.get("xmlns") ?? "").includes("TeamTest") ||
      ["Times", "Results", "TestSettings", "ResultSummary"].some((name) => xml.children.has(name));
    return isTrx ? matched : missed(0.7, "its <TestRun> has no <Times>, <Results> or <ResultSummary>");
  },
  read: (context) => new XmlReader(context, new TrxTests(context)),
};

/** Outcomes of the schema. One that is not stated is "Error", the first of its list. */
const outcomes: Readonly<Record<string, TestOutcome>> = {
  Passed: "passed",
  PassedButRunAborted: "passed",
  Warning: "passed",
  Completed: "passed",
  Failed: "failed",
  Error: "errored",
  Timeout: "errored",
  Aborted: "errored",
  NotRunnable: "errored",
  Disconnected: "errored",
  InProgress: "errored",
  NotExecuted: "skipped",
  Inconclusive: "skipped",
  Pending: "skipped",
};

/** What `Results` and `InnerResults` may hold (vstst.xsd, ResultsType). An aggregation is an ordered test. */
const resultElements: ReadonlySet<string> = new Set([
  "UnitTestResult",
  "GenericTestResult",
  "ManualTestResult",
  "WebTestResult",
  "TestResult",
  "TestResultAggregation",
]);

/** Outcomes of a run that did not come to its end. */
const brokenRuns: ReadonlySet<string> = new Set(["Error", "Aborted", "Timeout", "Disconnected", "InProgress"]);

/** Microsoft.Testing.Platform's exit code of a run in which a test failed. */
const testsFailed = /^Exit code indicates failure: '2'/;

interface OpenResult {
  readonly name: string;
  readonly testId: string;
  readonly outcome: string;
  readonly seconds: number | null;
  /** Data rows and ordered tests hold the results that count. */
  hasInner: boolean;
  readonly isInner: boolean;
  message: string | null;
}

class TrxTests implements XmlContent {
  readonly #context: ReadContext;
  readonly #words: OutcomeWords;
  /** With those that hold others. */
  readonly #results: OpenResult[] = [];
  readonly #open: OpenResult[] = [];
  readonly #definitions = new Map<string, { className: string; name: string; categories: string[] }>();
  #definition: { id: string; categories: string[] } | null = null;
  #adapter: string | null = null;
  #counters: Readonly<Record<string, number>> | null = null;
  #generated: string | null = null;
  #runOutcome: string | null = null;
  #errorInfo = false;
  #runInfo: string | null = null;
  readonly #runErrors: string[] = [];

  constructor(context: ReadContext) {
    this.#context = context;
    this.#words = new OutcomeWords(context, outcomes);
  }

  open(tag: XmlTag): void {
    if (resultElements.has(tag.name)) {
      this.#begin(tag);
      return;
    }
    switch (tag.name) {
      case "Times":
        this.#generated ??= isoTime(tag.get("start") ?? tag.get("creation"));
        return;
      case "ErrorInfo":
        this.#errorInfo = true;
        return;
      case "Message":
        if (this.#errorInfo && this.#open.length > 0) tag.keepText();
        return;
      case "ResultSummary":
        this.#runOutcome = tag.get("outcome");
        return;
      case "Counters":
        this.#counters ??= numericAttributes(tag, ["total", "executed", "passed", "failed", ...counterNames]);
        return;
      case "RunInfo":
        this.#runInfo = tag.get("outcome");
        return;
      case "Text":
        if (this.#runInfo !== null) tag.keepText();
        return;
      case "UnitTest":
        this.#definition = { id: tag.get("id") ?? "", categories: [] };
        return;
      case "TestCategoryItem":
        this.#definition?.categories.push(tag.get("TestCategory") ?? "");
        return;
      case "TestMethod":
        this.#adapter ??= tag.get("adapterTypeName");
        if (this.#definition !== null) {
          this.#definitions.set(this.#definition.id, {
            // Old files add the assembly behind a comma.
            className: (tag.get("className") ?? "").split(",")[0]!.trim(),
            name: tag.get("name") ?? "",
            categories: this.#definition.categories,
          });
        }
    }
  }

  #begin(tag: XmlTag): void {
    const outer = this.#open.at(-1);
    if (outer !== undefined) outer.hasInner = true;
    this.#open.push({
      name: tag.get("testName") ?? "",
      testId: tag.get("testId") ?? "",
      outcome: tag.get("outcome") ?? "Error",
      seconds: timeSpan(tag.get("duration")),
      hasInner: false,
      isInner: outer !== undefined,
      message: null,
    });
  }

  close(name: string, text: string): void {
    if (resultElements.has(name)) {
      const result = this.#open.pop();
      checkNumberOfTests(this.#results.length + 1);
      if (result !== undefined) this.#results.push(result);
      return;
    }
    switch (name) {
      case "ErrorInfo":
        this.#errorInfo = false;
        return;
      case "Message": {
        const result = this.#open.at(-1);
        if (this.#errorInfo && result !== undefined) result.message ??= cleanMessage(text);
        return;
      }
      case "Text":
        // xUnit's adapter writes a run error for each test that failed: "… Name [FAIL]".
        if (this.#runInfo === "Error" && !/\[FAIL\]\s*$/.test(text)) {
          const words = cleanMessage(text);
          if (words !== null) this.#runErrors.push(words);
        }
        return;
      case "RunInfo":
        this.#runInfo = null;
        return;
      case "UnitTest":
        this.#definition = null;
    }
  }

  report(): TestReport {
    const casesOf = (results: readonly OpenResult[]) => results.map((result) => this.#case(result));
    // Results are never runs of one test: rows of data may all have the name of their test.
    const cases = withDistinctNames(casesOf(this.#results.filter(({ hasInner }) => !hasInner)));
    const counters = this.#counters;
    const total = counters?.["total"] ?? null;
    // MSTest counts a test that holds results beside them, VSTest in their place.
    const summed = [this.#results, this.#results.filter(({ isInner }) => !isInner)].find(
      ({ length }) => length === total,
    );
    const sums = summed === undefined || cases.length === total ? cases : casesOf(summed);
    const counted = testTotals(sums);
    const failed = counters?.["failed"] ?? null;
    compareTotals(this.#context, sums, {
      total,
      passed: counters?.["passed"] ?? null,
      // VSTest counts one that timed out or was broken off among the failed.
      failed: failed === counted.failed + counted.errored ? counted.failed : failed,
    });
    const run = this.#runOutcome;
    const crash = this.#runErrors.find((words) => brokenDotnetRun.test(words));
    const isBroken =
      crash !== undefined ||
      (run !== null && brokenRuns.has(run)) ||
      (cases.length === 0 && this.#runErrors.length > 0);
    const hasFailed = cases.some(({ outcome }) => outcome === "failed" || outcome === "errored");
    const suiteErrors: SuiteError[] = isBroken
      ? []
      : this.#runErrors
          .filter((words) => !(hasFailed && testsFailed.test(words)))
          .map((message) => ({ suite: "test run", message }));
    if (run === "Failed" && !isBroken && !hasFailed && suiteErrors.length === 0 && cases.length > 0)
      suiteErrors.push({ suite: "test run", message: "the run failed, though none of its tests did" });
    return testReport(this.#context, {
      cases,
      suiteErrors,
      aborted: isBroken ? (crash ?? this.#runErrors[0] ?? `the run's own outcome is ${run}`) : null,
      dialect: dialectOf(this.#adapter),
      generated: this.#generated,
      declared: counters,
    });
  }

  #case({ name, testId, outcome, seconds, message }: OpenResult): TestCase {
    const definition = this.#definitions.get(testId);
    const className = definition?.className ?? "";
    return testCase({
      // Some adapters write the class before the name.
      name: className !== "" && name.startsWith(`${className}.`) ? name.slice(className.length + 1) : name,
      className,
      suite: className,
      outcome: this.#words.of(outcome),
      durationSeconds: seconds,
      message: message ?? (outcome === "Passed" ? null : outcome in outcomes && outcome !== "Failed" ? outcome : null),
      properties: (definition?.categories ?? []).map((value) => ({ name: "category", value })),
    });
  }
}

const counterNames = ["error", "timeout", "aborted", "inconclusive", "notRunnable", "notExecuted"];

/** .NET's "d.hh:mm:ss.fffffff" in seconds; null where it is none. */
function timeSpan(text: string | null): number | null {
  const parts = /^(?:(\d+)\.)?(\d+):(\d+):(\d+(?:[.,]\d+)?)$/.exec(text?.trim() ?? "");
  if (parts === null) return null;
  const [, days, hours, minutes, secondsText] = parts;
  return (
    Number(days ?? 0) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(secondsText!.replace(",", "."))
  );
}

function dialectOf(adapter: string | null): string | null {
  if (adapter === null) return null;
  if (/xunit/i.test(adapter)) return "xUnit.net through VSTest";
  if (/nunit/i.test(adapter)) return "NUnit through VSTest";
  return /mstest|UnitTestAdapter/i.test(adapter) ? "MSTest" : adapter;
}
