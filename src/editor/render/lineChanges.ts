import type { LineChange } from "../../core/ports.ts";

/** Lines of a text, whatever ends them. */
export function splitLines(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}

/**
 * What changed between two texts, by content alone: undoing an edit leaves no change. Lines that stand once in both
 * texts are what the rest is aligned to (patience difference), so the work stays near linear. Where a stretch has no such
 * line it counts as changed as a whole: rather a line too many is unknown than a result in the wrong place.
 */
export function lineChanges(before: readonly string[], after: readonly string[]): LineChange[] {
  const changes: LineChange[] = [];
  const stretches: Stretch[] = [{ a: 0, aEnd: before.length, b: 0, bEnd: after.length }];
  for (let stretch = stretches.pop(); stretch !== undefined; stretch = stretches.pop()) {
    const rest = trim(before, after, stretch);
    if (rest.a === rest.aEnd && rest.b === rest.bEnd) continue;
    const parts = rest.a === rest.aEnd || rest.b === rest.bEnd ? [] : between(before, after, rest);
    if (parts.length === 0) changes.push(changeOf(rest));
    else stretches.push(...parts.reverse());
  }
  return changes;
}

/** Lines `a`..`aEnd - 1` of the one text against `b`..`bEnd - 1` of the other; 0-based. */
interface Stretch {
  readonly a: number;
  readonly aEnd: number;
  readonly b: number;
  readonly bEnd: number;
}

function trim(before: readonly string[], after: readonly string[], stretch: Stretch): Stretch {
  let { a, aEnd, b, bEnd } = stretch;
  while (a < aEnd && b < bEnd && before[a] === after[b]) {
    a++;
    b++;
  }
  while (a < aEnd && b < bEnd && before[aEnd - 1] === after[bEnd - 1]) {
    aEnd--;
    bEnd--;
  }
  return { a, aEnd, b, bEnd };
}

/** The stretches that lines standing once in both texts leave between them; none where there is no such line. */
function between(before: readonly string[], after: readonly string[], { a, aEnd, b, bEnd }: Stretch): Stretch[] {
  const anchors = ascending(uniquePairs(before, after, { a, aEnd, b, bEnd }));
  if (anchors.length === 0) return [];
  const parts: Stretch[] = [];
  let [fromA, fromB] = [a, b];
  for (const [atA, atB] of anchors) {
    parts.push({ a: fromA, aEnd: atA, b: fromB, bEnd: atB });
    [fromA, fromB] = [atA + 1, atB + 1];
  }
  parts.push({ a: fromA, aEnd, b: fromB, bEnd });
  return parts;
}

type Pair = readonly [a: number, b: number];

/** Places of lines that stand exactly once in each stretch, ascending in the first. */
function uniquePairs(before: readonly string[], after: readonly string[], { a, aEnd, b, bEnd }: Stretch): Pair[] {
  const inAfter = places(after, b, bEnd);
  const inBefore = places(before, a, aEnd);
  const pairs: Pair[] = [];
  for (const [line, atA] of inBefore) {
    const atB = inAfter.get(line);
    if (atA >= 0 && atB !== undefined && atB >= 0) pairs.push([atA, atB]);
  }
  return pairs;
}

/** Where each line stands, -1 for several times; in the order of their first place. */
function places(lines: readonly string[], from: number, to: number): Map<string, number> {
  const found = new Map<string, number>();
  for (let at = from; at < to; at++) {
    const line = lines[at] ?? "";
    found.set(line, found.has(line) ? -1 : at);
  }
  return found;
}

/** The longest run of pairs that ascends in both (patience sorting). */
function ascending(pairs: readonly Pair[]): Pair[] {
  const tops: number[] = [];
  const previous: number[] = [];
  for (const [index, pair] of pairs.entries()) {
    let low = 0;
    for (let high = tops.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((pairs[tops[middle] ?? 0]?.[1] ?? 0) < pair[1]) low = middle + 1;
      else high = middle;
    }
    previous[index] = low === 0 ? -1 : (tops[low - 1] ?? -1);
    tops[low] = index;
  }
  const run: Pair[] = [];
  for (let index = tops.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) {
    const pair = pairs[index];
    if (pair !== undefined) run.push(pair);
  }
  return run.reverse();
}

/** 1-based, as patches count: a count of 0 names the line before. */
function changeOf({ a, aEnd, b, bEnd }: Stretch): LineChange {
  const [oldCount, newCount] = [aEnd - a, bEnd - b];
  return { oldLine: oldCount === 0 ? a : a + 1, oldCount, newLine: newCount === 0 ? b : b + 1, newCount };
}
