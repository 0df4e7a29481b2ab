import type { PathRule, UnmatchedPath } from "../model/assessment.ts";
import { ancestors, folderOf, isAbsolute, joinPath, normalisePath, relativeTo } from "./paths.ts";
import type { WorkspaceIndex } from "./workspaceIndex.ts";

export interface PlacingContext {
  readonly index: WorkspaceIndex;
  /** Absolute paths of the workspace folder: its own, and the one behind symbolic links. */
  readonly folders: readonly string[];
  /** Mapping rules of readiness.json: they come first. */
  readonly rules: readonly PathRule[];
  /** Whether a workspace file is declared not to count. */
  excluded(file: string): boolean;
}

/** Where the paths of one report are in the workspace. */
export interface Placing {
  /** For each path of the report, in its order: the workspace file, or null. */
  readonly files: readonly (string | null)[];
  readonly unmatched: readonly UnmatchedPath[];
  /** A mapping rule that would place paths that are not, null where none is evident. */
  readonly proposal: PathRule | null;
}

/**
 * Places a report's paths: rules of readiness.json, then the folders the report names and the folders above it, then the
 * longest unique end of the path, then the common root that the paths placed so far agree on. Never guesses between two.
 *
 * @param reportPath the report's own path, relative to the folder
 * @param roots folders the report says its paths are relative to
 */
export function placePaths(
  paths: readonly string[],
  roots: readonly string[],
  reportPath: string,
  context: PlacingContext,
): Placing {
  const written = paths.map(normalisePath);
  const bases = baseFolders(written, roots, reportPath, context);
  const found = settle(
    written,
    written.map((path) => placeOne(path, bases, context)),
  );
  const rule = commonRule(written, found);
  const files: (string | null)[] = [];
  const unmatched: UnmatchedPath[] = [];
  written.forEach((path, row) => {
    const placed = found[row]!;
    const file = "file" in placed ? placed.file : rule === null ? null : applyRule(rule, path, context.index);
    const counts = file !== null && !context.excluded(file);
    files.push(counts ? file : null);
    if (file !== null && !counts) unmatched.push({ path: paths[row]!, reason: "excluded" });
    else if (file === null) unmatched.push({ ...(placed as UnmatchedPath), path: paths[row]! });
  });
  return {
    files,
    unmatched,
    proposal: unmatched.some(isLost) ? propose(unmatched.filter(isLost), context.index) : null,
  };
}

function isLost(path: UnmatchedPath): boolean {
  return path.reason === "not-in-workspace" || path.reason === "ambiguous";
}

function applyRule(rule: PathRule, path: string, index: WorkspaceIndex): string | null {
  const from = normalisePath(rule.from);
  const rest = relativeTo(from, path, index.caseSensitive);
  return rest === null ? null : index.get(joinPath(rule.to, rest));
}

/** Where a path is. `guided`: told by a rule, a root or the folder itself, not only by the path's end. */
interface Place {
  readonly file: string;
  readonly guided: boolean;
}

function placeOne(path: string, bases: readonly string[], context: PlacingContext): Place | UnmatchedPath {
  const { index } = context;
  for (const rule of context.rules) {
    const placed = applyRule(rule, path, index);
    if (placed !== null) return { file: placed, guided: true };
  }
  if (isAbsolute(path)) {
    const inside = insideOf(path, context);
    if (inside !== null) {
      const file = index.get(inside);
      return file === null ? { path, reason: "not-in-workspace" } : { file, guided: true };
    }
  } else {
    for (const base of bases) {
      const placed = index.get(joinPath(base, path));
      if (placed !== null) return { file: placed, guided: true };
    }
  }
  const match = index.bySuffix(path);
  if (match.kind === "unique" && !isDependency(path, match.segments)) return { file: match.file, guided: false };
  if (match.kind === "ambiguous") return { path, reason: "ambiguous", candidates: match.candidates };
  return { path, reason: path.startsWith("..") ? "outside-workspace" : "not-in-workspace" };
}

/** An absolute path relative to the workspace folder, null where it is not in it. */
function insideOf(path: string, { folders, index }: PlacingContext): string | null {
  for (const folder of folders) {
    const inside = relativeTo(folder, path, index.caseSensitive);
    if (inside !== null) return inside;
  }
  return null;
}

/** Whether what stands before the shared end is a dependency's folder: "src/index.js" of a package is not ours. */
function isDependency(path: string, shared: number): boolean {
  return path.split("/").slice(0, -shared).includes("node_modules");
}

/**
 * Two paths of a report that have one file's end are not told apart by it: a copy of a file somewhere else ends alike.
 * The one whose beginning the most paths of the report share is the file; where that does not tell, none of them is.
 */
