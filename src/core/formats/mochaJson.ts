import type { TestReport } from "../model/report.ts";
import type { SuiteError, TestCase } from "../model/tests.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject } from "./head.ts";
import { number, numericMembers, objects, onlyObjects, text } from "./jsonValues.ts";
import { NoisyJsonReader, objectAmong } from "./noisyJson.ts";
import { compareTotals, milliseconds, testCase, testReport, withDistinctNames } from "./testReport.ts";
import { cleanMessage, isoTime } from "./testTexts.ts";

/**
 * What Mocha's reporters "json" and "mochawesome" (also Cypress's) write; what the tests print may stand before it.
 */
export const mochaJson: ReportFormat = {
  id: "mocha-json",
  kind: "tests",
  title: "Mocha JSON",
  patterns: [
    "**/mocha*.json",
    "**/mochawesome-report/**/*.json",
    "**/test-results.json",
    "**/test-results/*.json",
    "reports/*.json",
  ],
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

const keyOf = (test: JsonObject) => `${text(test["file"])}\u0000${text(test["fullTitle"])}`;

const endOf = ({ err, duration, currentRetry }: JsonObject) => JSON.stringify([err, duration, currentRetry]);

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

  get size(): ReadonlyMap<string, number> {
    return new Map([...this.#left].map(([key, tests]) => [key, tests.length]));
  }

  /** Of several tests of one title it is the one that ended alike. */
  take(test: JsonObject, isOnly: boolean): boolean {
    const left = this.#left.get(keyOf(test)) ?? [];
    const at = isOnly ? 0 : left.findIndex((each) => endOf(each) === endOf(test));
    return at >= 0 && left.splice(at, 1).length > 0;
  }

  rest(): JsonObject[] {
    return [...this.#left.values()].flat();
  }
}

function report(root: JsonObject | null, context: ReadContext) {
  if (root !== null && Array.isArray(root["results"])) return mochawesome(root, context);
  // mocha-bamboo-reporter has the lists of outcomes only, what is pending under another name, and an error is its stack.
  const isOfBamboo =
    root !== null && !("tests" in root) && ["passes", "failures", "skipped"].every((key) => key in root);
  const pendingTests = root?.[isOfBamboo ? "skipped" : "pending"];
  const tests = isOfBamboo
    ? [root["failures"], root["passes"], pendingTests].flatMap((list) => onlyObjects(list))
    : root?.["tests"];
  if (root === null || !Array.isArray(tests)) throw new InvalidReport("structure", 'it has no list "tests"');
  const failures = new Tally(root["failures"]);
  const pending = new Tally(pendingTests);
  const passes = new Tally(root["passes"]);
  const { size } = new Tally(tests);
  const cases = onlyObjects(tests).map((test): TestCase => {
    const isOnly = size.get(keyOf(test)) === 1;
    // A test that calls back twice stands in two lists: that it failed once is what counts.
    const hasFailed = failures.take(test, isOnly);
    const wasPending = pending.take(test, isOnly);
    const hasPassed = passes.take(test, isOnly);
    const title = text(test["title"]) ?? "";
    const full = text(test["fullTitle"]) ?? title;
    const retries = Math.max(number(test["currentRetry"]) ?? 0, 0);
    const err = asObject(test["err"]);
    // `mocha --dry-run` has all of them pass: how fast one was is told, and not how long it took.
    const isDryRun = hasPassed && "speed" in test && !("duration" in test);
    return testCase({
      name: title,
      className: full.endsWith(title) ? full.slice(0, full.length - title.length).trim() : "",
      file: text(test["file"]),
      // In no list: it was begun and never ended.
      outcome: hasFailed ? "failed" : wasPending || isDryRun ? "skipped" : hasPassed ? "passed" : "errored",
      durationSeconds: milliseconds(number(test["duration"])),
      message: isDryRun
        ? "a dry run: it was not run"
        : cleanMessage(text(err?.["message"]) ?? text(err?.["stack"]) ?? text(test["error"])),
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
    cases: withDistinctNames(cases),
    suiteErrors,
    dialect: isOfBamboo ? "mocha-bamboo-reporter" : "Mocha",
    generated: isoTime(text(stats?.["start"])),
    declared: declaredOf(stats),
  });
}

export function declaredOf(stats: JsonObject | null): TestReport["declared"] {
  return numericMembers(stats, ["suites", "tests", "passes", "pending", "failures"]);
}

/**
 * mochawesome: suites within suites, each with its tests and hooks. A test that did not run because a hook failed is
 * "skipped" there, and stands in none of the summary's figures.
 */
function mochawesome(root: JsonObject, context: ReadContext) {
  const cases: TestCase[] = [];
  const suiteErrors: SuiteError[] = [];
  const pending = objects(root["results"])
    .map((suite) => ({ suite, names: [] as readonly string[], file: null as string | null }))
    .reverse();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { suite } = next;
    const title = text(suite["title"]);
    const names = title === null ? next.names : [...next.names, title];
    const file = text(suite["fullFile"]) ?? text(suite["file"]) ?? next.file;
    for (const test of onlyObjects(suite["tests"])) cases.push(mochawesomeCase(test, names, file));
    for (const hook of [...objects(suite["beforeHooks"]), ...objects(suite["afterHooks"])]) {
      if (hook["fail"] !== true) continue;
      const words = cleanMessage(text(asObject(hook["err"])?.["message"])) ?? "a hook failed";
      suiteErrors.push({ suite: names.join(" "), message: words });
    }
    for (const inner of onlyObjects(suite["suites"]).toReversed()) pending.push({ suite: inner, names, file });
  }
  const stats = asObject(root["stats"]);
  compareTotals(context, cases, { passed: number(stats?.["passes"]), failed: number(stats?.["failures"]) });
  const version = text(asObject(asObject(root["meta"])?.["mochawesome"])?.["version"]);
  return testReport(context, {
    cases: withDistinctNames(cases),
    suiteErrors,
    dialect: "mochawesome",
    producer: version === null ? null : `mochawesome ${version}`,
    generated: isoTime(text(stats?.["start"])),
    declared: declaredOf(stats),
  });
}

function mochawesomeCase(test: JsonObject, names: readonly string[], file: string | null): TestCase {
  const didNotRun = test["pending"] === true || test["skipped"] === true;
  return testCase({
    name: text(test["title"]) ?? "",
    className: names.join(" "),
    file,
    outcome: test["fail"] === true ? "failed" : didNotRun ? "skipped" : test["pass"] === true ? "passed" : "errored",
    durationSeconds: milliseconds(number(test["duration"])),
    message: cleanMessage(text(asObject(test["err"])?.["message"])),
  });
}
