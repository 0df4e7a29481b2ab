import type { Assessment } from "../model/assessment.ts";
import { coverageTotals } from "../model/coverage.ts";
import { mutationTotals } from "../model/mutation.ts";
import type { Problem, ReadResult, Report, TestReport } from "../model/report.ts";
import { testTotals } from "../model/tests.ts";

/** The assessment as the public JSON contract has it: what the editor shows, to the last field. */
export function assessmentJson(assessment: Assessment): string {
  return `${JSON.stringify(assessment, null, 2)}\n`;
}

/** One file as `inspect --json` tells of it. null always means "the report holds no such data". */
export interface Inspection {
  readonly path: string;
  readonly format: string | null;
  readonly kind: string | null;
  readonly dialect: string | null;
  readonly producer: string | null;
  readonly status: ReadResult["status"];
  readonly problems: readonly Problem[];
  /** The report's own summary, by its own names; never counted. */
  readonly declared: Readonly<Record<string, number>> | null;
  readonly coverage?: ReturnType<typeof coverageTotals>;
  /** Only where coverage lists what ran and not what could have run: no percentage follows from its totals. */
  readonly completeness?: "executed-only";
  readonly tests?: ReturnType<typeof testTotals>;
  /** Errors that belong to no test: a package that did not build, a file that failed to load. Only where there are any. */
  readonly suiteErrors?: TestReport["suiteErrors"];
  /** Why what the tests hold is not a whole run. Only where it is not. */
  readonly aborted?: string;
  readonly benchmarks?: { readonly count: number };
  readonly documentation?: { readonly covered: number; readonly total: number };
  readonly findings?: { readonly count: number };
  readonly mutation?: { readonly killed: number; readonly total: number };
}

/** What a file is and holds, counted from its elements. */
export function inspection({ path, format, kind, status, problems, report }: ReadResult): Inspection {
  return {
    path,
    format,
    kind,
    dialect: report?.dialect ?? null,
    producer: report?.producer ?? null,
    status,
    problems,
    declared: report?.declared ?? null,
    ...(report === null ? {} : held(report)),
  };
}

function held(report: Report): Partial<Inspection> {
  switch (report.kind) {
    case "coverage":
      return {
        coverage: coverageTotals(report.coverage),
        ...(report.completeness === "full" ? {} : { completeness: report.completeness }),
      };
    case "tests":
      return {
        tests: testTotals(report.cases),
        ...(report.suiteErrors.length > 0 ? { suiteErrors: report.suiteErrors } : {}),
        ...(report.aborted === null ? {} : { aborted: report.aborted }),
      };
    case "benchmarks":
      return { benchmarks: { count: report.benchmarks.length } };
    case "documentation":
      return { documentation: { covered: report.covered, total: report.total } };
    case "findings":
      return { findings: { count: report.findings.length } };
    case "mutation":
      return { mutation: mutationTotals(report.mutants) };
  }
}

export function inspectionJson(results: readonly ReadResult[]): string {
  return `${JSON.stringify(results.map(inspection), null, 2)}\n`;
}
