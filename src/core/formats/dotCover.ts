import { coverageTotals, type SourceHash } from "../model/coverage.ts";
import type { CoverageReport } from "../model/report.ts";
import { coverageReport, refuseEmpty } from "./coverageReport.ts";
import { damagedTag, numberOrAbsent } from "./damagedRow.ts";
import { compareCounts } from "./declared.ts";
import { matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { lastLineOf, PointCoverage } from "./pointCoverage.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import type { XmlTag } from "./xmlTag.ts";

/**
 * dotCover's detailed XML (`--ReportType=DetailedXML`): files by index, and in assemblies, namespaces, types and methods
 * each statement with its range and whether it ran. Its plain XML has the same tree without files and statements.
 */
export const dotCover: ReportFormat = {
  id: "dotcover",
  kind: "coverage",
  title: "dotCover detailed XML",
  patterns: ["**/*dotcover*.xml", "**/*dotCover*.xml", "**/*coverage*.xml"],
  recognise(head) {
    if (head.xml === null) return missed(0, "it is not XML");
    const { root, attributes, children } = head.xml;
    if (root !== "Root" || !attributes.has("CoveredStatements")) return missed(0, "its root element is not dotCover's");
    return children.has("FileIndices")
      ? matched
      : missed(0.8, "it has no files: --ReportType=DetailedXML writes what is read");
  },
  read: (context) => new XmlReader(context, new DotCoverStatements(context)),
};

interface Method {
  readonly name: string;
  readonly depth: number;
  readonly parts: Map<string, { line: number; end: number; hits: number }>;
}

class DotCoverStatements implements XmlContent {
  readonly #context: ReadContext;
  readonly #points = new PointCoverage();
  readonly #files = new Map<string, string>();
  readonly #hashes = new Map<string, SourceHash>();
  /** The outermost one that is open: what is anonymous in it is its own. */
  #method: Method | null = null;
  #depth = 0;
  #type = "";
  #declared = { covered: Number.NaN, total: Number.NaN };
  /** Statements as the report's own sums count them: each in each method. */
  readonly #listed = { covered: 0, total: 0 };
  #version: string | null = null;
  #unplaced = 0;

  constructor(context: ReadContext) {
    this.#context = context;
    this.#points.coverage.has("lines", "statements");
  }

  open(tag: XmlTag): void {
    this.#depth = tag.depth;
    switch (tag.name) {
      case "Root":
        this.#declared = { covered: tag.number("CoveredStatements"), total: tag.number("TotalStatements") };
        this.#version = tag.get("DotCoverVersion");
        break;
      case "File":
        this.#file(tag);
        break;
      case "Type":
        this.#type = tag.get("Name") ?? "";
        break;
      case "Method":
        this.#method ??= { name: tag.get("Name") ?? "", depth: tag.depth, parts: new Map() };
        break;
      case "Statement":
        this.#statement(tag);
        break;
    }
  }

  #file(tag: XmlTag): void {
    const path = tag.get("Name") ?? "";
    this.#files.set(tag.get("Index") ?? "", path);
    const [algorithm, value] = [tag.get("ChecksumAlgorithm") ?? "", tag.get("Checksum") ?? ""];
    if (path !== "" && algorithm !== "" && value !== "") this.#hashes.set(path, { algorithm, value });
  }

  #statement(tag: XmlTag): void {
    const [line, endLine] = [tag.number("Line"), numberOrAbsent(tag, "EndLine")];
    const covered = tag.flag("Covered");
    if (Number.isNaN(line) || covered === null) throw damagedTag(tag, "statement with its line and whether it ran");
    const hits = covered ? 1 : 0;
    this.#listed.total++;
    this.#listed.covered += hits;
    const path = this.#files.get(tag.get("FileIndex") ?? "") ?? "";
    if (path === "") {
      this.#unplaced++;
      return;
    }
    if (!this.#points.isVisible(line)) return;
    const [column, endColumn] = [numberOrAbsent(tag, "Column"), numberOrAbsent(tag, "EndColumn")];
    this.#points.point(path, { line, column, endLine, endColumn, hits });
    this.#points.file(path).builder.sourceHash = this.#hashes.get(path) ?? null;
    if (this.#method === null) return;
    const { parts } = this.#method;
    const [known, end] = [parts.get(path), lastLineOf(line, endLine)];
    if (known === undefined) parts.set(path, { line, end, hits });
    else {
      known.line = Math.min(known.line, line);
      known.end = Math.max(known.end, end);
      known.hits = Math.max(known.hits, hits);
    }
  }

  close(): void {
    if (this.#method?.depth === this.#depth) {
      const { name, parts } = this.#method;
      for (const [path, { line, end, hits }] of parts)
        this.#points.function(path, shortName(name), `${this.#type}.${name}`, line, end, hits);
      this.#method = null;
    }
    this.#depth--;
  }

  report(): CoverageReport {
    refuseEmpty(this.#points, "statement of a source file");
    const coverage = this.#points.build(false);
    // The report's sums count a statement in each method that has it, what is counted here once.
    compareCounts(this.#context, "statements", this.#declared, coverageTotals(coverage).statements, this.#listed);
    if (this.#unplaced > 0)
      this.#context.problem({
        severity: "warning",
        code: "no-file",
        message: `${this.#unplaced} statements name no file of the report: left out`,
      });
    return coverageReport({
      coverage,
      dialect: "dotCover",
      producer: this.#version === null ? "dotCover" : `dotCover ${this.#version}`,
      declared: { CoveredStatements: this.#declared.covered, TotalStatements: this.#declared.total },
    });
  }
}

/** "Add(System.Int32):System.Int32" is "Add". */
function shortName(name: string): string {
  const end = name.search(/[(:]/);
  return end <= 0 ? name : name.slice(0, end);
}
