import type { SuiteError, TestCase, TestOutcome } from "../model/tests.ts";
import { InvalidReport, matched, missed, type ReportFormat } from "./format.ts";
import { asObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number, objects, text } from "./jsonValues.ts";
import { figures, fromMilliseconds, testCase, testReport } from "./testReports.ts";

/** The JSON of Jest (`--json`) and Vitest (reporter json). A file that failed to run has no test and is an error. */
export const jestJson: ReportFormat = {
  id: "jest-json",
  kind: "tests",
  title: "Jest and Vitest JSON",
  patterns: ["**/jest*.json", "**/vitest*.json", "**/test-results.json", "**/test-report.json", "reports/*.json"],
  recognise(head) {
    const root = jsonObject(head);
    if (root === null) return missed(0, "it is not a JSON object");
    if ("numTotalTests" in root) return matched;
    return missed(Array.isArray(root["testResults"]) ? 0.6 : 0, 'it has no "numTotalTests"');
  },
  read: (context) =>
    new JsonReader((value) => {
      const root = asObject(value);
      if (root === null || !Array.isArray(root["testResults"]))
        throw new InvalidReport("structure", 'it has no list "testResults"');
      const cases: TestCase[] = [];
      const suiteErrors: SuiteError[] = [];
      for (const file of objects(root["testResults"])) {
        const path = text(file["name"]) ?? text(file["testFilePath"]) ?? "";
        const tests = objects(file["assertionResults"]);
        if (tests.length === 0 && file["status"] === "failed")
          suiteErrors.push({
            suite: path,
            message: (text(file["message"]) ?? "the file failed to run").slice(0, 2000),
          });
        for (const test of tests) cases.push(caseOf(test, path));
      }
      if (asObject(root["coverageMap"]) !== null)
        context.problem({
          severity: "info",
          code: "coverage-inside",
          message: "the report also holds coverage: read it from coverage-final.json",
        });
      const isVitest = !("numRuntimeErrorTestSuites" in root);
      return testReport(
        {
          cases,
          suiteErrors,
          dialect: isVitest ? "Vitest" : "Jest",
          generated: fromMilliseconds(root["startTime"]),
          declared: figures(root),
          declaredTotal: number(root["numTotalTests"]),
        },
        context.problem,
      );
    }),
};

const statuses: Readonly<Record<string, TestOutcome>> = {
  passed: "passed",
  failed: "failed",
  pending: "skipped",
  skipped: "skipped",
  todo: "skipped",
  disabled: "skipped",
  focused: "passed",
};

function caseOf(test: Readonly<Record<string, unknown>>, file: string): TestCase {
  const milliseconds = number(test["duration"]);
  const messages = Array.isArray(test["failureMessages"])
    ? test["failureMessages"].filter((each) => typeof each === "string")
    : [];
  const invocations = number(test["invocations"]) ?? 1;
  const line = number(asObject(test["location"])?.["line"]);
  return testCase({
    name: text(test["title"]) ?? text(test["fullName"]) ?? "",
    className: Array.isArray(test["ancestorTitles"])
      ? test["ancestorTitles"].filter((each) => each !== "").join(" > ")
      : "",
    suite: file,
    file,
    line,
    outcome: statuses[String(test["status"])] ?? "errored",
    skipKind: test["status"] === "todo" ? "todo" : null,
    message: messages.join("\n"),
    durationSeconds: milliseconds === null ? null : milliseconds / 1000,
    runs: Math.max(1, invocations),
    flaky: invocations > 1 && test["status"] === "passed",
  });
}
