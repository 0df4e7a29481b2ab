import { damagedRow } from "./damagedRow.ts";

/** Line numbers beyond this are no source lines. */
export const lastLine = 0xfffffe;

/** What stands for code without a line of its own, as compilers make it: 0, -1, and -1 where it lost its sign. */
const noLine: ReadonlySet<number> = new Set([0, -1, 0xffffffff]);

/** Whether it is the number of a source line. */
export function isLine(number: number): boolean {
  return (number | 0) === number && number >= 1 && number <= lastLine;
}

/** The number where it is one of a source line. */
export function lineOf(number: number | null): number | null {
  return number !== null && isLine(number) ? number : null;
}

/**
 * Whether a row of this number is of a source line; false where it is of code without one. Throws for what no tool
 * writes as a line: a fraction, no number, one that no file has.
 */
export function isSourceLine(number: number): boolean {
  if (isLine(number)) return true;
  if (noLine.has(number)) return false;
  throw damagedRow(String(number), "line number");
}
