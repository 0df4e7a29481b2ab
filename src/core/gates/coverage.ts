import type { Evidence } from "../evidence/evidence.ts";
import type { FileArms, FileCoverage } from "../evidence/fileCoverage.ts";
import { largestSourceMebibytes } from "../evidence/sourceFacts.ts";
import type { LineRange } from "../evidence/symbols.ts";
import type { ReportState } from "../model/assessment.ts";
import type { GateResult, Offender } from "../model/gate.ts";
import {
  displayPercent,
  intervalOfCounts,
  type MeasuredCounts,
  type MeasurementStatus,
  type MetricResult,
  type Reason,
} from "../model/measurement.ts";
import type { CoverageGateSettings } from "../policy/policy.ts";
import { offendersOf, type Part, plural } from "./coverageOffenders.ts";
import { absence, type GateContext, gateResult, orRemove, runFailureReasons, unmeasured } from "./result.ts";
import { inRanges, resolveScope } from "./scope.ts";

type Metric = CoverageGateSettings["metrics"][number];

/** Branch arms that a line of code may hold at most, for code of which nothing is known. */
const armsPerLine = 2;

/** Coverage of all measured source or of a scope, as the lowest of the required metrics. */
export async function measureCoverage(settings: CoverageGateSettings, context: GateContext): Promise<GateResult> {
  const { evidence, policy } = context;
  const none = evidence.coverage.reports.length === 0;
  let scoped: ReadonlyMap<string, readonly LineRange[] | null> | null = null;
  if (settings.scope !== null) {
    const scope = policy.scopes[settings.scope];
    if (scope === undefined || scope.length === 0) {
      const action = `Declare scopes.${settings.scope} in readiness.json, or say with "notApplicable" why there is no such code`;
      return unmeasured(
        settings,
        "missing",
        [
          {
            code: "scope-not-declared",
            message: `no scope "${settings.scope}" is declared: which code it is cannot be told from names`,
          },
        ],
        action,
      );
    }
    const resolved = await resolveScope(settings.scope, scope, policy.reports.exclude, evidence);
    if (resolved.problems.length > 0) {
      return unmeasured(settings, "missing", resolved.problems, `Correct scopes.${settings.scope} in readiness.json`);
    }
    scoped = resolved.files;
  }
  if (none) {
    const { status, reasons, evidence: provenance } = absence("coverage", evidence);
    return unmeasured(settings, status, reasons, "Run the tests with coverage, or run the assessment", provenance);
  }
  const lost = nothingPlaced(evidence);
  if (lost !== null) return unmeasured(settings, "missing", [lost.reason], lost.action, lost.provenance);
  const parts = scoped === null ? await allParts(evidence) : await scopedParts(scoped, evidence);
  const metrics = settings.metrics.map((metric) => measureMetric(metric, parts));
  return assemble(settings, parts, metrics, context);
}

/** Why no file of this folder is in any report, where there are reports of others; null: some are. */
function nothingPlaced(evidence: Evidence) {
  if (evidence.coverage.files.size > 0) return null;
  const counting = countingReports(evidence);
  const unmatched = counting.flatMap((state) => state.unmatched);
  if (unmatched.length === 0) return null;
  return {
    reason: {
      code: "not-placed",
      message: `none of the ${plural(unmatched.length, "file")} in ${counting.map(({ path }) => path).join(", ")} is a file of this folder, such as ${unmatched[0]!.path}`,
    },
    action:
      misplaced(evidence)?.action ?? "Say in reports.paths of readiness.json where these files lie in this folder",
    provenance: counting.flatMap(({ provenance }) => (provenance === null ? [] : [provenance])),
  };
}

/** A report whose paths a rule would place, as the reason why files are missing, and what to do; null: there is none. */
function misplaced(evidence: Evidence) {
  const report = countingReports(evidence).find(({ proposal }) => proposal !== null);
  if (report === undefined) return null;
  const { path, matched, unmatched, proposal } = report;
  return {
    reason: {
      code: "not-placed",
      message: `${unmatched.length} of ${plural(matched + unmatched.length, "file")} in ${path} are not placed, such as ${unmatched[0]!.path}`,
    },
    action: `Accept the path rule { "from": "${proposal!.from}", "to": "${proposal!.to}" } into readiness.json`,
  };
}

