import type { Benchmark } from "../model/benchmarks.ts";
import { benchmarkReport } from "./benchmarkFormats.ts";
import { InvalidReport, matched, missed, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number, objects, onlyObjects, text } from "./jsonValues.ts";

/**
 * What nanobench (C++) renders with its template `json()`: of each result the median seconds of an iteration, and of each
 * epoch its own. Values are seconds of a unit, as nanobench prints them: a batch is of several units.
 */
export const nanobench: ReportFormat = {
  id: "nanobench",
  kind: "benchmarks",
  title: "nanobench JSON",
  patterns: ["**/*nanobench*.json", "**/*bench*.json"],
  recognise(head) {
    const [first] = objects(jsonObject(head)?.["results"]);
    return first !== undefined && "median(elapsed)" in first
      ? matched
      : missed(first !== undefined && "epochs" in first ? 0.5 : 0, 'its results have no "median(elapsed)"');
  },
  read: () => new JsonReader(report),
};

function report(value: unknown) {
  const root = asObject(value);
  if (root === null || !Array.isArray(root["results"]))
    throw new InvalidReport("structure", 'it has no list "results"');
  return benchmarkReport(onlyObjects(root["results"]).map(benchmark), "nanobench");
}

function benchmark(result: JsonObject): Benchmark {
  const batch = number(result["batch"]) ?? 1;
  const perUnit = (elapsed: unknown) => {
    const seconds = number(elapsed);
    return seconds === null || !(batch > 0) ? null : seconds / batch;
  };
  const epochs = objects(result["measurements"]).map((each) => perUnit(each["elapsed"]));
  const samples = epochs.filter((each) => each !== null);
  return {
    name: [text(result["title"]), text(result["name"])].filter((part) => part !== null).join(" > "),
    value: perUnit(result["median(elapsed)"]),
    unit: "s",
    better: "smaller",
    samples: samples.length > 0 && samples.length === epochs.length ? samples : null,
    deviation: null,
  };
}
