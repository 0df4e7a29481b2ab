import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder } from "./coverageBuilder.ts";
import { InvalidReport, matched, missed, type ReportFormat } from "./format.ts";
import { asObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";

/** Coverlet's own JSON: assembly, file, class, method with Lines and Branches. */
export const coverletJson: ReportFormat = {
  id: "coverlet-json",
  kind: "coverage",
  title: "Coverlet JSON",
  patterns: ["**/coverage.json", "**/TestResults/**/coverage*.json"],
  recognise(head) {
    const root = jsonObject(head);
    if (root === null) return missed(0, "it is not a JSON object");
    const [assembly, files] = Object.entries(root)[0] ?? ["", null];
    if (!/\.(?:dll|exe)$/i.test(assembly)) return missed(0, "its first key is no assembly");
    const method = asObject(
      Object.values(asObject(Object.values(asObject(Object.values(asObject(files) ?? {})[0]) ?? {})[0]) ?? {})[0],
    );
    return method !== null && "Lines" in method ? matched : missed(0.7, 'its methods have no "Lines"');
  },
  read: () => new JsonReader(report),
};

function report(value: unknown): CoverageReport {
  const root = asObject(value);
  if (root === null) throw new InvalidReport("structure", "it is not a JSON object");
  const builder = new CoverageBuilder();
  builder.has("lines");
  builder.has("branches");
  builder.has("functions");
  for (const files of Object.values(root)) {
    for (const [path, classes] of Object.entries(asObject(files) ?? {})) {
      const into = builder.file(path);
      for (const methods of Object.values(asObject(classes) ?? {})) {
        for (const [name, method] of Object.entries(asObject(methods) ?? {})) {
          const lines = Object.entries(asObject(asObject(method)?.["Lines"]) ?? {}).map(
            ([line, hits]) => [Number(line), Number(hits)] as const,
          );
          for (const [line, hits] of lines) into.line(line, hits);
          const numbers = lines.map(([line]) => line);
          into.function(
            name,
            numbers.length === 0 ? 0 : Math.min(...numbers),
            numbers.length === 0 ? 0 : Math.max(...numbers),
            Math.max(0, ...lines.map(([, hits]) => hits)),
          );
          const branches = asObject(method)?.["Branches"];
          if (!Array.isArray(branches)) continue;
          branches.forEach((each, at) => {
            const branch = asObject(each);
            into.branch(Number(branch?.["Line"]), at, Number(branch?.["Hits"]));
          });
        }
      }
    }
  }
  return {
    kind: "coverage",
    coverage: builder.build(),
    roots: [],
    completeness: "full",
    dialect: "Coverlet",
    producer: "Coverlet",
    generated: null,
    commit: null,
    declared: null,
  };
}
