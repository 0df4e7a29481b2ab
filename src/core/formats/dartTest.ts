import type { TestReport } from "../model/report.ts";
import type { SuiteError, TestCase, TestOutcome } from "../model/tests.ts";
import { matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject } from "./head.ts";
import { JsonLines } from "./jsonLines.ts";
import { number, text } from "./jsonValues.ts";
import { checkNumberOfTests, OutcomeWords, testCase, testReport, withDistinctNames } from "./testReport.ts";
import { cleanMessage } from "./testTexts.ts";

/**
 * What `dart test --reporter json` and `flutter test --machine` write (pkgs/test/doc/json_reporter.md of dart-lang/test):
 * one event a line, times in ms since the run began. That a file was loaded is told as a hidden test; one that was not is
 * an error of its suite, as is what failed in setUpAll and tearDownAll.
 */
export const dartTest: ReportFormat = {
  id: "dart-test-json",
  kind: "tests",
  title: "dart test JSON (flutter test --machine)",
  patterns: [
    "**/dart-test*.json",
    "**/dart_test*.json",
    "**/flutter-test*.json",
    "**/flutter_test*.json",
    "**/reports/tests.json",
  ],
  recognise(head) {
    if (head.shape !== "json" && head.shape !== "text") return missed(0, "it is not text");
    // Both say first what they fetch and start.
    return /^\{"protocolVersion":"[\d.]+","runnerVersion":/m.test(head.text)
      ? matched
      : missed(0, 'none of its lines begins with "protocolVersion" and "runnerVersion"');
  },
  read: (context) => new DartReader(context),
};

const outcomes: Readonly<Record<string, TestOutcome>> = { success: "passed", failure: "failed", error: "errored" };

/** Tests that the runner makes itself. */
const ofSuite = /^loading |(?:^| )\((?:setUpAll|tearDownAll)\)$/;

interface OpenTest {
  readonly stated: Pick<TestCase, "name" | "className" | "suite" | "file" | "line">;
  /** Its name with those of its groups. */
  readonly fullName: string;
  readonly began: number | null;
  message: string | null;
  reason: string | null;
  runs: number;
}

class DartReader implements Reader {
  readonly #context: ReadContext;
  readonly #words: OutcomeWords;
  readonly #lines = new JsonLines(
    (event) => this.#event(event),
    () => {},
  );
  readonly #suites = new Map<number, string>();
  /** Names of groups by their id, each with those above it. */
  readonly #groups = new Map<number, string>();
  readonly #open = new Map<number, OpenTest>();
  readonly #cases: TestCase[] = [];
  readonly #suiteErrors: SuiteError[] = [];
  #producer = "dart test";
  /** What the run says of itself at its end: null where it was cancelled, undefined where it has none. */
  #success: unknown;

  constructor(context: ReadContext) {
    this.#context = context;
    this.#words = new OutcomeWords(context, outcomes);
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  #event(event: JsonObject): void {
    const test = this.#open.get(number(event["testID"]) ?? -1);
    switch (event["type"]) {
      case "start":
        this.#producer = `dart test ${text(event["runnerVersion"]) ?? ""}`.trim();
        return;
      case "suite": {
        const suite = asObject(event["suite"]);
        this.#suites.set(number(suite?.["id"]) ?? -1, text(suite?.["path"]) ?? "");
        return;
      }
      case "group": {
        const group = asObject(event["group"]);
        this.#groups.set(number(group?.["id"]) ?? -1, text(group?.["name"]) ?? "");
        return;
      }
      case "testStart":
        this.#begin(asObject(event["test"]) ?? {}, number(event["time"]));
        return;
      case "error":
        if (test !== undefined) test.message ??= cleanMessage(text(event["error"]));
        return;
      case "print":
        if (test === undefined) return;
        if (event["messageType"] === "skip") test.reason ??= text(event["message"]);
        else if (event["message"] === `Retry: ${test.fullName}`) test.runs++;
        return;
      case "testDone":
        this.#end(number(event["testID"]) ?? -1, event);
        return;
      case "done":
        this.#success = event["success"] ?? null;
    }
  }

  #begin(test: JsonObject, began: number | null): void {
    const fullName = text(test["name"]) ?? "";
    const groups: readonly unknown[] = Array.isArray(test["groupIDs"]) ? test["groupIDs"] : [];
    const group = this.#groups.get(number(groups.at(-1)) ?? -1) ?? "";
    const path = this.#suites.get(number(test["suiteID"]) ?? -1) ?? "";
    // Of a test that a helper of another file defines, the line in the suite's own file.
    const line = number(test["root_line"]) ?? number(test["line"]);
    this.#open.set(number(test["id"]) ?? -1, {
      fullName,
      stated: {
        name: group !== "" && fullName.startsWith(`${group} `) ? fullName.slice(group.length + 1) : fullName,
        className: group,
        suite: path,
        file: path === "" ? null : path,
        line: line !== null && line > 0 ? line : null,
      },
      began,
      message: null,
      reason: text(asObject(test["metadata"])?.["skipReason"]),
      runs: 1,
    });
  }

  #end(id: number, event: JsonObject): void {
    const test = this.#open.get(id);
    if (test === undefined) return;
    this.#open.delete(id);
    const result = this.#words.of(event["result"]);
    if (ofSuite.test(test.fullName)) {
      if (result !== "passed")
        this.#suiteErrors.push({ suite: test.stated.suite, message: test.message ?? `${test.fullName} failed` });
      return;
    }
    if (event["hidden"] === true) return;
    const [outcome, ended] = [event["skipped"] === true ? "skipped" : result, number(event["time"])];
    checkNumberOfTests(this.#cases.length + 1);
    this.#cases.push(
      testCase({
        ...test.stated,
        outcome,
        durationSeconds: test.began === null || ended === null ? null : Math.max(ended - test.began, 0) / 1000,
        message: outcome === "skipped" ? cleanMessage(test.reason) : test.message,
        runs: test.runs,
        flaky: test.runs > 1 && outcome === "passed",
      }),
    );
  }

  end(): TestReport {
    this.#lines.end();
    for (const { stated, message, runs } of this.#open.values())
      this.#cases.push(
        testCase({ ...stated, outcome: "failed", message: message ?? "it was begun and did not end", runs }),
      );
    const allPassed = this.#cases.every(({ outcome }) => outcome === "passed" || outcome === "skipped");
    if (this.#success === false && allPassed && this.#suiteErrors.length === 0)
      this.#suiteErrors.push({ suite: "", message: "the run failed, though none of its tests did" });
    return testReport(this.#context, {
      // The tests of a file run once for each platform.
      cases: withDistinctNames(this.#cases),
      suiteErrors: this.#suiteErrors,
      aborted:
        this.#success === undefined
          ? "the run has no end in it: it may end early"
          : this.#success === null
            ? "the run was cancelled"
            : null,
      dialect: "dart test",
      producer: this.#producer,
    });
  }
}
