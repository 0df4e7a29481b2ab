import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder, type FileBuilder } from "./coverageBuilder.ts";
import { InvalidReport, matched, missed, type ReportFormat } from "./format.ts";
import { asObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";

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
  read: () => new JsonReader(report),
};

/** [line, column, count, hasCount, isRegionEntry, isGapRegion] */
type Segment = readonly [number, number, number, boolean, boolean, boolean?];

function report(value: unknown): CoverageReport {
  const root = asObject(value);
  const data = root?.["data"];
  if (root === null || !Array.isArray(data)) throw new InvalidReport("structure", 'it has no list "data"');
  const builder = new CoverageBuilder();
  const declared: Record<string, number> = {};
  for (const part of data) {
    const { files, functions, totals } = asObject(part) ?? {};
    for (const each of Array.isArray(files) ? files : []) readFile(asObject(each) ?? {}, builder);
    for (const each of Array.isArray(functions) ? functions : []) readFunction(asObject(each) ?? {}, builder);
    for (const [metric, counted] of Object.entries(asObject(totals) ?? {})) {
      const found = asObject(counted);
      for (const key of ["count", "covered"]) {
        const number = found?.[key];
        if (typeof number === "number") declared[`${metric}.${key}`] = (declared[`${metric}.${key}`] ?? 0) + number;
      }
    }
  }
  const version = root["version"];
  const cargo = asObject(root["cargo_llvm_cov"])?.["version"];
  return {
    kind: "coverage",
    coverage: builder.build(),
    roots: [],
    completeness: "full",
    dialect: `llvm-cov export${typeof version === "string" ? ` ${version}` : ""}`,
    producer: typeof cargo === "string" ? `cargo-llvm-cov ${cargo}` : "llvm-cov",
    generated: null,
    commit: null,
    declared: Object.keys(declared).length > 0 ? declared : null,
  };
}

function readFile(file: Readonly<Record<string, unknown>>, builder: CoverageBuilder): void {
  const path = file["filename"];
  if (typeof path !== "string") throw new InvalidReport("structure", 'a file has no "filename"');
  const into = builder.file(path);
  const { segments, branches, mcdc_records: records, summary } = file;
  if (Array.isArray(segments)) {
    builder.has("lines");
    readSegments(segments as Segment[], into);
  }
  const number = (metric: string, key: string) => {
    const found = asObject(asObject(summary)?.[metric])?.[key];
    return typeof found === "number" ? found : Number.NaN;
  };
  // A summary stands beside the lines, and alone with -summary-only.
  into.totals = {
    linesCovered: number("lines", "covered"),
    linesTotal: number("lines", "count"),
    branchesCovered: number("branches", "covered"),
    branchesTotal: number("branches", "count"),
    functionsCovered: number("functions", "covered"),
    functionsTotal: number("functions", "count"),
  };
  if (Array.isArray(branches)) {
    builder.has("branches");
    // [line, column, endLine, endColumn, taken, not taken, …]: two arms of one condition.
    (branches as readonly (readonly number[])[]).forEach(([line, column, , , taken, notTaken]) => {
      if (line === undefined || taken === undefined || notTaken === undefined) return;
      into.branch(line, (column ?? 0) * 2, taken, "true");
      into.branch(line, (column ?? 0) * 2 + 1, notTaken, "false");
    });
  }
  if (Array.isArray(records)) {
    builder.has("conditions");
    // [line, column, endLine, endColumn, …, [condition covered, …]]
    records.forEach((record, at) => {
      if (!Array.isArray(record)) return;
      const conditions = record.find(
        (part) => Array.isArray(part) && part.every((each) => typeof each === "boolean"),
      ) as boolean[] | undefined;
      conditions?.forEach((independent, index) => {
        into.condition(Number(record[0]), at * 64 + index, independent ? 1 : 0, `condition ${index + 1}`);
      });
    });
  }
}

/** Folds segments to lines: a line's count is the largest of the regions that begin on it and of the one that goes on into it. */
function readSegments(segments: readonly Segment[], into: FileBuilder): void {
  let wrapped: Segment | null = null;
  let at = 0;
  const last = segments.at(-1)?.[0] ?? 0;
  for (let line = segments[0]?.[0] ?? 1; line <= last; line++) {
    const own: Segment[] = [];
    while (at < segments.length && segments[at]![0] === line) own.push(segments[at++]!);
    const entries = own.filter((segment) => segment[3] && segment[4] && segment[5] !== true);
    const skipped = own[0] !== undefined && !own[0][3] && own[0][4];
    const mapped = !skipped && ((wrapped?.[3] ?? false) || entries.length > 0);
    if (mapped) {
      const going = wrapped?.[3] === true ? wrapped[2] : 0;
      into.line(line, Math.max(going, ...entries.map((segment) => segment[2])));
    }
    wrapped = own.at(-1) ?? wrapped;
  }
}

function readFunction(each: Readonly<Record<string, unknown>>, builder: CoverageBuilder): void {
  const { name, count, filenames, regions } = each;
  const path = Array.isArray(filenames) ? filenames[0] : undefined;
  const [line, , end] = Array.isArray(regions) && Array.isArray(regions[0]) ? (regions[0] as number[]) : [];
  if (typeof path === "string")
    builder.file(path).function(String(name ?? ""), line ?? 0, end ?? 0, Number(count ?? 0));
}
