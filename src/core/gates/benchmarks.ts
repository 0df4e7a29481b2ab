import type { Benchmark } from "../model/benchmarks.ts";
import type { GateResult, Offender } from "../model/gate.ts";
import type { Reason } from "../model/measurement.ts";
import type { BenchmarksGateSettings } from "../policy/policy.ts";
import { absence, type GateContext, gateResult, unmeasured } from "./result.ts";

/** A slower benchmark counts as slower only if chance is less likely than this (two-sided Mann-Whitney). */
const alpha = 0.05;
/** Fewest samples on each side for a rank test. */
const fewestSamples = 6;

/** Benchmarks not worse than the committed baseline / benchmarks of the baseline. A missing one is unknown. */
export async function measureBenchmarks(
  settings: BenchmarksGateSettings,
  { evidence }: GateContext,
): Promise<GateResult> {
  if (settings.baseline === null) {
    return unmeasured(
      settings,
      "missing",
      [{ code: "no-baseline", message: "a single run has no verdict: no baseline is declared" }],
      `Keep a run as a committed file and name it in gates.${settings.id}.baseline`,
    );
  }
  const baseline = evidence.benchmarks.find(({ read }) => read.path === settings.baseline);
  if (baseline === undefined) {
    const state = evidence.reports.find((report) => report.path === settings.baseline);
    const message =
      state === undefined
        ? `the baseline ${settings.baseline} does not exist`
        : `the baseline ${settings.baseline} is not a benchmark report: ${state.problems[0]?.message ?? state.status}`;
    return unmeasured(
      settings,
      state === undefined ? "missing" : "invalid",
      [{ code: "no-baseline", message }],
      `Commit a benchmark report as ${settings.baseline}`,
    );
  }
  const current = evidence.benchmarks
    .filter((each) => each !== baseline)
    .sort((a, b) => Date.parse(b.read.provenance.modified) - Date.parse(a.read.provenance.modified));
  if (current.length === 0) {
    const { status, reasons, evidence: provenance } = absence("benchmarks", evidence);
    return unmeasured(settings, status, reasons, "Run the benchmarks, or run the assessment", [
      ...provenance,
      baseline.read.provenance,
    ]);
  }
  const now = new Map<string, Benchmark>();
  for (const { report } of current)
    for (const each of report.benchmarks) if (!now.has(each.name)) now.set(each.name, each);
  const reasons: Reason[] = [];
  const offenders: Offender[] = [];
  let passed = 0;
  let unknown = 0;
  // What had no number to begin with (a fit of a complexity, a benchmark that failed) is nothing to compare with.
  const compared = baseline.report.benchmarks.filter(({ value }) => value !== null);
  const without = baseline.report.benchmarks.filter(({ value }) => value === null).map(({ name }) => name);
  for (const before of compared) {
    const comparison = compareBenchmark(before, now.get(before.name), settings);
    if (comparison.verdict === "worse")
      offenders.push({
        file: current[0]!.read.path,
        line: 0,
        kind: "slow-benchmark",
        detail: `${before.name}: ${comparison.detail}`,
      });
    else if (comparison.verdict === "unknown") {
      unknown++;
      reasons.push({ code: "benchmark-unknown", message: `${before.name}: ${comparison.detail}` });
    } else passed++;
  }
  const machines = new Set(
    [baseline, ...current].map(({ report }) => report.machine).filter((machine) => machine !== null),
  );
  if (machines.size > 1)
    reasons.push({
      code: "other-machine",
      message: "baseline and run are from different machines: differences may be the machine's",
    });
  const provenance = [...current.map(({ read }) => read.provenance), baseline.read.provenance];
  const total = compared.length;
  if (total === 0)
    return unmeasured(
      settings,
      "invalid",
      [{ code: "nothing-measured", message: "the baseline holds no benchmark with a number" }],
      "Keep a run with benchmarks as the baseline",
      provenance,
    );
  return gateResult(settings, {
    status: unknown > 0 ? "partial" : "measured",
    counts: { covered: passed, total, unknown },
    reasons,
    evidence: provenance,
    offenders,
    distanceUnit: "benchmarks",
    nextAction: offenders[0] === undefined ? "Run the benchmarks that are missing" : `Look at ${offenders[0].detail}`,
    notes:
      without.length === 0 ? [] : [`not compared, since the baseline has no number of them: ${without.join(", ")}`],
  });
}

