import type { SuiteError, TestCase } from "../model/tests.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number, numericMembers, onlyObjects, text } from "./jsonValues.ts";
import { compareTotals, milliseconds, suitePath, testCase, testReport } from "./testReport.ts";
import { cleanMessage } from "./testTexts.ts";
import { epochToIso } from "./times.ts";

/**
 * What karma-json-reporter writes: Karma's browsers and, by browser, each spec as the framework's adapter told it
 * (`result` of karma's `onSpecComplete`). A spec is a test in each browser that ran it, as Karma counts.
 */
export const karmaJson: ReportFormat = {
  id: "karma-json",
  kind: "tests",
  title: "Karma JSON",
  patterns: ["**/karma*.json", "**/test-results/*.json"],
  recognise(head) {
    const root = jsonObject(head);
    const browsers = asObject(root?.["browsers"]);
    if (browsers === null) return missed(0, 'it has no "browsers"');
    const first = asObject(Object.values(browsers)[0]);
    const isRun = first === null ? asObject(root?.["summary"]) !== null : "fullName" in first && "id" in first;
    return isRun && (!head.complete || asObject(root?.["result"]) !== null)
      ? matched
      : missed(0.5, 'it has "browsers" and no specs of theirs in "result"');
  },
  read: (context) => new JsonReader((value) => report(asObject(value), context)),
};

function report(root: JsonObject | null, context: ReadContext) {
  const results = asObject(root?.["result"]);
  const browsers = asObject(root?.["browsers"]);
  if (results === null || browsers === null) throw new InvalidReport("structure", 'it has no "browsers" and "result"');
  const several = Object.keys(results).length > 1;
  const cases: TestCase[] = [];
  const suiteErrors: SuiteError[] = [];
  let aborted: string | null = null;
  let started: number | null = null;
  for (const [id, specs] of Object.entries(results)) {
    if (!Array.isArray(specs)) throw new InvalidReport("structure", `"result" has no list of specs for browser ${id}`);
    const browser = asObject(browsers[id]);
    const name = text(browser?.["name"]) ?? id;
    for (const spec of onlyObjects(specs)) cases.push(caseOf(spec, name, several));
    const last = asObject(browser?.["lastResult"]);
    started ??= number(last?.["startTime"]);
    // The number of specs that it was to run: less of them came.
    const total = number(last?.["total"]);
    if (last?.["disconnected"] === true) aborted ??= `${name} was disconnected`;
    else if (total !== null && specs.length < total)
      aborted ??= `${name} ended after ${specs.length} of ${total} specs`;
    else if (last?.["error"] === true) suiteErrors.push({ suite: name, message: "an error outside the specs" });
  }
  const summary = asObject(root?.["summary"]);
  const stated = {
    passed: number(summary?.["success"]),
    failed: number(summary?.["failed"]),
    skipped: number(summary?.["skipped"]),
  };
  compareTotals(context, cases, stated);
  // The browsers that no spec came from are in no list.
  if (cases.length === 0 && summary?.["error"] === true) aborted ??= "Karma ended with an error before the first spec";
  return testReport(context, {
    cases,
    suiteErrors,
    aborted,
    dialect: "karma",
    generated: started === null ? null : epochToIso(started),
    declared: numericMembers(stated),
  });
}

function caseOf(spec: JsonObject, browser: string, several: boolean): TestCase {
  const suites = (Array.isArray(spec["suite"]) ? spec["suite"] : []).map(text);
  const log = (Array.isArray(spec["log"]) ? spec["log"] : []).map(text).filter((line) => line !== null);
  const isSkipped = spec["skipped"] === true || spec["disabled"] === true;
  return testCase({
    name: text(spec["description"]) ?? "",
    // One spec in two browsers is two tests.
    className: suitePath(several ? [browser, ...suites] : suites),
    suite: browser,
    outcome: isSkipped ? "skipped" : spec["success"] === true ? "passed" : "failed",
    durationSeconds: isSkipped ? null : milliseconds(number(spec["time"])),
    message: cleanMessage(log.length === 0 ? null : log.join("\n")),
  });
}
