import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder, type FileBuilder } from "./coverageBuilder.ts";
import { coverageReport, refuseEmpty } from "./coverageReport.ts";
import { damagedValue } from "./damagedRow.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { asText } from "./jsonValues.ts";

/** More branches than this on one line are damage. */
const mostOfLine = 65_535;

/** Codecov's own JSON: `{"coverage": {file: [null, 1, "1/2"] or {line: hits}}}`. Source: docs.codecov.com, "Codecov Custom Coverage Format". */
export const codecov: ReportFormat = {
  id: "codecov",
  kind: "coverage",
  title: "Codecov JSON",
  patterns: ["**/codecov.json", "**/*codecov*.json"],
  recognise(head) {
    const root = jsonObject(head);
    const files = asObject(root?.["coverage"]);
    if (root === null || files === null) return missed(0, 'it has no object "coverage"');
    // Its lists begin with line 1, Codecov's with none.
    for (const key of ["meta", "timestamp"])
      if (key in root) return missed(0.3, `beside "coverage" it has "${key}", as SimpleCov has`);
    const first = Object.values(files).find((lines) => !isEmpty(lines));
    if (first === undefined)
      return Object.keys(files).every((path) => /[./\\]/.test(path))
        ? matched
        : missed(0.3, 'its "coverage" has no files');
    const values = Array.isArray(first) ? first : Object.entries(asObject(first) ?? { none: {} });
    const plain = values.every((value) =>
      Array.isArray(value) ? /^\d+$/.test(asText(value[0])) && isValue(value[1]) : isValue(value),
    );
    return plain ? matched : missed(0.5, 'its files are no lists of "hits" by line');
  },
  read: (context) => new JsonReader((value) => report(value, context)),
};

function isEmpty(lines: unknown): boolean {
  return Object.keys(Array.isArray(lines) ? lines : (asObject(lines) ?? { none: 0 })).length === 0;
}

function isValue(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    typeof value === "number" ||
    typeof value === "boolean" ||
    (typeof value === "string" && /^\d+(?:\/\d+)?$/.test(value))
  );
}

function report(value: unknown, context: ReadContext): CoverageReport {
  const files = asObject(asObject(value)?.["coverage"]);
  if (files === null) throw new InvalidReport("structure", 'it has no object "coverage"');
  const builder = new CoverageBuilder();
  builder.has("lines");
  // "1/2" says how many branches ran and not which.
  builder.armIdentity = "counts";
  const isOfRegions = hasRegions(files);
  const isOfPieces = !isOfRegions && hasPieces(files);
  if (isOfRegions || isOfPieces)
    context.problem({
      severity: "info",
      code: "regions",
      message: isOfRegions
        ? 'some of its lines are "0/1" or "1/1": they count regions, which are no branches'
        : "its lines in parts are those that ran in part only: where all or none of a line's branches ran is not said, and no branches are counted",
    });
  for (const [path, entry] of Object.entries(files)) {
    const lines = linesOf(entry);
    const file = builder.file(path);
    // In a list, the place is the line's number: place 0 is no line.
    for (const [line, hits] of lines)
      if (!addLine(file, Number(line), hits, isOfRegions || isOfPieces))
        throw damagedValue(hits, `count and no "covered/total" of line ${line} of "${path}"`);
  }
  refuseEmpty(builder);
  return coverageReport({
    coverage: builder.build(),
  });
}

function linesOf(entry: unknown): readonly (readonly [string | number, unknown])[] {
  return Array.isArray(entry) ? [...entry.entries()] : Object.entries(asObject(entry) ?? {});
}

/** cargo-llvm-cov counts the regions of each line, "1/1" of most: a branch has two sides at least. */
function hasRegions(files: JsonObject): boolean {
  return Object.values(files).some((entry) =>
    linesOf(entry).some(([, value]) => typeof value === "string" && value.endsWith("/1")),
  );
}

/**
 * monocart-coverage-reports writes "1/3" of a line with two pieces that did not run (lib/converter/converter.js), and
 * nothing of branches: no line is "2/2", none "0/2".
 */
function hasPieces(files: JsonObject): boolean {
  const parts = Object.values(files).flatMap((entry) =>
    linesOf(entry).filter(([, value]) => typeof value === "string" && value.includes("/")),
  );
  return parts.length > 0 && parts.every(([, value]) => asText(value).startsWith("1/"));
}

/** Adds one line; false where its value is not understood. */
function addLine(file: FileBuilder, line: number, value: unknown, withoutBranches: boolean): boolean {
  if (value === null) return true;
  // Python writes NaN for a count that it does not know: that is not null, which is no code.
  if (typeof value === "number" && !Number.isFinite(value)) return false;
  if (typeof value === "number") file.line(line, value);
  else if (value === true) {
    // "Partly covered": it ran, and of its branches nothing is said.
    file.line(line, 1);
  } else {
    const found = typeof value === "string" ? /^(\d+)(?:\/(\d+))?$/.exec(value) : null;
    if (found === null) return false;
    const covered = Number(found[1]);
    if (found[2] === undefined) {
      file.line(line, covered);
      return true;
    }
    const total = Number(found[2]);
    if (covered > total || total > mostOfLine) return false;
    file.line(line, Math.min(covered, 1));
    if (withoutBranches) return true;
    for (let arm = 0; arm < total; arm++) file.branch(line, arm, arm < covered ? 1 : 0);
  }
  return true;
}
