import { InvalidReport } from "./format.ts";
import { TextLines } from "./textLines.ts";

/** A row that is longer, in characters, is none: a quote without its other one takes in all that follows. */
const longestRow = 1024 * 1024;

/** Splits CSV (RFC 4180) that arrives in chunks into rows of fields; empty lines are none. A quoted field may hold lines. */
export class CsvRows {
  readonly #lines = new TextLines((line, number) => this.#line(line, number));
  readonly #take: (fields: readonly string[], line: number) => void;
  readonly #delimiterOf: (heading: string) => string;
  #delimiter: string | null = null;
  /** Lines of a row whose quoted field is still open. */
  #open: string[] = [];
  #length = 0;

  /**
   * @param take a row, and the 1-based line that it ends on
   * @param delimiterOf the character between fields, by the first row
   */
  constructor(take: (fields: readonly string[], line: number) => void, delimiterOf = (_heading: string) => ",") {
    this.#take = take;
    this.#delimiterOf = delimiterOf;
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  #line(line: string, number: number): void {
    const wasOpen = this.#open.length > 0;
    this.#open.push(line);
    this.#length += line.length + 1;
    if (this.#length > longestRow) throw new InvalidReport("too-long", "a row is longer than 1 MiB", number);
    if (wasOpen !== hasOddQuotes(line)) return;
    const row = this.#open.join("\n");
    this.#open = [];
    this.#length = 0;
    if (row === "") return;
    this.#delimiter ??= this.#delimiterOf(row);
    this.#take(fieldsOf(row, this.#delimiter), number);
  }

  end(): void {
    this.#lines.end();
    if (this.#open.length > 0) throw new InvalidReport("truncated", "it ends in the middle of a field");
  }
}

/**
 * The fields of a row by the names of their columns; undefined for a column that there is not.
 *
 * @throws InvalidReport where the row has more or fewer of them
 */
export function fieldsByColumn(
  columns: readonly string[],
  fields: readonly string[],
  line: number,
): (column: string) => string | undefined {
  if (fields.length !== columns.length)
    throw new InvalidReport("structure", `a row has ${fields.length} fields of ${columns.length}`, line);
  return (column) => fields[columns.indexOf(column)];
}

/** Whether a quoted field begins or ends in a line, and does not do both. */
function hasOddQuotes(line: string): boolean {
  let isOdd = false;
  for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1)) isOdd = !isOdd;
  return isOdd;
}

/** Fields between delimiters; a quoted one may hold delimiters, and a quote in it stands twice. */
function fieldsOf(row: string, delimiter: string): readonly string[] {
  const fields: string[] = [];
  for (let from = 0; from <= row.length; ) {
    const isQuoted = row[from] === '"';
    const close = isQuoted ? closingQuote(row, from + 1) : from;
    const next = row.indexOf(delimiter, close);
    const end = next < 0 ? row.length : next;
    fields.push(isQuoted ? row.slice(from + 1, close).replaceAll('""', '"') : row.slice(from, end));
    from = end + 1;
  }
  return fields;
}

/** Where the quote is that closes a field; behind the row where none does. */
function closingQuote(row: string, from: number): number {
  for (let at = row.indexOf('"', from); at >= 0; at = row.indexOf('"', at + 2)) if (row[at + 1] !== '"') return at;
  return row.length;
}
