import type { Provenance, ReadResult, TestReport } from "../model/report.ts";
import type { SuiteError, TestCase } from "../model/tests.ts";
import { foldReruns, testIdentity } from "../model/tests.ts";
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
  const duplicates = new Map<string, string>();
  const kept: typeof newestFirst = [];
  const runs = new Map<string, Run>();
  for (const each of [...newestFirst].sort((a, b) => b.report.cases.length - a.report.cases.length)) {
    const mine = runOf(each.report.cases, each.read.format);
    const same = kept.find((other) => isSameRun(mine, runs.get(other.read.path)!));
    if (same === undefined) {
      kept.push(each);
      runs.set(each.read.path, mine);
    } else duplicates.set(each.read.path, same.read.path);
  }
  for (const [read, speaker] of repeatedFolders(kept)) duplicates.set(read, speaker);
  const reports = newestFirst.filter((each) => kept.includes(each) && !duplicates.has(each.read.path));
  const results: TestResult[] = [];
  /** Where each test stands in `results`. */
  const seen = new Map<string, number>();
  const files = new Map<string, string | null>();
  const attempts = allureAttempts(reports);
  reports.forEach(({ read, report }, at) => {
    for (const each of foldReruns(report.cases)) {
      const id = testIdentity(each);
      const place = seen.get(id);
      if (place !== undefined) {
        // Of another module, another leg of a matrix or an earlier run: the newest counts, and a difference is told.
        const known = results[place]!;
        if (disagree(known.test, each)) results[place] = { ...known, test: { ...known.test, flaky: true } };
        continue;
      }
      seen.set(id, results.length);
      const test = (read.format === "allure" ? attempts.get(attemptKey(read, each)) : undefined) ?? each;
      const key = `${test.file ?? ""}\u0000${test.className}\u0000${test.suite}`;
      let file = files.get(key);
      if (file === undefined) {
        file = locateTest(test, index);
        files.set(key, file);
      }
      results.push({ test, file, report: at });
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
  return `${path.slice(0, path.lastIndexOf("/") + 1)}\u0000${testIdentity(test)}`;
}

/**
 * Reports of one format in one folder that together tell of a run that those of another format tell of: Surefire writes
 * a file for each class, Allure one for each test. Their paths, each with that of a report that counts.
 */
function repeatedFolders(
  reads: readonly { readonly read: ReadResult; readonly report: TestReport }[],
): readonly (readonly [string, string])[] {
  const folders = new Map<string, { readonly format: string | null; readonly paths: string[]; cases: TestCase[] }>();
  for (const { read, report } of reads) {
    const key = `${read.format}\u0000${read.path.slice(0, read.path.lastIndexOf("/") + 1)}`;
    const folder = folders.get(key) ?? { format: read.format, paths: [], cases: [] };
    folder.paths.push(read.path);
    for (const test of report.cases) folder.cases.push(test);
    folders.set(key, folder);
  }
  // Of two that are alike the one of fewer files speaks.
  const largestFirst = [...folders.values()].sort(
    (a, b) => b.cases.length - a.cases.length || a.paths.length - b.paths.length,
  );
  const kept: { readonly run: Run; readonly speaker: string }[] = [];
  const repeated: (readonly [string, string])[] = [];
  for (const { format, paths, cases } of largestFirst) {
    const run = runOf(cases, format);
    const same = kept.find((other) => other.run.format !== format && isSameRun(run, other.run));
    if (same === undefined) kept.push({ run, speaker: paths[0]! });
    else for (const path of paths) repeated.push([path, same.speaker]);
  }
  return repeated;
}

/** A report as it is compared with others. */
interface Run {
  readonly format: string | null;
  /** Outcomes of the tests by their plain name, and by their class and name. */
  readonly byName: ReadonlyMap<string, string>;
  readonly byClass: ReadonlyMap<string, string>;
  /** Words that formats have for where a test stands: the class, the file, the suite. */
  readonly homes: ReadonlySet<string>;
}

function runOf(cases: readonly TestCase[], format: string | null): Run {
  const named = new Map<string, string[]>();
  const byClass = new Map<string, string>();
  const homes = new Set<string>();
  for (const test of foldReruns(cases)) {
    const name = plainName(test.name);
    // Not every format tells an error from a failure.
    const outcome = test.outcome === "errored" ? "failed" : test.outcome;
    const known = named.get(name);
    if (known === undefined) named.set(name, [outcome]);
    else known.push(outcome);
    byClass.set(`${test.className}\u0000${test.name}`, test.outcome);
    for (const home of homesOf(test)) homes.add(home);
  }
  const byName = new Map([...named].map(([name, outcomes]) => [name, outcomes.sort().join()]));
  return { format, byName, byClass, homes };
}

/** The last parts of class, file and suite, each without its ending: "test_a" of tests/test_a.py and of tests.test_a. */
function homesOf({ className, file, suite }: TestCase): readonly string[] {
  const base = file?.split(/[\\/]/).at(-1)?.split(".")[0];
  const parts = [className, suite].map((path) => path.split(/[^\p{L}\p{N}_$]+/u).findLast((part) => part !== ""));
  return [base, ...parts].filter((part) => part !== undefined && part !== "") as string[];
}

/** Formats differ in how much of the describe path a name holds: the last part is in all of them. */
function lastName(name: string): string {
  const last = Math.max(name.lastIndexOf(" > "), name.lastIndexOf(" › "));
  return (last < 0 ? name : name.slice(last + 3)).trim();
}

/** A name without parameters and what stands before it: "tests/a.py::Shape.area[2]" of CTRF and TAP is "area". */
function plainName(name: string): string {
  const last = lastName(name);
  const bracket = last.search(/[[({]/);
  const bare = bracket > 0 ? last.slice(0, bracket).trimEnd() : last;
  if (/\s/.test(bare)) return bare;
  const end = Math.max(...[".", ":", "#", "/"].map((mark) => bare.lastIndexOf(mark)));
  return bare.slice(end + 1) || bare;
}

/** Reports of fewer tests than this may hold tests of the same names by chance. */
const tellingTests = 5;

/**
 * Reports of one format have one word for a class: tests of one name in several classes ("contextLoads") are several.
 * Of two formats only the names and outcomes are alike for sure, and that is telling where there are many.
 */
function isSameRun(a: Run, b: Run): boolean {
  if (a.format === b.format) return hasSameOutcomes(a.byClass, b.byClass);
  if (!hasSameOutcomes(a.byName, b.byName)) return false;
  const isTelling = Math.min(a.byName.size, b.byName.size) >= tellingTests || a.homes.size === 0 || b.homes.size === 0;
  return isTelling || [...a.homes].some((home) => b.homes.has(home));
}

function hasSameOutcomes(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  if (small.size === 0 || small.size < 0.9 * large.size) return false;
  let same = 0;
  for (const [name, outcome] of small) if (large.get(name) === outcome) same++;
  return same >= 0.95 * small.size;
}

/** Workspace file of a test: what the report says, else the file that its class or suite names as a module. */
export function locateTest(test: TestCase, index: WorkspaceIndex): string | null {
  for (const path of [test.file, test.suite.split(" > ").at(-1) ?? null, test.className]) {
    if (path === null || !/\.\w+$/.test(path)) continue;
    const match = index.bySuffix(path.replaceAll("\\", "/"));
    if (match.kind === "unique") return match.file;
  }
  // A class within another, on the Java virtual machine: "a.B$C".
  const parts = test.className.split(/\.|::|\$/);
  for (let end = parts.length; end > 0; end--) {
    const module = parts.slice(0, end).join("/");
    for (const extension of ["py", "java", "kt", "scala", "groovy", "cs", "rb", "php"]) {
      const file = `${module}.${extension}`;
      const match = module.includes("/") || end === parts.length ? index.bySuffix(file) : ({ kind: "none" } as const);
      if (match.kind === "unique" && match.file.endsWith(file)) return match.file;
    }
  }
  return null;
}
