import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder } from "./coverageBuilder.ts";
import { finiteFigures } from "./declared.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";

/** The JSON report of coverage.py (`coverage json`), formats 2 and 3 and the one without a number before 7.4.1. */
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
  read: (context) => new JsonReader((value) => report(value, context)),
};

function numbers(value: unknown): number[] {
  return Array.isArray(value) ? value.filter((each): each is number => typeof each === "number") : [];
}

function pairs(value: unknown): [number, number][] {
  return Array.isArray(value)
    ? value.filter(
        (each): each is [number, number] =>
          Array.isArray(each) && typeof each[0] === "number" && typeof each[1] === "number",
      )
    : [];
}

function report(value: unknown, context: ReadContext): CoverageReport {
  const root = asObject(value);
  const meta = asObject(root?.["meta"]);
  const files = asObject(root?.["files"]);
  if (root === null || meta === null || files === null)
    throw new InvalidReport("structure", 'it has no "meta" and "files"');
  const branches = meta["branch_coverage"] === true;
  const builder = new CoverageBuilder();
  builder.has("lines");
  if (branches) builder.has("branches");
  let differing = 0;
  for (const [path, entry] of Object.entries(files)) {
    const file = asObject(entry);
    if (file === null || !Array.isArray(file["executed_lines"]))
      throw new InvalidReport("structure", `"${path}" has no executed_lines`);
    const into = builder.file(path);
    const executed = numbers(file["executed_lines"]);
    const missing = numbers(file["missing_lines"]);
    const summary = asObject(file["summary"]);
    const stated = summary?.["covered_lines"];
    // Before 7.13.1 docstrings and excluded lines were listed as executed but not counted.
    const counted =
      typeof stated === "number" && stated < executed.length ? withoutUncounted(executed, stated, file) : executed;
    if (counted !== executed) differing += executed.length - counted.length;
    for (const line of counted) into.line(line, 1);
    for (const line of missing) into.line(line, 0);
    for (const line of numbers(file["excluded_lines"])) into.exclude(line);
    if (branches) {
      for (const [from, to] of pairs(file["executed_branches"])) into.branch(from, armKey(to), 1, armLabel(to));
      for (const [from, to] of pairs(file["missing_branches"])) into.branch(from, armKey(to), 0, armLabel(to));
    }
    for (const [name, region] of Object.entries(asObject(file["functions"]) ?? {})) {
      const functionLines = asObject(region);
      if (name === "" || functionLines === null) continue;
      const ran = numbers(functionLines["executed_lines"]);
      const all = [...ran, ...numbers(functionLines["missing_lines"]), ...numbers(functionLines["excluded_lines"])];
      const start = functionLines["start_line"];
      const first = typeof start === "number" ? start : all.length === 0 ? 0 : Math.min(...all);
      into.function(name, first, all.length === 0 ? first : Math.max(...all), ran.length > 0 ? 1 : 0);
    }
  }
  if (differing > 0) {
    context.problem({
      severity: "info",
      code: "uncounted-lines",
      message: `${differing} lines are listed as executed but not counted by coverage.py (docstrings): left out`,
    });
  }
  const version = meta["version"];
  const format = meta["format"];
  const timestamp = meta["timestamp"];
  const totals = asObject(root["totals"]) ?? {};
  return {
    kind: "coverage",
    coverage: builder.build(),
    roots: [],
    completeness: "full",
    dialect: `coverage.py${typeof format === "number" ? ` format ${format}` : ""}`,
    producer: typeof version === "string" ? `coverage.py ${version}` : "coverage.py",
    generated: typeof timestamp === "string" ? timestamp : null,
    commit: null,
    declared: finiteFigures(
      Object.entries(totals).filter((each): each is [string, number] => typeof each[1] === "number"),
    ),
  };
}

/**
 * The executed lines without the docstrings that coverage.py lists but does not count: each stands first in its class or
 * module, so that the regions of format 3 say where they are. Without regions, or where they do not add up, the first
 * lines of the file are left out, which keeps the counts right and no test's lines.
 */
function withoutUncounted(
  executed: readonly number[],
  count: number,
  file: Readonly<Record<string, unknown>>,
): number[] {
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

/** A negative target leaves the code object that begins at that line: a key of its own. */
function armKey(to: number): number {
  return to < 0 ? 0x80000000 - to : to;
}

function armLabel(to: number): string {
  return to < 0 ? "to the exit" : `to line ${to}`;
}
