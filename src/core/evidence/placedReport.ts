import { inParallel } from "../inParallel.ts";
import type { WholeColumn } from "../model/columns.ts";
import { type CoverageColumns, countHits } from "../model/coverage.ts";
import type { CoverageReport, ReadResult } from "../model/report.ts";
import type { ChangedFile, Files, HashAlgorithm, History, LineChange, MeasuredCommit, Observations } from "../ports.ts";
import { type FilePart, hitsOf } from "./fileCoverage.ts";
import { endsBehind, type FreshnessQuestion, isOtherSource, judgeFreshness, listsOnlyCode } from "./freshness.ts";
import { byLineDirectives } from "./lineDirectives.ts";
import { fitsChanges, type LineSums } from "./lineSums.ts";
import { nocovRanges, withoutRanges } from "./nocov.ts";
import { folderOf, joinPath } from "./paths.ts";
import { isLost, type Placing, type PlacingContext, placePaths } from "./place.ts";
import type { SourceFacts, SourceFactsCache } from "./sourceFacts.ts";
import type { LineRange } from "./symbols.ts";
import { WorkspaceIndex } from "./workspaceIndex.ts";

/** A coverage report with its paths placed and every file of it judged. */
export interface PlacedReport {
  readonly read: ReadResult;
  readonly report: CoverageReport;
  readonly placing: Placing;
  /** Workspace file -> this report's part in it. */
  readonly contributions: ReadonlyMap<string, FilePart>;
  /** Lines covered and in all of the placed files, before freshness. */
  readonly covered: number;
  readonly total: number;
}

export interface GatheringPorts {
  readonly files: Files;
  readonly history: History;
  readonly observations: Observations;
  readonly facts: SourceFactsCache;
  /** Milliseconds since 1970. */
  readonly now: number;
}

interface PlacingPorts extends GatheringPorts {
  readonly context: PlacingContext;
}

/**
 * Milliseconds since 1970 of the time inside a report, else of its file. A time without zone is that of a container, which
 * keeps UTC, where the file was written within half an hour of that, and else counts as local.
 */
export function reportTime({ provenance: { generated, modified } }: ReadResult): number {
  const written = Date.parse(modified);
  const stated = Date.parse(generated ?? "");
  if (Number.isNaN(stated)) return written;
  const since = withoutZone.test(generated!) ? written - Date.parse(`${generated}Z`) : Number.NaN;
  return since > -coarsestClock && since < longestRun ? written - Math.max(0, since) : Math.min(stated, written);
}

/**
 * Names one writing of a report: tests that ran anew after an edit may well write to the byte what they wrote before, and
 * have measured another source.
 */
export function writingOf({ provenance }: ReadResult): string {
  return `${provenance.sha256} ${provenance.modified}`;
}

/**
 * The time to hold files' times against; null where it proves nothing: it is yet to come by this machine's clock, or it is
 * only that of the checkout that wrote a committed report.
 */
export function tellingTime(read: ReadResult, now: number, isCheckedOut: boolean): number | null {
  if (isCheckedOut && read.provenance.generated === null) return null;
  const time = reportTime(read);
  return time > now + coarsestClock ? null : time;
}

/** A time that ends with its seconds. */
const withoutZone = /[T ]\d\d:[\d:.]+$/;
/** Some file systems tell times to two seconds. */
const coarsestClock = 2000;
/** Reports that state when the tests began are written as much later, in milliseconds, hardly more. */
const longestRun = 30 * 60_000;

/** Producers of which it is known that they list only lines that hold code. */
function namesOnlyCode({ format }: ReadResult, { dialect }: CoverageReport): boolean {
  return format === "coveragepy-json" || format === "jacoco" || (dialect?.startsWith("coverage.py") ?? false);
}

/** Go lists all lines of a block: blank ones and comments, too, however few of them a small report has. */
function namesBlocks({ format }: ReadResult): boolean {
  return format === "go-cover";
}

interface GitEvidence {
  readonly commit: string;
  readonly certain: boolean;
  readonly changed: ReadonlyMap<string, ChangedFile>;
}

/** What is known of when a report was measured. */
interface Measured {
  readonly git: GitEvidence | null;
  readonly time: number | null;
}

