import type { ArmColumns, CoverageColumns, LineColumns, PlainLineColumns } from "../model/coverage.ts";
import type { LineRange } from "./symbols.ts";

/** A line that begins or ends code that SimpleCov leaves out (its `nocov_token`). */
const mark = ":nocov:";

/** Code between the marks of one source, marks included; the last may have no end. */
export function nocovRanges(markers: readonly { readonly line: number; readonly mark: string }[]): LineRange[] {
  const lines = markers.filter((each) => each.mark === mark).map(({ line }) => line);
  const ranges: LineRange[] = [];
  for (let at = 0; at < lines.length; at += 2)
    ranges.push({ line: lines[at]!, endLine: lines[at + 1] ?? Number.MAX_SAFE_INTEGER });
  return ranges;
}

/**
 * Coverage without code that the marks leave out, which is told as excluded: SimpleCov's own result file holds all lines,
 * and its numbers are without them (https://github.com/simplecov-ruby/simplecov, "Ignoring/skipping code").
 *
 * @param ranges what to leave out, by row of the file
 */
export function withoutRanges(
  columns: CoverageColumns,
  ranges: ReadonlyMap<number, readonly LineRange[]>,
): CoverageColumns {
  // A report that tells itself what was left out has done so.
  if (columns.lines === null || columns.excluded !== null || ranges.size === 0) return columns;
  const isOut = (file: number, line: number) =>
    ranges.get(file)?.some((range) => line >= range.line && line <= range.endLine) === true;
  const { number } = columns.lines;
  const kept = keptRows(columns.lines.start, number, (file, line) => !isOut(file, line));
  const left = keptRows(columns.lines.start, number, isOut);
  const lines: LineColumns = {
    start: kept.start,
    number: Uint32Array.from(kept.rows, (row) => number[row]!),
    hits: Float64Array.from(kept.rows, (row) => columns.lines!.hits[row]!),
  };
  const excluded: PlainLineColumns = {
    start: left.start,
    number: Uint32Array.from(left.rows, (row) => number[row]!),
  };
  return { ...columns, lines, excluded, branches: columns.branches && armsWithout(columns.branches, isOut) };
}

function armsWithout(arms: ArmColumns, isOut: (file: number, line: number) => boolean): ArmColumns {
  const { start, rows } = keptRows(arms.start, arms.line, (file, line) => !isOut(file, line));
  return {
    ...arms,
    start,
    line: Uint32Array.from(rows, (row) => arms.line[row]!),
    key: Uint32Array.from(rows, (row) => arms.key[row]!),
    hits: Float64Array.from(rows, (row) => arms.hits[row]!),
    label: Uint32Array.from(rows, (row) => arms.label[row]!),
  };
}

/** Rows of which the question holds, and where those of each file start. */
function keptRows(
  start: Uint32Array,
  lines: ArrayLike<number>,
  holds: (file: number, line: number) => boolean,
): { readonly start: Uint32Array; readonly rows: readonly number[] } {
  const starts = new Uint32Array(start.length);
  const rows: number[] = [];
  for (let file = 0; file + 1 < start.length; file++) {
    for (let row = start[file]!; row < start[file + 1]!; row++) if (holds(file, lines[row]!)) rows.push(row);
    starts[file + 1] = rows.length;
  }
  return { start: starts, rows };
}
