import type { SuiteError, TestCase, TestOutcome } from "../model/tests.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number, objects, onlyObjects, text } from "./jsonValues.ts";
import { milliseconds, OutcomeWords, testCase, testReport } from "./testReport.ts";
import { cleanMessage } from "./testTexts.ts";

/**
 * What jasmine-json-test-reporter writes: Jasmine's suites by their id, as its reporters are told of them (`SuiteResult`
 * and `SpecResult` of jasmine-core), each with the specs that ended before it did.
 */
export const jasmineJson: ReportFormat = {
  id: "jasmine-json",
  kind: "tests",
  title: "Jasmine JSON",
  patterns: ["**/jasmine*.json", "**/test-results/*.json"],
  recognise(head) {
    const [first] = Object.entries(jsonObject(head) ?? {});
    const suite = asObject(first?.[1]);
    if (suite === null || suite["id"] !== first?.[0]) return missed(0, "it has no suites by their id");
    return Array.isArray(suite["failedExpectations"]) && "fullName" in suite
      ? matched
      : missed(0.5, 'its suites have no "failedExpectations"');
  },
  read: (context) => new JsonReader((value) => report(asObject(value), context)),
};

/** Jasmine's words. "excluded": not among what was focused on or filtered for; "disabled" before 3.0. */
const outcomes: Readonly<Record<string, TestOutcome>> = {
  passed: "passed",
  failed: "failed",
  pending: "skipped",
  excluded: "skipped",
  disabled: "skipped",
};

function report(root: JsonObject | null, context: ReadContext) {
  const cases: TestCase[] = [];
  const suiteErrors: SuiteError[] = [];
  const words = new OutcomeWords(context, outcomes);
  for (const [id, value] of Object.entries(root ?? {})) {
    const suite = asObject(value);
    if (!Array.isArray(suite?.["specs"])) throw new InvalidReport("structure", `suite "${id}" has no list "specs"`);
    const broken = messageOf(suite);
    if (broken !== null) suiteErrors.push({ suite: text(suite["fullName"]) ?? "", message: broken });
    for (const spec of onlyObjects(suite["specs"])) cases.push(caseOf(spec, words));
  }
  return testReport(context, { cases, suiteErrors, dialect: "Jasmine" });
}

function caseOf(spec: JsonObject, words: OutcomeWords): TestCase {
  const name = text(spec["description"]) ?? "";
  const full = text(spec["fullName"]) ?? name;
  const outcome = words.of(spec["status"]);
  return testCase({
    name,
    // A suite within another one ends first: its list holds specs of the outer one, too.
    className: full.endsWith(` ${name}`) ? full.slice(0, -name.length - 1) : "",
    file: text(spec["filename"]),
    outcome,
    durationSeconds: outcome === "skipped" ? null : milliseconds(number(spec["duration"])),
    message: messageOf(spec) ?? cleanMessage(text(spec["pendingReason"])),
  });
}

/** What went wrong in a spec, or outside the specs in a suite. */
function messageOf(of: JsonObject): string | null {
  const failed = objects(of["failedExpectations"]);
  if (failed.length === 0) return null;
  return cleanMessage(failed.map(({ message }) => text(message) ?? "").join("\n")) ?? "it failed";
}
