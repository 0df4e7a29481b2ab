import { coverageTotals, type SourceHash } from "../model/coverage.ts";
import type { CoverageReport } from "../model/report.ts";
import { coverageReport } from "./coverageReport.ts";
import { damagedRow, damagedTag, numberOrAbsent } from "./damagedRow.ts";
import { compareCounts } from "./declared.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { lastLineOf, mostLines, PointCoverage } from "./pointCoverage.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import { toNumber, type XmlTag } from "./xmlTag.ts";

/**
 * Microsoft's code coverage as XML: `results` of dotnet-coverage, Microsoft.CodeCoverage.Console and
 * `--ms-coverage`, and the older `CoverageDSPriv` of Visual Studio. Both list ranges of statements that ran, ran in
 * part or did not; every line of a range is a line, covered where any of its ranges ran at least in part.
 */
export const dotnetCoverage: ReportFormat = {
  id: "dotnet-coverage",
  kind: "coverage",
  title: "Microsoft code coverage XML (dotnet-coverage, Visual Studio)",
  patterns: ["**/TestResults/**/*.xml", "**/*.coveragexml", "**/coverage.xml", "**/output.xml"],
  recognise(head) {
    if (head.xml === null) return missed(0, "it is not XML");
    const { root, children, elements } = head.xml;
    if (root === "CoverageDSPriv") return matched;
    if (root !== "results") return missed(0, "its root element is not <results>");
    if (children.has("modules") && (elements.has("module") || elements.has("skipped_modules"))) return matched;
    return missed(0.3, "it has no <modules>");
  },
  read: (context) => new XmlReader(context, new DotnetCoverage(context)),
};

/** A range before the names of its file and function are known: both come after it in the report. */
interface Range {
  readonly source: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly hits: number;
  readonly function: FunctionElement;
}

/** One function of the report: classes of one file have functions of the same name. */
interface FunctionElement {
  name: string;
}

/** Functions of compilers' making have names like "<Main>b__0": they stay as the report has them. */
class DotnetCoverage implements XmlContent {
  readonly #context: ReadContext;
  readonly #points = new PointCoverage();
  #sources = new Map<string, string>();
  readonly #hashes = new Map<string, SourceHash>();
  #ranges: Range[] = [];
  #function: FunctionElement = { name: "" };
  /** Lines of each function by itself: the report's sums count those that two functions share twice. */
  readonly #byFunction = { covered: 0, total: 0 };
  readonly #declared = new Map<string, number>();
  #partial = 0;
  #unplaced = 0;
  #old = false;
  /** The texts of the elements of one `Lines` or `SourceFileNames` of the older form. */
  #fields: Record<string, string> = {};

  constructor(context: ReadContext) {
    this.#context = context;
    this.#points.coverage.has("lines", "statements");
  }

