import type { GateResult } from "../model/gate.ts";
import { type Interval, intervalOf } from "../model/measurement.ts";

/**
 * Weights are added as whole millionths: their sum is exact, and 0.05 of 1 is 0.05.
 */
const millionths = 1_000_000;

function wholeWeight(gate: GateResult): number {
  return Math.round(gate.weight * millionths);
}

/** How far a value goes towards its threshold: 0 to 100, more than enough is 100. */
export function satisfaction(value: number, threshold: number): number {
  return threshold === 0 ? 100 : Math.min(100, (value / threshold) * 100);
}

/** Gates that count: everything but what is declared not applicable. */
function applicable(gates: readonly GateResult[]): readonly GateResult[] {
  return gates.filter((gate) => gate.verdict !== "not-applicable");
}

/**
 * [Σ w·s(low), Σ w·s(high)] / Σ w over all applicable gates. The denominator never shrinks because something was not
 * measured. No applicable gate: nothing is known, [0, 100].
 */
export function score(gates: readonly GateResult[]): Interval {
  let low = 0;
  let high = 0;
  let weights = 0;
  for (const gate of applicable(gates)) {
    const value = intervalOf(gate.measurement);
    const weight = wholeWeight(gate);
    low += weight * satisfaction(value.low, gate.threshold);
    high += weight * satisfaction(value.high, gate.threshold);
    weights += weight;
  }
  return weights === 0 ? { low: 0, high: 100 } : { low: low / weights, high: high / weights };
}

/** Weight of the gates that are measured, as a part of the weight of all applicable ones; 0 where there are none. */
export function measuredWeight(gates: readonly GateResult[]): number {
  let measured = 0;
  let weights = 0;
  for (const gate of applicable(gates)) {
    weights += wholeWeight(gate);
    if (gate.measurement.status === "measured") measured += wholeWeight(gate);
  }
  return weights === 0 ? 0 : measured / weights;
}
