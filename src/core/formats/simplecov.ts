import { coverageTotals } from "../model/coverage.ts";
import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder, type FileBuilder } from "./coverageBuilder.ts";
import { coverageReport, refuseEmpty } from "./coverageReport.ts";
import { damagedValue } from "./damagedRow.ts";
import { compareCounts } from "./declared.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { epochToIso } from "./times.ts";

/**
 * SimpleCov: `.resultset.json`, whose lines are an array or stand under "lines", coverage.json of its JSON formatter, and
 * that of the gem simplecov-json, which was there before it; and what Ruby's own `Coverage.result` or `peek_result` is as
 * JSON (docs.ruby-lang.org, module Coverage): by path what `.resultset.json` has of a file, or the lines that ran
 * ("oneshot_lines").
 */
export const simplecov: ReportFormat = {
  id: "simplecov",
  kind: "coverage",
  title: "SimpleCov (.resultset.json, coverage.json), Ruby's Coverage as JSON",
  patterns: [
    "**/.resultset.json",
    "**/coverage/.resultset*.json",
    "**/coverage/coverage.json",
    "**/*resultset*.json",
    "**/ruby[-_]coverage*.json",
    "**/coverage/ruby*.json",
  ],
  recognise(head) {
    const root = jsonObject(head);
    if (root === null) return missed(0, "it is not a JSON object");
    if (isFormatted(root) || isOfGem(root) || isCommand(root) || isRaw(root)) return matched;
    const command = asObject(Object.values(root)[0]);
    const coverage = asObject(command?.["coverage"]);
    if (command === null || coverage === null) return missed(0, 'no command with "coverage"');
    const [path] = Object.keys(coverage);
    if (path === undefined)
      return typeof command["timestamp"] === "number" ? matched : missed(0.4, 'its "coverage" lists no file');
    const lines = linesOf(coverage[path]);
    return lines === null ? missed(0.5, 'its files have no array of "lines"') : matched;
  },
  read: (context) => new JsonReader((value) => report(value, context)),
};

function isFormatted(root: JsonObject): boolean {
  return "simplecov_version" in (asObject(root["meta"]) ?? {});
}

/**
 * What `.resultset.json` has below the name of a command, alone: so the converter of Salesforce's coverage writes it
 * (apex-code-coverage-transformer, handlers/simplecov.ts).
 */
function isCommand(root: JsonObject): boolean {
  const [first] = Object.values(asObject(root["coverage"]) ?? {});
  return typeof root["timestamp"] === "number" && linesOf(first) !== null;
}

/** Ruby's own: by paths of Ruby's sources, and of nothing else, their lines or the lines that ran. */
function isRaw(root: JsonObject): boolean {
  const [first] = Object.entries(root);
  if (first === undefined || !/\.(?:rb|ru|rake|gemspec|thor)$/.test(first[0])) return false;
  const lines = linesOf(first[1]) ?? oneShotLines(first[1]);
  return lines?.every((hits) => hits === null || typeof hits === "number") === true;
}

function oneShotLines(file: unknown): readonly unknown[] | null {
  const lines = asObject(file)?.["oneshot_lines"];
  return Array.isArray(lines) ? lines : null;
}

/** Only the lines that ran, whose counts are not kept: what else could have run is not said. */
function readOneShot(root: JsonObject, builder: CoverageBuilder): void {
  for (const [path, entry] of Object.entries(root)) {
    const lines = oneShotLines(entry);
    if (lines === null) throw new InvalidReport("structure", `"${path}" has no list "oneshot_lines"`);
    const file = builder.file(path);
    for (const line of lines) {
      if (typeof line !== "number") throw new InvalidReport("structure", `a line of "${path}" is no number`);
      file.line(line, 1);
    }
  }
}

/** simplecov-json: a list of files with their names and, as in `.resultset.json`, their coverage. */
function isOfGem(root: JsonObject): boolean {
  if (!("command_name" in root || "metrics" in root) || !Array.isArray(root["files"])) return false;
  const first = asObject(root["files"][0]);
  return first !== null && "filename" in first && linesOf(first["coverage"]) !== null;
}

function filesOfGem(root: JsonObject): JsonObject {
  const files = (root["files"] as readonly unknown[]).map(asObject);
  return Object.fromEntries(
    files.map((file) => {
      if (typeof file?.["filename"] !== "string") throw new InvalidReport("structure", 'a file has no "filename"');
      return [file["filename"], file["coverage"]] as const;
    }),
  );
}

function linesOf(file: unknown): readonly unknown[] | null {
  if (Array.isArray(file)) return file;
  const lines = asObject(file)?.["lines"];
  return Array.isArray(lines) ? lines : null;
}

