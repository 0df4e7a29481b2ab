import type { Mutant, MutantStatus } from "../model/mutation.ts";
import type { MutationReport } from "../model/report.ts";
import { damagedValue } from "./damagedRow.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number } from "./jsonValues.ts";
import { mutationReport } from "./mutationFormats.ts";

/**
 * mutmut 3: what it keeps of each source file (mutants/….py.meta), and the counts of `mutmut export-cicd-stats`. Found by
 * itself are the former only: both say the same of one run.
 */
export const mutmut: ReportFormat = {
  id: "mutmut",
  kind: "mutation",
  title: "mutmut results",
  patterns: ["mutants/**/*.meta", "mutmut-cicd-stats.json"],
  recognise(head) {
    const root = jsonObject(head);
    if (root === null) return missed(0, "it is not a JSON object");
    if (asObject(root["exit_code_by_key"]) !== null) return matched;
    return "no_tests" in root && "suspicious" in root && "survived" in root && "killed" in root
      ? matched
      : missed("killed" in root && "survived" in root ? 0.5 : 0, 'it has no "exit_code_by_key"');
  },
  read: (context) => new JsonReader((value) => report(asObject(value) ?? {}, context)),
};

function report(root: JsonObject, context: ReadContext): MutationReport {
  const codes = asObject(root["exit_code_by_key"]);
  const mutants = codes === null ? mutantsOfStats(root) : mutantsOfFile(codes, context.path);
  const pending = mutants.filter((mutant) => mutant.status === "pending").length;
  if (pending > 0) {
    context.problem({
      severity: "warning",
      code: "not-run",
      message: `${pending} of ${mutants.length} mutants were not run: they do not count`,
    });
  }
  return mutationReport(mutants, codes === null ? "statistics" : "meta", { producer: "mutmut" });
}

/** What the exit code of the tests says of a mutant; any other is "suspicious", which proves nothing. */
const statusOfCode: ReadonlyMap<number, MutantStatus> = new Map([
  [0, "survived"],
  [1, "killed"],
  [2, "pending"],
  [3, "killed"],
  [5, "no-coverage"],
  [33, "no-coverage"],
  [34, "ignored"],
  [36, "timeout"],
  [24, "timeout"],
  [-24, "timeout"],
  [152, "timeout"],
  [255, "timeout"],
  [-11, "killed"],
  [-9, "killed"],
  [37, "invalid"],
]);

/** "pkg.mod.x_add__mutmut_1": exit code, null before it was run. The file is that of the path: mutants/pkg/mod.py.meta. */
function mutantsOfFile(codes: JsonObject, path: string): Mutant[] {
  const file = path
    .replaceAll("\\", "/")
    .replace(/^(?:.*\/)?mutants\//, "")
    .replace(/\.meta$/, "");
  return Object.entries(codes).map(([key, code]) => {
    if (code !== null && number(code) === null)
      throw new InvalidReport("structure", `the exit code of ${key} is no number`);
    return {
      file,
      line: null,
      mutator: key,
      status: code === null ? "pending" : (statusOfCode.get(code as number) ?? "survived"),
    };
  });
}

/** How each of mutmut's own counts is counted here: "suspicious" is not shown to be detected. */
const statusOfCount: Readonly<Record<string, MutantStatus>> = {
  killed: "killed",
  timeout: "timeout",
  segfault: "killed",
  survived: "survived",
  suspicious: "survived",
  no_tests: "no-coverage",
  skipped: "ignored",
  caught_by_type_check: "invalid",
};

/** More than any run has. */
const mostMutants = 10_000_000;

function mutantsOfStats(root: JsonObject): Mutant[] {
  if ((number(root["check_was_interrupted_by_user"]) ?? 0) > 0)
    throw new InvalidReport("aborted", "the run was interrupted: its counts are not those of a whole run");
  const counts = Object.entries(statusOfCount).map(([key, status]) => {
    const count = number(root[key] ?? 0);
    if (count === null) throw damagedValue(root[key], `number of "${key}"`);
    return [status, count] as const;
  });
  const counted = counts.reduce((sum, [, count]) => sum + count, 0);
  const total = number(root["total"] ?? counted) ?? Number.NaN;
  if (!(counted <= total) || total > mostMutants || counts.some(([, count]) => count < 0 || !Number.isInteger(count)))
    throw new InvalidReport("contradiction", `its counts make ${counted} mutants, its total is ${total}`);
  return [...counts, ["pending", total - counted] as const].flatMap(([status, count]) =>
    Array.from({ length: count }, (): Mutant => ({ file: null, line: null, mutator: "", status })),
  );
}
