import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder, type FileBuilder } from "./coverageBuilder.ts";
import { coverageReport, refuseEmpty } from "./coverageReport.ts";
import { InvalidReport, matched, missed, type ReportFormat } from "./format.ts";
import { GcovFunctions } from "./gcovRows.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number, numbers } from "./jsonValues.ts";

/**
 * fastcov's own JSON: under "sources" each file, in it each test by name ("" where none is named), and of a test
 * "lines" (line: hits), "branches" (line: hits of each arm) and "functions".
 */
export const fastcov: ReportFormat = {
  id: "fastcov",
  kind: "coverage",
  title: "fastcov JSON",
  patterns: ["**/*fastcov*.json", "**/coverage.json"],
  recognise(head) {
    const sources = asObject(jsonObject(head)?.["sources"]);
    if (sources === null) return missed(0, 'it has no object "sources"');
    const [first] = testsOf(Object.values(sources)[0]);
    if (first === undefined) return missed(0.3, 'its "sources" hold no tests of a file');
    // Functions stand first, and may fill the beginning that is looked at.
    return "lines" in first || ("functions" in first && !head.complete)
      ? matched
      : missed(0.5, 'its "sources" have no "lines"');
  },
  read: () => new JsonReader(report),
};

function testsOf(source: unknown): readonly JsonObject[] {
  return Object.values(asObject(source) ?? {})
    .map(asObject)
    .filter((test) => test !== null);
}

function report(value: unknown): CoverageReport {
  const sources = asObject(asObject(value)?.["sources"]);
  if (sources === null) throw new InvalidReport("structure", 'it has no object "sources"');
  const builder = new CoverageBuilder();
  // Of branches, an empty list says nothing: those that were not asked for are as empty as those that are not there.
  builder.has("lines", "functions");
  const functions = new GcovFunctions();
  for (const [path, source] of Object.entries(sources)) {
    const file = builder.file(path);
    for (const test of testsOf(source)) readTest(test, path, file, functions);
  }
  functions.finish();
  refuseEmpty(builder);
  return coverageReport({
    coverage: builder.build(),
    dialect: "fastcov",
    producer: "fastcov",
  });
}

function readTest(test: JsonObject, path: string, file: FileBuilder, functions: GcovFunctions): void {
  const lines = asObject(test["lines"]);
  if (lines === null) throw new InvalidReport("structure", `"${path}" has no "lines"`);
  for (const [line, value] of Object.entries(lines)) {
    const hits = number(value);
    if (hits === null) throw new InvalidReport("structure", `line ${line} of "${path}" has no count`);
    file.line(Number(line), hits);
  }
  for (const [line, value] of Object.entries(asObject(test["branches"]) ?? {})) {
    const arms = numbers(value);
    if (arms === null) throw new InvalidReport("structure", `line ${line} of "${path}" has no counts of its branches`);
    for (const [arm, hits] of arms.entries()) file.branch(Number(line), arm, hits);
  }
  for (const [name, value] of Object.entries(asObject(test["functions"]) ?? {})) {
    const each = asObject(value);
    const hits = number(each?.["execution_count"]);
    if (hits === null) throw new InvalidReport("structure", `function ${name} of "${path}" has no "execution_count"`);
    functions.count(path, file, { name, line: number(each?.["start_line"]) ?? 0, end: 0, hits });
  }
}
