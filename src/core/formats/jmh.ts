import { benchmarkReport, distinctNames } from "./benchmarkFormats.ts";
import { matched, missed, type ReportFormat } from "./format.ts";
import { asObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { asText, number, numbers, objects, onlyObjects, text } from "./jsonValues.ts";

/** JMH's JSON (`-rf json`). Throughput is better when bigger, every other mode when smaller. */
export const jmh: ReportFormat = {
  id: "jmh",
  kind: "benchmarks",
  title: "JMH JSON",
  patterns: ["**/jmh*.json", "**/*jmh*/**/*.json"],
  recognise(head) {
    const first = objects(head.json)[0];
    return first !== undefined && "benchmark" in first && "primaryMetric" in first
      ? matched
      : missed(first !== undefined && "benchmark" in first ? 0.5 : 0, 'its entries have no "primaryMetric"');
  },
  read: () =>
    new JsonReader((value) => {
      const entries = onlyObjects(value);
      const benchmarks = entries.map((entry) => {
        const metric = asObject(entry["primaryMetric"]);
        const parameters = Object.entries(asObject(entry["params"]) ?? {}).map(
          ([name, each]) => `${name}=${asText(each)}`,
        );
        const raw: unknown = metric?.["rawData"];
        return {
          name: [text(entry["benchmark"]) ?? "", ...parameters].join(" "),
          value: number(metric?.["score"]),
          unit: text(metric?.["scoreUnit"]),
          better: entry["mode"] === "thrpt" ? ("bigger" as const) : ("smaller" as const),
          samples: Array.isArray(raw) ? numbers(raw.flat()) : null,
          deviation: null,
        };
      });
      // All modes of one benchmark (`-bm all`) have one name.
      const distinct = distinctNames(benchmarks, (index) => text(entries[index]!["mode"]));
      const version = text(entries[0]?.["jmhVersion"]);
      return benchmarkReport(distinct, "JMH", { producer: version === null ? "JMH" : `JMH ${version}` });
    }),
};
