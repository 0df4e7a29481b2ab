import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { blockers } from "../../../../src/core/assessment/blockers.ts";
import { components } from "../../../../src/core/assessment/components.ts";
import { confidence, levels } from "../../../../src/core/assessment/level.ts";
import { measuredWeight, score } from "../../../../src/core/assessment/score.ts";
import type { GateResult } from "../../../../src/core/model/gate.ts";
import { gate, productionGates } from "./gates.ts";

/** The eight gates of profile production with these values in percent; null: nothing is known. */
function production(values: readonly (number | null)[]): readonly GateResult[] {
  return productionGates.map((definition, at) => gate({ ...definition, value: values[at]! }));
}

describe("the project that was once called 23.9 of 100", () => {
  const asIfMeasured = production([0, 0, 0, 0, 0, 85, 90, 100]);
  const honest = production([null, null, null, null, null, null, null, 100]);
  const threeKnown = production([null, null, null, null, null, 85, 90, 100]);

  it("scores 23.918128654970758 and is blocked where all eight gates are truly measured so", () => {
    assert.deepEqual(score(asIfMeasured), { low: 23.918128654970758, high: 23.918128654970758 });
    assert.equal(levels(asIfMeasured, score(asIfMeasured)).level, "blocked");
    assert.equal(measuredWeight(asIfMeasured), 1);
  });

  it("scores 5 to 100 and cannot be assessed where only documentation is known", () => {
    assert.deepEqual(score(honest), { low: 5, high: 100 });
    assert.equal(measuredWeight(honest), 0.05);
    assert.equal(levels(honest, score(honest)).level, "unmeasured");
    assert.equal(confidence(honest, measuredWeight(honest)).confidence, "low");
  });

  it("scores 23.918128654970758 to 98.91812865497077 where three gates are known, blocked by exactly one", () => {
    assert.deepEqual(score(threeKnown), { low: 23.918128654970758, high: 98.91812865497077 });
    assert.equal(measuredWeight(threeKnown), 0.25);
    assert.equal(levels(threeKnown, score(threeKnown)).level, "blocked");
    const failing = threeKnown.filter((each) => each.critical && each.verdict === "fail");
    assert.deepEqual(
      failing.map((each) => each.id),
      ["numerical_stability"],
    );
    assert.equal(threeKnown.filter((each) => each.critical && each.verdict === "unknown").length, 3);
  });

  it("says its blocking lines as the first assessment did", () => {
    assert.deepEqual(
      blockers(asIfMeasured).map((blocker) => blocker.message),
      [
        "CRITICAL: critical_component_coverage at 0.0%, needs 95.0% improvement to reach 95.0% threshold",
        "CRITICAL: safety_critical_coverage at 0.0%, needs 100.0% improvement to reach 100.0% threshold",
        "CRITICAL: test_pass_rate at 0.0%, needs 95.0% improvement to reach 95.0% threshold",
        "CRITICAL: numerical_stability at 90.0%, needs 5.0% improvement to reach 95.0% threshold",
      ],
    );
  });

  it("shows components of which nothing is measured as not measured", () => {
    const shown = Object.fromEntries(components(honest, 0).map((component) => [component.id, component.value]));
    assert.deepEqual(shown, {
      testing: null,
      coverage: null,
      compatibility: null,
      performance: null,
      safety: null,
      documentation: { low: 100, high: 100 },
    });
  });
});

describe("the score", () => {
  it("does not depend on the order of the gates by more than the last bit", () => {
    const gates = production([71.2, 88, 97, 95.83, 66, 85, 90, 100]);
    assert.ok(Math.abs(score([...gates].reverse()).low - score(gates).low) < 1e-12);
  });

  it("keeps its denominator when something was not measured", () => {
    const known = score(production([85, 95, 100, 95, 85, 90, 95, 90]));
    const unknown = score(production([85, 95, 100, 95, 85, 90, 95, null]));
    assert.deepEqual(known, { low: 100, high: 100 });
    assert.deepEqual(unknown, { low: 95, high: 100 });
  });

  it("leaves out only what is declared not applicable", () => {
    const gates = production([85, 95, null, 95, 85, 90, 95, 90]).map((each) =>
      each.id === "safety_critical_coverage" ? { ...each, verdict: "not-applicable" as const } : each,
    );
    assert.deepEqual(score(gates), { low: 100, high: 100 });
    assert.equal(measuredWeight(gates), 1);
  });
});

describe("the level", () => {
  const levelOf = (values: readonly (number | null)[]) => {
    const gates = production(values);
    return levels(gates, score(gates));
  };
  const rows: readonly (readonly [string, readonly (number | null)[], string, string])[] = [
    ["all thresholds reached", [85, 95, 100, 95, 85, 90, 95, 90], "production-ready", "production-ready"],
    ["compatibility at half", [85, 95, 100, 95, 42.5, 90, 95, 90], "conditionally-ready", "conditionally-ready"],
    [
      "overall coverage and compatibility at a fifth",
      [17, 95, 100, 95, 17, 90, 95, 90],
      "needs-improvement",
      "needs-improvement",
    ],
    ["nothing but the critical gates", [0, 95, 100, 95, 0, 0, 95, 0], "not-ready", "not-ready"],
    ["a critical gate that fails", [85, 94.9, 100, 95, 85, 90, 95, 90], "blocked", "blocked"],
    ["a critical gate not measured", [85, null, 100, 95, 85, 90, 95, 90], "unmeasured", "production-ready"],
    ["compatibility not measured", [85, 95, 100, 95, null, 90, 95, 90], "conditionally-ready", "production-ready"],
  ];
  for (const [name, values, level, atBest] of rows) {
    it(`is ${level} with ${name}`, () => {
      assert.deepEqual(levelOf(values), { level, atBest });
    });
  }
});

describe("the confidence", () => {
  it("is very high only where all critical gates are measured and fresh", () => {
    const gates = production([85, 95, 100, 95, 85, 90, 95, 90]);
    assert.equal(confidence(gates, 1).confidence, "very-high");
    const aged = gates.map((each) =>
      each.id === "test_pass_rate"
        ? { ...each, measurement: { ...each.measurement, reasons: [{ code: "age-unknown", message: "" }] } }
        : each,
    );
    assert.equal(confidence(aged, 1).confidence, "high");
  });

  it("falls with the weight that is measured", () => {
    const without = (...ids: readonly number[]) => {
      const gates = production([85, 95, 100, 95, 85, 90, 95, 90].map((value, at) => (ids.includes(at) ? null : value)));
      return confidence(gates, measuredWeight(gates)).confidence;
    };
    assert.equal(without(7), "very-high");
    assert.equal(without(4), "high");
    assert.equal(without(0, 4), "medium");
    assert.equal(without(1), "medium");
    assert.equal(without(0, 1, 2, 4), "low");
  });
});
