import type { BenchmarkReport } from "../model/report.ts";
import { benchmarkReport, plainBenchmark } from "./benchmarkFormats.ts";
import { benchmarkLines } from "./benchmarkText.ts";
import { matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number, text } from "./jsonValues.ts";

/** "name   time:   [1.0 ns 1.1 ns 1.2 ns]": lower bound, estimate, upper bound. */
const line = /^(.*?)\s*time:\s+\[[\d.]+ \S+ ([\d.]+) (\S+) [\d.]+ \S+\]/;

/**
 * Criterion.rs: estimates.json in target/criterion/NAME/new (named by its folder), the messages of cargo-criterion, and
 * what it prints. Values are mean estimates; files are in nanoseconds.
 */
export const criterion: ReportFormat = {
  id: "criterion",
  kind: "benchmarks",
  title: "Criterion.rs (estimates, messages, text)",
  patterns: ["**/criterion/**/new/estimates.json", "**/criterion*.json", "**/*criterion*.txt", "**/*bench*.txt"],
  recognise(head) {
    const root = jsonObject(head);
    if (root !== null) {
      const mean = asObject(root["mean"]);
      if (mean !== null && "point_estimate" in mean) return matched;
      return missed("reason" in root && "id" in root ? 0.5 : 0, 'it has no "mean" with a "point_estimate"');
    }
    if (head.shape !== "text") return missed(0, "it is neither JSON nor plain text");
    return /time:\s+\[[\d.]+ \S+ [\d.]+ \S+ [\d.]+ \S+\]/.test(head.text)
      ? matched
      : missed(0, "no line has a time with its bounds");
  },
  read(context) {
    let json: JsonReader | null = null;
    let lines: ReturnType<typeof consoleText> | null = null;
    return {
      write(chunk) {
        // What the file is shows at its first sign, which the head has seen already.
        if (json === null && lines === null) {
          if (chunk.find((byte) => byte > 32) === 0x7b) json = new JsonReader((value) => estimates(value, context));
          else lines = consoleText();
        }
        (json ?? lines)!.write(chunk);
      },
      end: () => (json ?? lines ?? consoleText()).end(),
    };
  },
};

function estimates(value: unknown, { path }: ReadContext): BenchmarkReport {
  const root = asObject(value);
  const folder = /criterion\/(.+)\/(?:new|base|change)\/estimates\.json$/.exec(path)?.[1];
  const name = text(root?.["id"]) ?? folder ?? path;
  const mean = number(asObject(root?.["mean"])?.["point_estimate"]);
  const unit = text(asObject(root?.["mean"])?.["unit"]) ?? "ns";
  return benchmarkReport(
    [
      {
        ...plainBenchmark(name, mean, unit, "smaller"),
        deviation: number(asObject(root?.["std_dev"])?.["point_estimate"]),
      },
    ],
    "Criterion.rs",
  );
}

function consoleText() {
  let before = "";
  return benchmarkLines("Criterion.rs", (printed) => {
    // Terminal colours stand between the words.
    const plain = printed.replace(/\u001b\[[0-9;]*m/g, "");
    const found = line.exec(plain);
    if (found === null) {
      // A long name stands on a line of its own above its time.
      if (/^\S/.test(plain) && !/^(?:Benchmarking|Found|Gnuplot|change:)/.test(plain)) before = plain.trim();
      return null;
    }
    const [, name, value, unit] = found as unknown as [string, string, string, string];
    return plainBenchmark(name.trim() === "" ? before : name.trim(), Number(value), unit, "smaller");
  });
}
