import { type CoverageColumns, functionName, neverEvaluated } from "../../../src/core/model/coverage.ts";
import type { Target } from "../../../src/node/convert/formats.ts";

export type Part = "files" | "lines" | "branches" | "functions" | "conditions";

/** What a format can hold of coverage, as texts that can be compared; written without the code that converts. */
export function held(columns: CoverageColumns, target: Target): Readonly<Record<Part, readonly string[]>> {
  const { paths, lines, branches, functions, conditions } = columns;
  const found: Record<Part, string[]> = { files: [], lines: [], branches: [], functions: [], conditions: [] };
  paths.forEach((path, file) => {
    if (path === "") return;
    found.files.push(path);
    const listed = new Set<number>();
    for (let at = lines!.start[file]!; at < lines!.start[file + 1]!; at++) {
      const [line, hits] = [lines!.number[at]!, lines!.hits[at]!];
      listed.add(line);
      found.lines.push(`${path}:${line}=${target === "sonar-generic" ? hits > 0 : hits}`);
    }
    if (branches !== null) {
      const byLine = new Map<number, number[]>();
      for (let at = branches.start[file]!; at < branches.start[file + 1]!; at++) {
        const line = branches.line[at]!;
        byLine.set(line, [...(byLine.get(line) ?? []), branches.hits[at]!]);
      }
      for (const [line, arms] of byLine) {
        // Where branches stand on the lines themselves, one without its line has no place.
        if (!listed.has(line) && (target === "cobertura" || target === "sonar-generic")) continue;
        found.branches.push(`${path}:${line} ${armsHeld(arms, target)}`);
      }
    }
    const functionsHeld = new Map<string, number>();
    for (let at = functions?.start[file] ?? 0; at < (functions?.start[file + 1] ?? 0); at++) {
      const [line, hits, end] = [functions!.line[at]!, functions!.hits[at]!, functions!.end[at]!];
      const name = functionName(functions!, at).replace(/[\r\n]+/g, " ");
      if (target === "sonar-generic") continue;
      if (target === "lcov") {
        // A function is its name and its line: counts of several of both are one.
        const key = `${line} ${name}`;
        functionsHeld.set(key, (functionsHeld.get(key) ?? 0) + hits);
        const last = Math.max(functionsHeld.get(`end of ${key}`) ?? 0, end);
        if (last > line && name !== "") functionsHeld.set(`end of ${key}`, last);
      } else if (target === "istanbul-json") {
        const key = `${line}-${end || line} ${name} ${hits}`;
        functionsHeld.set(key, (functionsHeld.get(key) ?? 0) + 1);
      } else if (target === "cobertura") {
        const key = `${line} ${clean(name)}`;
        functionsHeld.set(key, Math.max(functionsHeld.get(key) ?? 0, hits));
      } else if (line > 0) {
        // One method a line.
        const key = `${line}`;
        functionsHeld.set(key, Math.max(functionsHeld.get(key) ?? 0, hits));
      }
    }
    for (const [key, hits] of functionsHeld) found.functions.push(`${path}:${key}=${hits}`);
    if (target !== "lcov" || conditions === null) return;
    for (let at = conditions.start[file]!; at < conditions.start[file + 1]!; at++)
      found.conditions.push(`${path}:${conditions.line[at]}=${conditions.hits[at]}`);
  });
  for (const part of Object.values(found)) part.sort();
  return found;
}

function armsHeld(arms: readonly number[], target: Target): string {
  const covered = arms.filter((hits) => hits > 0).length;
  switch (target) {
    case "lcov":
      return [...arms].sort((a, b) => a - b).join(" ");
    case "istanbul-json":
    case "clover":
      return arms
        .map((hits) => (hits === neverEvaluated ? 0 : hits))
        .sort((a, b) => a - b)
        .join(" ");
    default:
      return `${covered}/${arms.length}`;
  }
}

/** XML allows no control characters. */
function clean(name: string): string {
  return name.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "");
}