async function measuredAt(read: ReadResult, { history, now }: PlacingPorts): Promise<Measured> {
  const stated = read.provenance.commit;
  const base: MeasuredCommit | null =
    stated !== null && (await history.knows(stated))
      ? { commit: stated, by: "report" }
      : await history.commitOf(read.path, new Date(reportTime(read)).toISOString());
  const certain = base?.by === "report";
  const time = tellingTime(read, now, certain);
  const commit = certain || time !== null ? (base?.commit ?? null) : null;
  const known = time === null ? null : new Date(time).toISOString();
  const changed = commit === null ? null : await history.changedSince(commit, known);
  return { git: commit === null || changed === null ? null : { commit, certain, changed }, time };
}

/** Line changes of a file, empty where only its name, its mode or its ends of lines changed; null: not known. */
export async function linesChanged(
  commit: string,
  { kind, oldPath, commit: own }: ChangedFile,
  file: string,
  history: History,
): Promise<readonly LineChange[] | null> {
  return kind === "modified" || kind === "renamed" ? history.lineChanges(own ?? commit, oldPath, file) : null;
}

/** Whether git does not tell what the file was. */
export function isUntold({ kind }: ChangedFile): boolean {
  return kind === "unseen" || kind === "added";
}

/** Places one report and judges, file by file, whether its source is still the one that was measured. */
export async function placeReport(
  read: ReadResult,
  report: CoverageReport,
  ports: PlacingPorts,
): Promise<PlacedReport> {
  const { git: then, time } = await measuredAt(read, ports);
  const manifest = manifests[read.format ?? ""];
  const context = manifest === undefined ? ports.context : await withPackages(ports.context, ports.files, manifest);
  const stated = placeWithRenames(report.coverage.paths, report, read.path, context, then);
  const columns = namesBlocks(read)
    ? await byLineDirectives(report.coverage, stated.placing.files, context.index.files, ports.files)
    : report.coverage;
  const { placing, git } =
    columns === report.coverage ? stated : placeWithRenames(columns.paths, report, read.path, context, then);
  const rows = placing.files.flatMap((file, row) => (file === null ? [] : [{ file, row }]));
  const sources = await inParallel(rows, 32, ({ file }) => ports.facts.of(file));
  const linesOf = (row: number) =>
    columns.lines === null
      ? new Uint32Array(0)
      : columns.lines.number.subarray(columns.lines.start[row]!, columns.lines.start[row + 1]!);
  const judged = rows.flatMap(({ file, row }, at) => {
    const source = sources[at]!;
    return source === null ? [] : [{ file, row, source, lines: linesOf(row) }];
  });
  const onlyCode = !namesBlocks(read) && (namesOnlyCode(read, report) || listsOnlyCode(judged));
  const { functions } = columns;
  const functionsOf = (row: number) => (functions === null ? null : functions.start[row + 1]! - functions.start[row]!);
  const observed = await ports.observations.get(writingOf(read));
  const contributions = new Map<string, FilePart>();
  let covered = 0;
  let total = 0;
  await inParallel(judged, 8, async ({ file, row, source, lines }) => {
    const change = git?.changed.get(file);
    const changes =
      git === null || change === undefined ? null : await linesChanged(git.commit, change, file, ports.history);
    const seen = observed?.get(file) ?? null;
    const isSeen = seen !== null && seen !== source.sha256 && (await hasContent(ports.files, file, "sha256", seen));
    const isBehind = endsBehind(file, lines, source, functionsOf(row));
    const question: FreshnessQuestion = {
      source,
      statedHashEquals: await compareStatedHash(report, row, file, ports.files),
      sums: await sumsOf(columns, row, lines, file, ports.facts),
      observedSha256: isSeen ? source.sha256 : seen,
      git:
        git === null || (change !== undefined && isUntold(change))
          ? null
          : change === undefined || changes?.length === 0
            ? { changed: false }
            : { changed: true, changes },
      commitIsCertain: git?.certain ?? false,
      mayBeMoved: change?.mayBeMoved ?? false,
      lines: isBehind ? lines.subarray(0, -1) : lines,
      listsOnlyCode: onlyCode,
      reportTime: time,
    };
    const freshness = judgeFreshness(question);
    const moved = freshness.kind === "stale" ? freshness.changes : null;
    const isOther =
      moved !== null &&
      question.sums === null &&
      (isOtherSource(moved, question) ||
        (question.observedSha256 !== null &&
          (await ports.history.hashesThen(change!.commit ?? git!.commit, change!.oldPath))?.includes(
            question.observedSha256,
          ) === false));
    const part = {
      columns,
      row,
      freshness: freshness.kind,
      changes: isOther ? null : moved,
      staleDetail: freshness.kind === "stale" ? freshness.detail : null,
      ...(isBehind ? { lastLine: source.lines.length } : {}),
    };
    const known = contributions.get(file);
    // Two paths of one report that are one file here (one report made of several, symbolic links): they add up.
    contributions.set(
      file,
      known === undefined ? part : { ...known, otherRows: [...(known.otherRows ?? []), row].sort((a, b) => a - b) },
    );
  });
  if (read.format === "simplecov") leaveOut(judged, contributions);
  for (const part of contributions.values()) {
    const counts = hitsOf(part);
    total += counts.length;
    covered += countHits(counts, 0, counts.length);
  }
  return { read, report, placing, contributions, covered, total };
}

