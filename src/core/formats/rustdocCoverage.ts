import { InvalidReport, matched, missed, type ReportFormat } from "./format.ts";
import { asObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number } from "./jsonValues.ts";

/** rustdoc's `--show-coverage --output-format json`: file -> total, with_docs. */
export const rustdocCoverage: ReportFormat = {
  id: "rustdoc-coverage",
  kind: "documentation",
  title: "rustdoc --show-coverage JSON",
  patterns: ["**/rustdoc-coverage.json", "**/doc-coverage.json", "**/*doc*coverage*.json"],
  recognise(head) {
    const first = asObject(Object.values(jsonObject(head) ?? {})[0]);
    return first !== null && "with_docs" in first && "total" in first
      ? matched
      : missed(0, 'its files have no "with_docs"');
  },
  read: () =>
    new JsonReader((value) => {
      const root = asObject(value);
      if (root === null) throw new InvalidReport("structure", "it is not a JSON object");
      let covered = 0;
      let total = 0;
      for (const [path, entry] of Object.entries(root)) {
        const file = asObject(entry);
        const [documented, all] = [number(file?.["with_docs"]), number(file?.["total"])];
        if (documented === null || all === null)
          throw new InvalidReport("structure", `"${path}" has no total and with_docs`);
        covered += documented;
        total += all;
      }
      return {
        kind: "documentation",
        covered,
        total,
        items: null,
        dialect: "rustdoc",
        producer: "rustdoc",
        generated: null,
        commit: null,
        declared: null,
      };
    }),
};
