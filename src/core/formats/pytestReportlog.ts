import type { TestReport } from "../model/report.ts";
import type { SuiteError, TestCase, TestOutcome } from "../model/tests.ts";
import { InvalidReport, matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject } from "./head.ts";
import { firstObjectLine, JsonLines, refuseLine } from "./jsonLines.ts";
import { asText, number, text } from "./jsonValues.ts";
import { brokenExits, partsOf } from "./pytestJson.ts";
import { checkNumberOfTests, testCase, testReport } from "./testReport.ts";
import { cleanMessage, onlySetUp } from "./testTexts.ts";
import { epochToIso } from "./times.ts";

/**
 * What the plugin pytest-reportlog writes (`--report-log`): pytest's own reports of collection and of each phase of a
 * test (set-up, call, tear-down), one a line.
 */
export const pytestReportlog: ReportFormat = {
  id: "pytest-reportlog",
  kind: "tests",
  title: "pytest-reportlog",
  patterns: ["**/*reportlog*.json", "**/*reportlog*.jsonl", "**/*report-log*.json", "**/*report-log*.jsonl"],
  recognise(head) {
    const first = firstObjectLine(head);
    if (first === null) return missed(0, "none of its lines is a JSON object");
    return "$report_type" in first ? matched : missed(0, 'its lines have no "$report_type"');
  },
  read: (context) => new ReportlogReader(context),
};

/** One test, by what its last attempt has told so far. */
interface OpenTest {
  readonly id: string;
  line: number | null;
  /** Set-up, call and tear-down, in their order. */
  phases: Map<string, JsonObject>;
  /** What a part of it said that failed (subtests). */
  failedPart: JsonObject | null;
  runs: number;
  /** An attempt before the last one did not pass. */
  hadFailure: boolean;
}

class ReportlogReader implements Reader {
  readonly #context: ReadContext;
  readonly #lines = new JsonLines((line) => this.#line(line), refuseLine);
  readonly #tests = new Map<string, OpenTest>();
  /** Files that were skipped as a whole. */
  readonly #skipped: TestCase[] = [];
  readonly #suiteErrors: SuiteError[] = [];
  #producer: string | null = null;
  #generated: string | null = null;
  #exit: number | null = null;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  #line(report: JsonObject): void {
    switch (text(report["$report_type"])?.toLowerCase()) {
      case "sessionstart":
        this.#producer = `pytest ${text(report["pytest_version"]) ?? ""}`.trim();
        return;
      case "sessionfinish":
        this.#exit = number(report["exitstatus"]);
        return;
      case "collectreport":
        this.#collection(report);
        return;
      case "testreport":
        this.#phase(report);
        return;
      case "subtestreport":
        if (report["outcome"] === "failed") this.#test(report).failedPart ??= report;
    }
  }

  #collection(report: JsonObject): void {
    const id = text(report["nodeid"]) ?? "";
    if (report["outcome"] === "failed")
      this.#suiteErrors.push({ suite: id, message: wordsOf(report) ?? "it could not be collected" });
    if (report["outcome"] === "skipped")
      this.#skipped.push(
        testCase({
          ...{ name: id, suite: id, file: partsOf(id).file, outcome: "skipped", skipKind: "collection" },
          message: wordsOf(report),
        }),
      );
  }

  #test(report: JsonObject): OpenTest {
    const id = text(report["nodeid"]) ?? "";
    let test = this.#tests.get(id);
    if (test === undefined) {
      test = { id, line: null, phases: new Map(), failedPart: null, runs: 1, hadFailure: false };
      this.#tests.set(id, test);
      checkNumberOfTests(this.#tests.size);
    }
    const line = number(Array.isArray(report["location"]) ? report["location"][1] : null);
    // They are counted from 0.
    test.line ??= line === null || line < 0 ? null : line + 1;
    return test;
  }

  #phase(report: JsonObject): void {
    this.#generated ??= epochToIso(number(report["start"]) ?? 0);
    const test = this.#test(report);
    const when = text(report["when"]) ?? "";
    // pytest-rerunfailures ends an attempt with the word "rerun"; others begin it anew.
    const isAnew = when === "setup" && test.phases.has("teardown");
    if (isAnew || report["outcome"] === "rerun") {
      test.hadFailure ||= !isAnew || endOf(test, true).outcome !== "passed";
      test.runs++;
      test.phases = new Map();
      test.failedPart = null;
    }
    // Of two of a kind, one that did not pass counts.
    const isKnown =
      /^(?:setup|call|teardown)$/.test(when) && (test.phases.get(when)?.["outcome"] ?? "passed") === "passed";
    if (report["outcome"] !== "rerun" && isKnown) test.phases.set(when, report);
  }

  end(): TestReport {
    this.#lines.end();
    const exit = this.#exit;
    const brokenBy = exit === null ? undefined : brokenExits[exit];
    const hasEnd = exit !== null && brokenBy === undefined;
    const cases = [...this.#skipped, ...[...this.#tests.values()].map((test) => caseOf(test, hasEnd))];
    if (brokenBy !== undefined && cases.length === 0 && this.#suiteErrors.length === 0)
      throw new InvalidReport("nothing-measured", `${brokenBy}: it holds no test`);
    return testReport(this.#context, {
      cases,
      suiteErrors: this.#suiteErrors,
      aborted:
        exit === null
          ? "the session has no end in it: it may end early"
          : exit === 0 || exit === 1 || exit === 5
            ? null
            : (brokenBy ?? `pytest ended with exit code ${exit}`),
      dialect: "pytest-reportlog",
      producer: this.#producer ?? "pytest",
      generated: this.#generated,
    });
  }
}

