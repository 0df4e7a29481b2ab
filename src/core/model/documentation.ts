/** One documentable symbol or file; `line` is 1-based. */
export interface DocumentedItem {
  readonly file: string | null;
  readonly line: number | null;
  readonly name: string;
  readonly documented: boolean;
}
