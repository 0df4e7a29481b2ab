import { testCase } from "../formats/testReport.ts";
import type { Reason } from "../model/measurement.ts";
import type { Provenance, ReadResult, TestReport } from "../model/report.ts";
import type { SuiteError, TestCase } from "../model/tests.ts";
import { contradict, foldReruns, hasFailed, TestMap, testIdentity, testTotals } from "../model/tests.ts";
import { folderOf } from "./paths.ts";
import { type Doubt, repeatedTests, type ToldTests } from "./repeatedTests.ts";
import { TestFiles } from "./testFiles.ts";
import { isNested, mayBeOneRun, ReportOrigins } from "./testOrigin.ts";
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
  /** What is odd about the reports, though they count. */
  readonly remarks: readonly Remark[];
}

/** What is odd about a report, by its path. */
interface Remark extends Reason {
  readonly path: string;
}

/** What a report says again that another one says. */
export interface RepeatedReport {
  /** Path of the report that speaks for it. */
  readonly speaker: string;
  /** Tests that are told of again, and all tests of the report. */
  readonly tests: number;
  readonly of: number;
  /** It does not count, since each of its tests is told of again and the speaker is no older. */
  readonly isSilent: boolean;
  /** Names of the tests that failed by one of the two, and not by the other. */
  readonly otherwise: readonly string[];
}

type Sourced = { readonly read: ReadResult; readonly report: TestReport };

/**
 * Unites test reports: reruns of one test are one result; a test that stands in several reports counts with its newest
 * one, in two formats too. `repeated` tells by path which reports say again what others say; those of which every test is
 * repeated do not count, and are not in `reports`.
 */
export function gatherTests(
  reads: readonly Sourced[],
  index: WorkspaceIndex,
): TestEvidence & { readonly repeated: ReadonlyMap<string, RepeatedReport> } {
  const newestFirst = [...reads].sort(
    (a, b) =>
      Date.parse(b.read.provenance.modified) - Date.parse(a.read.provenance.modified) ||
      (a.read.path < b.read.path ? -1 : 1),
  );
  const files = new TestFiles(index);
  const origins = new ReportOrigins(index);
  const copies = new Map(copiedReports(newestFirst, files, origins));
  const told = toldTests(newestFirst.filter(({ read }) => !copies.has(read.path)));
  const { repeated: repetitions, doubts } = repeatedTests(told, files, origins);
  const isSilent = told.map(
    (own, at) =>
      own.tests.length > 0 &&
      repetitions[at]!.every((each) => each !== null && laterBy(own, told[each.of.report]!) <= oneRun),
  );
  const kept = told.flatMap((_, at) => (isSilent[at] ? [] : [at]));
  const reports = kept.map((at) => told[at]!);
  const numbers = new Map(kept.map((from, at) => [from, at]));
  const results: TestResult[] = [];
  /** Where each test stands in `results`: tests of one name are two in two files, or else in suites that differ. */
  const seen = new Map<string, TestMap<number>>();
  /** The same by its report and its place there. */
  const places = told.map(({ tests }) => new Int32Array(tests.length).fill(-1));
  const suites = suitesOf(reports.map(({ read, report }) => ({ path: read.path, cases: report.cases })));
  const suiteHomes = reports.map(({ read }, at) => `${suites[at]!} ${read.format} ${origins.projectOf(read.path)}`);
  kept.forEach((from, at) => {
    const { read, report, tests } = told[from]!;
    for (const [number, test] of tests.slice(0, tests.length - report.suiteErrors.length).entries()) {
      if (repetitions[from]![number] !== null) continue;
      const file = files.of(test, read.path);
      // The tests of the one report there is are folded already.
      if (told.length === 1) {
        results.push({ test, file, report: at });
        continue;
      }
      // Without its file a test of one name in another format is the same only where the reports were found to be; and
      // no package has tests of another one.
      const home = file ?? suiteHomes[at]!;
      const known = seen.get(home) ?? new TestMap<number>();
      seen.set(home, known);
      const place = known.get(test);
      places[from]![number] = place ?? results.length;
      if (place === undefined) {
        known.set(test, results.length);
        results.push({ test, file, report: at });
        continue;
      }
      // Of another leg of a matrix or an earlier run: the newest counts, and a difference is told.
      const newest = results[place]!;
      if (contradict(newest.test.outcome, test.outcome))
        results[place] = { ...newest, test: { ...newest.test, flaky: true } };
    }
  });
  const repeated = new Map<string, RepeatedReport>(
    [...copies].map(([path, { speaker, tests }]) => [
      path,
      { speaker, tests, of: tests, isSilent: true, otherwise: [] },
    ]),
  );
  repetitions.forEach((list, from) => {
    const otherwise: string[] = [];
    for (const [number, repetition] of list.entries()) {
      const place = repetition === null ? -1 : places[repetition.of.report]![repetition.of.test]!;
      // A suite error is told by its message, and not united with what says it again.
      if (place === -1) continue;
      const one = { ...told[repetition!.of.report]!, test: results[place]!.test };
      const other = { ...told[from]!, test: told[from]!.tests[number]! };
      const { file, report } = results[place]!;
      results[place] = {
        test: united(one, other, repetition!.isPart),
        file: file ?? (repetition!.isPart ? null : files.of(other.test, other.read.path)),
        report: laterBy(other, one) > oneRun ? numbers.get(from)! : report,
      };
      if (!repetition!.isPart && hasFailed(one.test.outcome) !== hasFailed(other.test.outcome))
        otherwise.push(other.test.name);
    }
    const all = list.filter((each) => each !== null);
    if (all.length === 0) return;
    const speaker = mostOften(all.map(({ of }) => told[of.report]!.read.path));
    repeated.set(told[from]!.read.path, {
      speaker,
      tests: all.length,
      of: list.length,
      isSilent: isSilent[from]!,
      otherwise,
    });
  });
  return {
    reports,
    results,
    suiteErrors: kept.flatMap((from, at) => {
      const { report, tests } = told[from]!;
      const cases = tests.length - report.suiteErrors.length;
      return report.suiteErrors.flatMap((error, number) =>
        repetitions[from]![cases + number] === null ? [{ ...error, report: at }] : [],
      );
    }),
    aborted: told.flatMap(({ read, report }, at) => {
      // Of one run one report alone may say that it broke off; an earlier run that did so is over.
      const isOver =
        isSilent[at] && repetitions[at]!.every((each) => laterBy(told[each!.of.report]!, told[at]!) > oneRun);
      return report.aborted === null || isOver ? [] : [{ path: read.path, reason: report.aborted }];
    }),
    evidence: reports.map(({ read }) => read.provenance),
    remarks: doubts.length > 0 ? toldDoubts(doubts, told) : perhapsOneRun(reports, results, origins),
    repeated,
  };
}