function report(value: unknown, context: ReadContext): CoverageReport {
  const root = asObject(value);
  if (root === null) throw new InvalidReport("structure", "it is not a JSON object");
  const builder = new CoverageBuilder();
  builder.has("lines");
  const formatted = isFormatted(root);
  const meta = formatted ? asObject(root["meta"]) : null;
  let newest = 0;
  const ofGem = !formatted && isOfGem(root);
  const raw = !formatted && !ofGem && isRaw(root);
  const oneShot = raw && oneShotLines(Object.values(root)[0]) !== null;
  const collected: Collected = new Map();
  if (formatted) collect(asObject(root["coverage"]), collected, builder, context);
  else if (oneShot) readOneShot(root, builder);
  else if (raw) collect(root, collected, builder, context);
  else if (ofGem) {
    collect(filesOfGem(root), collected, builder, context);
    if (typeof root["timestamp"] === "number") newest = root["timestamp"];
  } else {
    for (const [command, entry] of Object.entries(isCommand(root) ? { "": root } : root)) {
      const coverage = asObject(asObject(entry)?.["coverage"]);
      if (coverage === null) throw new InvalidReport("structure", `command "${command}" has no "coverage"`);
      collect(coverage, collected, builder, context);
      const timestamp = asObject(entry)?.["timestamp"];
      if (typeof timestamp === "number") newest = Math.max(newest, timestamp);
    }
  }
  addFiles(collected, builder, context);
  refuseEmpty(builder);
  const coverage = builder.build();
  const totals = coverageTotals(coverage);
  const stated = asObject(root["total"]);
  const declared: (readonly [string, number])[] = [];
  for (const [group, counted] of [
    ["lines", totals.lines],
    ["branches", totals.branches],
    ["methods", totals.functions],
  ] as const) {
    const { covered, total } = formatted ? (asObject(stated?.[group]) ?? {}) : {};
    if (typeof covered !== "number" || typeof total !== "number") continue;
    declared.push([`${group}.covered`, covered], [`${group}.total`, total]);
    compareCounts(context, group, { covered, total }, counted);
  }
  const text = (key: string) => (typeof meta?.[key] === "string" ? (meta[key] as string) : null);
  const version = text("simplecov_version");
  return coverageReport({
    coverage,
    roots: text("root") === null ? [] : [text("root")!],
    completeness: oneShot ? "executed-only" : "full",
    dialect: formatted ? "coverage.json" : ofGem ? "simplecov-json" : raw ? "Coverage.result" : ".resultset.json",
    producer: raw ? "Ruby" : version === null ? "SimpleCov" : `SimpleCov ${version}`,
    generated: formatted ? text("timestamp") : raw ? null : epochToIso(newest),
    commit: text("commit"),
    declared: Object.fromEntries(declared),
  });
}

/** What the commands (or processes) say of each file. */
type Collected = Map<string, { readonly lines: unknown[]; readonly entries: JsonObject[] }>;

function collect(files: JsonObject | null, into: Collected, builder: CoverageBuilder, context: ReadContext): void {
  if (files === null) throw new InvalidReport("structure", 'it has no object "coverage"');
  for (const [path, entry] of Object.entries(files)) {
    const lines = linesOf(entry);
    if (lines === null) {
      context.problem({ severity: "warning", code: "no-lines", message: `"${path}" has no lines and is left out` });
      continue;
    }
    let known = into.get(path);
    if (known === undefined) {
      known = { lines: [...lines], entries: [] };
      into.set(path, known);
    } else for (const [at, hits] of lines.entries()) known.lines[at] = together(known.lines[at], hits);
    const members = asObject(entry);
    if (members !== null) known.entries.push(members);
  }
  // A file that no test loaded has `{}` though branches were not measured (SimpleCov, lib/simplecov/simulate_coverage.rb).
  const entries = Object.values(files).map((entry) => asObject(entry) ?? {});
  for (const key of ["branches", "methods"] as const)
    if (entries.length > 0 && entries.every((entry) => key in entry)) builder.has(groupOf[key]);
}

/**
 * A line of two commands, as SimpleCov merges them: for a file that a command did not load it takes each line that is
 * neither blank nor a comment for code, "end" too, and Ruby knows better (lib/simplecov/combine/lines_combiner.rb).
 */
function together(first: unknown, second: unknown): unknown {
  // What is neither a count nor "no code" shall be met where it is counted.
  for (const each of [first, second]) if (each !== null && each !== undefined && typeof each !== "number") return each;
  if (typeof first === "number" && typeof second === "number") return first + second;
  const [hits, other] = typeof first === "number" ? [first, second] : [second, first];
  return hits === 0 && other === null ? null : (hits ?? other);
}

/** Whether a command executed anything of a file, as SimpleCov tells (lib/simplecov/combine/coverage_accumulator.rb). */
function hasRun(entry: JsonObject): boolean {
  const isHit = (value: unknown) => typeof value === "number" && value > 0;
  const counts = (value: unknown) => Object.values(asObject(value) ?? {});
  return (
    linesOf(entry)?.some(isHit) === true ||
    counts(entry["methods"]).some(isHit) ||
    counts(entry["branches"]).some((arms) => counts(arms).some(isHit))
  );
}

