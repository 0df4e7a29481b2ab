import type { SuiteError, TestCase } from "../model/tests.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject } from "./head.ts";
import { asText, number, objects, onlyObjects, text } from "./jsonValues.ts";
import { NoisyJsonReader, objectAmong } from "./noisyJson.ts";
import { milliseconds, testCase, testReport, withDistinctNames } from "./testReport.ts";
import { cleanMessage } from "./testTexts.ts";

/**
 * What `lab -r json` of hapi writes (lib/reporters/json.js): lists of tests by the path of their experiment, each with
 * its message, or false, and whole milliseconds; then what leaked, and what failed outside of the tests.
 */
export const labJson: ReportFormat = {
  id: "lab-json",
  kind: "tests",
  title: "lab JSON (hapi)",
  patterns: ["**/lab.json", "**/lab[-_.]*.json", "**/test-results.json", "**/test-results/*.json"],
  recognise(head) {
    const root = objectAmong(head);
    const tests = asObject(root?.["tests"]);
    if (root === null || tests === null) return missed(0, 'it has no object "tests"');
    const [first] = objects(Object.values(tests)[0]);
    // Without any test, what stands behind them tells.
    const isOf = first === undefined ? "leaks" in root && "duration" in root : "title" in first && "duration" in first;
    return isOf ? matched : missed(0.3, 'its tests have no "title" and "duration"');
  },
  read: (context) => new NoisyJsonReader((value) => report(asObject(value), context)),
};

function report(root: JsonObject | null, context: ReadContext) {
  const experiments = asObject(root?.["tests"]);
  if (root === null || experiments === null) throw new InvalidReport("structure", 'it has no object "tests"');
  const cases = Object.entries(experiments).flatMap(([path, tests]) =>
    onlyObjects(tests).map((test) => caseOf(test, path)),
  );
  const unknown = cases.filter(({ skipKind }) => skipKind !== null).length;
  if (unknown > 0)
    context.problem({
      severity: "warning",
      code: "skipped-or-passed",
      message: `Whether ${unknown} of its tests, of 0 ms, passed or were skipped is not in it: they count as skipped where what lab writes with -r junit does not tell`,
    });
  if ("coverage" in root)
    context.problem({
      severity: "info",
      code: "embedded-coverage",
      message: "The report also holds coverage; it is read from what lab writes with -r lcov or -r clover",
    });
  return testReport(context, {
    cases: withDistinctNames(cases),
    suiteErrors: suiteErrors(root, cases),
    dialect: "lab",
    producer: "lab",
  });
}

function caseOf(test: JsonObject, path: string): TestCase {
  const { err } = test;
  const durationSeconds = milliseconds(number(test["duration"]));
  const passed = durationSeconds !== null && durationSeconds > 0 ? "passed" : "skipped";
  const outcome = err === false ? passed : typeof err === "string" ? "failed" : "errored";
  return testCase({
    name: text(test["title"]) ?? "",
    className: path,
    // Where the set-up of its experiment failed, the test has no message at all; one without words is empty.
    outcome,
    skipKind: outcome === "skipped" ? "or-passed" : null,
    durationSeconds,
    message: cleanMessage(text(err)),
  });
}

/** Hooks that failed, but for those whose message the tests have; and global variables: lab fails for them. */
function suiteErrors(root: JsonObject, cases: readonly TestCase[]): readonly SuiteError[] {
  const told = new Set(cases.map(({ message }) => message));
  const errors = onlyObjects(root["errors"]).map(({ message }) => cleanMessage(text(message)) ?? "a hook failed");
  const { leaks } = root;
  const leaked =
    Array.isArray(leaks) && leaks.length > 0 ? [`global variables leaked: ${leaks.map(asText).join(", ")}`] : [];
  return [...errors.filter((each) => !told.has(each)), ...leaked].map((message) => ({ suite: "", message }));
}
