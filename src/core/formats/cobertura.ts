import { type Counts, type CoverageColumns, coverageTotals } from "../model/coverage.ts";
import type { CoverageReport, Problem } from "../model/report.ts";
import { coberturaProducer } from "./coberturaProducer.ts";
import { coverageReport } from "./coverageReport.ts";
import { CoverageStream } from "./coverageStream.ts";
import { damagedRow, damagedTag, numberOrAbsent } from "./damagedRow.ts";
import { compareRate, differenceOf, unlisted } from "./declared.ts";
import { InvalidReport, matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { isSourceLine } from "./lineNumber.ts";
import { isoTime } from "./testTexts.ts";
import { epochToIso } from "./times.ts";
import { XmlScanner } from "./xml.ts";
import { toNumber, type XmlTag } from "./xmlTag.ts";

/**
 * Cobertura's XML (DTD coverage-04) as a dozen tools write it. Rules: lines are the class's own `lines` (those of its
 * methods only where it has none: istanbul lists function declarations there that are not statements), merged by
 * file name over classes and packages; branches of a line are the largest "(c/t)" of its `condition-coverage`. A report
 * without any line is a summary: what it counts of its classes, or of the whole, is all that is known.
 */
export const cobertura: ReportFormat = {
  id: "cobertura",
  kind: "coverage",
  title: "Cobertura XML (coverage.py, gcovr, coverlet, istanbul, PHPUnit, tarpaulin, …)",
  patterns: [
    "**/*coverage*.xml",
    "**/*cobertura*.xml",
    "**/cov*.xml",
    "**/*coverage*/**/*.xml",
    "**/TestResults/**/*.xml",
  ],
  recognise(head) {
    if (head.xml === null) return missed(0, "it is not XML");
    const { root, attributes, children } = head.xml;
    if (root !== "coverage") return missed(0, "its root element is not <coverage>");
    if (children.has("project")) return missed(0.3, "it has <project>, as Clover writes it");
    if (children.has("packages")) return matched;
    if (!children.has("file") && (attributes.has("line-rate") || attributes.has("lines-valid"))) return matched;
    return missed(0.5, "it has no <packages> element");
  },
  read: (context) => new CoberturaReader(context),
};

/** A line of a method, kept until it is known whether the class has lines of its own. */
interface MethodLine {
  readonly number: number;
  readonly hits: number;
  readonly covered: number;
  readonly total: number;
}

/** What an element counts itself; NaN where it does not say. */
interface Sums {
  readonly lines: Counts;
  readonly branches: Counts;
}

const nothing: Counts = { covered: 0, total: 0 };

function added(a: Counts, b: Counts): Counts {
  return { covered: a.covered + b.covered, total: a.total + b.total };
}

class CoberturaReader implements Reader {
  readonly #context: ReadContext;
  readonly #scanner: XmlScanner;
  readonly #coverage = new CoverageStream();
  readonly #roots: string[] = [];
  readonly #producer = coberturaProducer();
  #rootAttributes: ReadonlyMap<string, string> = new Map();
  #package = "";
  /** Package of each file name, to notice names that stand in several. */
  readonly #packages = new Map<string, string>();
  readonly #shared = new Set<string>();
  #inClass = false;
  #ownLines = false;
  /** Lines of the class's methods, used where the class has none of its own. */
  #methodLines: MethodLine[] = [];
  #methodFrom = 0;
  #inMethod = false;
  /** PHPUnit's class of functions, named like its file: it lists those of the whole report in each file. */
  #ofAllFunctions = false;
  #methodName = "";
  #methodSignature = "";
  #methodHits = Number.NaN;
  #withoutCount = 0;
  /** The first class with a sum that can not be read. */
  #unreadSum: InvalidReport | null = null;
  /** Rows of a line 0, which no file has. */
  #zeros = 0;
  /** Elements of the classes' own lines: scoverage's are statements, of which several may stand on a line. */
  readonly #rows = { covered: 0, total: 0 };
  #hasLines = false;
  /** What the classes of each file count, while no line is seen. */
  readonly #sums = new Map<string, Sums>();
  /** What `#condition` read. */
  #covered = 0;
  #total = 0;

  constructor(context: ReadContext) {
    this.#context = context;
    this.#scanner = new XmlScanner(
      {
        open: (tag) => this.#open(tag),
        close: (name, text) => this.#close(name, text),
        comment: (text) => this.#producer.comment(text),
        rows: {
          element: "line",
          attributes: ["number", "hits"],
          last: { attribute: "branch", values: ["false", "False"] },
          take: (figures) => this.#row(figures[0]!, figures[1]!),
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
      case "class":
        this.#class(tag);
        break;
      case "method":
        this.#inMethod = true;
        this.#methodName = tag.get("name") ?? "";
        this.#methodSignature = tag.get("signature") ?? "";
        this.#methodHits = numberOrAbsent(tag, "hits");
        // VectorCAST says of a function only how many of its one were called: "100% (1 / 1)".
        if (Number.isNaN(this.#methodHits) && this.#fraction(tag, tag.find("function-coverage")))
          this.#methodHits = this.#covered;
        this.#methodFrom = this.#methodLines.length;
        break;
      case "package":
        this.#package = tag.get("name") ?? "";
        break;
      case "source":
        tag.keepText();
        break;
      case "coverage":
        if (tag.depth === 1) this.#rootAttributes = tag.all();
        break;
    }
  }

  #close(name: string, text: string): void {
    switch (name) {
      case "line":
        break;
      case "method":
        this.#endMethod();
        break;
      case "class":
        this.#endClass();
        break;
      case "source":
        if (text.trim() === "--source") this.#producer.sourceOption();
        else if (text.trim() !== "") this.#roots.push(text.trim());
        break;
    }
  }

  #class(tag: XmlTag): void {
    const name = tag.get("filename") || (tag.get("name") ?? "");
    if (this.#coverage.begin(name)) this.#packages.set(name, this.#package);
    else if (this.#packages.get(name) !== this.#package) this.#shared.add(name);
    this.#inClass = true;
    this.#methodLines = [];
    this.#ownLines = false;
    this.#ofAllFunctions =
      this.#rootAttributes.get("version") === "0.4" &&
      name.endsWith(".php") &&
      tag.get("name") === name.slice(name.lastIndexOf("/") + 1);
    this.#producer.class(name, tag, this.#package);
    if (this.#hasLines) return;
    const known = this.#sums.get(name);
    const own = sumsOf((sum) => this.#figure(tag, sum));
    this.#sums.set(name, {
      lines: added(known?.lines ?? nothing, own.lines),
      branches: added(known?.branches ?? nothing, own.branches),
    });
  }

  /** A sum of a class, which counts where no lines are listed. */
  #figure(tag: XmlTag, sum: string): number {
    const value = tag.number(sum);
    if (Number.isNaN(value) && tag.has(sum)) this.#unreadSum ??= damagedTag(tag, `class whose "${sum}" is a number`);
    return value;
  }

  /** A line without branches. */
  #row(number: number, hits: number): void {
    if (!this.#inClass) return;
    this.#hasLines = true;
    if (number === 0) this.#zeros++;
    if (this.#inMethod) this.#methodLine(number, hits, 0, 0);
    else this.#ownLine(number, hits);
  }

  #methodLine(number: number, hits: number, covered: number, total: number): void {
    // Told where it stands: these are counted at the end of the class.
    isSourceLine(number);
    this.#methodLines.push({ number, hits, covered, total });
  }

  #ownLine(number: number, hits: number): void {
    this.#ownLines = true;
    this.#rows.total++;
    if (hits > 0) this.#rows.covered++;
    this.#coverage.line(number, hits);
  }

  #line(tag: XmlTag): void {
    if (!this.#inClass) return;
    this.#hasLines = true;
    const number = tag.number("number", 0);
    const hits = tag.number("hits", 1);
    if (Number.isNaN(number) || Number.isNaN(hits)) throw damagedTag(tag, "line with its number and hits");
    if (number === 0) this.#zeros++;
    const hasBranches = tag.count > 2 && this.#condition(tag);
    if (this.#inMethod) {
      const [covered, total] = hasBranches ? [this.#covered, this.#total] : [0, 0];
      this.#methodLine(number, hits, covered, total);
      return;
    }
    this.#ownLine(number, hits);
    if (hasBranches) {
      const target = tag.number("missing-branches");
      const missing = target > 0 ? target : (tag.get("missing-branches") ?? 0);
      this.#coverage.branches(number, this.#covered, this.#total, missing, tag.line);
    }
    // More than a line has elsewhere: VectorCAST's pairs of MC/DC.
    if (tag.count > 4 && this.#fraction(tag, tag.find("mcdcpair-coverage")))
      this.#coverage.conditions(number, this.#covered, this.#total, tag.line);
  }

  /** Reads "50% (1/2)" of a line; false where it has no branches or does not say how many. */
  #condition(tag: XmlTag): boolean {
    const at = tag.find("condition-coverage");
    if (at < 0) {
      const branch = tag.find("branch");
      if (branch < 0) return false;
      // "true" is a letter shorter than "false"; .NET's "False" tells who wrote it.
      if (tag.ends[branch]! - tag.starts[branch]! === 4) this.#withoutCount++;
      else if (tag.bytes[tag.starts[branch]!] === 0x46) this.#producer.capitalised();
      return false;
    }
    const isRead = this.#fraction(tag, at);
    if (!isRead) this.#withoutCount++;
    return isRead;
  }

  /** Reads the "(1/2)" of an attribute, which may hold spaces; false where there is none, as in "50%". */
  #fraction(tag: XmlTag, at: number): boolean {
    if (at < 0) return false;
    const { bytes } = tag;
    const end = tag.ends[at]!;
    let p = tag.starts[at]!;
    while (p < end && bytes[p] !== 0x28) p++;
    if (p === end) return false;
    p = afterSpaces(bytes, p + 1);
    let covered = 0;
    let digits = 0;
    for (; p < end && isDigit(bytes[p]!); p++, digits++) covered = covered * 10 + bytes[p]! - 48;
    p = afterSpaces(bytes, p);
    const slash = bytes[p] === 0x2f && digits > 0;
    p = afterSpaces(bytes, p + 1);
    let total = 0;
    digits = 0;
    for (; p < end && isDigit(bytes[p]!); p++, digits++) total = total * 10 + bytes[p]! - 48;
    p = afterSpaces(bytes, p);
    if (!slash || digits === 0 || p >= end || bytes[p] !== 0x29)
      throw damagedTag(tag, `${tag.name} with the counts of its branches`);
    this.#covered = covered;
    this.#total = total;
    return true;
  }

  #endMethod(): void {
    this.#inMethod = false;
    if (!this.#inClass || this.#ofAllFunctions) return;
    let first = 0;
    let last = 0;
    let most = this.#methodHits;
    for (let row = this.#methodFrom; row < this.#methodLines.length; row++) {
      const { number, hits } = this.#methodLines[row]!;
      if (first === 0 || number < first) first = number;
      if (number > last) last = number;
      if (Number.isNaN(this.#methodHits) && !(hits <= most)) most = hits;
    }
    // Neither hits nor lines: whether it ran is not said. istanbul has hits, and only the line of the declaration.
    if (!Number.isNaN(most))
      this.#coverage.function(
        this.#methodName,
        first,
        Number.isNaN(this.#methodHits) ? last : 0,
        most,
        this.#methodSignature,
      );
  }

  #endClass(): void {
    this.#inClass = false;
    if (this.#ownLines) return;
    for (const { number, hits, covered, total } of this.#methodLines) {
      this.#coverage.line(number, hits);
      if (total > 0) this.#coverage.branches(number, covered, total, 0, this.#scanner.line);
    }
  }

  end(): CoverageReport {
    this.#scanner.end();
    const attributes = this.#rootAttributes;
    const figure = (name: string) => toNumber(attributes.get(name) ?? "");
    const whole = sumsOf(figure);
    if (this.#coverage.fileCount === 0) {
      const { covered, total } = whole.lines;
      if (total > 0)
        throw new InvalidReport(
          "no-line-data",
          `the report names no source file: it counts ${covered} of ${total} lines, and of which files they are is not said`,
        );
      throw new InvalidReport("empty", "the report names no source file: nothing was measured");
    }
    const { dialect, producer, measuresBranches } = this.#producer.decide(attributes, this.#roots);
    if (measuresBranches) this.#coverage.hasBranches = true;
    const listed = this.#coverage.build(undefined, missingArms);
    const coverage = this.#hasLines ? listed : this.#summary(listed, whole);
    const totals = coverageTotals(coverage);
    if (dialect === "coverage.py") this.#refuseLostFiles(figure("lines-valid"), totals.lines?.total ?? 0);
    if (dialect === "xccov")
      this.#context.problem({
        severity: "warning",
        code: "lines-made-up",
        message:
          'Most converters of Xcode\'s coverage that call themselves "diff_coverage 0.1" know only how many lines of a function ran, and take the first ones: its lines need not be those that ran. "xccov view --archive --json" has them',
      });
    this.#warn(totals.lines, totals.branches, dialect);
    return coverageReport({
      dialect,
      producer,
      // covr writes it in words.
      generated: epochToIso(figure("timestamp")) ?? isoTime(attributes.get("timestamp") ?? null),
      declared: Object.fromEntries(declaredNames.map((name) => [name, figure(name)])),
      coverage,
      roots: this.#roots,
    });
  }

  /** A report without lines: none where it counts none, else what it counts of each file, or of its only one. */
  #summary(listed: CoverageColumns, whole: Sums): CoverageColumns {
    const ofClasses = listed.paths.map((path) => this.#sums.get(path)!);
    const rate = toNumber(this.#rootAttributes.get("line-rate") ?? "");
    const counts = [whole, ...ofClasses].some(({ lines }) => lines.total > 0) || (rate > 0 && rate < 1);
    if (this.#unreadSum !== null) throw this.#unreadSum;
    for (const sum of ["lines-valid", "lines-covered"]) {
      const text = this.#rootAttributes.get(sum);
      if (text !== undefined && Number.isNaN(toNumber(text))) throw damagedRow(`${sum}="${text}"`, "number of lines");
    }
    if (!counts) return listed;
    const isOne = ofClasses.length === 1 && Number.isNaN(ofClasses[0]!.lines.total);
    const files = isOne ? [whole] : ofClasses;
    const isStated = files.some(({ lines }) => !Number.isNaN(lines.total));
    const { covered, total } = whole.lines;
    const words = Number.isNaN(total) ? `gives a rate of ${rate}` : `counts ${covered} of ${total} lines`;
    this.#context.problem({
      severity: "warning",
      code: "no-line-data",
      message: isStated
        ? "The report has sums and no lines: which lines ran is not known, its sums count"
        : `The report ${words} for the whole and lists none: of which files they are is not said`,
    });
    const column = (of: (sums: Sums) => number) => Float64Array.from(files, of);
    return {
      ...listed,
      lines: null,
      branches: null,
      totals: isStated
        ? {
            linesCovered: column(({ lines }) => lines.covered),
            linesTotal: column(({ lines }) => lines.total),
            branchesCovered: column(({ branches }) => branches.covered),
            branchesTotal: column(({ branches }) => branches.total),
          }
        : null,
    };
  }

  /**
   * coverage.py lists a file by its path below a source, and of two sources with one such path only the last file, but
   * counts both (coverage/xmlreport.py). Which of the two it is, is not said.
   */
  #refuseLostFiles(declared: number, listed: number): void {
    if (this.#roots.length < 2 || !(declared > listed + this.#zeros)) return;
    throw new InvalidReport(
      "lost-files",
      `coverage.py counts ${declared} lines and lists ${listed}: files of one name below several of its ${this.#roots.length} sources stand in it as one of them; use "coverage json", or one source above all`,
    );
  }

  #warn(lines: Counts | null, branches: Counts | null, dialect: string | null): void {
    const attributes = this.#rootAttributes;
    const figure = (name: string) => toNumber(attributes.get(name) ?? "");
    const problem = (found: Problem | null) => {
      if (found !== null) this.#context.problem(found);
      return found !== null;
    };
    const warning = (code: string, message: string) => this.#context.problem({ severity: "warning", code, message });
    const linesDeclared = { covered: figure("lines-covered"), total: figure("lines-valid") };
    const [what, counted] =
      dialect === "scoverage" ? (["statements", this.#rows] as const) : (["lines", lines] as const);
    if (!problem(differenceOf(what, linesDeclared, counted)) && Number.isNaN(linesDeclared.total))
      problem(compareRate("lines", attributes.get("line-rate") ?? null, lines));
    // Slather writes "1.0" for branches that it does not measure: no number of them.
    const count = (name: string) => (/^\s*\d+\s*$/.test(attributes.get(name) ?? "") ? figure(name) : Number.NaN);
    const branchesDeclared = { covered: count("branches-covered"), total: count("branches-valid") };
    const difference = differenceOf("branches", branchesDeclared, branches);
    problem(
      dialect === "istanbul" && branchesDeclared.total > (branches?.total ?? 0) ? unlisted(difference) : difference,
    );
    if (this.#withoutCount > 0)
      warning(
        "branch-without-count",
        `${this.#withoutCount} lines are marked as branches without saying how many of them were taken: not counted`,
      );
    if (this.#shared.size > 0 && this.#roots.length > 1) {
      const [example] = this.#shared;
      warning(
        "same-name",
        `${this.#shared.size} file names stand in several packages ("${example}") while the report has ${this.#roots.length} sources: if they are different files, their lines were added together`,
      );
    }
  }
}

function sumsOf(figure: (name: string) => number): Sums {
  return {
    lines: { covered: figure("lines-covered"), total: figure("lines-valid") },
    branches: { covered: figure("branches-covered"), total: figure("branches-valid") },
  };
}

const declaredNames = [
  "lines-covered",
  "lines-valid",
  "line-rate",
  "branches-covered",
  "branches-valid",
  "branch-rate",
] as const;

function afterSpaces(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === 0x20) at++;
  return at;
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

/** coverage.py's "14,exit": where the arms that were not taken lead. */
function missingArms(missing: string): readonly string[] {
  return missing.split(",").map((target) => (/^\s*\d+\s*$/.test(target) ? `to line ${target.trim()}` : target.trim()));
}
