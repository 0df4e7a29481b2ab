import {
  type ArmColumns,
  type CoverageColumns,
  type FunctionColumns,
  type LineColumns,
  neverEvaluated,
  type PlainLineColumns,
  type RangeColumns,
  type SourceHash,
  type TotalColumns,
} from "../model/coverage.ts";
import { damagedRow, inFile } from "./damagedRow.ts";
import { isLine, isSourceLine } from "./lineNumber.ts";
import { FileOrder, Float64List, Uint32List } from "./lists.ts";
import { encodeNames } from "./nameList.ts";

/**
 * Collects coverage in whatever order a report gives it and makes columns of it: files by path, rows by line, repeated
 * rows merged (hits added). The hot readers may fill columns themselves; everyone else uses this. The rows of all files
 * stand in the same few lists: a report may have hundreds of thousands of files with a line or two.
 *
 * A group of columns exists in the result once it was used or declared with `has`: a report that can hold branches and
 * has none is told apart from one that holds no branch data.
 */
export class CoverageBuilder {
  readonly #files = new Map<string, FileBuilder>();
  readonly #groups = new Groups();

  get labels(): Labels {
    return this.#groups.labels;
  }

  /** "counts" if the arms of a line cannot be told apart in this format. */
  armIdentity: ArmColumns["identity"] = "arms";

  /** Says that the report holds these kinds of data even if no row of them should follow. */
  has(...groups: readonly (keyof Groups["has"])[]): void {
    for (const group of groups) this.#groups.has[group] = true;
  }

