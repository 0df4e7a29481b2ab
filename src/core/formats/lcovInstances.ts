import { narrowCounts, narrowWhole } from "../model/columns.ts";
import type { FunctionColumns } from "../model/coverage.ts";

/**
 * llvm-cov lists each instance of a function in its LCOV (a template's types, a crate that was compiled once more for
 * its tests), and FNF counts functions (CoverageExporterLcov.cpp, renderFunctions and renderFunctionSummary). Where
 * FNF says fewer than are listed and as many as there are first lines, those that begin in one line are one function.
 *
 * @param stated FNF of each record
 */
export function withoutInstances(columns: FunctionColumns, stated: Float64Array): FunctionColumns {
  const { start, line } = columns;
  const isFolded = (record: number) => {
    const [from, to] = [start[record]!, start[record + 1]!];
    return stated[record]! < to - from && new Set(line.subarray(from, to)).size === stated[record];
  };
  const folded = Array.from(stated.keys()).map(isFolded);
  if (!folded.includes(true)) return columns;
  const kept: number[] = [];
  const hits = Float64Array.from(columns.hits);
  const starts = new Uint32Array(start.length);
  for (let record = 0; record < folded.length; record++) {
    const byLine = new Map<number, number>();
    for (let row = start[record]!; row < start[record + 1]!; row++) {
      const first = folded[record] ? byLine.get(line[row]!) : undefined;
      if (first !== undefined) hits[first]! += hits[row]!;
      else {
        byLine.set(line[row]!, row);
        kept.push(row);
      }
    }
    starts[record + 1] = kept.length;
  }
  const pick = (values: ArrayLike<number>) => narrowWhole(Uint32Array.from(kept, (row) => values[row]!));
  return {
    start: starts,
    line: pick(line),
    end: pick(columns.end),
    name: pick(columns.name),
    names: columns.names,
    hits: narrowCounts(Float64Array.from(kept, (row) => hits[row]!)),
  };
}
