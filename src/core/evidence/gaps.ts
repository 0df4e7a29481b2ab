import type { FileCoverage } from "./fileCoverage.ts";

/** Called for a stretch of lines, 1-based and inclusive, with how many executable lines it holds. */
type VisitRange = (line: number, endLine: number, lines: number) => void;

/**
 * Called for one executed line with branch arms that were not taken; its arms are the rows from `firstRow` on, `total` of
 * them.
 */
type VisitBranch = (line: number, covered: number, total: number, firstRow: number) => void;

/**
 * Stretches of executable lines for which `wanted` holds: lines that hold no code do not part them, any other executable
 * line does. Nothing is made for a stretch: a report can hold millions of them.
 */
function forEachRange(
  coverage: FileCoverage,
  wanted: (row: number) => boolean,
  inScope: (line: number) => boolean,
  visit: VisitRange,
): void {
  let first = 0;
  let last = 0;
  let lines = 0;
  const { lines: executable } = coverage;
  for (let row = 0; row < executable.length; row++) {
    const line = executable[row]!;
    if (wanted(row) && inScope(line)) {
      if (lines === 0) first = line;
      last = line;
      lines++;
    } else if (lines > 0) {
      visit(first, last, lines);
      lines = 0;
    }
  }
  if (lines > 0) visit(first, last, lines);
}

/** Lines known not to be executed. */
export function forEachUncovered(coverage: FileCoverage, inScope: (line: number) => boolean, visit: VisitRange): void {
  const { unknown, hits } = coverage;
  forEachRange(coverage, (row) => unknown[row] === 0 && !(hits[row]! > 0), inScope, visit);
}

/** Lines of which nothing is known because the source moved on. */
export function forEachUnknown(coverage: FileCoverage, inScope: (line: number) => boolean, visit: VisitRange): void {
  const { unknown, freshness } = coverage;
  if (freshness !== "stale") return;
  forEachRange(coverage, (row) => unknown[row] === 1, inScope, visit);
}

/** Executed lines with arms not taken. Lines never executed are gaps of their own and not told of here. */
export function forEachPartialBranch(
  coverage: FileCoverage,
  inScope: (line: number) => boolean,
  visit: VisitBranch,
): void {
  const { branches, lines, hits, unknown } = coverage;
  if (branches === null) return;
  let at = 0;
  for (let row = 0; row < branches.line.length; ) {
    const line = branches.line[row]!;
    const firstRow = row;
    let covered = 0;
    for (; row < branches.line.length && branches.line[row] === line; row++) if (branches.hits[row]! > 0) covered++;
    const total = row - firstRow;
    if (covered === total || !inScope(line)) continue;
    while (at < lines.length && lines[at]! < line) at++;
    const listed = at < lines.length && lines[at] === line;
    if (listed ? hits[at]! > 0 && unknown[at] === 0 : covered > 0) visit(line, covered, total, firstRow);
  }
}
