import type { Benchmark } from "../model/benchmarks.ts";
import type { BenchmarkReport } from "../model/report.ts";
import { benchmarkReport, plainBenchmark } from "./benchmarkFormats.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number } from "./jsonValues.ts";

/**
 * The summary of a k6 run: of `--summary-export`, whose metrics hold their numbers, or of `handleSummary`, whose metrics
 * have a type and hold them under "values". Benchmarks are the averages, medians and percentiles of each trend but the
 * parts of a request, and the rates of requests and iterations.
 */
export const k6: ReportFormat = {
  id: "k6",
  kind: "benchmarks",
  title: "k6 summary JSON",
  patterns: ["**/*k6*.json", "**/k6/**/*summary*.json"],
  recognise(head) {
    const root = jsonObject(head);
    const metrics = asObject(root?.["metrics"]);
    if (root === null || metrics === null) return missed(0, 'it has no object "metrics"');
    const hasOwn = ["iterations", "iteration_duration", "vus", "http_reqs", "data_received"].some(
      (key) => key in metrics,
    );
    return hasOwn && ("root_group" in root || !head.complete || "state" in root)
      ? matched
      : missed(0.3, "its metrics are not those of k6");
  },
  read: (context) => new JsonReader((value) => report(value, context)),
};

function report(value: unknown, context: ReadContext): BenchmarkReport {
  const metrics = asObject(asObject(value)?.["metrics"]);
  if (metrics === null) throw new InvalidReport("structure", 'it has no object "metrics"');
  const benchmarks: Benchmark[] = [];
  const crossed: string[] = [];
  for (const [name, each] of Object.entries(metrics)) {
    const metric = asObject(each);
    if (metric === null) throw new InvalidReport("structure", `metric "${name}" is no object`);
    const values = asObject(metric["values"]) ?? metric;
    benchmarks.push(...ofTrend(name, metric, values), ...ofRate(name, values));
    for (const [threshold, result] of Object.entries(asObject(metric["thresholds"]) ?? {}))
      if (isCrossed(result)) crossed.push(`${name}: ${threshold}`);
  }
  if (crossed.length > 0)
    context.problem({
      severity: "warning",
      code: "threshold-crossed",
      message: `k6 says that ${crossed.length} threshold(s) were crossed: ${crossed.slice(0, 5).join(", ")}`,
    });
  return benchmarkReport(benchmarks, "k6");
}

/** Averages, medians and percentiles; the extremes are of single requests. */
function ofTrend(name: string, metric: JsonObject, values: JsonObject): readonly Benchmark[] {
  const type = metric["type"];
  if (type !== undefined ? type !== "trend" : !("avg" in values || "med" in values)) return [];
  if (partsOfRequest.test(name)) return [];
  // `--summary-export` does not say what a metric holds; k6's own trends are times.
  const isTime = metric["contains"] === "time" || (type === undefined && ownTimes.test(name));
  return Object.entries(values).flatMap(([statistic, value]) =>
    /^(?:avg|med|p\([\d.]+\))$/.test(statistic)
      ? [plainBenchmark(`${name} ${statistic}`, number(value), isTime ? "ms" : null, isTime ? "smaller" : null)]
      : [],
  );
}

/** They add up to its duration, and are 0 where a connection is used again. */
const partsOfRequest = /^http_req_(?!duration)/;
const ownTimes = /^(?:(?:http_req|grpc_req|iteration|group)_duration|ws_(?:connecting|session_duration|ping))(?:\{|$)/;

/** How many requests and iterations a second. */
function ofRate(name: string, values: JsonObject): readonly Benchmark[] {
  return /^(?:http_reqs|iterations)(?:\{|$)/.test(name) && "rate" in values
    ? [plainBenchmark(name, number(values["rate"]), "1/s", "bigger")]
    : [];
}

/** Of `handleSummary` `{ ok: false }`; in `--summary-export` true says that it was crossed. */
function isCrossed(result: unknown): boolean {
  return result === true || asObject(result)?.["ok"] === false;
}
