import type { Mutant, MutantStatus } from "../model/mutation.ts";
import type { MutationReport } from "../model/report.ts";
import { damagedValue } from "./damagedRow.ts";
import { InvalidReport, matched, missed, type Reader, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonSplitter } from "./jsonSplitter.ts";
import { number, numericMembers, text } from "./jsonValues.ts";
import { mutantStatus, mutationReport } from "./mutationFormats.ts";

/**
 * The JSON log of Infection (infection.github.io, "logs.json"; its source, JsonReporter.php): a list of mutants for each
 * way to end, each with its absolute file and first line, and the source before and after.
 */
export const infection: ReportFormat = {
  id: "infection",
  kind: "mutation",
  title: "Infection JSON (PHP)",
  // infection.json at the top is its configuration.
  patterns: ["**/infection[-_]*.json", "**/{build,logs,reports,var}/**/infection*.json"],
  recognise(head) {
    const root = jsonObject(head);
    if (root === null || !("msi" in (asObject(root["stats"]) ?? {}))) return missed(0, 'its "stats" have no "msi"');
    return "escaped" in root ? matched : missed(0.7, 'it has no list "escaped"');
  },
  read: () => new InfectionReader(),
};

/** Infection itself counts a mutant that the run broke on as found, as PIT does. */
const statuses: ReadonlyMap<string, MutantStatus> = new Map([
  ["killed", "killed"],
  ["killedByStaticAnalysis", "killed"],
  ["errored", "killed"],
  ["timeouted", "timeout"],
  ["escaped", "survived"],
  ["uncovered", "no-coverage"],
  ["ignored", "ignored"],
  ["syntaxErrors", "invalid"],
]);

/** Reads mutant by mutant: each has the text of its file twice. */
class InfectionReader implements Reader {
  readonly #mutants: Mutant[] = [];
  #stats: JsonObject | null = null;
  readonly #splitter = new JsonSplitter({
    descend: (path, kind) => path.length === 0 || (path.length === 1 && kind === "list"),
    take: ([list = "", at], value) => {
      if (at !== undefined) this.#mutants.push(mutantOf(String(list), value));
      else if (list === "stats") this.#stats = asObject(value) ?? {};
      else if (statuses.has(String(list))) throw damagedValue(value, `list of "${list}" mutants`);
    },
  });

  write(chunk: Uint8Array): void {
    this.#splitter.write(chunk);
  }

  end(): MutationReport {
    this.#splitter.end();
    if (this.#stats === null) throw new InvalidReport("structure", 'it has no "stats"');
    return mutationReport(this.#mutants, "Infection", { declared: numericMembers(this.#stats) });
  }
}

function mutantOf(list: string, value: unknown): Mutant {
  const status = mutantStatus(statuses, list);
  const mutator = asObject(asObject(value)?.["mutator"]);
  const file = text(mutator?.["originalFilePath"]);
  if (file === null) throw damagedValue(value, "mutant with its file");
  return { file, line: number(mutator!["originalStartLine"]), mutator: text(mutator!["mutatorName"]) ?? "", status };
}
