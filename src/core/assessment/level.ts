import type { Confidence, Level } from "../model/assessment.ts";
import type { GateResult } from "../model/gate.ts";
import type { Interval } from "../model/measurement.ts";

/** Score.low from which a level is reached, the highest first. */
const steps: readonly (readonly [from: number, level: Level])[] = [
  [95, "production-ready"],
  [85, "conditionally-ready"],
  [70, "needs-improvement"],
  [0, "not-ready"],
];

function levelOfScore(score: number): Level {
  return steps.find(([from]) => score >= from)![1];
}

/** The level, and the one it would be if everything unknown turned out well. */
export function levels(
  gates: readonly GateResult[],
  score: Interval,
): { readonly level: Level; readonly atBest: Level } {
  const critical = gates.filter((gate) => gate.critical);
  if (critical.some((gate) => gate.verdict === "fail")) return { level: "blocked", atBest: "blocked" };
  const atBest = levelOfScore(score.high);
  if (critical.some((gate) => gate.verdict === "unknown")) return { level: "unmeasured", atBest };
  return { level: levelOfScore(score.low), atBest };
}

/** How sure the answer is, with why it is not surer. */
export function confidence(
  gates: readonly GateResult[],
  measuredWeight: number,
): { readonly confidence: Confidence; readonly reasons: readonly string[] } {
  const applicable = gates.filter((gate) => gate.verdict !== "not-applicable");
  const unmeasured = applicable.filter((gate) => gate.measurement.status !== "measured");
  const aged = applicable.filter(
    (gate) =>
      gate.measurement.status === "measured" &&
      gate.measurement.reasons.some((reason) => reason.code === "age-unknown"),
  );
  const reasons = [
    ...unmeasured.map((gate) => `${gate.title}: ${gate.measurement.status}`),
    ...aged.map((gate) => `${gate.title}: age unknown`),
  ];
  const allCritical = applicable
    .filter((gate) => gate.critical)
    .every((gate) => gate.measurement.status === "measured");
  const fresh = !aged.some((gate) => gate.critical);
  if (allCritical && fresh && measuredWeight >= 0.95) return { confidence: "very-high", reasons };
  if (allCritical && measuredWeight >= 0.85) return { confidence: "high", reasons };
  return { confidence: measuredWeight >= 0.5 ? "medium" : "low", reasons };
}
