import type { Benchmark } from "../model/benchmarks.ts";
import type { BenchmarkReport } from "../model/report.ts";
import { benchmarkReport, medianOf } from "./benchmarkFormats.ts";
import { InvalidReport, matched, missed, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number, numbers, text } from "./jsonValues.ts";

/**
 * What BenchmarkTools.jl saves (`BenchmarkTools.save`): versions, then values as `[type, members]`. Groups hold values by
 * name; a Trial has the "times" of its samples, of which the median counts, an estimate has one "time". All nanoseconds.
 */
export const benchmarkTools: ReportFormat = {
  id: "benchmarktools-jl",
  kind: "benchmarks",
  title: "BenchmarkTools.jl JSON",
  patterns: ["**/benchmark/**/*result*.json", "**/*bench*.json"],
  recognise(head) {
    const root: unknown = head.shape === "json" ? head.json : null;
    const versions = Array.isArray(root) ? asObject(root[0]) : null;
    if (versions === null || !("Julia" in versions)) return missed(0, 'its first entry has no version of "Julia"');
    if (!("BenchmarkTools" in versions)) return missed(0.5, 'its first entry has no version of "BenchmarkTools"');
    // What tuning found is kept in the same way (tune.json).
    return firstType(head.json) === "Parameters"
      ? missed(0.7, "its values are parameters of benchmarks, and no results")
      : matched;
  },
  read: () => new JsonReader(report),
};

/** The type of the first value that is no group, as far as the head holds it. */
function firstType(root: unknown): string | null {
  let value: unknown = Array.isArray(root) && Array.isArray(root[1]) ? root[1][0] : null;
  for (let depth = 0; Array.isArray(value) && depth < deepest; depth++) {
    if (typeOf(value[0]) !== "BenchmarkGroup") return typeOf(value[0]);
    value = Object.values(asObject(asObject(value[1])?.["data"]) ?? {})[0];
  }
  return null;
}

/** Older versions write the module before the type. */
function typeOf(name: unknown): string {
  return text(name)?.replace(/^.*\./, "") ?? "";
}

/** Groups within groups beyond this are damage. */
const deepest = 100;

function report(value: unknown): BenchmarkReport {
  const [first, values] = Array.isArray(value) ? value : [];
  const versions = asObject(first);
  if (versions === null || !Array.isArray(values))
    throw new InvalidReport("structure", "it has no versions and values");
  const benchmarks: Benchmark[] = [];
  for (const each of values) collect(each, [], benchmarks);
  const version = text(versions["BenchmarkTools"]);
  const julia = text(versions["Julia"]);
  return benchmarkReport(benchmarks, "BenchmarkTools.jl", {
    producer: version === null ? "BenchmarkTools.jl" : `BenchmarkTools.jl ${version}`,
    machine: julia === null ? null : `Julia ${julia}`,
  });
}

function collect(value: unknown, path: readonly string[], into: Benchmark[]): void {
  if (path.length > deepest) throw new InvalidReport("too-deep", "its groups nest deeper than can be read");
  const [type, second] = Array.isArray(value) ? value : [];
  const members = asObject(second);
  // A group may hold anything else too: judgements, ratios, numbers.
  if (members === null) return;
  switch (typeOf(type)) {
    case "BenchmarkGroup":
      for (const [name, each] of Object.entries(asObject(members["data"]) ?? {})) collect(each, [...path, name], into);
      break;
    case "Trial":
    case "TrialEstimate":
      into.push(benchmark(path, members));
      break;
  }
}

function benchmark(path: readonly string[], members: JsonObject): Benchmark {
  const samples = numbers(members["times"]);
  return {
    name: path.length === 0 ? "benchmark" : path.join(" > "),
    value: samples === null ? number(members["time"]) : medianOf(samples),
    unit: "ns",
    better: "smaller",
    samples,
    deviation: null,
  };
}
