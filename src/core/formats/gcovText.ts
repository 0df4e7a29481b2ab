import { neverEvaluated } from "../model/coverage.ts";
import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder, type FileBuilder } from "./coverageBuilder.ts";
import { coverageReport } from "./coverageReport.ts";
import { damagedRow } from "./damagedRow.ts";
import { InvalidReport, matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { GcovFunctions } from "./gcovRows.ts";
import { latin1Warning, nulByte, TextLines } from "./textLines.ts";

/** With -k and -q a legend of its colours comes first. */
const classicStart = /^\s*-:\s*0:(?:Source|Colorization):/;
const intermediateStart = /^(?:(?:version|cwd):[^\n]*\n){0,2}file:[^\n]+\n(?:function|lcount|branch|file):/;

/**
 * Text of gcov: annotated source (`.gcov`) and the intermediate format of GCC 4.9 to 8, one or several joined. Source
 * of the formats: the GCC manual, "Invoking gcov".
 */
export const gcovText: ReportFormat = {
  id: "gcov-text",
  kind: "coverage",
  title: "gcov text",
  patterns: ["**/*.gcov"],
  recognise(head) {
    if (head.shape !== "text") return missed(0, "it is not plain text");
    const text = head.text.trimStart();
    if (classicStart.test(text) || intermediateStart.test(text)) return matched;
    return missed(/^\s*-:\s*0:/.test(text) ? 0.7 : 0, 'it begins neither with "-: 0:Source:" nor with "file:"');
  },
  read: (context) => new GcovTextReader(context),
};

/** `count:line:source`. A count may end in `*`: some block of the line did not run. */
const countLine = /^\s*(-|#####|=====|[\d.]+[kMGTPEZY]?\*?):\s*(\d+):(.*)$/;
const blockLine = /^\s*(?:-|[$%#=]{5}|[\d.]+[kMGTPEZY]?\*?):\s*\d+-block\b/;
const branchLine = /^branch\s+(\d+) (?:never executed|taken (\d+)(%)?)(?: \((.+)\))?\s*$/;
const functionLine = /^function (.+) called (\d+) returned /;
const outcomesLine = /^condition outcomes covered (\d+)\/(\d+)/;
const conditionLine = /^condition\s+(\d+) not covered \((.*)\)/;
/** Lines without anything that is counted. */
const otherLine = /^(?:call|unconditional)\s+\d+ |^-{6,}$|^\s*$/;
/** What has the form of a row, readable or not: words alone begin at the left, as "path", and have no number after a colon. */
const rowLike = /^\s|^[^A-Za-z_(<]|^[^\s:]+:\s*\d+:|^(?:branch|condition|function) |^(?:file|function|lcount|branch):/;
/** The head of a template instance: "_Z3fooIiEvv:". */
const instanceLine = /:$/;

/** Colours of -k and -q. */
const colour = /\u001b\[[\d;]*[mK]/g;

const suffixes = "kMGTPEZY";
/** More outcomes on one line than this is damage. */
const mostOutcomes = 4096;

class GcovTextReader implements Reader {
  readonly #context: ReadContext;
  readonly #builder = new CoverageBuilder();
  readonly #lines = new TextLines((text, number) => {
    try {
      if (this.#line(text.replace(colour, ""))) return;
    } catch (error) {
      throw error instanceof InvalidReport ? damagedRow(text, "row of gcov", number) : error;
    }
    this.#skip(text, number);
  });
  #file: FileBuilder | null = null;
  #path = "";
  #intermediate = false;
  /** Functions of the intermediate format have their last line. */
  #hasEnds: boolean | null = null;
  #roots = new Set<string>();
  #percent = false;
  #counted = 0;

  /** Lines of this source that came already: template instances repeat them after the sum of all. */
  #seen = new Set<number>();
  #current = 0;
  #repeated = false;
  /** Lines whose sum of all instances lists branches. */
  #withBranches = new Set<number>();
  /** Of "function … called": the line comes after them. */
  #called: { readonly name: string; readonly hits: number }[] = [];
  readonly #functions = new GcovFunctions();
  /** Outcomes of the conditions of the current line: `covered` of them until one is named as not covered. */
  #outcomes: { readonly line: number; readonly total: number; readonly missed: Set<number> } | null = null;
  /** Branches of a line in the intermediate format, since its count. */
  #arm = { line: 0, next: 0 };

  constructor(context: ReadContext) {
    this.#context = context;
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  end(): CoverageReport {
    const rest = this.#lines.rest();
    if (rest !== null && rest.line.trim() !== "") {
      if (!this.#line(rest.line))
        throw new InvalidReport("truncated", "the file ends in the middle of a line: it is cut off", rest.number);
      if (!countLine.test(rest.line))
        this.#context.problem({
          severity: "warning",
          code: "unterminated",
          message: "no newline ends the last line: the file may be cut off, and its last count may be short",
          line: rest.number,
        });
    }
    this.#flush();
    this.#functions.finish();
    if (this.#counted === 0) throw new InvalidReport("nothing-measured", "the file has no line that can be executed");
    if (this.#percent)
      this.#context.problem({
        severity: "info",
        code: "branch-percentages",
        message: "branches are given in percent: which were taken is known, how often is not",
      });
    if (this.#lines.isLatin1) this.#context.problem(latin1Warning);
    return coverageReport({
      coverage: this.#builder.build(),
      roots: [...this.#roots],
      dialect: this.#intermediate ? "intermediate" : "annotated source",
      producer: "gcov",
    });
  }

  /** Takes one line; false where it is none of gcov's. */
  #line(text: string): boolean {
    const found = countLine.exec(text);
    if (found !== null) return this.#count(found[1]!, Number(found[2]), found[3]!);
    const tagged = /^(file|function|lcount|branch|version|cwd):(.*)$/.exec(text);
    if (tagged !== null && (this.#file === null || this.#intermediate || tagged[1] === "file"))
      return this.#tag(tagged[1]!, tagged[2]!);
    if (text.startsWith("branch ")) return this.#branch(text);
    if (text.startsWith("function ")) {
      const called = functionLine.exec(text);
      if (called !== null) this.#called.push({ name: called[1]!, hits: Number(called[2]) });
      return called !== null;
    }
    if (text.startsWith("condition ")) return this.#condition(text);
    if (blockLine.test(text) || otherLine.test(text)) return true;
    return instanceLine.test(text) && !rowLike.test(text);
  }

  #count(count: string, line: number, source: string): boolean {
    if (line === 0) {
      this.#meta(source);
      return true;
    }
    if (this.#file === null) return false;
    this.#flush();
    this.#current = line;
    this.#repeated = this.#seen.has(line);
    this.#seen.add(line);
    for (const { name, hits } of this.#called)
      this.#functions.count(this.#path, this.#file, { name, line, end: 0, hits });
    this.#called = [];
    if (count === "-" || this.#repeated) return true;
    this.#counted++;
    this.#file.line(line, countOf(count));
    return true;
  }

  #begin(path: string): void {
    this.#path = path;
    this.#file = this.#builder.file(path);
    this.#builder.has("lines");
  }

  /** `-: 0:Source:main.c`: begins a file. */
  #meta(text: string): void {
    const colon = text.indexOf(":");
    const value = text.slice(colon + 1);
    if (text.startsWith("Source:")) {
      this.#flush();
      this.#begin(value);
      this.#seen = new Set();
      this.#withBranches = new Set();
      this.#called = [];
      this.#current = 0;
    } else if (text.startsWith("Working directory:")) this.#roots.add(value);
  }

  #branch(text: string): boolean {
    const found = branchLine.exec(text);
    if (found === null || this.#file === null || this.#current === 0) return false;
    if (!this.#repeated) this.#withBranches.add(this.#current);
    else if (this.#withBranches.has(this.#current)) return true;
    if (found[3] !== undefined) this.#percent = true;
    const taken = found[2] === undefined ? neverEvaluated : Number(found[2]);
    this.#file.branch(
      this.#current,
      Number(found[1]),
      found[3] === undefined ? taken : Math.min(taken, 1),
      found[4] ?? "",
    );
    return true;
  }

  #condition(text: string): boolean {
    const outcomes = outcomesLine.exec(text);
    if (outcomes !== null) {
      const total = Number(outcomes[2]);
      if (this.#current === 0 || total > mostOutcomes) return false;
      this.#flush();
      if (!this.#repeated) this.#outcomes = { line: this.#current, total, missed: new Set() };
      return true;
    }
    const found = conditionLine.exec(text);
    if (found === null) return false;
    for (const sense of found[2]!.split(/\s+/))
      this.#outcomes?.missed.add(2 * Number(found[1]) + (sense === "true" ? 0 : 1));
    return true;
  }

  #flush(): void {
    if (this.#outcomes === null || this.#file === null) return;
    const { line, total, missed: without } = this.#outcomes;
    for (let key = 0; key < total; key++)
      this.#file.condition(line, key, without.has(key) ? 0 : 1, `${key >> 1} ${key % 2 === 0 ? "true" : "false"}`);
    this.#outcomes = null;
  }

  /** A line of the intermediate format. */
  #tag(tag: string, value: string): boolean {
    this.#intermediate = true;
    if (tag === "version") {
      // One report more: of another compiler perhaps.
      this.#hasEnds = null;
      return true;
    }
    if (tag === "cwd") {
      this.#roots.add(value);
      return true;
    }
    if (tag === "file") {
      if (value === "") return false;
      this.#begin(value);
      this.#arm = { line: 0, next: 0 };
      return true;
    }
    if (this.#file === null) return false;
    if (tag === "function") {
      // Up to GCC 7: line,count,name; from GCC 8 on: line,end,count,name. A name may hold commas but begins with no digit.
      const found = /^(\d+),(?:(\d+),)?(\d+),([^\d].*)$/.exec(value);
      if (found === null) return false;
      // All rows of a report are of one form: a count that can not be read is no part of a name.
      this.#hasEnds ??= found[2] !== undefined;
      if (this.#hasEnds !== (found[2] !== undefined)) return false;
      const [line, end, hits] = [Number(found[1]), Number(found[2] ?? 0), Number(found[3])];
      this.#functions.count(this.#path, this.#file, { name: found[4]!, line, end, hits });
      return true;
    }
    if (tag === "lcount") {
      const found = /^(\d+),(\d+)(?:,\d+)?$/.exec(value);
      if (found === null) return false;
      this.#counted++;
      this.#file.line(Number(found[1]), Number(found[2]));
      this.#arm = { line: Number(found[1]), next: 0 };
      return true;
    }
    const found = /^(\d+),(taken|nottaken|notexec)$/.exec(value);
    if (found === null) return false;
    const line = Number(found[1]);
    if (line !== this.#arm.line) this.#arm = { line, next: 0 };
    this.#file.branch(line, this.#arm.next++, found[2] === "taken" ? 1 : found[2] === "notexec" ? neverEvaluated : 0);
    return true;
  }

  #skip(text: string, line: number): void {
    if (text.includes("\0")) throw nulByte(line);
    if (rowLike.test(text.replace(colour, ""))) throw damagedRow(text, "row of gcov", line);
    this.#context.problem({
      severity: "warning",
      code: "malformed-line",
      message: `not understood and left out: "${text.slice(0, 80)}"`,
      line,
    });
  }
}

/** A count as gcov writes it: `#####` and `=====` did not run, "1.5k" is 1500 (gcov -H). */
function countOf(text: string): number {
  if (text.startsWith("#") || text.startsWith("=")) return 0;
  const plain = text.replace("*", "");
  const power = suffixes.indexOf(plain.at(-1)!) + 1;
  return power === 0 ? Number(plain) : Number(plain.slice(0, -1)) * 1000 ** power;
}
