import { inParallel } from "../inParallel.ts";
import type { ReportState, RunFailure, SubsetRun, UnmatchedPath } from "../model/assessment.ts";
import { coverageTotals } from "../model/coverage.ts";
import type { Reason } from "../model/measurement.ts";
import type {
  BenchmarkReport,
  CoverageReport,
  DocumentationReport,
  FindingsReport,
  MutationReport,
  Problem,
  Provenance,
  ReadResult,
  Report,
  ReportKind,
  TestReport,
} from "../model/report.ts";
import { numberText } from "../numberText.ts";
import type { Policy } from "../policy/policy.ts";
import type { Files, Listing } from "../ports.ts";
import {
  type AcceptedRun,
  acceptedRun,
  compareWithAccepted,
  type Fall,
  missingShards,
  noFall,
  uncombined,
} from "./completeness.ts";
import { findDuplicates } from "./duplicates.ts";
import { type ExpectedSources, expectedSources } from "./expectedSources.ts";
import { type Contribution, contributionOf, type FileCoverage, type FilePart, uniteFile } from "./fileCoverage.ts";
import { matcher } from "./globs.ts";
import { importedOnly } from "./importOnly.ts";
import { folderOf } from "./paths.ts";
import { type PlacingContext, placePaths } from "./place.ts";
import {
  type GatheringPorts,
  isUntold,
  linesChanged,
  type PlacedReport,
  placeReport,
  reportTime,
  tellingTime,
} from "./placedReport.ts";
import type { SourceFacts, SourceFactsCache } from "./sourceFacts.ts";
import { gatherTests, type RepeatedReport, type TestEvidence, type TestResult } from "./testEvidence.ts";
import { unreadReason } from "./unreadReport.ts";
import { WorkspaceIndex } from "./workspaceIndex.ts";

/** A report with where it comes from. */
interface Sourced<R extends Report> {
  readonly read: ReadResult;
  readonly report: R;
}

/** A report whose files are placed as those of coverage are. */
interface Located<R extends Report> extends Sourced<R> {
  /** Workspace file of each path that the report names and that is placed. */
  readonly files: ReadonlyMap<string, string>;
  readonly unmatched: readonly UnmatchedPath[];
}

/** Everything that is known of a folder, placed and united: what gates are measured from. */
export interface Evidence {
  readonly index: WorkspaceIndex;
  readonly files: Files;
  readonly facts: SourceFactsCache;
  readonly coverage: CoverageEvidence;
  readonly tests: TestEvidence;
  /** Test reports kept apart because they are results of single environments. */
  readonly environmentTests: readonly Sourced<TestReport>[];
  readonly benchmarks: readonly Sourced<BenchmarkReport>[];
  readonly documentation: readonly Located<DocumentationReport>[];
  readonly findings: readonly Located<FindingsReport>[];
  readonly mutation: readonly Located<MutationReport>[];
  readonly reports: readonly ReportState[];
  readonly runFailures: readonly RunFailure[];
  /** Patterns that were searched, by kind of report. */
  readonly searched: ReadonlyMap<ReportKind, readonly string[]>;
  /** Source files that changed after the newest test report was written, as far as content or time tells. */
  readonly changedAfterTests: readonly string[];
  /** Why not all tests are here, and those that are not. */
  readonly missingTests: MissingTests;
  /** The run looks like a part of the last whole one; null: it does not. */
  readonly subset: SubsetRun | null;
  /** What to hold the next run against, if this one counts as whole. */
  readonly acceptable: AcceptedRun;
}

interface MissingTests {
  readonly reasons: readonly Reason[];
  /** Tests of the last whole run. */
  readonly known: readonly TestResult[];
  /** Tests of which only the number is known, at most. */
  readonly more: number;
}

/** A file that reports should mention and none does. */
interface SilentFile {
  readonly file: string;
  /** null: its source cannot be read. */
  readonly codeLines: number | null;
}

interface CoverageEvidence {
  readonly files: ReadonlyMap<string, FileCoverage>;
  /** Reports that count; `FileCoverage.reports` are indexes into this. */
  readonly reports: readonly PlacedReport[];
  readonly expected: ExpectedSources;
  /** Expected files that no report mentions, with their lines of code. */
  readonly silent: readonly SilentFile[];
  /** Facts of each file in `files`. */
  readonly sources: ReadonlyMap<string, SourceFacts>;
  /** What is odd about the run, though it counts. */
  readonly remarks: readonly Reason[];
  /** Reports that could not be read, beside those that count. */
  readonly unread: readonly Reason[];
  /** Why what is not covered may be covered all the same: part of the run is not there. */
  readonly incomplete: readonly Reason[];
  /** Reports that cannot count, with the reason: nothing ran, only executed lines listed. */
  readonly unusable: readonly { readonly provenance: Provenance; readonly reason: Problem }[];
}

