import { coverageTotals } from "../model/coverage.ts";
import type { CoverageReport } from "../model/report.ts";
import { compareCounts, finiteFigures } from "./declared.ts";
import { InvalidReport, matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { isVisible, lastLineOf, PointCoverage } from "./pointCoverage.ts";
import { XmlScanner } from "./xml.ts";
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
  read: (context) => new OpenCoverReader(context),
};

class OpenCoverReader implements Reader {
  readonly #context: ReadContext;
  readonly #scanner: XmlScanner;
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
  #sequence: { file: string | null; line: number; column: number; endLine: number; endColumn: number; hits: number }[] =
    [];
  #branches: { file: string | null; line: number; identity: string; hits: number }[] = [];
  #unplaced = 0;
  #unread = 0;

  constructor(context: ReadContext) {
    this.#context = context;
    this.#points.coverage.has("lines");
    this.#points.coverage.has("statements");
    this.#points.coverage.has("branches");
    this.#scanner = new XmlScanner(
      { open: (tag) => this.#open(tag), close: (name, text) => this.#close(name, text) },
      (problem) => context.problem(problem),
    );
  }

  write(chunk: Uint8Array): void {
    this.#scanner.write(chunk);
  }

  #open(tag: XmlTag): void {
    switch (tag.name) {
      case "SequencePoint":
        if (this.#inMethod)
          this.#sequence.push({
            file: tag.get("fileid"),
            line: tag.number("sl"),
            column: tag.number("sc"),
            endLine: tag.number("el"),
            endColumn: tag.number("ec"),
            hits: tag.number("vc"),
          });
        break;
      case "BranchPoint":
        if (this.#inMethod)
          this.#branches.push({
            file: tag.get("fileid"),
            line: tag.number("sl"),
            identity: `${tag.get("offset")}:${tag.get("path")}:${tag.get("ordinal")}`,
            hits: tag.number("vc"),
          });
        break;
      case "FileRef":
        if (this.#inMethod) this.#methodFile = tag.get("uid");
        break;
      case "Name":
        if (this.#inMethod) tag.keepText();
        break;
      case "Method":
        this.#inMethod = true;
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

  #close(name: string, text: string): void {
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
      if (Number.isNaN(point.line) || Number.isNaN(point.hits)) {
        this.#unread++;
        continue;
      }
      const of = pathOf(point.file) ?? "";
      if (of === "") this.#unplaced++;
      if (!isVisible(point.line)) continue;
      this.#points.point(of, point);
      path ??= of;
      if (of !== path) continue;
      if (first === 0 || point.line < first) first = point.line;
      last = Math.max(last, lastLineOf(point.line, point.endLine));
      most = Math.max(most, point.hits);
    }
    for (const branch of this.#branches) {
      const of = pathOf(branch.file) ?? path ?? "";
      if (!isVisible(branch.line)) continue;
      // Two lambdas of one line have branches at the same offsets.
      this.#points.arm(of, branch.line, `${this.#methodName}:${branch.identity}`, branch.hits);
    }
    if (path !== undefined) this.#points.function(path, shortName(this.#methodName), first, last, most);
  }

  end(): CoverageReport {
    this.#scanner.end();
    if (this.#points.fileCount === 0) {
      const reasons = [...this.#skipped].map(([reason, count]) => `${count} by "${reason}"`).join(", ");
      throw new InvalidReport(
        "empty",
        `the report holds no sequence point of a source file: nothing was measured${reasons === "" ? "" : ` (modules skipped: ${reasons})`}`,
      );
    }
    const coverage = this.#points.build(false);
    const totals = coverageTotals(coverage);
    const figure = (name: string) => toNumber(this.#summary.get(name) ?? "");
    // OpenCover itself counts the entry of each method as one more branch point, which it does not list.
    const entries = (listed: number | undefined, stated: string, methods: string) =>
      figure(stated) - figure(methods) === listed ? figure(methods) : 0;
    const all = entries(totals.branches?.total, "numBranchPoints", "numMethods");
    const visited = entries(totals.branches?.covered, "visitedBranchPoints", "visitedMethods");
    for (const problem of [
      compareCounts(
        "sequence points",
        { covered: figure("visitedSequencePoints"), total: figure("numSequencePoints") },
        totals.statements,
      ),
      compareCounts(
        "branch points",
        { covered: figure("visitedBranchPoints") - visited, total: figure("numBranchPoints") - all },
        totals.branches,
      ),
    ])
      if (problem !== null) this.#context.problem(problem);
    if (this.#unplaced > 0) this.#warn("no-file", `${this.#unplaced} sequence points name no file of the report`);
    if (this.#unread > 0)
      this.#warn("line-without-number", `${this.#unread} sequence points have no readable line or count: left out`);
    return {
      kind: "coverage",
      dialect: this.#version === null ? null : "OpenCover",
      producer: this.#version === null ? null : `OpenCover ${this.#version}`,
      generated: null,
      commit: null,
      declared: finiteFigures([...this.#summary].map(([name, value]) => [name, toNumber(value)] as const)),
      coverage,
      roots: [],
      completeness: "full",
    };
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