type Comparison = { readonly verdict: "fine" } | { readonly verdict: "worse" | "unknown"; readonly detail: string };

/** Worse: by more than the tolerance, and by a rank test where both sides keep enough samples. */
function compareBenchmark(before: Benchmark, now: Benchmark | undefined, settings: BenchmarksGateSettings): Comparison {
  if (now === undefined) return { verdict: "unknown", detail: "in the baseline, not in this run" };
  if (before.value === null || now.value === null) return { verdict: "unknown", detail: "no number" };
  const factor = unitFactor(now.unit, before.unit);
  if (factor === null)
    return {
      verdict: "unknown",
      detail: `measured in ${now.unit ?? "no unit"}, the baseline in ${before.unit ?? "no unit"}`,
    };
  const better = before.better ?? now.better ?? settings.better;
  if (better === null)
    return { verdict: "unknown", detail: `which way is better is not known: declare gates.${settings.id}.better` };
  if (before.value <= 0) return { verdict: "unknown", detail: "the baseline is not above 0" };
  const value = now.value * factor;
  const worseBy = better === "smaller" ? value / before.value - 1 : before.value / value - 1;
  if (!(worseBy > settings.tolerance)) return { verdict: "fine" };
  const [old, fresh] = [before.samples, now.samples];
  if (old !== null && fresh !== null && old.length >= fewestSamples && fresh.length >= fewestSamples) {
    const p = mannWhitney(
      old,
      fresh.map((sample) => sample * factor),
    );
    if (p >= alpha) return { verdict: "fine" };
  }
  return {
    verdict: "worse",
    detail: `${Math.floor(worseBy * 1000) / 10} % ${better === "smaller" ? "slower" : "less"} than the baseline (tolerance ${Math.round(settings.tolerance * 1000) / 10} %)`,
  };
}

const seconds: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  seconds: 1,
  ms: 1e-3,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ns: 1e-9,
  ps: 1e-12,
};

/** What a value in one unit is multiplied by to be in the other; null where they do not compare. */
function unitFactor(from: string | null, to: string | null): number | null {
  if (from === to) return 1;
  if (from === null || to === null) return null;
  const perOperation = (unit: string) => unit.replace(/\/(?:op|iter|iteration)$/i, "");
  const [a, b] = [seconds[perOperation(from)], seconds[perOperation(to)]];
  return a === undefined || b === undefined ? null : a / b;
}

/**
 * Two-sided p of the Mann-Whitney U test by its normal approximation with tie and continuity correction
 * (Mann & Whitney 1947; Siegel, Nonparametric Statistics, ch. 6).
 */
function mannWhitney(a: readonly number[], b: readonly number[]): number {
  const all = [...a.map((value) => ({ value, first: true })), ...b.map((value) => ({ value, first: false }))].sort(
    (x, y) => x.value - y.value,
  );
  let rankSum = 0;
  let ties = 0;
  for (let at = 0; at < all.length; ) {
    let end = at;
    while (end < all.length && all[end]!.value === all[at]!.value) end++;
    const rank = (at + 1 + end) / 2;
    for (let each = at; each < end; each++) if (all[each]!.first) rankSum += rank;
    ties += (end - at) ** 3 - (end - at);
    at = end;
  }
  const n = a.length * b.length;
  const size = a.length + b.length;
  const u = rankSum - (a.length * (a.length + 1)) / 2;
  const variance = (n / 12) * (size + 1 - ties / (size * (size - 1)));
  if (variance <= 0) return 1;
  const z = Math.max(0, Math.abs(u - n / 2) - 0.5) / Math.sqrt(variance);
  return 2 * (1 - normalCdf(z));
}

/** Standard normal distribution function, absolute error below 7.5e-8 (Abramowitz & Stegun 26.2.17). */
function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - tail;
}
