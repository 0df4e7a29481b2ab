import type { TestReport } from "../model/report.ts";
import type { SuiteError, TestCase, TestOutcome } from "../model/tests.ts";
import { numberOrAbsent } from "./damagedRow.ts";
import { matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { lineOf } from "./lineNumber.ts";
import {
  checkNumberOfTests,
  compareTotals,
  OutcomeWords,
  suitePath,
  testCase,
  testReport,
  withDistinctNames,
} from "./testReport.ts";
import { cleanMessage, isoTime, seconds } from "./testTexts.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import type { XmlTag } from "./xmlTag.ts";

/** xUnit.net XML: v1 (`assembly`, `class`), v2 and v3 (`assemblies`, `assembly`, `collection`). */
export const xunit: ReportFormat = {
  id: "xunit",
  kind: "tests",
  title: "xUnit.net XML (v1, v2, v3)",
  patterns: ["**/*xunit*.xml", "**/TestResults/*.xml", "**/test-results/**/*.xml"],
  recognise({ xml }) {
    if (xml?.root === "assemblies") {
      return xml.children.size === 0 || xml.children.has("assembly")
        ? matched
        : missed(0.7, "its <assemblies> have no <assembly>");
    }
    if (xml?.root !== "assembly") return missed(0, "its root is not <assemblies> or <assembly>");
    const isOne = xml.attributes.has("test-framework") || xml.attributes.has("run-date");
    return isOne || (xml.elements.has("test") && (xml.elements.has("class") || xml.elements.has("collection")))
      ? matched
      : missed(0.5, "its <assembly> has no tests");
  },
  read: (context) => new XmlReader(context, new XUnitTests(context)),
};

const outcomes: Readonly<Record<string, TestOutcome>> = {
  pass: "passed",
  warn: "passed",
  fail: "failed",
  skip: "skipped",
  notrun: "skipped",
};

interface OpenTest {
  readonly tag: Omit<TestCase, "message" | "properties">;
  readonly properties: { name: string; value: string }[];
  message: string | null;
}

class XUnitTests implements XmlContent {
  readonly #context: ReadContext;
  readonly #words: OutcomeWords;
  readonly #cases: TestCase[] = [];
  readonly #suiteErrors: SuiteError[] = [];
  #assembly = "";
  #group = "";
  #className = "";
  #test: OpenTest | null = null;
  /** An <error> of the assembly: a fixture that failed outside the tests. */
  #error: { name: string; message: string | null } | null = null;
  #failure = false;
  /** What a <failure> of a class says while it is open: version 1 writes its fixture's so. */
  #classFailure: { message: string | null } | null = null;
  readonly #declared: Record<string, number> = {};
  #statedErrors = 0;
  #generated: string | null = null;
  #producer: string | null = null;
  #version = "v1";

  constructor(context: ReadContext) {
    this.#context = context;
    this.#words = new OutcomeWords(context, outcomes);
  }

  open(tag: XmlTag): void {
    switch (tag.name) {
      case "assemblies":
        this.#version = tag.get("schema-version") === null ? "v2" : "v3";
        return;
      case "assembly":
        this.#beginAssembly(tag);
        return;
      case "class":
        this.#group = "";
        this.#className = tag.get("name") ?? "";
        return;
      case "collection":
        if (this.#version === "v1") this.#version = "v2";
        this.#group = tag.get("name") ?? "";
        return;
      case "test":
        this.#test = this.#begin(tag);
        return;
      case "error":
        this.#error = { name: tag.get("name") ?? tag.get("type") ?? "", message: null };
        return;
      case "failure":
        this.#failure = true;
        if (this.#test === null && this.#error === null) this.#classFailure = { message: null };
        return;
      case "reason":
        tag.keepText();
        return;
      case "message":
        if (this.#failure || this.#test !== null) tag.keepText();
        return;
      case "trait": {
        const name = tag.get("name");
        if (name !== null) this.#test?.properties.push({ name, value: tag.get("value") ?? "" });
      }
    }
  }

  close(name: string, text: string): void {
    switch (name) {
      case "message":
      case "reason": {
        const words = cleanMessage(text);
        if (this.#test !== null) this.#test.message ??= words;
        else if (this.#error !== null) this.#error.message ??= words;
        else if (this.#classFailure !== null) this.#classFailure.message ??= words;
        return;
      }
      case "failure":
        this.#failure = false;
        if (this.#classFailure !== null)
          this.#suiteErrors.push({
            suite: suitePath([this.#assembly, this.#className]),
            message: this.#classFailure.message ?? "an error outside the tests",
          });
        this.#classFailure = null;
        return;
      case "error":
        if (this.#error !== null && this.#test === null) {
          this.#suiteErrors.push({
            suite: suitePath([this.#assembly, this.#error.name]),
            message: this.#error.message ?? "an error outside the tests",
          });
        }
        this.#error = null;
        return;
      case "test":
        checkNumberOfTests(this.#cases.length + 1);
        if (this.#test !== null)
          this.#cases.push({ ...this.#test.tag, message: this.#test.message, properties: this.#test.properties });
        this.#test = null;
    }
  }

  #beginAssembly(tag: XmlTag): void {
    this.#assembly = tag.get("name") ?? tag.get("full-name") ?? "";
    this.#group = "";
    this.#producer ??= tag.get("test-framework");
    const day = tag.get("run-date");
    this.#generated ??= isoTime(
      tag.get("start-rtf") ?? (day === null ? null : `${day} ${tag.get("run-time") ?? ""}`.trim()),
    );
    for (const key of ["total", "passed", "failed", "skipped", "not-run", "errors"]) {
      const value = numberOrAbsent(tag, key);
      if (!Number.isNaN(value)) this.#declared[key] = (this.#declared[key] ?? 0) + value;
    }
    this.#statedErrors = this.#declared["errors"] ?? 0;
  }

  #begin(tag: XmlTag): OpenTest {
    const className = tag.get("type") ?? "";
    const name = tag.get("name") ?? tag.get("method") ?? "";
    const line = tag.number("source-line");
    const result = (tag.get("result") ?? "").toLowerCase();
    // jest-xunit has no word for what is skipped or to do.
    const isOfJest = result === "" && this.#producer === "Jest";
    return {
      tag: testCase({
        // The full name holds class and method; a display name of its own does not.
        name: className !== "" && name.startsWith(`${className}.`) ? name.slice(className.length + 1) : name,
        className,
        suite: suitePath([this.#assembly, this.#group]),
        file: tag.get("source-file"),
        line: lineOf(line),
        outcome: isOfJest ? "skipped" : this.#words.of(result),
        durationSeconds: seconds(tag.get("time")),
      }),
      properties: [],
      message: null,
    };
  }

  report(): TestReport {
    const declared = this.#declared;
    compareTotals(this.#context, this.#cases, {
      total: declared["total"] ?? null,
      passed: declared["passed"] ?? null,
      failed: declared["failed"] ?? null,
    });
    // Errors that are only counted are errors all the same.
    for (let missing = this.#statedErrors - this.#suiteErrors.length; missing > 0 && missing < 1000; missing--)
      this.#suiteErrors.push({ suite: this.#assembly, message: "an error outside the tests, which is not told" });
    return testReport(this.#context, {
      // Rows of a theory whose arguments are written alike have one name.
      cases: withDistinctNames(this.#cases),
      suiteErrors: this.#suiteErrors,
      dialect: `xUnit.net ${this.#version}`,
      producer: this.#producer,
      generated: this.#generated,
      declared,
    });
  }
}