/** The tests of each report, reruns folded, and behind them its suite errors. */
function toldTests(reports: readonly Sourced[]): readonly ToldTests[] {
  const attempts = allureAttempts(reports);
  return reports.map(({ read, report }) => {
    const cases = foldReruns(report.cases).map(
      (test) => (read.format === "allure" ? attempts.get(attemptKey(read, test)) : undefined) ?? test,
    );
    const errors = report.suiteErrors.map(({ suite, message }) =>
      testCase({ suite, name: suite, message, outcome: "errored" }),
    );
    return { read, report, tests: [...cases, ...errors] };
  });
}

/** Milliseconds from the writing of one report to that of another. */
function laterBy(one: Sourced, than: Sourced): number {
  return Date.parse(one.read.provenance.modified) - Date.parse(than.read.provenance.modified);
}

/** What one run writes of the same tests in two formats is written within this time, in milliseconds. */
const oneRun = 60_000;

/**
 * A test with what another report says of it. Reports of one time are of one run, of which nothing hides a failure; of
 * two runs the newest counts, and a difference is told. Whether a test passed or was skipped says the one that tells.
 */
function united(
  one: ToldTests & { readonly test: TestCase },
  other: ToldTests & { readonly test: TestCase },
  isPart: boolean,
): TestCase {
  const [a, b] = [one.test, other.test];
  const later = laterBy(other, one);
  const isOneRun = Math.abs(later) <= oneRun;
  const isOther = isOneRun
    ? !hasFailed(a.outcome) && (hasFailed(b.outcome) || (!isPart && a.skipKind === "or-passed"))
    : later > 0 && !isPart;
  const says = isOther ? b : a;
  return {
    ...a,
    outcome: says.outcome,
    skipKind: says.skipKind,
    message: says.message ?? (says.outcome === b.outcome ? b.message : null),
    file: a.file ?? (isPart ? null : b.file),
    line: a.line ?? (isPart ? null : b.line),
    durationSeconds: a.durationSeconds ?? (isPart ? null : b.durationSeconds),
    properties: unitedProperties(a.properties, b.properties),
    runs: Math.max(a.runs, b.runs),
    flaky: a.flaky || b.flaky || (!isOneRun && !isPart && contradict(a.outcome, b.outcome)),
  };
}

