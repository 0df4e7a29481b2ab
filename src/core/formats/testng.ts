import type { TestReport } from "../model/report.ts";
import type { SuiteError, TestCase, TestOutcome } from "../model/tests.ts";
import { matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
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
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import type { XmlTag } from "./xmlTag.ts";
import { numericAttributes } from "./xmlTests.ts";

/**
 * TestNG's testng-results.xml (org.testng.reporters.XMLReporter), which Cucumber-JVM's plugin "testng" writes, too: suites,
 * tests, classes and their methods, a method once for each invocation. An attempt that a retry analyzer made anew is
 * skipped there, and is a run of the invocation that ended it.
 */
export const testng: ReportFormat = {
  id: "testng",
  kind: "tests",
  title: "TestNG XML (testng-results.xml)",
  patterns: ["**/testng-results.xml"],
  recognise: ({ xml }) => (xml?.root === "testng-results" ? matched : missed(0, "its root is not <testng-results>")),
  read: (context) => new XmlReader(context, new TestNgTests(context)),
};

const outcomes: Readonly<Record<string, TestOutcome>> = {
  PASS: "passed",
  FAIL: "failed",
  SKIP: "skipped",
  // It failed, and as many invocations passed as were asked for.
  SUCCESS_PERCENTAGE_FAILURE: "skipped",
};

interface Method {
  readonly isConfiguration: boolean;
  readonly status: string;
  /** TestNG 7 says that it was tried again. */
  readonly isRetried: boolean;
  readonly name: string;
  readonly durationSeconds: number | null;
  readonly parameters: (readonly [string, string])[];
  /** Class of what was thrown. */
  thrown: string | null;
  message: string | null;
}

interface Invocation {
  /** Its suite and test: a class may stand in several. */
  readonly home: string;
  readonly test: TestCase;
  readonly isAttempt: boolean;
  readonly mayBeAttempt: boolean;
}

class TestNgTests implements XmlContent {
  readonly #context: ReadContext;
  readonly #words: OutcomeWords;
  readonly #invocations: Invocation[] = [];
  readonly #suiteErrors: SuiteError[] = [];
  /** Groups of each method, by "class.method". */
  readonly #groups = new Map<string, string[]>();
  #declared: Readonly<Record<string, number>> | null = null;
  #generated: string | null = null;
  #suite = "";
  #test = "";
  #class = "";
  #group: string | null = null;
  #method: Method | null = null;
  #parameter: string | null = null;

  constructor(context: ReadContext) {
    this.#context = context;
    this.#words = new OutcomeWords(context, outcomes);
  }

  open(tag: XmlTag): void {
    switch (tag.name) {
      case "testng-results":
        if (tag.depth === 1)
          this.#declared = numericAttributes(tag, ["total", "passed", "failed", "skipped", "retried", "ignored"]);
        return;
      case "suite":
        this.#suite = tag.get("name") ?? "";
        this.#generated ??= isoTime((tag.get("started-at") ?? "").replace(/ UTC$/, "Z").replace(/ [A-Z]+$/, ""));
        return;
      case "test":
        this.#test = tag.get("name") ?? "";
        return;
      case "class":
        this.#class = tag.get("name") ?? "";
        return;
      case "group":
        this.#group = tag.get("name");
        return;
      case "method": {
        const key = `${tag.get("class") ?? ""}.${tag.get("name") ?? ""}`;
        if (this.#group !== null) pushTo(this.#groups, key, this.#group);
        return;
      }
      case "test-method":
        this.#method = {
          isConfiguration: tag.flag("is-config") === true,
          status: tag.get("status") ?? "",
          isRetried: tag.flag("retried") === true,
          name: tag.get("name") ?? "",
          durationSeconds: milliseconds(numberOrNull(tag.number("duration-ms"))),
          ...{ parameters: [], thrown: null, message: null },
        };
        return;
      case "exception":
        if (this.#method !== null) this.#method.thrown ??= tag.get("class");
        return;
      case "param":
        this.#parameter = "";
        return;
      case "value":
        if (tag.flag("is-null") === true) this.#parameter = "null";
        else tag.keepText();
        return;
      case "message":
        tag.keepText();
    }
  }

  close(name: string, text: string): void {
    switch (name) {
      case "group":
        this.#group = null;
        return;
      case "value":
        if (this.#parameter === "") this.#parameter = text.trim();
        return;
      case "param":
        if (this.#parameter !== null) this.#method?.parameters.push(["", this.#parameter]);
        this.#parameter = null;
        return;
      case "message":
        if (this.#method !== null) this.#method.message ??= cleanMessage(text);
        return;
      case "test-method":
        if (this.#method !== null) this.#end(this.#method);
        this.#method = null;
    }
  }

  #end(method: Method): void {
    const { status, name, parameters, thrown, durationSeconds } = method;
    const message = method.message ?? thrown;
    if (method.isConfiguration) {
      if (status === "FAIL")
        this.#suiteErrors.push({
          suite: `${this.#class}.${name}`,
          message: message ?? "a configuration method failed",
        });
      return;
    }
    const outcome = this.#words.of(status);
    checkNumberOfTests(this.#invocations.length + 1);
    this.#invocations.push({
      home: suitePath([this.#suite, this.#test]),
      test: testCase({
        name: withParameters(name, parameters),
        className: this.#class,
        // As in the JUnit XML of Java's tools.
        suite: this.#class,
        ...{ outcome, durationSeconds, message },
        skipKind: status === "SUCCESS_PERCENTAGE_FAILURE" ? "expected-failure" : null,
        properties: (this.#groups.get(`${this.#class}.${name}`) ?? []).map((value) => ({ name: "group", value })),
      }),
      isAttempt: method.isRetried,
      // Versions before 7 do not say so: that it threw something else than what skips a test does.
      mayBeAttempt: status === "SKIP" && thrown !== null && thrown !== "org.testng.SkipException",
    });
  }

  report(): TestReport {
    const { cases, attempts } = folded(this.#invocations);
    const { passed, failed, skipped, retried } = this.#declared ?? {};
    // What failed and was tolerated is in no sum.
    const tolerated = cases.filter(({ skipKind }) => skipKind !== null).length;
    compareTotals(this.#context, cases, {
      passed: passed ?? null,
      failed: failed ?? null,
      skipped: skipped === undefined ? null : skipped + tolerated - (retried === undefined ? attempts : 0),
    });
    return testReport(this.#context, {
      cases: withDistinctNames(cases),
      suiteErrors: this.#suiteErrors,
      dialect: "TestNG",
      generated: this.#generated,
      declared: this.#declared,
    });
  }
}

/** Attempts as runs of the first invocation of their method and parameters that ended otherwise. */
function folded(invocations: readonly Invocation[]): {
  readonly cases: readonly TestCase[];
  readonly attempts: number;
} {
  const keyOf = ({ home, test }: Invocation) => `${home}\u0000${test.className}\u0000${test.name}`;
  const ended = new Set(
    invocations.filter(({ isAttempt, test }) => !isAttempt && test.outcome !== "skipped").map((each) => keyOf(each)),
  );
  const attempts = new Map<string, TestCase[]>();
  const rest: Invocation[] = [];
  for (const each of invocations) {
    const key = keyOf(each);
    if (!(each.isAttempt || each.mayBeAttempt) || !ended.has(key)) rest.push(each);
    else pushTo(attempts, key, each.test);
  }
  const cases = rest.map((each) => {
    const { test } = each;
    const before = test.outcome === "skipped" ? undefined : attempts.get(keyOf(each));
    if (before === undefined) return test;
    attempts.delete(keyOf(each));
    const times = [...before, test].map(({ durationSeconds }) => durationSeconds).filter((time) => time !== null);
    return {
      ...test,
      durationSeconds: times.length === 0 ? null : times.reduce((sum, time) => sum + time, 0),
      runs: 1 + before.length,
      flaky: test.outcome === "passed",
    };
  });
  return { cases, attempts: invocations.length - rest.length };
}

function pushTo<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
