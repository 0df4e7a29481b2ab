import type { PlanStep } from "../model/assessment.ts";
import type { GateResult, Offender } from "../model/gate.ts";
import { intervalOf } from "../model/measurement.ts";
import { satisfaction } from "./score.ts";

/** Most steps of a plan: a plan is what to do next, not everything there is. */
const mostSteps = 12;

/** What to do next: critical gates first, then by how much of the score there is to gain. */
export function plan(gates: readonly GateResult[]): readonly PlanStep[] {
  const open = gates.filter((gate) => gate.verdict === "fail" || gate.verdict === "unknown");
  const gain = (gate: GateResult) =>
    gate.weight * (100 - satisfaction(intervalOf(gate.measurement).low, gate.threshold));
  const ordered = [...open].sort((a, b) => Number(b.critical) - Number(a.critical) || gain(b) - gain(a));
  return ordered.flatMap(stepsOf).slice(0, mostSteps);
}

function stepsOf(gate: GateResult): PlanStep[] {
  const steps: PlanStep[] = [];
  const files = byFile(gate.offenders);
  let left = gate.distance?.count ?? 0;
  for (const { file, line, things, kind } of files.slice(0, 3)) {
    if (left <= 0) break;
    const part = Math.min(left, things);
    left -= part;
    const unit = gate.distance!.unit;
    const amount = `${part} ${part === 1 ? singular(unit) : unit}`;
    const more = `${left} more ${left === 1 ? singular(unit) : unit}`;
    const rest = left <= 0 ? `${gate.title} passes` : `${more} to go for ${gate.title}`;
    steps.push({
      gate: gate.id,
      message: `${whatToDo(kind, file, amount)}${left <= 0 ? " and " : ", then "}${rest}`,
      file,
      ...(line > 0 ? { line } : {}),
    });
  }
  if (steps.length === 0 && gate.nextAction !== null)
    steps.push({ gate: gate.id, message: `${gate.title}: ${gate.nextAction}` });
  return steps;
}

/** Code that no run has measured is to be measured; code that is known not to be covered is to be tested. */
function whatToDo(kind: Offender["kind"], file: string, amount: string): string {
  if (kind === "stale-lines") return `Measure ${file} again (${amount})`;
  return kind === "silent-file" ? `Measure ${file} (${amount})` : `${amount} in ${file}`;
}

function singular(unit: string): string {
  return unit === "branches" ? "branch" : unit.replace(/s$/, "");
}

/** Offenders counted by file, the file with the most first. */
function byFile(
  offenders: readonly Offender[],
): { file: string; line: number; things: number; kind: Offender["kind"] }[] {
  const files = new Map<string, { file: string; line: number; things: number; kind: Offender["kind"] }>();
  for (const { file, line, kind, count = 1 } of offenders) {
    // An exclusion without justification is no thing that a test could cover.
    if (kind === "unjustified-exclusion") continue;
    const known = files.get(file);
    if (known === undefined) files.set(file, { file, line, things: count, kind });
    else known.things += count;
  }
  return [...files.values()].sort((a, b) => b.things - a.things);
}
