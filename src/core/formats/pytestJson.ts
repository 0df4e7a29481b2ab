import type { SuiteError, TestCase, TestOutcome } from "../model/tests.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { asText, number, numericMembers, onlyObjects, text } from "./jsonValues.ts";
import { compareTotals, OutcomeWords, testCase, testReport } from "./testReport.ts";
import { cleanMessage, onlySetUp } from "./testTexts.ts";
import { epochToIso } from "./times.ts";

/** What the plugin pytest-json-report writes; unlike JUnit it holds the markers of a test, as keywords. */
export const pytestJson: ReportFormat = {
  id: "pytest-json-report",
  kind: "tests",
  title: "pytest-json-report",
  patterns: ["**/.report.json", "**/pytest*.json", "**/report.json", "reports/*.json"],
  recognise(head) {
    const root = jsonObject(head);
    if (root === null) return missed(0, "it is not JSON");
    const marks = ["exitcode", "root", "summary"].filter((key) => key in root);
    return marks.length === 3
      ? matched
      : missed(marks.includes("exitcode") ? marks.length / 4 : 0, 'it has no "exitcode", "root" and "summary"');
  },
  read: (context) => new JsonReader((value) => report(asObject(value), context)),
};

const outcomes: Readonly<Record<string, TestOutcome>> = {
  passed: "passed",
  // Not strict: a strict one is stated as failed.
  xpassed: "passed",
  failed: "failed",
  error: "errored",
  skipped: "skipped",
  xfailed: "skipped",
};

/** pytest's exit codes that say that the tests did not run to their end. */
export const brokenExits: Readonly<Record<number, string>> = {
  2: "pytest was interrupted (exit code 2)",
  3: "pytest failed internally (exit code 3)",
  4: "pytest was called wrongly (exit code 4)",
  5: "pytest found no tests (exit code 5)",
};

function report(root: JsonObject | null, context: ReadContext) {
  const summary = asObject(root?.["summary"]);
  if (root === null || summary === null) throw new InvalidReport("structure", 'it has no "summary"');
  const exitcode = number(root["exitcode"]);
  const brokenBy = exitcode === null ? undefined : brokenExits[exitcode];
  const run: Run = {
    allPassed: exitcode === 0,
    brokeOff: brokenBy !== undefined,
    words: new OutcomeWords(context, outcomes),
  };
  const cases = onlyObjects(root["tests"]).map((test) => caseOf(test, run));
  const collectors = onlyObjects(root["collectors"]);
  const suiteErrors = collectors
    .filter(({ outcome }) => outcome === "failed")
    .map(
      (each): SuiteError => ({
        suite: text(each["nodeid"]) ?? "",
        message: cleanMessage(text(each["longrepr"])) ?? "it could not be collected",
      }),
    );
  const total = number(summary["total"]);
  if (brokenBy !== undefined && cases.length === 0 && suiteErrors.length === 0 && !((total ?? 0) > 0))
    throw new InvalidReport("nothing-measured", `${brokenBy}: it holds no test`);
  if (!Array.isArray(root["tests"]) && total !== null && total > 0) {
    context.problem({
      severity: "warning",
      code: "tests-omitted",
      message: `The report only has sums (${total} tests), the tests were left out: run pytest without --json-report-omit=tests and --json-report-summary`,
    });
  } else {
    compareTotals(context, cases, {
      total,
      failed: number(summary["failed"]),
      errored: number(summary["error"]),
    });
  }
  const created = number(root["created"]);
  return testReport(context, {
    cases,
    suiteErrors,
    aborted:
      exitcode === null || exitcode === 0 || exitcode === 1
        ? null
        : (brokenBy ?? `pytest ended with exit code ${exitcode}`),
    dialect: "pytest-json-report",
    producer: "pytest",
    generated: created === null ? null : epochToIso(created),
    declared: numericMembers({ ...summary, exitcode }),
  });
}

