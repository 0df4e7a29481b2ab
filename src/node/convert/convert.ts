import { type CoverageMapData, createCoverageMap } from "istanbul-lib-coverage";
import { type ContentWriter, createContext, type ReportBase } from "istanbul-lib-report";
import JsonReport from "istanbul-reports/lib/json";
import type { CoverageColumns } from "../../core/model/coverage.ts";
import type { CoverageReport } from "../../core/model/report.ts";
import { istanbulFile } from "../../core/output/istanbulMap.ts";
import { armsOf, linesOf } from "./coverageRows.ts";
import type { Target } from "./formats.ts";
import { LcovReport } from "./lcovReport.ts";
import { CloverReport, CoberturaReport, SonarReport } from "./xmlReports.ts";

/** A report in another format, and what that format cannot hold of it, in words. */
export interface Converted {
  readonly text: string;
  readonly notHeld: readonly string[];
}

/** Why a report cannot be written as anything: for people. */
export class NotConvertible extends Error {
  override readonly name = "NotConvertible";
}

/**
 * Writes coverage in another format, file by file in the report's order, paths as the report has them. Throws
 * `NotConvertible` for a report without lines or files, or one that does not say what could have run.
 */
export function convertCoverage({ coverage, completeness }: CoverageReport, target: Target): Converted {
  if (completeness === "executed-only")
    throw new NotConvertible(
      "it lists what ran and not what could have run: let its tool write a whole report, for example coverage xml",
    );
  if (coverage.lines === null) throw new NotConvertible("it holds totals only: which lines were covered is not in it");
  // Some reports count code of which they name no file: there is nowhere to write it.
  const rows = new Map(coverage.paths.flatMap((path, row) => (path === "" ? [] : [[path, row] as const])));
  if (rows.size === 0) throw new NotConvertible("it names no source file");
  const data: CoverageMapData = {};
  for (const [path, row] of rows) data[path] = istanbulFile(coverage, row) as never;
  const context = createContext({ coverageMap: createCoverageMap(data) });
  const parts: string[] = [];
  context.data.writer = { writeFile: () => collecting(parts) };
  reportOf(target, coverage, rows).execute(context);
  return { text: parts.join(""), notHeld: notHeld(coverage, target) };
}

function reportOf(target: Target, columns: CoverageColumns, rows: ReadonlyMap<string, number>): ReportBase {
  switch (target) {
    case "lcov":
      return new LcovReport(columns, rows);
    case "cobertura":
      return new CoberturaReport(columns, rows);
    case "clover":
      return new CloverReport(columns, rows);
    case "sonar-generic":
      return new SonarReport(columns, rows);
    case "istanbul-json":
      return new JsonReport({});
  }
}

/** What is written, kept. */
function collecting(parts: string[]): ContentWriter & { write(text: string): void } {
  return {
    write: (text) => void parts.push(text),
    println: (text) => void parts.push(`${text}\n`),
    colorize: (text) => text,
    close: () => undefined,
  };
}

function notHeld(columns: CoverageColumns, target: Target): string[] {
  const lost: string[] = columns.paths.includes("") ? ["code without a file"] : [];
  if (columns.conditions !== null && target !== "lcov") lost.push("conditions (MC/DC)");
  if (columns.functions !== null && target === "sonar-generic") lost.push("functions");
  if (target === "sonar-generic") lost.push("how often lines ran");
  if (columns.branches !== null) {
    let elsewhere = 0;
    let folded = 0;
    columns.paths.forEach((_, row) => {
      const lines = new Set(linesOf(columns, row).map(({ line }) => line));
      for (const [line, { total }] of armsOf(columns.branches, row)) {
        if (!lines.has(line)) elsewhere += total;
        if (total !== 2) folded++;
      }
    });
    if (elsewhere > 0 && (target === "cobertura" || target === "sonar-generic"))
      lost.push(`${elsewhere} branches on lines that the report does not list`);
    if (folded > 0 && target === "clover") lost.push(`more or fewer than two branches, on ${folded} lines`);
  }
  return lost;
}
