import { benchmarkReport } from "./benchmarkFormats.ts";
import { matched, missed, type ReportFormat } from "./format.ts";
import { asObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number, numbers, objects, text } from "./jsonValues.ts";

/** vitest bench's JSON (`--outputJson`). Values are mean milliseconds. */
export const vitestBench: ReportFormat = {
  id: "vitest-bench",
  kind: "benchmarks",
  title: "vitest bench JSON",
  patterns: ["**/bench*.json", "**/*bench*.json"],
  recognise(head) {
    const group = objects(objects(jsonObject(head)?.["files"])[0]?.["groups"])[0];
    return group !== undefined && "benchmarks" in group
      ? matched
      : missed(group === undefined ? 0 : 0.5, 'its groups have no "benchmarks"');
  },
  read: () =>
    new JsonReader((value) =>
      benchmarkReport(
        objects(asObject(value)?.["files"]).flatMap((file) =>
          objects(file["groups"]).flatMap((group) =>
            objects(group["benchmarks"]).map((each) => ({
              name: [text(group["fullName"]), text(each["name"])].filter((part) => part !== null).join(" > "),
              value: number(each["mean"]),
              unit: "ms",
              better: "smaller" as const,
              samples: numbers(each["samples"]),
              deviation: number(each["sd"]),
            })),
          ),
        ),
        "vitest bench",
      ),
    ),
};
