import type { WholeColumn } from "../model/columns.ts";
import type { LineChange } from "../ports.ts";
import { moveLine } from "./moveLine.ts";

/** Sums of the lines that a report lists, and of those of the file as it is now (see `LineColumns`). */
export interface LineSums {
  /** One for each of the listed lines; 0: not stated. */
  readonly stated: WholeColumn;
  /** Of line 1, 2 and so on. */
  readonly now: WholeColumn;
}

/** Whether every listed line that is still there by these changes has the text that it was measured with. */
export function fitsChanges(lines: WholeColumn, { stated, now }: LineSums, changes: readonly LineChange[]): boolean {
  for (let at = 0; at < lines.length; at++) {
    const line = moveLine(lines[at]!, changes);
    if (stated[at] !== 0 && line > 0 && now[line - 1] !== stated[at]) return false;
  }
  return true;
}

/**
 * Line changes as far as the texts of the listed lines tell them: lines whose text is there once in the report and once in
 * the file, in their order, and those about them that moved as far. null where none is found again.
 */
export function changesBySums(lines: WholeColumn, { stated, now }: LineSums): readonly LineChange[] | null {
  const kept = keptLines(lines, stated, now);
  if (kept.size === 0) return null;
  const changes: LineChange[] = [];
  let [old, here] = [0, 0];
  /** Listed lines since the last one that was found again. */
  let lost: number[] = [];
  const change = (oldEnd: number, newEnd: number) => {
    const [oldCount, newCount] = [oldEnd - old - 1, newEnd - here - 1];
    if (oldCount === newCount)
      for (const line of lost) changes.push({ oldLine: line, oldCount: 1, newLine: line - old + here, newCount: 1 });
    else
      changes.push({
        oldLine: oldCount === 0 ? old : old + 1,
        oldCount,
        newLine: newCount === 0 ? here : here + 1,
        newCount,
      });
  };
  for (const line of lines) {
    const place = kept.get(line);
    if (place === undefined) lost.push(line);
    else {
      change(line, place);
      [old, here, lost] = [line, place, []];
    }
  }
  if (lost.length > 0) change(Math.max(lost.at(-1)! + 1, old + now.length - here + 1), now.length + 1);
  return changes;
}

/** Where listed lines are now, by line. */
function keptLines(lines: WholeColumn, stated: WholeColumn, now: WholeColumn): ReadonlyMap<number, number> {
  const places = uniqueRows(now);
  const told = uniqueRows(stated);
  const anchors: { row: number; place: number }[] = [];
  for (const [sum, row] of told) {
    const at = places.get(sum) ?? -1;
    if (sum !== 0 && row >= 0 && at >= 0) anchors.push({ row, place: at + 1 });
  }
  anchors.sort((a, b) => a.row - b.row);
  const fixed = longestRise(anchors);
  const kept = new Map<number, number>();
  // Before, between and behind them, lines of the same text that moved as far.
  let next = 0;
  let last = 0;
  for (let row = 0; row < lines.length; row++) {
    while (next < fixed.length && fixed[next]!.row < row) next++;
    const [before, after] = [fixed[next - 1], fixed[next]];
    const line = lines[row]!;
    const limit = after === undefined ? now.length + 1 : after.row === row ? after.place + 1 : after.place;
    const places = [before, after].flatMap((anchor) => {
      const place = anchor === undefined ? 0 : line + anchor.place - lines[anchor.row]!;
      return place > last && place < limit && stated[row] !== 0 && now[place - 1] === stated[row] ? [place] : [];
    });
    // Two texts that are alike: which of them it was is not known.
    if (new Set(places).size !== 1) continue;
    last = places[0]!;
    kept.set(line, last);
  }
  return kept;
}

/** Value -> the row where it stands; -1 where it stands more than once. */
function uniqueRows(values: WholeColumn): ReadonlyMap<number, number> {
  const rows = new Map<number, number>();
  for (let row = 0; row < values.length; row++) rows.set(values[row]!, rows.has(values[row]!) ? -1 : row);
  return rows;
}

/** The most of these, which ascend by row, whose places ascend too. */
function longestRise<T extends { readonly place: number }>(all: readonly T[]): readonly T[] {
  /** For each length, the last one of the rise that ends at the smallest place. */
  const ends: number[] = [];
  /** The one before each in its rise; -1: it is the first. */
  const before: number[] = [];
  all.forEach(({ place }, at) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (all[ends[middle]!]!.place < place) low = middle + 1;
      else high = middle;
    }
    before.push(low === 0 ? -1 : ends[low - 1]!);
    ends[low] = at;
  });
  const rise: T[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at]!) rise.push(all[at]!);
  return rise.reverse();
}
