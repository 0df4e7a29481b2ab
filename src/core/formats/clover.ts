import { type Counts, type CoverageColumns, coverageTotals } from "../model/coverage.ts";
import type { CoverageReport, Problem } from "../model/report.ts";
import { CoverageBuilder, type FileBuilder, type FileTotals } from "./coverageBuilder.ts";
import { coverageReport } from "./coverageReport.ts";
import { damagedTag, numberOrAbsent } from "./damagedRow.ts";
import { differenceOf, explained, unlisted } from "./declared.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { epochToIso } from "./times.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import { toNumber, type XmlTag } from "./xmlTag.ts";

/**
 * Clover's XML (clover.xsd) as OpenClover, PHPUnit, istanbul, ReportGenerator and Devel::Cover write it. Lines are those
 * of type "stmt", in istanbul's those of type "cond" too, in ReportGenerator's all; a "cond" line has two branches, true
 * and false, in these two as many as there are; functions are the "method" lines, run where their count is above 0
 * (PHPUnit's own summary calls a method covered only where all its lines ran). PHPUnit has one row for a line: where a
 * method and a statement begin on one, only that of the method, and the file's metrics tell that the statement is there
 * (php-code-coverage, Report/Clover.php). A report without any line, which is what Clover writes unless it is asked for
 * them, has the metrics of its files.
 */
export const clover: ReportFormat = {
  id: "clover",
  kind: "coverage",
  title: "Clover XML (OpenClover, PHPUnit, istanbul)",
  patterns: ["**/clover*.xml", "**/*clover*/**/*.xml", "**/coverage.xml"],
  recognise(head) {
    if (head.xml === null) return missed(0, "it is not XML");
    const { root, children, attributes } = head.xml;
    if (root !== "coverage") return missed(0, "its root element is not <coverage>");
    if (children.has("project")) return matched;
    if (attributes.has("generated") || attributes.has("clover")) return missed(0.8, "it has no <project> element");
    return missed(0.4, "it has no <project> element");
  },
  read: (context) => new XmlReader(context, new CloverCoverage(context)),
};

/** More branches than this on one line are damage. */
const mostOfLine = 65_535;

interface Methods {
  readonly builder: FileBuilder;
  /** By line and place among the methods of the line. */
  readonly byPlace: Map<string, { name: string; line: number; hits: number }>;
}

/** A method of PHPUnit in the order of lines, which hides a statement of its own line. */
interface Declaration {
  readonly line: number;
  readonly hits: number;
  /** A statement stands between it and the next method. */
  hasBody: boolean;
}

/** What stands in one `file` element. */
interface FileElement {
  readonly methods: Methods;
  readonly depth: number;
  readonly declarations: Declaration[];
  readonly rows: { covered: number; total: number };
  /** The file's own figures. */
  metrics: Counts | null;
}

class CloverCoverage implements XmlContent {
  readonly #context: ReadContext;
  readonly #coverage = new CoverageBuilder();
  readonly #files = new Map<string, Methods>();
  #root: ReadonlyMap<string, string> = new Map();
  #project: ReadonlyMap<string, string> = new Map();
  #metrics: ReadonlyMap<string, string> | null = null;
  #package = "";
  #file: FileElement | null = null;
  /** Rows of the file so far by type and line: several may stand on one. */
  readonly #onLine = new Map<string, number>();
  /** Statement elements, which are more than lines where several stand on one. */
  #statements = { covered: 0, total: 0 };
  #inTests = false;
  #testFiles = 0;
  #hasRows = false;
  /** What the metrics of each file say, while no row is seen. */
  readonly #totals = new Map<FileBuilder, FileTotals>();
  readonly #stated = { covered: 0, total: 0 };
  /** Statements of PHPUnit's sums of which no row tells the line. */
  #withoutRow = 0;

  constructor(context: ReadContext) {
    this.#context = context;
    this.#coverage.has("lines");
  }