function countingReports({ coverage, reports }: Evidence): readonly ReportState[] {
  const states = new Map(reports.map((state) => [state.path, state]));
  return coverage.reports.flatMap(({ read }) => states.get(read.path) ?? []);
}

async function allParts(evidence: Evidence): Promise<Part[]> {
  const measured: Part[] = [];
  for (const coverage of evidence.coverage.files.values()) {
    const codeLines = coverage.knowsLines ? 0 : await codeLinesOf(coverage.file, null, evidence);
    measured.push({ file: coverage.file, ranges: null, coverage, codeLines });
  }
  const silent = evidence.coverage.silent.map(({ file, codeLines }) => ({
    file,
    ranges: null,
    coverage: null,
    codeLines,
  }));
  return [...measured, ...silent];
}

async function scopedParts(
  scope: ReadonlyMap<string, readonly LineRange[] | null>,
  evidence: Evidence,
): Promise<Part[]> {
  const parts: Part[] = [];
  for (const [file, ranges] of scope) {
    const coverage = evidence.coverage.files.get(file) ?? null;
    const codeLines = coverage?.knowsLines ? 0 : await codeLinesOf(file, ranges, evidence);
    if (coverage !== null || codeLines !== 0) parts.push({ file, ranges, coverage, codeLines });
  }
  return parts;
}

/** Lines of code in the ranges; null where the source cannot be read. */
async function codeLinesOf(
  file: string,
  ranges: readonly LineRange[] | null,
  { facts }: Evidence,
): Promise<number | null> {
  const lines = (await facts.of(file))?.lines ?? null;
  if (lines === null || ranges === null) return lines?.codeLines ?? null;
  let count = 0;
  for (let line = 1; line <= lines.length; line++) if (lines.at(line) === "code" && inRanges(ranges, line)) count++;
  return count;
}

/** What one metric counts over the parts. A part without such data makes its lines unknown, never absent. */
function measureMetric(metric: Metric, parts: readonly Part[]): MetricResult {
  let covered = 0;
  let total = 0;
  let unknown = 0;
  let withoutData = 0;
  for (const part of parts) {
    const counts = countPart(metric, part);
    if (counts === null) {
      withoutData++;
      continue;
    }
    covered += counts.covered;
    total += counts.total;
    unknown += counts.unknown;
  }
  const boundless = (metric !== "line" && metric !== "branch") || parts.some(isUnread);
  if (withoutData === parts.length || (withoutData > 0 && boundless)) {
    return { metric, status: "missing", value: null, counts: null };
  }
  if (withoutData > 0) {
    for (const part of parts) {
      if (countPart(metric, part) !== null) continue;
      const lines = part.coverage?.knowsLines ? part.coverage.lines.length : part.codeLines!;
      total += lines * (metric === "branch" ? armsPerLine : 1);
      unknown += lines * (metric === "branch" ? armsPerLine : 1);
    }
  }
  const counts = { covered, total, unknown };
  if (total === 0) return { metric, status: "not-applicable", value: null, counts };
  return { metric, status: unknown > 0 ? "partial" : "measured", value: intervalOfCounts(counts), counts };
}

/** Whether neither a report nor the source tells how many lines the file has. */
function isUnread({ codeLines }: Part): boolean {
  return codeLines === null;
}

/** null: nothing that was read holds this metric for the file. */
function countPart(metric: Metric, { coverage, ranges, codeLines }: Part): MeasuredCounts | null {
  if (coverage === null) {
    if (codeLines === null) return null;
    if (metric === "line") return { covered: 0, total: codeLines, unknown: codeLines };
    return metric === "branch"
      ? { covered: 0, total: codeLines * armsPerLine, unknown: codeLines * armsPerLine }
      : null;
  }
  const inScope = (line: number) => inRanges(ranges, line);
  switch (metric) {
    case "line":
      return countLines(coverage, inScope, ranges === null);
    case "branch":
      return countArms(coverage.branches, coverage, inScope, ranges === null);
    case "condition": {
      const { conditions } = coverage;
      return conditions === null ? null : countArms(conditions, coverage, inScope, false);
    }
    case "function": {
      const { functions } = coverage;
      if (functions === null) return null;
      const mine = functions.filter((each) => ranges === null || inScope(each.line));
      return withPart(coverage, mine.filter((each) => each.hits > 0).length, mine.length);
    }
    case "statement": {
      const { statements } = coverage;
      return statements === null || ranges !== null ? null : withPart(coverage, statements.covered, statements.total);
    }
  }
}

