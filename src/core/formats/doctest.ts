import type { TestReport } from "../model/report.ts";
import type { TestCase, TestOutcome } from "../model/tests.ts";
import { numberOrAbsent } from "./damagedRow.ts";
import { matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { lineOf } from "./lineNumber.ts";
import { compareTotals, testCase, testReport, withDistinctNames } from "./testReport.ts";
import { cleanMessage, seconds } from "./testTexts.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import type { XmlTag } from "./xmlTag.ts";
import { numericAttributes } from "./xmlTests.ts";

/**
 * doctest's reporter "xml": suites with test cases. A test case is one however many subcases it runs with, and one that
 * may or should fail has passed where it did so, as doctest itself counts.
 */
export const doctest: ReportFormat = {
  id: "doctest",
  kind: "tests",
  title: "doctest XML",
  patterns: ["**/*doctest*.xml", "**/test-results/**/*.xml"],
  recognise: ({ xml }) => (xml?.root === "doctest" ? matched : missed(0, "its root is not <doctest>")),
  read: (context) => new XmlReader(context, new DoctestTests(context)),
};

/** What a test case is marked with. */
interface Marks {
  readonly shouldFail: boolean;
  readonly mayFail: boolean;
  /** Assertions that are to fail, exactly. */
  readonly expectedFailures: number;
}

class DoctestTests implements XmlContent {
  readonly #context: ReadContext;
  readonly #cases: TestCase[] = [];
  readonly #unrun: number[] = [];
  #suite = "";
  #producer = "doctest";
  #case: TestCase | null = null;
  #marks: Marks = { shouldFail: false, mayFail: false, expectedFailures: 0 };
  #outcome: TestOutcome | null = null;
  #durationSeconds: number | null = null;
  #threw = false;
  #crash: string | null = null;
  #isCrash = false;
  #failing = false;
  #original = "";
  #message: string | null = null;
  /** `--list-test-cases`: nothing was run. */
  #isList = false;
  #declared: Readonly<Record<string, number>> | null = null;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  open(tag: XmlTag): void {
    switch (tag.name) {
      case "doctest":
        if (tag.depth === 1) this.#producer = `doctest ${tag.get("version") ?? ""}`.trim();
        return;
      case "TestSuite":
        this.#suite = tag.get("name") ?? "";
        return;
      case "TestCase":
        this.#begin(tag);
        return;
      case "Expression":
        this.#failing = tag.flag("success") === false;
        return;
      case "Original":
      case "Expanded":
      case "Text":
        tag.keepText();
        return;
      case "Message":
        this.#failing = /error/i.test(tag.get("type") ?? "");
        return;
      case "Exception":
        this.#isCrash = tag.flag("crash") === true;
        // In an expression it is what an assertion expected or met.
        this.#threw ||= this.#original === "";
        tag.keepText();
        return;
      case "OverallResultsAsserts":
        if (this.#case === null) return;
        this.#outcome = this.#outcomeOf(tag);
        this.#durationSeconds = seconds(tag.get("duration"));
        return;
      case "OverallResultsTestCases":
        this.#isList = tag.has("unskipped");
        this.#declared = numericAttributes(tag, ["successes", "failures", "skipped"]);
    }
  }

  #begin(tag: XmlTag): void {
    const [line, expected] = [tag.number("line"), tag.number("expected_failures")];
    this.#case = testCase({
      name: tag.get("name") ?? "",
      className: this.#suite,
      suite: tag.get("testsuite") ?? this.#suite,
      file: tag.get("filename"),
      line: lineOf(line),
      outcome: "passed",
    });
    this.#marks = {
      shouldFail: tag.flag("should_fail") === true,
      mayFail: tag.flag("may_fail") === true,
      expectedFailures: expected > 0 ? expected : 0,
    };
    this.#outcome = tag.flag("skipped") === true ? "skipped" : null;
    [this.#durationSeconds, this.#threw, this.#message, this.#original] = [null, false, null, ""];
  }

  /** Versions before 2.4.4 do not say whether the test case is a success. */
  #outcomeOf(tag: XmlTag): TestOutcome {
    const stated = tag.flag("test_case_success");
    if (stated !== null) return stated ? "passed" : "failed";
    const { shouldFail, mayFail, expectedFailures } = this.#marks;
    const failures = numberOrAbsent(tag, "failures") || 0;
    const hasFailed = failures > 0 || this.#threw;
    if (shouldFail) return hasFailed ? "passed" : "failed";
    if (mayFail) return "passed";
    if (expectedFailures > 0) return failures === expectedFailures && !this.#threw ? "passed" : "failed";
    return hasFailed ? "failed" : "passed";
  }

  close(name: string, text: string): void {
    switch (name) {
      case "Original":
        this.#original = text.trim();
        return;
      case "Expanded":
        if (this.#failing) this.#message ??= cleanMessage(`${this.#original}: ${text.trim()}`);
        return;
      case "Text":
        if (this.#failing) this.#message ??= cleanMessage(text);
        return;
      case "Exception":
        if (this.#isCrash) this.#crash ??= cleanMessage(text) ?? "a crash";
        if (this.#failing || this.#original === "") this.#message ??= cleanMessage(text);
        return;
      case "Expression":
      case "Message":
        [this.#failing, this.#original] = [false, ""];
        return;
      case "TestSuite":
        this.#suite = "";
        return;
      case "TestCase":
        this.#end();
    }
  }

  #end(): void {
    if (this.#case === null) return;
    if (this.#outcome === null) this.#unrun.push(this.#cases.length);
    const outcome = this.#outcome ?? "errored";
    this.#cases.push({
      ...this.#case,
      outcome,
      durationSeconds: this.#durationSeconds,
      message: this.#message ?? (this.#outcome === null ? "it was begun and did not end" : null),
    });
    this.#case = null;
  }

  report(): TestReport {
    for (const at of this.#isList ? this.#unrun : [])
      this.#cases[at] = { ...this.#cases[at]!, outcome: "skipped", message: "it was listed and not run" };
    const { successes, failures, skipped } = this.#declared ?? {};
    if (!this.#isList)
      compareTotals(this.#context, this.#cases, {
        passed: successes ?? null,
        failed: failures ?? null,
        skipped: skipped ?? null,
      });
    return testReport(this.#context, {
      cases: withDistinctNames(this.#cases),
      aborted: this.#crash === null ? null : `a crash ended the run: ${this.#crash}`,
      dialect: "doctest",
      producer: this.#producer,
      declared: this.#declared,
    });
  }
}
