import { plainBenchmark } from "./benchmarkFormats.ts";
import { benchmarkLines } from "./benchmarkText.ts";
import { matched, missed, type ReportFormat } from "./format.ts";

/** "fib(10) x 1,431,759 ops/sec ±0.74% (93 runs sampled)". */
const line = /^\s*(.+?) x ([\d,.]+) ops\/sec/;

/** What Benchmark.js prints: operations in a second, more is better. */
export const benchmarkJs: ReportFormat = {
  id: "benchmarkjs-text",
  kind: "benchmarks",
  title: "Benchmark.js text",
  patterns: ["**/*bench*.txt"],
  recognise(head) {
    if (head.shape !== "text") return missed(0, "it is not plain text");
    return /^\s*.+? x [\d,.]+ ops\/sec/m.test(head.text) ? matched : missed(0, "no line has operations in a second");
  },
  read: () =>
    benchmarkLines("Benchmark.js", (text) => {
      const found = line.exec(text);
      return found === null
        ? null
        : plainBenchmark(found[1]!, Number(found[2]!.replaceAll(",", "")), "ops/sec", "bigger");
    }),
};
