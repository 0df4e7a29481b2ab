import type { Benchmark } from "../model/benchmarks.ts";
import type { BenchmarkReport } from "../model/report.ts";
import { InvalidReport } from "./format.ts";

/** A benchmark without samples, as most formats state it. */
export function plainBenchmark(
  name: string,
  value: number | null,
  unit: string | null,
  better: Benchmark["better"],
): Benchmark {
  return { name, value, unit, better, samples: null, deviation: null };
}

/** The report of a benchmark format; none at all is no report. */
export function benchmarkReport(
  benchmarks: readonly Benchmark[],
  dialect: string,
  about: Partial<Pick<BenchmarkReport, "producer" | "generated" | "machine" | "commit">> = {},
): BenchmarkReport {
  if (benchmarks.length === 0) throw new InvalidReport("nothing-measured", "it holds no benchmark");
  return {
    kind: "benchmarks",
    benchmarks,
    machine: null,
    dialect,
    producer: dialect,
    generated: null,
    commit: null,
    declared: null,
    ...about,
  };
}

/** The middle one of the samples, or the mean of the two middle ones; null of none. */
export function medianOf(samples: readonly number[]): number | null {
  const sorted = [...samples].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const [low, high] = [sorted[sorted.length % 2 === 0 ? half - 1 : half], sorted[half]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
