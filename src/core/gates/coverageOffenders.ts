import type { FileCoverage } from "../evidence/fileCoverage.ts";
import { forEachPartialBranch, forEachUncovered, forEachUnknown } from "../evidence/gaps.ts";
import { type AppliedJustification, justifiedLines } from "../evidence/justified.ts";
import type { LineRange } from "../evidence/symbols.ts";
import type { Offender } from "../model/gate.ts";
import type { CoverageGateSettings } from "../policy/policy.ts";
import { type GateContext, mostOffenders } from "./result.ts";
import { inRanges } from "./scope.ts";

/** One file of the gate, as far as anything is known of it. */
export interface Part {
  readonly file: string;
  /** null: the whole file. */
  readonly ranges: readonly LineRange[] | null;
  /** null: silent. */
  readonly coverage: FileCoverage | null;
  /** Lines of code, for files of which no report knows the lines; null: its source cannot be read either. */
  readonly codeLines: number | null;
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Places in the way of a coverage gate. */
interface Found {
  /** The files with the most first; as many as a gate lists. */
  readonly offenders: readonly Offender[];
  readonly offendersTotal: number;
  /** What was taken out of the counts without a word. */
  readonly notes: readonly string[];
  /** Uncovered lines that are accepted today. */
  readonly justified: number;
}

const nothing: readonly AppliedJustification[] = [];

/** Called for one place; `at` is its row or index where its kind has one. */
type Visit = (kind: Offender["kind"], line: number, endLine: number, count: number, at: number) => void;

/** Counts first, and makes offenders only of those that are listed: a large report holds millions. */
export async function offendersOf(
  settings: CoverageGateSettings,
  parts: readonly Part[],
  context: GateContext,
): Promise<Found> {
  const { evidence, policy, today } = context;
  const counted: { part: Part; accepted: readonly AppliedJustification[]; weight: number; places: number }[] = [];
  let offendersTotal = 0;
  let excludedLines = 0;
  let justified = 0;
  const withJustifications = new Set(policy.justifications.map(({ file }) => file));
  for (const part of parts) {
    const accepted = withJustifications.has(part.file)
      ? await justifiedLines(part.file, policy.justifications, today, evidence.files)
      : nothing;
    let weight = 0;
    let places = 0;
    justified += visitPart(settings, part, accepted, context, (kind, _line, _endLine, count) => {
      places++;
      // An exclusion is no thing that a test could cover.
      if (kind !== "unjustified-exclusion") weight += count;
    });
    if (places > 0) counted.push({ part, accepted, weight, places });
    offendersTotal += places;
    excludedLines += excludedIn(part, context);
  }
  counted.sort((a, b) => b.weight - a.weight || (a.part.file < b.part.file ? -1 : 1));
  const offenders: Offender[] = [];
  for (const { part, accepted } of counted) {
    if (offenders.length >= mostOffenders && settings.scope !== "safety") break;
    visitPart(settings, part, accepted, context, (kind, line, endLine, count, at) =>
      offenders.push(offender(part, kind, line, endLine, count, at, context)),
    );
  }
  const notes =
    excludedLines > 0 ? [`${plural(excludedLines, "line")} excluded from measuring by marks in the source`] : [];
  return { offenders, offendersTotal, notes, justified };
}

/** Tells of every place in the way in one file. Gives how many uncovered lines are accepted. */
function visitPart(
  settings: CoverageGateSettings,
  { file, ranges, coverage, codeLines }: Part,
  accepted: readonly AppliedJustification[],
  { evidence }: GateContext,
  visit: Visit,
): number {
  if (coverage === null) {
    // Of how many lines is not known: it stands for one file.
    visit("silent-file", 0, 0, codeLines ?? 1, 0);
    return 0;
  }
  const inScope = (line: number) => inRanges(ranges, line);
  const isAccepted = (line: number) => accepted.some((each) => line >= each.line && line <= each.endLine);
  let justified = 0;
  if (settings.metrics.includes("line") || settings.metrics.includes("statement")) {
    forEachUncovered(coverage, inScope, (line, endLine, lines) => {
      if (accepted.length > 0 && isAccepted(line) && isAccepted(endLine)) justified += lines;
      else visit("uncovered-lines", line, endLine, lines, 0);
    });
    forEachUnknown(coverage, inScope, (line, endLine, lines) => visit("stale-lines", line, endLine, lines, 0));
  }
  if (settings.metrics.includes("branch"))
    forEachPartialBranch(coverage, inScope, (line, covered, total, firstRow) => {
      if (accepted.length === 0 || !isAccepted(line)) visit("partial-branch", line, line, total - covered, firstRow);
    });
  if (settings.metrics.includes("function"))
    (coverage.functions ?? []).forEach((each, at) => {
      if (!(each.hits > 0) && inScope(each.line)) visit("uncovered-function", each.line, each.line, 1, at);
    });
  if (settings.scope === "safety")
    (evidence.coverage.sources.get(file)?.markers ?? []).forEach(({ line }, at) => {
      if (inScope(line) && !isAccepted(line)) visit("unjustified-exclusion", line, line, 1, at);
    });
  return justified;
}

function offender(
  { file, coverage, codeLines }: Part,
  kind: Offender["kind"],
  line: number,
  endLine: number,
  count: number,
  at: number,
  { evidence }: GateContext,
): Offender {
  switch (kind) {
    case "silent-file":
      return codeLines === null
        ? { file, line, kind, detail: "no report mentions this file (its source cannot be read)" }
        : { file, line, kind, count, detail: `no report mentions this file (${plural(codeLines, "line")} of code)` };
    case "stale-lines":
      return { file, line, endLine, kind, count, detail: coverage!.staleDetail ?? "changed since measured" };
    case "partial-branch":
      return { file, line, kind, count, detail: branchDetail(coverage!, at, count) };
    case "uncovered-function":
      return { file, line, kind, detail: coverage!.functions![at]!.name };
    case "unjustified-exclusion": {
      const { mark } = evidence.coverage.sources.get(file)!.markers[at]!;
      return { file, line, kind, detail: `"${mark}" without a justification` };
    }
    default:
      return { file, line, endLine, kind, count, detail: plural(count, "line") };
  }
}

function branchDetail({ branches }: FileCoverage, firstRow: number, missing: number): string {
  const { line, hits, label, labels } = branches!;
  const never: string[] = [];
  let total = 0;
  for (let row = firstRow; row < line.length && line[row] === line[firstRow]; row++) {
    total++;
    if (!(hits[row]! > 0) && label[row] !== 0) never.push(labels[label[row]!]!);
  }
  return `${total - missing} of ${total} branches taken${never.length > 0 ? `: never ${never.join(", ")}` : ""}`;
}

function excludedIn({ file, ranges, coverage }: Part, { evidence }: GateContext): number {
  if (coverage === null) return 0;
  const inScope = (line: number) => inRanges(ranges, line);
  const markers = evidence.coverage.sources.get(file)?.markers ?? [];
  return Math.max(
    markers.reduce((sum, { line }) => sum + (inScope(line) ? 1 : 0), 0),
    [...coverage.excluded].filter(inScope).length,
  );
}