/** Takes out what marks in the sources leave out, where those are still the measured ones. */
function leaveOut(
  judged: readonly { readonly file: string; readonly row: number; readonly source: SourceFacts }[],
  contributions: Map<string, FilePart>,
): void {
  const ranges = new Map<number, readonly LineRange[]>();
  for (const { file, row, source } of judged) {
    const marked = nocovRanges(source.markers);
    if (marked.length > 0 && contributions.get(file)?.freshness !== "stale") ranges.set(row, marked);
  }
  const [first] = contributions.values();
  if (first === undefined || ranges.size === 0) return;
  const columns = withoutRanges(first.columns, ranges);
  for (const [file, part] of contributions) contributions.set(file, { ...part, columns });
}

/** Sums of the lines as the report states them and as they are, by whichever ends of lines they fit; null where there are none. */
async function sumsOf(
  { lines: columns }: CoverageColumns,
  row: number,
  lines: WholeColumn,
  file: string,
  facts: SourceFactsCache,
): Promise<LineSums | null> {
  const stated = columns?.sum?.subarray(columns.start[row]!, columns.start[row + 1]!);
  if (stated === undefined || stated.every((sum) => sum === 0)) return null;
  const plain = await facts.lineSums(file, "");
  if (plain === null || fitsChanges(lines, { stated, now: plain }, [])) return plain && { stated, now: plain };
  // geninfo takes the carriage return for a part of the line.
  const returned = await facts.lineSums(file, "\r");
  const equal = (now: WholeColumn) => stated.filter((sum, at) => now[lines[at]! - 1] === sum).length;
  return { stated, now: returned !== null && equal(returned) > equal(plain) ? returned : plain };
}

const algorithms: readonly HashAlgorithm[] = ["md5", "sha1", "sha256", "sha512"];

/** Whether a file is the one whose hash the report states; null where it states none that can be compared. */
async function compareStatedHash(
  report: CoverageReport,
  row: number,
  file: string,
  files: Files,
): Promise<boolean | null> {
  const stated = report.coverage.sourceHashes?.[row] ?? null;
  const name = stated?.algorithm.toLowerCase().replaceAll("-", "");
  const algorithm = algorithms.find((each) => each === name);
  return algorithm === undefined ? null : hasContent(files, file, algorithm, stated!.value.toLowerCase());
}

/** Whether a file has this hash, whatever the ends of its lines: a checkout sets them anew. null: it cannot be read. */
async function hasContent(files: Files, file: string, algorithm: HashAlgorithm, hash: string): Promise<boolean | null> {
  for (const ends of [undefined, "\n", "\r\n"] as const) {
    const digest = await files.digest(file, algorithm, ends);
    if (digest === null) return null;
    if (digest === hash) return true;
  }
  return false;
}

/** The file that names a package, in whose paths of a report that name stands for the folder. */
interface Manifest {
  readonly file: RegExp;
  readonly name: RegExp;
  /** What paths begin with, and the folder within the package that they go on in. */
  readonly prefix: (name: string) => string;
  readonly folder: string;
}

