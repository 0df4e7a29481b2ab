import type { Gap } from "./gaps.ts";

/** The first gap that begins after a line; null: none. */
export function gapAfter(gaps: readonly Gap[], line: number): Gap | null {
  return gaps.find((gap) => gap.line > line) ?? null;
}

/** The last gap that begins before a line; null: none. */
export function gapBefore(gaps: readonly Gap[], line: number): Gap | null {
  return gaps.findLast((gap) => gap.line < line) ?? null;
}
