import type { Benchmark } from "../model/benchmarks.ts";
import { benchmarkReport } from "./benchmarkFormats.ts";
import { damagedValue } from "./damagedRow.ts";
import { matched, missed, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number, objects, onlyObjects, text } from "./jsonValues.ts";

/**
 * pyperf's JSON (`-o FILE`, `--append`), that of pyperformance too. Values are the means of all values of all runs; what
 * all benchmarks or all runs have in common stands once, in the metadata above them.
 */
export const pyperf: ReportFormat = {
  id: "pyperf",
  kind: "benchmarks",
  title: "pyperf JSON (pyperf, pyperformance)",
  patterns: ["**/*pyperf*.json", "**/*bench*.json"],
  recognise(head) {
    const runs = objects(objects(jsonObject(head)?.["benchmarks"])[0]?.["runs"]);
    if (runs.length === 0) return missed(0, 'its benchmarks have no "runs"');
    return runs.some((run) => "values" in run || "warmups" in run)
      ? matched
      : missed(0.5, 'its runs have no "values" and no "warmups"');
  },
  read: () =>
    new JsonReader((value) => {
      const root = asObject(value);
      const common = asObject(root?.["metadata"]) ?? {};
      const version = text(common["perf_version"]);
      return benchmarkReport(
        onlyObjects(root?.["benchmarks"]).map((each) => benchmarkOf(each, common)),
        "pyperf",
        {
          producer: version === null ? "pyperf" : `pyperf ${version}`,
          machine:
            [text(common["hostname"]), text(common["cpu_model_name"]), text(common["python_version"])]
              .filter((part) => part !== null)
              .join(", ") || null,
        },
      );
    }),
};

const units: Readonly<Record<string, string>> = { second: "s", byte: "B", integer: "" };

function benchmarkOf(benchmark: JsonObject, common: JsonObject): Benchmark {
  const metadata = { ...common, ...asObject(benchmark["metadata"]) };
  // Runs that calibrate have no values.
  const samples = onlyObjects(benchmark["runs"]).flatMap(({ values }) =>
    (Array.isArray(values) ? values : []).map((each: unknown) => {
      const value = number(each);
      // A mean of the others would be another one.
      if (value === null) throw damagedValue(each, "value of a run");
      return value;
    }),
  );
  const mean = samples.length === 0 ? null : samples.reduce((sum, each) => sum + each, 0) / samples.length;
  const unit = text(metadata["unit"]) ?? "second";
  return {
    name: text(metadata["name"]) ?? "",
    value: mean,
    unit: (units[unit] ?? unit) || null,
    better: "smaller",
    samples,
    deviation:
      mean === null || samples.length < 2
        ? null
        : Math.sqrt(samples.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (samples.length - 1)),
  };
}
