import type { GateSettings } from "./policy.ts";

/** A ready set of gates. A profile is data, not code. */
interface Profile {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly gates: readonly GateSettings[];
}

const overall: GateSettings = {
  id: "overall_test_coverage",
  title: "Overall test coverage",
  kind: "coverage",
  threshold: 85,
  weight: 0.15,
  critical: false,
  notApplicable: null,
  scope: null,
  metrics: ["line"],
};

const passRate: GateSettings = {
  id: "test_pass_rate",
  title: "Test pass rate",
  kind: "tests",
  threshold: 95,
  weight: 0.1,
  critical: true,
  notApplicable: null,
  select: null,
  minimumTests: 1,
};

const documentation: GateSettings = {
  id: "documentation_completeness",
  title: "Documentation completeness",
  kind: "documentation",
  threshold: 90,
  weight: 0.05,
  critical: false,
  notApplicable: null,
  // Which documents a project owes is its own to say: without them, and without a documentation report, it is not measured.
  required: [],
};

/** The profiles that ship, the default one first. Thresholds and weights: docs/measurement.md. */
export const profiles: readonly Profile[] = [
  {
    id: "production",
    title: "Production",
    description:
      "Eight gates for code that others rely on, with critical and safety-critical code held to more than the rest.",
    gates: [
      overall,
      {
        id: "critical_component_coverage",
        title: "Critical component coverage",
        kind: "coverage",
        threshold: 95,
        weight: 0.2,
        critical: true,
        notApplicable: null,
        scope: "critical",
        metrics: ["line"],
      },
      {
        id: "safety_critical_coverage",
        title: "Safety-critical coverage",
        kind: "coverage",
        threshold: 100,
        weight: 0.15,
        critical: true,
        notApplicable: null,
        scope: "safety",
        metrics: ["line", "branch"],
      },
      passRate,
      {
        id: "system_compatibility",
        title: "System compatibility",
        kind: "compatibility",
        threshold: 85,
        weight: 0.15,
        critical: false,
        notApplicable: null,
        environments: [],
        results: null,
      },
      {
        id: "performance_benchmarks",
        title: "Performance benchmarks",
        kind: "benchmarks",
        threshold: 90,
        weight: 0.1,
        critical: false,
        notApplicable: null,
        baseline: null,
        tolerance: 0.1,
        better: null,
      },
      {
        id: "numerical_stability",
        title: "Numerical stability",
        kind: "tests",
        threshold: 95,
        weight: 0.1,
        critical: true,
        notApplicable: null,
        select: { files: [], names: [], classes: [], properties: {} },
        minimumTests: 1,
      },
      documentation,
    ],
  },
  {
    id: "basic",
    title: "Basic",
    description: "Coverage, tests and documentation, for projects without critical or safety-critical code.",
    gates: [
      { ...overall, weight: 0.5 },
      { ...passRate, weight: 0.4 },
      { ...documentation, weight: 0.1 },
    ],
  },
];
