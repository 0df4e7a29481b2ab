import { type Context, ReportBase, type ReportNode, type XmlWriter } from "istanbul-lib-report";
import { type CoverageColumns, functionName } from "../../core/model/coverage.ts";
import { armsOf, attribute, linesOf } from "./coverageRows.ts";

/** The tree of istanbul-lib-report walked file by file into one XML document; attributes are escaped by the callers. */
abstract class XmlReport extends ReportBase {
  protected readonly columns: CoverageColumns;
  /** Row of each path. */
  protected readonly rows: ReadonlyMap<string, number>;
  #xml: XmlWriter | null = null;

  constructor(columns: CoverageColumns, rows: ReadonlyMap<string, number>) {
    super({ summarizer: "flat" });
    this.columns = columns;
    this.rows = rows;
  }

  onStart(root: ReportNode, context: Context): void {
    const content = context.writer.writeFile("coverage.xml");
    content.println('<?xml version="1.0" encoding="UTF-8"?>');
    // Its types call it getXmlWriter.
    this.#xml = (context as unknown as { getXMLWriter(of: unknown): XmlWriter }).getXMLWriter(content);
    this.begin(this.#xml, root);
  }

  onDetail(node: ReportNode): void {
    this.file(this.#xml!, node, this.rows.get(node.getFileCoverage().path)!);
  }

  onEnd(): void {
    this.#xml!.closeAll();
  }

  protected abstract begin(xml: XmlWriter, root: ReportNode): void;
  protected abstract file(xml: XmlWriter, node: ReportNode, row: number): void;
}

/** covered / total as Cobertura writes it: cut, so that only all of all is 1. */
function rate({ covered, total }: { readonly covered: number; readonly total: number }): string {
  return total === 0 ? "1" : String(Math.floor((10_000 * covered) / total) / 10_000);
}

/** Cobertura, coverage-04.dtd. A line holds how many of its branches were taken, not which. */
export class CoberturaReport extends XmlReport {
  readonly #roots: readonly string[];
  readonly #time: number | null;

  constructor(
    columns: CoverageColumns,
    rows: ReadonlyMap<string, number>,
    roots: readonly string[],
    time: number | null,
  ) {
    super(columns, rows);
    this.#roots = roots;
    this.#time = time;
  }

  protected begin(xml: XmlWriter, root: ReportNode): void {
    const { lines } = root.getCoverageSummary(false);
    const branches = this.#branches([...this.rows.values()]);
    const hasBranches = this.columns.branches !== null;
    xml.openTag("coverage", {
      "lines-valid": lines.total,
      "lines-covered": lines.covered,
      "line-rate": rate(lines),
      ...(hasBranches
        ? { "branches-valid": branches.total, "branches-covered": branches.covered, "branch-rate": rate(branches) }
        : {}),
      complexity: 0,
      version: "1",
      ...(this.#time === null ? {} : { timestamp: this.#time }),
    });
    if (this.#roots.length > 0) {
      xml.openTag("sources");
      for (const each of this.#roots) xml.inlineTag("source", null, attribute(each));
      xml.closeTag("sources");
    }
    xml.openTag("packages");
    xml.openTag("package", {
      name: "",
      "line-rate": rate(lines),
      ...(hasBranches ? { "branch-rate": rate(branches) } : {}),
      complexity: 0,
    });
    xml.openTag("classes");
  }

  protected file(xml: XmlWriter, node: ReportNode, row: number): void {
    const { path } = node.getFileCoverage();
    const { lines } = node.getCoverageSummary(false);
    const branches = this.#branches([row]);
    xml.openTag("class", {
      name: attribute(path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1)),
      filename: attribute(path),
      "line-rate": rate(lines),
      ...(this.columns.branches === null ? {} : { "branch-rate": rate(branches) }),
      complexity: 0,
    });
    xml.openTag("methods");
    const { functions } = this.columns;
    if (functions !== null) {
      for (let at = functions.start[row]!; at < functions.start[row + 1]!; at++) {
        const [line, hits] = [functions.line[at]!, functions.hits[at]!];
        xml.openTag("method", { name: attribute(functionName(functions, at)), signature: "", hits });
        xml.openTag("lines");
        if (line > 0) xml.inlineTag("line", { number: line, hits });
        xml.closeTag("lines");
        xml.closeTag("method");
      }
    }
    xml.closeTag("methods");
    xml.openTag("lines");
    const arms = armsOf(this.columns.branches, row);
    for (const { line, hits } of linesOf(this.columns, row)) {
      const found = arms.get(line);
      const percent = found === undefined ? 0 : Math.floor((100 * found.covered) / found.total);
      xml.inlineTag("line", {
        number: line,
        hits,
        branch: found !== undefined,
        ...(found === undefined ? {} : { "condition-coverage": `${percent}% (${found.covered}/${found.total})` }),
      });
    }
    xml.closeTag("lines");
    xml.closeTag("class");
  }

  /** Branches that have a line to stand on. */
  #branches(rows: readonly number[]): { covered: number; total: number } {
    const sum = { covered: 0, total: 0 };
    for (const row of rows) {
      const lines = new Set(linesOf(this.columns, row).map(({ line }) => line));
      for (const [line, { covered, total }] of armsOf(this.columns.branches, row)) {
        if (!lines.has(line)) continue;
        sum.covered += covered;
        sum.total += total;
      }
    }
    return sum;
  }
}

/** Clover. A line holds one statement, and conditions of two outcomes: a branch without another one is only true. */
export class CloverReport extends XmlReport {
  readonly #time: number | null;

  constructor(columns: CoverageColumns, rows: ReadonlyMap<string, number>, time: number | null) {
    super(columns, rows);
    this.#time = time;
  }

  protected begin(xml: XmlWriter, root: ReportNode): void {
    xml.openTag("coverage", {
      ...(this.#time === null ? {} : { generated: Math.floor(this.#time / 1000) }),
      clover: "readiness-gates",
    });
    xml.openTag("project", { name: "coverage" });
    this.#metrics(xml, root);
  }

  protected file(xml: XmlWriter, node: ReportNode, row: number): void {
    const { path } = node.getFileCoverage();
    const name = attribute(path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1));
    xml.openTag("file", { name, path: attribute(path) });
    this.#metrics(xml, node);
    const { functions } = this.columns;
    if (functions !== null) {
      for (let at = functions.start[row]!; at < functions.start[row + 1]!; at++) {
        if (functions.line[at] === 0) continue;
        const signature = attribute(functionName(functions, at));
        xml.inlineTag("line", { num: functions.line[at], type: "method", count: functions.hits[at], name: signature });
      }
    }
    for (const { line, hits } of linesOf(this.columns, row)) {
      xml.inlineTag("line", { num: line, type: "stmt", count: hits });
    }
    for (const { line, counts } of this.#conditions(row)) xml.inlineTag("line", { num: line, type: "cond", ...counts });
    xml.closeTag("file");
  }

  /** The branches of a file two by two. */
  *#conditions(row: number): Iterable<{ line: number; counts: { truecount: number; falsecount?: number } }> {
    const { branches } = this.columns;
    for (const [line, { total, row: first }] of armsOf(branches, row)) {
      const hits = (at: number) => Math.max(0, branches!.hits[first + at]!);
      for (let at = 0; at < total; at += 2)
        yield { line, counts: { truecount: hits(at), ...(at + 1 < total ? { falsecount: hits(at + 1) } : {}) } };
    }
  }

  #metrics(xml: XmlWriter, node: ReportNode): void {
    const { lines } = node.getCoverageSummary(false);
    const conditions = { covered: 0, total: 0 };
    const methods = { covered: 0, total: 0 };
    const { functions } = this.columns;
    for (const row of this.#rowsBelow(node)) {
      for (let at = functions?.start[row] ?? 0; at < (functions?.start[row + 1] ?? 0); at++) {
        // Without a line it has no place.
        if (functions!.line[at] === 0) continue;
        methods.total++;
        if (functions!.hits[at]! > 0) methods.covered++;
      }
      for (const { covered, total } of armsOf(this.columns.branches, row).values()) {
        conditions.total += total;
        conditions.covered += covered;
      }
    }
    xml.inlineTag("metrics", {
      statements: lines.total,
      coveredstatements: lines.covered,
      ...(this.columns.branches === null
        ? {}
        : { conditionals: conditions.total, coveredconditionals: conditions.covered }),
      methods: methods.total,
      coveredmethods: methods.covered,
    });
  }

  #rowsBelow(node: ReportNode): Iterable<number> {
    return node.isSummary() ? this.rows.values() : [this.rows.get(node.getFileCoverage().path)!];
  }
}

/** SonarQube's generic coverage: whether a line was executed, not how often. */
export class SonarReport extends XmlReport {
  protected begin(xml: XmlWriter): void {
    xml.openTag("coverage", { version: 1 });
  }

  protected file(xml: XmlWriter, node: ReportNode, row: number): void {
    xml.openTag("file", { path: attribute(node.getFileCoverage().path) });
    const arms = armsOf(this.columns.branches, row);
    for (const { line, hits } of linesOf(this.columns, row)) {
      const found = arms.get(line);
      xml.inlineTag("lineToCover", {
        lineNumber: line,
        covered: hits > 0,
        ...(found === undefined ? {} : { branchesToCover: found.total, coveredBranches: found.covered }),
      });
    }
    xml.closeTag("file");
  }
}
