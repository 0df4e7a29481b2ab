import type { TestReport } from "../model/report.ts";
import type { SuiteError, TestCase, TestOutcome } from "../model/tests.ts";
import { matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { compareTotals, OutcomeWords, suitePath, testCase, testReport } from "./testReport.ts";
import { cleanMessage } from "./testTexts.ts";
import { epochToIso } from "./times.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import type { XmlTag } from "./xmlTag.ts";
import { numericAttributes } from "./xmlTests.ts";

/**
 * test_result.xml of Android's compatibility suites (CTS, VTS, GTS), which Tradefed writes: modules, in each of them for
 * each ABI, with their classes and tests (tools/tradefederation, XmlFormattedGenerator).
 */
export const tradefed: ReportFormat = {
  id: "tradefed",
  kind: "tests",
  title: "Tradefed XML (Android CTS)",
  patterns: ["**/test_result.xml"],
  recognise({ xml }) {
    if (xml?.root !== "Result") return missed(0, "its root is not <Result>");
    return xml.attributes.has("suite_name") || xml.children.has("Module")
      ? matched
      : missed(0.6, "its <Result> names no suite and has no <Module>");
  },
  read: (context) => new XmlReader(context, new TradefedTests(context)),
};

/** TestStatus of Tradefed, as its compatibility suites write it. */
const outcomes: Readonly<Record<string, TestOutcome>> = {
  pass: "passed",
  fail: "failed",
  ignored: "skipped",
  assumption_failure: "skipped",
  skipped: "skipped",
  not_executed: "skipped",
};

class TradefedTests implements XmlContent {
  readonly #context: ReadContext;
  readonly #words: OutcomeWords;
  readonly #cases: TestCase[] = [];
  readonly #suiteErrors: SuiteError[] = [];
  #producer: string | null = null;
  #started = Number.NaN;
  #sums: Readonly<Record<string, number>> | null = null;
  #module = "";
  #class = "";
  #test: TestCase | null = null;

  constructor(context: ReadContext) {
    this.#context = context;
    this.#words = new OutcomeWords(context, outcomes);
  }

  open(tag: XmlTag): void {
    switch (tag.name) {
      case "Result": {
        this.#started = tag.number("start");
        const suite = [tag.get("suite_name"), tag.get("suite_version")].filter((each) => each !== null);
        this.#producer = suite.length > 0 ? suite.join(" ") : null;
        break;
      }
      case "Summary":
        this.#sums = numericAttributes(tag, ["pass", "failed", "modules_done", "modules_total"]);
        break;
      case "Module":
        this.#module = [tag.get("name"), tag.get("abi")].filter((each) => each !== null).join(" ");
        if (tag.get("done") === "false")
          this.#suiteErrors.push({ suite: this.#module, message: "the module did not end: not all of its tests ran" });
        break;
      case "TestCase":
        this.#class = tag.get("name") ?? "";
        break;
      case "Test":
        this.#test = this.#testOf(tag);
        break;
      case "Failure":
        if (this.#test !== null) this.#test = { ...this.#test, message: cleanMessage(tag.get("message")) };
        break;
    }
  }

  #testOf(tag: XmlTag): TestCase {
    return testCase({
      name: tag.get("name") ?? "",
      // One class runs in several modules, and one module for several ABIs.
      className: suitePath([this.#module, this.#class]),
      suite: this.#module,
      outcome: this.#words.of(tag.get("result")?.toLowerCase()),
    });
  }

  close(name: string): void {
    if (name !== "Test" || this.#test === null) return;
    this.#cases.push(this.#test);
    this.#test = null;
  }

  report(): TestReport {
    const { pass, failed, modules_done: done, modules_total: total } = this.#sums ?? {};
    compareTotals(this.#context, this.#cases, { passed: pass ?? null, failed: failed ?? null });
    return testReport(this.#context, {
      cases: this.#cases,
      suiteErrors: this.#suiteErrors,
      aborted:
        done !== undefined && total !== undefined && done < total ? `${done} of ${total} modules were done` : null,
      dialect: "Tradefed",
      producer: this.#producer,
      generated: epochToIso(this.#started),
      declared: this.#sums,
    });
  }
}
