import type { FileCoverage } from "./fileCoverage.ts";

/** A stretch of lines, 1-based and inclusive, with how many executable lines it holds. */
export interface GapRange {
  readonly line: number;
  readonly endLine: number;
  readonly lines: number;
}

/** One executed line with branch arms that were not taken. */
export interface PartialBranch {
  readonly line: number;
  readonly covered: number;
  readonly total: number;
  /** What the missing arms are, where a report says it. */
  readonly missing: readonly string[];
}

/**
 * Stretches of executable lines for which `wanted` holds: lines that hold no code do not part them, any other executable
 * line does.
 */
export function ranges(
  coverage: FileCoverage,
  wanted: (row: number) => boolean,
  inScope: (line: number) => boolean,
): GapRange[] {
  const found: GapRange[] = [];
  let open: { line: number; endLine: number; lines: number } | null = null;
  for (let row = 0; row < coverage.lines.length; row++) {
    const line = coverage.lines[row]!;
    if (wanted(row) && inScope(line)) {
      if (open === null) {
        open = { line, endLine: line, lines: 0 };
        found.push(open);
      }
      open.endLine = line;
      open.lines++;
    } else open = null;
  }
  return found;
}

/** Lines known not to be executed. */
export function uncoveredRanges(coverage: FileCoverage, inScope: (line: number) => boolean): GapRange[] {
  return ranges(coverage, (row) => coverage.unknown[row] === 0 && !(coverage.hits[row]! > 0), inScope);
}

/** Lines of which nothing is known because the source moved on. */
export function unknownRanges(coverage: FileCoverage, inScope: (line: number) => boolean): GapRange[] {
  return ranges(coverage, (row) => coverage.unknown[row] === 1, inScope);
}

/** Executed lines with arms not taken. Lines never executed are gaps of their own and not listed here. */
export function partialBranches(coverage: FileCoverage, inScope: (line: number) => boolean): PartialBranch[] {
  const { branches } = coverage;
  if (branches === null) return [];
  const executed = new Map<number, boolean>();
  for (let row = 0; row < coverage.lines.length; row++) {
    executed.set(coverage.lines[row]!, coverage.hits[row]! > 0 && coverage.unknown[row] === 0);
  }
  const found: PartialBranch[] = [];
  for (let row = 0; row < branches.line.length; ) {
    const line = branches.line[row]!;
    let covered = 0;
    let total = 0;
    const missing: string[] = [];
    for (; row < branches.line.length && branches.line[row] === line; row++) {
      total++;
      if (branches.hits[row]! > 0) covered++;
      else if (branches.label[row] !== 0) missing.push(branches.labels[branches.label[row]!]!);
    }
    if (covered < total && inScope(line) && (executed.get(line) ?? covered > 0))
      found.push({ line, covered, total, missing });
  }
  return found;
}