  /** The collector of one file; the same path gives the same collector. */
  file(path: string): FileBuilder {
    let file = this.#files.get(path);
    if (file === undefined) {
      file = new FileBuilder(path, this.#files.size, this.#groups);
      this.#files.set(path, file);
    }
    return file;
  }

  get fileCount(): number {
    return this.#files.size;
  }

  /** Counts a row of code that has no line. */
  leaveOut(): void {
    this.#groups.leftOut++;
  }

  build(): CoverageColumns {
    const paths = [...this.#files.keys()];
    const files = [...this.#files.values()];
    const { has, lines, branches, conditions, functions, statements, excluded, labels, leftOut, negative } =
      this.#groups;
    return {
      paths,
      lines: has.lines ? buildLines(lines, files.length) : null,
      branches: has.branches ? buildArms(branches, files.length, this.armIdentity) : null,
      conditions: has.conditions ? buildArms(conditions, files.length, this.armIdentity) : null,
      functions: has.functions ? buildFunctions(functions, files.length) : null,
      statements: has.statements ? buildStatements(statements, files.length) : null,
      excluded: has.excluded ? buildExcluded(excluded, files.length) : null,
      totals: files.some((file) => file.totals !== null) ? buildTotals(files) : null,
      sourceHashes: files.some((file) => file.sourceHash !== null) ? files.map((file) => file.sourceHash) : null,
      labels: labels.texts,
      withoutLine: leftOut,
      negative,
    };
  }
}

/** Texts stored once; index 0 is "". */
export class Labels {
  readonly texts: string[] = [""];
  readonly #index = new Map<string, number>([["", 0]]);

  of(text: string): number {
    let index = this.#index.get(text);
    if (index === undefined) {
      index = this.texts.length;
      this.texts.push(text);
      this.#index.set(text, index);
    }
    return index;
  }
}

/** Rows of one group as they come; `files` tells which are of which file. */
class Lines {
  readonly files = new FileOrder();
  readonly number = new Uint32List();
  readonly hits = new Float64List();
  /** Sums of lines by their number, of each file whose lines have them. */
  readonly sums = new Map<number, Map<number, number>>();
}

class Arms {
  readonly files = new FileOrder();
  readonly line = new Uint32List();
  readonly key = new Uint32List();
  readonly hits = new Float64List();
  readonly label = new Uint32List();
}

class Functions {
  readonly files = new FileOrder();
  readonly line = new Uint32List();
  readonly end = new Uint32List();
  readonly hits = new Float64List();
  readonly name = new Uint32List();
  readonly names = new Labels();
}

class Ranges {
  readonly files = new FileOrder();
  readonly line = new Uint32List();
  readonly column = new Uint32List();
  readonly endLine = new Uint32List();
  readonly endColumn = new Uint32List();
  readonly hits = new Float64List();
  readonly weight = new Uint32List();
}

class Excluded {
  readonly files = new FileOrder();
  readonly number = new Uint32List();
}

/** What all files of a report have in common. */
class Groups {
  readonly has = {
    lines: false,
    branches: false,
    conditions: false,
    functions: false,
    statements: false,
    excluded: false,
  };
  readonly labels = new Labels();
  readonly lines = new Lines();
  readonly branches = new Arms();
  readonly conditions = new Arms();
  readonly functions = new Functions();
  readonly statements = new Ranges();
  readonly excluded = new Excluded();
  /** Rows of code that have no line. */
  leftOut = 0;
  /** Lines with hits below 0. */
  negative = 0;
}

/** Totals of one file as a report states them; NaN where it does not. */
export interface FileTotals {
  readonly linesCovered: number;
  readonly linesTotal: number;
  readonly branchesCovered: number;
  readonly branchesTotal: number;
  readonly functionsCovered?: number;
  readonly functionsTotal?: number;
  readonly statementsCovered?: number;
  readonly statementsTotal?: number;
}

export class FileBuilder {
  totals: FileTotals | null = null;
  sourceHash: SourceHash | null = null;
  readonly #path: string;
  /** Which file it is, in the order of their first mention. */
  readonly #index: number;
  readonly #groups: Groups;

  constructor(path: string, index: number, groups: Groups) {
    this.#path = path;
    this.#index = index;
    this.#groups = groups;
  }

  /**
   * One executable line. What is no line is left out and told, or damage (`isSourceLine`); negative hits count as 0.
   *
   * @param sum of the line's text, see `LineColumns`; 0: not stated
   */
  line(number: number, hits: number, sum = 0): void {
    const { has, lines } = this.#groups;
    has.lines = true;
    this.#checkHits(hits);
    if (!this.isPlaced(number)) return;
    if (hits < 0) this.#groups.negative++;
    lines.files.add(this.#index);
    lines.number.push(number);
    lines.hits.push(hits > 0 ? hits : 0);
    if (sum === 0) return;
    const sums = lines.sums.get(this.#index) ?? new Map<number, number>();
    lines.sums.set(this.#index, sums.set(number, sum));
  }

  /** Whether a row is of a source line; if not, it is left out and told. */
  isPlaced(line: number): boolean {
    if (this.#isLine(line)) return true;
    this.#groups.leftOut++;
    return false;
  }

  /** One branch arm; `key` tells the arms of a line apart; hits may be `neverEvaluated`. */
  branch(line: number, key: number, hits: number, label = ""): void {
    const { has, branches } = this.#groups;
    has.branches = true;
    this.#arm(branches, line, key, hits, label);
  }

  condition(line: number, key: number, hits: number, label = ""): void {
    const { has, conditions } = this.#groups;
    has.conditions = true;
    this.#arm(conditions, line, key, hits, label);
  }

  /** `line` and `end` 0 where unknown. */
  function(name: string, line: number, end: number, hits: number): void {
    const { has, functions } = this.#groups;
    has.functions = true;
    this.#checkHits(hits);
    functions.files.add(this.#index);
    functions.line.push(this.#isLine(line) ? line : 0);
    functions.end.push(this.#isLine(end) ? end : 0);
    functions.hits.push(hits > 0 ? hits : 0);
    functions.name.push(functions.names.of(name));
  }

  /** 1-based lines, 0-based columns; `endColumn` Infinity: to the end of the line. */
  statement(line: number, column: number, endLine: number, endColumn: number, hits: number, weight = 1): void {
    const { has, statements } = this.#groups;
    has.statements = true;
    this.#checkHits(hits);
    statements.files.add(this.#index);
    statements.line.push(line);
    statements.column.push(column);
    statements.endLine.push(this.#isLine(endLine) ? endLine : line);
    statements.endColumn.push(Number.isFinite(endColumn) ? endColumn : 0xffffffff);
    statements.hits.push(hits > 0 ? hits : 0);
    statements.weight.push(weight);
  }

  exclude(line: number): void {
    const { has, excluded } = this.#groups;
    has.excluded = true;
    if (!this.#isLine(line)) return;
    excluded.files.add(this.#index);
    excluded.number.push(line);
  }

  #arm(arms: Arms, line: number, key: number, hits: number, label: string): void {
    this.#checkHits(hits);
    if (!this.isPlaced(line)) return;
    arms.files.add(this.#index);
    arms.line.push(line);
    arms.key.push(key);
    arms.hits.push(hits < 0 && hits !== neverEvaluated ? 0 : hits);
    arms.label.push(this.#groups.labels.of(label));
  }

  /** See `isSourceLine`; what it throws has the path. */
  #isLine(line: number): boolean {
    if (isLine(line)) return true;
    try {
      return isSourceLine(line);
    } catch (error) {
      throw inFile(error, this.#path);
    }
  }

  /** Throws for what is no count: readers pass NaN on, and JSON holds numbers beyond all doubles. */
  #checkHits(hits: number): void {
    if (!Number.isFinite(hits)) throw inFile(damagedRow(String(hits), "number of hits"), this.#path);
  }
}

/** Row order by the given keys; null where rows already ascend. */
function order(first: Uint32Array, second: Uint32Array | null): Uint32Array | null {
  let sorted = true;
  for (let row = 1; row < first.length && sorted; row++) {
    const step = first[row]! - first[row - 1]!;
    sorted = step > 0 || (step === 0 && second !== null && second[row]! > second[row - 1]!);
  }
  if (sorted) return null;
  const rows = Uint32Array.from({ length: first.length }, (_, row) => row);
  return rows.sort((a, b) => first[a]! - first[b]! || (second === null ? 0 : second[a]! - second[b]!) || a - b);
}

function buildLines(lines: Lines, files: number): LineColumns {
  const { start: from, arrange } = lines.files.byFile(files);
  const [allNumbers, allHits] = [arrange(lines.number.view()), arrange(lines.hits.view())];
  const start = new Uint32Array(files + 1);
  const number = new Uint32List();
  const hits = new Float64List();
  for (let file = 0; file < files; file++) {
    const numbers = allNumbers.subarray(from[file]!, from[file + 1]!);
    const counts = allHits.subarray(from[file]!, from[file + 1]!);
    const rows = order(numbers, null);
    let last = 0;
    for (let at = 0; at < numbers.length; at++) {
      const row = rows === null ? at : rows[at]!;
      if (numbers[row] === last) hits.addToLast(counts[row]!);
      else {
        last = numbers[row]!;
        number.push(last);
        hits.push(counts[row]!);
      }
    }
    start[file + 1] = number.length;
  }
  const columns = { start, number: number.take(), hits: hits.take() };
  if (lines.sums.size === 0) return columns;
  const sum = new Uint32Array(columns.number.length);
  for (const [file, sums] of lines.sums)
    for (let row = start[file]!; row < start[file + 1]!; row++) sum[row] = sums.get(columns.number[row]!) ?? 0;
  return { ...columns, sum };
}

function buildArms(arms: Arms, files: number, identity: ArmColumns["identity"]): ArmColumns {
  const { start: from, arrange } = arms.files.byFile(files);
  const [allLines, allKeys] = [arrange(arms.line.view()), arrange(arms.key.view())];
  const [counts, labels] = [arrange(arms.hits.view()), arrange(arms.label.view())];
  const start = new Uint32Array(files + 1);
  const line = new Uint32List();
  const key = new Uint32List();
  const hits = new Float64List();
  const label = new Uint32List();
  for (let file = 0; file < files; file++) {
    const first = from[file]!;
    const lines = allLines.subarray(first, from[file + 1]!);
    const keys = allKeys.subarray(first, from[file + 1]!);
    const rows = order(lines, keys);
    let lastLineNumber = 0;
    let lastKey = -1;
    for (let at = 0; at < lines.length; at++) {
      const row = rows === null ? at : rows[at]!;
      if (lines[row] === lastLineNumber && keys[row] === lastKey) hits.addToLast(counts[first + row]!);
      else {
        lastLineNumber = lines[row]!;
        lastKey = keys[row]!;
        line.push(lastLineNumber);
        key.push(lastKey);
        hits.push(counts[first + row]!);
        label.push(labels[first + row]!);
      }
    }
    start[file + 1] = line.length;
  }
  return { start, line: line.take(), key: key.take(), hits: hits.take(), label: label.take(), identity };
}

function buildFunctions(functions: Functions, files: number): FunctionColumns {
  const { start, arrange } = functions.files.byFile(files);
  return {
    start,
    line: arrange(functions.line.take()),
    end: arrange(functions.end.take()),
    hits: arrange(functions.hits.take()),
    name: arrange(functions.name.take()),
    names: encodeNames(functions.names.texts),
  };
}

function buildStatements(statements: Ranges, files: number): RangeColumns {
  const { start, arrange } = statements.files.byFile(files);
  const weight = arrange(statements.weight.take());
  return {
    start,
    line: arrange(statements.line.take()),
    column: arrange(statements.column.take()),
    endLine: arrange(statements.endLine.take()),
    endColumn: arrange(statements.endColumn.take()),
    hits: arrange(statements.hits.take()),
    weight: weight.some((each) => each !== 1) ? weight : null,
  };
}

function buildExcluded(excluded: Excluded, files: number): PlainLineColumns {
  const { start: from, arrange } = excluded.files.byFile(files);
  const numbers = arrange(excluded.number.view());
  const start = new Uint32Array(files + 1);
  const number = new Uint32List();
  for (let file = 0; file < files; file++) {
    for (const line of new Set(numbers.slice(from[file]!, from[file + 1]!).sort())) number.push(line);
    start[file + 1] = number.length;
  }
  return { start, number: number.take() };
}

function buildTotals(files: readonly FileBuilder[]): TotalColumns {
  const column = (key: keyof FileTotals) => Float64Array.from(files, (file) => file.totals?.[key] ?? Number.NaN);
  return {
    linesCovered: column("linesCovered"),
    linesTotal: column("linesTotal"),
    branchesCovered: column("branchesCovered"),
    branchesTotal: column("branchesTotal"),
    functionsCovered: column("functionsCovered"),
    functionsTotal: column("functionsTotal"),
    statementsCovered: column("statementsCovered"),
    statementsTotal: column("statementsTotal"),
  };
}
