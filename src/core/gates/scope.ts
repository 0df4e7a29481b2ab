import type { Evidence } from "../evidence/evidence.ts";
import { matcher, nearMisses } from "../evidence/globs.ts";
import { isKnownSource } from "../evidence/sourceLines.ts";
import { findSymbol, type LineRange } from "../evidence/symbols.ts";
import type { Reason } from "../model/measurement.ts";
import type { Scope } from "../policy/policy.ts";

/** The code of a scope in this workspace: file -> line ranges, null for the whole file. */
interface ResolvedScope {
  readonly files: ReadonlyMap<string, readonly LineRange[] | null>;
  /** Patterns and symbols that match nothing: the scope is not what was meant, so that nothing is measured. */
  readonly problems: readonly Reason[];
}

/** Finds the files and symbols of a scope. Files that are declared excluded are left out. */
export async function resolveScope(
  name: string,
  scope: Scope,
  excluded: readonly string[],
  evidence: Evidence,
): Promise<ResolvedScope> {
  const files = new Map<string, readonly LineRange[] | null>();
  const problems: Reason[] = [];
  const { index, coverage } = evidence;
  const isExcluded = matcher(excluded, index.caseSensitive);
  for (const { file: pattern, symbols } of scope) {
    const matches = matcher([pattern], index.caseSensitive);
    const all = index.files.filter(matches);
    const found = all.filter((file) => !isExcluded(file) && (coverage.files.has(file) || isKnownSource(file)));
    if (found.length === 0) {
      const close = nearMisses(pattern, index.files);
      const hint =
        all.length > 0
          ? `only files that hold no code or are excluded: ${all.slice(0, 3).join(", ")}`
          : close.length > 0
            ? `nearest: ${close.join(", ")}`
            : "nothing is like it";
      problems.push({
        code: "pattern-matches-nothing",
        message: `scope ${name}: "${pattern}" matches no source file (${hint})`,
      });
      continue;
    }
    if (symbols === null) {
      for (const file of found) files.set(file, null);
      continue;
    }
    for (const symbol of symbols) {
      let defined = false;
      for (const file of found) {
        const ranges = await rangesOf(file, symbol, evidence);
        if (ranges.length === 0) continue;
        defined = true;
        const known = files.get(file);
        if (known !== null) files.set(file, [...(known ?? []), ...ranges]);
      }
      if (!defined)
        problems.push({
          code: "symbol-not-found",
          message: `scope ${name}: no "${symbol}" is defined in ${found.slice(0, 3).join(", ")}`,
        });
    }
  }
  return { files, problems };
}

/** Where a symbol is: in the source text, else where a report says its function is. */
async function rangesOf(file: string, symbol: string, evidence: Evidence): Promise<readonly LineRange[]> {
  const source = await evidence.files.source(file);
  const inText = source === null ? [] : findSymbol(file, source.text, symbol);
  if (inText.length > 0) return inText;
  const functions = evidence.coverage.files.get(file)?.functions ?? [];
  return functions
    .filter(
      (each) =>
        each.line > 0 &&
        each.endLine >= each.line &&
        (each.name === symbol || each.name.split(/::|\./).at(-1) === symbol),
    )
    .map(({ line, endLine }) => ({ line, endLine }));
}

/** Whether a line is in the ranges; null ranges are the whole file. */
export function inRanges(ranges: readonly LineRange[] | null, line: number): boolean {
  return ranges === null || ranges.some((range) => line >= range.line && line <= range.endLine);
}
