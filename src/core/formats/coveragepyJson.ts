import { coverageTotals } from "../model/coverage.ts";
import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder, type FileBuilder } from "./coverageBuilder.ts";
import { coverageReport } from "./coverageReport.ts";
import { damagedValue } from "./damagedRow.ts";
import { compareCounts } from "./declared.ts";
import { InvalidReport, matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonSplitter } from "./jsonSplitter.ts";
import { figure, numbers as numbersOf, numericMembers } from "./jsonValues.ts";

/**
 * The JSON report of coverage.py (`coverage json`), formats 2 and 3 and the one without a number before 7.4.1; and of
 * slipcover, which writes the last of these with its own name as "software".
 */
export const coveragepyJson: ReportFormat = {
  id: "coveragepy-json",
  kind: "coverage",
  title: "coverage.py JSON report",
  patterns: ["**/coverage.json", "**/*coverage*.json", "**/cov.json"],
  recognise(head) {
    const root = jsonObject(head);
    if (root === null) return missed(0, "it is not a JSON object");
    const meta = asObject(root["meta"]);
    if (meta === null || typeof meta["version"] !== "string")
      return missed(asObject(root["files"]) === null ? 0 : 0.3, 'it has no "meta" with the version of coverage.py');
    const files = asObject(root["files"]);
    if (files === null && head.complete) return missed(0.7, 'it has no "files"');
    const first = files === null ? undefined : asObject(Object.values(files)[0]);
    if (first !== undefined && first !== null && !("executed_lines" in first))
      return missed(0.5, 'its files have no "executed_lines"');
    return "branch_coverage" in meta || first !== undefined
      ? matched
      : missed(0.6, 'its "meta" does not say whether branches were measured');
  },
  read: (context) => new CoveragepyReader(context),
};

function numbers(value: unknown): number[] {
  return (Array.isArray(value) ? value : []).map((each: unknown) => {
    if (typeof each !== "number") throw damagedValue(each, "line number");
    return each;
  });
}

function pairs(value: unknown): [number, number][] {
  const isPair = (each: unknown): each is [number, number] =>
    Array.isArray(each) && typeof each[0] === "number" && typeof each[1] === "number";
  return (Array.isArray(value) ? value : []).map((each: unknown) => {
    if (!isPair(each)) throw damagedValue(each, "branch from a line to a line");
    return each;
  });
}

/**
 * Old versions list every jump that was seen; one from a line to itself (a comprehension) is no branch of theirs. It is
 * one of slipcover's (a loop on one line), which adds it to its sum and states none of all branches.
 */
function executedArms(file: JsonObject): [number, number][] {
  const listed = pairs(file["executed_branches"]);
  const summary = asObject(file["summary"]) ?? {};
  if (!("num_branches" in summary) && summary["covered_branches"] === listed.length) return listed;
  return listed.filter(([from, to]) => from !== to);
}

/** Reads file by file, so that a large report is never one text nor one value. */
class CoveragepyReader implements Reader {
  readonly #context: ReadContext;
  readonly #builder = new CoverageBuilder();
  readonly #splitter: JsonSplitter;
  readonly #root: Record<string, unknown> = {};
  #hasFiles = false;
  /** Old reports give how many branches a file has, and no list of them. */
  #hasBranchTotals = false;
  #uncounted = 0;
  #unlisted = 0;

  constructor(context: ReadContext) {
    this.#context = context;
    this.#builder.has("lines");
    this.#splitter = new JsonSplitter({
      descend: (path, kind) => {
        if (kind !== "object") return false;
        if (path.length === 1 && path[0] === "files") this.#hasFiles = true;
        return path.length === 0 || (path.length === 1 && path[0] === "files");
      },
      take: (path, value) => {
        if (path.length === 2) this.#file(String(path[1]), value);
        else if (path.length === 1) this.#root[String(path[0])] = value;
      },
    });
  }

  write(chunk: Uint8Array): void {
    this.#splitter.write(chunk);
  }

  #file(path: string, entry: unknown): void {
    this.#uncounted += readFile(path, entry, this.#builder);
    const file = asObject(entry);
    const summary = asObject(file?.["summary"]);
    const total = figure(summary?.["num_branches"], "num_branches");
    if (summary === null || Number.isNaN(total)) return;
    const covered = coveredBranches(summary);
    if (file !== null && "executed_branches" in file) {
      this.#unlisted += Math.max(0, total - executedArms(file).length - pairs(file["missing_branches"]).length);
      return;
    }
    this.#hasBranchTotals = true;
    this.#builder.file(path).totals = {
      linesCovered: Number.NaN,
      linesTotal: Number.NaN,
      branchesCovered: covered,
      branchesTotal: Number.isNaN(covered) ? Number.NaN : total,
    };
  }

  end(): CoverageReport {
    this.#splitter.end();
    const meta = asObject(this.#root["meta"]);
    if (meta === null || !this.#hasFiles) throw new InvalidReport("structure", 'it has no "meta" and "files"');
    if (meta["branch_coverage"] === true && !this.#hasBranchTotals) this.#builder.has("branches");
    if (this.#uncounted > 0) {
      this.#context.problem({
        severity: "info",
        code: "uncounted-lines",
        message: `${this.#uncounted} lines are listed as executed but not counted by coverage.py (docstrings): left out`,
      });
    }
    if (this.#unlisted > 0) {
      this.#context.problem({
        severity: "info",
        code: "unlisted-branches",
        message: `${this.#unlisted} branches are counted as taken by coverage.py and not listed ("pragma: no branch"): left out`,
      });
    }
    const coverage = this.#builder.build();
    const stated = asObject(this.#root["totals"] ?? this.#root["summary"]) ?? {};
    const { covered_lines: covered, num_statements: total } = stated;
    if (typeof covered === "number" && typeof total === "number") {
      compareCounts(this.#context, "lines", { covered, total }, coverageTotals(coverage).lines);
    }
    const { version, format, timestamp, software } = meta;
    const tool = typeof software === "string" ? software : "coverage.py";
    return coverageReport({
      coverage,
      dialect: `${tool}${typeof format === "number" ? ` format ${format}` : ""}`,
      producer: typeof version === "string" ? `${tool} ${version}` : tool,
      generated: typeof timestamp === "string" ? timestamp : null,
      declared: numericMembers(stated),
    });
  }
}

