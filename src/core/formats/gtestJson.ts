import type { SuiteError, TestCase, TestOutcome } from "../model/tests.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, type Head, type JsonObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { asText, number, numericMembers, objects, onlyObjects, text } from "./jsonValues.ts";
import { compareTotals, OutcomeWords, testCase, testReport } from "./testReport.ts";
import { cleanMessage, isoTime } from "./testTexts.ts";

/**
 * GoogleTest's `--gtest_output=json` (googletest/src/gtest.cc, JsonUnitTestResultPrinter); of several iterations it
 * holds the last.
 */
export const gtestJson: ReportFormat = {
  id: "gtest-json",
  kind: "tests",
  title: "GoogleTest JSON",
  patterns: ["**/*gtest*.json", "**/test_detail.json", "**/test-results/*.json"],
  recognise(head) {
    if (isMendable(head)) return matched;
    const root = jsonObject(head);
    if (root === null || !("testsuites" in root)) return missed(0, 'it has no "testsuites"');
    const first = objects(root["testsuites"])[0];
    return "disabled" in root && "failures" in root && (first === undefined || "testsuite" in first)
      ? matched
      : missed(0.5, 'it has no "disabled" and "failures", or its suites no "testsuite"');
  },
  read: (context) => new JsonReader((value) => report(asObject(value), context), mended),
};

/** The suite that holds what failed outside all tests: in the set-up or tear-down of a testing::Environment. */
export const outsideTests = "NonTestSuiteFailure";

/** gtest up to 1.12 writes that suite without a comma before it. */
const missingComma = /(?<=\n {4}\}) {4}(?=\{\r?\n {6}"name": "NonTestSuiteFailure",)/;

/** The suite stands at the end: of a report that is longer than the head nothing is seen of it. */
function isMendable({ shape, text }: Head): boolean {
  return (
    shape === "text" && /^\s*\{\s*"tests": \d+,\s*"failures": \d+,\s*"disabled": /.test(text) && missingComma.test(text)
  );
}

function mended(text: string): string {
  return text.replace(missingComma, ",");
}

/** A test's `status` and `result`. */
const outcomes: Readonly<Record<string, TestOutcome>> = {
  RUN: "passed",
  NOTRUN: "skipped",
  COMPLETED: "passed",
  SKIPPED: "skipped",
  SUPPRESSED: "skipped",
};

function report(root: JsonObject | null, context: ReadContext) {
  if (!Array.isArray(root?.["testsuites"])) throw new InvalidReport("structure", 'it has no list "testsuites"');
  const words = new OutcomeWords(context, outcomes);
  const suiteErrors: SuiteError[] = [];
  const cases = onlyObjects(root["testsuites"]).flatMap((suite) => {
    if (!Array.isArray(suite["testsuite"])) throw new InvalidReport("structure", 'a suite has no list "testsuite"');
    if (suite["name"] === outsideTests) {
      for (const test of onlyObjects(suite["testsuite"]))
        suiteErrors.push({ suite: outsideTests, message: caseOf(test, "", words).message ?? "it failed" });
      return [];
    }
    return onlyObjects(suite["testsuite"]).map((test) => caseOf(test, utf8(text(suite["name"]) ?? ""), words));
  });
  compareTotals(context, cases, { total: number(root["tests"]), failed: number(root["failures"]) });
  return testReport(context, {
    cases,
    suiteErrors,
    dialect: "gtest",
    generated: isoTime(text(root["timestamp"])),
    declared: numericMembers(root, ["tests", "failures", "disabled", "errors"]),
  });
}

/** What a test has beside its own properties, which stand among these. */
const own: ReadonlySet<string> = new Set(
  "name file line status result timestamp time classname failures value_param type_param skipped".split(" "),
);

function caseOf(test: JsonObject, suite: string, words: OutcomeWords): TestCase {
  const failures = objects(test["failures"]);
  const status = words.of(text(test["status"])?.toUpperCase());
  // Before 1.10 it has no result, and a line was not given.
  const result = test["result"] === undefined ? status : words.of(asText(test["result"]).toUpperCase());
  const line = number(test["line"]);
  const message = text(failures[0]?.["failure"]) ?? text(objects(test["skipped"])[0]?.["message"]);
  return testCase({
    name: utf8(text(test["name"]) ?? ""),
    className: utf8(text(test["classname"]) ?? suite),
    suite,
    file: text(test["file"]),
    line: line !== null && line > 0 ? line : null,
    outcome: failures.length > 0 ? "failed" : status === "passed" ? result : status,
    durationSeconds: secondsOf(text(test["time"])),
    message: message === null ? null : cleanMessage(utf8(message)),
    properties: Object.entries(test).flatMap(([name, value]) =>
      !own.has(name) && typeof value === "string" ? [{ name, value: utf8(value) }] : [],
    ),
  });
}

/** "0.003s". */
function secondsOf(time: string | null): number | null {
  const found = /^(\d+(?:\.\d+)?)s$/.exec(time ?? "");
  return found === null ? null : Number(found[1]);
}

/** gtest escapes each byte of UTF-8 as a letter of its own: "\u00C3\u00B6" is ö. */
function utf8(words: string): string {
  if (!/[\u0080-\u00ff]/.test(words) || /[^\u0000-\u00ff]/.test(words)) return words;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(words, (letter) => letter.charCodeAt(0)));
  } catch {
    return words;
  }
}
