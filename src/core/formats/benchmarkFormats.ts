import type { Benchmark } from "../model/benchmarks.ts";
import type { BenchmarkReport } from "../model/report.ts";
import { InvalidReport, unstated } from "./format.ts";

/** A benchmark without samples, as most formats state it. */
export function plainBenchmark(
  name: string,
  value: number | null,
  unit: string | null,
  better: Benchmark["better"],
): Benchmark {
  return { name, value, unit, better, samples: null, deviation: null };
}

/**
 * Adds to the names that stand for several benchmarks what tells these apart; what is still alike gets a number. A
 * benchmark is compared with the one of its name, so that two of one name would be compared crosswise.
 */
export function distinctNames(
  benchmarks: readonly Benchmark[],
  detail: (index: number) => string | null = () => null,
): readonly Benchmark[] {
  const repeated = (all: readonly Benchmark[]) => {
    const seen = new Map<string, number>();
    for (const { name } of all) seen.set(name, (seen.get(name) ?? 0) + 1);
    return seen;
  };
  const first = repeated(benchmarks);
  const detailed = benchmarks.map((each, index) => {
    const more = first.get(each.name)! > 1 ? detail(index) : null;
    return more === null ? each : { ...each, name: `${each.name} ${more}` };
  });
  const numbers = new Map<string, number>();
  return detailed.map((each) => {
    const number = (numbers.get(each.name) ?? 0) + 1;
    numbers.set(each.name, number);
    return number === 1 ? each : { ...each, name: `${each.name} #${number}` };
  });
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
    benchmarks: distinctNames(benchmarks),
    machine: null,
    ...unstated,
    dialect,
    producer: dialect,
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
