import type { BenchmarkReport } from "../model/report.ts";
import { benchmarkReport } from "./benchmarkFormats.ts";
import { matched, missed, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { asText, number, numbers, objects, onlyObjects, text } from "./jsonValues.ts";

/** Google Benchmark's JSON (`--benchmark_format=json`). Values are real times in the row's own unit. */
export const googleBenchmark: ReportFormat = {
  id: "google-benchmark",
  kind: "benchmarks",
  title: "Google Benchmark JSON",
  patterns: ["**/*benchmark*.json", "**/bench*.json"],
  recognise(head) {
    const root = jsonObject(head);
    const context = asObject(root?.["context"]);
    if (context === null) return missed(0, 'it has no "context"');
    const first = objects(root?.["benchmarks"])[0];
    return "library_build_type" in context || "num_cpus" in context || (first !== undefined && "real_time" in first)
      ? matched
      : missed(0.5, 'its benchmarks have no "real_time"');
  },
  read: () =>
    new JsonReader((value) => {
      const root = asObject(value);
      const context = asObject(root?.["context"]);
      const machine =
        [text(context?.["host_name"]), context?.["num_cpus"] === undefined ? null : `${context["num_cpus"]} CPUs`]
          .filter((part) => part !== null)
          .join(", ") || null;
      return googleReport(onlyObjects(root?.["benchmarks"]), { generated: text(context?.["date"]), machine });
    }),
};

/** The report of rows, of JSON or of CSV: a benchmark, a repetition of it, or a statistic of these each. */
export function googleReport(
  stated: readonly JsonObject[],
  about: Pick<BenchmarkReport, "generated" | "machine">,
): BenchmarkReport {
  const rows = withRoles(stated);
  // Aggregates repeat the iterations: where a benchmark has a median, that one counts alone, and statistics of one's
  // own never come without one. The fits of a complexity ("_BigO", "_RMS") are rows of their own, without a time.
  const medians = new Set(rows.filter((row) => row["aggregate_name"] === "median").map((row) => text(row["run_name"])));
  const kept = rows.filter((row) =>
    row["run_type"] === "aggregate"
      ? ["median", "BigO", "RMS"].includes(asText(row["aggregate_name"]))
      : !medians.has(text(row["run_name"])) && !((number(row["repetition_index"]) ?? 0) > 0),
  );
  // Without a median, repetitions failed.
  const failed = new Set(rows.filter(isWithoutTime).map((row) => text(row["run_name"]) ?? text(row["name"])));
  const benchmarks = kept.map((row) => {
    const isMedian = row["aggregate_name"] === "median";
    const isFailed = !isMedian && failed.has(text(row["run_name"]) ?? text(row["name"]));
    return {
      name: text(isMedian ? row["run_name"] : row["name"]) ?? "",
      value: isFailed ? null : number(row["real_time"]),
      unit: text(row["time_unit"]),
      better: "smaller" as const,
      samples: isMedian ? repetitions(rows, row) : null,
      deviation: null,
    };
  });
  return benchmarkReport(benchmarks, "Google Benchmark", about);
}

/**
 * In JSON before 1.5, and in CSV, neither what a row is nor whose is in it: repetitions have one name, and statistics have
 * that name with an ending; repetitions that failed have no statistics. A mean counts where there is no median (before 1.2).
 */
function withRoles(rows: readonly JsonObject[]): readonly JsonObject[] {
  if (rows.some((row) => "run_type" in row)) return rows;
  const names = new Set(rows.map((row) => text(row["name"]) ?? ""));
  const repeated = new Map<string, number>();
  return rows.map((row) => {
    const name = text(row["name"]) ?? "";
    const [, run, statistic] = /^(.+)_(mean|median|stddev|cv)$/.exec(name) ?? [];
    if (run !== undefined && names.has(`${run}_mean`) && names.has(`${run}_stddev`)) {
      const isValue = statistic === "median" || (statistic === "mean" && !names.has(`${run}_median`));
      return { ...row, run_type: "aggregate", run_name: run, aggregate_name: isValue ? "median" : statistic };
    }
    if (!(names.has(`${name}_mean`) && names.has(`${name}_stddev`)) && !isWithoutTime(row)) return row;
    const index = repeated.get(name) ?? 0;
    repeated.set(name, index + 1);
    return { ...row, run_type: "iteration", run_name: name, repetition_index: index };
  });
}

/** SkipWithError, and SkipWithMessage since 1.8: its time is written as 0. */
function isWithoutTime(row: JsonObject): boolean {
  return row["error_occurred"] === true || row["skipped"] === true;
}

/** The repetitions that an aggregate sums up, where they are listed. */
function repetitions(rows: readonly JsonObject[], aggregate: JsonObject): readonly number[] | null {
  const times = rows
    .filter(
      (row) => row["run_type"] !== "aggregate" && row["run_name"] === aggregate["run_name"] && !isWithoutTime(row),
    )
    .map((row) => number(row["real_time"]));
  return times.length > 1 ? numbers(times) : null;
}
