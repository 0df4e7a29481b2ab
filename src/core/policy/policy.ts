/**
 * The effective policy: a profile with a readiness.json laid over it, complete and checked. All readonly; the zod schema
 * in `schema.ts` is the truth for what may be written.
 */
export interface Policy {
  readonly profile: string;
  readonly scopes: Readonly<Record<string, Scope>>;
  readonly reports: ReportSettings;
  readonly run: readonly RunCommand[];
  /** In the order they are shown. */
  readonly gates: readonly GateSettings[];
  readonly justifications: readonly Justification[];
}

/** A named set of code: globs of files, each of which may be narrowed to symbols (functions, methods, classes). */
export type Scope = readonly ScopeEntry[];
interface ScopeEntry {
  readonly file: string;
  /** null: the whole file. */
  readonly symbols: readonly string[] | null;
}

export interface ReportSettings {
  /** Globs per kind that replace the formats' own patterns for that kind; null: search by the formats' patterns. */
  readonly patterns: Readonly<
    Partial<Record<"coverage" | "tests" | "benchmarks" | "documentation" | "findings" | "mutation", readonly string[]>>
  >;
  readonly paths: readonly { readonly from: string; readonly to: string }[];
  /** Source files that are declared not to count (generated code); their files are not silent. */
  readonly exclude: readonly string[];
  /** Globs of the source files that are expected to be measured; null: derived from the reports. */
  readonly sources: readonly string[] | null;
}

export interface RunCommand {
  readonly name: string;
  /** Program and arguments; no shell. */
  readonly command: readonly [string, ...string[]];
  /** Relative to the folder. */
  readonly directory: string;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Reports it is to write, as globs; null: whatever reports of the workspace are newer afterwards. */
  readonly writes: readonly string[] | null;
}

/** What every gate has. `measure` of the gate's kind reads its own settings. */
interface GateCommon {
  readonly id: string;
  readonly title: string;
  /** Percent, 0 to 100. */
  readonly threshold: number;
  /** Not negative; weights need not add up to 1. */
  readonly weight: number;
  readonly critical: boolean;
  /** Declared not applicable, with the reason; null: applicable. */
  readonly notApplicable: string | null;
}

export interface CoverageGateSettings extends GateCommon {
  readonly kind: "coverage";
  /** Name of a scope; null: all measured source. */
  readonly scope: string | null;
  readonly metrics: readonly ("line" | "branch" | "function" | "condition" | "statement")[];
}

export interface TestSelector {
  /** Globs of test files. */
  readonly files: readonly string[];
  /** Globs on the test's name. */
  readonly names: readonly string[];
  /** Globs on the test's class or suite. */
  readonly classes: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
}

export interface TestsGateSettings extends GateCommon {
  readonly kind: "tests";
  /** null: all tests. A test is selected if any part of the selector matches. */
  readonly select: TestSelector | null;
  readonly minimumTests: number;
}

export interface CompatibilityGateSettings extends GateCommon {
  readonly kind: "compatibility";
  /** Expected environments; empty: not declared. */
  readonly environments: readonly string[];
  /** Path with "{environment}" in it; may hold globs. */
  readonly results: string | null;
}

export interface BenchmarksGateSettings extends GateCommon {
  readonly kind: "benchmarks";
  /** Path of the committed baseline, null: not declared. */
  readonly baseline: string | null;
  /** Part of the baseline's value a benchmark may be worse by: 0.1 is 10 %. */
  readonly tolerance: number;
  /** Direction for reports that do not say which way is better. */
  readonly better: "smaller" | "bigger" | null;
}

export interface DocumentationGateSettings extends GateCommon {
  readonly kind: "documentation";
  /** Paths that must be there; a "/" at the end asks for a folder that is not empty. */
  readonly required: readonly string[];
}

export interface FindingsGateSettings extends GateCommon {
  readonly kind: "findings";
  /** Globs of rules that count; empty: all. */
  readonly rules: readonly string[];
  readonly levels: readonly ("error" | "warning" | "note")[];
  readonly scope: string | null;
}

export interface MutationGateSettings extends GateCommon {
  readonly kind: "mutation";
  readonly scope: string | null;
}

export type GateSettings =
  | CoverageGateSettings
  | TestsGateSettings
  | CompatibilityGateSettings
  | BenchmarksGateSettings
  | DocumentationGateSettings
  | FindingsGateSettings
  | MutationGateSettings;

/** An accepted gap. It follows its code, not a line number. */
export interface Justification {
  readonly file: string;
  readonly symbol: string | null;
  /** Text of the gap, white space folded; null: the whole symbol or file. */
  readonly code: string | null;
  readonly reason: string;
  readonly by: string;
  /** ISO date, at most one year after it was written. */
  readonly until: string;
  readonly ticket: string | null;
}
