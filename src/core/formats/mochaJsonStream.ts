import type { TestReport } from "../model/report.ts";
import type { SuiteError, TestCase } from "../model/tests.ts";
import { damagedRow } from "./damagedRow.ts";
import { InvalidReport, matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject } from "./head.ts";
import { number, text } from "./jsonValues.ts";
import { declaredOf } from "./mochaJson.ts";
import {
  checkNumberOfTests,
  compareTotals,
  milliseconds,
  testCase,
  testReport,
  withDistinctNames,
} from "./testReport.ts";
import { cleanMessage, isoTime } from "./testTexts.ts";
import { latin1Warning, TextLines } from "./textLines.ts";

/**
 * Mocha's reporter "json-stream" (lib/reporters/json-stream.js): a line `["pass",{…}]` or `["fail",{…}]` for each test,
 * between what the tests print. Tests that are pending are only counted, at the end.
 */
export const mochaJsonStream: ReportFormat = {
  id: "mocha-json-stream",
  kind: "tests",
  title: "Mocha json-stream",
  patterns: ["**/mocha*.jsonl", "**/mocha*.ndjson", "**/mocha*.txt"],
  recognise(head) {
    if (head.shape !== "json" && head.shape !== "text") return missed(0, "it is not text");
    return /^\["start",\{"total":\d+\}\]\r?$/m.test(head.text)
      ? matched
      : missed(0, 'it has no line ["start",{"total":N}]');
  },
  read: (context) => new JsonStreamReader(context),
};

const hook = /^"(?:before|after) (?:all|each)" hook/;
/** Pending tests beyond this many are not made tests of. */
const mostPending = 10_000;

class JsonStreamReader implements Reader {
  readonly #context: ReadContext;
  readonly #lines = new TextLines((line, number) => {
    if (!this.#line(line)) throw damagedRow(line, "event of Mocha", number);
  });
  readonly #cases: TestCase[] = [];
  readonly #suiteErrors: SuiteError[] = [];
  #end: JsonObject | null = null;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  /** False where it looks like an event and is none. */
  #line(line: string): boolean {
    if (!/^\["(?:start|pass|fail|end)"/.test(line)) return true;
    const [kind, event] = eventOf(line) ?? [];
    if (event === undefined) return false;
    checkNumberOfTests(this.#cases.length);
    if (kind === "end") this.#end = event;
    else if (kind === "fail" && hook.test(text(event["title"]) ?? ""))
      this.#suiteErrors.push({
        suite: text(event["fullTitle"]) ?? "",
        message: cleanMessage(text(event["err"])) ?? "a hook failed",
      });
    else if (kind !== "start") this.#cases.push(caseOf(kind === "pass", event));
    return true;
  }

  end(): TestReport {
    const rest = this.#lines.rest();
    if (rest !== null && !this.#line(rest.line))
      throw new InvalidReport("truncated", "the last line is cut off in its middle", rest.number);
    if (this.#lines.isLatin1) this.#context.problem(latin1Warning);
    const stats = this.#end;
    const pending = number(stats?.["pending"]) ?? 0;
    const failures = number(stats?.["failures"]);
    for (let at = 1; at <= Math.min(pending, mostPending); at++)
      this.#cases.push(testCase({ name: `pending test ${at}`, outcome: "skipped", message: "it is not named" }));
    compareTotals(this.#context, this.#cases, {
      total: number(stats?.["tests"]),
      passed: number(stats?.["passes"]),
      failed: failures === null ? null : failures - this.#suiteErrors.length,
    });
    return testReport(this.#context, {
      cases: withDistinctNames(this.#cases),
      suiteErrors: this.#suiteErrors,
      aborted: stats === null ? "the run has no end in it: it may end early" : null,
      dialect: "Mocha json-stream",
      producer: "mocha",
      generated: isoTime(text(stats?.["start"])),
      declared: declaredOf(stats),
    });
  }
}

function eventOf(line: string): readonly [kind: unknown, event: JsonObject] | null {
  try {
    const [kind, value] = JSON.parse(line) as unknown[];
    const event = asObject(value);
    return event === null ? null : [kind, event];
  } catch {
    return null;
  }
}

function caseOf(hasPassed: boolean, event: JsonObject): TestCase {
  const name = text(event["title"]) ?? "";
  const full = text(event["fullTitle"]) ?? name;
  const retries = Math.max(number(event["currentRetry"]) ?? 0, 0);
  return testCase({
    name,
    className: full.endsWith(name) ? full.slice(0, full.length - name.length).trim() : "",
    file: text(event["file"]),
    outcome: hasPassed ? "passed" : "failed",
    durationSeconds: milliseconds(number(event["duration"])),
    message: cleanMessage(text(event["err"]) ?? text(event["stack"])),
    runs: 1 + retries,
    flaky: hasPassed && retries > 0,
  });
}
