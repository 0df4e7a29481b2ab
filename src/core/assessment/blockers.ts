import type { Blocker } from "../model/assessment.ts";
import type { GateResult } from "../model/gate.ts";
import { intervalOf } from "../model/measurement.ts";

/** One decimal, cut: a value is never shown as more than it is. */
function oneDecimal(value: number): string {
  return (Math.floor(value * 10 + 1e-9) / 10).toFixed(1);
}

function failing(gate: GateResult): Blocker {
  const { low, high } = intervalOf(gate.measurement);
  const value = low === high ? oneDecimal(low) : `${oneDecimal(low)}–${oneDecimal(high)}`;
  const gap = (Math.ceil((gate.threshold - high) * 10 - 1e-9) / 10).toFixed(1);
  const message = `CRITICAL: ${gate.id} at ${value}%, needs ${gap}% improvement to reach ${gate.threshold.toFixed(1)}% threshold`;
  return { kind: "critical", message, gates: [gate.id], consequences: [] };
}

/** What keeps gates from being measured, one blocker a cause: gates with the same first reason are its consequences. */
function unmeasured(gates: readonly GateResult[]): Blocker[] {
  const causes = new Map<string, GateResult[]>();
  for (const gate of gates) {
    const cause = gate.measurement.reasons[0];
    const key = cause === undefined ? gate.id : `${cause.code}\u0000${cause.message}`;
    const list = causes.get(key);
    if (list === undefined) causes.set(key, [gate]);
    else list.push(gate);
  }
  return [...causes.values()].flatMap((group) => {
    const first = group.find((gate) => gate.critical);
    if (first === undefined) return [];
    const reason =
      first.measurement.reasons[0]?.message ?? `${first.measurement.status}: within its interval it may pass or fail`;
    const others = group.filter((gate) => gate !== first).map((gate) => `UNMEASURED: ${gate.id}`);
    return [
      {
        kind: "unmeasured" as const,
        message: `UNMEASURED: ${first.id}: ${reason}`,
        gates: group.map((gate) => gate.id),
        consequences: others,
      },
    ];
  });
}

/** What stands between the folder and a level: critical gates that fail, then critical gates that are not measured. */
export function blockers(gates: readonly GateResult[]): readonly Blocker[] {
  const failed = gates.filter((gate) => gate.critical && gate.verdict === "fail").map(failing);
  return [...failed, ...unmeasured(gates.filter((gate) => gate.verdict === "unknown"))];
}
