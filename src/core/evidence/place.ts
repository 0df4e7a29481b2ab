import type { PathRule, UnmatchedPath } from "../model/assessment.ts";
import {
  ancestors,
  baseOf,
  folderOf,
  isAbsolute,
  joinNormalised,
  joinPath,
  normalisePath,
  otherReadings,
  relativeTo,
} from "./paths.ts";
import { mostCandidates, type WorkspaceIndex } from "./workspaceIndex.ts";

/** Candidates that are told of: what a person may have meant. */
const mostShown = 5;
/** Paths that say the same, before they say that another one is gone. */
const fewestNeighbours = 3;
/** Rules that the paths of one report suggest and that are tried on its others. */
const mostRules = 8;

export interface PlacingContext {
  readonly index: WorkspaceIndex;
  /** Absolute paths of the workspace folder: its own, and the one behind symbolic links. */
  readonly folders: readonly string[];
  /** Mapping rules of readiness.json: they come first. */
  readonly rules: readonly PathRule[];
  /** Whether a workspace file is declared not to count. */
  excluded(file: string): boolean;
  /** Whether a file is no source of the workspace: git ignores it, files.exclude hides it, its folder is not entered. */
  hidden(file: string): boolean;
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
 * @param modules the module that the report says each path is of, "" where it says none
 */
export function placePaths(
  paths: readonly string[],
  roots: readonly string[],
  reportPath: string,
  context: PlacingContext,
  modules: readonly string[] = [],
): Placing {
  const written = paths.map(normalisePath);
  const others = paths.map(otherReadings);
  const plain = written.map(plainName);
  const bases = baseFolders(
    [...written.map((path, row) => (path.includes("?") ? plain[row]! : path)), ...others.flat()],
    roots,
    reportPath,
    context,
  );
  const each = written.map((path, row) => {
    const readings = [path, ...others[row]!];
    const read = readings.length > 1 ? placeReadings(readings, bases, context) : null;
    if (read !== null) {
      written[row] = read.reading;
      return read.place;
    }
    const asWritten = placeOne(path, bases, context);
    if ("file" in asWritten || asWritten.reason !== "not-in-workspace") return asWritten;
    const reading = plain[row]!;
    const place = reading === path ? asWritten : placeOne(reading, bases, context);
    if (!("file" in place)) return asWritten;
    written[row] = reading;
    return place;
  });
  const { index } = context;
  const found = settle(
    written,
    agree(written, withoutOthers(written, each, context.folders), reportPath, modules, index),
    index,
  );
  const rule = commonRule(written, found, index);
  /** Where the path would lie in the folder. */
  const mayBe = (path: string): readonly string[] => {
    if (!isAbsolute(path)) return folders.map((folder) => joinNormalised(folder, path));
    const inside = insideOf(path, context);
    const rest = rule === null ? null : relativeTo(normalisePath(rule.from), path, index.caseSensitive);
    return [...(inside === null ? [] : [inside]), ...(rest === null ? [] : [joinPath(rule!.to, rest)])];
  };
  const folders = [...new Set([...bases.all, ...ancestors(folderOf(reportPath))])];
  const files: (string | null)[] = [];
  const unmatched: UnmatchedPath[] = [];
  written.forEach((path, row) => {
    const placed = found[row]!;
    const file =
      "file" in placed ? placed.file : rule === null || placed.isFinal ? null : applyRule(rule, path, context.index);
    const counts = file !== null && !context.excluded(file);
    files.push(counts ? file : null);
    if (file !== null && !counts) unmatched.push({ path: paths[row]!, reason: "excluded" });
    else if (file === null) {
      const lost = placed as NoPlace;
      const isHidden = lost.reason === "not-in-workspace" && mayBe(path).some((each) => context.hidden(each));
      unmatched.push(isHidden ? { path: paths[row]!, reason: "ignored" } : shown(paths[row]!, lost));
    }
  });
  const lost = unmatched.filter(isLost);
  const isBelow = files.some((file, row) => file !== null && !isAbsolute(written[row]!));
  /** Whether the other paths tell where this one was: it is gone, and a file of its name elsewhere is another one. */
  const isGone = (path: string) =>
    isAbsolute(path)
      ? insideOf(path, context) !== null || ((rule?.from.length ?? 0) > 1 && mayBe(path).length > 0)
      : isBelow || path.startsWith("..");
  const alone = lost.length === 1 ? normalisePath(lost[0]!.path) : null;
  return {
    files,
    unmatched,
    proposal: alone !== null && isGone(alone) ? null : propose(lost, new Set(files), context.index),
  };
}

function shown(path: string, { reason, candidates }: NoPlace): UnmatchedPath {
  return candidates === undefined ? { path, reason } : { path, reason, candidates: candidates.slice(0, mostShown) };
}

/** A path that is no file's as it is written, read as a part of a URL: "a%20b.ts", "App.vue?vue&type=script". */
function plainName(path: string): string {
  if (!/[?%]/.test(path)) return path;
  const plain = path.split("?", 1)[0]!;
  try {
    return decodeURIComponent(plain).normalize("NFC");
  } catch {
    return plain;
  }
}

/** Whether a path may have a place that a mapping rule would tell. */
export function isLost(path: UnmatchedPath): boolean {
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
  /** What the workspace folder is called in the path, with its "/", where its name told the place. */
  readonly home?: string;
}

interface NoPlace extends UnmatchedPath {
  /** Whether the report's other paths cannot tell either: it names several folders that have such a file. */
  readonly isFinal?: boolean;
}

function firstBelow(folders: readonly string[], path: string, index: WorkspaceIndex): string | null {
  for (const folder of folders) {
    const file = index.get(joinNormalised(folder, path));
    if (file !== null) return file;
  }
  return null;
}

/**
 * The place of a path that can be read in several ways: the one that a reading names outright, two of them are ambiguous;
 * else, of several with the end of the first reading, the one that another singles out. Null where none tells.
 */
function placeReadings(
  readings: readonly string[],
  bases: BaseFolders,
  context: PlacingContext,
): { readonly reading: string; readonly place: Place | NoPlace } | null {
  const [first] = readings as [string];
  const places = readings.map((reading) => ({ reading, place: placeOne(reading, bases, context) }));
  const filesOf = (some: typeof places) => new Set(some.flatMap(({ place }) => ("file" in place ? [place.file] : [])));
  const outright = places.filter(({ place }) => "file" in place && place.guided && place.home === undefined);
  const named = filesOf(outright);
  if (named.size > 1)
    return {
      reading: first,
      place: { path: first, reason: "ambiguous", candidates: [...named].sort(), isFinal: true },
    };
  if (named.size === 1) return outright[0]!;
  const asWritten = places[0]!.place;
  if ("file" in asWritten || asWritten.reason !== "ambiguous") return null;
  const told = places.filter(({ place }) => "file" in place && asWritten.candidates?.includes(place.file) === true);
  return filesOf(told).size === 1 ? told[0]! : null;
}

function placeOne(path: string, bases: BaseFolders, context: PlacingContext): Place | NoPlace {
  const { index } = context;
  for (const rule of context.rules) {
    const placed = applyRule(rule, path, index);
    if (placed !== null) return { file: placed, guided: true };
  }
  if (isAbsolute(path)) {
    const inside = insideOf(path, context);
    if (inside !== null) {
      const file = index.get(inside);
      if (file !== null) return { file, guided: true };
      const candidates = index.twins(inside);
      return candidates.length > 1
        ? { path, reason: "ambiguous", candidates, isFinal: true }
        : { path, reason: "not-in-workspace" };
    }
  } else {
    const named = new Set(bases.named.map((folders) => firstBelow(folders, path, index)));
    named.delete(null);
    if (named.size > 1) return { path, reason: "ambiguous", candidates: [...named] as string[], isFinal: true };
    const placed = firstBelow(bases.all, path, index);
    if (placed !== null) return { file: placed, guided: true };
  }
  const match = index.bySuffix(path);
  const own = ownOf(path, context);
  // The folder's own name makes an end longer by one: checkouts are named alike on all machines.
  const rivals = match.kind === "unique" ? [match.file] : match.kind === "ambiguous" ? match.candidates : [];
  const rival = own === null || rivals[0] === own.file || match.kind === "none" ? 0 : match.segments;
  if (own !== null && rival <= own.segments) return { file: own.file, guided: true, home: own.home };
  if (own !== null && rival === own.segments + 1)
    return { path, reason: "ambiguous", candidates: [own.file, ...rivals].sort() };
  if (match.kind === "unique" && !isDependency(path, match.segments)) return { file: match.file, guided: false };
  if (match.kind === "ambiguous" && !isDependency(path, match.segments))
    return { path, reason: "ambiguous", candidates: match.candidates };
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

/** The file whose whole path stands behind the name of the workspace folder in this one, and how many segments it has. */
function ownOf(
  path: string,
  { folders, index }: PlacingContext,
): { file: string; segments: number; home: string } | null {
  const names = new Set(folders.map((folder) => index.fold(baseOf(folder))));
  const segments = path.split("/");
  for (let at = 0; at < segments.length - 1; at++) {
    if (segments[at] === "" || !names.has(index.fold(segments[at]!))) continue;
    const file = index.get(segments.slice(at + 1).join("/"));
    if (file !== null)
      return { file, segments: segments.length - at - 1, home: `${segments.slice(0, at + 1).join("/")}/` };
  }
  return null;
}

/** How many segments two paths end with alike. */
function sharedEnd(a: readonly string[], b: readonly string[], index: WorkspaceIndex): number {
  const isSame = (one = "", other = "") => one === other || index.fold(one) === index.fold(other);
  const most = Math.min(a.length, b.length);
  let shared = 0;
  while (shared < most && isSame(a.at(-1 - shared), b.at(-1 - shared))) shared++;
  return shared;
}

/**
 * Folders in which managers of packages keep what they fetched; a "@" is in those of Go's modules. "package:name" is
 * Dart's: those of the folder itself have a rule.
 */
const dependencies =
  /^(?:node_modules|bower_components|vendor|Pods|Carthage|\.cargo|\.rustup|rustc|\.conan2?|gems|\.nuget|\.pub-cache|_deps|third_party|package:[^/]+|[^/]+@v\d[^/]*)$/;

/** Whether what stands before the shared end is a dependency's folder: "src/index.js" of a package is not ours. */
function isDependency(path: string, shared: number): boolean {
  return path
    .split("/")
    .slice(0, -shared)
    .some((segment) => dependencies.test(segment));
}

/**
 * Where paths tell what this folder is called elsewhere, one below it that is no file here is none by its end either, and
 * one beside it is of another folder: "services/web/src/a.ts" is no file of "services/api", nor is "../web/src/a.ts" of
 * the folder that "src/a.ts" starts from.
 */
function withoutOthers(
  written: readonly string[],
  found: readonly (Place | NoPlace)[],
  folders: readonly string[],
): readonly (Place | NoPlace)[] {
  const here = folders.map((folder) => `${folder}/`);
  const homes = [
    ...new Set(
      found.flatMap((each, row) =>
        "file" in each ? [each.home ?? here.find((home) => written[row]!.startsWith(home)) ?? ""] : [],
      ),
    ),
  ].filter((home) => home !== "");
  if (homes.length > mostRules) return found;
  const isDown = (path: string) => !isAbsolute(path) && !path.startsWith("..");
  const goesDown = found.some((each, row) => "file" in each && each.guided && isDown(written[row]!));
  if (homes.length === 0 && !goesDown) return found;
  return found.map((each, row) => {
    const path = written[row]!;
    const isOpen = "file" in each ? !each.guided : each.reason === "ambiguous" && each.isFinal !== true;
    if (isOpen && goesDown && path.startsWith("..")) return { path, reason: "outside-workspace" };
    if (isOpen && homes.some((home) => path.startsWith(home))) return { path, reason: "not-in-workspace" };
    const isOther = isOpen && !path.includes("-packages/") && homes.some((home) => isBeside(path, home));
    return isOther ? { path, reason: "outside-workspace" } : each;
  });
}

/** Whether a path starts where the folder's own does: in the folder above it, or two folders from the top on. */
function isBeside(path: string, home: string): boolean {
  if (!isAbsolute(home)) return !isAbsolute(path);
  const above = folderOf(home.slice(0, -1));
  const top = home.split("/").slice(0, 3).join("/");
  return [above, top].some((folder) => folder !== "" && `${folder}/` !== home && path.startsWith(`${folder}/`));
}

/**
 * What the paths of one report say together. Each that is placed by its end suggests a rule for the others: a path that
 * rules take to different files goes where the one that takes the most paths to a file takes it, and where that does not
 * tell, nowhere. A path whose end is ambiguous goes where all rules that take it to a file take it; else, where no rule
 * tells of its beginning, to what its own words or the report's place single out.
 */
function agree(
  written: readonly string[],
  found: readonly (Place | NoPlace)[],
  reportPath: string,
  modules: readonly string[],
  index: WorkspaceIndex,
): readonly (Place | NoPlace)[] {
  const suggested = suggestedRules(written, found, index);
  const rules = suggested.slice(0, mostRules).map(({ rule }) => rule);
  const isAlone = doubter(written, found, suggested, index);
  const reach = new Map<PathRule, number>();
  const reachOf = (rule: PathRule) => {
    const known = reach.get(rule) ?? written.filter((path) => applyRule(rule, path, index) !== null).length;
    reach.set(rule, known);
    return known;
  };
  return found.map((each, row) => {
    const path = written[row]!;
    if ("file" in each) {
      if (each.guided) return each;
      if (isAlone(path, each.file)) return { path, reason: "ambiguous", candidates: [each.file], isFinal: true };
      if (rules.length < 2) return each;
      const rivals = rules.flatMap((rule) => {
        const file = applyRule(rule, path, index);
        return file === null ? [] : [{ file, reach: reachOf(rule) }];
      });
      const files = new Set([each.file, ...rivals.map(({ file }) => file)]);
      if (files.size < 2) return each;
      const most = Math.max(...rivals.map((rival) => rival.reach));
      const likeliest = new Set(rivals.filter((rival) => rival.reach === most).map(({ file }) => file));
      if (likeliest.size === 1) return { file: [...likeliest][0]!, guided: false };
      return { path, reason: "ambiguous", candidates: [...files] };
    }
    if (each.reason !== "ambiguous" || each.isFinal) return each;
    const told = rules.filter(({ from }) => relativeTo(normalisePath(from), path, index.caseSensitive) !== null);
    const files = new Set(told.map((rule) => applyRule(rule, path, index)));
    files.delete(null);
    const single = () => ofModule(path, modules[row] ?? "", each, index) ?? singledOut(path, each, reportPath, index);
    const file = files.size === 1 ? [...files][0]! : told.length > 0 ? null : single();
    return file === null ? each : { file, guided: false };
  });
}

interface Suggestion {
  readonly rule: PathRule;
  /** Paths that suggest it. */
  count: number;
}

/** The rules that paths placed by their ends suggest, those of the most paths first. */
function suggestedRules(
  written: readonly string[],
  found: readonly (Place | NoPlace)[],
  index: WorkspaceIndex,
): readonly Suggestion[] {
  const rules = found.flatMap((each, row) =>
    "file" in each && !each.guided ? [ruleOf(written[row]!, each.file, index)] : [],
  );
  return counted(rules.filter(({ from }) => from !== ""));
}

/** The rules with how often each is among them, the most frequent first. */
function counted(rules: readonly PathRule[]): readonly Suggestion[] {
  const votes = new Map<string, Suggestion>();
  for (const rule of rules) {
    const vote = votes.get(keyOf(rule));
    if (vote === undefined) votes.set(keyOf(rule), { rule, count: 1 });
    else vote.count++;
  }
  return [...votes.values()].sort((a, b) => b.count - a.count);
}

function keyOf({ from, to }: PathRule): string {
  return `${from}\u0000${to}`;
}

/**
 * Tells a path that only its end places where the other paths say that it was elsewhere: in this folder, and gone, or on
 * their machine, and no file of this folder. The file of its end is another one.
 */
function doubter(
  written: readonly string[],
  found: readonly (Place | NoPlace)[],
  suggested: readonly Suggestion[],
  index: WorkspaceIndex,
): (path: string, file: string) => boolean {
  const counts = new Map(suggested.map(({ rule, count }) => [keyOf(rule), count]));
  const common = suggested.slice(0, mostRules).filter(({ rule }) => rule.from !== "/");
  const guided = written.filter((_, row) => "guided" in found[row]! && (found[row] as Place).guided);
  const absolute = guided.filter(isAbsolute).length;
  return (path, file) => {
    const own = ruleOf(path, file, index);
    // Two paths that say the same say enough, and so does a package that is installed; a name alone says least.
    if ((counts.get(keyOf(own)) ?? 0) > 1 || installed.test(own.from)) return false;
    const fewest = file.includes("/") ? fewestNeighbours : 1;
    if ((isAbsolute(path) ? absolute : guided.length - absolute) >= fewest) return true;
    return common.some(({ rule, count }) =>
      own.from.startsWith(rule.from)
        ? count >= fewest && (own.to !== "" || own.from !== rule.from) && applyRule(rule, path, index) === null
        : count >= fewestNeighbours && isAbsolute(path),
    );
  };
}

/** The end of a folder in which Python has packages as they are installed. */
const installed = /\b(?:site|dist)-packages\/$/;

/** The one of several candidates that lies in a folder named like the path's module. */
function ofModule(path: string, module: string, { candidates }: UnmatchedPath, index: WorkspaceIndex): string | null {
  if (module === "" || candidates === undefined || candidates.length >= mostCandidates) return null;
  const inside = holding(`${module}/${path}`, candidates, index);
  return inside.length === 1 ? inside[0]! : null;
}

/** The files whose paths hold all segments of this one in their order. */
function holding(path: string, files: readonly string[], index: WorkspaceIndex): readonly string[] {
  const segments = index.fold(path).split("/");
  return files.filter((file) => {
    let at = 0;
    for (const segment of index.fold(file).split("/")) if (segment === segments[at]) at++;
    return at === segments.length;
  });
}

/**
 * The one of several candidates that holds all folders of the path in their order ("core/com/acme/A.java" of a group
 * "core" in core/src/main/java), or the only one below the nearest folder above the report: that of its module.
 */
function singledOut(
  path: string,
  { candidates }: UnmatchedPath,
  reportPath: string,
  index: WorkspaceIndex,
): string | null {
  const files = candidates ?? [];
  if (files.length >= mostCandidates) return null;
  if (!isAbsolute(path)) {
    const all = holding(path, files, index);
    if (all.length === 1) return all[0]!;
    // What stands before the shared end names another place.
    if (all.length === 0) return null;
  }
  for (const folder of ancestors(folderOf(reportPath)).filter((each) => each !== "")) {
    const below = files.filter((file) => relativeTo(folder, file, index.caseSensitive) !== null);
    if (below.length > 0) return below.length === 1 ? below[0]! : null;
  }
  return null;
}

/**
 * Two paths of a report that have one file's end are not told apart by it: a copy of a file somewhere else ends alike.
 * The one whose beginning the most paths of the report share is the file; where that does not tell, none of them is.
 */
function settle(
  written: readonly string[],
  found: readonly (Place | NoPlace)[],
  index: WorkspaceIndex,
): readonly (Place | NoPlace)[] {
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
  const beginning = (row: number) => keyOf(ruleOf(written[row]!, (found[row] as Place).file, index));
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

/** Folders of the workspace that relative paths of a report may start from. */
interface BaseFolders {
  /** For each folder that the report names, which ones it may be here. */
  readonly named: readonly (readonly string[])[];
  /** The likeliest first. */
  readonly all: readonly string[];
}

/**
 * Where relative paths of this report may start from: what the report names, then of the folders above the report the
 * one that holds most of its paths (the nearest where equal).
 */
function baseFolders(
  paths: readonly string[],
  roots: readonly string[],
  reportPath: string,
  context: PlacingContext,
): BaseFolders {
  const { index } = context;
  const above = ancestors(folderOf(reportPath));
  const named = roots.map((root) => {
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
    relative.reduce((sum, path) => sum + (index.get(joinNormalised(base, path)) === null ? 0 : 1), 0);
  // Nothing lies below a folder that is none, unless its path climbs out of it.
  const climbs = relative.some((path) => path.startsWith(".."));
  const bases = [...new Set([...named.flat(), ...above])].filter((base) => climbs || index.hasFolder(base));
  const ranked = bases.map((base, rank) => ({ base, rank, held: held(base) }));
  const all = ranked
    .filter((each) => each.held > 0)
    .sort((a, b) => b.held - a.held || a.rank - b.rank)
    .map((each) => each.base);
  const known = named.map((folders) => folders.filter((each) => all.includes(each)));
  // A root of which nothing stands in this workspace may be the workspace itself.
  return { named: known.map((folders) => (folders.length > 0 ? folders : [""])), all };
}

/** The rule "what stands before the shared end" that all placed absolute paths agree on, or null. */
function commonRule(
  paths: readonly string[],
  found: readonly (Place | NoPlace)[],
  index: WorkspaceIndex,
): PathRule | null {
  let rule: PathRule | null = null;
  for (let row = 0; row < paths.length; row++) {
    const placed = found[row]!;
    if (!("file" in placed)) continue;
    const next = ruleOf(paths[row]!, placed.file, index);
    if (rule === null) rule = next;
    else if (rule.from !== next.from || rule.to !== next.to) return null;
  }
  return rule;
}

/** The shortest rule that takes a report's path to a workspace file: what is left of both before their shared end. */
function ruleOf(path: string, file: string, index: WorkspaceIndex): PathRule {
  const a = path.split("/");
  const b = file.split("/");
  const shared = sharedEnd(a, b, index);
  const head = (segments: string[]) =>
    segments.length === shared ? "" : `${segments.slice(0, segments.length - shared).join("/")}/`;
  return { from: head(a), to: head(b) };
}

/**
 * Of the rules that a namesake of each lost path suggests, the one that places the most, two at least or all. A file that
 * another path of the report is, is no path's that is lost, and no file is a dependency's.
 */
function propose(
  lost: readonly UnmatchedPath[],
  taken: ReadonlySet<string | null>,
  index: WorkspaceIndex,
): PathRule | null {
  const rules = lost.slice(0, 1000).flatMap(({ path, candidates }) => {
    const normalised = normalisePath(path);
    return (candidates ?? index.namesakes(normalised))
      .filter(
        (file) =>
          !taken.has(file) && !isDependency(normalised, sharedEnd(normalised.split("/"), file.split("/"), index)),
      )
      .map((file) => ruleOf(normalised, file, index));
  });
  const [best, second] = counted(rules);
  if (best === undefined || best.count === second?.count || best.rule.from === "") return null;
  return best.count >= 2 || lost.length === 1 ? best.rule : null;
}
