import type { TestReport } from "../model/report.ts";
import { hasFailed, type TestCase, type TestOutcome } from "../model/tests.ts";
import { InvalidReport, matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { checkNumberOfTests, OutcomeWords, testCase, testReport, withDistinctNames } from "./testReport.ts";
import { TextLines } from "./textLines.ts";

/** A result, of a test or (global) of the whole file, and what stands behind the word. */
const row = /^\s*:(global-)?test-result:\s*(\S*)(.*)/;

/**
 * One `.trs` file, as the test drivers of Automake write it for each test script ("API for Custom Test Drivers" in its
 * manual): a line with the result, or one for each point of a script that speaks TAP. Nothing in it names the test: the
 * file is called after it.
 */
export const automake: ReportFormat = {
  id: "automake",
  kind: "tests",
  title: "Automake test result (.trs)",
  patterns: ["**/*.trs"],
  recognise: ({ text }) =>
    /^\s*:(?:(?:global-)?test-result|recheck|copy-in-global-log):/.test(text)
      ? matched
      : missed(0, 'it does not begin with ":test-result:" or another field of Automake\'s'),
  read: (context) => new AutomakeReader(context),
};

/** XPASS is a failure, as Automake counts it; ERROR is one of the script itself (exit status 99, TAP that breaks off). */
const outcomes: Readonly<Record<string, TestOutcome>> = {
  PASS: "passed",
  FAIL: "failed",
  XPASS: "failed",
  ERROR: "errored",
  SKIP: "skipped",
  XFAIL: "skipped",
};

class AutomakeReader implements Reader {
  readonly #context: ReadContext;
  readonly #words: OutcomeWords;
  readonly #lines = new TextLines((line) => this.#line(line), row);
  readonly #cases: TestCase[] = [];
  /** With its folders, as `make check` prints it: scripts of one name may stand in several. */
  readonly #name: string;
  #global = "";

  constructor(context: ReadContext) {
    this.#name = context.path.replace(/\.trs(?:\.gz)?$/, "").replaceAll("\\", "/");
    this.#context = context;
    this.#words = new OutcomeWords(context, outcomes);
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  #line(line: string): void {
    const [, isGlobal, word = "", detail = ""] = row.exec(line) ?? [];
    if (isGlobal !== undefined) this.#global = word;
    else if (row.test(line)) this.#add(word, detail.trim());
  }

  #add(word: string, detail: string): void {
    checkNumberOfTests(this.#cases.length + 1);
    this.#cases.push(
      testCase({
        name: detail === "" ? this.#name : `${this.#name} ${detail}`,
        outcome: this.#words.of(word),
        skipKind: word === "XFAIL" ? "expected-failure" : null,
        message: word === "XPASS" ? "it passed, and was expected to fail" : null,
      }),
    );
  }

  end(): TestReport {
    const rest = this.#lines.rest();
    if (rest !== null) throw new InvalidReport("truncated", "its last line does not end", rest.number);
    const isToldByTest = this.#cases.some(({ outcome }) => hasFailed(outcome));
    const hasBroken = /^(?:FAIL|XPASS|ERROR)$/.test(this.#global);
    return testReport(this.#context, {
      cases: withDistinctNames(this.#cases),
      suiteErrors:
        hasBroken && !isToldByTest ? [{ suite: this.#name, message: `its global result is ${this.#global}` }] : [],
      dialect: "Automake",
      producer: "Automake",
    });
  }
}
