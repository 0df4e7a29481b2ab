import type { Measurement } from "./measurement.ts";

/** pass: low ≥ threshold; fail: high < threshold; unknown: neither is certain; not-applicable: declared so. */
export type Verdict = "pass" | "fail" | "unknown" | "not-applicable";

/** A place in the code, or a test, that stands between a gate and its threshold. Lines are 1-based, paths of the workspace. */
export interface Offender {
  readonly file: string;
  /** 0 where the place is the whole file. */
  readonly line: number;
  readonly endLine?: number;
  readonly kind:
    | "uncovered-lines"
    | "partial-branch"
    | "unjustified-exclusion"
    | "silent-file"
    | "stale-lines"
    | "failed-test"
    | "slow-benchmark"
    | "missing-benchmark"
    | "missing-path"
    | "undocumented"
    | "environment"
    | "finding"
    | "survived-mutant"
    | "uncovered-condition"
    | "uncovered-function";
  readonly detail?: string;
  /** Things it stands for, in the gate's unit (executable lines, branch arms); 1 where absent. */
  readonly count?: number;
}

/** How far from passing, in things to do ("12 lines"). */
export interface Distance {
  readonly count: number;
  readonly unit:
    | "lines"
    | "branches"
    | "functions"
    | "conditions"
    | "tests"
    | "environments"
    | "benchmarks"
    | "paths"
    | "symbols"
    | "findings"
    | "mutants";
}

export interface GateResult {
  readonly id: string;
  readonly title: string;
  readonly verdict: Verdict;
  readonly critical: boolean;
  readonly weight: number;
  /** Percent. */
  readonly threshold: number;
  readonly measurement: Measurement;
  /** Things to do until it passes; null where that is not known or it passes. */
  readonly distance: Distance | null;
  /** The worst first; may be cut, see `offendersTotal`. */
  readonly offenders: readonly Offender[];
  readonly offendersTotal: number;
  /** What to do next, in one sentence; null where nothing is to be done. */
  readonly nextAction: string | null;
  /** What the interval rests on that is not a measurement: raw and justified counts, exclusions, skipped tests, in words. */
  readonly notes: readonly string[];
}
