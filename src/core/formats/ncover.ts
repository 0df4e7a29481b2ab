import type { CoverageReport } from "../model/report.ts";
import { coverageReport, refuseEmpty } from "./coverageReport.ts";
import { damagedTag, numberOrAbsent } from "./damagedRow.ts";
import { matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { lastLineOf, PointCoverage } from "./pointCoverage.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import type { XmlTag } from "./xmlTag.ts";

/**
 * NCover's XML, which AltCover writes too: in modules and methods each sequence point (`seqpnt`) with its visits and its
 * range. NCover 1 names the document at each point, NCover 3 lists documents by id and has shorter names of attributes.
 */
export const ncover: ReportFormat = {
  id: "ncover",
  kind: "coverage",
  title: "NCover XML (NCover, AltCover)",
  patterns: ["**/*ncover*.xml", "**/*NCover*.xml", "**/coverage.xml"],
  recognise(head) {
    if (head.xml === null) return missed(0, "it is not XML");
    const { root, attributes, children } = head.xml;
    if (root !== "coverage" || !attributes.has("profilerVersion"))
      return missed(0, "its root element has no profilerVersion");
    return children.has("module") || children.has("documents") ? matched : missed(0.6, "it has no <module>");
  },
  read: (context) => new XmlReader(context, new NCoverPoints(context)),
};

interface Method {
  readonly name: string;
  readonly whole: string;
  /** Of its points. */
  path: string | null;
  line: number;
  end: number;
  hits: number;
}

class NCoverPoints implements XmlContent {
  readonly #context: ReadContext;
  readonly #points = new PointCoverage();
  readonly #documents = new Map<string, string>();
  #method: Method | null = null;
  /** The method that is open is not measured, or does not count. */
  #isLeftOut = false;
  #version: string | null = null;
  #started: string | null = null;
  #unplaced = 0;

  constructor(context: ReadContext) {
    this.#context = context;
    this.#points.coverage.has("lines", "statements");
  }

  open(tag: XmlTag): void {
    switch (tag.name) {
      case "coverage":
        this.#version = tag.get("profilerVersion");
        this.#started = tag.get("startTime");
        break;
      case "doc":
        this.#documents.set(tag.get("id") ?? "", tag.get("url") ?? "");
        break;
      case "method": {
        const name = tag.get("name") ?? "";
        this.#isLeftOut = tag.flag("excluded") === true || tag.flag("instrumented") === false;
        this.#method = { name, whole: tag.get("fullname") ?? name, path: null, line: 0, end: 0, hits: 0 };
        break;
      }
      case "seqpnt":
        if (!this.#isLeftOut) this.#point(tag);
        break;
    }
  }

  #point(tag: XmlTag): void {
    if ((tag.flag("excluded") ?? tag.flag("ex")) === true) return;
    const either = (long: string, short: string) => numberOrAbsent(tag, tag.has(long) ? long : short);
    const [line, hits] = [either("line", "l"), either("visitcount", "vc")];
    if (Number.isNaN(line) || Number.isNaN(hits)) throw damagedTag(tag, "sequence point with its line and count");
    // A count below 0 is of a point that does not count.
    if (!this.#points.isVisible(line) || hits < 0) return;
    const path = tag.get("document") ?? this.#documents.get(tag.get("doc") ?? "") ?? "";
    if (path === "" || path === "None") {
      this.#unplaced++;
      return;
    }
    const endLine = either("endline", "el");
    const range = { column: either("column", "c"), endLine, endColumn: either("endcolumn", "ec") };
    this.#points.point(path, { line, ...range, hits });
    const method = this.#method;
    if (method === null) return;
    method.path ??= path;
    if (path !== method.path) return;
    if (method.line === 0 || line < method.line) method.line = line;
    method.end = Math.max(method.end, lastLineOf(line, endLine));
    method.hits = Math.max(method.hits, hits);
  }

  close(element: string): void {
    if (element !== "method" || this.#method === null) return;
    const { path, name, whole, line, end, hits } = this.#method;
    if (path !== null) this.#points.function(path, name, whole, line, end, hits);
    this.#method = null;
    this.#isLeftOut = false;
  }

  report(): CoverageReport {
    refuseEmpty(this.#points, "sequence point of a source file");
    if (this.#unplaced > 0)
      this.#context.problem({
        severity: "warning",
        code: "no-file",
        message: `${this.#unplaced} sequence points name no document: left out`,
      });
    // What is converted to this format names the tool in place of a version.
    const isVersion = /^\d/.test(this.#version ?? "");
    return coverageReport({
      coverage: this.#points.build(false),
      dialect: "NCover",
      producer: isVersion ? `NCover ${this.#version}` : this.#version,
      generated: this.#started,
    });
  }
}