/** One list itself where the other says no more: the tests of a suite share it, and it may be long. */
function unitedProperties(one: TestCase["properties"], other: TestCase["properties"]): TestCase["properties"] {
  if (one === other || other.length === 0) return one;
  if (one.length === 0) return other;
  const more = other.filter((own) => !one.some(({ name, value }) => name === own.name && value === own.value));
  return more.length === 0 ? one : [...one, ...more];
}

function mostOften(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, each) => (each[1] > best[1] ? each : best))[0];
}

/** So many doubts are told by name. */
const mostDoubts = 3;

/** Reports of which the names of their tests alone tell that they may be of one run. */
function toldDoubts(doubts: readonly Doubt[], told: readonly ToldTests[]): readonly Remark[] {
  const code = "perhaps-one-run";
  const reasons = doubts.slice(0, mostDoubts).map(({ report, of, tests }) => {
    const names = tests === 1 ? "one test of each has the same name" : `${tests} tests of each have the same names`;
    const message = `${told[of]!.read.path} and ${told[report]!.read.path} may be of one run: ${names}, but nothing else tells that they are the same tests. Both count`;
    return { code, message, path: told[report]!.read.path };
  });
  const more = doubts.length - mostDoubts;
  const words = more === 1 ? "one more report, which counts, too" : `${more} more reports, which count, too`;
  if (more <= 0) return reasons;
  const { path } = told[doubts[mostDoubts]!.report]!.read;
  return [...reasons, { code, message: `So it is with ${words}`, path }];
}

/**
 * Reports of two formats, each with its neighbours, that have nothing but their numbers in common: nobody but a person can
 * tell. Tests of which it is known that they stand in other files are others.
 */
function perhapsOneRun(
  reports: readonly Sourced[],
  results: readonly TestResult[],
  origins: ReportOrigins,
): readonly Remark[] {
  const folders = new Map<
    string,
    { readonly first: Sourced; readonly tests: TestCase[]; readonly files: Set<string> }
  >();
  for (const { test, file, report } of results) {
    const first = reports[report]!;
    const key = `${first.read.format}\u0000${folderOf(first.read.path)}`;
    const folder = folders.get(key) ?? { first, tests: [], files: new Set() };
    folders.set(key, folder);
    folder.tests.push(test);
    if (file !== null) folder.files.add(file);
  }
  const remarks: Remark[] = [];
  const known = [...folders.values()].filter(({ tests }) => tests.length >= fewTests);
  const byNumbers = new Map<string, (typeof known)[number]>();
  for (const folder of known) {
    const { passed, failed, errored, skipped } = testTotals(folder.tests);
    const numbers = `${passed} ${failed + errored} ${skipped}`;
    const other = byNumbers.get(numbers);
    if (other === undefined) byNumbers.set(numbers, folder);
    else if (mayBeOfOneRun(folder.first, other.first, origins) && mayShare(folder.files, other.files))
      remarks.push({
        code: "perhaps-one-run",
        path: folder.first.read.path,
        message: `${other.first.read.path} and ${folder.first.read.path} may be of one run: as many tests passed, failed and were skipped, by other names. Both count`,
      });
  }
  return remarks;
}

function mayBeOfOneRun(one: Sourced, other: Sourced, origins: ReportOrigins): boolean {
  if (one.read.format === other.read.format || Math.abs(laterBy(one, other)) > oneRun) return false;
  return mayBeOneRun(origins.of(one.read, one.report), origins.of(other.read, other.report));
}

function mayShare(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === 0 || other.size === 0 || [...one].some((file) => other.has(file));
}

/** As many tests may pass in two reports by chance. */
const fewTests = 5;

/**
 * Allure writes a file for each attempt of a test: those of one folder, in the order in which they began, are one test.
 * Times of files tell nothing of that order once they were copied.
 */
function allureAttempts(reports: readonly Sourced[]): ReadonlyMap<string, TestCase> {
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

/** Reports that are a copy of a larger or newer one of their format, by path. */
function copiedReports(
  newestFirst: readonly Sourced[],
  files: TestFiles,
  origins: ReportOrigins,
): readonly (readonly [string, { readonly speaker: string; readonly tests: number }])[] {
  if (newestFirst.length < 2) return [];
  const known = new KnownRuns();
  const largestFirst = newestFirst.toSorted((a, b) => b.report.cases.length - a.report.cases.length);
  return largestFirst.flatMap(({ read, report }) => {
    const run = runOf(report.cases, read.format, read.path, files);
    const project = origins.projectOf(read.path);
    const same = known.like(run, (speaker) => isNested(project, origins.projectOf(speaker)));
    if (same === null) known.add(run);
    return same === null ? [] : [[read.path, { speaker: same.speaker, tests: run.outcomes.size }]];
  });
}
