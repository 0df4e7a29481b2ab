import type { Problem, TestReport } from "../model/report.ts";
import { type SuiteError, type TestCase, testTotals } from "../model/tests.ts";
import { cleanMessage } from "./testTexts.ts";

/** A test case with what most formats leave out filled in as not stated. */
export function testCase(stated: Pick<TestCase, "name" | "outcome"> & Partial<TestCase>): TestCase {
  return {
    className: "",
    suite: "",
    file: null,
    line: null,
    skipKind: null,
    durationSeconds: null,
    properties: [],
    runs: 1,
    flaky: false,
    ...stated,
    message: cleanMessage(stated.message),
  };
}

/** What a test format has gathered at the end of a file. */
export interface Gathered {
  readonly cases: readonly TestCase[];
  readonly suiteErrors?: readonly SuiteError[];
  readonly aborted?: string | null;
  readonly dialect: string;
  readonly producer?: string | null;
  readonly generated?: string | null;
  /** The report's own totals by its own names. */
  readonly declared?: Readonly<Record<string, number>> | null;
  /** How many tests the report itself says it holds, where it does. */
  readonly declaredTotal?: number | null;
}

/** The report; tells where the report's own total is not that of its tests, and where there is no test at all. */
export function testReport(gathered: Gathered, tell: (problem: Problem) => void): TestReport {
  const {
    cases,
    suiteErrors = [],
    aborted = null,
    dialect,
    producer = null,
    generated = null,
    declared = null,
  } = gathered;
  const total = gathered.declaredTotal ?? null;
  const counted = testTotals(cases).total;
  if (total !== null && total !== counted) {
    tell({
      severity: "warning",
      code: "summary-differs",
      message: `The report's own summary says ${total} tests, it lists ${counted}: the listed ones count`,
    });
  } else if (counted === 0 && suiteErrors.length === 0)
    tell({ severity: "warning", code: "no-tests", message: "the report holds no test" });
  return { kind: "tests", cases, suiteErrors, aborted, dialect, producer, generated, commit: null, declared };
}

/** Members of a JSON object that are numbers. */
export function figures(
  value: Readonly<Record<string, unknown>> | null,
  names?: readonly string[],
): Readonly<Record<string, number>> | null {
  const found = Object.entries(value ?? {}).filter(
    (each): each is [string, number] => typeof each[1] === "number" && (names === undefined || names.includes(each[0])),
  );
  return found.length === 0 ? null : Object.fromEntries(found);
}

/** Milliseconds since 1970 as ISO 8601 UTC. */
export function fromMilliseconds(value: unknown): string | null {
  return typeof value === "number" && value > 0 && value < 7e12 ? new Date(value).toISOString() : null;
}
