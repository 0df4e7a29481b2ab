import type { Mutant, MutantStatus } from "../model/mutation.ts";
import { InvalidReport, matched, missed, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number, onlyObjects, text } from "./jsonValues.ts";
import { mutantStatus, mutationReport } from "./mutationFormats.ts";

/** The mutation testing report schema, which Stryker and others write. */
export const stryker: ReportFormat = {
  id: "stryker",
  kind: "mutation",
  title: "mutation testing report (Stryker)",
  patterns: [
    "**/mutation.json",
    "**/mutation-report.json",
    "**/stryker-report.json",
    "**/reports/mutation/**/*.json",
    "**/stryker4s-report*/**/report.json",
  ],
  recognise(head) {
    const root = jsonObject(head);
    const first = asObject(Object.values(asObject(root?.["files"]) ?? {})[0]);
    if (first !== null && "mutants" in first) return matched;
    return root !== null && "schemaVersion" in root && "thresholds" in root
      ? matched
      : missed(0, 'its files have no "mutants"');
  },
  read: () =>
    new JsonReader((value) => {
      const root = asObject(value);
      const files = asObject(root?.["files"]);
      if (root === null || files === null) throw new InvalidReport("structure", 'it has no "files"');
      const mutants = Object.entries(files).flatMap(([file, entry]) =>
        onlyObjects(asObject(entry)?.["mutants"]).map((mutant) => mutantOf(mutant, file)),
      );
      const framework = asObject(root["framework"]);
      const name = text(framework?.["name"]);
      return mutationReport(mutants, `schema ${text(root["schemaVersion"]) ?? "?"}`, {
        roots: [text(root["projectRoot"])].filter((each) => each !== null),
        producer: name === null ? null : `${name} ${text(framework?.["version"]) ?? ""}`.trim(),
      });
    }),
};

const statuses: ReadonlyMap<string, MutantStatus> = new Map([
  ["Killed", "killed"],
  ["Timeout", "timeout"],
  ["Survived", "survived"],
  ["NoCoverage", "no-coverage"],
  ["Ignored", "ignored"],
  ["CompileError", "invalid"],
  ["RuntimeError", "invalid"],
  ["Pending", "pending"],
]);

function mutantOf(mutant: JsonObject, file: string): Mutant {
  const line = number(asObject(asObject(mutant["location"])?.["start"])?.["line"]);
  const status = mutantStatus(statuses, mutant["status"]);
  return { file, line, mutator: text(mutant["mutatorName"]) ?? "", status };
}
