import type { CountColumn, WholeColumn } from "./columns.ts";

/**
 * Coverage as one report states it, in columns: one typed array per property for all files together, so that a
 * report of ten million lines is a few array buffers that move between threads without a copy.
 *
 * Everywhere here `null` for a group of columns means "the report holds no such data", which is neither 0 nor 100 %.
 * Line numbers are 1-based. Hits are non-negative counts; a fraction or a count beyond 2^53 is kept as the double it reads as.
 */
export interface CoverageColumns {
  /** Path of file i, exactly as the report writes it. A path stands once: repeated records are merged by the reader. */
  readonly paths: readonly string[];
  /** Executable lines, ascending and distinct within a file. null: the report has totals only. */
  readonly lines: LineColumns | null;
  /** Branch arms. */
  readonly branches: ArmColumns | null;
  /** Conditions (MC/DC): one arm per condition and sense. */
  readonly conditions: ArmColumns | null;
  readonly functions: FunctionColumns | null;
  /** Statements or regions with their ranges, where the report has them beside lines. */
  readonly statements: RangeColumns | null;
  /** Lines that the report itself says were excluded from measuring. */
  readonly excluded: PlainLineColumns | null;
  /** Totals per file as the report states them, for reports without lines (summaries). */
  readonly totals: TotalColumns | null;
  /** Content hash of a file's source as the report states it (for example an MD5 or SHA-1), or null. */
  readonly sourceHashes: readonly (SourceHash | null)[] | null;
  /** Texts used by `ArmColumns.label`; index 0 is always "". */
  readonly labels: readonly string[];
  /** Rows of the report that are of no source line and so in no column: from a reader only, which has them told. */
  readonly withoutLine?: number;
  /** Lines whose hits the report has below 0, which count as 0: from a reader only, which has them told. */
  readonly negative?: number;
}

/** Hits of an arm whose decision was never reached. */
export const neverEvaluated = -1;

export interface SourceHash {
  readonly algorithm: string;
  readonly value: string;
}

/** The rows of file i are `start[i]` up to but not including `start[i + 1]`; `start` is one longer than `paths`. */
interface Rows {
  readonly start: Uint32Array;
}

export interface PlainLineColumns extends Rows {
  readonly number: WholeColumn;
}

export interface LineColumns extends Rows {
  readonly number: WholeColumn;
  /** Executions of the line; > 0 is covered. */
  readonly hits: CountColumn;
  /**
   * The first four bytes of the MD5 of the line's text as it was measured, as a number of 32 bits; 0: not stated. Left out
   * where the report states none.
   */
  readonly sum?: WholeColumn;
}

export interface ArmColumns extends Rows {
  /** Line of the decision; rows ascend by line, then key. */
  readonly line: WholeColumn;
  /**
   * Tells the arms of one line apart. Arms of the same line and key in another report are the same arm where
   * `identity` is "arms".
   */
  readonly key: WholeColumn;
  /** Times the arm was taken; > 0 is covered; `neverEvaluated`: its decision was never reached (not covered either). */
  readonly hits: CountColumn;
  /** What the arm is, as an index into `labels` ("exit", "else", "true", "to line 14"); 0 where the report does not say. */
  readonly label: WholeColumn;
  /** "counts": the report gives only covered/total per line, and which arm is which is not known. */
  readonly identity: "arms" | "counts";
}

export interface FunctionColumns extends Rows {
  /** First line; 0 where the report does not say. */
  readonly line: WholeColumn;
  /** Last line; 0 where the report does not say. */
  readonly end: WholeColumn;
  readonly hits: CountColumn;
  /** Name of each function, as an index into `names`. */
  readonly name: WholeColumn;
  readonly names: NameColumns;
}

/** Names as UTF-8, one after the other: name j is bytes `end[j - 1]` (0 for the first) to `end[j]`. */
export interface NameColumns {
  readonly bytes: Uint8Array;
  readonly end: Uint32Array;
}

/** Ranges with 1-based lines and 0-based columns; `endColumn` 0xFFFFFFFF means to the end of the line. */
export interface RangeColumns extends Rows {
  readonly line: WholeColumn;
  readonly column: WholeColumn;
  readonly endLine: WholeColumn;
  readonly endColumn: WholeColumn;
  readonly hits: CountColumn;
  /** How many statements the range stands for (Go blocks); null: one each. */
  readonly weight: WholeColumn | null;
}

