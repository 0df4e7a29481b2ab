import type { SuiteError, TestCase } from "../model/tests.ts";
import { InvalidReport, matched, missed, type ReportFormat } from "./format.ts";
import { asObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number, objects, text } from "./jsonValues.ts";
import { figures, testCase, testReport } from "./testReports.ts";
import { isoTime } from "./testTexts.ts";

/** Mocha's reporter json. A hook that failed is among the failures and not among the tests. */
export const mochaJson: ReportFormat = {
  id: "mocha-json",
  kind: "tests",
  title: "Mocha JSON",
  patterns: ["**/mocha*.json", "**/test-results.json", "reports/*.json"],
  recognise(head) {
    const root = jsonObject(head);
    const stats = asObject(root?.["stats"]);
    if (stats === null) return missed(0, 'it has no "stats"');
    return "passes" in stats && "suites" in stats && !("config" in root!) && !("results" in root!)
      ? matched
      : missed(0.4, 'its "stats" have no "passes"');
  },
  read: (context) =>
    new JsonReader((value) => {
      const root = asObject(value);
      if (root === null || !Array.isArray(root["tests"]))
        throw new InvalidReport("structure", 'it has no list "tests"');
      const key = (test: Readonly<Record<string, unknown>>) =>
        `${text(test["file"]) ?? ""}\u0000${text(test["fullTitle"]) ?? ""}`;
      const failed = new Set(objects(root["failures"]).map(key));
      const pending = new Set(objects(root["pending"]).map(key));
      const tests = objects(root["tests"]);
      const cases: TestCase[] = tests.map((test) => {
        const milliseconds = number(test["duration"]);
        const title = text(test["title"]) ?? "";
        const full = text(test["fullTitle"]) ?? title;
        const retries = number(test["currentRetry"]) ?? 0;
        const outcome = pending.has(key(test))
          ? ("skipped" as const)
          : failed.has(key(test))
            ? ("failed" as const)
            : ("passed" as const);
        return testCase({
          name: title,
          className: full.endsWith(title) ? full.slice(0, full.length - title.length).trim() : full,
          file: text(test["file"]),
          outcome,
          message: text(asObject(test["err"])?.["message"]),
          durationSeconds: milliseconds === null ? null : milliseconds / 1000,
          runs: 1 + retries,
          flaky: retries > 0 && outcome === "passed",
        });
      });
      const known = new Set(tests.map(key));
      const suiteErrors: SuiteError[] = objects(root["failures"])
        .filter((failure) => !known.has(key(failure)))
        .map((failure) => ({
          suite: text(failure["fullTitle"]) ?? "",
          message: text(asObject(failure["err"])?.["message"]) ?? "a hook failed",
        }));
      const stats = asObject(root["stats"]);
      return testReport(
        {
          cases,
          suiteErrors,
          dialect: "Mocha",
          producer: "Mocha",
          generated: isoTime(text(stats?.["start"])),
          declared: figures(stats, ["suites", "tests", "passes", "pending", "failures"]),
          declaredTotal: number(stats?.["tests"]),
        },
        context.problem,
      );
    }),
};
