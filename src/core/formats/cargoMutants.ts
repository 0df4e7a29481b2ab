import type { Mutant, MutantStatus } from "../model/mutation.ts";
import type { MutationReport } from "../model/report.ts";
import { InvalidReport, matched, missed, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number, numericMembers, objects, onlyObjects, text } from "./jsonValues.ts";
import { mutantStatus, mutationReport } from "./mutationFormats.ts";

/** outcomes.json of cargo-mutants (https://mutants.rs, "The mutants.out directory"). */
export const cargoMutants: ReportFormat = {
  id: "cargo-mutants",
  kind: "mutation",
  title: "cargo-mutants outcomes.json",
  patterns: ["**/mutants.out/outcomes.json"],
  recognise(head) {
    const root = jsonObject(head);
    const first = objects(root?.["outcomes"])[0];
    if (first === undefined)
      return root !== null && "outcomes" in root && ("total_mutants" in root || "caught" in root)
        ? matched
        : missed(0, 'it has no list "outcomes"');
    return "scenario" in first && ("summary" in first || !head.complete)
      ? matched
      : missed(0.5, 'its outcomes have no "scenario" and "summary"');
  },
  read: () => new JsonReader((value) => report(asObject(value) ?? {})),
};

const statuses: ReadonlyMap<string, MutantStatus> = new Map([
  ["CaughtMutant", "killed"],
  ["MissedMutant", "survived"],
  ["Timeout", "timeout"],
  ["Unviable", "invalid"],
]);

function report(root: JsonObject): MutationReport {
  if (!Array.isArray(root["outcomes"])) throw new InvalidReport("structure", 'it has no list "outcomes"');
  const mutants: Mutant[] = [];
  for (const outcome of onlyObjects(root["outcomes"])) {
    const mutant = asObject(asObject(outcome["scenario"])?.["Mutant"]);
    const summary = text(outcome["summary"]) ?? "";
    if (mutant === null) {
      if (summary !== "Success")
        throw new InvalidReport("aborted", "the tests fail without any mutant: the run says nothing of them");
      continue;
    }
    const start = asObject(asObject(mutant["span"])?.["start"]);
    mutants.push({
      file: text(mutant["file"]),
      line: number(start?.["line"]) ?? number(mutant["line"]),
      mutator: text(mutant["genre"]) ?? text(mutant["name"]) ?? "",
      status: mutantStatus(statuses, summary),
    });
  }
  if ("end_time" in root && root["end_time"] === null)
    throw new InvalidReport("aborted", `the run did not finish: ${mutants.length} mutants were tried`);
  const version = text(root["cargo_mutants_version"]);
  return mutationReport(mutants, "cargo-mutants", {
    producer: version === null ? "cargo-mutants" : `cargo-mutants ${version}`,
    generated: text(root["end_time"]) ?? text(root["start_time"]),
    declared: numericMembers(root),
  });
}
