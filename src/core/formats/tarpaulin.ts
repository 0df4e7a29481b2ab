import { coverageTotals } from "../model/coverage.ts";
import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder } from "./coverageBuilder.ts";
import { coverageReport, refuseEmpty } from "./coverageReport.ts";
import { damagedValue } from "./damagedRow.ts";
import { compareCounts } from "./declared.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";

/** JSON of cargo-tarpaulin (`--out json`): files with their traces, one a line. */
export const tarpaulin: ReportFormat = {
  id: "tarpaulin",
  kind: "coverage",
  title: "cargo-tarpaulin JSON",
  patterns: ["**/tarpaulin-report.json", "**/*tarpaulin*.json"],
  recognise(head) {
    const root = jsonObject(head);
    const files = root?.["files"];
    if (!Array.isArray(files)) return missed(0, 'it has no array "files"');
    if (files.length === 0)
      return "coverable" in root! ? matched : missed(0.3, 'its "files" are empty and it has no "coverable"');
    const first = asObject(files[0]);
    if (first === null || !("path" in first)) return missed(0, 'its files have no "path"');
    // "content" comes before "traces" and may be longer than the beginning that is looked at.
    if (Array.isArray(first["traces"])) return matched;
    return Array.isArray(first["path"]) && "content" in first && !head.complete
      ? matched
      : missed(0.4, 'its files have no "traces"');
  },
  read: (context) => new JsonReader((value) => report(value, context)),
};

function report(value: unknown, context: ReadContext): CoverageReport {
  const root = asObject(value);
  const files = root?.["files"];
  if (root === null || !Array.isArray(files)) throw new InvalidReport("structure", 'it has no array "files"');
  const builder = new CoverageBuilder();
  builder.has("lines");
  let covered = 0;
  let coverable = 0;
  for (const entry of files.map(asObject)) {
    const path = pathOf(entry?.["path"]);
    const traces = entry?.["traces"];
    if (entry === null || path === null || !Array.isArray(traces))
      throw new InvalidReport("structure", 'a file has no "path" or no "traces"');
    const file = builder.file(path);
    covered += numberOf(entry["covered"]);
    coverable += numberOf(entry["coverable"]);
    for (const trace of traces.map(asObject)) {
      const line = trace?.["line"];
      const stats = asObject(trace?.["stats"]);
      const hits = stats?.["Line"];
      // A condition is a list of what a branch is one of.
      const conditions: unknown = stats?.["Condition"] ?? [stats?.["Branch"]];
      const branches = (Array.isArray(conditions) ? conditions : []).map(asObject);
      if (typeof line !== "number") throw damagedValue(trace, `trace of "${path}" with its line`);
      if (typeof hits === "number") file.line(line, hits);
      else if (branches.length > 0 && !branches.includes(null)) {
        for (const [at, branch] of branches.entries()) {
          file.branch(line, 2 * at, branch?.["been_true"] === true ? 1 : 0, "true");
          file.branch(line, 2 * at + 1, branch?.["been_false"] === true ? 1 : 0, "false");
        }
      } else throw damagedValue(trace, `trace of "${path}" with its count`);
    }
  }
  refuseEmpty(builder);
  const coverage = builder.build();
  compareCounts(context, "lines", { covered, total: coverable }, coverageTotals(coverage).lines);
  return coverageReport({
    coverage,
    producer: "cargo-tarpaulin",
    declared: { covered, coverable },
  });
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : Number.NaN;
}

/** A path as a text or as the list of its parts: ["/", "home", "me"] or ["C:", "\\", "work"]. */
function pathOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (!Array.isArray(value) || value.length === 0 || !value.every((part) => typeof part === "string")) return null;
  const [first, second, ...rest] = value as [string, ...string[]];
  if (first === "/") return `/${[second ?? "", ...rest].join("/")}`;
  if (second === "\\") return `${first}\\${rest.join("\\")}`;
  return value.join("/");
}
