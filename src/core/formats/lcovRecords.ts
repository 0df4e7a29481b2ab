import type { ArmColumns, CoverageColumns, FunctionColumns, LineColumns } from "../model/coverage.ts";
import { BlockFloat64, BlockUint32, RareUint32 } from "./blockLists.ts";
import { CoverageBuilder, Labels } from "./coverageBuilder.ts";
import { Uint8List } from "./lists.ts";

/** What the records of a tracefile hold, as they come: one long column a property, and where each record starts. */
export class LcovRecords {
  readonly lineNumber = new BlockUint32();
  readonly lineHits = new BlockFloat64();
  readonly branchLine = new BlockUint32();
  readonly branchKey = new BlockUint32();
  readonly branchHits = new BlockFloat64();
  readonly branchLabel = new RareUint32();
  readonly conditionLine = new BlockUint32();
  readonly conditionKey = new BlockUint32();
  readonly conditionHits = new BlockFloat64();
  readonly conditionLabel = new RareUint32();
  readonly functionLine = new BlockUint32();
  readonly functionEnd = new RareUint32();
  readonly functionHits = new BlockFloat64();
  nameEnd = new BlockUint32();
  names = new Uint8List();
  readonly labels = new Labels();
  /** Totals as the records state them; NaN where a record does not. */
  readonly stated: { lf: number; lh: number; brf: number; brh: number }[] = [];
  readonly #paths: string[] = [];
  readonly #starts: { line: number; branch: number; condition: number; function: number }[] = [];
  readonly #byPath = new Map<string, number>();
  /** Some path has more than one record, or some rows do not ascend: rows must be sorted and merged. */
  unordered = false;

  begin(path: string): void {
    if (this.#byPath.has(path)) this.unordered = true;
    else this.#byPath.set(path, this.#paths.length);
    this.#paths.push(path);
    this.#starts.push(this.#position());
    this.stated.push({ lf: Number.NaN, lh: Number.NaN, brf: Number.NaN, brh: Number.NaN });
  }

  get records(): number {
    return this.#paths.length;
  }

  get open(): { lf: number; lh: number; brf: number; brh: number } {
    return this.stated.at(-1)!;
  }

  /** First rows of the record that is open. */
  get start(): {
    readonly line: number;
    readonly branch: number;
    readonly condition: number;
    readonly function: number;
  } {
    return this.#starts.at(-1)!;
  }

  #position() {
    return {
      line: this.lineNumber.length,
      branch: this.branchLine.length,
      condition: this.conditionLine.length,
      function: this.functionLine.length,
    };
  }