/** By the format of reports. */
const manifests: Readonly<Record<string, Manifest>> = {
  "go-cover": {
    file: /(?:^|\/)go\.mod$/,
    name: /^module[ \t]+"?([^\s"]+)/m,
    prefix: (name) => `${name}/`,
    folder: "",
  },
  "dart-hitmap": {
    file: /(?:^|\/)pubspec\.yaml$/,
    name: /^name:[ \t]*["']?(\w+)/m,
    prefix: (name) => `package:${name}/`,
    folder: "lib",
  },
};

/** With the folders of packages, by whose names paths begin; a name that two folders have tells nothing. */
async function withPackages(context: PlacingContext, files: Files, manifest: Manifest): Promise<PlacingContext> {
  const found = context.index.files.filter((file) => manifest.file.test(file));
  const folders = new Map<string, string[]>();
  await inParallel(found, 32, async (file) => {
    const name = manifest.name.exec((await files.source(file))?.text ?? "")?.[1];
    if (name !== undefined)
      folders.set(name, [...(folders.get(name) ?? []), joinPath(folderOf(file), manifest.folder)]);
  });
  const rules = [...folders].flatMap(([name, all]) =>
    all.length === 1 ? [{ from: manifest.prefix(name), to: all[0]! }] : [],
  );
  // A module within another has the longer name.
  rules.sort((a, b) => b.from.length - a.from.length);
  return { ...context, rules: [...context.rules, ...rules] };
}

/**
 * Places paths among the files of then as well: those of a file renamed since are found under its new name, and one of a
 * file that is gone, or not checked out, is no other file of the same end. A file that was moved over another one was
 * moved after the report where that names both: it is a renamed one then, and the other is gone.
 */
function placeWithRenames(
  paths: readonly string[],
  { roots, modules }: CoverageReport,
  reportPath: string,
  context: PlacingContext,
  git: GitEvidence | null,
): { readonly placing: Placing; readonly git: GitEvidence | null } {
  const placing = placePaths(paths, roots, reportPath, context, modules);
  const { index } = context;
  /** Paths that no file has now -> the name of today, "" where there is none. */
  const gone = new Map<string, string>();
  for (const [path, { kind, oldPath }] of git?.changed ?? [])
    if (index.twins(oldPath).length === 0) gone.set(oldPath, kind === "renamed" ? path : "");
  const nameOf = (path: string) => index.fold(path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1));
  const names = new Set([...gone.keys()].map(nameOf));
  if (!paths.some((path) => names.has(nameOf(path)))) return { placing, git };
  const before: PlacingContext = {
    ...context,
    index: new WorkspaceIndex([...gone.keys(), ...index.files], index.caseSensitive, index.links),
  };
  const placedThen = placePaths(paths, roots, reportPath, before, modules).files;
  const namedThen = new Set(placedThen);
  const changed = new Map(git?.changed);
  const replaced = new Set<string>();
  for (const [path, change] of git?.changed ?? []) {
    if (change.holds === undefined || !namedThen.has(change.holds)) continue;
    changed.set(path, { ...change, kind: "renamed", oldPath: change.holds });
    gone.set(change.holds, path).set(path, "");
    replaced.add(path);
  }
  const then = placedThen.map((file) => gone.get(file ?? ""));
  const taken = new Set(placing.files.filter((_, row) => then[row] === undefined));
  const unmatched = new Map(placing.unmatched.map((each) => [each.path, each]));
  const files = placing.files.map((file, row) => {
    const now = then[row];
    const path = paths[row]!;
    if (now === undefined) return file;
    if (index.get(now) === now && !taken.has(now)) {
      if (!context.excluded(now)) {
        unmatched.delete(path);
        return now;
      }
      unmatched.set(path, { path, reason: "excluded" });
    } else if (file !== null)
      unmatched.set(path, { path, reason: replaced.has(file) ? "replaced" : "not-in-workspace" });
    return null;
  });
  const left = [...unmatched.values()];
  return {
    placing: { files, unmatched: left, proposal: left.some(isLost) ? placing.proposal : null },
    git: git === null ? null : { ...git, changed },
  };
}
