import type { Evidence } from "../evidence/evidence.ts";
import type { FileArms, FileCoverage } from "../evidence/fileCoverage.ts";
import { partialBranches, uncoveredRanges, unknownRanges } from "../evidence/gaps.ts";
import { justifiedLines } from "../evidence/justified.ts";
import type { SourceLines } from "../evidence/sourceLines.ts";
import type { LineRange } from "../evidence/symbols.ts";
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
import { absence, type GateContext, gateResult, runFailureReasons, unmeasured } from "./result.ts";
import { inRanges, resolveScope } from "./scope.ts";

type Metric = CoverageGateSettings["metrics"][number];

/** One file of the gate, as far as anything is known of it. */
interface Part {
  readonly file: string;
  /** null: the whole file. */
  readonly ranges: readonly LineRange[] | null;
  /** null: silent. */
  readonly coverage: FileCoverage | null;
  /** Lines of code, for silent files. */
  readonly codeLines: number;
}

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
  const parts = scoped === null ? allParts(evidence) : await scopedParts(scoped, evidence);
  const metrics = settings.metrics.map((metric) => measureMetric(metric, parts));
  return assemble(settings, parts, metrics, context);
}

function allParts(evidence: Evidence): Part[] {
  const measured = [...evidence.coverage.files.values()].map((coverage) => ({
    file: coverage.file,
    ranges: null,
    coverage,
    codeLines: 0,
  }));
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
    const facts = coverage === null ? await evidence.facts.of(file) : null;
    const codeLines = facts === null ? 0 : codeLinesIn(facts.lines, ranges);
    if (coverage !== null || codeLines > 0) parts.push({ file, ranges, coverage, codeLines });
  }
  return parts;
}

/** Lines of code in the ranges. */
function codeLinesIn(lines: SourceLines, ranges: readonly LineRange[] | null): number {
  if (ranges === null) return lines.codeLines;
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
  if (withoutData === parts.length || (withoutData > 0 && metric !== "line" && metric !== "branch")) {
    return { metric, status: "missing", value: null, counts: null };
  }
  if (withoutData > 0) {
    for (const part of parts) {
      if (countPart(metric, part) !== null) continue;
      const lines = part.coverage === null ? part.codeLines : part.coverage.lines.length;
      total += lines * (metric === "branch" ? armsPerLine : 1);
      unknown += lines * (metric === "branch" ? armsPerLine : 1);
    }
  }
  const counts = { covered, total, unknown };
  if (total === 0) return { metric, status: "not-applicable", value: null, counts };
  return { metric, status: unknown > 0 ? "partial" : "measured", value: intervalOfCounts(counts), counts };
}

/** null: nothing that was read holds this metric for the file. */
function countPart(metric: Metric, { coverage, ranges, codeLines }: Part): MeasuredCounts | null {
  if (coverage === null) {
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
    case "condition":
      return coverage.conditions === null ? null : countArms(coverage.conditions, coverage, inScope, false);
    case "function": {
      if (coverage.functions === null) return null;
      const mine = coverage.functions.filter((each) => ranges === null || inScope(each.line));
      return { covered: mine.filter((each) => each.hits > 0).length, total: mine.length, unknown: 0 };
    }
    case "statement":
      return coverage.statements === null || ranges !== null ? null : { ...coverage.statements, unknown: 0 };
  }
}

function countLines(coverage: FileCoverage, inScope: (line: number) => boolean, whole: boolean): MeasuredCounts | null {
  if (coverage.lines.length === 0 && coverage.totals !== null) {
    // A summary says how many lines, not which: good for a whole file, nothing for a part of one.
    const { linesCovered, linesTotal } = coverage.totals;
    return whole ? { covered: linesCovered, total: linesTotal, unknown: 0 } : null;
  }
  let covered = 0;
  let total = 0;
  let unknown = 0;
  for (let row = 0; row < coverage.lines.length; row++) {
    if (!inScope(coverage.lines[row]!)) continue;
    total++;
    if (coverage.unknown[row] === 1) unknown++;
    else if (coverage.hits[row]! > 0) covered++;
  }
  return { covered, total, unknown };
}

function countArms(
  arms: FileArms | null,
  coverage: FileCoverage,
  inScope: (line: number) => boolean,
  whole: boolean,
): MeasuredCounts | null {
  let stale = 0;
  for (let row = 0; row < coverage.lines.length; row++)
    if (coverage.unknown[row] === 1 && inScope(coverage.lines[row]!)) stale += armsPerLine;
  if (arms === null) {
    if (coverage.freshness === "stale" && stale > 0) return { covered: 0, total: stale, unknown: stale };
    const { totals } = coverage;
    if (whole && totals !== null && !Number.isNaN(totals.branchesTotal))
      return { covered: totals.branchesCovered, total: totals.branchesTotal, unknown: 0 };
    return null;
  }
  let covered = 0;
  let total = 0;
  for (let row = 0; row < arms.line.length; row++) {
    if (!inScope(arms.line[row]!)) continue;
    total++;
    if (arms.hits[row]! > 0) covered++;
  }
  return { covered, total: total + stale, unknown: stale };
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
    if (metric.status === "missing")
      reasons.push({
        code: "no-metric-data",
        message: `the reports hold no ${metric.metric} data${settings.scope === null ? "" : " for this scope"}`,
      });
  }
  if (silent.length > 0)
    reasons.push({
      code: "silent-files",
      message: `${plural(silent.length, "file")} no report mentions: ${some(silent)}`,
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
  reasons.push(...runFailureReasons("coverage", evidence));
  const { offenders, notes, justified } = await offendersOf(settings, parts, context);
  const counted = metrics.filter((metric) => metric.counts !== null && metric.status !== "not-applicable");
  const decisive = [...counted].sort((a, b) => (a.value?.low ?? 0) - (b.value?.low ?? 0))[0] ?? null;
  const missingMetric = metrics.some((metric) => metric.status === "missing");
  const anyKnown = parts.some((part) => part.coverage !== null);
  const status: MeasurementStatus =
    counted.length === 0 || !anyKnown || missingMetric
      ? "missing"
      : stale.length > 0
        ? "stale"
        : silent.length > 0 || counted.some((metric) => metric.status === "partial")
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
    distanceUnit:
      decisive?.metric === "branch"
        ? "branches"
        : decisive?.metric === "function"
          ? "functions"
          : decisive?.metric === "condition"
            ? "conditions"
            : "lines",
    nextAction: nextAction(silent, stale, offenders, missingMetric),
    notes: allNotes,
    uncut: settings.scope === "safety",
  });
}