  /** The columns; `has` says which groups the file holds even without rows. */
  build(has: {
    readonly branches: boolean;
    readonly functions: boolean;
    readonly conditions: boolean;
  }): CoverageColumns {
    const summaryOnly = this.lineNumber.length === 0 && this.stated.some((each) => !Number.isNaN(each.lf));
    if (this.unordered) return this.#merged(has, summaryOnly);
    const start = (key: "line" | "branch" | "condition" | "function", end: number) =>
      Uint32Array.from([...this.#starts.map((each) => each[key]), end]);
    const lines: LineColumns = {
      start: start("line", this.lineNumber.length),
      number: this.lineNumber.take(),
      hits: this.lineHits.take(),
    };
    const branches: ArmColumns = {
      label: this.branchLabel.take(this.branchLine.length),
      start: start("branch", this.branchLine.length),
      line: this.branchLine.take(),
      key: this.branchKey.take(),
      hits: this.branchHits.take(),
      identity: "arms",
    };
    const conditions: ArmColumns = {
      label: this.conditionLabel.take(this.conditionLine.length),
      start: start("condition", this.conditionLine.length),
      line: this.conditionLine.take(),
      key: this.conditionKey.take(),
      hits: this.conditionHits.take(),
      identity: "arms",
    };
    const functions: FunctionColumns = {
      end: this.functionEnd.take(this.functionLine.length),
      start: start("function", this.functionLine.length),
      line: this.functionLine.take(),
      hits: this.functionHits.take(),
      nameBytes: this.names.take(),
      nameEnd: this.nameEnd.take(),
    };
    return {
      paths: this.#paths,
      lines: summaryOnly ? null : lines,
      branches: has.branches && !summaryOnly ? branches : null,
      conditions: has.conditions ? conditions : null,
      functions: has.functions && !summaryOnly ? functions : null,
      statements: null,
      excluded: null,
      totals: summaryOnly ? this.#totals() : null,
      sourceHashes: null,
      labels: this.labels.texts,
    };
  }

  /** Gives functions other names, by row. */
  rename(aliases: ReadonlyMap<number, string>): void {
    const encoder = new TextEncoder();
    const names = new Uint8List();
    const ends = new BlockUint32();
    const old = this.names.take();
    for (let row = 0; row < this.nameEnd.length; row++) {
      const alias = aliases.get(row);
      if (alias === undefined) names.appendPart(old, row === 0 ? 0 : this.nameEnd.at(row - 1), this.nameEnd.at(row));
      else names.append(encoder.encode(alias));
      ends.push(names.length);
    }
    this.names = names;
    this.nameEnd = ends;
  }

  #totals() {
    const column = (key: "lf" | "lh" | "brf" | "brh") => Float64Array.from(this.stated, (each) => each[key]);
    return {
      linesCovered: column("lh"),
      linesTotal: column("lf"),
      branchesCovered: column("brh"),
      branchesTotal: column("brf"),
    };
  }

  /** The slow way, for tracefiles with several records of one file: everything once more through the builder. */
  #merged(
    has: { readonly branches: boolean; readonly functions: boolean; readonly conditions: boolean },
    summaryOnly: boolean,
  ): CoverageColumns {
    const builder = new CoverageBuilder();
    if (!summaryOnly) builder.has("lines");
    if (has.branches && !summaryOnly) builder.has("branches");
    if (has.functions && !summaryOnly) builder.has("functions");
    if (has.conditions) builder.has("conditions");
    const utf8 = new TextDecoder();
    const nameBytes = this.names.take();
    const ends = [...this.#starts.slice(1), this.#position()];
    const branchLabels = this.branchLabel.take(this.branchLine.length);
    const conditionLabels = this.conditionLabel.take(this.conditionLine.length);
    const functionEnds = this.functionEnd.take(this.functionLine.length);
    const [lines, lineHits] = [this.lineNumber.take(), this.lineHits.take()];
    const [branchLines, branchKeys, branchHits] = [
      this.branchLine.take(),
      this.branchKey.take(),
      this.branchHits.take(),
    ];
    const [conditionLines, conditionKeys] = [this.conditionLine.take(), this.conditionKey.take()];
    const conditionHits = this.conditionHits.take();
    const [functionLines, functionHits] = [this.functionLine.take(), this.functionHits.take()];
    const nameEnds = this.nameEnd.take();
    const functions = new Map<string, { line: number; end: number; hits: number }>();
    this.#paths.forEach((path, record) => {
      const file = builder.file(path);
      const [from, to] = [this.#starts[record]!, ends[record]!];
      for (let row = from.line; row < to.line; row++) file.line(lines[row]!, lineHits[row]!);
      for (let row = from.branch; row < to.branch; row++) {
        file.branch(branchLines[row]!, branchKeys[row]!, branchHits[row]!, this.labels.texts[branchLabels[row]!]);
      }
      for (let row = from.condition; row < to.condition; row++) {
        file.condition(
          conditionLines[row]!,
          conditionKeys[row]!,
          conditionHits[row]!,
          this.labels.texts[conditionLabels[row]!],
        );
      }
      for (let row = from.function; row < to.function; row++) {
        const begin = row === 0 ? 0 : nameEnds[row - 1]!;
        const name = utf8.decode(nameBytes.subarray(begin, nameEnds[row]!));
        const key = `${path}\u0000${name}`;
        const known = functions.get(key);
        const [line, end, hits] = [functionLines[row]!, functionEnds[row]!, functionHits[row]!];
        functions.set(key, { line: known?.line || line, end: known?.end || end, hits: (known?.hits ?? 0) + hits });
      }
      if (summaryOnly) {
        const { lf, lh, brf, brh } = this.stated[record]!;
        file.totals ??= { linesCovered: lh, linesTotal: lf, branchesCovered: brh, branchesTotal: brf };
      }
    });
    if (!summaryOnly) {
      for (const [key, { line, end, hits }] of functions) {
        const cut = key.indexOf("\u0000");
        builder.file(key.slice(0, cut)).function(key.slice(cut + 1), line, end, hits);
      }
    }
    return builder.build();
  }
}
