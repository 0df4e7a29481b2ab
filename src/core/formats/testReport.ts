import type { TestReport } from "../model/report.ts";
import { type TestCase, TestMap, type TestOutcome, testTotals } from "../model/tests.ts";
import { InvalidReport, type ReadContext, unstated } from "./format.ts";
import { asText } from "./jsonValues.ts";

const noProperties: TestCase["properties"] = [];

/** A case with what a format states of it; the rest is "not stated". */
export function testCase(
  stated: Pick<TestCase, "name" | "outcome"> & Partial<Omit<TestCase, "name" | "outcome">>,
): TestCase {
  // One by one, so that the many cases of a report are alike: spread, each would take half as much memory again.
  return {
    name: stated.name,
    className: stated.className ?? "",
    suite: stated.suite ?? "",
    file: stated.file ?? null,
    line: stated.line ?? null,
    outcome: stated.outcome,
    skipKind: stated.skipKind ?? null,
    durationSeconds: stated.durationSeconds ?? null,
    message: stated.message ?? null,
    properties: stated.properties === undefined || stated.properties.length === 0 ? noProperties : stated.properties,
    runs: stated.runs ?? 1,
    flaky: stated.flaky ?? false,
  };
}

/** A report of more tests than this is none that anybody wrote tests for, and would take gigabytes. */
export const mostTests = 2_000_000;

/** Refuses the report that has one more than the most tests: for readers of formats that need few bytes for one. */
export function checkNumberOfTests(count: number): void {
  if (count > mostTests)
    throw new InvalidReport("too-many-tests", `it holds more than ${mostTests / 1e6} million tests`);
}

/** A report with what a format states; the rest is "not stated". A report without a test is read, and says so. */
export function testReport(
  context: ReadContext,
  stated: Pick<TestReport, "cases"> & Partial<Omit<TestReport, "kind" | "cases">>,
): TestReport {
  const report: TestReport = {
    kind: "tests",
    suiteErrors: [],
    aborted: null,
    shard: null,
    ...unstated,
    ...stated,
  };
  if (report.cases.length === 0)
    context.problem({ severity: "warning", code: "no-tests", message: "the report holds no test" });
  return report;
}

/**
 * A warning for each figure of the report's own summary that its list does not make: the list counts. Figures that are
 * not stated (null) are not compared; `total` is of all cases.
 */
export function compareTotals(
  context: ReadContext,
  cases: readonly TestCase[],
  stated: Partial<Record<TestOutcome | "total", number | null>>,
): void {
  const counted = testTotals(cases);
  const words = { total: "tests", passed: "passed", failed: "failed", errored: "errors", skipped: "skipped" } as const;
  for (const key of ["total", "passed", "failed", "errored", "skipped"] as const) {
    const said = stated[key];
    if (said === undefined || said === null || Number.isNaN(said) || said === counted[key]) continue;
    tellDifference(context, `${said} ${words[key]}`, counted[key]);
  }
}

/** The warning that a report's own summary says something else ("3 tests") than it lists. */
export function tellDifference(context: ReadContext, said: string, listed: number): void {
  context.problem({
    severity: "warning",
    code: "summary-differs",
    message: `The report's own summary says ${said}, it lists ${listed}: the listed ones count`,
  });
}

/** Tests of formats in which two of one name are never runs of one test: the second is "name #2". */
export function withDistinctNames(cases: readonly TestCase[]): readonly TestCase[] {
  const seen = new TestMap<number>();
  return cases.map((test) => {
    const count = (seen.get(test) ?? 0) + 1;
    seen.set(test, count);
    return count === 1 ? test : { ...test, name: `${test.name} #${count}` };
  });
}

/**
 * What a format's words for the end of a test mean. A word that is not among them is no pass: its tests are errors, and
 * the word is told once.
 */
export class OutcomeWords {
  readonly #context: ReadContext;
  readonly #known: ReadonlyMap<string, TestOutcome>;
  readonly #told = new Set<string>();

  constructor(context: ReadContext, known: Readonly<Record<string, TestOutcome>>) {
    this.#context = context;
    this.#known = new Map(Object.entries(known));
  }

  /** `word` as the report has it; null or absent: it says none. */
  of(word: unknown): TestOutcome {
    const text = word === undefined || word === null ? "" : asText(word);
    return this.#known.get(text) ?? this.#unknown(text);
  }

  #unknown(word: string): TestOutcome {
    if (!this.#told.has(word)) {
      this.#told.add(word);
      const what =
        word === "" ? "Tests without an outcome" : `The outcome "${word.slice(0, 80)}" is not known: its tests`;
      this.#context.problem({ severity: "warning", code: "unknown-outcome", message: `${what} count as errors` });
    }
    return "errored";
  }
}

/** Names of enclosing suites as one path, without empty ones. */
export function suitePath(names: readonly (string | null)[]): string {
  return names.filter((name) => name !== null && name !== "").join(" > ");
}

/** A test's name with its parameters, where a format keeps them apart: `name[a=1, b=2]`. */
export function withParameters(name: string, parameters: readonly (readonly [string, string])[]): string {
  if (parameters.length === 0) return name;
  return `${name}[${parameters.map(([key, value]) => (key === "" ? value : `${key}=${value}`)).join(", ")}]`;
}

/** Milliseconds as seconds; null where it is no duration. */
export function milliseconds(value: number | null): number | null {
  return value === null || value < 0 ? null : value / 1000;
}
