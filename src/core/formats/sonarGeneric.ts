import type { CoverageReport } from "../model/report.ts";
import { coverageReport } from "./coverageReport.ts";
import { CoverageStream } from "./coverageStream.ts";
import { damagedTag, numberOrAbsent } from "./damagedRow.ts";
import { InvalidReport, matched, missed, type ReportFormat } from "./format.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import type { XmlTag } from "./xmlTag.ts";

/** SonarQube's generic coverage (coverage version="1"): lines with covered true or false, branches as counts. */
export const sonarGeneric: ReportFormat = {
  id: "sonar-generic",
  kind: "coverage",
  title: "SonarQube generic coverage XML",
  patterns: ["**/*sonar*.xml", "**/coverage.xml"],
  recognise(head) {
    if (head.xml === null) return missed(0, "it is not XML");
    const { root, children, elements, attributes } = head.xml;
    if (root !== "coverage") return missed(0, "its root element is not <coverage>");
    if (elements.has("lineToCover")) return matched;
    // Of no file at all it is nothing but this.
    const isEmpty = attributes.size === 1 && children.size === 0 && head.complete;
    if (attributes.get("version") === "1" && (children.has("file") || isEmpty) && !attributes.has("line-rate"))
      return matched;
    return missed(0.2, "it has no <lineToCover> elements");
  },
  read: (context) => new XmlReader(context, new SonarCoverage()),
};

class SonarCoverage implements XmlContent {
  readonly #coverage = new CoverageStream();
  #inFile = false;

  open(tag: XmlTag): void {
    if (tag.name === "file") {
      this.#coverage.begin(tag.get("path") ?? "");
      this.#inFile = true;
    } else if (tag.name === "lineToCover" && this.#inFile) {
      const number = tag.number("lineNumber");
      const covered = tag.flag("covered");
      if (Number.isNaN(number) || covered === null)
        throw damagedTag(tag, 'line with its number and "covered" as true or false');
      this.#coverage.line(number, covered ? 1 : 0);
      const total = numberOrAbsent(tag, "branchesToCover");
      const taken = numberOrAbsent(tag, "coveredBranches");
      // Without how many of its branches were covered, SonarQube takes none of them for covered.
      if (total > 0) this.#coverage.branches(number, taken || 0, total, 0, tag.line);
    }
  }

  close(): void {}

  report(): CoverageReport {
    if (this.#coverage.fileCount === 0)
      throw new InvalidReport("empty", "the report names no source file: nothing was measured");
    return coverageReport({ coverage: this.#coverage.build() });
  }
}
