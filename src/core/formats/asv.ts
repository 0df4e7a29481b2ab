import type { Benchmark } from "../model/benchmarks.ts";
import type { BenchmarkReport } from "../model/report.ts";
import { benchmarkReport } from "./benchmarkFormats.ts";
import { InvalidReport, matched, missed, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { asText, number, numbers, text } from "./jsonValues.ts";
import { epochToIso } from "./times.ts";

/**
 * Results of asv (airspeed velocity) of one commit: results/MACHINE/COMMIT-ENVIRONMENT.json. Of version 2 each benchmark is
 * a list whose columns "result_columns" names; of version 1 a number, or an object with "result" and "params". The unit
 * stands in another file, and follows from the benchmark's name but for what track_… returns.
 */
export const asv: ReportFormat = {
  id: "asv",
  kind: "benchmarks",
  title: "asv results (airspeed velocity)",
  // Beside them stands machine.json.
  patterns: ["**/.asv/results/*/*-*.json", "**/*{asv,bench}*/results/*/*-*.json"],
  recognise(head) {
    const root = jsonObject(head);
    const results = asObject(root?.["results"]);
    if (root === null) return missed(0, "it is not a JSON object");
    // Version 1 begins with its results, version 2 ends with them: one of the two may be beyond what is looked at.
    const first = asObject(Object.values(results ?? {})[0]);
    if (text(root["commit_hash"]) === null)
      return !head.complete && first !== null && "result" in first && ("stats" in first || "params" in first)
        ? matched
        : missed(0, 'it has no "commit_hash"');
    return (results !== null || !head.complete) && "python" in root
      ? matched
      : missed(0.5, 'it has no "results" and no "python"');
  },
  read: () => new JsonReader(report),
};

/** More combinations of parameters than this are damage. */
const mostCombinations = 1_000_000;

function report(value: unknown): BenchmarkReport {
  const root = asObject(value);
  const results = asObject(root?.["results"]);
  if (root === null || results === null) throw new InvalidReport("structure", 'it has no object "results"');
  const columns = Array.isArray(root["result_columns"]) ? root["result_columns"] : null;
  let newest = Math.max(0, ...Object.values(asObject(root["started_at"]) ?? {}).map((time) => number(time) ?? 0));
  const benchmarks: Benchmark[] = [];
  for (const [name, each] of Object.entries(results)) {
    const entry = columns === null ? ofVersion1(each) : ofColumns(columns, each);
    newest = Math.max(newest, number(entry["started_at"]) ?? 0);
    benchmarks.push(...combinations(name, entry));
  }
  const machine = asObject(root["params"]);
  const about = ["machine", "cpu", "os", "ram"].map((key) => text(machine?.[key])).filter((part) => part !== null);
  return benchmarkReport(benchmarks, "asv", {
    machine: about.join(", ") || null,
    generated: epochToIso(newest),
    commit: text(root["commit_hash"]),
  });
}

/** Columns that are empty to the end of a list are left out. */
function ofColumns(columns: readonly unknown[], value: unknown): JsonObject {
  if (!Array.isArray(value)) throw new InvalidReport("structure", "a benchmark is no list of columns");
  return Object.fromEntries(value.map((each, at) => [asText(columns[at]), each]));
}

function ofVersion1(value: unknown): JsonObject {
  return asObject(value) ?? { result: value };
}

/** One benchmark for each combination of parameters, the last one changing fastest, named as asv names them. */
function combinations(name: string, entry: JsonObject): readonly Benchmark[] {
  const params = (Array.isArray(entry["params"]) ? entry["params"] : []).map((each) =>
    Array.isArray(each) ? each : [],
  );
  const count = params.reduce((product, values) => product * values.length, 1);
  if (count > mostCombinations) throw new InvalidReport("contradiction", `${name} has ${count} combinations`);
  const result = entry["result"];
  // null: all of them failed.
  const values: readonly unknown[] = Array.isArray(result) ? result : params.length === 0 ? [result] : [];
  if (values.length > count) throw new InvalidReport("contradiction", `${name} has more results than combinations`);
  const samples: readonly unknown[] = Array.isArray(entry["samples"]) ? entry["samples"] : [];
  return Array.from({ length: count }, (_, at) => {
    let rest = at;
    const chosen = params.map(() => "");
    for (let place = params.length - 1; place >= 0; place--) {
      const choices = params[place]!;
      chosen[place] = asText(choices[rest % choices.length]);
      rest = Math.floor(rest / choices.length);
    }
    return {
      name: chosen.length === 0 ? name : `${name}(${chosen.join(", ")})`,
      value: number(values[at]),
      ...unitOf(name),
      samples: numbers(samples[at]),
      deviation: null,
    };
  });
}

/** By the names that asv takes for benchmarks (its documentation, "Writing benchmarks"): "module.Class.time_it". */
function unitOf(name: string): Pick<Benchmark, "unit" | "better"> {
  const last = name.slice(name.lastIndexOf(".") + 1);
  if (/^(?:time(?:raw)?_|Time(?:raw)?[A-Z_])/.test(last)) return { unit: "s", better: "smaller" };
  if (/^(?:(?:peak)?mem_|(?:Peak)?Mem[A-Z_])/.test(last)) return { unit: "bytes", better: "smaller" };
  return { unit: null, better: null };
}
