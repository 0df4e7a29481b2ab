import { type Counts, coverageTotals } from "../model/coverage.ts";
import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder } from "./coverageBuilder.ts";
import { coverageReport } from "./coverageReport.ts";
import { damagedValue } from "./damagedRow.ts";
import { compareCounts } from "./declared.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { figure } from "./jsonValues.ts";

/**
 * coverage-summary.json of Istanbul (reporter json-summary): totals per file, no lines. Salesforce's converter has the
 * files in an object "files" (apex-code-coverage-transformer, handlers/jsonSummary.ts). What took files out of it may have
 * left no "total".
 */
export const istanbulSummary: ReportFormat = {
  id: "istanbul-summary",
  kind: "coverage",
  title: "Istanbul coverage-summary.json",
  patterns: ["**/coverage-summary.json"],
  recognise(head) {
    const root = jsonObject(head);
    const [path = "", first] = Object.entries(root ?? {})[0] ?? [];
    const file = /[./\\]/.test(path) ? first : null;
    const lines = asObject(asObject(root?.["total"] ?? file)?.["lines"]);
    if (lines === null) return missed(root !== null && "total" in root ? 0.4 : 0, 'it has no "total" with "lines"');
    return "pct" in lines || "covered" in lines ? matched : missed(0.6, 'its total has no "covered"');
  },
  read: (context) => new JsonReader((value) => report(value, context)),
};

function objectOf(value: unknown, what: string): JsonObject {
  const found = asObject(value);
  if (found === null) throw damagedValue(value, what);
  return found;
}

function counts(value: unknown): Counts {
  const found = objectOf(value ?? {}, "object of counts");
  return { covered: figure(found["covered"], "covered"), total: figure(found["total"], "total") };
}

function report(value: unknown, context: ReadContext): CoverageReport {
  const root = asObject(value);
  if (root === null) throw new InvalidReport("structure", "it is no object");
  const total = asObject(root["total"]);
  const builder = new CoverageBuilder();
  const below = asObject(root["files"]);
  const isBelow = below !== null && !("lines" in below);
  for (const [path, entry] of Object.entries(isBelow ? below : root)) {
    if (!isBelow && path === "total") continue;
    const file = objectOf(entry, "object of totals");
    const [lines, branches, functions, statements] = ["lines", "branches", "functions", "statements"].map((metric) =>
      counts(file[metric]),
    ) as [Counts, Counts, Counts, Counts];
    builder.file(path).totals = {
      linesCovered: lines.covered,
      linesTotal: lines.total,
      branchesCovered: branches.covered,
      branchesTotal: branches.total,
      functionsCovered: functions.covered,
      functionsTotal: functions.total,
      statementsCovered: statements.covered,
      statementsTotal: statements.total,
    };
  }
  const coverage = builder.build();
  const counted = coverageTotals(coverage);
  const declared: Record<string, number> = {};
  for (const metric of ["lines", "statements", "functions", "branches"] as const) {
    const stated = counts(total?.[metric]);
    if (Number.isNaN(stated.total)) continue;
    Object.assign(declared, { [`${metric}.covered`]: stated.covered, [`${metric}.total`]: stated.total });
    if (builder.fileCount > 0) compareCounts(context, metric, stated, counted[metric]);
  }
  return coverageReport({
    coverage,
    dialect: "Istanbul summary",
    declared: total === null ? null : declared,
  });
}
