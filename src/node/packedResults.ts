import { type CaseColumns, caseBuffers, packCases, unpackCases } from "../core/model/caseColumns.ts";
import { coverageBuffers } from "../core/model/coverage.ts";
import type { ReadResult, Report, TestReport } from "../core/model/report.ts";

/** A result whose tests are columns, as coverage is anyway: the form for other threads and for files. */
export interface PackedResult extends Omit<ReadResult, "report"> {
  readonly report: Exclude<Report, TestReport> | PackedTestReport | null;
}

interface PackedTestReport extends Omit<TestReport, "cases"> {
  readonly cases: CaseColumns;
}

export function packResults(results: readonly ReadResult[]): readonly PackedResult[] {
  return results.map(({ report, ...rest }) => ({
    ...rest,
    report: report?.kind === "tests" ? { ...report, cases: packCases(report.cases) } : report,
  }));
}

export function unpackResults(results: readonly PackedResult[]): readonly ReadResult[] {
  return results.map(({ report, ...rest }) => ({
    ...rest,
    report: report?.kind === "tests" ? { ...report, cases: unpackCases(report.cases) } : report,
  }));
}

/** Every array buffer of the results once, for handing them to another thread without a copy. */
export function packedBuffers(results: readonly PackedResult[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { report } of results) {
    if (report?.kind === "coverage") for (const buffer of coverageBuffers(report.coverage)) buffers.add(buffer);
    if (report?.kind === "tests") for (const buffer of caseBuffers(report.cases)) buffers.add(buffer);
  }
  return [...buffers];
}
