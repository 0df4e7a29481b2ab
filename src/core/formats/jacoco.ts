import { type Counts, type CoverageColumns, coverageTotals } from "../model/coverage.ts";
import type { CoverageReport } from "../model/report.ts";
import { coverageReport } from "./coverageReport.ts";
import { CoverageStream } from "./coverageStream.ts";
import { damagedTag, numberOrAbsent } from "./damagedRow.ts";
import { compareCounts } from "./declared.ts";
import { InvalidReport, matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { epochToIso } from "./times.ts";
import { XmlScanner } from "./xml.ts";
import type { XmlTag } from "./xmlTag.ts";

/**
 * JaCoCo's XML report (report.dtd 1.1) and its like. Lines are those of `sourcefile`, covered where `ci` > 0; classes
 * give only functions: inner classes share a source file, and adding up class counters counts lines twice. Only
 * gcovr 7 has no `sourcefile`: its `class` is one file, with `lines` (gcovr 7, formats/jacoco/write.py).
 */
export const jacoco: ReportFormat = {
  id: "jacoco",
  kind: "coverage",
  title: "JaCoCo XML (JaCoCo, Kover, Pester)",
  patterns: ["**/jacoco*.xml", "**/jacoco*/**/*.xml", "**/kover/**/*.xml", "**/*coverage*.xml"],
  recognise(head) {
    if (head.xml === null) return missed(0, "it is not XML");
    const { root, children, elements, doctype } = head.xml;
    if (root !== "report") return missed(0, "its root element is not <report>");
    if (/jacoco/i.test(doctype)) return matched;
    if (elements.has("counter") || elements.has("sourcefile")) return matched;
    if (children.has("sessioninfo") && (children.has("package") || children.has("group"))) return matched;
    if (children.has("package") && elements.has("class") && elements.has("method")) return matched;
    return missed(0.4, "it has neither <sourcefile> nor <counter> elements");
  },
  read: (context) => new JacocoReader(context),
};

/** A source file beside its rows. */
interface SourceFile {
  /** Package and file name, without its group. */
  readonly name: string;
  readonly group: string;
  /** It stands as a `sourcefile`, not only as the file of a class. */
  listed: boolean;
  /** The file's own counters. */
  readonly totals: FileTotals;
  hasLines: boolean;
  /** Its counter of instructions counts some. */
  hasCode: boolean;
  /** The methods of its classes so far. */
  readonly methods: MethodNames;
}

/** Which names of methods stand on which lines: nearly always one on a line, and there are very many. */
class MethodNames {
  readonly #first = new Map<number, string>();
  #more: Set<string> | null = null;

  /** False where that name stands on that line already. */
  add(name: string, line: number): boolean {
    const first = this.#first.get(line);
    if (first === undefined) {
      this.#first.set(line, name);
      return true;
    }
    const key = `${line} ${name}`;
    if (first === name || this.#more?.has(key) === true) return false;
    this.#more ??= new Set();
    this.#more.add(key);
    return true;
  }
}

interface FileTotals {
  linesCovered: number;
  linesTotal: number;
  branchesCovered: number;
  branchesTotal: number;
  functionsCovered: number;
  functionsTotal: number;
}

class JacocoReader implements Reader {
  readonly #context: ReadContext;
  readonly #scanner: XmlScanner;
  readonly #coverage = new CoverageStream();
  readonly #files = new Map<string, SourceFile>();
  readonly #groups: string[] = [];
  readonly #declared = new Map<string, number>();
  #package = "";
  #file: SourceFile | null = null;
  #classFile: SourceFile | null = null;
  #className = "";
  #method: { readonly name: string; readonly line: number; covered: number } | null = null;
  #latest = Number.NaN;
  #name = "";
  #lines = 0;
  #counted = 0;
  #classes = 0;

  constructor(context: ReadContext) {
    this.#context = context;
    this.#scanner = new XmlScanner(
      {
        open: (tag) => this.#open(tag),
        close: (name) => this.#close(name),
        rows: {
          element: "line",
          attributes: ["nr", "mi", "ci", "mb", "cb"],
          take: ([number, , covered, branchesMissed, branchesCovered]) =>
            this.#row(number!, covered!, branchesMissed!, branchesCovered!),
        },
      },
      (problem) => context.problem(problem),
    );
  }

  write(chunk: Uint8Array): void {
    this.#scanner.write(chunk);
  }

  #open(tag: XmlTag): void {
    switch (tag.name) {
      case "line":
        this.#line(tag);
        break;
      case "counter":
        this.#counter(tag);
        break;
      case "method":
        this.#method = this.#beginMethod(tag);
        break;
      case "class":
        this.#class(tag);
        break;
      case "sourcefile":
        this.#file = this.#fileOf(tag.get("name") ?? "");
        this.#file.listed = true;
        break;
      case "lines":
        this.#classAsFile();
        break;
      case "package": {
        const name = tag.get("name") ?? "";
        // gcovr writes folders with dots.
        this.#package = this.#isGcovr() ? name.replaceAll(".", "/") : name;
        break;
      }
      case "group":
        this.#groups.push(tag.get("name") ?? "");
        break;
      case "sessioninfo": {
        const dump = tag.number("dump");
        if (!(dump <= this.#latest)) this.#latest = dump;
        break;
      }
      case "report":
        if (tag.depth === 1) this.#name = tag.get("name") ?? "";
        break;
    }
  }

  #close(name: string): void {
    switch (name) {
      case "line":
      case "counter":
        break;
      case "method":
        this.#endMethod();
        break;
      case "class":
        this.#classFile = null;
        this.#file = null;
        break;
      case "sourcefile":
        this.#file = null;
        break;
      case "package":
        this.#package = "";
        break;
      case "group":
        this.#groups.pop();
        break;
    }
  }

  #line(tag: XmlTag): void {
    if (this.#file === null) return;
    const number = tag.number("nr", 0);
    const covered = numberOrAbsent(tag, "ci", 2);
    if (Number.isNaN(number)) throw damagedTag(tag, "line with its number");
    // Without instruction counts whether the line ran is not known.
    const isCounted = !Number.isNaN(covered) || tag.has("mi");
    const branchesCovered = atLeastZero(numberOrAbsent(tag, "cb", 4));
    this.#row(number, isCounted ? covered : null, atLeastZero(numberOrAbsent(tag, "mb", 3)), branchesCovered);
  }

  /** `covered` counts instructions, not executions; null where they are not known. */
  #row(number: number, covered: number | null, branchesMissed: number, branchesCovered: number): void {
    if (this.#file === null) return;
    this.#lines++;
    this.#file.hasLines = true;
    if (covered !== null) {
      this.#counted++;
      this.#coverage.line(number, covered > 0 ? 1 : 0);
    }
    const total = branchesCovered + branchesMissed;
    if (total > 0) this.#coverage.branches(number, branchesCovered, total, 0, this.#scanner.line);
  }

  #counter(tag: XmlTag): void {
    const at = tag.find("type");
    if (at < 0) return;
    const covered = tag.number("covered", 2);
    const missed = tag.number("missed", 1);
    if (Number.isNaN(covered) || Number.isNaN(missed)) throw damagedTag(tag, "counter with its missed and covered");
    if (tag.depth === 2) {
      const type = tag.get("type")!;
      this.#declared.set(`${type}.covered`, covered);
      this.#declared.set(`${type}.missed`, missed);
      return;
    }
    // The first letter tells the types that matter apart: most counters are of methods, and many.
    const byte = tag.bytes[tag.starts[at]!];
    const letter = byte === ampersand ? tag.get("type")!.charCodeAt(0) : byte;
    if (this.#method !== null) {
      if (covered > 0 && (letter === letterOf.method || letter === letterOf.line || letter === letterOf.instruction))
        this.#method.covered = 1;
    } else if (this.#file !== null) {
      const { totals } = this.#file;
      if (letter === letterOf.instruction && covered + missed > 0) this.#file.hasCode = true;
      if (letter === letterOf.method) [totals.functionsCovered, totals.functionsTotal] = [covered, covered + missed];
      if (letter === letterOf.line) [totals.linesCovered, totals.linesTotal] = [covered, covered + missed];
      if (letter === letterOf.branch) [totals.branchesCovered, totals.branchesTotal] = [covered, covered + missed];
    }
  }

  #class(tag: XmlTag): void {
    this.#classes++;
    const file = tag.get("sourcefilename");
    this.#className = tag.get("name") ?? "";
    this.#classFile = file === null || file === "" ? null : this.#fileOf(file);
  }

  #classAsFile(): void {
    if (this.#classFile === null) return;
    this.#name ||= "GCOVR";
    this.#file = this.#classFile;
    this.#file.listed = true;
  }

  /**
   * A method is its class, name and descriptor. Constructors that a compiler made, overloads and classes of one line are
   * several of one name there: the first keeps its name, the others have the rest of it too.
   */
  #beginMethod(tag: XmlTag): { readonly name: string; readonly line: number; covered: number } {
    const name = tag.get("name") ?? "";
    const line = numberOrAbsent(tag, "line");
    const isKnown = this.#classFile?.methods.add(name, line) === false;
    if (!isKnown) return { name, line, covered: 0 };
    const of = this.#className.slice(this.#className.lastIndexOf("/") + 1);
    return { name: `${of}.${name}${tag.get("desc") ?? ""}`, line, covered: 0 };
  }

  #endMethod(): void {
    const method = this.#method;
    this.#method = null;
    if (method === null || this.#classFile === null) return;
    this.#coverage.function(method.name, Number.isNaN(method.line) ? 0 : method.line, 0, method.covered);
  }

  #fileOf(sourceFile: string): SourceFile {
    const folder = this.#package;
    // Pester and gcovr 7 write a whole path, and its folder into the package too.
    const name = folder === "" || /[\\/]/.test(sourceFile) ? sourceFile : `${folder}/${sourceFile}`;
    const group = this.#groups.join("/");
    const key = `${group}\0${name}`;
    let file = this.#files.get(key);
    this.#coverage.begin(key);
    if (file === undefined) {
      const nothing = Number.NaN;
      const totals = {
        linesCovered: nothing,
        linesTotal: nothing,
        branchesCovered: nothing,
        branchesTotal: nothing,
        functionsCovered: nothing,
        functionsTotal: nothing,
      };
      file = { name, group, listed: false, totals, hasLines: false, hasCode: false, methods: new MethodNames() };
      this.#files.set(key, file);
    }
    return file;
  }

  end(): CoverageReport {
    this.#scanner.end();
    const files = [...this.#files.values()].filter((file) => file.listed);
    if (files.length === 0 && this.#classes === 0)
      throw new InvalidReport("empty", "the report names no class and no source file: nothing was measured");
    if (files.length === 0) {
      this.#context.problem({
        severity: "warning",
        code: "no-line-data",
        message:
          "The report has no source files: its classes were compiled without debug information, so no line is known",
      });
    }
    const withoutLines = this.#counted === 0 ? [] : files.filter(({ hasCode, hasLines }) => hasCode && !hasLines);
    // Nothing is known of their lines: they are not files without any.
    for (const file of withoutLines) file.listed = false;
    if (withoutLines.length > 0) {
      this.#context.problem({
        severity: "warning",
        code: "no-line-data",
        message: `${withoutLines.length} source file(s) have no lines, such as ${withoutLines[0]!.name}: compiled without line numbers, they are left out`,
      });
    }
    const coverage = this.#build(files.filter(({ listed }) => listed));
    const totals = coverageTotals(coverage);
    // The innermost group is the module: those around it are what Maven calls its parents.
    const groups = new Map(files.map(({ name, group }) => [name, group.slice(group.lastIndexOf("/") + 1)]));
    const modules = coverage.paths.map((path) => groups.get(path) ?? "");
    const declared = (type: string) => {
      const covered = this.#declared.get(`${type}.covered`) ?? Number.NaN;
      return { covered, total: covered + (this.#declared.get(`${type}.missed`) ?? Number.NaN) };
    };
    const dialect = this.#dialect();
    const compare = (what: string, type: string, counted: Counts | null) =>
      compareCounts(this.#context, what, declared(type), counted);
    // Kover adds its classes up: a line that two of them share counts twice in its sum.
    if (dialect !== "Kover") compare("lines", "LINE", totals.lines);
    compare("branches", "BRANCH", totals.branches);
    // Before 0.8.3 no class says which file it is of.
    if (totals.functions !== null) compare("methods", "METHOD", totals.functions);
    return coverageReport({
      dialect,
      generated: epochToIso(this.#latest),
      declared: Object.fromEntries(this.#declared),
      coverage,
      ...(modules.some((module) => module !== "") && { modules }),
    });
  }

  #build(files: readonly SourceFile[]): CoverageColumns {
    // Several modules may hold the same package and file name: then the groups tell them apart.
    const sameNames = new Map<string, number>();
    for (const { name } of files) sameNames.set(name, (sameNames.get(name) ?? 0) + 1);
    if (this.#declared.has("BRANCH.covered")) this.#coverage.hasBranches = true;
    const coverage = this.#coverage.build((key) => {
      const { listed, name, group } = this.#files.get(key)!;
      if (!listed) return null;
      return group !== "" && sameNames.get(name)! > 1 ? `${group}/${name}` : name;
    });
    if (files.length === 0) return { ...coverage, lines: null, branches: null };
    const hasLines = this.#lines > 0;
    const countsLines = files.some(({ totals }) => totals.linesTotal > 0);
    // Interfaces have no instructions, and no lines.
    const isMeasured = hasLines || countsLines || this.#declared.has("INSTRUCTION.covered");
    if (this.#counted > 0 || !isMeasured) return coverage;
    const why = hasLines
      ? "The lines of the report have no instruction counts (ci, mi): which of them ran is not known"
      : countsLines
        ? "The report has counters of its files and no lines: which lines ran is not known"
        : "The report has no lines: its classes were compiled without line numbers";
    this.#context.problem({
      severity: "warning",
      code: "no-line-data",
      message: `${why}; its totals count`,
    });
    // A counter of nothing is left out.
    const absent = this.#declared.has("BRANCH.covered") ? 0 : Number.NaN;
    const column = (name: keyof FileTotals, otherwise = Number.NaN) =>
      Float64Array.from(files, ({ totals }) => (Number.isNaN(totals[name]) ? otherwise : totals[name]));
    return {
      ...coverage,
      lines: null,
      branches: hasLines ? coverage.branches : null,
      totals: {
        linesCovered: column("linesCovered"),
        linesTotal: column("linesTotal"),
        branchesCovered: column("branchesCovered", absent),
        branchesTotal: column("branchesTotal", absent),
        functionsCovered: column("functionsCovered"),
        functionsTotal: column("functionsTotal"),
      },
    };
  }

  #isGcovr(): boolean {
    return /^GCOVR\b/i.test(this.#name);
  }

  #dialect(): string {
    if (/^Pester\b/.test(this.#name)) return "Pester";
    if (this.#isGcovr()) return "gcovr";
    // Its Maven plugin writes the project's name; JaCoCo itself always counts complexity, Kover never.
    const isKover = this.#declared.has("INSTRUCTION.covered") && !this.#declared.has("COMPLEXITY.covered");
    if (isKover || /^(?:Kover|Intellij Coverage)/i.test(this.#name)) return "Kover";
    return "JaCoCo";
  }
}

/** A letter may be written as a reference: "&#76;INE". */
const ampersand = 0x26;
/** First letters of METHOD, LINE, INSTRUCTION and BRANCH; the other types are CLASS and COMPLEXITY. */
const letterOf = { method: 0x4d, line: 0x4c, instruction: 0x49, branch: 0x42 } as const;

/** An absent or negative count is none. */
function atLeastZero(count: number): number {
  return Number.isNaN(count) ? 0 : Math.max(0, count);
}
