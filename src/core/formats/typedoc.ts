import { InvalidReport, matched, missed, type ReportFormat, unstated } from "./format.ts";
import { asObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number } from "./jsonValues.ts";

/** coverage.json of typedoc-plugin-coverage, and any plain { documented, total }. */
export const typedoc: ReportFormat = {
  id: "typedoc",
  kind: "documentation",
  title: "typedoc-plugin-coverage JSON",
  patterns: ["docs/coverage.json", "**/docs/**/coverage.json", "**/documentation-coverage.json"],
  recognise(head) {
    const root = jsonObject(head);
    if (root === null) return missed(0, "it is not a JSON object");
    if ("notDocumented" in root && "expected" in root) return matched;
    return typeof root["documented"] === "number" && typeof root["total"] === "number"
      ? matched
      : missed(0, 'it has no "expected" and "notDocumented"');
  },
  read: () =>
    new JsonReader((value) => {
      const root = asObject(value);
      const total = number(root?.["expected"]) ?? number(root?.["total"]);
      const covered = number(root?.["actual"]) ?? number(root?.["documented"]);
      if (total === null || covered === null)
        throw new InvalidReport("structure", "it does not say how many are documented, and of how many");
      const missing = Array.isArray(root?.["notDocumented"])
        ? root["notDocumented"].filter((name): name is string => typeof name === "string")
        : null;
      const isTypedoc = root !== null && "expected" in root;
      return {
        kind: "documentation",
        ...unstated,
        covered,
        total,
        items: missing?.map((name) => ({ file: null, line: null, name, documented: false })) ?? null,
        dialect: isTypedoc ? "typedoc-plugin-coverage" : null,
        producer: isTypedoc ? "typedoc-plugin-coverage" : null,
      };
    }),
};
