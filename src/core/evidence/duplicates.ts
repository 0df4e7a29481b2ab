import type { CoverageColumns } from "../model/coverage.ts";
import type { PlacedReport } from "./placedReport.ts";

/**
 * Reports that say again what another one says: one run that wrote LCOV and Cobertura counts once. Two reports are the
 * same run where nine of ten files that the smaller one saw run stand in both, and all that do with the same hits of the
 * same lines; between formats as many lines covered in nine of ten are enough, since formats differ in which lines they
 * list and in what they count. Files in which nothing ran tell nothing: parts of one run list the whole project.
 *
 * @returns for each report the index of the report that speaks for it, or -1 where it speaks for itself
 */
export function findDuplicates(reports: readonly PlacedReport[]): readonly number[] {
  if (reports.length < 2) return reports.map(() => -1);
  const order = reports
    .map((_, index) => index)
    .sort(
      (a, b) =>
        richness(reports[b]!) - richness(reports[a]!) ||
        reports[b]!.contributions.size - reports[a]!.contributions.size ||
        compare(reports[a]!.read.path, reports[b]!.read.path),
    );
  const counts = reports.map(
    (report) =>
      new Map([...report.contributions].map(([file, { columns, row }]) => [file, countsOf(columns, row)] as const)),
  );
  const speaker = reports.map(() => -1);
  const kept: number[] = [];
  for (const index of order) {
    const mine = counts[index]!;
    const same = kept.find((other) =>
      sameRun(mine, counts[other]!, reports[index]!.read.format === reports[other]!.read.format),
    );
    if (same === undefined) kept.push(index);
    else speaker[index] = same;
  }
  return speaker;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * How much a report can tell: which arm of a branch was missed beats how many; lines that are listed exactly beat all
 * else (coverage.py's JSON lists docstrings among them, its XML does not).
 */
function richness({ read, report: { coverage: columns } }: PlacedReport): number {
  const branches = columns.branches === null ? 0 : columns.branches.identity === "arms" ? 4 : 2;
  const exact = read.problems.some((problem) => problem.code === "uncounted-lines") ? 0 : 16;
  return (
    (columns.lines === null ? 0 : exact + 8) +
    branches +
    (columns.conditions === null ? 0 : 4) +
    (columns.functions === null ? 0 : 1) +
    (columns.statements === null ? 0 : 1)
  );
}

/** What a report covers of one file. */
interface Covered {
  /** Covered of all lines, as a text; null: the report does not say. */
  readonly counts: string | null;
  readonly ran: boolean;
  /** Hash of the covered lines and their hits. */
  readonly hits: number;
}

function countsOf({ lines, totals }: CoverageColumns, row: number): Covered {
  if (lines === null)
    return totals === null || Number.isNaN(totals.linesTotal[row]!)
      ? { counts: null, ran: true, hits: 0 }
      : {
          counts: `${totals.linesCovered[row]}/${totals.linesTotal[row]}`,
          ran: totals.linesCovered[row]! > 0,
          hits: 0,
        };
  let covered = 0;
  let hash = 0;
  const [from, to] = [lines.start[row]!, lines.start[row + 1]!];
  for (let at = from; at < to; at++) {
    if (!(lines.hits[at]! > 0)) continue;
    covered++;
    hash = (Math.imul(Math.imul(hash, 31) + lines.number[at]!, 31) + lines.hits[at]!) | 0;
  }
  return { counts: `${covered}/${to - from}`, ran: covered > 0, hits: hash };
}

function sameRun(a: ReadonlyMap<string, Covered>, b: ReadonlyMap<string, Covered>, sameFormat: boolean): boolean {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let all = 0;
  let same = 0;
  for (const [file, mine] of small) {
    const other = large.get(file);
    if (!mine.ran && other?.ran !== true) continue;
    all++;
    if (other === undefined || mine.counts === null || other.counts === null) continue;
    if (mine.counts === other.counts && (!sameFormat || mine.hits === other.hits)) same++;
    // Parts of one run agree in all that each of them only imports.
    else if (sameFormat) return false;
  }
  return all > 0 && same >= 0.9 * all;
}
