import type { Benchmark } from "../model/benchmarks.ts";
import { benchmarkReport, medianOf } from "./benchmarkFormats.ts";
import type { Reader } from "./format.ts";
import { TextLines } from "./textLines.ts";

/** A line longer than this is no benchmark's. */
const longestLine = 4096;

/** The results of a text: the same benchmark several times is one with samples, whose median counts, if all are known. */
export class SampledBenchmarks {
  readonly #found = new Map<string, { readonly first: Benchmark; readonly samples: (number | null)[] }>();

  add(benchmark: Benchmark): void {
    const known = this.#found.get(benchmark.name);
    if (known === undefined) this.#found.set(benchmark.name, { first: benchmark, samples: [benchmark.value] });
    else known.samples.push(benchmark.value);
  }

  /** In the order of their first result. */
  all(): readonly Benchmark[] {
    return [...this.#found.values()].map(({ first, samples }) => {
      if (samples.length < 2) return first;
      const known = samples.filter((sample) => sample !== null);
      return known.length < samples.length
        ? { ...first, value: null }
        : { ...first, value: medianOf(known), samples: known };
    });
  }
}

/**
 * A reader for benchmarks that a tool prints line by line: `row` matches the part of a line that says something, `take`
 * gives what a line says (1-based number), or null; `dialect` may be known at the end.
 */
export function benchmarkLines(
  dialect: string | (() => string),
  row: RegExp,
  take: (line: string, number: number) => Benchmark | null,
): Reader {
  const found = new SampledBenchmarks();
  const keep = (line: string, number: number) => {
    const benchmark = line.length > longestLine ? null : take(line, number);
    if (benchmark !== null) found.add(benchmark);
  };
  const lines = new TextLines(keep, row);
  return {
    write: (chunk) => lines.write(chunk),
    end() {
      lines.end();
      return benchmarkReport(found.all(), typeof dialect === "string" ? dialect : dialect());
    },
  };
}
