import { coverageTotals } from "../model/coverage.ts";
import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder } from "./coverageBuilder.ts";
import { coverageReport, refuseEmpty } from "./coverageReport.ts";
import { damagedTag } from "./damagedRow.ts";
import { compareCounts } from "./declared.ts";
import { matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { epochToIso } from "./times.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import type { XmlTag } from "./xmlTag.ts";

/**
 * scoverage.xml of Scala: each statement with its line and its invocation-count. A statement that stands for the way into
 * a branch has branch="true", and counts as statement and as branch. The columns of a statement are not stated.
 */
export const scoverage: ReportFormat = {
  id: "scoverage",
  kind: "coverage",
  title: "scoverage XML",
  patterns: ["**/scoverage.xml", "**/scoverage-report/*.xml"],
  recognise(head) {
    if (head.xml === null) return missed(0, "it is not XML");
    return head.xml.root === "scoverage" ? matched : missed(0, "its root element is not <scoverage>");
  },
  read: (context) => new XmlReader(context, new ScoverageStatements(context)),
};

class ScoverageStatements implements XmlContent {
  readonly #context: ReadContext;
  readonly #builder = new CoverageBuilder();
  /** How many branches a line has so far, by path and line: they have no names. */
  readonly #branches = new Map<string, number>();
  #classFile = "";
  #declared = { covered: Number.NaN, total: Number.NaN };
  #timestamp = Number.NaN;

  constructor(context: ReadContext) {
    this.#context = context;
    this.#builder.has("lines", "statements", "branches");
  }

  open(tag: XmlTag): void {
    switch (tag.name) {
      case "scoverage":
        this.#declared = { covered: tag.number("statements-invoked"), total: tag.number("statement-count") };
        this.#timestamp = tag.number("timestamp");
        break;
      case "class":
        this.#classFile = tag.get("filename") ?? "";
        break;
      case "statement":
        this.#statement(tag);
        break;
    }
  }

  close(): void {}

  #statement(tag: XmlTag): void {
    if (tag.flag("ignored") === true) return;
    const [line, hits] = [tag.number("line"), tag.number("invocation-count")];
    const path = tag.get("source") ?? this.#classFile;
    if (!(line >= 1) || Number.isNaN(hits) || path === "")
      throw damagedTag(tag, "statement with its file, line and invocation-count");
    const file = this.#builder.file(path);
    file.line(line, hits);
    file.statement(line, 0, line, Number.POSITIVE_INFINITY, hits);
    if (tag.flag("branch") !== true) return;
    const place = `${line}:${path}`;
    const key = this.#branches.get(place) ?? 0;
    this.#branches.set(place, key + 1);
    file.branch(line, key, hits);
  }

  report(): CoverageReport {
    refuseEmpty(this.#builder, "statement");
    const coverage = this.#builder.build();
    compareCounts(this.#context, "statements", this.#declared, coverageTotals(coverage).statements);
    return coverageReport({
      coverage,
      dialect: "scoverage",
      producer: "scoverage",
      generated: epochToIso(this.#timestamp),
      declared: { "statements-invoked": this.#declared.covered, "statement-count": this.#declared.total },
    });
  }
}
