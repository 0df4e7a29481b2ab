import { benchmarkReport } from "./benchmarkFormats.ts";
import { matched, missed, type ReportFormat } from "./format.ts";
import { asObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { asText, number, numbers, objects, onlyObjects, text } from "./jsonValues.ts";

/** hyperfine's JSON (`--export-json`). Values are mean seconds. */
export const hyperfine: ReportFormat = {
  id: "hyperfine",
  kind: "benchmarks",
  title: "hyperfine JSON",
  patterns: ["**/hyperfine*.json", "**/*benchmark*.json"],
  recognise(head) {
    const first = objects(jsonObject(head)?.["results"])[0];
    return first !== undefined && "command" in first && "mean" in first
      ? matched
      : missed(first !== undefined && "command" in first ? 0.5 : 0, 'its results have no "command" and "mean"');
  },
  read: () =>
    new JsonReader((value) =>
      benchmarkReport(
        onlyObjects(asObject(value)?.["results"]).map((result) => {
          const parameters = Object.entries(asObject(result["parameters"]) ?? {}).map(
            ([name, each]) => `${name}=${asText(each)}`,
          );
          const codes: unknown = result["exit_codes"];
          // null: a signal ended the command.
          const failed = Array.isArray(codes) && codes.some((code) => code !== 0);
          return {
            name: [text(result["command"]) ?? "", ...parameters].join(" "),
            value: failed ? null : number(result["mean"]),
            unit: "s",
            better: "smaller" as const,
            samples: numbers(result["times"]),
            deviation: number(result["stddev"]),
          };
        }),
        "hyperfine",
      ),
    ),
};
