import { plainBenchmark } from "./benchmarkFormats.ts";
import { benchmarkLines } from "./benchmarkText.ts";
import { damagedRow } from "./damagedRow.ts";
import { matched, missed, type ReportFormat } from "./format.ts";

/** A tag may hold quotes and commas as they are. */
const row = /^"([^"]*)","(.*)","(\w+)",(-?(?:nan|inf)|\d+(?:\.\d+)?(?:e[+-]?\d+)?),[^,]+,\d+$/;

const units: ReadonlyMap<string, string> = new Map([
  ["WalltimeMilliseconds", "ms"],
  ["WalltimeNanoseconds", "ns"],
]);

/**
 * Qt Test's CSV (`-o FILE,csv`; qcsvbenchmarklogger.cpp), without a heading: function, tag of its data, metric, value of
 * one iteration, value of all, number of iterations. Benchmarks of tests that failed are not in it, nor is the class.
 */
export const qtTestCsv: ReportFormat = {
  id: "qt-test-csv",
  kind: "benchmarks",
  title: "Qt Test benchmark CSV",
  patterns: ["**/tst_*.csv", "**/*bench*.csv"],
  recognise(head) {
    if (head.shape !== "text") return missed(0, "it is not plain text");
    return row.test(head.text.split(/\r?\n/, 1)[0]!)
      ? matched
      : missed(0, "its first line has no function, tag, metric, values and iterations");
  },
  read: () =>
    benchmarkLines("Qt Test", row, (line, number) => {
      const found = row.exec(line);
      if (found === null) throw damagedRow(line, "function, tag, metric, values and iterations", number);
      const [, name, tag, metric, value] = found as unknown as readonly [string, string, string, string, string];
      const unit = units.get(metric);
      // A function may be measured in several metrics (-perf).
      const what = [tag === "" ? name : `${name}(${tag})`, ...(unit === undefined ? [metric] : [])].join(" ");
      const better = metric.endsWith("PerSecond") ? "bigger" : "smaller";
      return plainBenchmark(what, Number(value), unit ?? metric, better);
    }),
};
