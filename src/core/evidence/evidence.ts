import type { ReportState, RunFailure } from "../model/assessment.ts";
import { coverageTotals } from "../model/coverage.ts";
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
import type { Policy } from "../policy/policy.ts";
import type { Files, History, Listing, Observations } from "../ports.ts";
import { findDuplicates } from "./duplicates.ts";
import { type ExpectedSources, expectedSources } from "./expectedSources.ts";
import { type FileCoverage, uniteFile } from "./fileCoverage.ts";
import { matcher } from "./globs.ts";
import { type PlacedReport, placeReport, reportTime } from "./placedReport.ts";
import { forEachOf, type SourceFacts, type SourceFactsCache } from "./sourceFacts.ts";
import { gatherTests, type TestEvidence } from "./testEvidence.ts";
import { WorkspaceIndex } from "./workspaceIndex.ts";

/** A report with where it comes from. */
export interface Sourced<R extends Report> {
  readonly read: ReadResult;
  readonly report: R;
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
  readonly documentation: readonly Sourced<DocumentationReport>[];
  readonly findings: readonly Sourced<FindingsReport>[];
  readonly mutation: readonly Sourced<MutationReport>[];
  readonly reports: readonly ReportState[];
  readonly runFailures: readonly RunFailure[];
  /** Patterns that were searched, by kind of report. */
  readonly searched: ReadonlyMap<ReportKind, readonly string[]>;
  /** Source files that changed after the newest test report was written, as far as content or time tells. */
  readonly changedAfterTests: readonly string[];
}

export interface CoverageEvidence {
  readonly files: ReadonlyMap<string, FileCoverage>;
  /** Reports that count; `FileCoverage.reports` are indexes into this. */
  readonly reports: readonly PlacedReport[];
  readonly expected: ExpectedSources;
  /** Expected files that no report mentions, with their lines of code. */
  readonly silent: readonly { readonly file: string; readonly codeLines: number }[];
  /** Facts of each file in `files`. */
  readonly sources: ReadonlyMap<string, SourceFacts>;
  /** Reports that cannot count, with the reason: nothing ran, only executed lines listed. */
  readonly unusable: readonly { readonly provenance: Provenance; readonly reason: Problem }[];
}

export interface GatheringPorts {
  readonly files: Files;
  readonly history: History;
  readonly observations: Observations;
  readonly facts: SourceFactsCache;
}

/** Places and unites everything that was read. */
export async function gatherEvidence(
  reads: readonly ReadResult[],
  listing: Listing,
  policy: Policy,
  searched: ReadonlyMap<ReportKind, readonly string[]>,
  runFailures: readonly RunFailure[],
  ports: GatheringPorts,
): Promise<Evidence> {
  const index = new WorkspaceIndex(listing.files, listing.caseSensitive);
  const excluded = matcher(policy.reports.exclude, listing.caseSensitive);
  const context = { index, folder: ports.files.folder, rules: policy.reports.paths, excluded };
  const states = new Map<string, ReportState>(reads.map((read) => [read.path, stateOf(read)]));
  const coverage = await gatherCoverage(reads, states, listing, policy, excluded, { ...ports, context });
  const isEnvironment = environmentMatcher(policy);
  const tests = ofKind<TestReport>(reads, "tests");
  const environmentTests = tests.filter(({ read }) => isEnvironment(read.path));
  const plain = tests.filter(({ read }) => !isEnvironment(read.path));
  // Without results of their own, the environments' results are the project's test results.
  const gathered = gatherTests(plain.length > 0 ? plain : tests, index);
  for (const [path, speaker] of gathered.duplicates) {
    mark(
      states,
      path,
      { status: "duplicate" },
      { severity: "info", code: "duplicate", message: `The same run as ${speaker}: counted once` },
    );
  }
  return {
    index,
    files: ports.files,
    facts: ports.facts,
    coverage,
    tests: gathered,
    environmentTests,
    benchmarks: ofKind<BenchmarkReport>(reads, "benchmarks"),
    documentation: ofKind<DocumentationReport>(reads, "documentation"),
    findings: ofKind<FindingsReport>(reads, "findings"),
    mutation: ofKind<MutationReport>(reads, "mutation"),
    reports: [...states.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
    runFailures,
    searched,
    changedAfterTests: await changedAfter(gathered, coverage, ports),
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
      message: `0 hits in ${lines.total.toLocaleString("en")} lines: nothing ran while this was measured`,
    };
  }
  if (lines === null || lines.total === 0) {
    const others = coverageTotals(report.coverage);
    if (others.statements === null && others.functions === null && others.branches === null) {
      return {
        severity: "error",
        code: "nothing-measured",
        message: "The report holds no line of any file: nothing was measured",
      };
    }
  }
  return null;
}

