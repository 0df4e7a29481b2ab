import type { GateResult } from "../../../../src/core/model/gate.ts";

/** A gate of the profile, without what was measured. */
export interface GateDefinition {
  readonly id: string;
  readonly threshold: number;
  readonly weight: number;
  readonly critical: boolean;
}

/** The eight gates of profile production, written down a second time: a change of the profile must be meant. */
export const productionGates: readonly GateDefinition[] = [
  { id: "overall_test_coverage", threshold: 85, weight: 0.15, critical: false },
  { id: "critical_component_coverage", threshold: 95, weight: 0.2, critical: true },
  { id: "safety_critical_coverage", threshold: 100, weight: 0.15, critical: true },
  { id: "test_pass_rate", threshold: 95, weight: 0.1, critical: true },
  { id: "system_compatibility", threshold: 85, weight: 0.15, critical: false },
  { id: "performance_benchmarks", threshold: 90, weight: 0.1, critical: false },
  { id: "numerical_stability", threshold: 95, weight: 0.1, critical: true },
  { id: "documentation_completeness", threshold: 90, weight: 0.05, critical: false },
];

/** A gate's result with this value in percent; null: nothing is known. */
export function gate(definition: GateDefinition & { readonly value: number | null }): GateResult {
  const { value, ...rest } = definition;
  return {
    ...rest,
    title: definition.id,
    verdict: value === null ? "unknown" : value >= definition.threshold ? "pass" : "fail",
    measurement: {
      status: value === null ? "missing" : "measured",
      value: value === null ? null : { low: value, high: value },
      counts: null,
      reasons: value === null ? [{ code: "no-report", message: `no report of ${definition.id}` }] : [],
      evidence: [],
      metrics: [],
    },
    distance: null,
    offenders: [],
    offendersTotal: 0,
    nextAction: null,
    notes: [],
  };
}
