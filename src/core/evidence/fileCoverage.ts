import { Labels } from "../formats/coverageBuilder.ts";
import type { CountColumn, WholeColumn } from "../model/columns.ts";
import type { ArmColumns, CoverageColumns } from "../model/coverage.ts";
import { functionName, neverEvaluated } from "../model/coverage.ts";
import type { LineChange } from "../ports.ts";
import { changedLines, moveLine } from "./freshness.ts";
import type { SourceFacts } from "./sourceFacts.ts";

/** Branch arms or conditions of one file, ascending by line and key. */
export interface FileArms {
  readonly line: WholeColumn;
  readonly key: WholeColumn;
  /** `neverEvaluated` where the decision was never reached. */
  readonly hits: CountColumn;
  /** What each arm is, as an index into `labels`; 0: not stated. */
  readonly label: WholeColumn;
  readonly labels: readonly string[];
}

export interface FileFunction {
  readonly name: string;
  /** 0: not stated. */
  readonly line: number;
  readonly endLine: number;
  readonly hits: number;
}

/** Everything all reports together say of one workspace file. */
export interface FileCoverage {
  readonly file: string;
  /** Executable lines, ascending, 1-based, as the file is now. */
  readonly lines: WholeColumn;
  readonly hits: CountColumn;
  /** 1 where nothing is known of the line because the source moved on. */
  readonly unknown: Uint8Array;
  /** null: no report of this file holds branch data. */
  readonly branches: FileArms | null;
  readonly conditions: FileArms | null;
  readonly functions: readonly FileFunction[] | null;
  /** Statements covered and in all; null: no report of this file holds statements, or the file is stale. */
  readonly statements: { readonly covered: number; readonly total: number } | null;
  /** Lines reports call excluded, ascending. */
  readonly excluded: WholeColumn;
  /** Totals from a report without lines, where no other report speaks of the file. */
  readonly totals: {
    readonly linesCovered: number;
    readonly linesTotal: number;
    readonly branchesCovered: number;
    readonly branchesTotal: number;
  } | null;
  /** Indexes of the coverage reports that count here. */
  readonly reports: readonly number[];
  readonly freshness: "fresh" | "stale" | "age-unknown";
  /** Why stale, in words. */
  readonly staleDetail: string | null;
  /**
   * All reports that count here are of a run that was only a part of the tests: what they do not cover may be covered by
   * the rest, so that it is unknown.
   */
  readonly ofPart: boolean;
  /** Time of the earlier run whose counts are carried here because the source has not changed since; null: none are. */
  readonly carried: string | null;
}

/** One report's part in one file. */
export interface Contribution {
  readonly report: number;
  readonly columns: CoverageColumns;
  /** Row of the file in `columns.paths`. */
  readonly row: number;
  readonly freshness: "fresh" | "stale" | "age-unknown";
  /** For "stale": line changes since, or null if nothing is known of them. */
  readonly changes: readonly LineChange[] | null;
  readonly staleDetail: string | null;
  /** The report is of a run that was only a part of the tests. */
  readonly ofPart?: boolean;
  /** ISO time of the run, where the report is not of the current one. */
  readonly carried?: string;
}

/**
 * Unites what several reports say of one file: hits are added line by line; a line is known where any report that still
 * fits the source knows it. Reports that are stale without known changes count only where no other report fits.
 */
export function uniteFile(
  file: string,
  contributions: readonly Contribution[],
  source: SourceFacts | null,
): FileCoverage {
  const fitting = contributions.filter((each) => each.freshness !== "stale");
  const stale = contributions.filter((each) => each.freshness === "stale");
  const used =
    fitting.length > 0
      ? fitting
      : stale.some((each) => each.changes !== null)
        ? stale.filter((each) => each.changes !== null)
        : stale;
  const isStale = fitting.length === 0;
  const single = used.length === 1 && !isStale ? used[0]! : null;
  const lines = single === null ? uniteLines(used, isStale, source) : sliceLines(single);
  // Made when first asked for: few ask, and names as texts need more memory than all counts.
  let functions: { readonly list: readonly FileFunction[] | null } | null = null;
  return {
    file,
    ...lines,
    branches: uniteArms(used, "branches"),
    conditions: uniteArms(used, "conditions"),
    get functions() {
      functions ??= { list: uniteFunctions(used) };
      return functions.list;
    },
    statements: isStale ? null : statementsOf(used),
    excluded: uniteExcluded(used),
    totals: lines.lines.length === 0 ? totalsOf(used) : null,
    reports: used.map((each) => each.report),
    freshness: isStale ? "stale" : used.some((each) => each.freshness === "age-unknown") ? "age-unknown" : "fresh",
    staleDetail: isStale ? (used[0]?.staleDetail ?? null) : null,
    ofPart: used.every((each) => each.ofPart === true),
    carried: used.find((each) => each.carried !== undefined)?.carried ?? null,
  };
}