function countLines(coverage: FileCoverage, inScope: (line: number) => boolean, whole: boolean): MeasuredCounts | null {
  const { lines, hits, unknown: isUnknown, totals, ofPart } = coverage;
  if (totals !== null) {
    // A summary says how many lines, not which: good for a whole file, nothing for a part of one.
    const { linesCovered, linesTotal, statementsTotal } = totals;
    // Of statements only: on no more lines than that, and which of them ran is not known.
    if (Number.isNaN(linesTotal))
      return whole ? { covered: 0, total: statementsTotal, unknown: statementsTotal } : null;
    return whole ? withPart(coverage, linesCovered, linesTotal) : null;
  }
  if (!coverage.knowsLines) return null;
  let covered = 0;
  let total = 0;
  let unknown = 0;
  for (let row = 0; row < lines.length; row++) {
    if (!inScope(lines[row]!)) continue;
    total++;
    if (isUnknown[row] === 1) unknown++;
    else if (hits[row]! > 0) covered++;
    // The part of the run that is not here may have covered it.
    else if (ofPart) unknown++;
  }
  return { covered, total, unknown };
}

function countArms(
  arms: FileArms | null,
  coverage: FileCoverage,
  inScope: (line: number) => boolean,
  whole: boolean,
): MeasuredCounts | null {
  const { lines, unknown } = coverage;
  let stale = 0;
  for (let row = 0; row < lines.length; row++) if (unknown[row] === 1 && inScope(lines[row]!)) stale += armsPerLine;
  if (arms === null) {
    if (coverage.freshness === "stale" && stale > 0) return { covered: 0, total: stale, unknown: stale };
    const { totals } = coverage;
    if (whole && totals !== null && !Number.isNaN(totals.branchesTotal))
      return withPart(coverage, totals.branchesCovered, totals.branchesTotal);
    return null;
  }
  let covered = 0;
  let total = 0;
  for (let row = 0; row < arms.line.length; row++) {
    if (!inScope(arms.line[row]!)) continue;
    total++;
    if (arms.hits[row]! > 0) covered++;
  }
  return { covered, total: total + stale, unknown: stale + (coverage.ofPart ? total - covered : 0) };
}

/** Counts without unknowns, but for what a part of a run does not cover. */
function withPart({ ofPart }: FileCoverage, covered: number, total: number): MeasuredCounts {
  return { covered, total, unknown: ofPart ? total - covered : 0 };
}

