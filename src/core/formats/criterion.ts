import type { BenchmarkReport } from "../model/report.ts";
import { benchmarkReport, plainBenchmark } from "./benchmarkFormats.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number } from "./jsonValues.ts";

/** estimates.json that Criterion.rs keeps of each benchmark: the mean in ns. The name is that of the folders. */
export const criterion: ReportFormat = {
  id: "criterion",
  kind: "benchmarks",
  title: "Criterion.rs estimates",
  patterns: ["**/criterion/**/new/estimates.json"],
  recognise(head) {
    const root = jsonObject(head);
    const mean = asObject(root?.["mean"]) ?? asObject(root?.["Mean"]);
    return mean !== null && "point_estimate" in mean ? matched : missed(0, 'it has no "mean" with a "point_estimate"');
  },
  read: (context) => new JsonReader((value) => report(value, context)),
};

function report(value: unknown, context: ReadContext): BenchmarkReport {
  const root = asObject(value);
  // "Mean" and "StdDev" until version 0.3.3.
  const estimate = (key: string, before: string) => number(asObject(root?.[key] ?? root?.[before])?.["point_estimate"]);
  const folders = context.path.split(/[\\/]/).slice(0, -1);
  const kind = folders.pop();
  if (kind === "change")
    throw new InvalidReport("not-a-result", "it states how two runs differ, not what one run took");
  const mean = estimate("mean", "Mean");
  if (mean === null) throw new InvalidReport("structure", 'its "mean" has no "point_estimate"');
  const name = folders.slice(folders.lastIndexOf("criterion") + 1).join("/") || (kind ?? context.path);
  const benchmark = { ...plainBenchmark(name, mean, "ns", "smaller"), deviation: estimate("std_dev", "StdDev") };
  return benchmarkReport([benchmark], "Criterion.rs");
}
