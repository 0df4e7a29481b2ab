import type { Evidence } from "../evidence/evidence.ts";
import { unreadReason } from "../evidence/unreadReport.ts";
import type { Distance, GateResult, Offender, Verdict } from "../model/gate.ts";
import {
  intervalOfCounts,
  type MeasuredCounts,
  type Measurement,
  type MeasurementStatus,
  type MetricResult,
  type Reason,
} from "../model/measurement.ts";
import type { Provenance, ReportKind } from "../model/report.ts";
import type { GateSettings, Policy } from "../policy/policy.ts";

/** What a gate is measured with. */
export interface GateContext {
  readonly evidence: Evidence;
  readonly policy: Policy;
  /** ISO date of today: justifications expire. */
  readonly today: string;
}

/** How one kind of gate is measured. Never throws for what evidence holds. */
export type Measure<S extends GateSettings = GateSettings> = (settings: S, context: GateContext) => Promise<GateResult>;

/** What a measure found, before the verdict. */
interface Finding {
  readonly status: MeasurementStatus;
  readonly counts: MeasuredCounts | null;
  readonly metrics?: readonly MetricResult[];
  readonly reasons: readonly Reason[];
  readonly evidence: readonly Provenance[];
  readonly offenders?: readonly Offender[];
  /** How many there are where `offenders` does not hold all. */
  readonly offendersTotal?: number;
  readonly distanceUnit: Distance["unit"];
  readonly nextAction: string | null;
  readonly notes?: readonly string[];
  /** Whether all offenders are listed, however many. */
  readonly uncut?: boolean;
}

/** Most offenders a gate lists; `offendersTotal` says how many there are. */
export const mostOffenders = 500;

/**
 * Verdict by whole numbers: pass if 100·covered ≥ threshold·total, fail if even with all unknown things covered
 * 100·(covered + unknown) < threshold·total, else unknown. `total` includes the unknown.
 */
function verdictOfCounts({ covered, total, unknown }: MeasuredCounts, threshold: number): Verdict {
  if (total === 0) return "unknown";
  if (100 * covered >= threshold * total) return "pass";
  return 100 * (covered + unknown) < threshold * total ? "fail" : "unknown";
}

/** Fewest more covered things with which `covered` of `total` reaches the threshold; 0 where it does. */
function missingToThreshold({ covered, total }: MeasuredCounts, threshold: number): number {
  return Math.max(0, Math.ceil((threshold * total - 100 * covered) / 100));
}

const worstFirst: readonly Verdict[] = ["fail", "unknown", "pass"];

/** Makes the gate's result of what was found. */
export function gateResult(settings: GateSettings, finding: Finding): GateResult {
  const { counts, metrics = [] } = finding;
  const known = metrics.filter((metric) => metric.status !== "not-applicable");
  const value = lowest(known) ?? (counts === null ? null : intervalOfCounts(counts));
  const measurement: Measurement = {
    status: finding.status,
    value,
    counts,
    reasons: finding.reasons,
    evidence: finding.evidence,
    metrics,
  };
  const verdicts: Verdict[] =
    finding.status === "not-applicable"
      ? ["not-applicable"]
      : known.length > 0
        ? known.map((metric) =>
            metric.counts === null ? "unknown" : verdictOfCounts(metric.counts, settings.threshold),
          )
        : [counts === null ? "unknown" : verdictOfCounts(counts, settings.threshold)];
  const verdict =
    finding.status === "not-applicable" ? "not-applicable" : worstFirst.find((each) => verdicts.includes(each))!;
  const offenders = finding.offenders ?? [];
  const distanceCount = verdict === "pass" || counts === null ? null : missingToThreshold(counts, settings.threshold);
  return {
    id: settings.id,
    title: settings.title,
    verdict,
    critical: settings.critical,
    weight: settings.weight,
    threshold: settings.threshold,
    measurement,
    distance:
      distanceCount === null || distanceCount === 0 ? null : { count: distanceCount, unit: finding.distanceUnit },
    offenders: finding.uncut === true ? offenders : offenders.slice(0, mostOffenders),
    offendersTotal: finding.offendersTotal ?? offenders.length,
    nextAction: verdict === "pass" || verdict === "not-applicable" ? null : finding.nextAction,
    notes: finding.notes ?? [],
  };
}

/** The metric whose low end is lowest decides; one that is not measured is [0, 100]. */
function lowest(metrics: readonly MetricResult[]): { readonly low: number; readonly high: number } | null {
  if (metrics.length === 0 || metrics.every((metric) => metric.value === null)) return null;
  const values = metrics.map((metric) => metric.value ?? { low: 0, high: 100 });
  return { low: Math.min(...values.map((value) => value.low)), high: Math.min(...values.map((value) => value.high)) };
}

/** A gate of which nothing is known, with the reason and where it was looked for. */
export function unmeasured(
  settings: GateSettings,
  status: MeasurementStatus,
  reasons: readonly Reason[],
  nextAction: string,
  evidence: readonly Provenance[] = [],
  notes: readonly string[] = [],
): GateResult {
  return gateResult(settings, { status, counts: null, reasons, evidence, distanceUnit: "lines", nextAction, notes });
}

/** A gate that readiness.json declares not applicable. */
export function notApplicable(settings: GateSettings, reason: string): GateResult {
  return unmeasured(settings, "not-applicable", [{ code: "not-applicable", message: reason }], "");
}

/**
 * Why there is nothing of a kind of report: what broke, what was found and is no use, and where it was looked for.
 * "invalid" where something was found or a run failed, "missing" where nothing was.
 */
export function absence(
  kind: ReportKind,
  evidence: Evidence,
): {
  readonly status: "missing" | "invalid";
  readonly reasons: readonly Reason[];
  readonly evidence: readonly Provenance[];
} {
  const reasons: Reason[] = runFailureReasons(kind, evidence);
  const broken = evidence.reports.filter(
    (report) => report.kind === kind && (report.status === "invalid" || report.status === "ignored"),
  );
  reasons.push(...broken.map(unreadReason));
  // A command that did not even start has written nothing that could be invalid: there is just nothing.
  const broke = evidence.runFailures.some(
    (failure) =>
      failure.waiting.includes(kind) && !["could-not-start", "no-report", "cancelled"].includes(failure.kind),
  );
  const status = broken.length > 0 || broke ? "invalid" : "missing";
  reasons.push({
    code: "no-report",
    message: `no usable ${kindWords[kind]}; looked for ${(evidence.searched.get(kind) ?? []).join(", ")}`,
  });
  return {
    status,
    reasons,
    evidence: broken.flatMap((report) => (report.provenance === null ? [] : [report.provenance])),
  };
}

/** What else to do where one of several reports cannot be read. */
export const orRemove = "or remove the report that is broken";

/** Why reports of a kind could not be read: what they hold is not known, whatever others of the kind say. */
export function unreadReasons(kind: ReportKind, { reports }: Evidence): Reason[] {
  return reports.filter((report) => report.kind === kind && report.status === "invalid").map(unreadReason);
}

/** Failures of the commands that were to make this kind of report. */
export function runFailureReasons(kind: ReportKind, evidence: Evidence): Reason[] {
  return evidence.runFailures
    .filter((failure) => failure.waiting.includes(kind))
    .map((failure) => ({ code: `run-${failure.kind}`, message: `${failure.name}: ${failure.message}` }));
}

const kindWords: Readonly<Record<ReportKind, string>> = {
  coverage: "coverage report",
  tests: "test report",
  benchmarks: "benchmark report",
  documentation: "documentation report",
  findings: "findings report",
  mutation: "mutation report",
};
