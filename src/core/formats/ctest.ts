import type { TestReport } from "../model/report.ts";
import type { TestCase, TestOutcome } from "../model/tests.ts";
import { matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { checkNumberOfTests, OutcomeWords, testCase, testReport, withDistinctNames } from "./testReport.ts";
import { cleanMessage, seconds } from "./testTexts.ts";
import { epochToIso } from "./times.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import type { XmlTag } from "./xmlTag.ts";

/**
 * CTest's Test.xml, which it sends to CDash (`ctest -T Test`, Testing/TAG/Test.xml). What it skipped and what it could not
 * start both did not run: how it ended tells them apart.
 */
export const ctest: ReportFormat = {
  id: "ctest",
  kind: "tests",
  title: "CTest XML (Test.xml of CDash)",
  patterns: ["**/Testing/*/Test.xml"],
  recognise({ xml }) {
    if (xml?.root !== "Site") return missed(0, "its root is not <Site>");
    return xml.children.has("Testing") ? matched : missed(0.5, "its <Site> has no <Testing>");
  },
  read: (context) => new XmlReader(context, new CTestTests(context)),
};

const outcomes: Readonly<Record<string, TestOutcome>> = { passed: "passed", failed: "failed", notrun: "errored" };

interface OpenTest {
  readonly status: string;
  name: string;
  /** Named measurements: "Execution Time", "Exit Code", "Completion Status". */
  readonly measured: Map<string, string>;
  output: string | null;
  readonly labels: string[];
}

class CTestTests implements XmlContent {
  readonly #context: ReadContext;
  readonly #words: OutcomeWords;
  readonly #cases: TestCase[] = [];
  #build = "";
  #producer = "CTest";
  #generated: string | null = null;
  #test: OpenTest | null = null;
  #measurement: string | null = null;
  #isPacked = false;

  constructor(context: ReadContext) {
    this.#context = context;
    this.#words = new OutcomeWords(context, outcomes);
  }

  open(tag: XmlTag): void {
    switch (tag.name) {
      case "Site":
        if (tag.depth > 1) return;
        this.#build = tag.get("BuildName") ?? "";
        this.#producer = (tag.get("Generator") ?? "CTest").replace("-", " ");
        return;
      case "Test": {
        // Those of <TestList> have none.
        const status = tag.get("Status");
        if (status !== null)
          this.#test = { status: status.toLowerCase(), name: "", measured: new Map(), output: null, labels: [] };
        return;
      }
      case "NamedMeasurement":
        this.#measurement = tag.get("name");
        return;
      case "Value":
        this.#isPacked = tag.has("encoding") || tag.has("compression");
        if (!this.#isPacked) tag.keepText();
        return;
      case "Name":
      case "Label":
      case "StartTestTime":
        tag.keepText();
    }
  }

  close(name: string, text: string): void {
    const test = this.#test;
    switch (name) {
      case "StartTestTime":
        this.#generated ??= epochToIso(Number(text || Number.NaN));
        return;
      case "Name":
        if (test !== null && test.name === "") test.name = text.trim();
        return;
      case "Label":
        test?.labels.push(text.trim());
        return;
      case "Value":
        if (this.#measurement !== null) test?.measured.set(this.#measurement, text.trim());
        else if (test !== null && !this.#isPacked) test.output ??= cleanMessage(text);
        return;
      case "NamedMeasurement":
        this.#measurement = null;
        return;
      case "Test":
        checkNumberOfTests(this.#cases.length + 1);
        if (test !== null) this.#cases.push(caseOf(test, this.#build, this.#words));
        this.#test = null;
    }
  }

  report(): TestReport {
    return testReport(this.#context, {
      cases: withDistinctNames(this.#cases),
      dialect: "CTest",
      producer: this.#producer,
      generated: this.#generated,
    });
  }
}

/** How what was not started on purpose ended: "Disabled", "SKIP_RETURN_CODE=77", "SKIP_REGULAR_EXPRESSION_MATCHED". */
const skipped = /^(?:Disabled$|SKIP_)/;

function caseOf({ status, name, measured, output, labels }: OpenTest, build: string, words: OutcomeWords): TestCase {
  const completion = measured.get("Completion Status") ?? "";
  const outcome = status === "notrun" && skipped.test(completion) ? "skipped" : words.of(status);
  const [code, value] = [measured.get("Exit Code"), measured.get("Exit Value")];
  const why =
    outcome === "failed" && code !== undefined ? `${code}${value === undefined ? "" : ` (${value})`}` : completion;
  return testCase({
    // As its JUnit XML of the same run.
    ...{ name, className: name, suite: build, outcome },
    durationSeconds: seconds(measured.get("Execution Time") ?? null),
    message: outcome === "passed" ? null : cleanMessage([why, output ?? ""].join("\n")),
    properties: labels.map((label) => ({ name: "label", value: label })),
  });
}