  open(tag: XmlTag): void {
    switch (tag.name) {
      case "line":
        // Not counted, and damage all the same where it cannot be read.
        if (this.#lab()) {
          lineNumber(tag);
          this.#count(tag);
          break;
        }
        this.#hasRows = true;
        if (this.#file !== null) this.#line(this.#file, tag);
        break;
      case "file":
        this.#begin(tag);
        break;
      case "package":
        this.#package = tag.get("name") ?? "";
        break;
      case "metrics":
        if (tag.depth === 3 && !this.#inTests) this.#metrics ??= tag.all();
        if (this.#file !== null && tag.depth === this.#file.depth + 1) this.#fileMetrics(this.#file, tag);
        break;
      case "project":
        this.#project = tag.all();
        break;
      case "testproject":
        this.#inTests = true;
        break;
      case "coverage":
        if (tag.depth === 1) this.#root = tag.all();
        break;
    }
  }

  close(name: string): void {
    if (name === "file") {
      if (this.#file !== null && this.#phpUnit()) this.#hiddenStatements(this.#file);
      this.#file = null;
    } else if (name === "package") this.#package = "";
    else if (name === "testproject") this.#inTests = false;
  }

  /** A file is its `path`; PHPUnit has the whole path in `name`; else it is named below its package. */
  #begin(tag: XmlTag): void {
    const name = tag.get("name") ?? "";
    const folder = this.#package === "" || /[\\/]/.test(name) ? "" : `${this.#package}/`;
    // goclover has an empty one.
    const path = tag.get("path") || `${folder}${name}`;
    // The only test source that gcovr writes is none.
    if (this.#inTests && path === "dummy" && this.#gcovr()) return;
    let methods = this.#files.get(path);
    if (methods === undefined) {
      methods = { builder: this.#coverage.file(path), byPlace: new Map() };
      this.#files.set(path, methods);
      if (this.#inTests) this.#testFiles++;
    }
    this.#file = { methods, depth: tag.depth, declarations: [], rows: { covered: 0, total: 0 }, metrics: null };
    this.#onLine.clear();
  }

  #fileMetrics(file: FileElement, tag: XmlTag): void {
    const figure = (name: string) => numberOrAbsent(tag, name);
    const [covered, total] = [figure("coveredstatements"), figure("statements")];
    file.metrics = { covered, total };
    if (this.#hasRows) return;
    if (!this.#inTests) {
      this.#stated.covered += covered;
      this.#stated.total += total;
    }
    // Others count the statements of a line, of which there may be several.
    const isLines = this.#phpUnit() || this.#lab();
    this.#totals.set(file.methods.builder, {
      linesCovered: isLines ? covered : Number.NaN,
      linesTotal: isLines ? total : Number.NaN,
      // PHPUnit states 0 where it did not look for them.
      branchesCovered: isLines && figure("conditionals") === 0 ? Number.NaN : figure("coveredconditionals"),
      branchesTotal: isLines && figure("conditionals") === 0 ? Number.NaN : figure("conditionals"),
      functionsCovered: this.#lab() ? Number.NaN : figure("coveredmethods"),
      functionsTotal: this.#lab() ? Number.NaN : figure("methods"),
      statementsCovered: covered,
      statementsTotal: total,
    });
  }

  /**
   * The statements that PHPUnit counts and lists only as methods. A method that is listed has a statement at least: one
   * without any row behind it has it on its own line. Of the others, those that ran and those that did not, all or none
   * are told by the file's figures: what stands first in a method ran where anything of it ran.
   */
  #hiddenStatements({ methods, declarations, rows, metrics }: FileElement): void {
    if (metrics === null) return;
    const covered = metrics.covered - rows.covered;
    const uncovered = metrics.total - rows.total - covered;
    const found = (ran: boolean, hidden: number) => {
      const all = declarations.filter(({ hits }) => hits > 0 === ran);
      return all.length === hidden ? all : all.filter(({ hasBody }) => !hasBody);
    };
    const [ran, others] = [found(true, covered), found(false, uncovered)];
    // The figures of another writer may count something else.
    if (!(ran.length <= covered && others.length <= uncovered)) return;
    for (const { line, hits } of [...ran, ...others]) this.#statement(methods.builder, line, hits);
    this.#withoutRow += covered - ran.length + (uncovered - others.length);
  }

  /** How many rows of this type stood on this line of the file before. */
  #nth(type: string, line: number): number {
    const key = `${type} ${line}`;
    const before = this.#onLine.get(key) ?? 0;
    this.#onLine.set(key, before + 1);
    return before;
  }

  #line({ methods: file, declarations, rows }: FileElement, tag: XmlTag): void {
    const number = lineNumber(tag);
    switch (tag.get("type")) {
      case "stmt": {
        const hits = this.#count(tag);
        this.#statement(file.builder, number, hits);
        rows.total++;
        if (hits > 0) rows.covered++;
        const last = declarations.at(-1);
        if (last !== undefined) last.hasBody = true;
        break;
      }
      case "cond":
        // Clover itself has no count here: where one is, a project was renamed that istanbul called "All files".
        if (this.#istanbul() || tag.get("count") !== null) {
          this.#statement(file.builder, number, this.#count(tag));
          this.#arms(file.builder, number, tag);
        } else if (this.#reportGenerator()) {
          // It leaves out the count.
          this.#statement(file.builder, number, Math.min(zeroIfAbsent(tag, "truecount"), 1));
          this.#arms(file.builder, number, tag);
        } else if (this.#develCover()) {
          this.#develCoverBranch(file.builder, number, tag);
        } else {
          const arm = 2 * this.#nth("cond", number);
          file.builder.branch(number, arm, zeroIfAbsent(tag, "truecount"), "true");
          // A branch of one arm, which only our own converter writes.
          if (tag.has("falsecount") || !tag.has("truecount"))
            file.builder.branch(number, arm + 1, zeroIfAbsent(tag, "falsecount"), "false");
        }
        break;
      case "method": {
        const hits = zeroIfAbsent(tag, "count");
        if (this.#reportGenerator()) this.#statement(file.builder, number, hits);
        declarations.push({ line: number, hits, hasBody: false });
        const place = `${number} ${this.#nth("method", number)}`;
        const same = file.byPlace.get(place);
        if (same !== undefined) same.hits = Math.max(same.hits, hits);
        else file.byPlace.set(place, { name: tag.get("name") ?? tag.get("signature") ?? "", line: number, hits });
        break;
      }
    }
  }

  #count(tag: XmlTag): number {
    const count = tag.number("count");
    if (Number.isNaN(count)) throw damagedTag(tag, "line with its count");
    return count;
  }

  #statement(file: FileBuilder, number: number, hits: number): void {
    file.line(number, hits);
    if (this.#inTests) return;
    this.#statements.total++;
    if (hits > 0) this.#statements.covered++;
  }

  /**
   * The branches of a line as istanbul (istanbul-reports, lib/clover) and ReportGenerator (CloverReportBuilder.cs) write
   * them: how many of them were taken and how many not, not how often a condition was true and false.
   */
  #arms(file: FileBuilder, number: number, tag: XmlTag): void {
    const taken = zeroIfAbsent(tag, "truecount");
    const total = taken + zeroIfAbsent(tag, "falsecount");
    if (total > mostOfLine)
      throw new InvalidReport("too-many-branches", `${total} branches on one line are too many`, tag.line);
    this.#coverage.armIdentity = "counts";
    for (let arm = 0; arm < total; arm++) file.branch(number, arm, arm < taken ? 1 : 0);
  }

