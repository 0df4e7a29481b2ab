import { plainBenchmark } from "./benchmarkFormats.ts";
import { benchmarkLines } from "./benchmarkText.ts";
import { matched, missed, type ReportFormat } from "./format.ts";

/** "fib(10) x 1,431,759 ops/sec ±0.74% (93 runs sampled)". */
const result = / x ([\d,]+(?:\.\d+)?) ops\/sec ±\d/;
/** Of the same form, readable or not. */
const like = / x \S+ ops\/sec ±/;

/** What Benchmark.js prints: operations in a second, more is better. */
export const benchmarkJs: ReportFormat = {
  id: "benchmarkjs-text",
  kind: "benchmarks",
  title: "Benchmark.js text",
  patterns: ["**/*bench*.txt"],
  recognise(head) {
    if (head.shape !== "text") return missed(0, "it is not plain text");
    return result.test(head.text) ? matched : missed(0, 'it has no line "… x N ops/sec ±"');
  },
  read: () =>
    benchmarkLines("Benchmark.js", result, (line) => {
      const found = result.exec(line) ?? like.exec(line);
      if (found === null) return null;
      const name = line.slice(0, found.index).trim();
      return plainBenchmark(
        name,
        found[1] === undefined ? null : Number(found[1].replaceAll(",", "")),
        "ops/sec",
        "bigger",
      );
    }),
};