/** Hits of several commands are added. */
function addFiles(collected: Collected, builder: CoverageBuilder, context: ReadContext): void {
  let withoutCode = 0;
  for (const [path, { lines, entries }] of collected) {
    // A file without a line of code (comments only) has nothing that could be covered.
    if (lines.every((hits) => hits === null)) {
      withoutCode++;
      continue;
    }
    const file = builder.file(path);
    for (const [at, hits] of lines.entries()) {
      if (typeof hits === "number") file.line(at + 1, hits);
      else if (hits === "ignored") file.exclude(at + 1);
      else if (hits !== null) throw new InvalidReport("structure", `line ${at + 1} of "${path}" has no number of hits`);
    }
    const loaded = entries.filter(hasRun);
    const [keys, methods] = [new Map<string, number>(), new Map<string, Method>()];
    // What SimpleCov takes for branches of a file that was not loaded need not be those that Ruby knows.
    for (const entry of loaded.length > 0 ? loaded : entries) {
      addBranches(entry["branches"], keys, file, builder);
      addMethods(entry["methods"], methods, file, builder);
    }
    for (const { name, line, end, hits } of methods.values()) file.function(name, line, end, hits);
  }
  if (withoutCode > 0)
    context.problem({
      severity: "info",
      code: "files-without-code",
      message: `${withoutCode} file(s) without a line of code are left out`,
    });
}

const groupOf = { branches: "branches", methods: "functions" } as const;

/** A Ruby array as text, `[:if, 0, 3, 2, 7, 5]` or `["Foo", :bar, 3, 2, 5, 5]`: its words and its numbers. */
function rubyTuple(text: string): { readonly words: string; readonly numbers: readonly number[] } {
  const inner = text.replace(/^\s*\[|\]\s*$/g, "");
  const parts = inner.split(",");
  const last = parts.findLastIndex((part, at) => at === 0 || !/^\s*-?\d+\s*$/.test(part));
  return {
    words: parts
      .slice(0, last + 1)
      .join(",")
      .replace(/[:"]/g, ""),
    numbers: parts.slice(last + 1).map(Number),
  };
}

/**
 * `.resultset.json`: decisions as `[type, id, line, column, endLine, endColumn]` with arms of the same form and their
 * counts. coverage.json: a list of arms with the line each is reported on; the decision's own line is not stated.
 */
function addBranches(value: unknown, keys: Map<string, number>, file: FileBuilder, builder: CoverageBuilder): void {
  if (Array.isArray(value)) {
    builder.has("branches");
    const next = new Map<number, number>();
    for (const arm of value.map(asObject)) {
      const line = arm?.["report_line"] ?? arm?.["start_line"];
      // Between ":nocov:" marks.
      if (arm?.["coverage"] === "ignored") continue;
      if (arm === null || typeof line !== "number" || typeof arm["coverage"] !== "number")
        throw damagedValue(arm, "branch with its line and coverage");
      const key = next.get(line) ?? 0;
      next.set(line, key + 1);
      file.branch(line, key, arm["coverage"], typeof arm["type"] === "string" ? arm["type"] : "");
    }
    return;
  }
  const decisions = asObject(value);
  if (decisions === null) return;
  for (const [decision, arms] of Object.entries(decisions)) {
    const { words: kind, numbers: place } = rubyTuple(decision);
    const [, line] = place;
    if (line === undefined || place.length < 5) throw damagedValue(decision, "branch with its line");
    for (const [arm, hits] of Object.entries(asObject(arms) ?? {})) {
      const { words, numbers } = rubyTuple(arm);
      if (typeof hits !== "number") throw damagedValue(hits, `count of the branch "${arm}"`);
      // Ruby numbers decisions and arms of a file through, and another process may number them otherwise.
      const identity = [kind, ...place.slice(1), words, ...numbers.slice(1)].join();
      const key = keys.get(identity) ?? keys.size;
      keys.set(identity, key);
      file.branch(line, key, hits, words);
    }
  }
}

interface Method {
  readonly name: string;
  readonly line: number;
  readonly end: number;
  hits: number;
}

/** A method of several commands is that of its place: a class may have another name in another process. */
function addMethods(value: unknown, known: Map<string, Method>, file: FileBuilder, builder: CoverageBuilder): void {
  if (Array.isArray(value)) {
    builder.has("functions");
    for (const method of value.map(asObject)) {
      const { name, start_line: line, end_line: end, coverage } = method ?? {};
      if (coverage === "ignored") continue;
      if (typeof name !== "string" || typeof coverage !== "number")
        throw damagedValue(method, "method with its name and coverage");
      file.function(name, typeof line === "number" ? line : 0, typeof end === "number" ? end : 0, coverage);
    }
    return;
  }
  const methods = asObject(value);
  if (methods === null) return;
  for (const [method, hits] of Object.entries(methods)) {
    if (typeof hits !== "number") throw damagedValue(hits, `count of the method "${method}"`);
    const { words, numbers } = rubyTuple(method);
    if (numbers.length < 4) throw damagedValue(method, "method with its lines");
    const [line, , end] = numbers;
    const place = numbers.join();
    const same = known.get(place);
    if (same !== undefined) same.hits += hits;
    else known.set(place, { name: words.replace(/,\s*/, "#"), line: line ?? 0, end: end ?? 0, hits });
  }
}
