import type { TestReport } from "../model/report.ts";
import type { TestCase } from "../model/tests.ts";
import { numberOrAbsent } from "./damagedRow.ts";
import { matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { lineOf } from "./lineNumber.ts";
import { compareTotals, testCase, testReport, withDistinctNames } from "./testReport.ts";
import { cleanMessage, seconds } from "./testTexts.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import type { XmlTag } from "./xmlTag.ts";
import { numericAttributes, tellBenchmarks } from "./xmlTests.ts";

/**
 * Catch2's reporter "xml", version 2 (`Catch`, `Group`) and 3 (`Catch2TestRun`). A test case is one however many sections
 * and generated values it runs with, as Catch2 itself counts.
 */
export const catch2: ReportFormat = {
  id: "catch2",
  kind: "tests",
  title: "Catch2 XML (2 and 3)",
  patterns: ["**/*catch*.xml", "**/test-results/**/*.xml"],
  recognise({ xml }) {
    const isRoot = xml?.root === "Catch" || xml?.root === "Catch2TestRun";
    return isRoot ? matched : missed(0, "its root is not <Catch> or <Catch2TestRun>");
  },
  read: (context) => new XmlReader(context, new Catch2Tests(context)),
};

class Catch2Tests implements XmlContent {
  readonly #context: ReadContext;
  readonly #cases: TestCase[] = [];
  #binary = "";
  #producer = "Catch2";
  #case: Omit<TestCase, "outcome" | "skipKind"> | null = null;
  /** What the test case's own result says; null where it has none. */
  #success: boolean | null = null;
  #durationSeconds: number | null = null;
  #skips = 0;
  /** An assertion failed in it or something was thrown. */
  #hasFailure = false;
  #message: string | null = null;
  /** The assertion as it stands in the source. */
  #original = "";
  #fatal: string | null = null;
  #benchmarks = 0;
  #declared: Readonly<Record<string, number>> | null = null;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  open(tag: XmlTag): void {
    switch (tag.name) {
      case "Catch":
      case "Catch2TestRun":
        if (tag.depth > 1) return;
        this.#binary = tag.get("name") ?? "";
        this.#producer = `Catch2 ${tag.get("catch2-version") ?? ""}`.trim();
        return;
      case "TestCase":
        this.#begin(tag);
        return;
      case "Expression":
        if (tag.flag("success") === false) this.#hasFailure = true;
        return;
      case "Exception":
      case "Failure":
      case "FatalErrorCondition":
        this.#hasFailure = true;
        tag.keepText();
        return;
      case "Original":
      case "Expanded":
      case "Skip":
        tag.keepText();
        return;
      case "OverallResult":
        this.#success = tag.flag("success");
        this.#skips = numberOrAbsent(tag, "skips") || 0;
        this.#durationSeconds = seconds(tag.get("durationInSeconds"));
        return;
      case "BenchmarkResults":
        this.#benchmarks++;
        return;
      case "OverallResultsCases":
        // Version 2 repeats them of its only group.
        this.#declared = numericAttributes(tag, ["successes", "failures", "expectedFailures", "skips"]);
    }
  }

  #begin(tag: XmlTag): void {
    const line = tag.number("line");
    this.#case = testCase({
      name: tag.get("name") ?? "",
      suite: this.#binary,
      file: tag.get("filename"),
      line: lineOf(line),
      outcome: "errored",
      properties: [...(tag.get("tags") ?? "").matchAll(/\[([^[\]]+)\]/g)].map(([, value]) => ({
        name: "tag",
        value: value!,
      })),
    });
    [this.#success, this.#durationSeconds, this.#skips] = [null, null, 0];
    [this.#hasFailure, this.#message, this.#original] = [false, null, ""];
  }

  close(name: string, text: string): void {
    switch (name) {
      case "Original":
        this.#original = text.trim();
        return;
      case "Expanded":
        // Of those that did not fail only what `-s` asks for is written.
        if (this.#hasFailure) this.#message ??= cleanMessage(`${this.#original}: ${text.trim()}`);
        return;
      case "FatalErrorCondition":
        this.#fatal ??= cleanMessage(text);
        this.#message ??= cleanMessage(text);
        return;
      case "Exception":
      case "Failure":
      case "Skip":
        this.#message ??= cleanMessage(text);
        return;
      case "TestCase":
        if (this.#case !== null) this.#cases.push(this.#ended(this.#case));
        this.#case = null;
    }
  }

  #ended(test: Omit<TestCase, "outcome" | "skipKind">): TestCase {
    const ended = { ...test, durationSeconds: this.#durationSeconds, message: this.#message };
    if (this.#success === null)
      return { ...ended, outcome: "errored", skipKind: null, message: this.#message ?? "it was begun and did not end" };
    if (!this.#success) {
      const why = this.#hasFailure ? null : "no assertion of it failed: it should have failed, or it asserts nothing";
      return { ...ended, outcome: "failed", skipKind: null, message: this.#message ?? why };
    }
    // "[!mayfail]" and "[!shouldfail]": Catch2 counts it as failed as expected.
    if (this.#hasFailure) return { ...ended, outcome: "skipped", skipKind: "expected-failure" };
    return { ...ended, outcome: this.#skips > 0 ? "skipped" : "passed", skipKind: null };
  }

  report(): TestReport {
    const { successes, failures, expectedFailures, skips } = this.#declared ?? {};
    compareTotals(this.#context, this.#cases, {
      passed: successes ?? null,
      failed: failures ?? null,
      skipped: expectedFailures === undefined ? null : expectedFailures + (skips ?? 0),
    });
    tellBenchmarks(this.#context, this.#benchmarks);
    return testReport(this.#context, {
      // Test cases of one name may have other tags.
      cases: withDistinctNames(this.#cases),
      aborted: this.#fatal === null ? null : `a fatal error ended the run: ${this.#fatal}`,
      dialect: "Catch2",
      producer: this.#producer,
      declared: this.#declared,
    });
  }
}
