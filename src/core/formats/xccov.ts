import type { Counts } from "../model/coverage.ts";
import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder } from "./coverageBuilder.ts";
import { coverageReport, refuseEmpty } from "./coverageReport.ts";
import { damagedValue } from "./damagedRow.ts";
import { compareCounts } from "./declared.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { text } from "./jsonValues.ts";

/**
 * JSON of Xcode's xccov: `xccov view --report --json` (totals and functions by file), lists of targets
 * (`--files-for-target`, `--only-targets`) or of files (`--functions-for-file`), and `xccov view --archive --json`
 * (counts by line).
 */
export const xccov: ReportFormat = {
  id: "xccov",
  kind: "coverage",
  title: "Xcode xccov JSON",
  patterns: ["**/*xccov*.json", "**/xcresult*.json"],
  recognise(head) {
    const targets = targetsOf(head.json);
    if (targets !== null) {
      // "coveredLines" may stand behind the targets and be cut off.
      const root = asObject(head.json) ?? {};
      const first = asObject(targets[0]);
      if ("coveredLines" in root || "executableLines" in root || isFile(first) || isTarget(first)) return matched;
      return missed(Array.isArray(head.json) ? 0 : 0.4, 'beside "targets" it has no "executableLines"');
    }
    const root = jsonObject(head);
    if (root === null) return missed(0, "it is not a JSON object");
    // A file without code has no lines.
    const lines = Object.values(root).find((each) => !Array.isArray(each) || each.length > 0);
    const line = asObject(asList(lines)[0]);
    return line !== null && "isExecutable" in line ? matched : missed(0, "its entries are no lists of lines");
  },
  read: (context) => new JsonReader((value) => report(value, context)),
};

function isFile(file: JsonObject | null): boolean {
  return file !== null && "path" in file && ("coveredLines" in file || "functions" in file);
}

function isTarget(target: JsonObject | null): boolean {
  return isFile(asObject(asList(target?.["files"])[0])) || (target !== null && "buildProductPath" in target);
}

/** The targets of a report: its member, or the list that it is. */
function targetsOf(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value;
  const targets = asObject(value)?.["targets"];
  return Array.isArray(targets) ? targets : null;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function report(value: unknown, context: ReadContext): CoverageReport {
  const targets = targetsOf(value);
  const root = asObject(value) ?? {};
  const builder = new CoverageBuilder();
  const isReport = targets !== null;
  const figure = (key: string) => (typeof root[key] === "number" ? root[key] : Number.NaN);
  const stated = { covered: figure("coveredLines"), total: figure("executableLines") };
  const failed = asList(root["errors"]).map((each) => text(asObject(each)?.["localizedDescription"]) ?? "unknown");
  if (isReport && failed.length > 0)
    context.problem({
      severity: "warning",
      code: "targets-failed",
      message: `xccov could not measure all: ${failed.length} error(s), the first "${failed[0]!.slice(0, 300)}"`,
    });
  if (isReport) addTargets(targets, stated, builder, context);
  else addArchive(root, builder);
  refuseEmpty(builder);
  return coverageReport({
    coverage: builder.build(),
    dialect: isReport ? "report" : "archive",
    producer: "xccov",
    declared: isReport ? { coveredLines: stated.covered, executableLines: stated.total } : null,
  });
}

/** A file may belong to several targets, each with its own run: the one that covered most is the least that is covered. */
function addTargets(targets: readonly unknown[], stated: Counts, builder: CoverageBuilder, context: ReadContext): void {
  const files = new Map<string, { readonly covered: number; readonly total: number; readonly members: JsonObject }>();
  let repeated = 0;
  const listed = { covered: 0, total: 0 };
  for (const target of targets.map(asObject)) {
    for (const members of isFile(target) ? [target] : asList(target?.["files"]).map(asObject)) {
      const { path, coveredLines, executableLines } = members ?? {};
      if (members === null || typeof path !== "string") throw new InvalidReport("structure", 'a file has no "path"');
      if (!isCount(coveredLines) || !isCount(executableLines) || coveredLines > executableLines)
        throw new InvalidReport("structure", `"${path}" does not say how many of its lines are covered`);
      listed.covered += coveredLines;
      listed.total += executableLines;
      const known = files.get(path);
      if (known !== undefined) repeated++;
      if (known === undefined || coveredLines > known.covered)
        files.set(path, { covered: coveredLines, total: executableLines, members });
    }
  }
  for (const [path, { covered, total, members }] of files) {
    const file = builder.file(path);
    file.totals = {
      linesCovered: covered,
      linesTotal: total,
      branchesCovered: Number.NaN,
      branchesTotal: Number.NaN,
    };
    // Lists of the files of a target have none of their functions.
    if (Array.isArray(members["functions"])) builder.has("functions");
    for (const each of asList(members["functions"]).map(asObject)) {
      const { name, lineNumber, executionCount } = each ?? {};
      if (typeof name !== "string" || typeof executionCount !== "number")
        throw damagedValue(each, `function of "${path}" with its name and count`);
      file.function(name, typeof lineNumber === "number" ? lineNumber : 0, 0, executionCount);
    }
  }
  if (repeated > 0)
    context.problem({
      severity: "warning",
      code: "repeated-files",
      message: `${repeated} file(s) stand in several targets: the target that covered most counts`,
    });
  const once = { covered: 0, total: 0 };
  for (const { covered, total } of files.values()) {
    once.covered += covered;
    once.total += total;
  }
  compareCounts(context, "lines", stated, once, listed);
}

function addArchive(root: JsonObject, builder: CoverageBuilder): void {
  builder.has("lines");
  for (const [path, lines] of Object.entries(root)) {
    if (!Array.isArray(lines)) throw new InvalidReport("structure", `"${path}" has no list of lines`);
    const file = builder.file(path);
    for (const each of lines.map(asObject)) {
      const { line, isExecutable, executionCount } = each ?? {};
      if (isExecutable !== true) continue;
      if (typeof line !== "number" || typeof executionCount !== "number")
        throw new InvalidReport("structure", `a line of "${path}" has no number or no count`);
      file.line(line, executionCount);
    }
  }
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}
