import { benchmarkReport, distinctNames } from "./benchmarkFormats.ts";
import { matched, missed, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number, numbers, onlyObjects, text } from "./jsonValues.ts";

/** BenchmarkDotNet's JSON exporters. Values are mean nanoseconds; a failed benchmark has no statistics. */
export const benchmarkDotNet: ReportFormat = {
  id: "benchmarkdotnet",
  kind: "benchmarks",
  title: "BenchmarkDotNet JSON",
  patterns: ["**/BenchmarkDotNet.Artifacts/**/*.json", "**/*-report*.json"],
  recognise(head) {
    const root = jsonObject(head);
    return root !== null && "HostEnvironmentInfo" in root ? matched : missed(0, 'it has no "HostEnvironmentInfo"');
  },
  read: () =>
    new JsonReader((value) => {
      const root = asObject(value);
      const host = asObject(root?.["HostEnvironmentInfo"]);
      const version = text(host?.["BenchmarkDotNetVersion"]);
      const entries = onlyObjects(root?.["Benchmarks"]);
      const benchmarks = entries.map((each) => {
        const statistics = asObject(each["Statistics"]);
        return {
          name: text(each["FullName"]) ?? text(each["DisplayInfo"]) ?? nameOf(each),
          value: number(statistics?.["Mean"]),
          unit: "ns",
          better: "smaller" as const,
          samples: numbers(statistics?.["OriginalValues"]),
          deviation: number(statistics?.["StandardDeviation"]),
        };
      });
      // Jobs, as of several runtimes, repeat the full name. What a job is stands behind its name, which may change:
      // "Sort.Quick: Job-ABCDEF(Runtime=.NET 8.0) [N=10]".
      const jobOf = (index: number) => {
        const job = /: ([^([]+)(?:\(([^)]*)\))?/.exec(text(entries[index]!["DisplayInfo"]) ?? "");
        return job?.[2] ?? job?.[1]?.trim() ?? null;
      };
      return benchmarkReport(distinctNames(benchmarks, jobOf), "BenchmarkDotNet", {
        producer: version === null ? "BenchmarkDotNet" : `BenchmarkDotNet ${version}`,
        machine: text(host?.["ProcessorName"]),
      });
    }),
};

/** The name of its parts, where the whole one is not written (version 0.9). */
function nameOf(each: JsonObject): string {
  const parts = ["Namespace", "Type", "Method"].map((key) => text(each[key])).filter((part) => part !== null);
  const parameters = text(each["Parameters"]);
  return parts.join(".") + (parameters === null ? "" : `(${parameters})`);
}
