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
