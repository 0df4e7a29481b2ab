import type { Benchmark } from "../model/benchmarks.ts";
import { benchmarkReport } from "./benchmarkFormats.ts";
import type { Reader } from "./format.ts";
import { TextLines } from "./textLines.ts";

/** A reader for benchmarks that a tool prints line by line: `take` gives what a line says, or null. */
export function benchmarkLines(dialect: string, take: (line: string) => Benchmark | null): Reader {
  const found = new Map<string, Benchmark>();
  const keep = (line: string) => {
    const benchmark = take(line);
    if (benchmark === null) return;
    const known = found.get(benchmark.name);
    // The same benchmark several times is one with samples: their mean counts.
    const samples = [
      ...(known?.samples ?? (known?.value == null ? [] : [known.value])),
      ...(benchmark.value === null ? [] : [benchmark.value]),
    ];
    const value = samples.length === 0 ? null : samples.reduce((sum, each) => sum + each, 0) / samples.length;
    found.set(benchmark.name, known === undefined ? benchmark : { ...benchmark, value, samples });
  };
  const lines = new TextLines(keep);
  return {
    write: (chunk) => lines.write(chunk),
    end() {
      const rest = lines.rest();
      if (rest !== null) keep(rest.line);
      return benchmarkReport([...found.values()], dialect);
    },
  };
}
