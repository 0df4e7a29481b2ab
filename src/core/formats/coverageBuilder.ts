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
import { damagedRow } from "./damagedRow.ts";
import { isSourceLine } from "./lineNumber.ts";
import { Float64List, Uint32List } from "./lists.ts";
import { encodeNames } from "./nameList.ts";

/**
 * Collects coverage in whatever order a report gives it and makes columns of it: files by path, rows by line, repeated
 * rows merged (hits added). The hot readers may fill columns themselves; everyone else uses this.
 *
 * A group of columns exists in the result once it was used or declared with `has`: a report that can hold branches and
 * has none is told apart from one that holds no branch data.
 */
export class CoverageBuilder {
  readonly #files = new Map<string, FileBuilder>();
  readonly #leftOut = { rows: 0 };
  readonly #has = {
    lines: false,
    branches: false,
    conditions: false,
    functions: false,
    statements: false,
    excluded: false,
  };
  readonly labels = new Labels();
  /** "counts" if the arms of a line cannot be told apart in this format. */
  armIdentity: ArmColumns["identity"] = "arms";

  /** Says that the report holds this kind of data even if no row of it should follow. */
  has(group: keyof CoverageBuilder["_groups"]): void {
    this.#has[group] = true;
  }

  declare readonly _groups: { lines: 1; branches: 1; conditions: 1; functions: 1; statements: 1; excluded: 1 };

  /** The collector of one file; the same path gives the same collector. */
  file(path: string): FileBuilder {
    let file = this.#files.get(path);
    if (file === undefined) {
      file = new FileBuilder(this.#has, this.labels, this.#leftOut);
      this.#files.set(path, file);
    }
    return file;
  }

  get fileCount(): number {
    return this.#files.size;
  }

  /** Counts a row of code that has no line. */
  leaveOut(): void {
    this.#leftOut.rows++;
  }

  build(): CoverageColumns {
    const paths = [...this.#files.keys()];
    const files = [...this.#files.values()];
    return {
      paths,
      lines: this.#has.lines ? buildLines(files) : null,
      branches: this.#has.branches
        ? buildArms(
            files.map((file) => file.branches),
            this.armIdentity,
          )
        : null,
      conditions: this.#has.conditions
        ? buildArms(
            files.map((file) => file.conditions),
            this.armIdentity,
          )
        : null,
      functions: this.#has.functions ? buildFunctions(files) : null,
      statements: this.#has.statements ? buildStatements(files) : null,
      excluded: this.#has.excluded ? buildExcluded(files) : null,
      totals: files.some((file) => file.totals !== null) ? buildTotals(files) : null,
      sourceHashes: files.some((file) => file.sourceHash !== null) ? files.map((file) => file.sourceHash) : null,
      labels: this.labels.texts,
      withoutLine: this.#leftOut.rows,
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

interface Arms {
  readonly line: Uint32List;
  readonly key: Uint32List;
  readonly hits: Float64List;
  readonly label: Uint32List;
}

interface Ranges {
  readonly line: Uint32List;
  readonly column: Uint32List;
  readonly endLine: Uint32List;
  readonly endColumn: Uint32List;
  readonly hits: Float64List;
  readonly weight: Uint32List;
}

function newRanges(): Ranges {
  return {
    line: new Uint32List(),
    column: new Uint32List(),
    endLine: new Uint32List(),
    endColumn: new Uint32List(),
    hits: new Float64List(),
    weight: new Uint32List(),
  };
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
  readonly lineNumber = new Uint32List();
  readonly lineHits = new Float64List();
  /** Sums of lines by their number, where the report states them. */
  lineSums: Map<number, number> | null = null;
  readonly excluded = new Uint32List();
  readonly branches: Arms = {
    line: new Uint32List(),
    key: new Uint32List(),
    hits: new Float64List(),
    label: new Uint32List(),
  };
  readonly conditions: Arms = {
    line: new Uint32List(),
    key: new Uint32List(),
    hits: new Float64List(),
    label: new Uint32List(),
  };
  readonly functions: { name: string; line: number; end: number; hits: number }[] = [];
  /** Only where there are any: most formats have none. */
  statements: Ranges | null = null;
  totals: FileTotals | null = null;
  sourceHash: SourceHash | null = null;
  readonly #has: {
    lines: boolean;
    branches: boolean;
    conditions: boolean;
    functions: boolean;
    statements: boolean;
    excluded: boolean;
  };
  readonly #labels: Labels;
  readonly #leftOut: { rows: number };

  constructor(has: FileBuilder["_has"], labels: Labels, leftOut: { rows: number }) {
    this.#has = has;
    this.#labels = labels;
    this.#leftOut = leftOut;
  }

  declare readonly _has: {
    lines: boolean;
    branches: boolean;
    conditions: boolean;
    functions: boolean;
    statements: boolean;
    excluded: boolean;
  };

  /**
   * One executable line. What is no line is left out and told, or damage (`isSourceLine`); negative hits count as 0.
   *
   * @param sum of the line's text, see `LineColumns`; 0: not stated
   */
  line(number: number, hits: number, sum = 0): void {
    this.#has.lines = true;
    checkHits(hits);
    if (!this.isPlaced(number)) return;
    this.lineNumber.push(number);
    this.lineHits.push(hits > 0 ? hits : 0);
    if (sum === 0) return;
    this.lineSums ??= new Map();
    this.lineSums.set(number, sum);
  }

  /** Whether a row is of a source line; if not, it is left out and told. */
  isPlaced(line: number): boolean {
    if (isSourceLine(line)) return true;
    this.#leftOut.rows++;
    return false;
  }

  /** One branch arm; `key` tells the arms of a line apart; hits may be `neverEvaluated`. */
  branch(line: number, key: number, hits: number, label = ""): void {
    this.#has.branches = true;
    this.#arm(this.branches, line, key, hits, label);
  }

  condition(line: number, key: number, hits: number, label = ""): void {
    this.#has.conditions = true;
    this.#arm(this.conditions, line, key, hits, label);
  }

  /** `line` and `end` 0 where unknown. */
  function(name: string, line: number, end: number, hits: number): void {
    this.#has.functions = true;
    checkHits(hits);
    this.functions.push({
      name,
      line: isSourceLine(line) ? line : 0,
      end: isSourceLine(end) ? end : 0,
      hits: hits > 0 ? hits : 0,
    });
  }

  /** 1-based lines, 0-based columns; `endColumn` Infinity: to the end of the line. */
  statement(line: number, column: number, endLine: number, endColumn: number, hits: number, weight = 1): void {
    checkHits(hits);
    this.#has.statements = true;
    this.statements ??= newRanges();
    const into = this.statements;
    into.line.push(line);
    into.column.push(column);
    into.endLine.push(isSourceLine(endLine) ? endLine : line);
    into.endColumn.push(Number.isFinite(endColumn) ? endColumn : 0xffffffff);
    into.hits.push(hits > 0 ? hits : 0);
    into.weight.push(weight);
  }

  exclude(line: number): void {
    this.#has.excluded = true;
    if (isSourceLine(line)) this.excluded.push(line);
  }

  #arm(arms: Arms, line: number, key: number, hits: number, label: string): void {
    checkHits(hits);
    if (!this.isPlaced(line)) return;
    arms.line.push(line);
    arms.key.push(key);
    arms.hits.push(hits < 0 && hits !== neverEvaluated ? 0 : hits);
    arms.label.push(this.#labels.of(label));
  }
}

/** Throws for what is no count: readers pass NaN on, and JSON holds numbers beyond all doubles. */
function checkHits(hits: number): void {
  if (!Number.isFinite(hits)) throw damagedRow(String(hits), "number of hits");
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

function buildLines(files: readonly FileBuilder[]): LineColumns {
  const start = new Uint32Array(files.length + 1);
  const number = new Uint32List();
  const hits = new Float64List();
  files.forEach((file, index) => {
    const numbers = file.lineNumber.view();
    const counts = file.lineHits.view();
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
    start[index + 1] = number.length;
  });
  const lines = { start, number: number.take(), hits: hits.take() };
  if (files.every((file) => file.lineSums === null)) return lines;
  const sum = new Uint32Array(lines.number.length);
  files.forEach(({ lineSums }, index) => {
    if (lineSums === null) return;
    for (let row = start[index]!; row < start[index + 1]!; row++) sum[row] = lineSums.get(lines.number[row]!) ?? 0;
  });
  return { ...lines, sum };
}

function buildArms(files: readonly Arms[], identity: ArmColumns["identity"]): ArmColumns {
  const start = new Uint32Array(files.length + 1);
  const line = new Uint32List();
  const key = new Uint32List();
  const hits = new Float64List();
  const label = new Uint32List();
  files.forEach((arms, index) => {
    const lines = arms.line.view();
    const keys = arms.key.view();
    const counts = arms.hits.view();
    const labels = arms.label.view();
    const rows = order(lines, keys);
    let lastLineNumber = 0;
    let lastKey = -1;
    for (let at = 0; at < lines.length; at++) {
      const row = rows === null ? at : rows[at]!;
      if (lines[row] === lastLineNumber && keys[row] === lastKey) hits.addToLast(counts[row]!);
      else {
        lastLineNumber = lines[row]!;
        lastKey = keys[row]!;
        line.push(lastLineNumber);
        key.push(lastKey);
        hits.push(counts[row]!);
        label.push(labels[row]!);
      }
    }
    start[index + 1] = line.length;
  });
  return { start, line: line.take(), key: key.take(), hits: hits.take(), label: label.take(), identity };
}

function buildFunctions(files: readonly FileBuilder[]): FunctionColumns {
  const start = new Uint32Array(files.length + 1);
  const line = new Uint32List();
  const end = new Uint32List();
  const hits = new Float64List();
  const name = new Uint32List();
  const names = new Labels();
  files.forEach((file, index) => {
    for (const each of file.functions) {
      line.push(each.line);
      end.push(each.end);
      hits.push(each.hits);
      name.push(names.of(each.name));
    }
    start[index + 1] = line.length;
  });
  return {
    start,
    line: line.take(),
    end: end.take(),
    hits: hits.take(),
    name: name.take(),
    names: encodeNames(names.texts),
  };
}

function buildStatements(files: readonly FileBuilder[]): RangeColumns {
  const start = new Uint32Array(files.length + 1);
  files.forEach((file, index) => {
    start[index + 1] = start[index]! + (file.statements?.line.length ?? 0);
  });
  const column = (key: "line" | "column" | "endLine" | "endColumn" | "weight") => {
    const all = new Uint32Array(start.at(-1)!);
    files.forEach((file, index) => {
      if (file.statements !== null) all.set(file.statements[key].view(), start[index]);
    });
    return all;
  };
  const hits = new Float64Array(start.at(-1)!);
  files.forEach((file, index) => {
    if (file.statements !== null) hits.set(file.statements.hits.view(), start[index]);
  });
  const weight = column("weight");
  return {
    start,
    line: column("line"),
    column: column("column"),
    endLine: column("endLine"),
    endColumn: column("endColumn"),
    hits,
    weight: weight.some((each) => each !== 1) ? weight : null,
  };
}

function buildExcluded(files: readonly FileBuilder[]): PlainLineColumns {
  const start = new Uint32Array(files.length + 1);
  const number = new Uint32List();
  files.forEach((file, index) => {
    for (const line of new Set(file.excluded.view().slice().sort())) number.push(line);
    start[index + 1] = number.length;
  });
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