function settle(
  written: readonly string[],
  found: readonly (Place | UnmatchedPath)[],
): readonly (Place | UnmatchedPath)[] {
  const claims = new Map<string, number[]>();
  found.forEach((each, row) => {
    if (!("file" in each)) return;
    const rows = claims.get(each.file);
    if (rows === undefined) claims.set(each.file, [row]);
    else rows.push(row);
  });
  const byEnd = (row: number) => !(found[row] as Place).guided;
  const contested = [...claims].filter(([, rows]) => rows.length > 1 && rows.some(byEnd));
  if (contested.length === 0) return found;
  const beginning = (row: number) => {
    const { from, to } = ruleOf(written[row]!, (found[row] as Place).file);
    return `${from}\u0000${to}`;
  };
  const votes = new Map<string, number>();
  for (const row of [...claims.values()].flat()) {
    if (byEnd(row)) votes.set(beginning(row), (votes.get(beginning(row)) ?? 0) + 1);
  }
  const settled = [...found];
  for (const [file, rows] of contested) {
    const ends = rows.filter(byEnd);
    const most = ends.reduce((best, row) => Math.max(best, votes.get(beginning(row))!), 0);
    const likeliest = new Set(ends.map(beginning).filter((each) => votes.get(each) === most));
    // Beside a path that is told otherwise, a beginning that no other path has proves nothing.
    const tells = likeliest.size === 1 && (ends.length === rows.length || most > 1);
    for (const row of ends)
      if (!tells || !likeliest.has(beginning(row)))
        settled[row] = { path: written[row]!, reason: "ambiguous", candidates: [file] };
  }
  return settled;
}

/**
 * Folders of the workspace that relative paths of this report may start from, the likeliest first: what the report
 * names, then of the folders above the report the one that holds most of its paths (the nearest where equal).
 */
function baseFolders(
  paths: readonly string[],
  roots: readonly string[],
  reportPath: string,
  context: PlacingContext,
): string[] {
  const { index } = context;
  const above = ancestors(folderOf(reportPath));
  const named = roots.flatMap((root) => {
    const path = normalisePath(root);
    if (!isAbsolute(path)) return above.map((folder) => joinPath(folder, path));
    const inside = insideOf(path, context);
    if (inside !== null) return [inside];
    // The root of another machine: its last folders may stand in this workspace.
    const segments = path.split("/").filter((segment) => segment !== "");
    return segments.map((_, at) => segments.slice(at).join("/"));
  });
  const relative = paths.filter((path) => !isAbsolute(path));
  const held = (base: string) =>
    relative.reduce((sum, path) => sum + (index.get(joinPath(base, path)) === null ? 0 : 1), 0);
  const ranked = [...new Set([...named, ...above])].map((base, rank) => ({ base, rank, held: held(base) }));
  return ranked
    .filter((each) => each.held > 0)
    .sort((a, b) => b.held - a.held || a.rank - b.rank)
    .map((each) => each.base);
}

/** The rule "what stands before the shared end" that all placed absolute paths agree on, or null. */
function commonRule(paths: readonly string[], found: readonly (Place | UnmatchedPath)[]): PathRule | null {
  let rule: PathRule | null = null;
  for (let row = 0; row < paths.length; row++) {
    const placed = found[row]!;
    if (!("file" in placed)) continue;
    const next = ruleOf(paths[row]!, placed.file);
    if (rule === null) rule = next;
    else if (rule.from !== next.from || rule.to !== next.to) return null;
  }
  return rule;
}

/** The shortest rule that takes a report's path to a workspace file: what is left of both before their shared end. */
export function ruleOf(path: string, file: string): PathRule {
  const a = path.split("/");
  const b = file.split("/");
  let shared = 0;
  while (
    shared < a.length &&
    shared < b.length &&
    a.at(-1 - shared)!.toLowerCase() === b.at(-1 - shared)!.toLowerCase()
  )
    shared++;
  const head = (segments: string[]) =>
    segments.length === shared ? "" : `${segments.slice(0, segments.length - shared).join("/")}/`;
  return { from: head(a), to: head(b) };
}

/** Of the rules that a namesake of each lost path suggests, the one that places the most, two at least or all. */
function propose(lost: readonly UnmatchedPath[], index: WorkspaceIndex): PathRule | null {
  const votes = new Map<string, { rule: PathRule; count: number }>();
  for (const { path, candidates } of lost.slice(0, 1000)) {
    const normalised = normalisePath(path);
    for (const file of candidates ?? index.namesakes(normalised)) {
      const rule = ruleOf(normalised, file);
      const key = `${rule.from}\u0000${rule.to}`;
      const vote = votes.get(key);
      if (vote === undefined) votes.set(key, { rule, count: 1 });
      else vote.count++;
    }
  }
  const ranked = [...votes.values()].sort((a, b) => b.count - a.count);
  const [best, second] = ranked;
  if (best === undefined || best.count === second?.count || best.rule.from === "") return null;
  return best.count >= 2 || lost.length === 1 ? best.rule : null;
}
