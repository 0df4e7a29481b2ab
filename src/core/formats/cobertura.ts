import { type Counts, coverageTotals } from "../model/coverage.ts";
import type { CoverageReport } from "../model/report.ts";
import { BranchBudget, BranchCounts } from "./branchCounts.ts";
import { coberturaProducer } from "./coberturaProducer.ts";
import { CoverageBuilder, type FileBuilder } from "./coverageBuilder.ts";
import { compareCounts, compareRate, finiteFigures } from "./declared.ts";
import { InvalidReport, matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { Float64List, Uint32List } from "./lists.ts";
import { epochToIso } from "./times.ts";
import { XmlScanner } from "./xml.ts";
import { toNumber, type XmlTag } from "./xmlTag.ts";

/**
 * Cobertura's XML (DTD coverage-04) as a dozen tools write it. Rules: lines are the class's own `lines` (those of its
 * methods only where it has none: istanbul lists function declarations there that are not statements), merged by
 * file name over classes and packages; branches of a line are the largest "(c/t)" of its `condition-coverage`.
 */
export const cobertura: ReportFormat = {
  id: "cobertura",
  kind: "coverage",
  title: "Cobertura XML (coverage.py, gcovr, coverlet, istanbul, PHPUnit, tarpaulin, …)",
  patterns: [
    "**/coverage.xml",
    "**/*cobertura*.xml",
    "**/coverage-*.xml",
    "**/*coverage*/**/*.xml",
    "**/TestResults/**/coverage*.xml",
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

/** What is collected of one file name. */
interface FileState {
  readonly builder: FileBuilder;
  readonly branches: BranchCounts;
  readonly methods: Map<string, Method>;
  package: string;
}

interface Method {
  readonly name: string;
  readonly line: number;
  end: number;
  hits: number;
}

class CoberturaReader implements Reader {
  readonly #context: ReadContext;
  readonly #scanner: XmlScanner;
  readonly #coverage = new CoverageBuilder();
  readonly #budget = new BranchBudget();
  readonly #files = new Map<string, FileState>();
  readonly #roots: string[] = [];
  readonly #producer = coberturaProducer();
  #rootAttributes: ReadonlyMap<string, string> = new Map();
  #package = "";
  #file: FileState | null = null;
  /** Lines of the class's methods, used where the class has none of its own. */
  #methodLines = newLines();
  #ownLines = false;
  #inMethod = false;
  #methodName = "";
  #methodHits = Number.NaN;
  #methodFrom = 0;
  #branchesSeen = false;
  #withoutCondition = 0;
  #negative = 0;
  #unread = 0;
  readonly #shared = new Set<string>();

  constructor(context: ReadContext) {
    this.#context = context;
    this.#coverage.armIdentity = "counts";
    this.#coverage.has("lines");
    this.#scanner = new XmlScanner(
      {
        open: (tag) => this.#open(tag),
        close: (name, text) => this.#close(name, text),
        comment: (text) => this.#producer.comment(text),
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
        this.#methodHits = tag.number("hits");
        this.#methodFrom = this.#methodLines.number.length;
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
        if (text.trim() !== "") this.#roots.push(text.trim());
        break;
    }
  }

  #class(tag: XmlTag): void {
    const name = tag.get("filename") ?? tag.get("name") ?? "";
    let file = this.#files.get(name);
    if (file === undefined) {
      file = {
        builder: this.#coverage.file(name),
        branches: new BranchCounts(),
        methods: new Map(),
        package: this.#package,
      };
      this.#files.set(name, file);
    } else if (file.package !== this.#package) this.#shared.add(name);
    this.#file = file;
    this.#methodLines = newLines();
    this.#ownLines = false;
    this.#producer.class(name, tag);
  }

  #line(tag: XmlTag): void {
    const file = this.#file;
    if (file === null) return;
    const number = tag.number("number");
    const hits = tag.number("hits");
    if (Number.isNaN(number) || Number.isNaN(hits)) {
      this.#unread++;
      return;
    }
    if (hits < 0) this.#negative++;
    const condition = tag.get("condition-coverage");
    if (this.#inMethod) {
      this.#methodLines.number.push(number);
      this.#methodLines.hits.push(hits);
      if (condition !== null) this.#methodLines.conditions.push({ number, condition, missing: null });
      return;
    }
    this.#ownLines = true;
    file.builder.line(number, hits);
    if (condition !== null) this.#condition(file, number, condition, tag.get("missing-branches"));
    else if (tag.count > 2) {
      const branch = tag.get("branch");
      if (branch !== null && branch !== "false") this.#branchFlag(branch);
    }
  }

  #branchFlag(branch: string): void {
    if (branch === "False") this.#producer.capitalised();
    else if (branch.toLowerCase() === "true") this.#withoutCondition++;
  }

  /** "50% (1/2)" of a line. */
  #condition(file: FileState, line: number, condition: string, missing: string | null): void {
    const open = condition.indexOf("(");
    const slash = condition.indexOf("/", open);
    const close = condition.indexOf(")", slash);
    const covered = open < 0 ? Number.NaN : toCount(condition, open + 1, slash);
    const total = slash < 0 ? Number.NaN : toCount(condition, slash + 1, close);
    if (Number.isNaN(covered) || Number.isNaN(total)) {
      this.#withoutCondition++;
      return;
    }
    if (covered > total)
      throw new InvalidReport("contradiction", `${covered} of ${total} branches are covered`, this.#scanner.line);
    this.#branchesSeen = true;
    this.#budget.take(total, this.#scanner.line);
    file.branches.add(line, covered, total, missing === "" ? null : missing);
  }

  #endMethod(): void {
    this.#inMethod = false;
    const file = this.#file;
    if (file === null) return;
    const numbers = this.#methodLines.number.view();
    const hits = this.#methodLines.hits.view();
    let first = 0;
    let last = 0;
    let most = this.#methodHits;
    for (let row = this.#methodFrom; row < numbers.length; row++) {
      if (first === 0 || numbers[row]! < first) first = numbers[row]!;
      if (numbers[row]! > last) last = numbers[row]!;
      if (Number.isNaN(this.#methodHits) && !(hits[row]! <= most)) most = hits[row]!;
    }
    // Neither hits nor lines: whether it ran is not said.
    if (Number.isNaN(most)) return;
    const key = `${first}:${this.#methodName}`;
    const same = file.methods.get(key);
    // istanbul lists only the line of the declaration.
    const end = Number.isNaN(this.#methodHits) ? last : 0;
    if (same === undefined) file.methods.set(key, { name: this.#methodName, line: first, end, hits: most });
    else {
      same.hits = Math.max(same.hits, most);
      same.end = Math.max(same.end, end);
    }
  }

  #endClass(): void {
    const file = this.#file;
    if (file !== null && !this.#ownLines) {
      const numbers = this.#methodLines.number.view();
      const hits = this.#methodLines.hits.view();
      for (let row = 0; row < numbers.length; row++) file.builder.line(numbers[row]!, hits[row]!);
      for (const { number, condition, missing } of this.#methodLines.conditions)
        this.#condition(file, number, condition, missing);
    }
    this.#file = null;
  }

  end(): CoverageReport {
    this.#scanner.end();
    if (this.#files.size === 0)
      throw new InvalidReport("empty", "the report names no source file: nothing was measured");
    for (const { builder, branches, methods } of this.#files.values()) {
      branches.emit(builder, missingArms);
      for (const { name, line, end, hits } of methods.values()) builder.function(name, line, end, hits);
    }
    const attributes = this.#rootAttributes;
    const figure = (name: string) => toNumber(attributes.get(name) ?? "");
    const { dialect, producer, measuresBranches } = this.#producer.decide(attributes, this.#roots);
    if (this.#branchesSeen || measuresBranches) this.#coverage.has("branches");
    const coverage = this.#coverage.build();
    const totals = coverageTotals(coverage);
    this.#warn(totals.lines, totals.branches);
    return {
      kind: "coverage",
      dialect,
      producer,
      generated: epochToIso(figure("timestamp")),
      commit: null,
      declared: finiteFigures(declaredNames.map((name) => [name, figure(name)] as const)),
      coverage,
      roots: this.#roots,
      completeness: "full",
    };
  }

  #warn(lines: Counts | null, branches: Counts | null): void {
    const attributes = this.#rootAttributes;
    const figure = (name: string) => toNumber(attributes.get(name) ?? "");
    const problem = (found: ReturnType<typeof compareCounts>) => {
      if (found !== null) this.#context.problem(found);
      return found !== null;
    };
    const warning = (code: string, message: string) => this.#context.problem({ severity: "warning", code, message });
    const linesDeclared = { covered: figure("lines-covered"), total: figure("lines-valid") };
    if (!problem(compareCounts("lines", linesDeclared, lines)) && Number.isNaN(linesDeclared.total))
      problem(compareRate("lines", attributes.get("line-rate") ?? null, lines));
    const branchesDeclared = { covered: figure("branches-covered"), total: figure("branches-valid") };
    problem(compareCounts("branches", branchesDeclared, branches));
    if (this.#withoutCondition > 0)
      warning(
        "branch-without-count",
        `${this.#withoutCondition} lines are marked as branches without saying how many of them were taken: not counted`,
      );
    if (this.#negative > 0)
      warning("negative-hits", `${this.#negative} lines have negative hits: counted as not covered`);
    if (this.#unread > 0)
      warning("line-without-number", `${this.#unread} line elements have no readable number or hits: left out`);
    if (this.#shared.size > 0 && this.#roots.length > 1) {
      const [example] = this.#shared;
      warning(
        "same-name",
        `${this.#shared.size} file names stand in several packages ("${example}") while the report has ${this.#roots.length} sources: if they are different files, their lines were added together`,
      );
    }
  }
}

const declaredNames = [
  "lines-covered",
  "lines-valid",
  "line-rate",
  "branches-covered",
  "branches-valid",
  "branch-rate",
] as const;

function newLines() {
  return {
    number: new Uint32List(),
    hits: new Float64List(),
    conditions: [] as { number: number; condition: string; missing: string | null }[],
  };
}

/** The digits between two places as a number, NaN where there is anything else or nothing. */
function toCount(text: string, from: number, to: number): number {
  if (to <= from || to - from > 15) return Number.NaN;
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return toNumber(text.slice(from, to));
    value = value * 10 + digit;
  }
  return value;
}

/** coverage.py's "14,exit": where the arms that were not taken lead. */
function missingArms(missing: string): readonly string[] {
  return missing.split(",").map((target) => (/^\s*\d+\s*$/.test(target) ? `to line ${target.trim()}` : target.trim()));
}
