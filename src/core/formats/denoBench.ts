import { benchmarkReport } from "./benchmarkFormats.ts";
import { matched, missed, type ReportFormat } from "./format.ts";
import { asObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number, objects, onlyObjects, text } from "./jsonValues.ts";

/** The JSON of `deno bench --json`. Values are mean nanoseconds; a benchmark that is ignored is not in it. */
export const denoBench: ReportFormat = {
  id: "deno-bench",
  kind: "benchmarks",
  title: "deno bench JSON",
  patterns: ["**/*deno*bench*.json", "**/*bench*.json"],
  recognise(head) {
    const root = jsonObject(head);
    if (!Array.isArray(root?.["benches"])) return missed(0, 'it has no "benches"');
    return text(root["runtime"])?.startsWith("Deno/") ? matched : missed(0.5, 'its "runtime" is not Deno');
  },
  read: () =>
    new JsonReader((value) => {
      const root = asObject(value);
      return benchmarkReport(
        onlyObjects(root?.["benches"]).map((bench) => {
          const ok = objects(bench["results"]).map((result) => asObject(result["ok"]))[0];
          const names = [text(bench["group"]), text(bench["name"])].filter((part) => part !== null && part !== "");
          return {
            name: names.join(" > "),
            value: number(ok?.["avg"]),
            unit: "ns",
            better: "smaller" as const,
            samples: null,
            deviation: null,
          };
        }),
        "deno bench",
        { producer: text(root?.["runtime"]) ?? "deno bench", machine: text(root?.["cpu"]) },
      );
    }),
};
