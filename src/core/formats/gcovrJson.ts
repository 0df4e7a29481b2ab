import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder } from "./coverageBuilder.ts";
import { finiteFigures } from "./declared.ts";
import { InvalidReport, matched, missed, type ReportFormat } from "./format.ts";
import { asObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";

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
  read: () => new JsonReader(report),
};

function list(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map((each) => asObject(each) ?? {}) : [];
}

function report(value: unknown): CoverageReport {
  const root = asObject(value);
  if (root === null || !Array.isArray(root["files"])) throw new InvalidReport("structure", 'it has no list "files"');
  const summary = "gcovr/summary_format_version" in root;
  const builder = new CoverageBuilder();
  for (const file of list(root["files"])) {
    const into = builder.file(String(file["file"] ?? file["filename"] ?? ""));
    if (summary) {
      const number = (key: string) => (typeof file[key] === "number" ? (file[key] as number) : Number.NaN);
      into.totals = {
        linesCovered: number("line_covered"),
        linesTotal: number("line_total"),
        branchesCovered: number("branch_covered"),
        branchesTotal: number("branch_total"),
        functionsCovered: number("function_covered"),
        functionsTotal: number("function_total"),
      };
      continue;
    }
    readLines(file, builder, String(file["file"] ?? file["filename"] ?? ""));
  }
  const version = root["gcovr/format_version"] ?? root["gcovr/summary_format_version"];
  const stated = Object.entries(root).filter(
    (each): each is [string, number] => /_(?:total|covered)$/.test(each[0]) && typeof each[1] === "number",
  );
  return {
    kind: "coverage",
    coverage: builder.build(),
    roots: typeof root["root"] === "string" ? [root["root"]] : [],
    completeness: "full",
    dialect: `gcovr ${summary ? "summary" : "format"} ${String(version)}`,
    producer: "gcovr",
    generated: null,
    commit: null,
    declared: finiteFigures(stated),
  };
}

function readLines(file: Readonly<Record<string, unknown>>, builder: CoverageBuilder, path: string): void {
  const into = builder.file(path);
  for (const group of ["lines", "branches", "functions"] as const) builder.has(group);
  for (const line of list(file["lines"])) {
    const number = Number(line["line_number"]);
    if (line["gcovr/excluded"] === true) {
      into.exclude(number);
      continue;
    }
    if (line["gcovr/noncode"] === true) continue;
    into.line(number, Number(line["count"]));
    // The same line stands once a template instance: an arm is known by its place in the list.
    list(line["branches"]).forEach((branch, at) => {
      if (branch["gcovr/excluded"] === true) return;
      into.branch(
        number,
        at,
        Number(branch["count"]),
        branch["throw"] === true ? "exception" : branch["fallthrough"] === true ? "fallthrough" : "",
      );
    });
    list(line["conditions"]).forEach((condition, at) => {
      if (condition["gcovr/excluded"] === true) return;
      const total = Number(condition["count"]);
      for (let outcome = 0; outcome < total; outcome++)
        into.condition(number, at * 256 + outcome, outcome < Number(condition["covered"]) ? 1 : 0);
    });
  }
  for (const each of list(file["functions"])) {
    if (each["gcovr/excluded"] === true) continue;
    into.function(
      String(each["demangled_name"] ?? each["name"] ?? ""),
      Number(each["lineno"] ?? 0),
      0,
      Number(each["execution_count"] ?? 0),
    );
  }
}
