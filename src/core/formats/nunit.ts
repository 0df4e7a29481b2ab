import type { SuiteError, TestCase, TestOutcome } from "../model/tests.ts";
import { matched, missed, type ReportFormat } from "./format.ts";
import { figures, testCase, testReport } from "./testReports.ts";
import { isoTime, seconds } from "./testTexts.ts";
import { XmlScanner } from "./xml.ts";
import type { XmlTag } from "./xmlTag.ts";

/** NUnit 3 (root test-run) and NUnit 2 (root test-results). */
export const nunit: ReportFormat = {
  id: "nunit",
  kind: "tests",
  title: "NUnit 2 and 3 XML",
  patterns: ["**/TestResult*.xml", "**/nunit*.xml", "**/*nunit*.xml", "**/TestResults/**/*.xml"],
  recognise({ xml }) {
    if (xml === null) return missed(0, "it is not XML");
    if (xml.root === "test-run" || xml.root === "test-results") return matched;
    return missed(
      xml.elements.has("test-case") ? 0.6 : 0,
      `its root is <${xml.root}>, not <test-run> or <test-results>`,
    );
  },
  read(context) {
    const cases: TestCase[] = [];
    const suiteErrors: SuiteError[] = [];
    const suites: string[] = [];
    let version = 3;
    let declared: Readonly<Record<string, number>> | null = null;
    let total: number | null = null;
    let generated: string | null = null;
    let current: { name: string; className: string; result: string; label: string; seconds: number | null } | null =
      null;
    let message: string | null = null;
    const scanner = new XmlScanner(
      {
        open(tag: XmlTag) {
          if (tag.depth === 1) {
            version = tag.name === "test-run" ? 3 : 2;
            declared = figures(
              Object.fromEntries(
                [...tag.all()].map(([name, value]) => [name, /^\d+$/.test(value) ? Number(value) : null]),
              ),
              [
                "total",
                "testcasecount",
                "passed",
                "failed",
                "inconclusive",
                "skipped",
                "errors",
                "failures",
                "not-run",
                "ignored",
                "invalid",
                "asserts",
              ],
            );
            // Under a filter testcasecount is larger than what ran: total is what is listed.
            total = declared?.["total"] ?? null;
            const day = tag.get("date");
            generated =
              isoTime(tag.get("start-time")) ??
              (day === null ? null : isoTime(`${day}T${tag.get("time") ?? "00:00:00"}`));
          }
          if (tag.name === "test-suite") {
            suites.push(tag.get("name") ?? "");
            if (tag.get("runstate") === "NotRunnable")
              suiteErrors.push({ suite: tag.get("name") ?? "", message: "the suite could not be run" });
          } else if (tag.name === "test-case") {
            message = null;
            current = {
              name: tag.get("name") ?? "",
              className: tag.get("classname") ?? "",
              result:
                tag.get("result") ??
                (tag.get("success") === null ? "" : tag.flag("success") === true ? "Success" : "Failure"),
              label: tag.get("label") ?? "",
              seconds: seconds(tag.get("duration") ?? tag.get("time")),
            };
            if (version === 2 && tag.flag("executed") === false)
              current = { ...current, result: current.result === "" ? "NotRunnable" : current.result };
          } else if (tag.name === "message" && current !== null) tag.keepText();
        },
        close(name, text) {
          if (name === "test-suite") suites.pop();
          else if (name === "message" && current !== null) message ??= text;
          else if (name === "test-case" && current !== null) {
            cases.push(
              testCase({
                name: current.name,
                className: current.className,
                suite: suites.filter((each) => each !== "").join(" > "),
                outcome: outcomeOf(current.result, current.label),
                message,
                durationSeconds: current.seconds,
              }),
            );
            current = null;
          }
        },
      },
      context.problem,
    );
    return {
      write: (chunk) => scanner.write(chunk),
      end() {
        scanner.end();
        return testReport(
          {
            cases,
            dialect: `NUnit ${version}`,
            generated,
            declared,
            declaredTotal: total,
            suiteErrors: cases.length === 0 ? suiteErrors : [],
          },
          context.problem,
        );
      },
    };
  },
};

function outcomeOf(result: string, label: string): TestOutcome {
  switch (result) {
    case "Passed":
    case "Success":
    case "Warning":
      return "passed";
    case "Failed":
      return label === "Error" || label === "Invalid" || label === "Cancelled" ? "errored" : "failed";
    case "Failure":
      return "failed";
    case "Error":
    case "NotRunnable":
    case "Cancelled":
      return "errored";
    default:
      // Skipped, Ignored, Inconclusive, Explicit: no verdict on the code.
      return "skipped";
  }
}
