import type { Benchmark } from "../model/benchmarks.ts";
import type { BenchmarkReport } from "../model/report.ts";
import { benchmarkReport } from "./benchmarkFormats.ts";
import { InvalidReport, matched, missed, type ReportFormat } from "./format.ts";
import { asObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { asText, numbers } from "./jsonValues.ts";

/** The JSON of pytest-benchmark (`--benchmark-json`, and what it saves in .benchmarks). Values are means in seconds. */
export const pytestBenchmark: ReportFormat = {
  id: "pytest-benchmark",
  kind: "benchmarks",
  title: "pytest-benchmark JSON",
  patterns: ["**/.benchmarks/**/*.json", "**/*benchmark*.json", "**/benchmarks/*.json"],
  recognise(head) {
    const root = jsonObject(head);
    if (root === null) return missed(0, "it is not a JSON object");
    if (asObject(root["machine_info"]) === null)
      return missed(Array.isArray(root["benchmarks"]) ? 0.5 : 0, 'it has no "machine_info"');
    return Array.isArray(root["benchmarks"]) || !head.complete ? matched : missed(0.7, 'it has no "benchmarks"');
  },
  read: () => new JsonReader(report),
};

function report(value: unknown): BenchmarkReport {
  const root = asObject(value);
  const list = root?.["benchmarks"];
  if (root === null || !Array.isArray(list)) throw new InvalidReport("structure", 'it has no list "benchmarks"');
  const machine = asObject(root["machine_info"]);
  const cpu = asObject(machine?.["cpu"]);
  const commit = asObject(root["commit_info"]);
  const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : null);
  return benchmarkReport(list.map(benchmark), "pytest-benchmark", {
    machine:
      [
        text(machine?.["node"]),
        text(cpu?.["brand_raw"]) ?? text(machine?.["processor"]),
        text(machine?.["python_version"]),
      ]
        .filter((part) => part !== null)
        .join(", ") || null,
    producer: text(root["version"]) === null ? "pytest-benchmark" : `pytest-benchmark ${root["version"]}`,
    generated: text(root["datetime"]),
    commit: text(commit?.["id"]),
  });
}

function benchmark(value: unknown): Benchmark {
  const found = asObject(value);
  const stats = asObject(found?.["stats"]);
  const number = (key: string) => (typeof stats?.[key] === "number" ? (stats[key] as number) : null);
  const data = stats?.["data"];
  return {
    name: asText(found?.["fullname"] ?? found?.["name"] ?? ""),
    value: number("mean"),
    unit: "s",
    better: "smaller",
    samples: numbers(data),
    deviation: number("stddev"),
  };
}
