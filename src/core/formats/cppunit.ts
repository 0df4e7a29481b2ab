import type { TestReport } from "../model/report.ts";
import type { TestCase } from "../model/tests.ts";
import { matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { compareTotals, testCase, testReport, withDistinctNames } from "./testReport.ts";
import { cleanMessage } from "./testTexts.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import type { XmlTag } from "./xmlTag.ts";

/** What CppUnit's XmlOutputter writes: the tests that failed, those that did not, and their sums. */
export const cppunit: ReportFormat = {
  id: "cppunit",
  kind: "tests",
  title: "CppUnit XML",
  patterns: ["**/*cppunit*.xml", "**/*CppUnit*.xml", "**/test-results/**/*.xml"],
  recognise({ xml }) {
    if (xml?.root !== "TestRun") return missed(0, "its root is not <TestRun>");
    const isOf = xml.children.has("FailedTests") || xml.children.has("SuccessfulTests");
    return isOf ? matched : missed(0.4, "its <TestRun> has no <FailedTests> and <SuccessfulTests>");
  },
  read: (context) => new XmlReader(context, new CppUnitTests(context)),
};

const kept: ReadonlySet<string> = new Set(
  "Name FailureType File Line Message Tests FailuresTotal Errors Failures".split(" "),
);

class CppUnitTests implements XmlContent {
  readonly #context: ReadContext;
  readonly #cases: TestCase[] = [];
  /** Texts within the open test, by element. */
  #texts: Map<string, string> | null = null;
  readonly #declared: Record<string, number> = {};

  constructor(context: ReadContext) {
    this.#context = context;
  }

  open(tag: XmlTag): void {
    if (tag.name === "FailedTest" || tag.name === "Test") this.#texts = new Map();
    if (kept.has(tag.name)) tag.keepText();
  }

  close(name: string, text: string): void {
    if (name === "FailedTest" || name === "Test") {
      if (this.#texts !== null) this.#cases.push(caseOf(this.#texts, name === "FailedTest"));
      this.#texts = null;
    } else if (this.#texts !== null) {
      if (kept.has(name)) this.#texts.set(name, text.trim());
    } else if (kept.has(name) && /^\s*\d+\s*$/.test(text)) this.#declared[name] = Number(text);
  }

  report(): TestReport {
    const declared = this.#declared;
    compareTotals(this.#context, this.#cases, {
      total: declared["Tests"] ?? null,
      failed: declared["Failures"] ?? null,
      errored: declared["Errors"] ?? null,
    });
    return testReport(this.#context, {
      cases: withDistinctNames(this.#cases),
      dialect: "CppUnit",
      producer: "CppUnit",
      declared,
    });
  }
}

/** "Half::fails": the class and its method. */
function caseOf(texts: ReadonlyMap<string, string>, hasFailed: boolean): TestCase {
  const full = texts.get("Name") ?? "";
  const at = full.lastIndexOf("::");
  const className = at < 0 ? "" : full.slice(0, at);
  const line = Number(texts.get("Line") || Number.NaN);
  return testCase({
    name: at < 0 ? full : full.slice(at + 2),
    className,
    suite: className,
    outcome: !hasFailed ? "passed" : texts.get("FailureType") === "Assertion" ? "failed" : "errored",
    message: cleanMessage(texts.get("Message")),
    // Only of those that failed: as the file of the test it would make another test of one that failed.
    properties: texts.has("File") ? [{ name: "location", value: `${texts.get("File")}:${line || ""}` }] : [],
  });
}