/** Before 5.1 a summary has the branches that were taken in its percentage only, which is of lines and branches. */
function coveredBranches(summary: JsonObject): number {
  const {
    covered_branches: stated,
    percent_covered: percent,
    covered_lines: lines,
    num_statements,
    num_branches,
  } = summary;
  if (typeof stated === "number") return stated;
  const [share, all, arms, ran] = [percent, num_statements, num_branches, lines].map((each) => figure(each, "summary"));
  const covered = (share! / 100) * (all! + arms!) - ran!;
  const whole = Math.round(covered);
  return Math.abs(covered - whole) < 1e-4 ? whole : Number.NaN;
}

/** Adds one file; gives how many of its lines are listed as executed but not counted. */
function readFile(path: string, entry: unknown, builder: CoverageBuilder): number {
  const file = asObject(entry);
  for (const list of ["executed_lines", "missing_lines"])
    if (numbersOf(file?.[list]) === null)
      throw new InvalidReport("structure", `the ${list} of "${path}" are no list of lines`);
  if (file === null) return 0;
  const into = builder.file(path);
  const excluded = file["excluded_lines"];
  if (Array.isArray(excluded)) {
    builder.has("excluded");
    for (const line of numbers(excluded)) into.exclude(line);
  }
  const listed = numbers(file["executed_lines"]);
  const stated = asObject(file["summary"])?.["covered_lines"];
  // Before 7.13.1 docstrings and excluded lines were listed as executed but not counted.
  const executed =
    typeof stated === "number" && stated < listed.length ? withoutUncounted(listed, stated, file) : listed;
  for (const line of executed) into.line(line, 1);
  for (const line of numbers(file["missing_lines"])) into.line(line, 0);
  for (const [from, to] of executedArms(file)) into.branch(from, armKey(to), 1, armLabel(to));
  for (const [from, to] of pairs(file["missing_branches"])) into.branch(from, armKey(to), 0, armLabel(to));
  const functions = asObject(file["functions"]);
  if (functions !== null) {
    builder.has("functions");
    for (const [name, region] of Object.entries(functions)) if (name !== "") readFunction(name, region, into);
  }
  return listed.length - executed.length;
}

/** The region of format 3 with the name "" is what stands outside of functions. */
function readFunction(name: string, region: unknown, into: FileBuilder): void {
  const found = asObject(region);
  if (found === null) return;
  const ran = numbers(found["executed_lines"]);
  const missing = numbers(found["missing_lines"]);
  // A function that is excluded as a whole is not measured.
  if (ran.length + missing.length === 0) return;
  let first = typeof found["start_line"] === "number" ? found["start_line"] : 0;
  let last = first;
  for (const line of [...ran, ...missing, ...numbers(found["excluded_lines"])]) {
    if (first === 0 || line < first) first = line;
    if (line > last) last = line;
  }
  into.function(name, first, last, ran.length > 0 ? 1 : 0);
}

/**
 * The executed lines without those that coverage.py lists but does not count: excluded ones, and docstrings of modules
 * and classes. The report says how many there are and, by the regions of format 3, between which lines, but not which:
 * of each region, or of the file where regions do not add up, the first ones are left out. That keeps the counts exact,
 * and what is left out did run.
 */
function withoutUncounted(executed: readonly number[], count: number, file: JsonObject): number[] {
  const excluded = new Set(numbers(file["excluded_lines"]));
  const plain = executed.filter((line) => !excluded.has(line));
  const dropped = new Set<number>();
  for (const region of Object.values(asObject(file["classes"]) ?? {})) {
    const lines = numbers(asObject(region)?.["executed_lines"])
      .filter((line) => !excluded.has(line))
      .sort((a, b) => a - b);
    const covered = asObject(asObject(region)?.["summary"])?.["covered_lines"];
    if (typeof covered === "number")
      for (const line of lines.slice(0, Math.max(0, lines.length - covered))) dropped.add(line);
  }
  if (plain.length - dropped.size !== count) {
    dropped.clear();
    for (const line of plain.slice(0, Math.max(0, plain.length - count))) dropped.add(line);
  }
  return plain.filter((line) => !dropped.has(line));
}

/** A negative target leaves the code object that begins at that line, 0 (slipcover) the file: a key of its own. */
function armKey(to: number): number {
  return to <= 0 ? 0x80000000 - to : to;
}

function armLabel(to: number): string {
  return to <= 0 ? "to the exit" : `to line ${to}`;
}
