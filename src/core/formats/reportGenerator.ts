import { coverageTotals } from "../model/coverage.ts";
import type { CoverageReport } from "../model/report.ts";
import { coverageReport, refuseEmpty } from "./coverageReport.ts";
import { CoverageStream } from "./coverageStream.ts";
import { numberOrAbsent } from "./damagedRow.ts";
import { compareCounts } from "./declared.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import type { XmlTag } from "./xmlTag.ts";

/**
 * ReportGenerator's XML of one class (`-reporttypes:Xml`, XmlReportBuilder): each line of its files with how often it ran,
 * -1 where it cannot, and its branches as counts. What its Summary.xml and Summary.json count names no files.
 */
export const reportGenerator: ReportFormat = {
  id: "reportgenerator",
  kind: "coverage",
  title: "ReportGenerator XML (of a class)",
  patterns: ["**/coveragereport/*_*.xml", "**/coverage-report/*_*.xml", "**/CoverageReport/*_*.xml"],
  recognise({ xml }) {
    if (xml?.root !== "CoverageReport") return missed(0, "its root element is not <CoverageReport>");
    return xml.children.has("Files") || xml.elements.has("LineAnalysis")
      ? matched
      : missed(0.6, "it has no <Files> with lines: -reporttypes:Xml writes them, and Cobertura is read, too");
  },
  read: (context) => new XmlReader(context, new ReportGeneratorCoverage(context)),
};

/** Of a line, all but those that cannot run ("NotCoverable"). */
const coverable = new Set(["Covered", "PartiallyCovered", "NotCovered"]);

class ReportGeneratorCoverage implements XmlContent {
  readonly #context: ReadContext;
  readonly #coverage = new CoverageStream();
  #file: string | null = null;
  readonly #declared = { covered: Number.NaN, total: Number.NaN };

  constructor(context: ReadContext) {
    this.#context = context;
  }

  open(tag: XmlTag): void {
    if (tag.name === "File") this.#file = tag.get("name");
    else if (tag.name === "LineAnalysis") this.#line(tag);
    else if (tag.name === "Coveredlines" || tag.name === "Coverablelines") tag.keepText();
  }

  #line(tag: XmlTag): void {
    const [status, line, visits] = [tag.get("coverage"), tag.number("line"), tag.number("visits")];
    if (status === "NotCoverable") return;
    if (status === null || !coverable.has(status) || Number.isNaN(line) || Number.isNaN(visits))
      throw new InvalidReport("structure", "a line has no number, no visits or no coverage that is known", tag.line);
    if (this.#file === null) throw new InvalidReport("structure", "a line is of no file", tag.line);
    this.#coverage.begin(this.#file);
    this.#coverage.line(line, visits);
    // Of a line without branches both are empty.
    if (!tag.get("totalbranches")) return;
    const [covered, total] = [numberOrAbsent(tag, "coveredbranches"), numberOrAbsent(tag, "totalbranches")];
    if (total > 0) this.#coverage.branches(line, covered, total, 0, tag.line);
  }

  close(name: string, text: string): void {
    if (name === "Coveredlines") this.#declared.covered = figure(text);
    else if (name === "Coverablelines") this.#declared.total = figure(text);
  }

  report(): CoverageReport {
    refuseEmpty(this.#coverage, "line that can run");
    const coverage = this.#coverage.build();
    compareCounts(this.#context, "lines", this.#declared, coverageTotals(coverage).lines);
    return coverageReport({
      coverage,
      dialect: "class",
      producer: "ReportGenerator",
      declared: { Coveredlines: this.#declared.covered, Coverablelines: this.#declared.total },
    });
  }
}

function figure(text: string): number {
  return /^\s*\d+\s*$/.test(text) ? Number(text) : Number.NaN;
}
