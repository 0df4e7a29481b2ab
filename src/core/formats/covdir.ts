import { coverageTotals } from "../model/coverage.ts";
import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder } from "./coverageBuilder.ts";
import { coverageReport, refuseEmpty } from "./coverageReport.ts";
import { compareCounts } from "./declared.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number } from "./jsonValues.ts";

/** grcov's covdir: folders with their "children", files with the hits of their lines from the first on, -1 for no code. */
export const covdir: ReportFormat = {
  id: "covdir",
  kind: "coverage",
  title: "covdir JSON (grcov)",
  patterns: ["**/*covdir*.json", "**/*grcov*.json", "**/{coverage,grcov,target}/**/covdir"],
  recognise(head) {
    const root = jsonObject(head);
    if (root === null) return missed(0, "it is not a JSON object");
    // The totals of a folder may stand behind its children, beyond the beginning that is looked at.
    const first = firstFile(root);
    if (first !== null && "linesTotal" in first) return matched;
    if ("linesTotal" in root && "children" in root) return matched;
    return missed(asObject(root["children"]) === null ? 0 : 0.3, 'it has no "children" and "linesTotal"');
  },
  read: (context) => new JsonReader((value) => report(value, context)),
};

/** The first file in the first folders, as far as the head holds it. */
function firstFile(root: JsonObject): JsonObject | null {
  let at: JsonObject | null = root;
  for (let depth = 0; at !== null && depth < mostFolders; depth++) {
    if (Array.isArray(at["coverage"])) return at;
    at = asObject(Object.values(asObject(at["children"]) ?? {})[0]);
  }
  return null;
}

/** Folders within folders beyond this are damage. */
const mostFolders = 1000;

function report(value: unknown, context: ReadContext): CoverageReport {
  const root = asObject(value);
  if (root === null || asObject(root["children"]) === null)
    throw new InvalidReport("structure", 'it has no object "children"');
  const builder = new CoverageBuilder();
  builder.has("lines");
  readFolder(root, "", 0, builder);
  refuseEmpty(builder);
  const coverage = builder.build();
  const figure = (key: string) => number(root[key]) ?? Number.NaN;
  const stated = { covered: figure("linesCovered"), total: figure("linesTotal") };
  compareCounts(context, "lines", stated, coverageTotals(coverage).lines);
  return coverageReport({
    coverage,
    dialect: "covdir",
    producer: "grcov",
    declared: { linesCovered: stated.covered, linesTotal: stated.total },
  });
}

function readFolder(folder: JsonObject, path: string, depth: number, builder: CoverageBuilder): void {
  if (depth > mostFolders) throw new InvalidReport("too-deep", "its folders nest deeper than can be read");
  for (const [name, value] of Object.entries(asObject(folder["children"]) ?? {})) {
    const child = asObject(value);
    // The folder of absolute paths is "/".
    const childPath = path === "" || path.endsWith("/") ? path + name : `${path}/${name}`;
    const lines = child?.["coverage"];
    if (child !== null && Array.isArray(lines)) readFile(lines, childPath, builder);
    else if (asObject(child?.["children"]) !== null) readFolder(child!, childPath, depth + 1, builder);
    else throw new InvalidReport("structure", `"${childPath}" has no "coverage" and no "children"`);
  }
}

function readFile(lines: readonly unknown[], path: string, builder: CoverageBuilder): void {
  const file = builder.file(path);
  for (const [at, hits] of lines.entries()) {
    if (typeof hits !== "number") throw new InvalidReport("structure", `line ${at + 1} of "${path}" has no count`);
    if (hits >= 0) file.line(at + 1, hits);
  }
}