function nextAction(
  silent: readonly Part[],
  stale: readonly Part[],
  offenders: readonly Offender[],
  missingMetric: boolean,
): string {
  if (missingMetric) return "Measure with branches (coverage.py --branch, gcov -b, …)";
  if (stale.length > 0) return "Run the tests with coverage again";
  if (silent.length > 0) return `Let the coverage run see ${silent[0]!.file}, or exclude it in readiness.json`;
  const first = offenders[0];
  return first === undefined ? "Run the tests with coverage again" : `Test ${first.file}:${first.line}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function some(parts: readonly Part[]): string {
  const names = parts.slice(0, 3).map((part) => part.file);
  return parts.length > 3 ? `${names.join(", ")} and ${parts.length - 3} more` : names.join(", ");
}

/** Places in the way, the files with the most first; and what was taken out of the counts without a word. */
async function offendersOf(
  settings: CoverageGateSettings,
  parts: readonly Part[],
  context: GateContext,
): Promise<{ offenders: Offender[]; notes: string[]; justified: number }> {
  const { evidence, policy, today } = context;
  const perFile: { weight: number; offenders: Offender[] }[] = [];
  let excludedLines = 0;
  let justified = 0;
  for (const { file, ranges, coverage, codeLines } of parts) {
    const inScope = (line: number) => inRanges(ranges, line);
    if (coverage === null) {
      perFile.push({
        weight: codeLines,
        offenders: [
          {
            file,
            line: 0,
            kind: "silent-file",
            count: codeLines,
            detail: `no report mentions this file (${plural(codeLines, "line")} of code)`,
          },
        ],
      });
      continue;
    }
    const accepted = await justifiedLines(file, policy.justifications, today, evidence.files);
    const isAccepted = (line: number) => accepted.some((each) => line >= each.line && line <= each.endLine);
    const offenders: Offender[] = [];
    let weight = 0;
    if (settings.metrics.includes("line") || settings.metrics.includes("statement")) {
      for (const range of uncoveredRanges(coverage, inScope)) {
        if (isAccepted(range.line) && isAccepted(range.endLine)) {
          justified += range.lines;
          continue;
        }
        weight += range.lines;
        offenders.push({
          file,
          line: range.line,
          endLine: range.endLine,
          kind: "uncovered-lines",
          count: range.lines,
          detail: plural(range.lines, "line"),
        });
      }
      const unknown = unknownRanges(coverage, inScope);
      if (unknown.length > 0) {
        weight += unknown.reduce((sum, range) => sum + range.lines, 0);
        for (const range of unknown)
          offenders.push({
            file,
            line: range.line,
            endLine: range.endLine,
            kind: "stale-lines",
            count: range.lines,
            detail: coverage.staleDetail ?? "changed since measured",
          });
      }
    }
    if (settings.metrics.includes("branch")) {
      for (const branch of partialBranches(coverage, inScope)) {
        if (isAccepted(branch.line)) continue;
        weight += branch.total - branch.covered;
        const missing = branch.missing.length > 0 ? `: never ${branch.missing.join(", ")}` : "";
        offenders.push({
          file,
          line: branch.line,
          kind: "partial-branch",
          count: branch.total - branch.covered,
          detail: `${branch.covered} of ${branch.total} branches taken${missing}`,
        });
      }
    }
    if (settings.metrics.includes("function")) {
      for (const each of coverage.functions ?? []) {
        if (each.hits > 0 || !inScope(each.line)) continue;
        weight++;
        offenders.push({ file, line: each.line, kind: "uncovered-function", detail: each.name });
      }
    }
    const markers = (evidence.coverage.sources.get(file)?.markers ?? []).filter((marker) => inScope(marker.line));
    excludedLines += Math.max(markers.length, [...coverage.excluded].filter(inScope).length);
    if (settings.scope === "safety") {
      for (const marker of markers) {
        if (!isAccepted(marker.line))
          offenders.push({
            file,
            line: marker.line,
            kind: "unjustified-exclusion",
            detail: `"${marker.mark}" without a justification`,
          });
      }
    }
    if (offenders.length > 0) perFile.push({ weight, offenders });
  }
  perFile.sort((a, b) => b.weight - a.weight || (a.offenders[0]!.file < b.offenders[0]!.file ? -1 : 1));
  const notes =
    excludedLines > 0 ? [`${plural(excludedLines, "line")} excluded from measuring by marks in the source`] : [];
  return { offenders: perFile.flatMap((each) => each.offenders), notes, justified };
}
