import type { TestReport } from "../model/report.ts";
import type { SuiteError, TestCase } from "../model/tests.ts";
import { InvalidReport, type ReadContext } from "./format.ts";
import { asObject, type JsonObject } from "./head.ts";
import { asText, number, numericMembers, objects, onlyObjects, text } from "./jsonValues.ts";
import { afterTearDown, KeywordCounts, mergedRuns, robotOutcomes, robotProducer, robotReport } from "./robotResults.ts";
import { OutcomeWords, suitePath, testCase } from "./testReport.ts";
import { cleanMessage, isoTime } from "./testTexts.ts";

/** Suites nest as deep as folders; deeper ones are damage. */
const deepest = 1000;

/** output.json (Robot Framework, doc/schema/result.json). */
export function robotJson(root: JsonObject, context: ReadContext): TestReport {
  const top = asObject(root["suite"]);
  if (top === null) throw new InvalidReport("structure", 'it has no "suite"');
  const cases: TestCase[] = [];
  const suiteErrors: SuiteError[] = [];
  const producer = robotProducer(text(root["generator"]));
  const keywords = new KeywordCounts();
  const words = new OutcomeWords(context, robotOutcomes);
  const visit = (suite: JsonObject, outer: readonly string[], depth: number): void => {
    if (depth > deepest) throw new InvalidReport("too-deep", "its suites nest deeper than 1,000");
    const names = [...outer, text(suite["name"]) ?? ""];
    const path = suitePath(names);
    const from = cases.length;
    for (const test of onlyObjects(suite["tests"])) {
      const read = jsonCase(test, path, text(suite["source"]), words);
      cases.push(read);
      countKeywords(test, keywords);
      keywords.endTest(read.outcome);
    }
    for (const inner of onlyObjects(suite["suites"])) visit(inner, names, depth + 1);
    const message = cleanMessage(text(suite["message"]));
    afterTearDown(cases, { from, message, producer, tearDown: text(asObject(suite["teardown"])?.["status"]) });
    if (suite["status"] === "FAIL" && message !== null) suiteErrors.push({ suite: path, message });
  };
  visit(top, [], 0);
  const total = asObject(asObject(root["statistics"])?.["total"]);
  return robotReport(
    context,
    {
      cases,
      suiteErrors,
      producer,
      generated: isoTime(text(root["generated"])),
      declared: numericMembers(total, ["pass", "fail", "skip"]),
    },
    keywords,
  );
}

/** What a test or a keyword holds, and its set-up and tear-down. */
function stepsOf(owner: JsonObject): readonly JsonObject[] {
  const around = [owner["setup"], owner["teardown"]].map(asObject).filter((step) => step !== null);
  return [...objects(owner["body"]), ...around];
}

function countKeywords(top: JsonObject, keywords: KeywordCounts): void {
  const open = [top];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    const inner = stepsOf(step);
    for (const each of inner) open.push(each);
    // Control structures have a type of their own; a message has no status.
    const isKeyword = step["type"] === undefined || step["type"] === "SETUP" || step["type"] === "TEARDOWN";
    const status = text(step["status"]);
    if (step !== top && isKeyword && status !== null && inner.every(({ status }) => status === undefined))
      keywords.add(status);
  }
}

function jsonCase(test: JsonObject, suite: string, file: string | null, words: OutcomeWords): TestCase {
  const said = text(test["message"]);
  const merged = said === null ? null : mergedRuns(said);
  const runs = merged?.words ?? [];
  const outcome = words.of(test["status"]);
  return testCase({
    name: text(test["name"]) ?? "",
    className: suite,
    suite,
    file,
    line: number(test["lineno"]),
    outcome,
    durationSeconds: number(test["elapsed_time"]),
    message: outcome === "passed" ? null : cleanMessage(merged?.message ?? said),
    runs: Math.max(1, runs.length),
    flaky: runs.includes("FAIL") && runs.includes("PASS"),
    properties: (Array.isArray(test["tags"]) ? test["tags"] : []).map((tag) => ({ name: "tag", value: asText(tag) })),
  });
}
