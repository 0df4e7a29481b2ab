import type { SuiteError, TestCase } from "../model/tests.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject } from "./head.ts";
import { number, objects, text } from "./jsonValues.ts";
import { NoisyJsonReader, objectAmong } from "./noisyJson.ts";
import { compareTotals, milliseconds, testCase, testReport } from "./testReport.ts";
import { cleanMessage, isoTime } from "./testTexts.ts";

/** What Mocha's reporter "json" writes; what the tests print may stand before it. */
export const mochaJson: ReportFormat = {
  id: "mocha-json",
  kind: "tests",
  title: "Mocha JSON",
  patterns: ["**/mocha*.json", "**/test-results.json", "**/test-results/*.json", "reports/*.json"],
  recognise(head) {
    const root = objectAmong(head);
    const stats = asObject(root?.["stats"]);
    if (root === null || stats === null) return missed(0, 'it has no "stats"');
    return "passes" in stats && "pending" in stats && "failures" in stats && !("suites" in root && !("tests" in root))
      ? matched
      : missed(0.5, 'its "stats" do not count passes, pending and failures');
  },
  read: (context) => new NoisyJsonReader((value) => report(asObject(value), context)),
};

type JsonObject = Readonly<Record<string, unknown>>;

const keyOf = (test: JsonObject) => `${text(test["file"])}\u0000${text(test["fullTitle"])}`;

/** How often each test stands in one of the lists of outcomes. */
class Tally {
  readonly #left = new Map<string, JsonObject[]>();

  constructor(tests: unknown) {
    for (const test of objects(tests)) {
      const key = keyOf(test);
      const known = this.#left.get(key);
      if (known === undefined) this.#left.set(key, [test]);
      else known.push(test);
    }
  }

  take(test: JsonObject): boolean {
    return this.#left.get(keyOf(test))?.shift() !== undefined;
  }

  rest(): JsonObject[] {
    return [...this.#left.values()].flat();
  }
}

function report(root: JsonObject | null, context: ReadContext) {
  if (root === null || !Array.isArray(root["tests"])) throw new InvalidReport("structure", 'it has no list "tests"');
  const failures = new Tally(root["failures"]);
  const pending = new Tally(root["pending"]);
  const passes = new Tally(root["passes"]);
  const cases = objects(root["tests"]).map((test): TestCase => {
    // A test that calls back twice stands in two lists: that it failed once is what counts.
    const hasFailed = failures.take(test);
    const wasPending = pending.take(test);
    const hasPassed = passes.take(test);
    const title = text(test["title"]) ?? "";
    const full = text(test["fullTitle"]) ?? title;
    const retries = Math.max(number(test["currentRetry"]) ?? 0, 0);
    const err = asObject(test["err"]);
    return testCase({
      name: title,
      className: full.endsWith(title) ? full.slice(0, full.length - title.length).trim() : "",
      file: text(test["file"]),
      // In no list: it was begun and never ended.
      outcome: hasFailed ? "failed" : wasPending ? "skipped" : hasPassed ? "passed" : "errored",
      durationSeconds: milliseconds(number(test["duration"])),
      message: cleanMessage(text(err?.["message"]) ?? text(err?.["stack"])),
      runs: 1 + retries,
      flaky: retries > 0 && hasPassed && !hasFailed,
    });
  });
  // Hooks that failed are failures and no tests.
  const suiteErrors = failures.rest().map(
    (hook): SuiteError => ({
      suite: text(hook["fullTitle"]) ?? text(hook["title"]) ?? "",
      message: cleanMessage(text(asObject(hook["err"])?.["message"])) ?? "a hook failed",
    }),
  );
  const stats = asObject(root["stats"]);
  const stated = number(stats?.["failures"]);
  compareTotals(context, cases, {
    total: number(stats?.["tests"]),
    passed: number(stats?.["passes"]),
    failed: stated === null ? null : stated - suiteErrors.length,
    skipped: number(stats?.["pending"]),
  });
  return testReport(context, {
    cases,
    suiteErrors,
    dialect: "Mocha",
    generated: isoTime(text(stats?.["start"])),
    declared:
      stats === null
        ? null
        : Object.fromEntries(
            ["suites", "tests", "passes", "pending", "failures"].flatMap((key) => {
              const value = number(stats[key]);
              return value === null ? [] : [[key, value]];
            }),
          ),
  });
}
