import type { SuiteError, TestCase, TestOutcome } from "../model/tests.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject } from "./head.ts";
import { asText, number, numericMembers, objects, onlyObjects, text } from "./jsonValues.ts";
import { NoisyJsonReader, objectAmong } from "./noisyJson.ts";
import {
  compareTotals,
  milliseconds,
  OutcomeWords,
  suitePath,
  testCase,
  testReport,
  withDistinctNames,
} from "./testReport.ts";
import { cleanMessage } from "./testTexts.ts";
import { epochToIso } from "./times.ts";

/** What `jest --json` and Vitest's reporter "json" write. */
export const jestJson: ReportFormat = {
  id: "jest-json",
  kind: "tests",
  title: "Jest / Vitest JSON",
  patterns: [
    "**/jest*.json",
    "**/vitest*.json",
    "**/test-results.json",
    "**/test-report.json",
    "**/test-results/*.json",
    "reports/*.json",
  ],
  recognise(head) {
    const root = objectAmong(head);
    if (root === null) return missed(0, "it is not JSON");
    if (typeof root["numTotalTests"] === "number") return matched;
    const hasResults = objects(root["testResults"]).some((each) => "assertionResults" in each);
    return hasResults ? matched : missed("testResults" in root ? 0.6 : 0, 'it has no "numTotalTests"');
  },
  read: (context) => new NoisyJsonReader((value) => report(asObject(value), context)),
};

const outcomes: Readonly<Record<string, TestOutcome>> = {
  passed: "passed",
  focused: "passed",
  failed: "failed",
  pending: "skipped",
  skipped: "skipped",
  disabled: "skipped",
  todo: "skipped",
};

function report(root: JsonObject | null, context: ReadContext) {
  if (root === null || !Array.isArray(root["testResults"]))
    throw new InvalidReport("structure", 'it has no list "testResults"');
  const words = new OutcomeWords(context, outcomes);
  const cases: TestCase[] = [];
  const suiteErrors: SuiteError[] = [];
  for (const file of onlyObjects(root["testResults"])) {
    const path = text(file["name"]) ?? text(file["testFilePath"]);
    const own = onlyObjects(file["assertionResults"] ?? file["testResults"])
      .filter(isTest)
      .map((test) => caseOf(test, path, words));
    for (const test of own) cases.push(test);
    // A file that failed while none of its tests did: it could not be loaded, or a hook outside the tests failed.
    if (file["status"] === "failed" && !own.some(({ outcome }) => outcome === "failed")) {
      // Vitest has no word for a hook behind the tests.
      const silent = own.length > 0 ? "it failed, though none of its tests did" : "the file failed to run";
      const message = cleanMessage(text(file["message"]) ?? text(file["failureMessage"])) ?? silent;
      suiteErrors.push({ suite: path ?? "", message });
    }
  }
  compareTotals(context, cases, {
    total: number(root["numTotalTests"]),
    passed: number(root["numPassedTests"]),
    failed: number(root["numFailedTests"]),
  });
  if (asObject(root["coverageMap"]) !== null) {
    context.problem({
      severity: "info",
      code: "embedded-coverage",
      message: "The report also holds a coverage map; coverage is read from the coverage reporter's own file",
    });
  }
  const start = number(root["startTime"]);
  const isJest = "openHandles" in root || "numRuntimeErrorTestSuites" in root;
  return testReport(context, {
    // Two tests of a file may have one name; the runs of one test are one entry.
    cases: withDistinctNames(cases),
    suiteErrors,
    aborted: root["wasInterrupted"] === true ? "the run was interrupted" : null,
    dialect: isJest ? "Jest" : "Vitest",
    generated: start === null ? null : epochToIso(start),
    declared: numericMembers(
      root,
      Object.keys(root).filter((key) => /^num[A-Z]/.test(key)),
    ),
  });
}

/** jest-junit adds an entry without a name to a file that failed to run (its option reportTestSuiteErrors). */
function isTest(test: JsonObject): boolean {
  return test["status"] !== "error" || text(test["title"]) !== null;
}

function caseOf(test: JsonObject, file: string | null, words: OutcomeWords): TestCase {
  const ancestors = Array.isArray(test["ancestorTitles"]) ? test["ancestorTitles"].map(text) : [];
  const status = asText(test["status"]);
  const outcome = words.of(status);
  const invocations = number(test["invocations"]) ?? 1;
  const reasons = Array.isArray(test["retryReasons"]) ? test["retryReasons"].length : 0;
  const messages = Array.isArray(test["failureMessages"]) ? test["failureMessages"] : [];
  // Vitest says of a test that passed in the end how its earlier runs failed.
  const failures = outcome === "passed" ? messages.length : 0;
  const runs = Math.max(1, invocations, reasons + 1, failures + 1);
  return testCase({
    name: text(test["title"]) ?? text(test["fullName"]) ?? "",
    className: suitePath(ancestors),
    suite: file ?? "",
    file,
    line: number(asObject(test["location"])?.["line"]),
    outcome,
    skipKind: status === "todo" ? "todo" : null,
    durationSeconds: milliseconds(number(test["duration"])),
    message: cleanMessage(text(messages[0])),
    properties: (Array.isArray(test["tags"]) ? test["tags"] : []).map((tag) => ({ name: "tag", value: asText(tag) })),
    runs,
    flaky: runs > 1 && outcome === "passed",
  });
}
