import {
  type ArmColumns,
  type CoverageColumns,
  type FunctionColumns,
  type LineColumns,
  nameOf,
  type SourceHash,
} from "../model/coverage.ts";
import { BlockCounts, BlockUint32, RareUint32, RowBlocks } from "./blockLists.ts";
import { CoverageBuilder, Labels } from "./coverageBuilder.ts";
import { withoutInstances } from "./lcovInstances.ts";
import { Float64List, Uint32List } from "./lists.ts";
import { hashOf, NameList } from "./nameList.ts";

/** First rows of a record. */
interface Position {
  readonly line: number;
  readonly branch: number;
  readonly condition: number;
  readonly function: number;
}

/** What the records of a tracefile hold, as they come: one long column a property, and where each record starts. */
export class LcovRecords {
  readonly lines = new RowBlocks(false);
  /** Made where a line states the sum of its text: most tracefiles have none. */
  lineSum: RareUint32 | null = null;
  readonly branches = new RowBlocks(true);
  readonly branchLabel = new RareUint32();
  /** Made when first needed: few tracefiles hold conditions. */
  conditions: RowBlocks | null = null;
  readonly conditionLabel = new RareUint32();
  readonly functionLine = new BlockUint32();
  readonly functionEnd = new RareUint32();
  readonly functionHits = new BlockCounts();
  /** Name of each function, as an index into `names`. */
  readonly functionName = new BlockUint32();
  readonly names = new NameList();
  readonly labels = new Labels();
  /** Totals as the records state them; NaN where a record does not. */
  readonly stated = {
    lf: new Float64List(),
    lh: new Float64List(),
    brf: new Float64List(),
    brh: new Float64List(),
    fnf: new Float64List(),
  };
  readonly #statedColumns = Object.values(this.stated);
  readonly #paths: string[] = [];
  /** First rows of each record. */
  readonly #starts = {
    line: new Uint32List(),
    branch: new Uint32List(),
    condition: new Uint32List(),
    function: new Uint32List(),
  };
  /** First rows of the record that is open. */
  start: Position = { line: 0, branch: 0, condition: 0, function: 0 };
  readonly #versions = new Map<string, SourceHash>();
  readonly #byPath = new Map<string, number>();
  /** Some path has more than one record, or some rows do not ascend: rows must be sorted and merged. */
  unordered = false;

  begin(path: string): void {
    if (this.#byPath.has(path)) this.unordered = true;
    else this.#byPath.set(path, this.#paths.length);
    this.#paths.push(path);
    this.start = this.#position();
    this.#pushStart(this.start);
    for (const column of this.#statedColumns) column.push(Number.NaN);
  }

  /** @param sum of the text of the line of this row, as `LineColumns` has it; 0: none */
  addLineSum(row: number, sum: number): void {
    if (sum === 0) return;
    this.lineSum ??= new RareUint32();
    this.lineSum.set(row, sum);
  }

  /** @param ver what a record says of the version of its source: gcovr writes its MD5 */
  addVersion(ver: string): void {
    if (!/^[0-9a-f]{32}$/i.test(ver)) return;
    this.#versions.set(this.#paths.at(-1)!, { algorithm: "MD5", value: ver });
  }

  #sourceHashes(paths: readonly string[]): CoverageColumns["sourceHashes"] {
    return this.#versions.size === 0 ? null : paths.map((path) => this.#versions.get(path) ?? null);
  }

  get records(): number {
    return this.#paths.length;
  }

  #pushStart({ line, branch, condition, function: first }: Position): void {
    this.#starts.line.push(line);
    this.#starts.branch.push(branch);
    this.#starts.condition.push(condition);
    this.#starts.function.push(first);
  }

  #position(): Position {
    return {
      line: this.lines.length,
      branch: this.branches.length,
      condition: this.conditions?.length ?? 0,
      function: this.functionLine.length,
    };
  }

  /** The columns; `has` says which groups the file holds even without rows. */
  build(has: {
    readonly branches: boolean;
    readonly functions: boolean;
    readonly conditions: boolean;
  }): CoverageColumns {
    const summaryOnly = this.lines.length === 0 && this.stated.lf.view().some((stated) => !Number.isNaN(stated));
    this.#pushStart(this.#position());
    const starts = {
      line: this.#starts.line.take(),
      branch: this.#starts.branch.take(),
      condition: this.#starts.condition.take(),
      function: this.#starts.function.take(),
    };
    if (this.unordered) return this.#merged(has, summaryOnly, starts);
    const { line: number, hits } = this.lines.take();
    const sum = this.lineSum?.take(number.length);
    const lines: LineColumns = { start: starts.line, number, hits, ...(sum === undefined ? {} : { sum }) };
    const branches: ArmColumns = {
      label: this.branchLabel.take(this.branches.length),
      start: starts.branch,
      ...this.branches.take(),
      identity: "arms",
    };
    const conditions: ArmColumns = {
      label: this.conditionLabel.take(this.conditions?.length ?? 0),
      start: starts.condition,
      ...(this.conditions ?? new RowBlocks(true)).take(),
      identity: "arms",
    };
    const functions: FunctionColumns = {
      end: this.functionEnd.take(this.functionLine.length),
      start: starts.function,
      line: this.functionLine.take(),
      hits: this.functionHits.take(),
      name: this.functionName.take(),
      names: this.names.take(),
    };
    return {
      paths: this.#paths,
      lines: summaryOnly ? null : lines,
      branches: has.branches && !summaryOnly ? branches : null,
      conditions: has.conditions ? conditions : null,
      functions: has.functions && !summaryOnly ? withoutInstances(functions, this.stated.fnf.take()) : null,
      statements: null,
      excluded: null,
      totals: summaryOnly ? this.#totals() : null,
      sourceHashes: this.#sourceHashes(this.#paths),
      labels: this.labels.texts,
    };
  }

  /** How many rows of each kind there are. */
  listed(): { readonly branches: number; readonly functions: number; readonly conditions: number } {
    return {
      branches: this.branches.length,
      functions: this.functionLine.length,
      conditions: this.conditions?.length ?? 0,
    };
  }

  /** Gives functions other names, by row. */
  rename(aliases: ReadonlyMap<number, string>): void {
    const encoder = new TextEncoder();
    for (const [row, alias] of aliases) {
      const name = encoder.encode(alias);
      this.functionName.set(row, this.names.idOf(name, 0, name.length, hashOf(name, 0, name.length)));
    }
  }

  #totals() {
    return {
      linesCovered: this.stated.lh.take(),
      linesTotal: this.stated.lf.take(),
      branchesCovered: this.stated.brh.take(),
      branchesTotal: this.stated.brf.take(),
    };
  }

  /** The slow way, for tracefiles with several records of one file: everything once more through the builder. */
  #merged(
    has: { readonly branches: boolean; readonly functions: boolean; readonly conditions: boolean },
    summaryOnly: boolean,
    starts: Readonly<Record<keyof Position, Uint32Array>>,
  ): CoverageColumns {
    const builder = new CoverageBuilder();
    if (!summaryOnly) builder.has("lines");
    if (has.branches && !summaryOnly) builder.has("branches");
    if (has.functions && !summaryOnly) builder.has("functions");
    if (has.conditions) builder.has("conditions");
    const branchLabels = this.branchLabel.take(this.branches.length);
    const conditionLabels = this.conditionLabel.take(this.conditions?.length ?? 0);
    const functionEnds = this.functionEnd.take(this.functionLine.length);
    const { line: lines, hits: lineHits } = this.lines.take();
    const lineSums = this.lineSum?.take(lines.length);
    const { line: branchLines, key: branchKeys, hits: branchHits } = this.branches.take();
    const {
      line: conditionLines,
      key: conditionKeys,
      hits: conditionHits,
    } = (this.conditions ?? new RowBlocks(true)).take();
    const [functionLines, functionHits] = [this.functionLine.take(), this.functionHits.take()];
    const functionNames = this.functionName.take();
    const names = this.names.take();
    const stated = this.#totals();
    const functions = new Map<string, { path: string; name: string; line: number; end: number; hits: number }>();
    this.#paths.forEach((path, record) => {
      const file = builder.file(path);
      for (let row = starts.line[record]!; row < starts.line[record + 1]!; row++)
        file.line(lines[row]!, lineHits[row]!, lineSums?.[row]);
      for (let row = starts.branch[record]!; row < starts.branch[record + 1]!; row++) {
        file.branch(branchLines[row]!, branchKeys[row]!, branchHits[row]!, this.labels.texts[branchLabels[row]!]);
      }
      for (let row = starts.condition[record]!; row < starts.condition[record + 1]!; row++) {
        file.condition(
          conditionLines[row]!,
          conditionKeys[row]!,
          conditionHits[row]!,
          this.labels.texts[conditionLabels[row]!],
        );
      }
      // Functions of one name are told apart by their order.
      const before = new Map<string, number>();
      for (let row = starts.function[record]!; row < starts.function[record + 1]!; row++) {
        const name = nameOf(names, functionNames[row]!);
        const nth = before.get(name) ?? 0;
        before.set(name, nth + 1);
        const key = `${path}\u0000${nth}\u0000${name}`;
        const known = functions.get(key);
        const [line, end, hits] = [functionLines[row]!, functionEnds[row]!, functionHits[row]!];
        functions.set(key, {
          path,
          name,
          line: known?.line || line,
          end: known?.end || end,
          hits: (known?.hits ?? 0) + hits,
        });
      }
      if (summaryOnly) {
        file.totals ??= {
          linesCovered: stated.linesCovered[record]!,
          linesTotal: stated.linesTotal[record]!,
          branchesCovered: stated.branchesCovered[record]!,
          branchesTotal: stated.branchesTotal[record]!,
        };
      }
    });
    if (!summaryOnly) {
      for (const { path, name, line, end, hits } of functions.values())
        builder.file(path).function(name, line, end, hits);
    }
    const columns = builder.build();
    return { ...columns, sourceHashes: this.#sourceHashes(columns.paths) };
  }
}
