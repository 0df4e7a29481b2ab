import type { TestReport } from "../model/report.ts";
import type { TestCase, TestOutcome } from "../model/tests.ts";
import { damagedValue } from "./damagedRow.ts";
import { InvalidReport, matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { type JsonPath, JsonSplitter } from "./jsonSplitter.ts";
import { asText, number, numericMembers, objects, text } from "./jsonValues.ts";
import {
  checkNumberOfTests,
  compareTotals,
  milliseconds,
  OutcomeWords,
  suitePath,
  testCase,
  testReport,
  withDistinctNames,
  withParameters,
} from "./testReport.ts";
import { cleanMessage, isoTime } from "./testTexts.ts";
import { epochToIso } from "./times.ts";

/** Common Test Report Format: one shape for many runners, https://ctrf.io. */
export const ctrf: ReportFormat = {
  id: "ctrf",
  kind: "tests",
  title: "CTRF (Common Test Report Format)",
  patterns: ["**/ctrf/*.json", "**/*ctrf*.json"],
  recognise(head) {
    const root = jsonObject(head);
    const results = asObject(root?.["results"]);
    if (results === null) return missed(root?.["reportFormat"] === "CTRF" ? 0.8 : 0, 'it has no "results"');
    return root?.["reportFormat"] === "CTRF" || ("tool" in results && ("summary" in results || "tests" in results))
      ? matched
      : missed(0.5, 'its "results" have no "tool", "summary" and "tests"');
  },
  read: (context) => new CtrfReader(context),
};

/** "other" is what the runner could not name: it is no pass. */
const outcomes: Readonly<Record<string, TestOutcome>> = {
  passed: "passed",
  failed: "failed",
  skipped: "skipped",
  pending: "skipped",
  other: "errored",
};

/** What a runner calls a test that it did not run, where CTRF's status is "other". */
const notRun = /^(?:todo|skipped|pending|disabled|ignored)$/i;

/** Reads test by test, so that a large report is never one value. */
class CtrfReader implements Reader {
  readonly #context: ReadContext;
  readonly #words: OutcomeWords;
  readonly #cases: TestCase[] = [];
  /** What stands beside `results`, and in it beside `tests`. */
  readonly #root: Record<string, unknown> = {};
  readonly #results: Record<string, unknown> = {};
  #hasTests = false;
  readonly #splitter = new JsonSplitter({
    descend: (path, kind) => this.#descend(path, kind),
    take: (path, value) => this.#take(path, value),
  });

  constructor(context: ReadContext) {
    this.#context = context;
    this.#words = new OutcomeWords(context, outcomes);
  }

  write(chunk: Uint8Array): void {
    this.#splitter.write(chunk);
  }

  #descend(path: JsonPath, kind: "object" | "list"): boolean {
    if (path.length < 2) return kind === "object" && (path.length === 0 || path[0] === "results");
    const isTests = path.length === 2 && path[1] === "tests" && kind === "list";
    this.#hasTests ||= isTests;
    return isTests;
  }

  #take(path: JsonPath, value: unknown): void {
    if (path.length === 1) this.#root[path[0]!] = value;
    else if (path.length === 2) this.#results[path[1]!] = value;
    else {
      const test = asObject(value);
      if (test === null) throw damagedValue(value, "object, as the others of its list");
      checkNumberOfTests(this.#cases.length + 1);
      this.#cases.push(caseOf(test, this.#words));
    }
  }

  end(): TestReport {
    this.#splitter.end();
    if (!this.#hasTests) throw new InvalidReport("structure", 'it has no list "results.tests"');
    return report(this.#cases, this.#results, this.#root, this.#context);
  }
}

function report(cases: readonly TestCase[], results: JsonObject, root: JsonObject, context: ReadContext): TestReport {
  const summary = asObject(results["summary"]);
  compareTotals(context, cases, {
    total: number(summary?.["tests"]),
    passed: number(summary?.["passed"]),
    failed: number(summary?.["failed"]),
  });
  const tool = asObject(results["tool"]);
  const name = text(tool?.["name"]);
  const start = number(summary?.["start"]);
  const figures = ["tests", "passed", "failed", "pending", "skipped", "other", "flaky", "suites"];
  return testReport(context, {
    // The runs of one test are one entry, with its "retryAttempts".
    cases: withDistinctNames(cases),
    dialect: name === null ? "CTRF" : `CTRF of ${name}`,
    producer: name === null ? null : `${name} ${text(tool?.["version"]) ?? ""}`.trim(),
    generated: isoTime(text(root["timestamp"])) ?? (start === null ? null : epochToIso(start)),
    commit: text(asObject(results["environment"])?.["commit"]),
    declared: numericMembers(summary, figures),
  });
}

/** Playwright's reporter counts a test that passed and should fail as failed, and lists it as passed. */
function isUnexpectedPass(test: JsonObject): boolean {
  const annotations = objects(asObject(test["extra"])?.["annotations"]);
  return test["rawStatus"] === "passed" && annotations.some(({ type }) => type === "fail");
}

/** pytest-json-ctrf lists the test in which the run broke off as passed once its set-up was: it has no end. */
function hasNoEnd(test: JsonObject): boolean {
  return test["status"] === "passed" && test["stop"] === 0 && (number(test["duration"]) ?? 0) < 0;
}

function caseOf(test: JsonObject, words: OutcomeWords): TestCase {
  const raw = test["status"] === "other" ? (text(test["rawStatus"]) ?? "") : "";
  const isUnexpected = isUnexpectedPass(test);
  const isUnfinished = hasNoEnd(test);
  const outcome = isUnexpected
    ? "failed"
    : isUnfinished
      ? "errored"
      : notRun.test(raw)
        ? "skipped"
        : words.of(test["status"]);
  const suite = test["suite"];
  const attempts = objects(test["retryAttempts"]);
  const retries = Math.max(number(test["retries"]) ?? 0, 0);
  const parameters = Object.entries(asObject(test["parameters"]) ?? {});
  const path = suitePath(Array.isArray(suite) ? suite.map(text) : [text(suite)]);
  const name = text(test["name"]) ?? "";
  // The names of pytest hold them already.
  const isWhole = name.endsWith("]") && name.includes("[");
  const isExpected = outcome === "skipped" && test["rawStatus"] === "xfailed";
  return testCase({
    name: isWhole
      ? name
      : withParameters(
          name,
          parameters.map(([key, value]) => [key, asText(value)]),
        ),
    className: path,
    suite: path,
    file: text(test["filePath"]),
    line: number(test["line"]),
    outcome,
    skipKind: isExpected ? "expected-failure" : raw.toLowerCase() === "todo" ? "todo" : null,
    durationSeconds: milliseconds(number(test["duration"])),
    message:
      cleanMessage(text(test["message"]) ?? text(test["trace"])) ??
      (isUnexpected ? "it passed, and was expected to fail" : isUnfinished ? "it was begun and did not end" : null),
    properties: (Array.isArray(test["tags"]) ? test["tags"] : []).map((tag) => ({ name: "tag", value: asText(tag) })),
    runs: 1 + retries,
    // Playwright's reporter calls all flaky that passed and ran again, as tests of a serial group do.
    flaky:
      attempts.length > 0
        ? outcome === "passed" && attempts.some(({ status }) => status !== "passed")
        : !isUnexpected && test["flaky"] === true,
  });
}