async function assemble(
  settings: CoverageGateSettings,
  parts: readonly Part[],
  metrics: readonly MetricResult[],
  context: GateContext,
): Promise<GateResult> {
  const { evidence } = context;
  const reasons: Reason[] = [];
  const used = new Set(parts.flatMap((part) => part.coverage?.reports ?? []));
  const provenance = [...used].sort((a, b) => a - b).map((at) => evidence.coverage.reports[at]!.read.provenance);
  const silent = parts.filter((part) => part.coverage === null);
  const stale = parts.filter((part) => part.coverage?.freshness === "stale");
  const aged = parts.filter((part) => part.coverage?.freshness === "age-unknown");
  for (const metric of metrics) {
    if (metric.status === "missing" && parts.every((part) => countPart(metric.metric, part) === null))
      reasons.push({
        code: "no-metric-data",
        message: `the reports hold no ${metric.metric} data${settings.scope === null ? "" : " for this scope"}`,
      });
  }
  const lost = silent.length > 0 ? misplaced(evidence) : null;
  if (lost !== null) reasons.push(lost.reason);
  if (silent.length > 0)
    reasons.push({
      code: "silent-files",
      message: `${plural(silent.length, "file")} no report mentions: ${some(silent)}`,
    });
  const unread = parts.filter(isUnread);
  if (unread.length > 0)
    reasons.push({
      code: "source-not-read",
      message: `how many lines ${plural(unread.length, "file")} ${unread.length === 1 ? "has" : "have"} is not known: no report tells, and the source cannot be read or is larger than ${largestSourceMebibytes} MiB: ${some(unread)}`,
    });
  const withoutLines = parts.filter((part) => part.coverage?.knowsLines === false);
  if (withoutLines.length > 0 && withoutLines.length < parts.length)
    reasons.push({
      code: "no-line-data",
      message: `of ${plural(withoutLines.length, "file")} the reports hold no line data: ${some(withoutLines)}`,
    });
  if (stale.length > 0)
    reasons.push({
      code: "stale-files",
      message: `${plural(stale.length, "file")} changed since measured: ${some(stale)} (${stale[0]!.coverage!.staleDetail})`,
    });
  if (aged.length > 0)
    reasons.push({
      code: "age-unknown",
      message: `whether ${plural(aged.length, "file")} changed since measured cannot be told: ${some(aged)}`,
    });
  const carried = parts.filter((part) => (part.coverage?.carried ?? null) !== null);
  const incomplete = carried.length > 0 || parts.some((part) => part.coverage?.ofPart === true);
  if (incomplete) reasons.push(...evidence.coverage.unread, ...evidence.coverage.incomplete);
  if (carried.length > 0)
    reasons.push({
      code: "carried",
      message: `counts of ${plural(carried.length, "file")} are carried from the run of ${shortTime(carried[0]!.coverage!.carried!)}, whose source has not changed since: ${some(carried)}`,
    });
  if (used.size > 0) reasons.push(...evidence.coverage.remarks);
  reasons.push(...runFailureReasons("coverage", evidence));
  const { offenders, offendersTotal, notes, justified } = await offendersOf(settings, parts, context);
  const counted = metrics.filter((metric) => metric.counts !== null && metric.status !== "not-applicable");
  const decisive = [...counted].sort((a, b) => (a.value?.low ?? 0) - (b.value?.low ?? 0))[0] ?? null;
  const missingMetric = metrics.some((metric) => metric.status === "missing");
  const anyKnown = parts.some((part) => part.coverage !== null);
  const status: MeasurementStatus =
    counted.length === 0 || !anyKnown || missingMetric
      ? "missing"
      : stale.length > 0
        ? "stale"
        : incomplete || silent.length > 0 || counted.some((metric) => metric.status === "partial")
          ? "partial"
          : "measured";
  if (counted.length === 0 && !missingMetric)
    reasons.push({
      code: "nothing-to-measure",
      message: "there is no executable line in this code: nothing was measured",
    });
  const allNotes = [
    ...notes,
    ...metrics
      .filter((metric) => metric.status === "not-applicable")
      .map((metric) => `no ${metric.metric} in this code`),
  ];
  if (justified > 0 && decisive?.counts) {
    allNotes.push(
      `raw ${displayPercent(decisive.value!.low)} %, justified +${displayPercent((100 * justified) / decisive.counts.total)} %`,
    );
  }
  return gateResult(settings, {
    status,
    counts: decisive?.counts ?? null,
    metrics: metrics.length > 1 || missingMetric ? metrics : [],
    reasons,
    evidence: provenance,
    offenders,
    offendersTotal,
    distanceUnit:
      decisive?.metric === "branch"
        ? "branches"
        : decisive?.metric === "function"
          ? "functions"
          : decisive?.metric === "condition"
            ? "conditions"
            : "lines",
    nextAction: lost?.action ?? nextAction(evidence, silent, stale, unread, offenders, missingMetric, incomplete),
    notes: allNotes,
    uncut: settings.scope === "safety",
  });
}

function nextAction(
  { coverage }: Evidence,
  silent: readonly Part[],
  stale: readonly Part[],
  unread: readonly Part[],
  offenders: readonly Offender[],
  missingMetric: boolean,
  incomplete: boolean,
): string {
  if (incomplete && coverage.unread.length > 0) return `Run the tests with coverage again, ${orRemove}`;
  if (incomplete) return "Run all tests with coverage; if this was all, accept the run";
  if (unread.length > 0) return `Let ${unread[0]!.file} be measured, or exclude it in readiness.json`;
  if (missingMetric) return "Measure with branches (coverage.py --branch, gcov -b, …)";
  if (stale.length > 0) return "Run the tests with coverage again";
  if (silent.length > 0) return `Let the coverage run see ${silent[0]!.file}, or exclude it in readiness.json`;
  const first = offenders[0];
  return first === undefined ? "Run the tests with coverage again" : `Test ${first.file}:${first.line}`;
}

/** "2026-03-01 10:20 UTC" */
function shortTime(iso: string): string {
  return `${iso.slice(0, 16).replace("T", " ")} UTC`;
}

function some(parts: readonly Part[]): string {
  const names = parts.slice(0, 3).map((part) => part.file);
  return parts.length > 3 ? `${names.join(", ")} and ${parts.length - 3} more` : names.join(", ");
}
