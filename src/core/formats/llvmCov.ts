import { coverageTotals } from "../model/coverage.ts";
import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder, type FileBuilder, type FileTotals } from "./coverageBuilder.ts";
import { coverageReport } from "./coverageReport.ts";
import { damagedValue } from "./damagedRow.ts";
import { compareCounts, knowsNoBranches } from "./declared.ts";
import { InvalidReport, matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { type JsonPath, JsonSplitter } from "./jsonSplitter.ts";
import { figure, number, onlyObjects, text } from "./jsonValues.ts";

/**
 * The JSON of `llvm-cov export` (clang, rustc, Swift), versions 2 and 3. Segments, regions and branches as in
 * llvm/tools/llvm-cov/CoverageExporterJson.cpp; lines as in LineCoverageStats of llvm/lib/ProfileData/Coverage.
 */
export const llvmCov: ReportFormat = {
  id: "llvm-cov",
  kind: "coverage",
  title: "llvm-cov export JSON",
  patterns: ["**/llvm-cov*.json", "**/coverage.json", "**/*.llvm-cov.json"],
  recognise(head) {
    const root = jsonObject(head);
    if (root === null) return missed(0, "it is not a JSON object");
    if (root["type"] === "llvm.coverage.json.export" || head.text.includes('"llvm.coverage.json.export"'))
      return matched;
    // The type stands at the end of the document: the head shows how its data begins.
    const first = asObject(Array.isArray(root["data"]) ? root["data"][0] : undefined);
    const file = asObject(Array.isArray(first?.["files"]) ? first["files"][0] : undefined);
    return file !== null && "filename" in file && ("segments" in file || "summary" in file)
      ? matched
      : missed(first === null ? 0 : 0.3, 'it has no "type": "llvm.coverage.json.export"');
  },
  read: (context) => new LlvmReader(context),
};

/** [line, column, count, hasCount, isRegionEntry, isGapRegion] */
type Segment = readonly [number, number, number, boolean, boolean, boolean?];

/** Reads file by file and function by function: exports of large programs are hundreds of megabytes. */
class LlvmReader implements Reader {
  readonly #context: ReadContext;
  readonly #builder = new CoverageBuilder();
  readonly #functions = new Map<string, LlvmFunction>();
  readonly #paths = new Set<string>();
  readonly #declared: Record<string, number> = {};
  readonly #root: Record<string, unknown> = {};
  /** What the files' own summaries state, of the files that have lines, and branches, too. */
  readonly #statedLines = { covered: 0, total: 0 };
  readonly #statedBranches = { covered: 0, total: 0 };
  readonly #statedConditions = { covered: 0, total: 0 };
  #hasData = false;
  readonly #splitter = new JsonSplitter({
    // data: [{ files: […], functions: […], totals: {…} }]
    descend: (path, kind) => {
      if (path.length === 1 && path[0] === "data" && kind === "list") this.#hasData = true;
      if (path.length === 0 || (path.length === 2 && path[0] === "data")) return kind === "object";
      if (kind !== "list") return false;
      return path.length === 1
        ? path[0] === "data"
        : path.length === 3 && (path[2] === "files" || path[2] === "functions");
    },
    take: (path, value) => this.#take(path, value),
  });

  constructor(context: ReadContext) {
    this.#context = context;
  }

  write(chunk: Uint8Array): void {
    this.#splitter.write(chunk);
  }

  end(): CoverageReport {
    this.#splitter.end();
    if (!this.#hasData) throw new InvalidReport("structure", 'it has no list "data"');
    // With -ignore-filename-regex (cargo-llvm-cov's default) the functions of files that are left out are listed still.
    for (const { path, name, line, end, hits } of this.#functions.values())
      if (this.#paths.has(path)) this.#builder.file(path).function(name, line, end, hits);
    const coverage = this.#builder.build();
    const { lines, branches, conditions } = coverageTotals(coverage);
    if (coverage.lines !== null) compareCounts(this.#context, "lines", this.#statedLines, lines);
    if (coverage.branches !== null) compareCounts(this.#context, "branches", this.#statedBranches, branches);
    // Conditions within macros are listed, but not in the summary.
    if (coverage.conditions !== null) compareCounts(this.#context, "conditions", this.#statedConditions, conditions);
    const version = this.#root["version"];
    const cargo = asObject(this.#root["cargo_llvm_cov"])?.["version"];
    return coverageReport({
      coverage,
      dialect: `llvm-cov export${typeof version === "string" ? ` ${version}` : ""}`,
      producer: typeof cargo === "string" ? `cargo-llvm-cov ${cargo}` : "llvm-cov",
      declared: this.#declared,
    });
  }

  #take(path: JsonPath, value: unknown): void {
    if (path.length === 1) this.#root[String(path[0])] = value;
    const entry = asObject(value);
    if (path.length === 4) {
      if (entry === null) throw damagedValue(value, "file or function");
      if (path[2] === "files") this.#file(entry);
      else this.#function(entry);
    } else if (path.length === 3 && path[2] === "totals") this.#totals(entry ?? {});
  }

  #totals(totals: JsonObject): void {
    for (const [metric, counted] of Object.entries(totals)) {
      for (const key of ["count", "covered"]) {
        const stated = number(asObject(counted)?.[key]);
        const name = `${metric}.${key}`;
        if (stated !== null) this.#declared[name] = (this.#declared[name] ?? 0) + stated;
      }
    }
  }

  #file(file: JsonObject): void {
    const path = text(file["filename"]);
    if (path === null) throw new InvalidReport("structure", 'a file has no "filename"');
    const into = this.#builder.file(path);
    this.#paths.add(path);
    // A summary stands beside the lines, and alone with -summary-only.
    const totals = totalsOf(asObject(file["summary"]) ?? {}, path);
    into.totals = totals;
    const { segments, branches, mcdc_records: records } = file;
    if (Array.isArray(segments)) {
      this.#builder.has("lines");
      if (!segments.every(isSegment)) throw new InvalidReport("structure", `a segment of ${path} is none`);
      readSegments(segments, into);
      this.#statedLines.covered += totals.linesCovered;
      this.#statedLines.total += totals.linesTotal;
    }
    if (Array.isArray(branches)) {
      if (!knowsNoBranches(path)) this.#builder.has("branches");
      const isExpanded = Array.isArray(file["expansions"]);
      for (const branch of branches) if (!isExpanded || !isOfMacro(branch)) readBranch(branch, into);
      for (const expansion of onlyObjects(file["expansions"])) readExpansion(expansion, into);
      if (branches.length > 0 || !knowsNoBranches(path)) {
        this.#statedBranches.covered += totals.branchesCovered;
        this.#statedBranches.total += totals.branchesTotal;
      }
    }
    // The list is there without -fcoverage-mcdc, too, and empty then.
    if (Array.isArray(records)) {
      for (const record of records) readRecord(record, into);
      const stated = asObject(asObject(file["summary"])?.["mcdc"]);
      this.#statedConditions.covered += number(stated?.["covered"]) ?? Number.NaN;
      this.#statedConditions.total += number(stated?.["count"]) ?? Number.NaN;
    }
  }

  /**
   * A template or generic function stands once for each instance: those that begin at one place are one function, and
   * their calls are added.
   */
  #function(each: JsonObject): void {
    this.#builder.has("functions");
    const filenames: readonly unknown[] = Array.isArray(each["filenames"]) ? each["filenames"] : [];
    const regions = (Array.isArray(each["regions"]) ? each["regions"] : []).filter(Array.isArray) as number[][];
    // Files that come in by a macro's expansion are not where the function stands.
    const expanded = new Set(regions.filter((region) => region[7] === 1).map((region) => region[6]));
    const region = regions.find((region) => !expanded.has(region[5]) && (region[7] ?? 0) === 0) ?? regions[0];
    const path = text(filenames[region?.[5] ?? 0]) ?? text(filenames[0]);
    const hits = number(each["count"]);
    if (path === null || hits === null)
      throw new InvalidReport("structure", 'a function has no "filenames" and "count"');
    const name = text(each["name"]) ?? "";
    const [line = 0, column = 0, end = 0] = region ?? [];
    const key = `${path}\n${region === undefined ? name : `${line}:${column}`}`;
    const known = this.#functions.get(key);
    if (known === undefined) this.#functions.set(key, { path, name, line, end, hits });
    else known.hits += hits;
  }
}

interface LlvmFunction {
  readonly path: string;
  readonly name: string;
  readonly line: number;
  readonly end: number;
  hits: number;
}

function totalsOf(summary: JsonObject, path: string): FileTotals {
  const stated = (metric: string, key: string) => figure(asObject(summary[metric])?.[key], `${metric}.${key}`);
  const branches = stated("branches", "count");
  const isMeasured = branches > 0 || !knowsNoBranches(path);
  return {
    linesCovered: stated("lines", "covered"),
    linesTotal: stated("lines", "count"),
    branchesCovered: isMeasured ? stated("branches", "covered") : Number.NaN,
    branchesTotal: isMeasured ? branches : Number.NaN,
    functionsCovered: stated("functions", "covered"),
    functionsTotal: stated("functions", "count"),
  };
}

/**
 * [line, column, endLine, endColumn, taken, not taken, file, …]: two arms of one condition, which is the same in each
 * instance of a template. Conditions that begin at one place (`a && b && c` holds `a && b`) end at others.
 */
function readBranch(branch: unknown, into: FileBuilder): void {
  const [line, column, endLine, endColumn, taken, notTaken] = Array.isArray(branch) ? (branch as number[]) : [];
  if (typeof line !== "number" || typeof taken !== "number" || typeof notTaken !== "number")
    throw damagedValue(branch, "branch with its line and counts");
  const lines = Math.min(Math.max((endLine ?? line) - line, 0), 127);
  const key = ((Math.min(column ?? 0, 2047) * 128 + lines) * 2048 + Math.min(endColumn ?? 0, 2047)) * 2;
  into.branch(line, key, taken, "true");
  into.branch(line, key + 1, notTaken, "false");
}

/** LLVM 20 and later list the branches of a macro in its own file too, though not in that file's summary. */
function isOfMacro(branch: unknown): boolean {
  return Array.isArray(branch) && branch[6] > 0;
}

/** Branches within a macro stand where the macro is used: each use has arms of its own. */
function readExpansion(expansion: JsonObject, into: FileBuilder): void {
  const [line, column] = Array.isArray(expansion["source_region"]) ? (expansion["source_region"] as number[]) : [];
  if (!Array.isArray(expansion["branches"])) return;
  if (typeof line !== "number" || typeof column !== "number")
    throw damagedValue(expansion["source_region"], "region with its line and column");
  expansion["branches"].forEach((branch: unknown, at) => {
    const [, , , , taken, notTaken] = Array.isArray(branch) ? (branch as number[]) : [];
    if (typeof taken !== "number" || typeof notTaken !== "number") throw damagedValue(branch, "branch with its counts");
    const key = 0x80000000 + column * 0x1000 + at * 2;
    into.branch(line, key, taken, "true in the macro");
    into.branch(line, key + 1, notTaken, "false in the macro");
  });
}

/** [line, column, endLine, endColumn, …, [condition 1 is covered, …], …]: covered is shown to decide alone. */
function readRecord(record: unknown, into: FileBuilder): void {
  if (!Array.isArray(record)) throw damagedValue(record, "record of MC/DC");
  const [line, column] = record as number[];
  const conditions: unknown = record.find(
    (part) => Array.isArray(part) && part.every((each) => typeof each === "boolean"),
  );
  if (typeof line !== "number" || !Array.isArray(conditions))
    throw damagedValue(record, "record of MC/DC with its line and conditions");
  conditions.forEach((isCovered, index) => {
    into.condition(line, (column ?? 0) * 64 + index, isCovered === true ? 1 : 0, `condition ${index + 1}`);
  });
}

function isSegment(value: unknown): value is Segment {
  return Array.isArray(value) && typeof value[0] === "number" && typeof value[2] === "number";
}

/**
 * Folds segments to lines, as LineCoverageStats does: a line's count is the largest of the regions that begin on it and
 * of the one that goes on into it. A line that begins with skipped code (by the preprocessor) is none, unless counted
 * code begins on it too.
 */
function readSegments(segments: readonly Segment[], into: FileBuilder): void {
  let wrapped: Segment | null = null;
  let at = 0;
  while (at < segments.length) {
    const line = segments[at]![0];
    const [, , , firstHasCount, firstIsEntry] = segments[at]!;
    const going = wrapped?.[3] === true ? wrapped[2] : 0;
    let most = going;
    let isMapped = wrapped?.[3] === true && (firstHasCount || !firstIsEntry);
    for (; at < segments.length && segments[at]![0] === line; at++) {
      const [, , count, hasCount, isEntry, isGap] = segments[at]!;
      if (!hasCount || !isEntry) continue;
      isMapped = true;
      if (isGap !== true && count > most) most = count;
    }
    if (isMapped) into.line(line, most);
    wrapped = segments[at - 1]!;
    const next = segments[at]?.[0] ?? line;
    if (!(next >= line) || next - line > longestRegion)
      throw new InvalidReport("structure", `the segments of a file go from line ${line} to ${next}`);
    if (wrapped[3]) for (let between = line + 1; between < next; between++) into.line(between, wrapped[2]);
  }
}

/** No region of real code goes on for more lines. */
const longestRegion = 1_000_000;
