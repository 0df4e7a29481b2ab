import { coverageTotals } from "../model/coverage.ts";
import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder, type FileTotals } from "./coverageBuilder.ts";
import { coverageReport } from "./coverageReport.ts";
import { compareCounts } from "./declared.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { GcovFunctions, pathOf, readGcovLine } from "./gcovRows.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { asText, figure, number, numericMembers, onlyObjects } from "./jsonValues.ts";

/** gcovr's JSON (`--json`) and JSON summary (`--json-summary`). Keys: gcovr's documentation, "JSON Format Reference". */
export const gcovrJson: ReportFormat = {
  id: "gcovr-json",
  kind: "coverage",
  title: "gcovr JSON and JSON summary",
  patterns: ["**/gcovr*.json", "**/coverage.json", "**/coverage_summary.json"],
  recognise(head) {
    const root = jsonObject(head);
    if (root === null) return missed(0, "it is not a JSON object");
    return "gcovr/format_version" in root || "gcovr/summary_format_version" in root
      ? matched
      : missed(0, 'it has no "gcovr/format_version"');
  },
  read: (context) => new JsonReader((value) => report(value, context)),
};

function report(value: unknown, context: ReadContext): CoverageReport {
  const root = asObject(value);
  if (root === null || !Array.isArray(root["files"])) throw new InvalidReport("structure", 'it has no list "files"');
  const isSummary = "gcovr/summary_format_version" in root;
  const builder = new CoverageBuilder();
  // A line without branches has an empty list: the report holds branches.
  if (!isSummary) builder.has("lines", "branches");
  const functions = new GcovFunctions();
  for (const file of onlyObjects(root["files"])) {
    const path = pathOf(file, "file", "filename");
    if (isSummary) builder.file(path).totals = totalsOf(file);
    else readFile(file, path, builder, functions);
  }
  functions.finish();
  const version = root["gcovr/format_version"] ?? root["gcovr/summary_format_version"];
  const coverage = builder.build();
  const { lines, branches, functions: counted } = coverageTotals(coverage);
  for (const [what, key, counts] of [
    ["lines", "line", lines],
    ["branches", "branch", branches],
    ["functions", "function", counted],
  ] as const) {
    const figure = (part: string) => number(root[`${key}_${part}`]) ?? Number.NaN;
    compareCounts(context, what, { covered: figure("covered"), total: figure("total") }, counts);
  }
  return coverageReport({
    coverage,
    roots: typeof root["root"] === "string" ? [root["root"]] : [],
    dialect: `gcovr ${isSummary ? "summary" : "format"} ${asText(version)}`,
    producer: "gcovr",
    declared: numericMembers(
      root,
      Object.keys(root).filter((key) => /_(?:total|covered)$/.test(key)),
    ),
  });
}

function totalsOf(file: JsonObject): FileTotals {
  const stated = (key: string) => figure(file[key], key);
  return {
    linesCovered: stated("line_covered"),
    linesTotal: stated("line_total"),
    branchesCovered: stated("branch_covered"),
    branchesTotal: stated("branch_total"),
    functionsCovered: stated("function_covered"),
    functionsTotal: stated("function_total"),
  };
}

function readFile(file: JsonObject, path: string, builder: CoverageBuilder, functions: GcovFunctions): void {
  if (!Array.isArray(file["lines"])) throw new InvalidReport("structure", `"${path}" has no list "lines"`);
  const into = builder.file(path);
  for (const line of onlyObjects(file["lines"])) {
    if (line["gcovr/excluded"] === true) into.exclude(number(line["line_number"]) ?? 0);
    else if (line["gcovr/noncode"] !== true) readGcovLine(line, into);
  }
  // gcovr 4 has no functions.
  if (Array.isArray(file["functions"])) builder.has("functions");
  for (const each of onlyObjects(file["functions"]))
    if (each["gcovr/excluded"] !== true) functions.add(each, "lineno", path, into);
}