  open(tag: XmlTag): void {
    switch (tag.name) {
      case "range":
        if (
          !this.#range(tag.get("source_id") ?? "", tag.get("covered") ?? "", [
            tag.number("start_line"),
            numberOrAbsent(tag, "start_column"),
            tag.number("end_line"),
            numberOrAbsent(tag, "end_column"),
          ])
        )
          throw damagedTag(tag, "range with its lines and whether it ran");
        break;
      case "function":
        this.#function = { name: tag.get("name") ?? "" };
        break;
      case "source_file": {
        const path = tag.get("path") ?? "";
        this.#sources.set(tag.get("id") ?? "", path);
        const value = tag.get("checksum") ?? "";
        const algorithm = tag.get("checksum_type") ?? "";
        if (value !== "" && algorithm !== "") this.#hashes.set(path, { algorithm, value: value.toLowerCase() });
        break;
      }
      case "module":
        for (const name of lineFigures) {
          const value = tag.number(name);
          if (!Number.isNaN(value)) this.#declared.set(name, (this.#declared.get(name) ?? 0) + value);
        }
        break;
      case "CoverageDSPriv":
        this.#old = true;
        break;
      case "Lines":
      case "SourceFileNames":
        this.#fields = {};
        break;
      default:
        if (this.#old && oldFields.has(tag.name)) tag.keepText();
    }
  }

  close(name: string, text: string): void {
    switch (name) {
      case "module":
        this.#place();
        this.#sources = new Map();
        break;
      case "Lines":
        if (
          !this.#range(this.#fields["SourceFileID"] ?? "", this.#fields["Coverage"] ?? "", [
            toNumber(this.#fields["LnStart"] ?? ""),
            toNumber(this.#fields["ColStart"] ?? ""),
            toNumber(this.#fields["LnEnd"] ?? ""),
            toNumber(this.#fields["ColEnd"] ?? ""),
          ])
        )
          throw damagedRow(
            Object.entries(this.#fields)
              .map(([field, value]) => `<${field}>${value}`)
              .join(""),
            "range with its lines and whether it ran",
          );
        break;
      case "SourceFileNames":
        this.#sources.set(this.#fields["SourceFileID"] ?? "", this.#fields["SourceFileName"] ?? "");
        break;
      case "MethodName":
        this.#function.name = text;
        break;
      case "function":
      case "Method":
        this.#function = { name: "" };
        break;
      default:
        if (this.#old && oldFields.has(name)) this.#fields[name] = text.trim();
    }
  }

  /** Takes a range; false where it says no lines or not whether it ran. */
  #range(
    source: string,
    covered: string,
    [line, column, endLine, endColumn]: [number, number, number, number],
  ): boolean {
    const hits = rangeHits.get(covered);
    if (Number.isNaN(line) || Number.isNaN(endLine) || hits === undefined) return false;
    if (!this.#points.isVisible(line)) return true;
    if (covered === "partial" || (this.#old && covered === "1")) this.#partial++;
    this.#ranges.push({ source, line, column, endLine, endColumn, hits, function: this.#function });
    return true;
  }

  /** Gives the ranges so far to their files: at the end of a module, which has its own numbers of files. */
  #place(): void {
    let ranges: Range[] = [];
    for (const range of this.#ranges) {
      const path = this.#sources.get(range.source) ?? "";
      if (path === "") this.#unplaced++;
      this.#points.point(path, range);
      this.#points.file(path).builder.sourceHash = this.#hashes.get(path) ?? null;
      if (ranges.length > 0 && ranges[0]!.function !== range.function) {
        this.#placeFunction(ranges);
        ranges = [];
      }
      ranges.push(range);
    }
    this.#placeFunction(ranges);
    this.#ranges = [];
  }

  #placeFunction(ranges: readonly Range[]): void {
    const parts = new Map<string, { line: number; end: number; hits: number }>();
    const covered = new Map<string, boolean>();
    for (const { source, line, endLine, hits } of ranges) {
      const end = lastLineOf(line, endLine);
      const known = parts.get(source);
      if (known === undefined) parts.set(source, { line, end, hits });
      else {
        known.line = Math.min(known.line, line);
        known.end = Math.max(known.end, end);
        known.hits = Math.max(known.hits, hits);
      }
      if (end - line > mostLines) continue;
      for (let each = line; each <= end; each++) {
        const key = `${source} ${each}`;
        covered.set(key, hits > 0 || covered.get(key) === true);
      }
    }
    this.#byFunction.total += covered.size;
    for (const isCovered of covered.values()) if (isCovered) this.#byFunction.covered++;
    const name = ranges[0]?.function.name ?? "";
    if (name === "") return;
    for (const [source, { line, end, hits }] of parts)
      this.#points.function(this.#sources.get(source) ?? "", bareName(name), name, line, end, hits);
  }

  report(): CoverageReport {
    this.#place();
    if (this.#points.fileCount === 0)
      throw new InvalidReport("empty", "the report holds no range of a source file: nothing was measured");
    if (this.#unplaced > 0 && this.#points.fileCount === 1 && this.#points.has(""))
      throw new InvalidReport(
        "no-file",
        `none of its ${this.#unplaced} ranges names a file of the report: what was measured is not said`,
      );
    const coverage = this.#points.build(true);
    this.#warn(coverageTotals(coverage).lines);
    return coverageReport({
      dialect: this.#old ? "Visual Studio" : "dotnet-coverage",
      declared: Object.fromEntries(this.#declared),
      coverage,
    });
  }

  #warn(lines: { readonly covered: number; readonly total: number } | null): void {
    const [covered, partly, not] = lineFigures.map((name) => this.#declared.get(name) ?? Number.NaN);
    const stated = { covered: covered! + partly!, total: covered! + partly! + not! };
    compareCounts(this.#context, "lines", stated, lines, this.#byFunction);
    const say = (severity: "warning" | "info", code: string, message: string) =>
      this.#context.problem({ severity, code, message });
    if (this.#partial > 0)
      say("info", "partly-covered", `${this.#partial} statements ran in part: their lines count as covered`);
    if (this.#unplaced > 0) say("warning", "no-file", `${this.#unplaced} ranges name no file of the report`);
  }
}

const lineFigures = ["lines_covered", "lines_partially_covered", "lines_not_covered"] as const;

/** Executions are not counted, only whether it ran: 0 and 1 and 2 are covered, in part and not in the older form. */
const rangeHits: ReadonlyMap<string, number> = new Map([
  ["yes", 1],
  ["partial", 1],
  ["no", 0],
  ["0", 1],
  ["1", 1],
  ["2", 0],
]);

const oldFields: ReadonlySet<string> = new Set([
  "LnStart",
  "ColStart",
  "LnEnd",
  "ColEnd",
  "Coverage",
  "SourceFileID",
  "SourceFileName",
  "MethodName",
]);

/** "Add(int, int)" is "Add". */
function bareName(name: string): string {
  const to = name.indexOf("(");
  return to > 0 ? name.slice(0, to) : name;
}
