/** One finding of an analysis tool or race detector; lines are 1-based. */
export interface Finding {
  readonly rule: string;
  readonly level: "error" | "warning" | "note" | "none";
  readonly message: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly endLine: number | null;
  /** Suppressed in the report with an accepted status. */
  readonly suppressed: boolean;
}
