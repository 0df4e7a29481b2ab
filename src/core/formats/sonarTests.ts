import type { TestReport } from "../model/report.ts";
import type { TestCase } from "../model/tests.ts";
import { matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { checkNumberOfTests, milliseconds, testCase, testReport, withDistinctNames } from "./testReport.ts";
import { tellingMessage } from "./testTexts.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import type { XmlTag } from "./xmlTag.ts";

/** SonarQube's generic test executions (`testExecutions`, before it `unitTest`). */
export const sonarTests: ReportFormat = {
  id: "sonar-tests",
  kind: "tests",
  title: "SonarQube generic test executions",
  patterns: ["**/test-report.xml", "**/*sonar*.xml", "**/test-executions.xml", "**/ut_report.xml"],
  recognise({ xml }) {
    const isRoot = xml?.root === "testExecutions" || xml?.root === "unitTest";
    if (!isRoot) return missed(xml?.elements.has("testCase") ? 0.5 : 0, "its root is not <testExecutions>");
    return xml.children.size === 0 || xml.children.has("file")
      ? matched
      : missed(0.7, "its <testExecutions> have no <file>");
  },
  read: (context) => new XmlReader(context, new SonarTests(context)),
};

class SonarTests implements XmlContent {
  readonly #context: ReadContext;
  readonly #cases: TestCase[] = [];
  #file: string | null = null;
  #test: TestCase | null = null;
  #message: string | null = null;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  open(tag: XmlTag): void {
    switch (tag.name) {
      case "file":
        this.#file = tag.get("path");
        return;
      case "testCase": {
        const duration = tag.number("duration");
        this.#test = testCase({
          name: tag.get("name") ?? "",
          suite: this.#file ?? "",
          file: this.#file,
          outcome: "passed",
          durationSeconds: milliseconds(Number.isNaN(duration) ? null : duration),
        });
        return;
      }
      case "skipped":
      case "failure":
      case "error":
        if (this.#test === null) return;
        this.#message = tag.get("message");
        this.#test = {
          ...this.#test,
          outcome: tag.name === "skipped" ? "skipped" : tag.name === "failure" ? "failed" : "errored",
        };
        tag.keepText();
    }
  }

  close(name: string, text: string): void {
    switch (name) {
      case "skipped":
      case "failure":
      case "error":
        if (this.#test !== null) this.#test = { ...this.#test, message: tellingMessage(this.#message, text) };
        return;
      case "testCase":
        checkNumberOfTests(this.#cases.length + 1);
        if (this.#test !== null) this.#cases.push(this.#test);
        this.#test = null;
    }
  }

  report(): TestReport {
    return testReport(this.#context, { cases: withDistinctNames(this.#cases), dialect: "SonarQube generic" });
  }
}
