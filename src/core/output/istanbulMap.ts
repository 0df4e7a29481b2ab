import type { FileCoverageData, Range } from "istanbul-lib-coverage";
import { type CoverageColumns, functionName } from "../model/coverage.ts";

/**
 * One file of a report as Istanbul holds it: statements, functions and branches with their places. Source of the shape:
 * istanbul-lib-coverage. Lines become statements of a whole line each, unless the report has statements whose lines are
 * exactly the lines it lists. What Istanbul cannot hold (a decision that was never reached, conditions) is left out.
 */
export function istanbulFile(columns: CoverageColumns, row: number): FileCoverageData {
  return {
    path: columns.paths[row]!,
    ...statementsOf(columns, row),
    ...functionsOf(columns, row),
    ...branchesOf(columns, row),
  };
}

/** From a column to the end of the line: Istanbul writes null for it. */
const endOfLine = null as unknown as number;

function wholeLine(line: number): Range {
  return { start: { line, column: 0 }, end: { line, column: endOfLine } };
}

function statementsOf(columns: CoverageColumns, row: number): Pick<FileCoverageData, "statementMap" | "s"> {
  const statementMap: FileCoverageData["statementMap"] = {};
  const s: FileCoverageData["s"] = {};
  const { lines, statements } = columns;
  if (statements !== null && statementsTellLines(columns, row)) {
    for (let at = statements.start[row]!, id = 0; at < statements.start[row + 1]!; at++, id++) {
      const endColumn = statements.endColumn[at]!;
      statementMap[id] = {
        start: { line: statements.line[at]!, column: statements.column[at]! },
        end: { line: statements.endLine[at]!, column: endColumn === 0xffffffff ? endOfLine : endColumn },
      };
      s[id] = statements.hits[at]!;
    }
  } else if (lines !== null) {
    for (let at = lines.start[row]!, id = 0; at < lines.start[row + 1]!; at++, id++) {
      statementMap[id] = wholeLine(lines.number[at]!);
      s[id] = lines.hits[at]!;
    }
  }
  return { statementMap, s };
}

/** Whether the lines follow from the statements by Istanbul's rule: a line has the largest count that starts on it. */
export function statementsTellLines({ lines, statements }: CoverageColumns, row: number): boolean {
  if (statements === null || statements.weight !== null) return false;
  if (lines === null) return true;
  const told = new Map<number, number>();
  for (let at = statements.start[row]!; at < statements.start[row + 1]!; at++) {
    const line = statements.line[at]!;
    told.set(line, Math.max(told.get(line) ?? 0, statements.hits[at]!));
  }
  if (told.size !== lines.start[row + 1]! - lines.start[row]!) return false;
  for (let at = lines.start[row]!; at < lines.start[row + 1]!; at++)
    if (told.get(lines.number[at]!) !== lines.hits[at]) return false;
  return true;
}

function functionsOf(columns: CoverageColumns, row: number): Pick<FileCoverageData, "fnMap" | "f"> {
  const fnMap: FileCoverageData["fnMap"] = {};
  const f: FileCoverageData["f"] = {};
  const { functions } = columns;
  if (functions === null) return { fnMap, f };
  for (let at = functions.start[row]!, id = 0; at < functions.start[row + 1]!; at++, id++) {
    const line = functions.line[at]!;
    const end = functions.end[at]! || line;
    fnMap[id] = {
      name: functionName(functions, at),
      line,
      decl: wholeLine(line),
      loc: { start: { line, column: 0 }, end: { line: end, column: endOfLine } },
    };
    f[id] = functions.hits[at]!;
  }
  return { fnMap, f };
}

/** All arms of a line are the arms of one branch. */
function branchesOf(columns: CoverageColumns, row: number): Pick<FileCoverageData, "branchMap" | "b"> {
  const branchMap: FileCoverageData["branchMap"] = {};
  const b: FileCoverageData["b"] = {};
  const { branches } = columns;
  if (branches === null) return { branchMap, b };
  const end = branches.start[row + 1]!;
  for (let at = branches.start[row]!, id = 0; at < end; id++) {
    const line = branches.line[at]!;
    const counts: number[] = [];
    for (; at < end && branches.line[at] === line; at++) counts.push(Math.max(0, branches.hits[at]!));
    branchMap[id] = {
      line,
      type: "branch",
      loc: wholeLine(line),
      locations: counts.map(() => wholeLine(line)),
    };
    b[id] = counts;
  }
  return { branchMap, b };
}