/** A node id is `file::Class::name[parameters]`; the parameters may hold anything. */
export function partsOf(id: string): { file: string; className: string; name: string } {
  const bracket = id.indexOf("[");
  const plain = bracket === -1 ? id : id.slice(0, bracket);
  const [file = "", ...names] = plain.split("::");
  return {
    file,
    className: names.slice(0, -1).join("::"),
    name: (names.at(-1) ?? "") + (bracket === -1 ? "" : id.slice(bracket)),
  };
}

interface Run {
  readonly allPassed: boolean;
  readonly brokeOff: boolean;
  readonly words: OutcomeWords;
}

/**
 * The plugin gives a test with subtests the word of the last of them: that they passed says nothing of those before,
 * unless the whole run did.
 */
function outcomeOf(
  word: string,
  test: JsonObject,
  run: Run,
): { readonly outcome: TestOutcome; readonly why: string | null } {
  const isUncalled = word === "passed" && !("call" in test);
  if (run.brokeOff && isUncalled)
    return { outcome: "errored", why: "the run broke off in this test: only its set-up passed" };
  if (isUncalled && "setup" in test) return { outcome: "skipped", why: onlySetUp };
  if (rerunWords.has(word) && endedWell(test)) return { outcome: "passed", why: null };
  const subtests = /^subtests? (\w+)$/.exec(word)?.[1];
  if (subtests !== "passed" || run.allPassed) return { outcome: run.words.of(subtests ?? word), why: null };
  return { outcome: "errored", why: "one of its subtests passed: the report does not say whether all of them did" };
}

/** Of pytest-rerunfailures and of pytest-retry. */
const rerunWords: ReadonlySet<unknown> = new Set(["rerun", "retried"]);

/**
 * pytest-rerunfailures and pytest-retry: a test that passed in the end keeps the word of the attempt before, and the phases are those of
 * the last attempt.
 */
function endedWell(test: JsonObject): boolean {
  return ["setup", "call", "teardown"].every((phase) => asObject(test[phase])?.["outcome"] === "passed");
}

/** What skips a test stands in it as Python writes a tuple: ('tests/a.py', 34, 'Skipped: not on this machine'). */
function messageOf(longrepr: string | null): string | null {
  if (longrepr === null || longrepr.length > 4096) return longrepr;
  const skipped = /^\((?:'.*'|".*"), \d+, (['"])(?:Skipped: )?(.*)\1\)$/s.exec(longrepr);
  return skipped === null ? longrepr : skipped[2]!;
}

function caseOf(test: JsonObject, run: Run): TestCase {
  const { file, className, name } = partsOf(text(test["nodeid"]) ?? "");
  const { outcome, why } = outcomeOf(asText(test["outcome"]), test, run);
  const line = number(test["lineno"]);
  const phases = ["setup", "call", "teardown"].map((phase) => asObject(test[phase])).filter((phase) => phase !== null);
  const durations = phases.map((phase) => number(phase["duration"])).filter((each) => each !== null);
  const broken = phases.find((phase) => phase["outcome"] === "failed") ?? phases.find((each) => "longrepr" in each);
  const metadata = Object.entries(asObject(test["metadata"]) ?? {});
  return testCase({
    name,
    className,
    suite: file,
    file: file === "" ? null : file,
    // The report counts lines from 0.
    line: line === null || line < 0 ? null : line + 1,
    outcome,
    skipKind: test["outcome"] === "xfailed" ? "expected-failure" : null,
    flaky: rerunWords.has(test["outcome"]) && outcome === "passed",
    // The report tells of two: the attempt whose word it keeps, and the last one.
    runs: rerunWords.has(test["outcome"]) ? 2 : 1,
    durationSeconds: durations.length === 0 ? null : durations.reduce((sum, each) => sum + each, 0),
    message: cleanMessage(
      text(asObject(broken?.["crash"])?.["message"]) ?? messageOf(text(broken?.["longrepr"])) ?? why,
    ),
    properties: [
      ...(Array.isArray(test["keywords"]) ? test["keywords"] : []).map((keyword) => ({
        name: "keyword",
        value: asText(keyword),
      })),
      ...metadata.map(([key, value]) => ({ name: key, value: asText(value) })),
    ],
  });
}
