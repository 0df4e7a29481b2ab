import type { PathRule, UnmatchedPath } from "../model/assessment.ts";
import { ancestors, folderOf, isAbsolute, joinPath, normalisePath, relativeTo } from "./paths.ts";
import type { WorkspaceIndex } from "./workspaceIndex.ts";

export interface PlacingContext {
  readonly index: WorkspaceIndex;
  /** Absolute path of the workspace folder. */
  readonly folder: string;
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
  const found = written.map((path) => placeOne(path, bases, context));
  const rule = commonRule(written, found);
  const files: (string | null)[] = [];
  const unmatched: UnmatchedPath[] = [];
  written.forEach((path, row) => {
    let placed = found[row]!;
    if (typeof placed !== "string" && rule !== null) placed = applyRule(rule, path, context.index) ?? placed;
    if (typeof placed === "string" && context.excluded(placed)) placed = { path: paths[row]!, reason: "excluded" };
    files.push(typeof placed === "string" ? placed : null);
    if (typeof placed !== "string") unmatched.push({ ...placed, path: paths[row]! });
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

function placeOne(path: string, bases: readonly string[], context: PlacingContext): string | UnmatchedPath {
  const { index } = context;
  for (const rule of context.rules) {
    const placed = applyRule(rule, path, index);
    if (placed !== null) return placed;
  }
  if (isAbsolute(path)) {
    const inside = relativeTo(context.folder, path, index.caseSensitive);
    if (inside !== null) return index.get(inside) ?? { path, reason: "not-in-workspace" };
  } else {
    for (const base of bases) {
      const placed = index.get(joinPath(base, path));
      if (placed !== null) return placed;
    }
  }
  const match = index.bySuffix(path);
  if (match.kind === "unique") return match.file;
  if (match.kind === "ambiguous") return { path, reason: "ambiguous", candidates: match.candidates };
  return { path, reason: path.startsWith("..") ? "outside-workspace" : "not-in-workspace" };
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
    const inside = relativeTo(context.folder, path, index.caseSensitive);
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
function commonRule(paths: readonly string[], found: readonly (string | UnmatchedPath)[]): PathRule | null {
  let rule: PathRule | null = null;
  for (let row = 0; row < paths.length; row++) {
    const placed = found[row]!;
    if (typeof placed !== "string") continue;
    const next = ruleOf(paths[row]!, placed);
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
