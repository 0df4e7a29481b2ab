import { Labels } from "../formats/coverageBuilder.ts";
import type { CountColumn, WholeColumn } from "../model/columns.ts";
import type { ArmColumns, CoverageColumns } from "../model/coverage.ts";
import { functionName, neverEvaluated } from "../model/coverage.ts";
import type { LineChange } from "../ports.ts";
import { changedLines, moveLine } from "./moveLine.ts";
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

interface FileFunction {
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
  /** Some report of this file holds line data, or a total of its lines. */
  readonly knowsLines: boolean;
  readonly hits: CountColumn;
  /** 1 where nothing is known of the line because the source moved on. */
  readonly unknown: Uint8Array;
  /** Hits by line as the file is now, of each of `reports`; null where one report alone speaks of the file. */
  readonly hitsByReport: readonly ReadonlyMap<number, number>[] | null;
  /** null: no report of this file holds branch data. */
  readonly branches: FileArms | null;
  readonly conditions: FileArms | null;
  readonly functions: readonly FileFunction[] | null;
  /** Statements covered and in all; null: no report of this file holds statements, or the file is stale. */
  readonly statements: { readonly covered: number; readonly total: number } | null;
  /** Lines reports call excluded, ascending. */
  readonly excluded: WholeColumn;
  /** Totals from a report without lines, where no other report speaks of the file. NaN: it does not state that number. */
  readonly totals: {
    readonly linesCovered: number;
    readonly linesTotal: number;
    readonly branchesCovered: number;
    readonly branchesTotal: number;
    readonly statementsTotal: number;
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

/** What one report says of one file. */
export interface FilePart {
  readonly columns: CoverageColumns;
  /** Row of the file in `columns.paths`. */
  readonly row: number;
  /** Rows of other paths of the report that are the same file. */
  readonly otherRows?: readonly number[] | undefined;
  readonly freshness: "fresh" | "stale" | "age-unknown";
  /** For "stale": line changes since, or null if nothing is known of them. */
  readonly changes: readonly LineChange[] | null;
  readonly staleDetail: string | null;
  /** The file's last line, where the report lists the one behind it, which is none of the file. */
  readonly lastLine?: number | undefined;
  /** ISO time of the run, where the report is not of the current one. */
  readonly carried?: string | undefined;
}

/** One report's part in one file, as one of several. */
export interface Contribution extends FilePart {
  readonly report: number;
  /** The report is of a run that was only a part of the tests. */
  readonly ofPart?: boolean;
}

/** Field by field: a copy by "..." of some ten thousand parts needs six times the memory. */
export function contributionOf(part: FilePart, report: number, ofPart: boolean): Contribution {
  const { columns, row, otherRows, freshness, changes, staleDetail, lastLine, carried } = part;
  return { columns, row, otherRows, freshness, changes, staleDetail, lastLine, carried, report, ofPart };
}

/**
 * Unites what several reports say of one file: hits are added line by line; a line is known where any report that still
 * fits the source knows it, or one that is stale where the line did not change. Reports that are stale without known
 * changes count only where no other report fits.
 */
export function uniteFile(
  file: string,
  contributionsOfReports: readonly Contribution[],
  source: SourceFacts | null,
): FileCoverage {
  const [only] = contributionsOfReports;
  // What nearly every file is: one report speaks of it, and nothing has changed since.
  if (contributionsOfReports.length === 1 && only!.otherRows === undefined && only!.freshness !== "stale")
    return new UnitedFile(file, contributionsOfReports, false, source);
  const contributions = contributionsOfReports.flatMap((each) =>
    each.otherRows === undefined ? [each] : [each, ...each.otherRows.map((row) => ({ ...each, row }))],
  );
  const fitting = contributions.filter((each) => each.freshness !== "stale");
  const moved = contributions.filter((each) => each.freshness === "stale" && each.changes !== null);
  // Sums of a whole file and lines of it as it was cannot be united.
  const isListed = fitting.some(({ columns }) => columns.lines !== null);
  if (fitting.length > 0) return new UnitedFile(file, isListed ? [...fitting, ...moved] : fitting, false, source);
  return new UnitedFile(file, moved.length > 0 ? moved : contributions, true, source);
}

type Lines = Pick<FileCoverage, "lines" | "hits" | "unknown">;

/**
 * Keeps what its reports say in their own columns and makes views of them when asked: there may be a hundred thousand
 * such files, and most are only counted. What several reports say together is made once.
 */
class UnitedFile implements FileCoverage {
  readonly file: string;
  readonly #used: readonly Contribution[];
  readonly #isStale: boolean;
  readonly #united: Lines | null;
  #branches: FileArms | null | undefined;
  #conditions: FileArms | null | undefined;
  #functions: readonly FileFunction[] | null | undefined;

  constructor(file: string, used: readonly Contribution[], isStale: boolean, source: SourceFacts | null) {
    this.file = file;
    this.#used = used;
    this.#isStale = isStale;
    this.#united = used.length === 1 && !isStale ? null : uniteLines(used, isStale, source);
  }

  get lines(): WholeColumn {
    return this.#united?.lines ?? linesOf(this.#used[0]!);
  }
  get hits(): CountColumn {
    return this.#united?.hits ?? hitsOf(this.#used[0]!);
  }
  get unknown(): Uint8Array {
    return this.#united?.unknown ?? zeros(linesOf(this.#used[0]!).length);
  }
  get hitsByReport(): readonly ReadonlyMap<number, number>[] | null {
    const { reports } = this;
    if (reports.length < 2) return null;
    return reports.map((report) => addedHits(this.#used.filter((each) => each.report === report)).hits);
  }
  get branches(): FileArms | null {
    if (this.#united === null) return uniteArms(this.#used, "branches");
    if (this.#branches === undefined) this.#branches = uniteArms(this.#used, "branches");
    return this.#branches;
  }
  get conditions(): FileArms | null {
    if (this.#united === null) return uniteArms(this.#used, "conditions");
    if (this.#conditions === undefined) this.#conditions = uniteArms(this.#used, "conditions");
    return this.#conditions;
  }
  get functions(): readonly FileFunction[] | null {
    // Made when first asked for: few ask, and names as texts need more memory than all counts.
    if (this.#functions === undefined) this.#functions = uniteFunctions(this.#used);
    return this.#functions;
  }
  get statements(): FileCoverage["statements"] {
    // Of a file as it was they stand elsewhere now.
    return this.#used.some(({ freshness }) => freshness === "stale") ? null : statementsOf(this.#used);
  }
  get excluded(): WholeColumn {
    return uniteExcluded(this.#used);
  }
  get totals(): FileCoverage["totals"] {
    return this.lines.length === 0 ? totalsOf(this.#used) : null;
  }
  get knowsLines(): boolean {
    return this.#used.some(({ columns }) => columns.lines !== null) || this.totals !== null;
  }
  get reports(): readonly number[] {
    return [...new Set(this.#used.map((each) => each.report))];
  }
  get freshness(): FileCoverage["freshness"] {
    if (this.#isStale) return "stale";
    return this.#used.some((each) => each.freshness === "age-unknown") ? "age-unknown" : "fresh";
  }
  get staleDetail(): string | null {
    return this.#isStale ? (this.#used[0]?.staleDetail ?? null) : null;
  }
  get ofPart(): boolean {
    // Lines that changed are known of those alone that fit.
    return this.#used.every((each) => each.ofPart === true || (!this.#isStale && each.freshness === "stale"));
  }
  get carried(): string | null {
    return this.#used.find((each) => each.carried !== undefined)?.carried ?? null;
  }
}

const noLines = new Uint8Array(0);

function linesOf(part: FilePart): WholeColumn {
  const { lines } = part.columns;
  return lines === null ? noLines : lines.number.subarray(lines.start[part.row]!, endOf(part));
}

export function hitsOf(part: FilePart): CountColumn {
  const { lines } = part.columns;
  return lines === null ? noLines : lines.hits.subarray(lines.start[part.row]!, endOf(part));
}

/** Behind the last row of lines that are the file's. */
function endOf({ columns: { lines }, row, lastLine }: FilePart): number {
  const end = lines!.start[row + 1]!;
  return lastLine !== undefined && end > lines!.start[row]! && lines!.number[end - 1]! > lastLine ? end - 1 : end;
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

/** Hits added line by line, at the lines' places in the file as it is now, and lines of which nothing is known. */
function addedHits(used: readonly Contribution[]) {
  const hits = new Map<number, number>();
  const unknown = new Set<number>();
  for (const each of used) {
    const lines = linesOf(each);
    const counts = hitsOf(each);
    for (let row = 0; row < lines.length; row++) {
      const line = placeLine(each, lines[row]!);
      if (line > 0) hits.set(line, (hits.get(line) ?? 0) + counts[row]!);
      else if (line < 0) unknown.add(-line);
    }
  }
  return { hits, unknown };
}

function uniteLines(used: readonly Contribution[], isStale: boolean, source: SourceFacts | null): Lines {
  const { hits, unknown } = addedHits(used);
  for (const { changes } of isStale ? used : [])
    for (const line of changedLines(changes ?? [])) if (source?.lines.at(line) === "code") unknown.add(line);
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
  if (used.every((each) => each.columns.excluded === null)) return noLines;
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
    const statementsTotal = stated?.statementsTotal?.[row] ?? Number.NaN;
    if (stated === null || (Number.isNaN(stated.linesTotal[row]!) && !(statementsTotal > 0))) continue;
    if (best === null || Number.isNaN(best.linesTotal) || stated.linesTotal[row]! > best.linesTotal) {
      best = {
        statementsTotal,
        linesCovered: stated.linesCovered[row]!,
        linesTotal: stated.linesTotal[row]!,
        branchesCovered: stated.branchesCovered[row]!,
        branchesTotal: stated.branchesTotal[row]!,
      };
    }
  }
  return best;
}
