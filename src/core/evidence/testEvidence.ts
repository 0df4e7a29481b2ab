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
  const names = new Map<string, ReadonlyMap<string, string>>();
  for (const each of [...newestFirst].sort((a, b) => b.report.cases.length - a.report.cases.length)) {
    const mine = outcomesByName(each.report);
    const same = kept.find((other) => sameRun(mine, names.get(other.read.path)!));
    if (same === undefined) {
      kept.push(each);
      names.set(each.read.path, mine);
    } else duplicates.set(each.read.path, same.read.path);
  }
  const reports = newestFirst.filter((each) => kept.includes(each));
  const results: TestResult[] = [];
  const seen = new Set<string>();
  const files = new Map<string, string | null>();
  reports.forEach(({ report }, at) => {
    for (const test of foldReruns(report.cases)) {
      const id = testIdentity(test);
      if (seen.has(id)) continue;
      seen.add(id);
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

function outcomesByName(report: TestReport): Map<string, string> {
  return new Map(foldReruns(report.cases).map((test) => [lastName(test.name), test.outcome]));
}

/** Formats differ in how much of the describe path a name holds: the last part is in all of them. */
function lastName(name: string): string {
  return name.slice(Math.max(name.lastIndexOf(" > ") + 3, name.lastIndexOf(" › ") + 3, 0)).trim();
}

function sameRun(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
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
  const parts = test.className.split(/\.|::/);
  for (let end = parts.length; end > 0; end--) {
    const module = parts.slice(0, end).join("/");
    for (const extension of ["py", "java", "kt", "scala", "cs", "rb", "php"]) {
      const file = `${module}.${extension}`;
      const match = module.includes("/") || end === parts.length ? index.bySuffix(file) : ({ kind: "none" } as const);
      if (match.kind === "unique" && match.file.endsWith(file)) return match.file;
    }
  }
  return null;
}
