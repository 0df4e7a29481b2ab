import { type CoverageMapData, createCoverageMap } from "istanbul-lib-coverage";
import { type ContentWriter, createContext, type ReportBase } from "istanbul-lib-report";
import JsonReport from "istanbul-reports/lib/json";
import { type CoverageColumns, functionName, neverEvaluated } from "../../core/model/coverage.ts";
import type { CoverageReport } from "../../core/model/report.ts";
import { istanbulFile, statementsTellLines } from "../../core/output/istanbulMap.ts";
import { armsOf, isXmlText, linesOf } from "./coverageRows.ts";
import type { Target } from "./formats.ts";
import { LcovReport } from "./lcovReport.ts";
import { CloverReport, CoberturaReport, SonarReport } from "./xmlReports.ts";

/** A report in another format, and what that format cannot hold of it, in words. */
interface Converted {
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
export function convertCoverage(report: CoverageReport, target: Target): Converted {
  const { coverage, completeness } = report;
  if (completeness === "executed-only")
    throw new NotConvertible(
      "it lists what ran and not what could have run: let its tool write a whole report, for example coverage xml",
    );
  if (coverage.lines === null) throw new NotConvertible("it holds totals only: which lines were covered is not in it");
  // Some reports count code of which they name no file: there is nowhere to write it.
  const rows = new Map(coverage.paths.flatMap((path, row) => (canName(path, target) ? [[path, row] as const] : [])));
  if (rows.size === 0) throw new NotConvertible("it names no source file");
  // Without a prototype: a file may be called "__proto__".
  const data: CoverageMapData = Object.create(null);
  for (const [path, row] of rows) data[path] = istanbulFile(coverage, row) as never;
  const context = createContext({ coverageMap: createCoverageMap(data) });
  const parts: string[] = [];
  context.data.writer = { writeFile: () => collecting(parts) };
  reportOf(target, report, rows).execute(context);
  return { text: parts.join(""), notHeld: notHeld(report, target) };
}

/** Whether the format can write the path as it is: with a character less it would be another file's. */
function canName(path: string, target: Target): boolean {
  if (path === "" || target === "istanbul-json") return path !== "";
  // Readers of LCOV take spaces around a path for none of it.
  return target === "lcov" ? !/[\r\n]|^\s|\s$/.test(path) : isXmlText(path);
}

function reportOf(target: Target, report: CoverageReport, rows: ReadonlyMap<string, number>): ReportBase {
  const { coverage: columns, roots } = report;
  switch (target) {
    case "lcov":
      return new LcovReport(columns, rows);
    case "cobertura":
      return new CoberturaReport(columns, rows, roots, timeOf(report));
    case "clover":
      return new CloverReport(columns, rows, timeOf(report));
    case "sonar-generic":
      return new SonarReport(columns, rows);
    case "istanbul-json":
      return new JsonReport({});
  }
}

/** Milliseconds since 1970 when it was measured; null where the report does not say. */
function timeOf({ generated }: CoverageReport): number | null {
  const time = Date.parse(generated ?? "");
  return time > 0 ? time : null;
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

function notHeld(report: CoverageReport, target: Target): string[] {
  const { coverage: columns } = report;
  const unnamed = columns.paths.filter((path) => path !== "" && !canName(path, target)).length;
  const isOnLines = target === "cobertura" || target === "sonar-generic";
  const lost = [
    columns.paths.includes("") && "code without a file",
    unnamed > 0 && `${unnamed} files with characters in their paths that it cannot write`,
    columns.conditions !== null && target !== "lcov" && "conditions (MC/DC)",
    columns.statements !== null && !holdsStatements(columns, target) && "statements",
    ...functionsLost(columns, target),
    target === "sonar-generic" && "how often lines ran",
    columns.branches?.identity === "arms" && isOnLines && "which of a line's branches ran",
    ...branchesLost(columns, target),
    hasAny(columns.excluded?.number) && "lines that were excluded",
    columns.sourceHashes?.some((hash) => hash !== null) && "hashes of the sources",
    timeOf(report) !== null && target !== "cobertura" && target !== "clover" && "when it was measured",
    report.commit !== null && "the commit that was measured",
    report.roots.length > 0 && target !== "cobertura" && `where its paths start from (${report.roots.join(", ")})`,
  ];
  return lost.filter((each): each is string => typeof each === "string");
}

function hasAny(values: ArrayLike<number> | undefined): boolean {
  return values !== undefined && values.length > 0;
}

/** Only Istanbul has statements beside lines, and only where its lines follow from them. */
function holdsStatements(columns: CoverageColumns, target: Target): boolean {
  return target === "istanbul-json" && columns.paths.every((_, row) => statementsTellLines(columns, row));
}

function functionsLost({ functions, paths }: CoverageColumns, target: Target): string[] {
  if (functions === null) return target === "istanbul-json" ? ["that functions were not counted"] : [];
  if (functions.line.length === 0) return [];
  if (target === "sonar-generic") return ["functions"];
  let nameless = 0;
  let alike = 0;
  let ends = 0;
  paths.forEach((_, row) => {
    const seen = new Set<string>();
    for (let at = functions.start[row]!; at < functions.start[row + 1]!; at++) {
      const line = functions.line[at]!;
      if (functions.end[at]! > line) ends++;
      if (line === 0) nameless++;
      const key = `${line} ${functionName(functions, at)}`;
      if (seen.has(key)) alike++;
      seen.add(key);
    }
  });
  const counted = (count: number, what: string) => (count > 0 ? [`${count} functions ${what}`] : []);
  return [
    ...(target === "lcov" || target === "cobertura" ? counted(alike, "of the name and line of another one") : []),
    ...(target === "clover" ? counted(nameless, "without a line") : []),
    ...(ends > 0 && (target === "cobertura" || target === "clover") ? ["where functions end"] : []),
  ];
}

function branchesLost(columns: CoverageColumns, target: Target): string[] {
  const { branches } = columns;
  if (branches === null) return target === "istanbul-json" ? ["that branches were not counted"] : [];
  let elsewhere = 0;
  columns.paths.forEach((_, row) => {
    const lines = new Set(linesOf(columns, row).map(({ line }) => line));
    for (const [line, { total }] of armsOf(branches, row)) if (!lines.has(line)) elsewhere += total;
  });
  if (target === "istanbul-json" && branches.hits.includes(neverEvaluated))
    return ["which decisions were never reached"];
  if (elsewhere > 0 && (target === "cobertura" || target === "sonar-generic"))
    return [`${elsewhere} branches on lines that the report does not list`];
  return [];
}
