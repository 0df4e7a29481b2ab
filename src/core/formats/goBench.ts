import { plainBenchmark } from "./benchmarkFormats.ts";
import { benchmarkLines } from "./benchmarkText.ts";
import { matched, missed, type ReportFormat } from "./format.ts";

/** "BenchmarkFib10-8   5000000   325 ns/op   16 B/op": https://go.googlesource.com/proposal/+/master/design/14313-benchmark-format.md */
const line = /^(Benchmark\S*?)(?:-\d+)?\s+\d+\s+([\d.]+(?:[eE][+-]?\d+)?) (\S+)/;

/** The text of `go test -bench`; the first measure of each line, nanoseconds per operation as a rule. */
export const goBench: ReportFormat = {
  id: "go-bench-text",
  kind: "benchmarks",
  title: "go test -bench",
  patterns: ["**/*bench*.txt", "**/*bench*.out"],
  recognise(head) {
    if (head.shape !== "text") return missed(0, "it is not plain text");
    return /^Benchmark\S*\s+\d+\s+[\d.]+ \S+\/op/m.test(head.text)
      ? matched
      : missed(/^Benchmark\S*/m.test(head.text) ? 0.5 : 0, "no line is a benchmark with its time per operation");
  },
  read: () =>
    benchmarkLines("go test -bench", (text) => {
      const found = line.exec(text);
      if (found === null) return null;
      const [, name, value, unit] = found as unknown as [string, string, string, string];
      return plainBenchmark(name, Number(value), unit, /MB\/s/.test(unit) ? "bigger" : "smaller");
    }),
};