async function gatherCoverage(
  reads: readonly ReadResult[],
  states: Map<string, ReportState>,
  listing: Listing,
  policy: Policy,
  excluded: (file: string) => boolean,
  ports: GatheringPorts & { readonly context: Parameters<typeof placeReport>[2]["context"] },
): Promise<CoverageEvidence> {
  const unusable: { provenance: Provenance; reason: Problem }[] = [];
  const usable: Sourced<CoverageReport>[] = [];
  for (const each of ofKind<CoverageReport>(reads, "coverage")) {
    const reason = unusableReason(each.report, each.read.problems);
    if (reason === null) usable.push(each);
    else {
      unusable.push({ provenance: each.read.provenance, reason });
      mark(states, each.read.path, { status: reason.code === "executed-only" ? "ignored" : "invalid" }, reason);
    }
  }
  const placed = await forEachOf(usable, 4, ({ read, report }) => placeReport(read, report, ports));
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
  const reports = placed.filter((_, at) => speakers[at] === -1);
  const parts = new Map<string, Parameters<typeof uniteFile>[1][number][]>();
  reports.forEach(({ contributions }, report) => {
    for (const [file, part] of contributions) {
      const list = parts.get(file);
      if (list === undefined) parts.set(file, [{ ...part, report }]);
      else list.push({ ...part, report });
    }
  });
  const sources = new Map<string, SourceFacts>();
  const files = new Map<string, FileCoverage>();
  for (const file of [...parts.keys()].sort()) {
    const source = await ports.facts.of(file);
    if (source !== null) sources.set(file, source);
    files.set(file, uniteFile(file, parts.get(file)!, source));
  }
  const expected = expectedSources(listing.files, new Set(files.keys()), policy.reports.sources, excluded);
  const missing = expected.files.filter((file) => !files.has(file));
  const silent = (
    await forEachOf(missing, 32, async (file) => ({
      file,
      codeLines: (await ports.facts.of(file))?.lines.codeLines ?? null,
    }))
  ).flatMap(
    // A file without code, or one that is gone by now, could not have been measured.
    ({ file, codeLines }) => (codeLines === null || codeLines === 0 ? [] : [{ file, codeLines }]),
  );
  return { files, reports, expected, silent, sources, unusable };
}

/** Source files that changed since the newest test report: by content where version control tells, else by time. */
async function changedAfter(
  tests: TestEvidence,
  coverage: CoverageEvidence,
  ports: GatheringPorts,
): Promise<readonly string[]> {
  const newest = tests.reports[0];
  if (newest === undefined) return [];
  const time = reportTime(newest.read);
  const base = await ports.history.commitOf(newest.read.path, new Date(time).toISOString());
  const changed = base === null ? null : await ports.history.changedSince(base.commit);
  const relevant = new Set([
    ...coverage.files.keys(),
    ...tests.results.flatMap(({ file }) => (file === null ? [] : [file])),
  ]);
  const found = await forEachOf([...relevant], 32, async (file) => {
    if (changed !== null && !changed.has(file)) return null;
    const facts = await ports.facts.of(file);
    if (facts === null) return file;
    const writtenBefore = facts.modified <= time;
    return changed === null ? null : base!.by === "report" || !writtenBefore ? file : null;
  });
  return found.flatMap((file) => (file === null ? [] : [file])).sort();
}
