/** What became of one mutant. Killed and timed out are detected; survived and no coverage are not; the rest do not count. */
export type MutantStatus = "killed" | "timeout" | "survived" | "no-coverage" | "ignored" | "invalid" | "pending";

export interface Mutant {
  readonly file: string | null;
  /** 1-based. */
  readonly line: number | null;
  readonly mutator: string;
  readonly status: MutantStatus;
}

/** Detected mutants over valid ones (Stryker's mutation score: (killed + timeout) / (detected + undetected)). */
export function mutationTotals(mutants: readonly Mutant[]): { readonly killed: number; readonly total: number } {
  let killed = 0;
  let total = 0;
  for (const { status } of mutants) {
    if (status === "killed" || status === "timeout") killed++;
    if (status === "killed" || status === "timeout" || status === "survived" || status === "no-coverage") total++;
  }
  return { killed, total };
}
