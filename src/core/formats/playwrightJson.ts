import type { SuiteError, TestCase, TestOutcome } from "../model/tests.ts";
import { InvalidReport, matched, missed, type ReportFormat } from "./format.ts";
import { asObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number, objects, text } from "./jsonValues.ts";
import { figures, testCase, testReport } from "./testReports.ts";
import { isoTime } from "./testTexts.ts";

/** Playwright's reporter json: nested suites, one test a project. Errors beside no tests are a run that broke. */
export const playwrightJson: ReportFormat = {
  id: "playwright-json",
  kind: "tests",
  title: "Playwright JSON",
  patterns: ["**/playwright*.json", "**/playwright-report/*.json", "**/test-results/*.json", "**/results.json"],
  recognise(head) {
    const root = jsonObject(head);
    const config = asObject(root?.["config"]);
    if (config === null) return missed(Array.isArray(root?.["suites"]) ? 0.5 : 0, 'it has no "config"');
    return "rootDir" in config || "projects" in config || Array.isArray(root?.["suites"])
      ? matched
      : missed(0.4, 'its "config" has no "rootDir"');
  },
  read: (context) =>
    new JsonReader((value) => {
      const root = asObject(value);
      if (root === null || !Array.isArray(root["suites"]))
        throw new InvalidReport("structure", 'it has no list "suites"');
      const cases: TestCase[] = [];
      const waiting = objects(root["suites"]).map((suite) => ({ suite, path: [] as string[] }));
      while (waiting.length > 0) {
        const { suite, path } = waiting.shift()!;
        const title = text(suite["title"]);
        const here = title === null || title === suite["file"] ? path : [...path, title];
        waiting.push(...objects(suite["suites"]).map((each) => ({ suite: each, path: here })));
        for (const spec of objects(suite["specs"]))
          for (const test of objects(spec["tests"])) cases.push(caseOf(spec, test, here));
      }
      const errors: SuiteError[] = objects(root["errors"]).map((error) => ({
        suite: "the run",
        message: text(error["message"]) ?? "an error outside of a test",
      }));
      const stats = asObject(root["stats"]);
      const version = text(asObject(root["config"])?.["version"]);
      const aborted = cases.length === 0 && errors.length > 0 ? errors[0]!.message : null;
      return testReport(
        {
          cases,
          suiteErrors: errors,
          aborted,
          dialect: "Playwright",
          producer: version === null ? "Playwright" : `Playwright ${version}`,
          generated: isoTime(text(stats?.["startTime"])),
          declared: figures(stats),
        },
        context.problem,
      );
    }),
};

const statuses: Readonly<Record<string, TestOutcome>> = {
  expected: "passed",
  flaky: "passed",
  unexpected: "failed",
  skipped: "skipped",
};

function caseOf(
  spec: Readonly<Record<string, unknown>>,
  test: Readonly<Record<string, unknown>>,
  path: readonly string[],
): TestCase {
  const results = objects(test["results"]);
  const milliseconds = results.reduce((sum, result) => sum + (number(result["duration"]) ?? 0), 0);
  const failure =
    results.map((result) => text(asObject(result["error"])?.["message"])).findLast((message) => message !== null) ??
    null;
  const project = text(test["projectName"]) ?? "";
  return testCase({
    name: text(spec["title"]) ?? "",
    className: [...path, ...(project === "" ? [] : [`[${project}]`])].join(" > "),
    suite: path.join(" > "),
    file: text(spec["file"]),
    line: number(spec["line"]),
    outcome: statuses[String(test["status"])] ?? "errored",
    message: failure,
    durationSeconds: results.length === 0 ? null : milliseconds / 1000,
    properties: (Array.isArray(spec["tags"]) ? spec["tags"] : []).map((tag) => ({ name: "tag", value: String(tag) })),
    runs: Math.max(1, results.length),
    flaky: test["status"] === "flaky",
  });
}
