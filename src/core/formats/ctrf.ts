import type { TestOutcome } from "../model/tests.ts";
import { InvalidReport, matched, missed, type ReportFormat } from "./format.ts";
import { asObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number, objects, text } from "./jsonValues.ts";
import { figures, fromMilliseconds, testCase, testReport } from "./testReports.ts";

/** CTRF, the common test report format (ctrf.io). Times are milliseconds; "other" and "pending" are no pass. */
export const ctrf: ReportFormat = {
  id: "ctrf",
  kind: "tests",
  title: "CTRF JSON",
  patterns: ["**/ctrf*.json", "**/ctrf/*.json", "**/*ctrf*.json"],
  recognise(head) {
    const root = jsonObject(head);
    const results = asObject(root?.["results"]);
    if (root?.["reportFormat"] === "CTRF") return matched;
    return results !== null && asObject(results["tool"]) !== null && ("tests" in results || "summary" in results)
      ? matched
      : missed(results === null ? 0 : 0.4, 'its "results" have no "tool"');
  },
  read: (context) =>
    new JsonReader((value) => {
      const results = asObject(asObject(value)?.["results"]);
      if (results === null || !Array.isArray(results["tests"]))
        throw new InvalidReport("structure", 'its "results" have no list "tests"');
      const summary = asObject(results["summary"]);
      const tool = asObject(results["tool"]);
      const statuses: Readonly<Record<string, TestOutcome>> = {
        passed: "passed",
        failed: "failed",
        skipped: "skipped",
        pending: "skipped",
        other: "errored",
      };
      const cases = objects(results["tests"]).map((test) => {
        const retries =
          number(test["retries"]) ?? (Array.isArray(test["retryAttempts"]) ? test["retryAttempts"].length : 0);
        const milliseconds = number(test["duration"]);
        const suite = Array.isArray(test["suite"]) ? test["suite"].join(" > ") : (text(test["suite"]) ?? "");
        return testCase({
          name: text(test["name"]) ?? "",
          suite,
          file: text(test["filePath"]),
          line: number(test["line"]),
          outcome: statuses[String(test["status"])] ?? "errored",
          message: text(test["message"]),
          durationSeconds: milliseconds === null ? null : milliseconds / 1000,
          runs: 1 + retries,
          flaky: test["flaky"] === true,
          properties: (Array.isArray(test["tags"]) ? test["tags"] : []).map((tag) => ({
            name: "tag",
            value: String(tag),
          })),
        });
      });
      const name = text(tool?.["name"]);
      return testReport(
        {
          cases,
          dialect: "CTRF",
          producer: name === null ? null : [name, text(tool?.["version"])].filter((part) => part !== null).join(" "),
          generated: fromMilliseconds(summary?.["start"]),
          declared: figures(summary, ["tests", "passed", "failed", "skipped", "pending", "other", "flaky"]),
          declaredTotal: number(summary?.["tests"]),
        },
        context.problem,
      );
    }),
};
