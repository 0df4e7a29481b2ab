import { type ContentWriter, type Context, ReportBase, type ReportNode } from "istanbul-lib-report";
import { type ArmColumns, type CoverageColumns, functionName, neverEvaluated } from "../../core/model/coverage.ts";
import { linesOf } from "./coverageRows.ts";

/**
 * LCOV with all that it can hold: ends of functions, decisions never reached ("-"), conditions (MC/DC). The writer of
 * istanbul-reports holds none of these. Source of the format: the manual page geninfo(1) of LCOV 2.
 */
export class LcovReport extends ReportBase {
  readonly #columns: CoverageColumns;
  readonly #rows: ReadonlyMap<string, number>;
  #writer: ContentWriter | null = null;

  constructor(columns: CoverageColumns, rows: ReadonlyMap<string, number>) {
    super({ summarizer: "flat" });
    this.#columns = columns;
    this.#rows = rows;
  }

  onStart(_root: ReportNode, context: Context): void {
    this.#writer = context.writer.writeFile("lcov.info");
  }

  onDetail(node: ReportNode): void {
    const { path } = node.getFileCoverage();
    const row = this.#rows.get(path)!;
    const { branches, conditions } = this.#columns;
    this.#print("TN:", `SF:${path}`);
    this.#functions(row);
    if (branches !== null) this.#branches(branches, row);
    if (conditions !== null) this.#conditions(conditions, row);
    if (this.#columns.lines !== null) {
      const lines = linesOf(this.#columns, row);
      for (const { line, hits } of lines) this.#print(`DA:${line},${hits}`);
      this.#print(`LF:${lines.length}`, `LH:${lines.filter(({ hits }) => hits > 0).length}`);
    }
    this.#print("end_of_record");
  }

  onEnd(): void {
    this.#writer?.close();
  }

  #print(...texts: string[]): void {
    for (const text of texts) this.#writer!.println(text);
  }

  #functions(row: number): void {
    const { functions } = this.#columns;
    if (functions === null) return;
    /** What stands twice, with one name and line, is one function to who reads it. */
    const distinct = new Map<string, { line: number; end: number; name: string; hits: number }>();
    for (let at = functions.start[row]!; at < functions.start[row + 1]!; at++) {
      const name = functionName(functions, at).replace(/[\r\n]+/g, " ");
      const line = functions.line[at]!;
      const key = `${line} ${name}`;
      const known = distinct.get(key);
      const end = Math.max(functions.end[at]!, known?.end ?? 0);
      distinct.set(key, { line, end, name, hits: functions.hits[at]! + (known?.hits ?? 0) });
    }
    const all = [...distinct.values()];
    for (const { line, end, name } of all) {
      // A name that begins like an end line needs an end line before it.
      const last = end || (/^\d+,/.test(name) ? line : 0);
      this.#print(last > 0 && name !== "" ? `FN:${line},${last},${name}` : `FN:${line},${name}`);
    }
    for (const { hits, name } of all) this.#print(`FNDA:${hits},${name}`);
    this.#print(`FNF:${all.length}`, `FNH:${all.filter(({ hits }) => hits > 0).length}`);
  }

  #branches(arms: ArmColumns, row: number): void {
    let hit = 0;
    let lastLine = 0;
    let names = new Set<string>();
    const [from, to] = [arms.start[row]!, arms.start[row + 1]!];
    for (let at = from; at < to; at++) {
      const line = arms.line[at]!;
      const key = arms.key[at]!;
      if (line !== lastLine) names = new Set();
      lastLine = line;
      let name = `${key >>> 16},${key & 0xffff}`;
      if (key >= 0x80000000) {
        // The branch had a text where others have a number.
        const text = this.#columns.labels[arms.label[at]!]!.replace(/[\r\n]+/g, " ");
        name = text === "" || names.has(`0,${text}`) ? `32767,${names.size}` : `0,${text}`;
      }
      names.add(name);
      const hits = arms.hits[at]!;
      if (hits > 0) hit++;
      this.#print(`BRDA:${line},${name},${hits === neverEvaluated ? "-" : hits}`);
    }
    this.#print(`BRF:${to - from}`, `BRH:${hit}`);
  }

  #conditions(arms: ArmColumns, row: number): void {
    let hit = 0;
    const [from, to] = [arms.start[row]!, arms.start[row + 1]!];
    for (let first = from; first < to; ) {
      const line = arms.line[first]!;
      let end = first;
      while (end < to && arms.line[end] === line) end++;
      // A condition is known by its words; it has a row for each of its two senses.
      const indexes = new Map<string, number>();
      /** How often these words stood here in this sense: a line can hold several decisions of the same words. */
      const times = new Map<string, number>();
      const rows = Array.from({ length: end - first }, (_, offset) => {
        const at = first + offset;
        const label = this.#columns.labels[arms.label[at]!]!.replace(/[\r\n]+/g, " ");
        const sense = / (true|false)$/.exec(label)?.[1] ?? (offset % 2 === 0 ? "true" : "false");
        const words = label.replace(/ (?:true|false)$/, "") || `condition ${offset >> 1}`;
        const time = times.get(`${sense} ${words}`) ?? 0;
        times.set(`${sense} ${words}`, time + 1);
        const index = indexes.get(`${time} ${words}`) ?? indexes.size;
        indexes.set(`${time} ${words}`, index);
        return { at, sense, words, index };
      });
      for (const { at, sense, words, index } of rows) {
        const hits = arms.hits[at]!;
        if (hits > 0) hit++;
        const taken = hits === neverEvaluated ? "-" : hits;
        this.#print(`MCDC:${line},${indexes.size},${sense === "true" ? "t" : "f"},${taken},${index},${words}`);
      }
      first = end;
    }
    this.#print(`MCF:${to - from}`, `MCH:${hit}`);
  }
}
