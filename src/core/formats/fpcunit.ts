import type { TestReport } from "../model/report.ts";
import type { TestCase, TestOutcome } from "../model/tests.ts";
import { matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { compareTotals, OutcomeWords, suitePath, testCase, testReport, withDistinctNames } from "./testReport.ts";
import { cleanMessage, isoTime } from "./testTexts.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import type { XmlTag } from "./xmlTag.ts";

/** FPCUnit's XML (Free Pascal and Lazarus, packages/fcl-fpcunit/src/xmltestreport.pp): nested suites, and sums behind them. */
export const fpcunit: ReportFormat = {
  id: "fpcunit",
  kind: "tests",
  title: "FPCUnit XML (Free Pascal, Lazarus)",
  patterns: ["**/*fpcunit*.xml", "**/test-results/**/*.xml"],
  recognise({ xml }) {
    if (xml?.root !== "TestResults") return missed(0, "its root is not <TestResults>");
    return xml.children.has("TestListing") ? matched : missed(0.4, "its <TestResults> has no <TestListing>");
  },
  read: (context) => new XmlReader(context, new FpcUnitTests(context)),
};

const outcomes: Readonly<Record<string, TestOutcome>> = {
  OK: "passed",
  Failed: "failed",
  Error: "errored",
  Ignored: "skipped",
};

const sums: ReadonlySet<string> = new Set([
  "NumberOfRunTests",
  "NumberOfErrors",
  "NumberOfFailures",
  "NumberOfIgnoredTests",
]);

class FpcUnitTests implements XmlContent {
  readonly #context: ReadContext;
  readonly #words: OutcomeWords;
  readonly #cases: TestCase[] = [];
  readonly #suites: string[] = [];
  readonly #declared: Record<string, number> = {};
  #generated: string | null = null;
  #test: TestCase | null = null;
  #message: string | null = null;

  constructor(context: ReadContext) {
    this.#context = context;
    this.#words = new OutcomeWords(context, outcomes);
  }

  open(tag: XmlTag): void {
    if (tag.name === "TestSuite") this.#suites.push(tag.get("Name") ?? "");
    else if (tag.name === "Test") {
      this.#message = null;
      this.#test = testCase({
        name: tag.get("Name") ?? "",
        className: this.#suites.at(-1) ?? "",
        suite: suitePath(this.#suites),
        outcome: this.#words.of(tag.get("Result")),
        durationSeconds: secondsOf(tag.get("ElapsedTime")),
      });
    } else if (sums.has(tag.name) || /^(?:ExceptionMessage|DateTimeRan)$/.test(tag.name)) tag.keepText();
  }

  close(name: string, text: string): void {
    if (name === "TestSuite") this.#suites.pop();
    else if (name === "ExceptionMessage") this.#message ??= cleanMessage(text);
    else if (name === "DateTimeRan") this.#generated = isoTime(text);
    else if (sums.has(name)) {
      if (/^\s*\d+\s*$/.test(text)) this.#declared[name] = Number(text);
    } else if (name === "Test" && this.#test !== null) {
      this.#cases.push({ ...this.#test, message: this.#message });
      this.#test = null;
    }
  }

  report(): TestReport {
    const declared = this.#declared;
    compareTotals(this.#context, this.#cases, {
      total: declared["NumberOfRunTests"] ?? null,
      errored: declared["NumberOfErrors"] ?? null,
      failed: declared["NumberOfFailures"] ?? null,
      skipped: declared["NumberOfIgnoredTests"] ?? null,
    });
    return testReport(this.#context, {
      cases: withDistinctNames(this.#cases),
      dialect: "FPCUnit",
      producer: "FPCUnit",
      generated: this.#generated,
      declared,
    });
  }
}

/** "00:00:01.500". */
function secondsOf(time: string | null): number | null {
  const found = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(time ?? "");
  return found === null ? null : Number(found[1]) * 3600 + Number(found[2]) * 60 + Number(found[3]);
}
