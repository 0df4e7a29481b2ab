import assert from "node:assert/strict";
import type { ReportFormat } from "../../../../src/core/formats/format.ts";
import { type ParseOutcome, ReportParser } from "../../../../src/core/formats/parser.ts";
import { type CoverageColumns, functionName } from "../../../../src/core/model/coverage.ts";
import type { CoverageReport } from "../../../../src/core/model/report.ts";

/** Reads a report with one format through the whole parser, in pieces of `size` bytes. */
export function parseWith(format: ReportFormat, report: string | Uint8Array, size = 1 << 20): ParseOutcome {
  const bytes = typeof report === "string" ? new TextEncoder().encode(report) : report;
  const parser = new ReportParser([format], "report.xml");
  for (let at = 0; at < bytes.length; at += size) parser.write(bytes.slice(at, at + size));
  return parser.end();
}

/** The coverage report of a text that must be readable. */
export function readCoverage(format: ReportFormat, report: string): { report: CoverageReport; codes: string[] } {
  const outcome = parseWith(format, report);
  assert.equal(outcome.status, "read", JSON.stringify(outcome.problems));
  assert.ok(outcome.report?.kind === "coverage");
  return { report: outcome.report, codes: outcome.problems.map(({ code }) => code) };
}

/** The columns as one would write them down: "line:hits", "line:arm=hits label", "name line-end=hits" by path. */
export function writtenDown(coverage: CoverageColumns): Record<string, Record<string, readonly string[]>> {
  const { lines, branches, functions, statements } = coverage;
  return Object.fromEntries(
    coverage.paths.map((path, file) => {
      const rows = (start: Uint32Array, show: (row: number) => string) =>
        Array.from({ length: start[file + 1]! - start[file]! }, (_, at) => show(start[file]! + at));
      return [
        path,
        {
          ...(lines && { lines: rows(lines.start, (row) => `${lines.number[row]}:${lines.hits[row]}`) }),
          ...(branches && {
            branches: rows(branches.start, (row) =>
              `${branches.line[row]}:${branches.key[row]}=${branches.hits[row]} ${coverage.labels[branches.label[row]!]}`.trim(),
            ),
          }),
          ...(functions && {
            functions: rows(
              functions.start,
              (row) =>
                `${functionName(functions, row)} ${functions.line[row]}-${functions.end[row]}=${functions.hits[row]}`,
            ),
          }),
          ...(statements && {
            statements: rows(
              statements.start,
              (row) =>
                `${statements.line[row]}.${statements.column[row]}-${statements.endLine[row]}.${statements.endColumn[row]}=${statements.hits[row]}`,
            ),
          }),
        },
      ];
    }),
  );
}

/** Every beginning of a report is either invalid or not recognised, and never a crash. */
export function refusesEveryBeginning(format: ReportFormat, report: string): void {
  const bytes = new TextEncoder().encode(report.trimEnd());
  for (let length = 0; length < bytes.length; length++) {
    for (const size of [7, 1 << 20]) {
      const { status, problems } = parseWith(format, bytes.subarray(0, length), size);
      assert.ok(status === "invalid" || status === "unrecognised", `${length} bytes: ${status}`);
      assert.ok(problems.length > 0);
      assert.notEqual(problems[0]!.code, "reader-fault", problems[0]!.message);
    }
  }
  assert.equal(parseWith(format, bytes, 7).status, "read");
}
