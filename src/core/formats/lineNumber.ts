import { InvalidReport } from "./format.ts";

/** Line numbers beyond this are no source lines. */
export const lastLine = 0xfffffe;

/** Whether it is the number of a source line. */
export function isLine(number: number): boolean {
  return (number | 0) === number && number >= 1 && number <= lastLine;
}

/** The number where it is one of a source line. */
export function lineOf(number: number | null): number | null {
  return number !== null && isLine(number) ? number : null;
}

/**
 * Throws for what no tool writes as a line: a fraction, no number. Whole numbers that are no lines (0, -1, beyond the
 * last) stand for code that compilers made: it has no line, and is left out.
 */
export function checkWhole(number: number): void {
  if (!Number.isInteger(number)) throw new InvalidReport("structure", `${number} is no line number`);
}
