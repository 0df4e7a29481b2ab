import { benchmarkReport, plainBenchmark } from "./benchmarkFormats.ts";
import { matched, missed, type ReportFormat } from "./format.ts";
import { JsonReader } from "./json.ts";
import { number, objects, text } from "./jsonValues.ts";

/** A plain list of { name, unit, value }. Which way is better is not in it: readiness.json says it. */
export const benchmarkList: ReportFormat = {
  id: "benchmark-list",
  kind: "benchmarks",
  title: "list of name, unit and value",
  patterns: ["**/benchmark*.json", "**/*benchmark*.json"],
  recognise(head) {
    const first = objects(head.json)[0];
    return first !== undefined &&
      typeof first["name"] === "string" &&
      typeof first["value"] === "number" &&
      "unit" in first
      ? matched
      : missed(0, "its entries have no name, unit and value");
  },
  read: () =>
    new JsonReader((value) =>
      benchmarkReport(
        objects(value).map((each) =>
          plainBenchmark(text(each["name"]) ?? "", number(each["value"]), text(each["unit"]), null),
        ),
        "name, unit and value",
        { producer: null },
      ),
    ),
};