type End = Pick<TestCase, "outcome" | "skipKind"> & { readonly told: JsonObject | null; readonly why?: string };

/** One outcome of the phases: a set-up or tear-down that failed makes the test an error, whatever its body did. */
function endOf({ phases, failedPart }: OpenTest, hasEnd: boolean): End {
  const end = (outcome: TestOutcome, told: JsonObject | null, skipKind: TestCase["skipKind"] = null): End => ({
    ...{ outcome, told, skipKind },
  });
  const all = [...phases.values()];
  const broken = [phases.get("setup"), phases.get("teardown")].find((phase) => phase?.["outcome"] === "failed");
  if (broken !== undefined) return end("errored", broken);
  const failed = all.find(({ outcome }) => outcome === "failed") ?? failedPart;
  if (failed !== null) return end("failed", failed);
  const skipped = all.find(({ outcome }) => outcome === "skipped");
  if (skipped !== undefined) return end("skipped", skipped, "wasxfail" in skipped ? "expected-failure" : null);
  const odd = all.find(({ outcome }) => outcome !== "passed");
  if (odd !== undefined) return { ...end("errored", odd), why: `its outcome "${odd["outcome"]}" is not known` };
  if (phases.has("call")) return end("passed", null);
  if (hasEnd && phases.size > 0) return { ...end("skipped", null), why: onlySetUp };
  return { ...end("errored", null), why: "the run broke off in this test: it was not called" };
}

function caseOf(test: OpenTest, hasEnd: boolean): TestCase {
  const { file, className, name } = partsOf(test.id);
  const { outcome, skipKind, told, why } = endOf(test, hasEnd);
  const phases = [...test.phases.values()];
  const durations = phases.map(({ duration }) => number(duration)).filter((each) => each !== null);
  const [first, last] = [phases[0], phases.at(-1)];
  const stated: readonly unknown[] = Array.isArray(last?.["user_properties"]) ? last["user_properties"] : [];
  return testCase({
    ...{ name, className, suite: file, line: test.line, outcome, skipKind },
    file: file === "" ? null : file,
    durationSeconds: durations.length === 0 ? null : durations.reduce((sum, each) => sum + each, 0),
    message: (told === null ? null : wordsOf(told)) ?? why ?? null,
    runs: test.runs,
    flaky: test.hadFailure && outcome === "passed",
    properties: [
      ...Object.keys(asObject(first?.["keywords"]) ?? {}).map((value) => ({ name: "keyword", value })),
      ...stated.flatMap((pair) => (Array.isArray(pair) ? [{ name: asText(pair[0]), value: asText(pair[1]) }] : [])),
    ],
  });
}

/** Why: the reason of an expected failure; a text; a skip's file, line and reason; or the parts of a traceback. */
function wordsOf(report: JsonObject): string | null {
  const { wasxfail, longrepr } = report;
  const crash = asObject(asObject(longrepr)?.["reprcrash"]);
  const reason = Array.isArray(longrepr) ? text(longrepr[2])?.replace(/^Skipped: /, "") : text(longrepr);
  return cleanMessage(text(wasxfail) ?? text(crash?.["message"]) ?? reason);
}
