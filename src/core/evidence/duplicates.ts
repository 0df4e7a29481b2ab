import type { CoverageColumns } from "../model/coverage.ts";
import type { PlacedReport } from "./placedReport.ts";

/**
 * Reports that say again what another one says: one run that wrote LCOV and Cobertura counts once. Two reports are the
 * same run where nine of ten files that the smaller one saw run stand in both, and all that do with the same hits of the
 * same lines; between formats as many lines covered in nine of ten are enough, since formats differ in which lines they
 * list and in what they count. Where each covers what the other does not, the runs are two. Files in which nothing ran
 * tell nothing: parts of one run list the whole project.
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
  /** Hash of the covered lines and their hits; null: the report has totals alone. */
  readonly hits: number | null;
  readonly columns: CoverageColumns;
  readonly row: number;
}

function countsOf(columns: CoverageColumns, row: number): Covered {
  const { lines, totals } = columns;
  if (lines === null)
    return totals === null || Number.isNaN(totals.linesTotal[row]!)
      ? { counts: null, ran: true, hits: null, columns, row }
      : {
          counts: `${totals.linesCovered[row]}/${totals.linesTotal[row]}`,
          ran: totals.linesCovered[row]! > 0,
          hits: null,
          columns,
          row,
        };
  let covered = 0;
  let hash = 0;
  const [from, to] = [lines.start[row]!, lines.start[row + 1]!];
  for (let at = from; at < to; at++) {
    if (!(lines.hits[at]! > 0)) continue;
    covered++;
    hash = (Math.imul(Math.imul(hash, 31) + lines.number[at]!, 31) + lines.hits[at]!) | 0;
  }
  return { counts: `${covered}/${to - from}`, ran: covered > 0, hits: hash, columns, row };
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
    // A summary is another format than the report that it sums up, also where both have one name.
    const bothHaveHits = sameFormat && mine.hits !== null && other.hits !== null;
    const isSame = bothHaveHits
      ? (mine.hits === other.hits && mine.counts === other.counts) || null
      : tellTheSame(mine, other, sameFormat);
    // Parts of one run agree in all that each of them only imports.
    if (isSame === null) return false;
    if (isSame) same++;
  }
  return all > 0 && same >= 0.9 * all;
}

/**
 * Whether two lists of one file are of one run: as many lines covered, and nearly all that both list alike; or, between
 * formats, one lists all lines of the other one and covers the same of them. null: they are of two, each covers what the
 * other one does not.
 */
function tellTheSame(a: Covered, b: Covered, sameFormat: boolean): boolean | null {
  const asMany = a.counts === b.counts;
  const [few, many] = sizeOf(a) <= sizeOf(b) ? [a, b] : [b, a];
  const [own, all] = [few.columns.lines, many.columns.lines];
  if (own === null || all === null || sizeOf(few) === 0) return asMany;
  let place = all.start[many.row]!;
  const end = all.start[many.row + 1]!;
  let shared = 0;
  let onlyFew = 0;
  let onlyMany = 0;
  for (let at = own.start[few.row]!; at < own.start[few.row + 1]!; at++) {
    const line = own.number[at]!;
    while (place < end && all.number[place]! < line) place++;
    if (place === end || all.number[place] !== line) continue;
    shared++;
    const [isFew, isMany] = [own.hits[at]! > 0, all.hits[place]! > 0];
    if (isFew && !isMany) onlyFew++;
    if (isMany && !isFew) onlyMany++;
  }
  const differ = onlyFew + onlyMany;
  if (differ > 0.1 * shared) return onlyFew > 0 && onlyMany > 0 ? null : false;
  return asMany || (!sameFormat && differ === 0 && shared === sizeOf(few));
}

function sizeOf({ columns, row }: Covered): number {
  return columns.lines === null ? 0 : columns.lines.start[row + 1]! - columns.lines.start[row]!;
}