type Lines = Pick<FileCoverage, "lines" | "hits" | "unknown">;

function sliceLines({ columns, row }: Contribution): Lines {
  const group = columns.lines;
  if (group === null) return { lines: new Uint32Array(0), hits: new Float64Array(0), unknown: new Uint8Array(0) };
  const lines = group.number.subarray(group.start[row]!, group.start[row + 1]!);
  return {
    lines,
    hits: group.hits.subarray(group.start[row]!, group.start[row + 1]!),
    unknown: zeros(lines.length),
  };
}

let someZeros = new Uint8Array(4096);

/** Zeros that all files share; never written to. */
function zeros(length: number): Uint8Array {
  if (length > someZeros.length) someZeros = new Uint8Array(2 * length);
  return someZeros.subarray(0, length);
}

/** Where a contribution's line is now: 0 if it is gone or changed, -1 if it stands but nothing is known of it. */
function placeLine(each: Contribution, line: number): number {
  if (each.freshness !== "stale") return line;
  return each.changes === null ? -line : moveLine(line, each.changes);
}

function uniteLines(used: readonly Contribution[], isStale: boolean, source: SourceFacts | null): Lines {
  const hits = new Map<number, number>();
  const unknown = new Set<number>();
  for (const each of used) {
    const { lines, hits: counts } = sliceLines(each);
    for (let row = 0; row < lines.length; row++) {
      const line = placeLine(each, lines[row]!);
      if (line > 0) hits.set(line, (hits.get(line) ?? 0) + counts[row]!);
      else if (line < 0) unknown.add(-line);
    }
    if (isStale && each.changes !== null) {
      for (const line of changedLines(each.changes)) if (source?.lines.at(line) === "code") unknown.add(line);
    }
  }
  const all = [...new Set([...hits.keys(), ...unknown])].sort((a, b) => a - b);
  return {
    lines: Uint32Array.from(all),
    hits: Float64Array.from(all, (line) => hits.get(line) ?? 0),
    unknown: Uint8Array.from(all, (line) => (hits.has(line) && !unknown.has(line) ? 0 : 1)),
  };
}

function uniteArms(used: readonly Contribution[], group: "branches" | "conditions"): FileArms | null {
  const having = used.filter(
    (each) => each.columns[group] !== null && (each.freshness !== "stale" || each.changes !== null),
  );
  if (having.length === 0) return null;
  if (having.length === 1 && having[0]!.freshness !== "stale") {
    const { columns, row } = having[0]!;
    const arms = columns[group]!;
    const [from, to] = [arms.start[row]!, arms.start[row + 1]!];
    return {
      line: arms.line.subarray(from, to),
      key: arms.key.subarray(from, to),
      hits: arms.hits.subarray(from, to),
      label: arms.label.subarray(from, to),
      labels: columns.labels,
    };
  }
  // Arms that are known one by one say more than counts: counts speak only for lines without such arms.
  const rows = new Map<number, { line: number; key: number; hits: number; label: string }>();
  const told = new Set<number>();
  const ranked = [...having].sort((a, b) => rank(a.columns[group]!) - rank(b.columns[group]!));
  for (const each of ranked) {
    const arms = each.columns[group]!;
    for (let at = arms.start[each.row]!; at < arms.start[each.row + 1]!; at++) {
      const line = placeLine(each, arms.line[at]!);
      if (line <= 0 || (arms.identity === "counts" && told.has(line))) continue;
      const key = arms.key[at]!;
      const id = line * 0x100000000 + key;
      const known = rows.get(id);
      const hits = arms.hits[at]!;
      if (known === undefined) rows.set(id, { line, key, hits, label: each.columns.labels[arms.label[at]!]! });
      else {
        known.hits = known.hits === neverEvaluated ? hits : hits === neverEvaluated ? known.hits : known.hits + hits;
        if (known.label === "") known.label = each.columns.labels[arms.label[at]!]!;
      }
    }
    if (arms.identity === "arms") for (const row of rows.values()) told.add(row.line);
  }
  const sorted = [...rows.values()].sort((a, b) => a.line - b.line || a.key - b.key);
  const labels = new Labels();
  return {
    line: Uint32Array.from(sorted, (row) => row.line),
    key: Uint32Array.from(sorted, (row) => row.key),
    hits: Float64Array.from(sorted, (row) => row.hits),
    label: Uint32Array.from(sorted, (row) => labels.of(row.label)),
    labels: labels.texts,
  };
}

