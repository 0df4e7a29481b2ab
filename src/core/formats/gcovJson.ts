import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder } from "./coverageBuilder.ts";
import { InvalidReport, matched, missed, type ReportFormat } from "./format.ts";
import { asObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";

/** The intermediate JSON of gcov (`gcov --json-format`), with conditions since GCC 14. Manual: gcc, "Invoking gcov". */
export const gcovJson: ReportFormat = {
  id: "gcov-json",
  kind: "coverage",
  title: "gcov JSON",
  patterns: ["**/*.gcov.json", "**/*.gcov.json.gz"],
  recognise(head) {
    const root = jsonObject(head);
    if (root === null) return missed(0, "it is not a JSON object");
    if (!("gcc_version" in root))
      return missed("current_working_directory" in root ? 0.5 : 0, 'it has no "gcc_version"');
    return "files" in root || "data_file" in root || !head.complete ? matched : missed(0.7, 'it has no "files"');
  },
  read: () => new JsonReader(report),
};

function list(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map((each) => asObject(each) ?? {}) : [];
}

function report(value: unknown): CoverageReport {
  const root = asObject(value);
  if (root === null || !Array.isArray(root["files"])) throw new InvalidReport("structure", 'it has no list "files"');
  const builder = new CoverageBuilder();
  for (const group of ["lines", "functions"] as const) builder.has(group);
  for (const file of list(root["files"])) {
    const into = builder.file(String(file["file"] ?? ""));
    for (const line of list(file["lines"])) {
      const number = Number(line["line_number"]);
      into.line(number, Number(line["count"]));
      if (Array.isArray(line["branches"])) {
        builder.has("branches");
        list(line["branches"]).forEach((branch, at) => {
          into.branch(
            number,
            at,
            Number(branch["count"]),
            branch["throw"] === true ? "exception" : branch["fallthrough"] === true ? "fallthrough" : "",
          );
        });
      }
      list(line["conditions"]).forEach((condition, at) => {
        // "count" outcomes of which "covered" were seen; those missing are listed by their condition.
        const total = Number(condition["count"]);
        const covered = Number(condition["covered"]);
        for (let outcome = 0; outcome < total; outcome++)
          into.condition(number, at * 256 + outcome, outcome < covered ? 1 : 0);
      });
    }
    for (const each of list(file["functions"])) {
      into.function(
        String(each["demangled_name"] ?? each["name"] ?? ""),
        Number(each["start_line"] ?? 0),
        Number(each["end_line"] ?? 0),
        Number(each["execution_count"] ?? 0),
      );
    }
  }
  const folder = root["current_working_directory"];
  return {
    kind: "coverage",
    coverage: builder.build(),
    roots: typeof folder === "string" ? [folder] : [],
    completeness: "full",
    dialect: `gcov format ${String(root["format_version"] ?? "?")}`,
    producer: `gcc ${String(root["gcc_version"])}`,
    generated: null,
    commit: null,
    declared: null,
  };
}
