import type { ReadResult, TestReport } from "../model/report.ts";
import { folderOf } from "./paths.ts";
import type { WorkspaceIndex } from "./workspaceIndex.ts";

/** Where a report of tests comes from, as far as it and its place tell. */
export interface ReportOrigin {
  readonly folder: string;
  /** The innermost folder around it that has a manifest, "" for the workspace. */
  readonly project: string;
  /** What ran the tests, null where the report does not tell. */
  readonly runner: string | null;
}

/** Files that say of a folder that it is a project, or a package of one. */
const manifests =
  /(?:^|\/)(?:package\.json|deno\.jsonc?|pyproject\.toml|setup\.(?:py|cfg)|go\.mod|Cargo\.toml|pom\.xml|build\.(?:gradle(?:\.kts)?|sbt)|composer\.json|Gemfile|mix\.exs|pubspec\.yaml|Package\.swift|project\.json|[^/]+\.(?:cs|fs|vb)proj|[^/]+\.gemspec)$/;

/**
 * Runners by the dialects of their reports. Those that run on top of another one, as Cucumber and Cypress do, write
 * reports of both, and tell nothing.
 */
const runners: readonly (readonly [RegExp, string])[] = [
  [/\bvitest\b/i, "vitest"],
  [/\bjest\b/i, "jest"],
  [/\bplaywright\b/i, "playwright"],
  [/\bpytest\b/i, "pytest"],
  [/\brobot framework\b/i, "robot"],
  [/\b(?:go test|gotestsum|go-junit-report|ginkgo)\b/, "go"],
  [/\b(?:libtest|nextest)\b/, "cargo"],
  [/\bboost[-.]test\b/i, "boost"],
  [/\bcatch2\b/i, "catch2"],
  [/\bdoctest\b/i, "doctest"],
  [/\b(?:surefire|failsafe|junit-platform)\b|^JUnit$/, "jvm"],
];

/** Where reports come from. */
export class ReportOrigins {
  readonly #projects: ReadonlySet<string>;

  constructor({ files }: WorkspaceIndex) {
    this.#projects = new Set(files.filter((file) => manifests.test(file)).map(folderOf));
  }

  of(read: ReadResult, report: TestReport): ReportOrigin {
    const runner = runners.find(([dialect]) => dialect.test(report.dialect ?? ""))?.[1] ?? null;
    return { folder: folderOf(read.path), project: this.projectOf(read.path), runner };
  }

  projectOf(path: string): string {
    let at = folderOf(path);
    while (at !== "" && !this.#projects.has(at)) at = folderOf(at);
    return at;
  }
}

/** Reports of two packages, or of two runners, tell of other tests, whatever these are called. */
export function mayBeOneRun(a: ReportOrigin, b: ReportOrigin): boolean {
  if (a.runner !== null && b.runner !== null && a.runner !== b.runner) return false;
  return isNested(a.project, b.project);
}

/** Whether one of two folders is the other, or within it. */
export function isNested(a: string, b: string): boolean {
  return isWithin(a, b) || isWithin(b, a);
}

export function isWithin(path: string, folder: string): boolean {
  return folder === "" || path === folder || path.startsWith(`${folder}/`);
}
