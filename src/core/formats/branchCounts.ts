import type { FileBuilder } from "./coverageBuilder.ts";
import { InvalidReport } from "./format.ts";
import { Uint32List } from "./lists.ts";

/** More arms than this on one line, or in one report, are damage: "(1/4000000000)" must not fill the memory. */
const mostOfLine = 65_535;
const mostOfReport = 50_000_000;

/** Counts the arms of a whole report, to stop at an absurd number. */
export class BranchBudget {
  #arms = 0;

  take(arms: number, line: number): void {
    this.#arms += arms;
    if (arms > mostOfLine || this.#arms > mostOfReport)
      throw new InvalidReport("too-many-branches", `${arms} branches on one line cannot be true`, line);
  }
}

/**
 * Branches of one file in the formats that state only covered and total per line. Of several statements on one line
 * (inner classes, template instances) the one with the largest total counts, then the one with the most covered:
 * adding them up would count one decision several times.
 */
export class BranchCounts {
  readonly #line = new Uint32List();
  readonly #covered = new Uint32List();
  readonly #total = new Uint32List();
  /** What the report says of arms not taken, by row. */
  #missing: Map<number, string> | null = null;

  add(line: number, covered: number, total: number, missing: string | null = null): void {
    if (missing !== null) {
      this.#missing ??= new Map();
      this.#missing.set(this.#line.length, missing);
    }
    this.#line.push(line);
    this.#covered.push(covered);
    this.#total.push(total);
  }

  /**
   * Gives the arms to the file's collector: the covered ones first. `labels` makes of what the report says of the arms
   * not taken one label each; used where their number fits.
   */
  emit(file: FileBuilder, labels?: (missing: string) => readonly string[]): void {
    const lines = this.#line.view();
    const covered = this.#covered.view();
    const total = this.#total.view();
    const best = new Map<number, number>();
    let ascending = true;
    for (let row = 1; row < lines.length && ascending; row++) ascending = lines[row]! > lines[row - 1]!;
    if (!ascending) {
      for (let row = 0; row < lines.length; row++) {
        const other = best.get(lines[row]!);
        if (
          other === undefined ||
          total[row]! > total[other]! ||
          (total[row] === total[other] && covered[row]! > covered[other]!)
        )
          best.set(lines[row]!, row);
      }
    }
    for (let row = 0; row < lines.length; row++) {
      if (!ascending && best.get(lines[row]!) !== row) continue;
      const missing = labels === undefined ? undefined : this.#missing?.get(row);
      const taken = covered[row]!;
      const count = total[row]!;
      const names = missing === undefined ? [] : labels!(missing);
      const named = names.length === count - taken;
      for (let key = 0; key < count; key++)
        file.branch(lines[row]!, key, key < taken ? 1 : 0, named && key >= taken ? names[key - taken]! : "");
    }
  }
}
