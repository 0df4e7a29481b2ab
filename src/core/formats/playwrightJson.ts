import type { TestReport } from "../model/report.ts";
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
import { cleanMessage, isoTime } from "./testTexts.ts";

/** What Playwright's reporter "json" writes: suites within suites, and every test once per project. */
export const playwrightJson: ReportFormat = {
  id: "playwright-json",
  kind: "tests",
  title: "Playwright JSON",
  patterns: [
    "**/playwright*.json",
    "**/playwright-report/*.json",
    "**/test-results.json",
    "**/test-results/*.json",
    "**/results.json",
  ],
  recognise(head) {
    const root = objectAmong(head);
    const config = asObject(root?.["config"]);
    if (root === null || config === null) return missed(0, 'it has no "config"');
    const isPlaywright = "rootDir" in config && ("suites" in root || "projects" in config || "workers" in config);
    return isPlaywright ? matched : missed("suites" in root ? 0.6 : 0.2, 'its "config" names no "rootDir"');
  },
  read: (context) => new NoisyJsonReader((value) => playwrightReport(asObject(value), context)),
};

const outcomes: Readonly<Record<string, TestOutcome>> = {
  expected: "passed",
  flaky: "passed",
  unexpected: "failed",
  skipped: "skipped",
};

/** Suites nest as deep as a person writes them; deeper ones are damage. */
const deepest = 1000;

/** The report of what the JSON reporter writes. */
export function playwrightReport(root: JsonObject | null, context: ReadContext): TestReport {
  if (root === null || !Array.isArray(root["suites"])) throw new InvalidReport("structure", 'it has no list "suites"');
  const config = asObject(root["config"]);
  const rootDir = text(config?.["rootDir"]);
  const cases: TestCase[] = [];
  const words = new OutcomeWords(context, outcomes);
  const visit = (suite: JsonObject, describes: readonly string[], depth: number): void => {
    if (depth > deepest) throw new InvalidReport("too-deep", "its suites nest deeper than 1,000");
    for (const spec of onlyObjects(suite["specs"]))
      for (const test of onlyObjects(spec["tests"])) cases.push(caseOf(spec, test, describes, rootDir, words));
    for (const inner of onlyObjects(suite["suites"]))
      visit(inner, [...describes, text(inner["title"]) ?? ""], depth + 1);
  };
  // The outermost suites are files.
  for (const file of onlyObjects(root["suites"])) visit(file, [], 0);
  const suiteErrors = onlyObjects(root["errors"]).map(
    (error): SuiteError => ({
      suite: text(asObject(error["location"])?.["file"]) ?? "",
      message: cleanMessage(text(error["message"]) ?? text(error["value"])) ?? "an error outside the tests",
    }),
  );
  const shard = asObject(config?.["shard"]);
  const shardWords = shard === null ? "" : `, shard ${number(shard["current"])} of ${number(shard["total"])}`;
  if (shard !== null) {
    context.problem({
      severity: "info",
      code: "shard",
      message: `The report is of one shard (${number(shard["current"])} of ${number(shard["total"])}): the others hold the rest of the tests`,
    });
  }
  const stats = asObject(root["stats"]);
  const version = text(config?.["version"]);
  const declared = numericMembers(stats, ["expected", "unexpected", "flaky", "skipped"]);
  const figures = Object.values(declared);
  compareTotals(context, cases, {
    total: figures.length === 4 ? figures.reduce((sum, value) => sum + value, 0) : null,
  });
  return testReport(context, {
    // The runs of one test are one entry, and titles differ: those of one title are repeated (--repeat-each).
    cases: withDistinctNames(cases),
    suiteErrors,
    aborted: cases.length === 0 && suiteErrors.length > 0 ? suiteErrors[0]!.message : null,
    dialect: `Playwright${shardWords}`,
    shard: shardOf(shard),
    producer: version === null ? null : `Playwright ${version}`,
    generated: isoTime(text(stats?.["startTime"])) ?? firstStart(root),
    declared,
  });
}

function shardOf(shard: JsonObject | null): TestReport["shard"] {
  const [index, total] = [number(shard?.["current"]), number(shard?.["total"])];
  return index === null || total === null ? null : { index, total };
}

/** Reports of older versions state no time of the run: that of the first test of the first file. */
function firstStart(root: JsonObject): string | null {
  let suite: JsonObject | undefined = objects(root["suites"])[0];
  for (let depth = 0; suite !== undefined && depth < deepest; depth++) {
    const test = objects(objects(suite["specs"])[0]?.["tests"])[0];
    if (test !== undefined) return isoTime(text(objects(test["results"])[0]?.["startTime"]));
    suite = objects(suite["suites"])[0];
  }
  return null;
}

/** Of a test that says nothing of itself: what its spec says, or else its last attempt. */
function outcomeOf(spec: JsonObject, last: JsonObject | undefined): TestOutcome {
  if (typeof spec["ok"] === "boolean") return spec["ok"] ? "passed" : "failed";
  const status = text(last?.["status"]);
  if (status === null) throw new InvalidReport("structure", `"${text(spec["title"]) ?? ""}" does not say how it ended`);
  return status === "passed" || status === "skipped" ? status : "failed";
}

function caseOf(
  spec: JsonObject,
  test: JsonObject,
  describes: readonly string[],
  rootDir: string | null,
  words: OutcomeWords,
): TestCase {
  const results = objects(test["results"]);
  const last = results.at(-1);
  const status = text(test["status"]);
  const file = text(spec["file"]);
  const project = text(test["projectName"]);
  const durations = results.map((each) => number(each["duration"])).filter((each) => each !== null);
  const errors = objects(last?.["errors"]);
  const annotations = objects(test["annotations"]);
  return testCase({
    name: text(spec["title"]) ?? "",
    // The same test of two projects is two tests.
    className: suitePath([project, ...describes]),
    suite: suitePath([project, file, ...describes]),
    file: file === null || rootDir === null || /^(?:\/|[A-Za-z]:)/.test(file) ? file : `${rootDir}/${file}`,
    line: number(spec["line"]),
    // A test without a status is told by its spec.
    outcome: status === null ? outcomeOf(spec, last) : words.of(status),
    skipKind: status === "skipped" && annotations.some(({ type }) => type === "fixme") ? "todo" : null,
    durationSeconds: durations.length === 0 ? null : milliseconds(durations.reduce((sum, each) => sum + each, 0)),
    message: cleanMessage(text(asObject(last?.["error"])?.["message"]) ?? text(errors[0]?.["message"])),
    properties: [
      ...(project === null ? [] : [{ name: "project", value: project }]),
      ...(Array.isArray(spec["tags"]) ? spec["tags"] : []).map((tag) => ({ name: "tag", value: asText(tag) })),
      ...annotations.map((each) => ({
        name: text(each["type"]) ?? "annotation",
        value: text(each["description"]) ?? "",
      })),
    ],
    runs: Math.max(1, results.length),
    flaky: status === "flaky",
  });
}
