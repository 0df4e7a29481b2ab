import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder, type FileBuilder } from "./coverageBuilder.ts";
import { coverageReport } from "./coverageReport.ts";
import { InvalidReport, matched, missed, type ReportFormat } from "./format.ts";
import { asObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number, onlyObjects } from "./jsonValues.ts";

/** Coverlet's own JSON: assembly, file, class, method with Lines and Branches. */
export const coverletJson: ReportFormat = {
  id: "coverlet-json",
  kind: "coverage",
  title: "Coverlet JSON",
  patterns: ["**/coverage.json", "**/TestResults/**/coverage*.json"],
  recognise(head) {
    const root = jsonObject(head);
    if (root === null) return missed(0, "it is not a JSON object");
    const assemblies = Object.entries(root);
    if (assemblies.length === 0 || !assemblies.every(([name]) => /\.(?:dll|exe)$/i.test(name)))
      return missed(0, "its first key is no assembly");
    // An assembly, a file or a class of which nothing was measured is empty.
    const inner = (values: readonly unknown[]) => values.flatMap((value) => Object.values(asObject(value) ?? {}));
    const method = asObject(inner(inner(inner(assemblies.map(([, files]) => files))))[0]);
    return method !== null && "Lines" in method ? matched : missed(0.7, 'its methods have no "Lines"');
  },
  read: () => new JsonReader(report),
};

function report(value: unknown): CoverageReport {
  const root = asObject(value);
  if (root === null) throw new InvalidReport("structure", "it is not a JSON object");
  const builder = new CoverageBuilder();
  builder.has("lines", "branches", "functions");
  const functions = new Map<string, Functions>();
  for (const [assembly, files] of Object.entries(root)) {
    if (asObject(files) === null) throw new InvalidReport("structure", `"${assembly}" holds no files`);
    for (const [path, classes] of Object.entries(asObject(files) ?? {})) {
      const known: Functions = functions.get(path) ?? new Map();
      functions.set(path, known);
      readFile(classes, builder.file(path), known);
    }
  }
  for (const [path, known] of functions)
    for (const { name, first, last, hits } of known.values()) builder.file(path).function(name, first, last, hits);
  return coverageReport({
    coverage: builder.build(),
    dialect: "Coverlet",
    producer: "Coverlet",
  });
}

/** Functions of a file by line and name: it may belong to several assemblies. */
type Functions = Map<string, { readonly name: string; readonly first: number; readonly last: number; hits: number }>;

/** One file of one assembly; generated classes (async, lambdas) repeat its lines, whose hits are added. */
function readFile(classes: unknown, into: FileBuilder, functions: Functions): void {
  const places = new Map<number, number>();
  for (const methods of Object.values(asObject(classes) ?? {})) {
    for (const [name, value] of Object.entries(asObject(methods) ?? {})) {
      const method = asObject(value);
      const lines = Object.entries(asObject(method?.["Lines"]) ?? {});
      let [first, last, most] = [0, 0, 0];
      for (const [key, value] of lines) {
        const line = Number(key);
        const hits = number(value);
        if (hits === null || !Number.isInteger(line))
          throw new InvalidReport("structure", `line "${key}" of ${name} has no number of hits`);
        into.line(line, hits);
        if (first === 0 || line < first) first = line;
        if (line > last) last = line;
        if (hits > most) most = hits;
      }
      const place = `${first}:${name}`;
      const same = functions.get(place);
      if (same === undefined) functions.set(place, { name, first, last, hits: most });
      else same.hits = Math.max(same.hits, most);
      for (const branch of onlyObjects(method?.["Branches"])) {
        const [line, hits] = [number(branch["Line"]), number(branch["Hits"])];
        if (line === null || hits === null)
          throw new InvalidReport("structure", `a branch of ${name} has no "Line" and "Hits"`);
        // Numbered in the file's order: paths and ordinals begin again with every method.
        const key = places.get(line) ?? 0;
        places.set(line, key + 1);
        const path = number(branch["Path"]);
        into.branch(line, key, hits, path === null ? "" : `path ${path + 1}`);
      }
    }
  }
}
