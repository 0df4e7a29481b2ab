import type { Benchmark } from "../model/benchmarks.ts";
import { benchmarkReport, plainBenchmark } from "./benchmarkFormats.ts";
import { matched, missed, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject } from "./head.ts";
import { firstObjectLine, JsonLines, refuseDamaged } from "./jsonLines.ts";
import { number, numbers, text } from "./jsonValues.ts";

/**
 * The messages of `cargo criterion --message-format=json`: the typical time of each benchmark, with its samples
 * (https://bheisler.github.io/criterion.rs/book/cargo_criterion/external_tools.html).
 */
export const cargoCriterion: ReportFormat = {
  id: "cargo-criterion",
  kind: "benchmarks",
  title: "cargo-criterion JSON messages",
  patterns: ["**/*criterion*.json", "**/*criterion*.jsonl"],
  recognise(head) {
    const first = firstObjectLine(head);
    return first?.["reason"] === "benchmark-complete" || first?.["reason"] === "group-complete"
      ? matched
      : missed(first !== null && "reason" in first ? 0.4 : 0, 'its lines have no "reason": "benchmark-complete"');
  },
  read() {
    const benchmarks: Benchmark[] = [];
    const lines = new JsonLines((value) => {
      if (value["reason"] === "benchmark-complete") benchmarks.push(benchmark(value));
    }, refuseDamaged);
    return {
      write: (chunk) => lines.write(chunk),
      end() {
        lines.end();
        return benchmarkReport(benchmarks, "cargo-criterion");
      },
    };
  },
};

function benchmark(value: JsonObject): Benchmark {
  const typical = asObject(value["typical"]) ?? asObject(value["mean"]);
  const unit = text(typical?.["unit"]);
  const times = numbers(value["measured_values"]);
  const iterations = numbers(value["iteration_count"]);
  const isPaired = times !== null && iterations !== null && times.length === iterations.length;
  return {
    ...plainBenchmark(text(value["id"]) ?? "", number(typical?.["estimate"]), unit, "smaller"),
    // A measured value is the time of all iterations of its sample.
    samples: isPaired && unit === text(value["unit"]) ? times.map((time, at) => time / iterations[at]!) : null,
  };
}
