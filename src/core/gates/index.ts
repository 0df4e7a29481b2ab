import type { GateSettings } from "../policy/policy.ts";
import { measureBenchmarks } from "./benchmarks.ts";
import { measureCompatibility } from "./compatibility.ts";
import { measureCoverage } from "./coverage.ts";
import { measureDocumentation } from "./documentation.ts";
import { measureFindings } from "./findings.ts";
import { measureMutation } from "./mutation.ts";
import type { Measure } from "./result.ts";
import { measureTests } from "./tests.ts";

/** How each kind of gate is measured. */
export const gateKinds: { readonly [Kind in GateSettings["kind"]]: Measure<Extract<GateSettings, { kind: Kind }>> } = {
  coverage: measureCoverage,
  tests: measureTests,
  compatibility: measureCompatibility,
  benchmarks: measureBenchmarks,
  documentation: measureDocumentation,
  findings: measureFindings,
  mutation: measureMutation,
};