/** Per file: NaN where the report does not state that number. */
export interface TotalColumns {
  readonly linesCovered: Float64Array;
  readonly linesTotal: Float64Array;
  readonly branchesCovered: Float64Array;
  readonly branchesTotal: Float64Array;
  readonly functionsCovered?: Float64Array;
  readonly functionsTotal?: Float64Array;
  readonly statementsCovered?: Float64Array;
  readonly statementsTotal?: Float64Array;
}

/** Covered and total, both integers. A total of 0 is neither 0 % nor 100 %: there was nothing to cover. */
export interface Counts {
  readonly covered: number;
  readonly total: number;
}

/** Totals of a coverage report counted from its elements; null: the report holds no such data. */
export interface CoverageTotals {
  readonly files: number;
  readonly lines: Counts | null;
  readonly branches: Counts | null;
  readonly functions: Counts | null;
  readonly conditions: Counts | null;
  readonly statements: Counts | null;
}

/** Counts the rows of hits that are covered. */
export function countHits(hits: CountColumn, from: number, to: number): number {
  let covered = 0;
  for (let row = from; row < to; row++) if (hits[row]! > 0) covered++;
  return covered;
}

function countAll(columns: { readonly hits: CountColumn } | null): Counts | null {
  if (columns === null) return null;
  return { covered: countHits(columns.hits, 0, columns.hits.length), total: columns.hits.length };
}

function countStatements(columns: RangeColumns | null): Counts | null {
  if (columns === null || columns.weight === null) return countAll(columns);
  let covered = 0;
  let total = 0;
  for (let row = 0; row < columns.hits.length; row++) {
    const weight = columns.weight[row]!;
    total += weight;
    if (columns.hits[row]! > 0) covered += weight;
  }
  return { covered, total };
}

/** Adds the stated totals of files; null where any file does not state them: a sum with a gap is not a total. */
function addStated(covered: Float64Array | undefined, total: Float64Array | undefined): Counts | null {
  if (covered === undefined || total === undefined || total.length === 0) return null;
  let coveredSum = 0;
  let totalSum = 0;
  for (let file = 0; file < total.length; file++) {
    coveredSum += covered[file]!;
    totalSum += total[file]!;
  }
  return Number.isNaN(coveredSum) || Number.isNaN(totalSum) ? null : { covered: coveredSum, total: totalSum };
}

/** Totals counted from the elements of a report, never from what it says of itself unless it has totals only. */
export function coverageTotals(columns: CoverageColumns): CoverageTotals {
  const stated = columns.totals ?? undefined;
  return {
    files: columns.paths.length,
    lines: countAll(columns.lines) ?? addStated(stated?.linesCovered, stated?.linesTotal),
    branches: countAll(columns.branches) ?? addStated(stated?.branchesCovered, stated?.branchesTotal),
    functions: countAll(columns.functions) ?? addStated(stated?.functionsCovered, stated?.functionsTotal),
    conditions: countAll(columns.conditions),
    statements: countStatements(columns.statements) ?? addStated(stated?.statementsCovered, stated?.statementsTotal),
  };
}

const utf8 = new TextDecoder();

/** Name of function row j. */
export function functionName(functions: FunctionColumns, row: number): string {
  return nameOf(functions.names, functions.name[row]!);
}

export function nameOf({ bytes, end }: NameColumns, index: number): string {
  return utf8.decode(bytes.subarray(index === 0 ? 0 : end[index - 1]!, end[index]!));
}

/** Every array buffer of the columns once, for handing them to another thread without a copy. */
export function coverageBuffers(columns: CoverageColumns): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const group of Object.values(columns)) {
    if (group === null || typeof group !== "object") continue;
    const columns = Object.values(group);
    if ("names" in group) columns.push(...Object.values(group.names as object));
    for (const column of columns) {
      if (ArrayBuffer.isView(column) && column.buffer instanceof ArrayBuffer) buffers.add(column.buffer);
    }
  }
  return [...buffers];
}
