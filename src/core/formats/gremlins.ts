import type { Mutant, MutantStatus } from "../model/mutation.ts";
import type { MutationReport } from "../model/report.ts";
import { InvalidReport, matched, missed, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number, numericMembers, objects, onlyObjects, text } from "./jsonValues.ts";
import { mutantStatus, mutationReport } from "./mutationFormats.ts";

/** What Gremlins writes (`gremlins unleash -o FILE`; gremlins.dev): the mutants of each file, relative to the module. */
export const gremlins: ReportFormat = {
  id: "gremlins",
  kind: "mutation",
  title: "Gremlins JSON (Go)",
  patterns: ["**/*gremlins*.json"],
  recognise(head) {
    const root = jsonObject(head);
    if (root === null || !("go_module" in root)) return missed(0, 'it has no "go_module"');
    return "test_efficacy" in root || "mutations" in (objects(root["files"])[0] ?? {})
      ? matched
      : missed(0.6, 'its "files" have no "mutations"');
  },
  read: () => new JsonReader((value) => report(asObject(value) ?? {})),
};

const statuses: ReadonlyMap<string, MutantStatus> = new Map([
  ["KILLED", "killed"],
  ["TIMED OUT", "timeout"],
  ["LIVED", "survived"],
  ["NOT COVERED", "no-coverage"],
  ["NOT VIABLE", "invalid"],
  ["SKIPPED", "ignored"],
]);

function report(root: JsonObject): MutationReport {
  if (!Array.isArray(root["files"])) throw new InvalidReport("structure", 'it has no list "files"');
  const mutants = onlyObjects(root["files"]).flatMap((file) =>
    onlyObjects(file["mutations"]).map((mutant): Mutant => {
      // Those that no test reaches are told apart before any is tried: alone they would make a score of 0.
      if (mutant["status"] === "RUNNABLE")
        throw new InvalidReport("aborted", "it is of a dry run (--dry-run): no mutant was tried");
      return {
        file: text(file["file_name"]),
        line: number(mutant["line"]),
        mutator: text(mutant["type"]) ?? "",
        status: mutantStatus(statuses, mutant["status"]),
      };
    }),
  );
  return mutationReport(mutants, "Gremlins", { declared: numericMembers(root) });
}