  /**
   * A branch of Perl, which has two arms, as Devel::Cover writes it: "truecount" are those of them that were taken,
   * "falsecount" those marked as uncoverable (Devel::Cover::Report::Clover, clover.tt).
   */
  #develCoverBranch(file: FileBuilder, number: number, tag: XmlTag): void {
    const taken = zeroIfAbsent(tag, "truecount");
    const total = Math.max(2 - zeroIfAbsent(tag, "falsecount"), 0);
    const first = 2 * this.#nth("cond", number);
    this.#coverage.armIdentity = "counts";
    for (let arm = 0; arm < total; arm++) file.branch(number, first + arm, arm < taken ? 1 : 0);
  }

  /** Its versions before 1 write the name in capitals. */
  #istanbul(): boolean {
    return /^All [Ff]iles$/.test(this.#project.get("name") ?? "") && this.#root.has("clover");
  }

  /**
   * hapi's lab has a row with a count of 0 for each line on which no statement begins, comments and blank ones among them:
   * only its sums, of lines of code, are meant (lab, lib/reporters/clover).
   */
  #lab(): boolean {
    return this.#project.get("name") === "All Files" && !this.#root.has("clover") && this.#root.has("generated");
  }

  /** Its own version, below those of any Clover, and the time in seconds, twice the same. */
  #develCover(): boolean {
    const seconds = this.#root.get("generated") ?? "";
    return (
      /^[01]\./.test(this.#root.get("clover") ?? "") &&
      /^\d{9,10}$/.test(seconds) &&
      this.#project.get("timestamp") === seconds
    );
  }

  /** ReportGenerator names neither itself nor the project, and has the time in seconds, where OpenClover has milliseconds. */
  #reportGenerator(): boolean {
    const seconds = this.#root.get("generated") ?? "";
    return this.#root.get("clover") === "4.3.1" && /^\d{9,10}$/.test(seconds) && !this.#project.has("name");
  }

  /**
   * PHPUnit leaves out the version of Clover; since its 12.2 it can write OpenClover's form too, with its own version
   * there and the time in seconds, twice the same (php-code-coverage, Report/OpenClover.php).
   */
  #phpUnit(): boolean {
    if (this.#lab()) return false;
    const version = this.#root.get("clover");
    if (version === undefined) return true;
    const seconds = this.#root.get("generated") ?? "";
    return (
      Number.parseInt(version, 10) >= 12 && /^\d{9,10}$/.test(seconds) && this.#project.get("timestamp") === seconds
    );
  }

  /** gcovr puts the time into both attributes (gcovr, formats/clover/write.py). */
  #gcovr(): boolean {
    const version = this.#root.get("clover");
    return version !== undefined && version === this.#root.get("generated") && /^\d{9,}$/.test(version);
  }

  report(): CoverageReport {
    if (this.#files.size === 0)
      throw new InvalidReport("empty", "the report names no source file: nothing was measured");
    for (const { builder, byPlace } of this.#files.values())
      for (const { name, line, hits } of byPlace.values()) builder.function(name, line, 0, hits);
    const figures = [...(this.#metrics ?? [])].map(([name, value]) => [name, toNumber(value)] as const);
    const figure = (name: string) => toNumber(this.#metrics?.get(name) ?? "");
    // Clover and istanbul always look at branches, PHPUnit only where it is asked to, and lists none; gcovr states none of
    // a report with branches. Salesforce knows lines only, and its converter writes like istanbul.
    const looksForBranches =
      !this.#phpUnit() && !this.#lab() && !this.#gcovr() && ![...this.#files.keys()].every(isApex);
    if (looksForBranches && figure("conditionals") === 0) this.#coverage.has("branches");
    const coverage = this.#build();
    const totals = coverageTotals(coverage);
    const compare = (what: string, name: string, counted: Counts | null) => {
      const problem = differenceOf(what, { covered: figure(`covered${name}`), total: figure(name) }, counted);
      const isUnlisted = counted !== null && name === "conditionals" && figure(name) > counted.total;
      const told = isUnlisted ? this.#unlisted(problem) : problem;
      if (told !== null) this.#context.problem(told);
    };
    // gcovr 7 counts its lines as elements only.
    compare(
      "statements",
      this.#gcovr() ? "elements" : "statements",
      coverage.lines === null ? this.#stated : this.#statements,
    );
    if (this.#testFiles === 0) compare("conditions", "conditionals", totals.branches);
    this.#notes();
    const [dialect, producer] = this.#writer();
    return coverageReport({
      dialect,
      producer,
      generated: epochToIso(toNumber(this.#root.get("generated") ?? this.#project.get("timestamp") ?? "")),
      declared: Object.fromEntries(figures),
      coverage,
    });
  }

  #unlisted(problem: Problem | null): Problem | null {
    if (this.#istanbul()) return unlisted(problem);
    return this.#develCover()
      ? explained(problem, "Devel::Cover adds its conditions to them, and lists none")
      : problem;
  }

  #build(): CoverageColumns {
    const counts = [...this.#totals.values()].some(({ statementsTotal = 0 }) => statementsTotal > 0);
    if (this.#hasRows || !counts) return this.#coverage.build();
    for (const [file, totals] of this.#totals) file.totals = totals;
    this.#context.problem({
      severity: "warning",
      code: "no-line-data",
      message: this.#lab()
        ? "lab gives lines without code a count, too: which lines ran is not known, its sums count"
        : `The report has the metrics of its files and no lines: which ${this.#phpUnit() ? "lines" : "statements"} ran is not known, its sums count`,
    });
    return { ...this.#coverage.build(), lines: null, branches: null, functions: null };
  }

  #notes(): void {
    if (this.#withoutRow > 0 && this.#hasRows)
      this.#context.problem({
        severity: "info",
        code: "hidden-statements",
        message: `PHPUnit lists a statement on the first line of a method only as that method: of ${this.#withoutRow} statements in its sums it does not tell the lines`,
      });
    if (this.#testFiles > 0)
      this.#context.problem({
        severity: "info",
        code: "test-sources",
        message: `${this.#testFiles} files stand in <testproject>: the report's own summary leaves them out`,
      });
  }

  #writer(): readonly [dialect: string | null, producer: string | null] {
    const version = this.#root.get("clover");
    if (this.#istanbul()) return ["istanbul", null];
    if (this.#lab()) return ["lab", "lab"];
    if (this.#develCover()) return ["Devel::Cover", `Devel::Cover::Report::Clover ${version}`];
    if (this.#gcovr()) return ["gcovr", null];
    if (this.#reportGenerator()) return ["ReportGenerator", null];
    if (this.#phpUnit()) return ["PHPUnit", version === undefined ? null : `php-code-coverage ${version}`];
    return [Number.parseInt(version!, 10) >= 4 ? "OpenClover" : "Clover", `Clover ${version}`];
  }
}

function isApex(path: string): boolean {
  return /\.(?:cls|trigger|flow-meta\.xml)$/.test(path);
}

function zeroIfAbsent(tag: XmlTag, attribute: string): number {
  const count = numberOrAbsent(tag, attribute);
  return Number.isNaN(count) ? 0 : count;
}

function lineNumber(tag: XmlTag): number {
  const number = tag.number("num");
  if (Number.isNaN(number)) throw damagedTag(tag, "line with its number");
  return number;
}
