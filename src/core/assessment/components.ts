import type { Component } from "../model/assessment.ts";
import type { GateResult } from "../model/gate.ts";
import { type Interval, intervalOf, type MeasurementStatus } from "../model/measurement.ts";

/** Points a failed test of safety code takes from the safety component, and the most they take together. */
const perFailedTest = 5;
const mostForFailedTests = 30;

interface Part {
  readonly gate: string;
  readonly share: number;
}

const definitions: readonly {
  readonly id: Component["id"];
  readonly title: string;
  readonly target: number;
  readonly parts: readonly Part[];
}[] = [
  { id: "testing", title: "Testing", target: 95, parts: [{ gate: "test_pass_rate", share: 1 }] },
  {
    id: "coverage",
    title: "Coverage",
    target: 85,
    parts: [
      { gate: "overall_test_coverage", share: 0.4 },
      { gate: "critical_component_coverage", share: 0.4 },
      { gate: "safety_critical_coverage", share: 0.2 },
    ],
  },
  { id: "compatibility", title: "Compatibility", target: 85, parts: [{ gate: "system_compatibility", share: 1 }] },
  { id: "performance", title: "Performance", target: 90, parts: [{ gate: "performance_benchmarks", share: 1 }] },
  {
    id: "safety",
    title: "Safety",
    target: 100,
    parts: [
      { gate: "safety_critical_coverage", share: 0.6 },
      { gate: "critical_component_coverage", share: 0.4 },
    ],
  },
  {
    id: "documentation",
    title: "Documentation",
    target: 90,
    parts: [{ gate: "documentation_completeness", share: 1 }],
  },
];

const worstFirst: readonly MeasurementStatus[] = [
  "invalid",
  "missing",
  "partial",
  "stale",
  "measured",
  "not-applicable",
];

/**
 * The six component scores, from the same measurements as the gates. One whose gates the profile does not have, or of
 * which nothing is measured, shows as missing.
 */
export function components(gates: readonly GateResult[], failedSafetyTests: number): readonly Component[] {
  return definitions.map(({ id, title, target, parts }) => {
    const present = parts.flatMap(({ gate, share }) => {
      const found = gates.find((each) => each.id === gate);
      return found === undefined || found.verdict === "not-applicable" ? [] : [{ gate: found, share }];
    });
    const absent = gates.filter((each) => parts.some((part) => part.gate === each.id));
    if (present.length === 0) {
      const status = absent.length > 0 ? "not-applicable" : "missing";
      return { id, title, target, status, value: null };
    }
    const statuses = present.map(({ gate }) => gate.measurement.status);
    const status = worstFirst.find((each) => statuses.includes(each))!;
    if (present.every(({ gate }) => gate.measurement.value === null)) return { id, title, target, status, value: null };
    const shares = present.reduce((sum, { share }) => sum + share, 0);
    const mean = (end: keyof Interval) =>
      present.reduce((sum, { gate, share }) => sum + share * intervalOf(gate.measurement)[end], 0) / shares;
    const penalty = id === "safety" ? Math.min(mostForFailedTests, perFailedTest * failedSafetyTests) : 0;
    return {
      id,
      title,
      target,
      status,
      value: { low: Math.max(0, mean("low") - penalty), high: Math.max(0, mean("high") - penalty) },
    };
  });
}
