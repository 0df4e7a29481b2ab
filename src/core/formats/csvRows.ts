import { InvalidReport } from "./format.ts";
import { TextLines } from "./textLines.ts";

/** Splits CSV (RFC 4180) that arrives in chunks into rows of fields; empty lines are none. A quoted field may hold lines. */
export class CsvRows {
  readonly #lines = new TextLines((line, number) => this.#line(line, number));
  readonly #take: (fields: readonly string[], line: number) => void;
  /** Lines of a row whose quoted field is still open. */
  #open = "";

  /** @param take a row, and the 1-based line that it ends on */
  constructor(take: (fields: readonly string[], line: number) => void) {
    this.#take = take;
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  #line(line: string, number: number): void {
    const row = this.#open + line;
    if ((row.split('"').length - 1) % 2 === 1) {
      this.#open = `${row}\n`;
      return;
    }
    this.#open = "";
    if (row !== "") this.#take(fieldsOf(row), number);
  }

  end(): void {
    const rest = this.#lines.rest();
    if (rest !== null) this.#line(rest.line, rest.number);
    if (this.#open !== "") throw new InvalidReport("truncated", "it ends in the middle of a field");
  }
}

/** Fields between commas; a quoted one may hold commas, and a quote in it stands twice. */
function fieldsOf(row: string): readonly string[] {
  return [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!,
  );
}
