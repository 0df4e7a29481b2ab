import type { LineChange } from "../ports.ts";

/** Where a line of the measured source is now; 0: it was changed or deleted. */
export function moveLine(line: number, changes: readonly LineChange[]): number {
  let shift = 0;
  for (const change of changes) {
    // A pure insertion stands behind oldLine; lines up to it stay.
    const first = change.oldCount === 0 ? change.oldLine + 1 : change.oldLine;
    if (line < first) break;
    if (line < first + change.oldCount) return 0;
    shift += change.newCount - change.oldCount;
  }
  return line + shift;
}

/** Lines of the source as it is now that changed since it was measured, ascending. */
export function changedLines(changes: readonly LineChange[]): number[] {
  return changes.flatMap((change) => Array.from({ length: change.newCount }, (_, at) => change.newLine + at));
}
