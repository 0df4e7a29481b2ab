import type { Provenance, ReadResult, TestReport } from "../model/report.ts";
import type { SuiteError, TestCase } from "../model/tests.ts";
import { foldReruns, testIdentity } from "../model/tests.ts";
import { folderOf } from "./paths.ts";
import { TestFiles } from "./testFiles.ts";
import { KnownRuns, runOf } from "./testRun.ts";
import { suitesOf } from "./testSuites.ts";
import type { WorkspaceIndex } from "./workspaceIndex.ts";

/** One test after reruns and reports are united. */
export interface TestResult {
  readonly test: TestCase;
  /** Workspace file of the test, null where it cannot be told. */
  readonly file: string | null;
  /** Index into `TestEvidence.reports`. */
  readonly report: number;
}

export interface TestEvidence {
  readonly reports: readonly { readonly read: ReadResult; readonly report: TestReport }[];
  readonly results: readonly TestResult[];
  readonly suiteErrors: readonly (SuiteError & { readonly report: number })[];
  /** Reports whose run broke off, with what they say of it. */
  readonly aborted: readonly { readonly path: string; readonly reason: string }[];
  readonly evidence: readonly Provenance[];
}

/**
 * Unites test reports: reruns of one test are one result; a test that stands in several reports counts with its newest
 * one. Paths of reports that repeat another report's run are in `duplicates` and do not count.
 */
export function gatherTests(
  reads: readonly { readonly read: ReadResult; readonly report: TestReport }[],
  index: WorkspaceIndex,
): TestEvidence & { readonly duplicates: ReadonlyMap<string, string> } {
  const newestFirst = [...reads].sort(
    (a, b) =>
      Date.parse(b.read.provenance.modified) - Date.parse(a.read.provenance.modified) ||
      (a.read.path < b.read.path ? -1 : 1),
  );
  const files = new TestFiles(index);
  const duplicates = new Map(repeatedReports(newestFirst, files));
  const kept = newestFirst.filter(({ read }) => !duplicates.has(read.path));
  for (const [read, speaker] of repeatedFolders(kept, files)) duplicates.set(read, speaker);
  const reports = kept.filter(({ read }) => !duplicates.has(read.path));
  const results: TestResult[] = [];
  /** Where each test stands in `results`. */
  const seen = new Map<string, number>();
  const attempts = allureAttempts(reports);
  const suites = suitesOf(reports.map(({ read, report }) => ({ path: read.path, cases: report.cases })));
  reports.forEach(({ read, report }, at) => {
    for (const each of foldReruns(report.cases)) {
      const test = (read.format === "allure" ? attempts.get(attemptKey(read, each)) : undefined) ?? each;
      const file = files.of(test, read.path);
      // Tests of one name are two where they stand in two files; where that is not known, in suites that differ.
      const id = `${testIdentity(each)}\u0000${file ?? suites[at]}`;
      const place = seen.get(id);
      if (place === undefined) {
        seen.set(id, results.length);
        results.push({ test, file, report: at });
        continue;
      }
      // Of another leg of a matrix or an earlier run: the newest counts, and a difference is told.
      const known = results[place]!;
      if (disagree(known.test, each)) results[place] = { ...known, test: { ...known.test, flaky: true } };
    }
  });
  return {
    reports,
    results,
    suiteErrors: reports.flatMap(({ report }, at) => report.suiteErrors.map((error) => ({ ...error, report: at }))),
    aborted: reports.flatMap(({ read, report }) =>
      report.aborted === null ? [] : [{ path: read.path, reason: report.aborted }],
    ),
    evidence: reports.map(({ read }) => read.provenance),
    duplicates,
  };
}

/** One passed where the other failed. */
function disagree(a: TestCase, b: TestCase): boolean {
  return (
    a.outcome !== b.outcome &&
    (a.outcome === "passed" || b.outcome === "passed") &&
    a.outcome !== "skipped" &&
    b.outcome !== "skipped"
  );
}

/**
 * Allure writes a file for each attempt of a test: those of one folder, in the order in which they began, are one test.
 * Times of files tell nothing of that order once they were copied.
 */
function allureAttempts(
  reports: readonly { readonly read: ReadResult; readonly report: TestReport }[],
): ReadonlyMap<string, TestCase> {
  const attempts = new Map<string, { readonly test: TestCase; readonly began: string }[]>();
  for (const { read, report } of reports) {
    if (read.format !== "allure") continue;
    for (const test of report.cases) {
      const key = attemptKey(read, test);
      const known = attempts.get(key);
      // ISO 8601 with the zone Z: the order of the letters is that of time.
      const attempt = { test, began: report.generated ?? "" };
      if (known === undefined) attempts.set(key, [attempt]);
      else known.push(attempt);
    }
  }
  const folded = new Map<string, TestCase>();
  for (const [key, group] of attempts) {
    if (group.length < 2) continue;
    group.sort((a, b) => (a.began < b.began ? -1 : a.began > b.began ? 1 : 0));
    folded.set(key, foldReruns(group.map(({ test }) => test))[0]!);
  }
  return folded;
}

function attemptKey({ path }: ReadResult, test: TestCase): string {
  return `${folderOf(path)}\u0000${testIdentity(test)}`;
}

/** Paths of reports that tell of the same run as a larger or newer one, each with that one's. */
function repeatedReports(
  newestFirst: readonly { readonly read: ReadResult; readonly report: TestReport }[],
  files: TestFiles,
): readonly (readonly [string, string])[] {
  if (newestFirst.length < 2) return [];
  const known = new KnownRuns();
  const largestFirst = newestFirst.toSorted((a, b) => b.report.cases.length - a.report.cases.length);
  return largestFirst.flatMap(({ read, report }) => {
    const run = runOf(report.cases, read.format, read.path, files);
    const same = known.like(run);
    if (same === null) known.add(run);
    return same === null ? [] : [[read.path, same.speaker]];
  });
}

/**
 * Reports of one format in one folder that together tell of a run that those of another format tell of: Surefire writes
 * a file for each class, Allure one for each test. Their paths, each with that of a report that counts.
 */
function repeatedFolders(
  reads: readonly { readonly read: ReadResult; readonly report: TestReport }[],
  files: TestFiles,
): readonly (readonly [string, string])[] {
  const folders = new Map<string, { readonly format: string | null; readonly paths: string[]; cases: TestCase[] }>();
  for (const { read, report } of reads) {
    const key = `${read.format}\u0000${folderOf(read.path)}`;
    const folder = folders.get(key) ?? { format: read.format, paths: [], cases: [] };
    folder.paths.push(read.path);
    for (const test of report.cases) folder.cases.push(test);
    folders.set(key, folder);
  }
  if (new Set([...folders.values()].map(({ format }) => format)).size < 2) return [];
  // Of two that are alike the one of fewer files speaks.
  const largestFirst = [...folders.values()].sort(
    (a, b) => b.cases.length - a.cases.length || a.paths.length - b.paths.length,
  );
  const known = new KnownRuns();
  const repeated: (readonly [string, string])[] = [];
  for (const { format, paths, cases } of largestFirst) {
    const run = runOf(cases, format, paths[0]!, files);
    const same = known.like(run, (other) => other.format !== format);
    if (same === null) known.add(run);
    else for (const path of paths) repeated.push([path, same.speaker]);
  }
  return repeated;
}
