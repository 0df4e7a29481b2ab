import { coverageTotals } from "../model/coverage.ts";
import type { CoverageReport } from "../model/report.ts";
import { coverageReport } from "./coverageReport.ts";
import { damagedTag, numberOrAbsent } from "./damagedRow.ts";
import { compareCounts } from "./declared.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { isSourceLine } from "./lineNumber.ts";
import { lastLineOf, PointCoverage } from "./pointCoverage.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import { toNumber, type XmlTag } from "./xmlTag.ts";

/**
 * OpenCover's XML as OpenCover, coverlet and AltCover write it. Statements are the sequence points, each range of a file
 * once; lines are those where one begins; branches are the branch points, each once.
 */
export const opencover: ReportFormat = {
  id: "opencover",
  kind: "coverage",
  title: "OpenCover XML (OpenCover, coverlet, AltCover)",
  patterns: ["**/*opencover*.xml", "**/OpenCover/**/*.xml", "**/coverage.xml"],
  recognise(head) {
    if (head.xml === null) return missed(0, "it is not XML");
    return head.xml.root === "CoverageSession" ? matched : missed(0, "its root element is not <CoverageSession>");
  },
  read: (context) => new XmlReader(context, new OpenCoverPoints(context)),
};

class OpenCoverPoints implements XmlContent {
  readonly #context: ReadContext;
  readonly #points = new PointCoverage();
  /** Paths of the module by its numbers of files. */
  #files = new Map<string, string>();
  #summary: ReadonlyMap<string, string> = new Map();
  #version: string | null = null;
  #skipped = new Map<string, number>();
  #inMethod = false;
  #methodName = "";
  #methodFile: string | null = null;
  /** Points come before or after the file reference: placed at the end of the method. */
  #sequence: {
    file: string | null;
    line: number;
    column: number;
    endLine: number;
    endColumn: number;
    hits: number;
    offset: number;
  }[] = [];
  #branches: { file: string | null; line: number; identity: string; hits: number; offset: number }[] = [];
  /** Elements as the report's own sums count them: each in each method. */
  readonly #listed = { points: { covered: 0, total: 0 }, branches: { covered: 0, total: 0 } };
  /** Methods with sequence points, and those of them that ran. */
  readonly #methods = { visited: 0, total: 0 };
  /** coverlet does not say of a method whether it ran. */
  #saysVisited = false;
  #unplaced = 0;
  /** Branch points of which neither the line is stated nor a statement found. */
  #unplacedBranches = 0;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  open(tag: XmlTag): void {
    switch (tag.name) {
      case "SequencePoint":
        if (this.#inMethod) this.#point(tag);
        break;
      case "BranchPoint":
        if (this.#inMethod) this.#branch(tag);
        break;
      case "FileRef":
        if (this.#inMethod) this.#methodFile = tag.get("uid");
        break;
      case "Name":
        if (this.#inMethod) tag.keepText();
        break;
      case "Method":
        this.#inMethod = true;
        this.#saysVisited ||= tag.has("visited");
        this.#methodName = "";
        this.#methodFile = null;
        this.#sequence = [];
        this.#branches = [];
        break;
      case "File":
        this.#files.set(tag.get("uid") ?? "", tag.get("fullPath") ?? "");
        break;
      case "Module": {
        this.#files = new Map();
        const reason = tag.get("skippedDueTo");
        if (reason !== null) this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + 1);
        break;
      }
      case "Summary":
        if (tag.depth === 2) this.#summary = tag.all();
        break;
      case "CoverageSession":
        this.#version = tag.get("Version");
        break;
    }
  }

  #point(tag: XmlTag): void {
    const [line, hits] = [tag.number("sl"), tag.number("vc")];
    if (Number.isNaN(line) || Number.isNaN(hits)) throw damagedTag(tag, "sequence point with its line and count");
    isSourceLine(line);
    this.#sequence.push({
      file: tag.get("fileid"),
      line,
      column: numberOrAbsent(tag, "sc"),
      endLine: numberOrAbsent(tag, "el"),
      endColumn: numberOrAbsent(tag, "ec"),
      hits,
      offset: numberOrAbsent(tag, "offset"),
    });
  }

  /** OpenCover did not always give a branch its line. */
  #branch(tag: XmlTag): void {
    const hits = tag.number("vc");
    if (Number.isNaN(hits)) throw damagedTag(tag, "branch point with its count");
    this.#branches.push({
      file: tag.get("fileid"),
      line: numberOrAbsent(tag, "sl"),
      identity: `${tag.get("offset")}:${tag.get("path")}:${tag.get("ordinal")}`,
      hits,
      offset: numberOrAbsent(tag, "offset"),
    });
  }

  close(name: string, text: string): void {
    if (name === "Method") this.#endMethod();
    else if (name === "Name" && this.#inMethod) this.#methodName = text;
  }

  #endMethod(): void {
    this.#inMethod = false;
    const pathOf = (file: string | null) => {
      const uid = file === null || file === "0" ? this.#methodFile : file;
      return uid === null ? undefined : this.#files.get(uid);
    };
    let first = 0;
    let last = 0;
    let most = 0;
    let path: string | undefined;
    for (const point of this.#sequence) {
      const of = pathOf(point.file) ?? "";
      if (of === "") this.#unplaced++;
      if (!this.#points.isVisible(point.line)) continue;
      this.#points.point(of, point);
      path ??= of;
      if (of !== path) continue;
      if (first === 0 || point.line < first) first = point.line;
      last = Math.max(last, lastLineOf(point.line, point.endLine));
      most = Math.max(most, point.hits);
    }
    const { points, branches } = this.#listed;
    points.total += this.#sequence.length;
    points.covered += this.#sequence.filter((point) => point.hits > 0).length;
    branches.total += this.#branches.length;
    branches.covered += this.#branches.filter((branch) => branch.hits > 0).length;
    if (this.#sequence.length > 0) {
      this.#methods.total++;
      if (this.#sequence.some((point) => point.hits > 0)) this.#methods.visited++;
    }
    for (const branch of this.#branches) {
      const at = Number.isNaN(branch.line) ? this.#statementOf(branch.offset) : branch;
      if (at === undefined) {
        this.#unplacedBranches++;
        continue;
      }
      const of = pathOf(at.file) ?? path ?? "";
      if (!this.#points.isVisible(at.line)) continue;
      // Two lambdas of one line have branches at the same offsets.
      this.#points.arm(of, at.line, `${this.#methodName}:${branch.identity}`, branch.hits);
    }
    if (path !== undefined)
      this.#points.function(path, shortName(this.#methodName), this.#methodName, first, last, most);
  }

  /** The statement that the code at this offset belongs to. */
  #statementOf(offset: number) {
    return this.#sequence.findLast((point) => point.offset <= offset);
  }

  report(): CoverageReport {
    if (this.#points.fileCount === 0) {
      const reasons = [...this.#skipped].map(([reason, count]) => `${count} by "${reason}"`).join(", ");
      throw new InvalidReport(
        "empty",
        `the report holds no sequence point of a source file: nothing was measured${reasons === "" ? "" : ` (modules skipped: ${reasons})`}`,
      );
    }
    if (this.#unplaced > 0 && this.#points.fileCount === 1 && this.#points.has(""))
      throw new InvalidReport(
        "no-file",
        `none of its ${this.#unplaced} sequence points names a file of the report: what was measured is not said`,
      );
    const figure = (name: string) => toNumber(this.#summary.get(name) ?? "");
    // AltCover can leave out either kind. OpenCover and AltCover count the entry of each method as one more branch point,
    // which they do not list: none at all is that none was looked for, as AltCover can be told and Unity always does.
    const { coverage: builder } = this.#points;
    const looksForBranches = !(this.#saysVisited && this.#methods.total > 0 && figure("numBranchPoints") === 0);
    if (this.#methods.total > 0) builder.has("lines", "statements");
    if (looksForBranches) builder.has("branches");
    const built = this.#points.build(false);
    // Some of them would be fewer than there are.
    const coverage = this.#unplacedBranches === 0 ? built : { ...built, branches: null };
    const totals = coverageTotals(coverage);
    this.#compare(figure, totals);
    if (this.#unplaced > 0) this.#warn("no-file", `${this.#unplaced} sequence points name no file of the report`);
    if (this.#unplacedBranches > 0)
      this.#warn(
        "line-without-number",
        `${this.#unplacedBranches} branch points have no line: no branches are counted`,
      );
    // Unity took OpenCover's classes, and has no version.
    const isUnity = this.#version === "0.0.0.0";
    return coverageReport({
      dialect: isUnity ? "Unity" : this.#version === null ? null : "OpenCover",
      producer: this.#version === null || isUnity ? null : `OpenCover ${this.#version}`,
      declared: Object.fromEntries([...this.#summary].map(([name, value]) => [name, toNumber(value)])),
      coverage,
    });
  }

  /** The report's sums count each element in each method, what is counted here a place of the source once. */
  #compare(figure: (name: string) => number, { statements, branches }: ReturnType<typeof coverageTotals>): void {
    const { points: listedPoints, branches: listed } = this.#listed;
    const points = { covered: figure("visitedSequencePoints"), total: figure("numSequencePoints") };
    compareCounts(this.#context, "sequence points", points, statements, listedPoints);
    // AltCover did not always count the entries of methods that ran, and older OpenCover does not state its methods.
    const withoutEntries = (stated: string, methods: string, ran: number, count: number) =>
      figure(stated) - (this.#summary.has(methods) ? figure(methods) : ran) === count ? count : figure(stated);
    const arms = {
      covered: withoutEntries("visitedBranchPoints", "visitedMethods", this.#methods.visited, listed.covered),
      total: withoutEntries("numBranchPoints", "numMethods", this.#methods.total, listed.total),
    };
    compareCounts(this.#context, "branch points", arms, branches, listed);
  }

  #warn(code: string, message: string): void {
    this.#context.problem({ severity: "warning", code, message });
  }
}

/** "System.Void A.B::C(System.Int32)" is "C". */
function shortName(name: string): string {
  const from = name.indexOf("::");
  const to = name.indexOf("(", from);
  return name.slice(from < 0 ? 0 : from + 2, to < 0 ? name.length : to);
}
