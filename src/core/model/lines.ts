/**
 * What is known of one executable line of a workspace file, after placing and merging all reports.
 * "stale": the source changed since it was measured, so that nothing is known.
 */
type LineState = "covered" | "partial" | "uncovered" | "stale" | "excluded";

/** One executable line for display. Lines are 1-based. */
export interface LineView {
  readonly line: number;
  readonly state: LineState;
  /** null where stale or excluded. */
  readonly hits: number | null;
  /**
   * Hits of each of the view's reports, in their order: unit and integration tests told apart. null where a report does
   * not list the line. Absent where one report alone speaks of the file.
   */
  readonly hitsByReport?: readonly (number | null)[];
  /** Branch arms of the line; null: no branch data or no branches here. */
  readonly branches: { readonly covered: number; readonly total: number; readonly missing: readonly string[] } | null;
}

/** Coverage of one workspace file for display, with where it comes from. */
export interface FileView {
  readonly file: string;
  readonly lines: readonly LineView[];
  readonly reports: readonly { readonly path: string; readonly generated: string | null; readonly modified: string }[];
  /** SHA-256 of the source text the view is for, in hex: a buffer with other text has moved on. */
  readonly sourceHash: string;
  readonly freshness: "fresh" | "stale" | "age-unknown";
  /** In which of the declared scopes the file is. */
  readonly scopes: readonly string[];
  readonly functions: readonly {
    readonly name: string;
    readonly line: number;
    readonly endLine: number;
    readonly hits: number;
  }[];
}
