import type { GateResult, Offender } from "../model/gate.ts";
import { mutationTotals } from "../model/mutation.ts";
import type { MutationGateSettings } from "../policy/policy.ts";
import { plural } from "./coverageOffenders.ts";
import { absence, type GateContext, gateResult, orRemove, unmeasured, unreadReasons } from "./result.ts";
import { inRanges, resolveScope } from "./scope.ts";

/** Mutation score: detected mutants / valid mutants, of all code or of a scope. */
export async function measureMutation(
  settings: MutationGateSettings,
  { evidence, policy }: GateContext,
): Promise<GateResult> {
  const reports = evidence.mutation;
  if (reports.length === 0) {
    const { status, reasons, evidence: provenance } = absence("mutation", evidence);
    return unmeasured(settings, status, reasons, "Run the mutation tests", provenance);
  }
  const provenance = reports.map(({ read }) => read.provenance);
  const unread = unreadReasons("mutation", evidence);
  if (unread.length > 0)
    return unmeasured(settings, "invalid", unread, `Run the mutation tests again, ${orRemove}`, provenance);
  const scope =
    settings.scope === null
      ? null
      : await resolveScope(settings.scope, policy.scopes[settings.scope] ?? [], policy.reports.exclude, evidence);
  if (scope !== null && (scope.problems.length > 0 || scope.files.size === 0)) {
    return unmeasured(
      settings,
      "missing",
      scope.problems.length > 0
        ? scope.problems
        : [{ code: "scope-not-declared", message: `no scope "${settings.scope}" is declared` }],
      `Declare scopes.${settings.scope} in readiness.json`,
    );
  }
  const placed = reports.flatMap(({ report, files, unmatched }) => {
    const candidates = new Map(unmatched.map((each) => [each.path, each.candidates ?? []]));
    return report.mutants.map((mutant) => ({
      mutant,
      file: files.get(mutant.file ?? "") ?? mutant.file,
      candidates: candidates.get(mutant.file ?? "") ?? [],
    }));
  });
  const mine = placed.filter(
    ({ mutant, file }) =>
      scope === null || (file !== null && scope.files.has(file) && inRanges(scope.files.get(file)!, mutant.line ?? 1)),
  );
  const { killed, total } = mutationTotals(mine.map(({ mutant }) => mutant));
  if (total === 0)
    return unmeasured(
      settings,
      "invalid",
      [{ code: "nothing-measured", message: "no valid mutant in this code" }],
      "Let the mutation tests see this code",
      provenance,
    );
  // Mutants that may be in this code: their file can be one of it or another.
  const unclear = placed.filter(({ candidates }) => scope !== null && candidates.some((file) => scope.files.has(file)));
  const unknown = mutationTotals(unclear.map(({ mutant }) => mutant)).total;
  const offenders: Offender[] = mine
    .filter(({ mutant }) => mutant.status === "survived" || mutant.status === "no-coverage")
    .map(({ mutant, file }) => ({
      file: file ?? "",
      line: mutant.line ?? 0,
      kind: "survived-mutant",
      detail: `${mutant.mutator} ${mutant.status === "survived" ? "survived" : "is reached by no test"}`,
    }));
  return gateResult(settings, {
    status: unknown > 0 ? "partial" : "measured",
    counts: { covered: killed, total: total + unknown, unknown },
    reasons:
      unknown > 0
        ? [
            {
              code: "not-placed",
              message: `${plural(unknown, "mutant")} may be in this code: ${unclear[0]!.mutant.file} can be ${unclear[0]!.candidates.join(", ")}`,
            },
          ]
        : [],
    evidence: provenance,
    offenders,
    distanceUnit: "mutants",
    nextAction: offenders[0] === undefined ? null : `Test ${offenders[0].file}:${offenders[0].line}`,
  });
}
