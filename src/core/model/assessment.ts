import type { GateResult } from "./gate.ts";
import type { Interval, MeasurementStatus } from "./measurement.ts";
import type { Problem, Provenance, ReportKind } from "./report.ts";

export type Level =
  | "production-ready"
  | "conditionally-ready"
  | "needs-improvement"
  | "not-ready"
  | "blocked"
  /** Cannot be assessed: a critical gate is not measured and none fails. */
  | "unmeasured";

export type Confidence = "very-high" | "high" | "medium" | "low";

export interface Component {
  readonly id: "testing" | "coverage" | "compatibility" | "performance" | "safety" | "documentation";
  readonly title: string;
  /** Percent. */
  readonly target: number;
  readonly status: MeasurementStatus;
  /** null: nothing is known. */
  readonly value: Interval | null;
}

/** Several gates stopped by one cause are one blocker with its consequences under it. */
export interface Blocker {
  readonly kind: "critical" | "unmeasured";
  readonly message: string;
  readonly gates: readonly string[];
  readonly consequences: readonly string[];
}

/** The state of one report file within an assessment. */
export interface ReportState {
  readonly path: string;
  readonly format: string | null;
  readonly kind: ReportKind | null;
  readonly dialect: string | null;
  readonly status: "read" | "unrecognised" | "invalid" | "duplicate" | "ignored";
  readonly problems: readonly Problem[];
  readonly provenance: Provenance | null;
  /** Source files the report names that are files of the workspace; for reports without paths 0. */
  readonly matched: number;
  readonly unmatched: readonly UnmatchedPath[];
  /** Workspace files whose source is not the one that was measured. */
  readonly stale: readonly string[];
  /** Mapping rule that would place the unmatched paths, if one is evident. */
  readonly proposal: PathRule | null;
}

export interface UnmatchedPath {
  readonly path: string;
  readonly reason: "not-in-workspace" | "ambiguous" | "outside-workspace" | "excluded" | "ignored" | "replaced";
  /** Candidates, for "ambiguous". */
  readonly candidates?: readonly string[];
}

export interface PathRule {
  readonly from: string;
  readonly to: string;
}

export interface Trend {
  readonly direction: "improving" | "stable" | "declining" | "none" | "not-comparable";
  readonly message: string;
}

/** One thing to do, the ones that gain the most first. */
export interface PlanStep {
  readonly gate: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
}

/** Where reports were looked for and what was passed over. */
export interface SearchSummary {
  readonly patterns: readonly string[];
  readonly found: number;
  /** Folders that were not entered, by their name ("node_modules"). */
  readonly skippedFolders: readonly string[];
}

/** A run of which it is suspected that it was only a part: both numbers, to be shown. */
export interface SubsetRun {
  readonly message: string;
  readonly files: { readonly now: number; readonly before: number } | null;
  readonly tests: { readonly now: number; readonly before: number } | null;
}

/** Result of one command of "run". */
export interface RunFailure {
  readonly name: string;
  readonly kind: "could-not-start" | "crashed" | "timed-out" | "no-report" | "cancelled" | "no-tests";
  readonly message: string;
  /** Kinds of reports that the command was to write. */
  readonly waiting: readonly ReportKind[];
}

/** The whole answer for one folder. Plain data: what the editor shows, the command line prints and CI keeps. */
export interface Assessment {
  readonly schemaVersion: 1;
  readonly level: Level;
  /** The level if everything unknown turned out well, where it differs from `level`. */
  readonly levelAtBest: Level;
  readonly score: Interval;
  readonly measuredWeight: number;
  readonly confidence: Confidence;
  readonly confidenceReasons: readonly string[];
  readonly approved: boolean;
  readonly profile: string;
  readonly gates: readonly GateResult[];
  readonly components: readonly Component[];
  readonly blockers: readonly Blocker[];
  readonly trend: Trend;
  readonly plan: readonly PlanStep[];
  readonly reports: readonly ReportState[];
  readonly search: SearchSummary;
  readonly runFailures: readonly RunFailure[];
  /** The run looks like a part of the last whole one; null: it does not. */
  readonly subset: SubsetRun | null;
  /** Files of the workspace that no coverage report mentions, cut to a hundred. */
  readonly silentFiles: readonly string[];
  readonly silentFilesTotal: number;
  readonly configuration: {
    /** null: no readiness.json. */
    readonly path: string | null;
    /** SHA-256 of the effective configuration in hex. */
    readonly hash: string;
    readonly problems: readonly ConfigurationProblem[];
  };
  readonly commit: string | null;
  /** Where "safety" code is, for diagnostics: gaps of the scope `safety` with all places, never cut. */
  readonly safetyGaps: readonly SafetyGap[];
}

export interface ConfigurationProblem {
  readonly severity: "error" | "warning";
  readonly code: string;
  /** Names the key, the value and what is allowed. */
  readonly message: string;
  /** JSON path of the key, outermost first. */
  readonly path: readonly (string | number)[];
  /** 0-based character offsets in readiness.json; null where it is not about one place. */
  readonly offset: number | null;
  readonly length: number;
}

/** A gap in code of scope `safety`, with the reports that show it. Lines are 1-based and inclusive. */
export interface SafetyGap {
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
  readonly kind: "uncovered-lines" | "partial-branch" | "unjustified-exclusion" | "silent-file" | "stale-lines";
  readonly message: string;
  readonly gate: string;
  readonly reports: readonly string[];
}
