import type { Benchmark } from "../model/benchmarks.ts";
import { benchmarkReport } from "./benchmarkFormats.ts";
import { matched, missed, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number, numbers, objects, onlyObjects, text } from "./jsonValues.ts";

/**
 * vitest bench's JSON (`--outputJson`); since version 5 the reporter "json" of a run of benchmarks, where they stand in
 * the tests. Values are mean milliseconds.
 */
export const vitestBench: ReportFormat = {
  id: "vitest-bench",
  kind: "benchmarks",
  title: "vitest bench JSON",
  patterns: ["**/bench*.json", "**/*bench*.json"],
  recognise(head) {
    const root = jsonObject(head);
    if (holdsBenchmarksOnly(root)) return matched;
    const group = objects(objects(root?.["files"])[0]?.["groups"])[0];
    return group !== undefined && "benchmarks" in group
      ? matched
      : missed(group === undefined ? 0 : 0.5, 'its groups have no "benchmarks"');
  },
  read: () =>
    new JsonReader((value) => {
      const root = asObject(value);
      return benchmarkReport(root !== null && "testResults" in root ? ofTests(root) : ofGroups(root), "vitest bench");
    }),
};

/** A report of tests all of which are benchmarks: each that ran has some. */
function holdsBenchmarksOnly(root: JsonObject | null): boolean {
  const ran = testsOf(root).filter((test) => Array.isArray(test["benchmarks"]) && hasRun(test));
  return ran.length > 0 && ran.every((test) => objects(test["benchmarks"]).length > 0);
}

function hasRun({ status }: JsonObject): boolean {
  return status === "passed" || status === "failed";
}

function testsOf(root: JsonObject | null): readonly JsonObject[] {
  return objects(root?.["testResults"]).flatMap((file) => objects(file["assertionResults"]));
}

function ofTests(root: JsonObject): readonly Benchmark[] {
  return testsOf(root)
    .flatMap((test) => onlyObjects(test["benchmarks"]))
    .flatMap((group) =>
      onlyObjects(group["tasks"]).map((task) => {
        const latency = asObject(task["latency"]);
        return benchmarkOf(group["name"], task["name"], latency ?? {});
      }),
    );
}

function ofGroups(root: JsonObject | null): readonly Benchmark[] {
  return onlyObjects(root?.["files"])
    .flatMap((file) => onlyObjects(file["groups"]))
    .flatMap((group) =>
      onlyObjects(group["benchmarks"]).map((each) => benchmarkOf(group["fullName"], each["name"], each)),
    );
}

function benchmarkOf(group: unknown, name: unknown, times: JsonObject): Benchmark {
  return {
    name: [text(group), text(name)].filter((part) => part !== null).join(" > "),
    value: number(times["mean"]),
    unit: "ms",
    better: "smaller" as const,
    samples: numbers(times["samples"]),
    deviation: number(times["sd"]),
  };
}
