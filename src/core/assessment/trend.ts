import type { Trend } from "../model/assessment.ts";
import type { GateResult } from "../model/gate.ts";

/** One earlier assessment, as the history keeps it. */
export interface HistoryEntry {
  /** ISO 8601 UTC. */
  readonly time: string;
  readonly commit: string | null;
  readonly configurationHash: string;
  /** Gates that were measured. */
  readonly measured: readonly string[];
  readonly score: { readonly low: number; readonly high: number };
  readonly level: string;
}

/** Assessments that are looked back at, and the change of score from which it is one. */
const lookBack = 4;
const step = 2;

/** Gates that are measured, in their order. */
export function measuredGates(gates: readonly GateResult[]): readonly string[] {
  return gates.filter((gate) => gate.measurement.status === "measured").map((gate) => gate.id);
}

/**
 * Against the mean of up to four earlier comparable assessments: same configuration, same gates measured.
 *
 * @param history oldest first
 */
export function trend(
  gates: readonly GateResult[],
  low: number,
  configurationHash: string,
  history: readonly HistoryEntry[],
): Trend {
  if (history.length === 0) return { direction: "none", message: "no earlier assessment" };
  const measured = measuredGates(gates);
  const same = (entry: HistoryEntry) =>
    entry.configurationHash === configurationHash && entry.measured.join() === measured.join();
  const comparable = history.filter(same).slice(-lookBack);
  if (comparable.length === 0) {
    const last = history.at(-1)!;
    if (last.configurationHash !== configurationHash)
      return { direction: "not-comparable", message: "not comparable: the configuration changed" };
    const gained = measured.filter((gate) => !last.measured.includes(gate));
    const lost = last.measured.filter((gate) => !measured.includes(gate));
    const changes = [
      ...gained.map((gate) => `${gate} newly measured`),
      ...lost.map((gate) => `${gate} no longer measured`),
    ];
    return { direction: "not-comparable", message: `not comparable: ${changes.join(", ")}` };
  }
  const mean = comparable.reduce((sum, entry) => sum + entry.score.low, 0) / comparable.length;
  const change = low - mean;
  const direction = change >= step ? "improving" : change <= -step ? "declining" : "stable";
  const against = `${comparable.length} comparable assessment${comparable.length === 1 ? "" : "s"}`;
  return {
    direction,
    message: `${change >= 0 ? "+" : "−"}${Math.abs(Math.trunc(change * 10) / 10)} against the mean of ${against}`,
  };
}