/** The last whole run, to hold this one against. */
export interface EarlierRun {
  readonly accepted: AcceptedRun;
  /** This run was said to be whole: it is not held against the last one. */
  readonly isWhole: boolean;
  /** A report of that run as it was read then, by its hash; null where it is not kept any more. */
  recall(sha256: string, path: string): Promise<ReadResult | null>;
}

/** Places and unites everything that was read. */
export async function gatherEvidence(
  reads: readonly ReadResult[],
  listing: Listing,
  policy: Policy,
  searched: ReadonlyMap<ReportKind, readonly string[]>,
  runFailures: readonly RunFailure[],
  earlier: EarlierRun | null,
  ports: GatheringPorts,
): Promise<Evidence> {
  const index = new WorkspaceIndex(listing.files, listing.caseSensitive, listing.folderLinks);
  const excluded = matcher(policy.reports.exclude, listing.caseSensitive);
  // Made where a path is not placed: there may be far more hidden files than sources.
  let hiddenFiles: ReadonlySet<string> | null = null;
  const skippedFolders = new Set(listing.skippedFolders);
  const hidden = (file: string) => {
    hiddenFiles ??= new Set(listing.hidden);
    const folders = folderOf(file).split("/");
    return hiddenFiles.has(file) || folders.some((folder) => skippedFolders.has(folder));
  };
  const context = { index, folders: ports.files.folders, rules: policy.reports.paths, excluded, hidden };
  const states = new Map<string, ReportState>(reads.map((read) => [read.path, stateOf(read)]));
  const isEnvironment = environmentMatcher(policy);
  const tests = ofKind<TestReport>(reads, "tests");
  const environmentTests = tests.filter(({ read }) => isEnvironment(read.path));
  const plain = tests.filter(({ read }) => !isEnvironment(read.path));
  // Without results of their own, the environments' results are the project's test results.
  const gathered = gatherTests(plain.length > 0 ? plain : tests, index);
  const reports = await placeReports(reads, states, { ...ports, context });
  const there = new Set(listing.files);
  const fall =
    earlier === null || earlier.isWhole
      ? noFall
      : compareWithAccepted(earlier.accepted, reports.counting, gathered, (file) => there.has(file));
  const carried = fall.coverage.length === 0 ? [] : await carriedReports(earlier!, { ...ports, context });
  const coverage = await gatherCoverage(reads, reports, fall, carried, states, listing, policy, excluded, ports);
  const shards = missingShards(
    gathered.reports,
    [...gathered.repeated].flatMap(([path, { isSilent }]) => (isSilent ? [path] : [])),
    ({ report }) => report.shard,
    ({ report }) => report.cases.length,
  );
  for (const [path, repeated] of gathered.repeated) {
    mark(states, path, repeated.isSilent ? { status: "duplicate" } : {}, repetitionOf(repeated));
  }
  for (const { path, code, message } of gathered.remarks)
    mark(states, path, {}, { severity: "warning", code, message });
  const located = {
    documentation: locate(
      ofKind<DocumentationReport>(reads, "documentation"),
      ({ items }) => items ?? [],
      states,
      context,
    ),
    findings: locate(ofKind<FindingsReport>(reads, "findings"), ({ findings }) => findings, states, context),
    mutation: locate(ofKind<MutationReport>(reads, "mutation"), ({ mutants }) => mutants, states, context),
  };
  return {
    index,
    files: ports.files,
    facts: ports.facts,
    coverage,
    tests: gathered,
    environmentTests,
    benchmarks: ofKind<BenchmarkReport>(reads, "benchmarks"),
    ...located,
    reports: [...states.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
    runFailures,
    searched,
    changedAfterTests: await changedAfter(gathered, coverage, ports),
    missingTests: { reasons: [...fall.tests, ...shards.reasons], known: fall.missingTests, more: shards.tests },
    subset: fall.subset,
    acceptable: acceptedRun(
      earlier?.accepted ?? null,
      reports.counting,
      gathered,
      (file) => coverage.sources.get(file)?.sha256 ?? "",
    ),
  };
}

/** Whether a path is the result of one environment of a compatibility gate. */
function environmentMatcher(policy: Policy): (path: string) => boolean {
  const globs = policy.gates.flatMap((gate) =>
    gate.kind === "compatibility" && gate.results !== null
      ? gate.environments.map((name) => gate.results!.replaceAll("{environment}", name))
      : [],
  );
  return matcher(globs);
}

function ofKind<R extends Report>(reads: readonly ReadResult[], kind: R["kind"]): Sourced<R>[] {
  return reads.flatMap((read) => (read.report?.kind === kind ? [{ read, report: read.report as R }] : []));
}

/** Which report speaks for another one, and where the two differ. */
function repetitionOf({ speaker, tests, of, isSilent, otherwise }: RepeatedReport): Problem {
  const told = isSilent ? `The same run as ${speaker}` : `${tests} of ${of} tests are those of ${speaker}`;
  const named = otherwise.slice(0, 3).join(", ") + (otherwise.length > 3 ? " …" : "");
  const differ = `${otherwise.length} test${otherwise.length === 1 ? "" : "s"} failed by one of the two alone (${named})`;
  return {
    severity: otherwise.length === 0 ? "info" : "warning",
    code: "duplicate",
    message: `${told}: counted once${otherwise.length === 0 ? "" : `; ${differ}`}`,
  };
}

/** Places the files that reports beside coverage name. */
function locate<R extends Report>(
  reports: readonly Sourced<R>[],
  entriesOf: (report: R) => readonly { readonly file: string | null }[],
  states: Map<string, ReportState>,
  context: PlacingContext,
): readonly Located<R>[] {
  return reports.map(({ read, report }) => {
    const named = new Set(entriesOf(report).map(({ file }) => file));
    const paths = [...named].filter((file): file is string => file !== null && file !== "");
    const { files, unmatched, proposal } = placePaths(
      paths,
      "roots" in report ? (report.roots ?? []) : [],
      read.path,
      context,
    );
    const placed = new Map(paths.flatMap((path, row) => (files[row] ? [[path, files[row]] as const] : [])));
    mark(states, read.path, { matched: new Set(placed.values()).size, unmatched, proposal });
    return { read, report, files: placed, unmatched };
  });
}

function stateOf(read: ReadResult): ReportState {
  return {
    path: read.path,
    format: read.format,
    kind: read.kind,
    dialect: read.report?.dialect ?? null,
    // Read and set aside: readiness.json names other reports of this kind.
    status: read.status === "read" && read.report === null ? "ignored" : read.status,
    problems: read.problems,
    provenance: read.provenance,
    matched: 0,
    unmatched: [],
    stale: [],
    proposal: null,
  };
}

function mark(states: Map<string, ReportState>, path: string, change: Partial<ReportState>, problem?: Problem): void {
  const state = states.get(path);
  if (state === undefined) return;
  states.set(path, {
    ...state,
    ...change,
    problems: problem === undefined ? state.problems : [...state.problems, problem],
  });
}

/** Why a coverage report cannot be counted whatever it holds, or null. */
function unusableReason(report: CoverageReport, problems: readonly Problem[]): Problem | null {
  const cut = problems.find((problem) => problem.code === "truncated");
  // What is missing at a report's end is not in its counts: it would look better, or worse, than it is.
  if (cut !== undefined) return { ...cut, severity: "error" };
  if (report.completeness === "executed-only") {
    return {
      severity: "info",
      code: "executed-only",
      message: "Lists what ran, not what could have run: no percentage follows from it",
    };
  }
  const { lines } = coverageTotals(report.coverage);
  if (lines !== null && lines.total > 0 && lines.covered === 0) {
    return {
      severity: "error",
      code: "nothing-measured",
      message: `0 hits in ${numberText(lines.total)} lines: nothing ran while this was measured`,
    };
  }
  if (lines === null || lines.total === 0) {
    const others = coverageTotals(report.coverage);
    if (others.statements === null && others.functions === null && others.branches === null) {
      const sums = problems.find(({ code }) => code === "no-line-data");
      if (sums !== undefined) return { ...sums, severity: "info" };
      return {
        severity: "error",
        code: "nothing-measured",
        message: "The report holds no line of any file: nothing was measured",
      };
    }
  }
  return null;
}

interface PlacedReports {
  /** Reports that count. */
  readonly counting: readonly PlacedReport[];
  /** Paths of reports that another one speaks for. */
  readonly duplicates: readonly string[];
  readonly unusable: CoverageEvidence["unusable"];
}

type Placing = GatheringPorts & { readonly context: Parameters<typeof placeReport>[2]["context"] };

/** Places every coverage report and leaves out what cannot count: unusable ones and duplicates. */
async function placeReports(
  reads: readonly ReadResult[],
  states: Map<string, ReportState>,
  ports: Placing,
): Promise<PlacedReports> {
  const unusable: { provenance: Provenance; reason: Problem }[] = [];
  const usable: Sourced<CoverageReport>[] = [];
  for (const each of ofKind<CoverageReport>(reads, "coverage")) {
    const reason = unusableReason(each.report, each.read.problems);
    if (reason === null) usable.push(each);
    else {
      unusable.push({ provenance: each.read.provenance, reason });
      mark(states, each.read.path, { status: reason.severity === "info" ? "ignored" : "invalid" }, reason);
    }
  }
  const placed = await inParallel(usable, 4, ({ read, report }) => placeReport(read, report, ports));
  const speakers = findDuplicates(placed);
  placed.forEach((each, at) => {
    const stale = [...each.contributions].flatMap(([file, part]) => (part.freshness === "stale" ? [file] : []));
    mark(states, each.read.path, {
      matched: each.contributions.size,
      unmatched: each.placing.unmatched,
      stale,
      proposal: each.placing.proposal,
    });
    if (speakers[at] !== -1) {
      const message = `The same run as ${placed[speakers[at]!]!.read.path}: counted once`;
      mark(states, each.read.path, { status: "duplicate" }, { severity: "info", code: "duplicate", message });
    }
  });
  return {
    counting: placed.filter((_, at) => speakers[at] === -1),
    duplicates: placed.flatMap(({ read }, at) => (speakers[at] === -1 ? [] : [read.path])),
    unusable,
  };
}

/**
 * Reports of the last whole run, reduced to the files whose source is to the byte the one that was measured then: their
 * counts are carried forward.
 */
async function carriedReports({ accepted, recall }: EarlierRun, ports: Placing): Promise<readonly PlacedReport[]> {
  const measured = new Map(accepted.coverage?.executed);
  const carried: PlacedReport[] = [];
  for (const { path, sha256 } of accepted.coverage?.reports ?? []) {
    const read = await recall(sha256, path);
    if (read?.report?.kind !== "coverage") continue;
    const placed = await placeReport(read, read.report, ports);
    const contributions = new Map<string, FilePart>();
    for (const [file, part] of placed.contributions) {
      const source = await ports.facts.of(file);
      if (source !== null && source.sha256 === measured.get(file))
        contributions.set(file, {
          ...part,
          freshness: "fresh",
          changes: null,
          staleDetail: null,
          carried: accepted.coverage!.time,
        });
    }
    if (contributions.size > 0) carried.push({ ...placed, contributions });
  }
  return carried;
}

async function gatherCoverage(
  reads: readonly ReadResult[],
  { counting, duplicates, unusable }: PlacedReports,
  fall: Fall,
  carried: readonly PlacedReport[],
  states: Map<string, ReportState>,
  listing: Listing,
  policy: Policy,
  excluded: (file: string) => boolean,
  ports: GatheringPorts,
): Promise<CoverageEvidence> {
  const shards = missingShards(
    counting,
    duplicates,
    () => null,
    () => 0,
  );
  const parallel = uncombined(reads, counting);
  const incomplete: Reason[] = [...fall.coverage, ...shards.reasons];
  if (parallel.length > 0) {
    const files = `${parallel.length} data file${parallel.length === 1 ? "" : "s"} of parallel runs (${parallel.slice(0, 2).join(", ")}${parallel.length > 2 ? " …" : ""})`;
    const message = `${files} never combined: what they ran is in no report. Run "coverage combine", then write the report`;
    incomplete.push({ code: "uncombined", message });
    for (const path of parallel) mark(states, path, {}, { severity: "warning", code: "uncombined", message });
  }
  // What a report that cannot be read holds may be the tests of what the others do not cover.
  const isUnread = ({ kind, status, path }: ReadResult) =>
    kind === "coverage" && status === "invalid" && !parallel.includes(path);
  const unread = counting.length === 0 ? [] : reads.filter(isUnread).map(unreadReason);
  const isPart = (path: string) =>
    parallel.length > 0 || unread.length > 0 || fall.partReports.has(path) || shards.paths.has(path);
  const remarks: Reason[] = [];
  const refusal = await ports.history.refusal?.();
  if (refusal)
    remarks.push({
      code: "no-git",
      message: `git does not answer (${refusal}): what it ignores is taken for source, and what changed since is not known`,
    });
  for (const each of counting) {
    const imported = await importedOnly(each, ports.files);
    if (imported === 0) continue;
    const message = `only definitions ran: not one line inside a function of ${imported} file${imported === 1 ? "" : "s"} was executed, the code was imported and never called`;
    remarks.push({ code: "import-only", message: `${each.read.path}: ${message}` });
    mark(states, each.read.path, {}, { severity: "warning", code: "import-only", message: capital(message) });
  }
  const reports = [...counting, ...carried];
  const parts = new Map<string, Contribution[]>();
  reports.forEach(({ read, contributions }, report) => {
    const ofPart = report < counting.length && isPart(read.path);
    for (const [file, part] of contributions) {
      const list = parts.get(file);
      const contribution = contributionOf(part, report, ofPart);
      if (list === undefined) parts.set(file, [contribution]);
      else list.push(contribution);
    }
  });
  const sources = new Map<string, SourceFacts>();
  const files = new Map<string, FileCoverage>();
  for (const file of [...parts.keys()].sort()) {
    const source = await ports.facts.of(file);
    if (source !== null) sources.set(file, source);
    files.set(file, uniteFile(file, parts.get(file)!, source));
  }
  for (const { read, contributions } of reports) {
    const left = [...contributions.keys()].filter(
      (file) => contributions.get(file)!.freshness === "stale" && files.get(file)!.freshness !== "stale",
    );
    if (left.length === 0) continue;
    const which = left.length === 1 ? `${left[0]} as it was` : `${left.length} files as they were (${left[0]} …)`;
    const message = `${read.path} is of ${which}: of what may have changed since only other reports tell, and what this one alone covers there is not covered`;
    remarks.push({ code: "outdated", message });
  }
  const expected = expectedSources(listing.files, new Set(files.keys()), policy.reports.sources, excluded);
  // Tools tell of what a link leads to, by its own name.
  const links = new Set(listing.links);
  const missing = expected.files.filter((file) => !files.has(file) && !links.has(file));
  const silent = (
    await inParallel(missing, 32, async (file) => {
      if (await ports.facts.declaresOnly(file)) return [];
      const codeLines = (await ports.facts.of(file))?.lines.codeLines ?? null;
      // A file without code, or one that is gone by now, could not have been measured.
      return codeLines === 0 || (codeLines === null && (await ports.files.stat(file)) === null)
        ? []
        : [{ file, codeLines }];
    })
  ).flat();
  return { files, reports, expected, silent, sources, unusable, unread, incomplete, remarks };
}

/** Source files that changed since the newest test report: by content where version control tells, else by time. */
async function changedAfter(
  tests: TestEvidence,
  coverage: CoverageEvidence,
  ports: GatheringPorts,
): Promise<readonly string[]> {
  const newest = tests.reports[0];
  if (newest === undefined) return [];
  const base = await ports.history.commitOf(newest.read.path, new Date(reportTime(newest.read)).toISOString());
  const time = tellingTime(newest.read, ports.now, base?.by === "report");
  const changed =
    base === null || base.commit === null
      ? null
      : await ports.history.changedSince(base.commit, time === null ? null : new Date(time).toISOString());
  const relevant = new Set([
    ...coverage.files.keys(),
    ...tests.results.flatMap(({ file }) => (file === null ? [] : [file])),
  ]);
  const found = await inParallel([...relevant], 32, async (file) => {
    const change = changed?.get(file);
    if (changed !== null && (change === undefined || isUntold(change))) return null;
    const facts = await ports.facts.of(file);
    if (facts === null) return file;
    const writtenBefore = time !== null && facts.modified <= time && change?.mayBeMoved !== true;
    if (changed === null || (base!.by === "time" && writtenBefore)) return null;
    return (await linesChanged(base!.commit!, change!, file, ports.history))?.length === 0 ? null : file;
  });
  return found.flatMap((file) => (file === null ? [] : [file])).sort();
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
