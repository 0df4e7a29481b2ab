import type { JsonObject } from "./head.ts";
import { asText } from "./jsonValues.ts";

/**
 * A source map, revision 3 (ECMA-426): where the code of a generated file stands in its sources. Lines are 1-based,
 * columns 0-based. Answers as Mozilla's `source-map` does, which Istanbul asks.
 */
export interface SourceMap {
  /** The original place of the last segment at or before a place of its line; or of the first one at or after it. */
  original(line: number, column: number, bias: Bias): Original | null;
  /** The generated place of the first segment at or after a place of a source. */
  generated(place: Original): Place | null;
}

type Bias = "before" | "after";

export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Original extends Place {
  readonly source: string;
}

interface Segment {
  readonly line: number;
  readonly column: number;
  /** null: code that is of no source. */
  readonly original: Original | null;
}

/** Reads a map as it stands in JSON; null for what is none: damage, or a map of sections. */
export function readSourceMap(map: JsonObject): SourceMap | null {
  const { mappings, sources } = map;
  if (typeof mappings !== "string" || !Array.isArray(sources)) return null;
  const root = typeof map["sourceRoot"] === "string" ? map["sourceRoot"] : "";
  const names = sources.map((source) => joined(root, asText(source)));
  const lines = decode(mappings, names);
  return lines === null ? null : new Segments(lines);
}

function joined(root: string, source: string): string {
  if (root === "" || /^(?:\/|\w+:)/.test(source)) return source;
  return root.endsWith("/") ? root + source : `${root}/${source}`;
}

const digits = new Map([..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].map((c, i) => [c, i]));

/** The numbers of one segment, in base 64 VLQ: five bits a digit, the lowest first, the sign in the lowest bit. */
function numbersOf(segment: string): readonly number[] | null {
  const numbers: number[] = [];
  let [value, shift] = [0, 0];
  for (const character of segment) {
    const digit = digits.get(character);
    if (digit === undefined || shift > 30) return null;
    value += (digit & 31) * 2 ** shift;
    shift += 5;
    if (digit & 32) continue;
    const size = Math.floor(value / 2);
    numbers.push(value % 2 === 1 ? -size : size);
    [value, shift] = [0, 0];
  }
  return shift === 0 ? numbers : null;
}

/** The segments of each line. Each number but the column, which begins anew, is the step from the one before. */
function decode(mappings: string, sources: readonly string[]): readonly (readonly Segment[])[] | null {
  let [source, line, column] = [0, 0, 0];
  const lines: Segment[][] = [];
  for (const text of mappings.split(";")) {
    const segments: Segment[] = [];
    let at = 0;
    for (const segment of text.split(",").filter((each) => each !== "")) {
      const numbers = numbersOf(segment);
      if (numbers === null || numbers.length === 0) return null;
      at += numbers[0]!;
      source += numbers[1] ?? 0;
      line += numbers[2] ?? 0;
      column += numbers[3] ?? 0;
      const name = numbers.length >= 4 ? sources[source] : undefined;
      const original = name === undefined ? null : { source: name, line: line + 1, column };
      segments.push({ line: lines.length + 1, column: at, original });
    }
    lines.push(segments.sort((a, b) => a.column - b.column));
  }
  return lines;
}

class Segments implements SourceMap {
  readonly #lines: readonly (readonly Segment[])[];
  /** Segments of each source, in the order of the source. */
  readonly #bySource = new Map<string, (Segment & { readonly original: Original })[]>();

  constructor(lines: readonly (readonly Segment[])[]) {
    this.#lines = lines;
    for (const segment of lines.flat()) {
      const { original } = segment;
      if (original === null) continue;
      const known = this.#bySource.get(original.source);
      if (known === undefined) this.#bySource.set(original.source, [{ ...segment, original }]);
      else known.push({ ...segment, original });
    }
    for (const segments of this.#bySource.values())
      segments.sort((a, b) => inOrder(a.original, b.original) || a.column - b.column || a.line - b.line);
  }

  original(line: number, column: number, bias: Bias): Original | null {
    const segments = this.#lines[line - 1] ?? [];
    const after = firstAt(segments, (segment) => segment.column >= column);
    if (bias === "after" || segments[after]?.column === column) return segments[after]?.original ?? null;
    const before = segments[after - 1];
    // Of several at one column it is the first.
    return before === undefined
      ? null
      : segments[firstAt(segments, (segment) => segment.column >= before.column)]!.original;
  }

  generated(place: Original): Place | null {
    const segments = this.#bySource.get(place.source) ?? [];
    return segments[firstAt(segments, ({ original }) => inOrder(original, place) >= 0)] ?? null;
  }
}

function inOrder(a: Place, b: Place): number {
  return a.line - b.line || a.column - b.column;
}

/** Index of the first of sorted elements for which it holds, their number where it holds for none. */
function firstAt<T>(sorted: readonly T[], holds: (element: T) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
