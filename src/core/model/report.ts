import type { Benchmark } from "./benchmarks.ts";
import type { CoverageColumns } from "./coverage.ts";
import type { DocumentedItem } from "./documentation.ts";
import type { Finding } from "./findings.ts";
import type { Mutant } from "./mutation.ts";
import type { SuiteError, TestCase } from "./tests.ts";

export type ReportKind = "coverage" | "tests" | "benchmarks" | "documentation" | "findings" | "mutation";

/** Something a person should know of a file that was read. An "error" makes the report invalid. */
export interface Problem {
  readonly severity: "error" | "warning" | "info";
  /** Stable, kebab-case: what other code may look at. The message is for people only. */
  readonly code: string;
  readonly message: string;
  /** 1-based line in the report, where one place is meant. */
  readonly line?: number;
}

/** What every report holds beside its data. */
interface ReportBase {
  /** The dialect in words ("coverage.py", "gcovr", "LCOV 2"), null where nothing tells it. */
  readonly dialect: string | null;
  /** Tool and version that wrote it as stated ("coverage.py 7.10.7"), null where unstated. */
  readonly producer: string | null;
  /** Time inside the report: ISO 8601 with zone, or without one where the report states none. null: not stated. */
  readonly generated: string | null;
  /** Commit the report says it measured. */
  readonly commit: string | null;
  /** The report's own summary, by the report's own names, only to compare and show: never counted. */
  readonly declared: Readonly<Record<string, number>> | null;
}

export interface CoverageReport extends ReportBase {
  readonly kind: "coverage";
  readonly coverage: CoverageColumns;
  /** Folders the report says its paths are relative to (`<source>`, working directory), as written. */
  readonly roots: readonly string[];
  /**
   * The module that the report says each path is of, "" where it says none: a name that may be that of a folder. It tells
   * candidates for one path apart, and nothing else.
   */
  readonly modules?: readonly string[];
  /**
   * "executed-only": the report lists what ran and not what could have run, so that no percentage follows from it.
   */
  readonly completeness: "full" | "executed-only";
}

export interface TestReport extends ReportBase {
  readonly kind: "tests";
  readonly cases: readonly TestCase[];
  readonly suiteErrors: readonly SuiteError[];
  /** The run itself says it broke off or never ran ("exit code 4", "Bail out!"): what it holds is not a whole run. */
  readonly aborted: string | null;
  /** The part of a divided run that this is, 1-based, where the report says so. */
  readonly shard: { readonly index: number; readonly total: number } | null;
}

export interface BenchmarkReport extends ReportBase {
  readonly kind: "benchmarks";
  readonly benchmarks: readonly Benchmark[];
  /** What the report says of the machine, in one line, for "is it the same machine"; null where unstated. */
  readonly machine: string | null;
}

export interface DocumentationReport extends ReportBase {
  readonly kind: "documentation";
  readonly covered: number;
  readonly total: number;
  /** The single symbols or files, where the report lists them. */
  readonly items: readonly DocumentedItem[] | null;
}

export interface FindingsReport extends ReportBase {
  readonly kind: "findings";
  readonly findings: readonly Finding[];
  /** The tool says that its run failed: no findings then means nothing. */
  readonly aborted: string | null;
  /** Folders that relative paths may start from, where the report names them. */
  readonly roots?: readonly string[];
}

export interface MutationReport extends ReportBase {
  readonly kind: "mutation";
  readonly mutants: readonly Mutant[];
  readonly roots?: readonly string[];
}

export type Report =
  | CoverageReport
  | TestReport
  | BenchmarkReport
  | DocumentationReport
  | FindingsReport
  | MutationReport;

/** Where a number comes from. Every number carries this. */
export interface Provenance {
  /** Relative to the workspace folder with "/", or absolute if outside; inside an archive: "a.zip!/b.xml". */
  readonly path: string;
  readonly format: string;
  readonly producer: string | null;
  readonly generated: string | null;
  /** File time, ISO 8601 UTC. */
  readonly modified: string;
  readonly commit: string | null;
  /** Of the file's bytes, in hex. */
  readonly sha256: string;
}

/** One file that was looked at. `report` is null unless status is "read". */
export interface ReadResult {
  readonly path: string;
  readonly format: string | null;
  readonly kind: ReportKind | null;
  readonly status: "read" | "unrecognised" | "invalid";
  readonly problems: readonly Problem[];
  readonly report: Report | null;
  readonly provenance: Provenance;
  /** Bytes on disk. */
  readonly size: number;
}
