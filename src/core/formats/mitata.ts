import type { Benchmark } from "../model/benchmarks.ts";
import type { BenchmarkReport } from "../model/report.ts";
import { benchmarkReport } from "./benchmarkFormats.ts";
import { matched, missed, type Reader, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonSplitter } from "./jsonSplitter.ts";
import { number, numbers, objects, onlyObjects, text } from "./jsonValues.ts";
import { epochToIso } from "./times.ts";

/**
 * mitata's JSON: of version 1 (`run({ format: "json" })`) benchmarks with a run for each of their arguments, of version 0
 * (`run({ json: true })`) benchmarks alone. Values are mean nanoseconds of an iteration; one that threw has no statistics.
 */
export const mitata: ReportFormat = {
  id: "mitata",
  kind: "benchmarks",
  title: "mitata JSON",
  patterns: ["**/*mitata*.json", "**/*bench*.json"],
  recognise(head) {
    const root = jsonObject(head);
    const [first] = objects(root?.["benchmarks"]);
    if (root === null || first === undefined) return missed(0, 'it has no "benchmarks"');
    const isOld = "baseline" in first && "warmup" in first && ("stats" in first || "error" in first);
    const isNew = Array.isArray(root["layout"]) && Array.isArray(first["runs"]);
    return isOld || isNew ? matched : missed(0.3, 'its "benchmarks" have no "runs" and no "warmup"');
  },
  read: () => new MitataReader(),
};

/** A benchmark of nothing has a million samples: of more than these, a rank test tells no more. */
const mostSamples = 10_000;

/** Reads benchmark by benchmark: with their samples, and those of nothing in the context, reports grow to 100 MB. */
class MitataReader implements Reader {
  readonly #root: Record<string, unknown> = {};
  readonly #context: Record<string, unknown> = {};
  readonly #benchmarks: Benchmark[] = [];
  readonly #splitter = new JsonSplitter({
    descend: ([key, second], kind) =>
      key === undefined
        ? kind === "object"
        : second === undefined
          ? (key === "benchmarks" && kind === "list") || (key === "context" && kind === "object")
          : key === "context" && second === "noop" && kind === "object",
    take: ([key, second, third], value) => {
      if (third !== undefined) return;
      if (second === undefined) this.#root[String(key)] = value;
      else if (key === "context") this.#context[String(second)] = value;
      else this.#benchmark(asObject(value) ?? {});
    },
  });

  write(chunk: Uint8Array): void {
    this.#splitter.write(chunk);
  }

  #benchmark(each: JsonObject): void {
    // The layout, which names the groups, stands before the benchmarks.
    const group = text(each["group"]) ?? text(objects(this.#root["layout"])[number(each["group"]) ?? -1]?.["name"]);
    const runs = Array.isArray(each["runs"]) ? onlyObjects(each["runs"]) : [each];
    for (const run of runs) this.#benchmarks.push(benchmark(group, run));
  }

  end(): BenchmarkReport {
    this.#splitter.end();
    const [root, context] = [this.#root, this.#context];
    const processor = text(asObject(context["cpu"])?.["name"]) ?? text(root["cpu"]);
    const runtime = [text(context["runtime"]) ?? text(root["runtime"]), text(context["version"])].filter(isText);
    return benchmarkReport(this.#benchmarks, "mitata", {
      generated: epochToIso(number(context["now"]) ?? Number.NaN),
      machine: [processor, runtime.join(" ")].filter(isText).join(", ") || null,
    });
  }
}

function isText(part: string | null): part is string {
  return part !== null && part !== "";
}

function benchmark(group: string | null, run: JsonObject): Benchmark {
  const stats = asObject(run["stats"]);
  const samples = numbers(stats?.["samples"]);
  return {
    name: [group, text(run["name"])].filter(isText).join(" > "),
    value: number(stats?.["avg"]),
    unit: "ns",
    better: "smaller",
    samples: samples !== null && samples.length <= mostSamples ? samples : null,
    deviation: null,
  };
}
