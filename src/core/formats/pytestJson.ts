import type { SuiteError, TestCase, TestOutcome } from "../model/tests.ts";
import { InvalidReport, matched, missed, type ReportFormat } from "./format.ts";
import { asObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number, objects, text } from "./jsonValues.ts";
import { figures, fromMilliseconds, testCase, testReport } from "./testReports.ts";

/** pytest-json-report. An exit code other than 0 and 1 says that the run did not go its way. */
export const pytestJson: ReportFormat = {
  id: "pytest-json-report",
  kind: "tests",
  title: "pytest-json-report",
  patterns: ["**/.report.json", "**/pytest*.json", "**/report.json", "reports/*.json"],
  recognise(head) {
    const root = jsonObject(head);
    if (root === null) return missed(0, "it is not a JSON object");
    if ("exitcode" in root && ("summary" in root || "root" in root || "environment" in root)) return matched;
    return missed("exitcode" in root || "exit_code" in root ? 0.5 : 0, 'it has no "exitcode" with a "summary"');
  },
  read: (context) =>
    new JsonReader((value) => {
      const root = asObject(value);
      const summary = asObject(root?.["summary"]);
      if (root === null || summary === null) throw new InvalidReport("structure", 'it has no "summary"');
      const cases: TestCase[] = objects(root["tests"]).map(caseOf);
      const suiteErrors: SuiteError[] = objects(root["collectors"])
        .filter((collector) => collector["outcome"] === "failed")
        .map((collector) => ({
          suite: text(collector["nodeid"]) ?? "",
          message: (text(collector["longrepr"]) ?? "could not be collected").slice(0, 2000),
        }));
      const code = number(root["exitcode"]);
      const total = number(summary["total"]);
      if (!("tests" in root) && total !== null && total > 0)
        throw new InvalidReport(
          "no-tests",
          `the report says ${total} tests and leaves them out: write it without --json-report-summary`,
        );
      const created = number(root["created"]);
      return testReport(
        {
          cases,
          suiteErrors,
          aborted: code === null ? null : (exits[code] ?? null),
          dialect: "pytest",
          producer: "pytest-json-report",
          generated: fromMilliseconds(created === null ? null : created * 1000),
          declared: figures(summary),
          declaredTotal: total,
        },
        context.problem,
      );
    }),
};

/** https://docs.pytest.org/en/stable/reference/exit-codes.html */
const exits: Readonly<Record<number, string>> = {
  2: "pytest was interrupted (exit code 2)",
  3: "pytest failed within itself (exit code 3)",
  4: "pytest could not be used as it was called (exit code 4)",
  5: "pytest collected no tests (exit code 5)",
};

const outcomes: Readonly<Record<string, TestOutcome>> = {
  passed: "passed",
  failed: "failed",
  error: "errored",
  skipped: "skipped",
  xfailed: "skipped",
  xpassed: "passed",
  rerun: "skipped",
};

function caseOf(test: Readonly<Record<string, unknown>>): TestCase {
  const id = text(test["nodeid"]) ?? "";
  const [file, ...parts] = id.split("::");
  const outcome = String(test["outcome"]);
  const phases = ["setup", "call", "teardown"].map((name) => asObject(test[name]));
  const durations = phases.map((phase) => number(phase?.["duration"])).filter((each) => each !== null);
  const line = number(test["lineno"]);
  const crash =
    phases
      .map((phase) => text(asObject(phase?.["crash"])?.["message"]) ?? text(phase?.["longrepr"]))
      .find((message) => message !== null) ?? null;
  return testCase({
    name: parts.at(-1) ?? id,
    className: parts.slice(0, -1).join("."),
    file: file ?? null,
    line: line === null ? null : line + 1,
    outcome: outcomes[outcome] ?? "errored",
    skipKind: outcome === "xfailed" ? "expected-failure" : null,
    message: crash,
    durationSeconds: durations.length === 0 ? null : durations.reduce((sum, each) => sum + each, 0),
    properties: (Array.isArray(test["keywords"]) ? test["keywords"] : []).map((keyword) => ({
      name: "keyword",
      value: String(keyword),
    })),
  });
}