function rank(arms: ArmColumns): number {
  return arms.identity === "arms" ? 0 : 1;
}

function uniteFunctions(used: readonly Contribution[]): FileFunction[] | null {
  const having = used.filter(
    (each) => each.columns.functions !== null && (each.freshness !== "stale" || each.changes !== null),
  );
  if (having.length === 0) return null;
  const found = new Map<string, FileFunction>();
  for (const each of having) {
    const functions = each.columns.functions!;
    for (let at = functions.start[each.row]!; at < functions.start[each.row + 1]!; at++) {
      const [from, to] = [functions.line[at]!, functions.end[at]!];
      const line = from === 0 ? 0 : placeLine(each, from);
      if (line < 0 || (line === 0 && from !== 0)) continue;
      const name = functionName(functions, at);
      const endLine = to === 0 ? 0 : Math.max(0, placeLine(each, to));
      const known = found.get(`${line}\u0000${name}`);
      found.set(`${line}\u0000${name}`, {
        name,
        line,
        endLine: endLine || (known?.endLine ?? 0),
        hits: (known?.hits ?? 0) + functions.hits[at]!,
      });
    }
  }
  return [...found.values()].sort((a, b) => a.line - b.line);
}

function statementsOf(used: readonly Contribution[]): FileCoverage["statements"] {
  const having = used.filter((each) => each.columns.statements !== null);
  if (having.length === 0) return null;
  const known = new Map<string, { hits: number; weight: number }>();
  for (const { columns, row } of having) {
    const group = columns.statements!;
    for (let at = group.start[row]!; at < group.start[row + 1]!; at++) {
      const id = `${group.line[at]}:${group.column[at]}:${group.endLine[at]}:${group.endColumn[at]}`;
      const weight = group.weight?.[at] ?? 1;
      known.set(id, { hits: (known.get(id)?.hits ?? 0) + group.hits[at]!, weight });
    }
  }
  let covered = 0;
  let total = 0;
  for (const { hits, weight } of known.values()) {
    total += weight;
    if (hits > 0) covered += weight;
  }
  return { covered, total };
}

function uniteExcluded(used: readonly Contribution[]): WholeColumn {
  const lines = new Set<number>();
  for (const each of used) {
    const group = each.columns.excluded;
    if (group === null) continue;
    for (let at = group.start[each.row]!; at < group.start[each.row + 1]!; at++) {
      const line = placeLine(each, group.number[at]!);
      if (line > 0) lines.add(line);
    }
  }
  return Uint32Array.from([...lines].sort((a, b) => a - b));
}

/** Totals of the one report that states the most lines: totals of several reports cannot be united. */
function totalsOf(used: readonly Contribution[]): FileCoverage["totals"] {
  let best: FileCoverage["totals"] = null;
  for (const { columns, row } of used) {
    const stated = columns.totals;
    if (stated === null || Number.isNaN(stated.linesTotal[row]!)) continue;
    if (best === null || stated.linesTotal[row]! > best.linesTotal) {
      best = {
        linesCovered: stated.linesCovered[row]!,
        linesTotal: stated.linesTotal[row]!,
        branchesCovered: stated.branchesCovered[row]!,
        branchesTotal: stated.branchesTotal[row]!,
      };
    }
  }
  return best;
}
