import { atLine, InvalidReport } from "./format.ts";

const newline = 10;
/** A line longer than this is none of a text report: 16 MiB. */
const longestLine = 16 * 1024 * 1024;

/** A line of a report that a NUL byte breaks. */
export function nulByte(line: number): InvalidReport {
  return new InvalidReport("nul-byte", "a line holds a NUL byte", line);
}

/**
 * Splits a text that arrives in chunks cut at any byte into lines, without their newline or carriage return. A line
 * that is not UTF-8 is read as Latin-1. Throws `InvalidReport` for a line of more than 16 MiB.
 *
 * `rows` matches the part of a line that says something, so that a NUL byte in it is damage, where it would hide the
 * line; one in what a test printed is none.
 */
export class TextLines {
  readonly #take: (line: string, number: number) => void;
  readonly #rows: RegExp | null;
  readonly #utf8 = new TextDecoder("utf-8", { fatal: true });
  readonly #latin1 = new TextDecoder("latin1");
  #pending: Uint8Array[] = [];
  #pendingLength = 0;
  #number = 0;
  /** Some line was not UTF-8. */
  isLatin1 = false;

  constructor(take: (line: string, number: number) => void, rows: RegExp | null = null) {
    this.#take = take;
    this.#rows = rows;
  }

  write(chunk: Uint8Array): void {
    const end = chunk.lastIndexOf(newline) + 1;
    if (end > 0) {
      this.#lines(this.#joined(chunk.subarray(0, end - 1)));
      this.#pending = [];
      this.#pendingLength = 0;
    }
    if (end === chunk.length) return;
    this.#pending.push(chunk.slice(end));
    this.#pendingLength += chunk.length - end;
    if (this.#pendingLength > longestLine)
      throw new InvalidReport("too-long", "a line is longer than 16 MiB", this.#number + 1);
  }

  /** Takes the last line where no newline ends it. */
  end(): void {
    if (this.#pendingLength > 0) this.#give(this.#text(this.#joined(new Uint8Array(0))));
  }

  /** The last line where no newline ends it, and its 1-based number; null where the text ends with a newline. */
  rest(): { readonly line: string; readonly number: number } | null {
    if (this.#pendingLength === 0) return null;
    const line = this.#text(this.#joined(new Uint8Array(0)));
    this.#check(line, this.#number + 1);
    return { line: line.endsWith("\r") ? line.slice(0, -1) : line, number: this.#number + 1 };
  }

  #joined(last: Uint8Array): Uint8Array {
    if (this.#pending.length === 0) return last;
    const whole = new Uint8Array(this.#pendingLength + last.length);
    let at = 0;
    for (const part of [...this.#pending, last]) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  #lines(bytes: Uint8Array): void {
    let text: string | null = null;
    try {
      text = this.#utf8.decode(bytes);
    } catch {
      // One of the lines is not UTF-8; the others may be.
    }
    if (text !== null) {
      for (const line of text.split("\n")) this.#give(line);
      return;
    }
    for (let at = 0; at <= bytes.length; ) {
      const end = bytes.indexOf(newline, at);
      this.#give(this.#text(bytes.subarray(at, end === -1 ? bytes.length : end)));
      at = end === -1 ? bytes.length + 1 : end + 1;
    }
  }

  #give(line: string): void {
    this.#number++;
    this.#check(line, this.#number);
    try {
      this.#take(line.endsWith("\r") ? line.slice(0, -1) : line, this.#number);
    } catch (error) {
      throw atLine(error, this.#number);
    }
  }

  #check(line: string, number: number): void {
    if (this.#rows === null || !line.includes("\0")) return;
    const meant = this.#rows.exec(line.replaceAll("\0", ""))?.[0];
    if (meant !== undefined && meant !== this.#rows.exec(line)?.[0]) throw nulByte(number);
  }

  #text(bytes: Uint8Array): string {
    try {
      return this.#utf8.decode(bytes);
    } catch {
      this.isLatin1 = true;
      return this.#latin1.decode(bytes);
    }
  }
}

/** What a reader of lines says where some were not UTF-8. */
export const latin1Warning = {
  severity: "warning",
  code: "encoding",
  message: "some lines are not UTF-8 and were read as Latin-1",
} as const;

/** Without the colours of a terminal. */
export function withoutColours(text: string): string {
  return text.includes("\u001b") ? text.replace(/\u001b\[[\d;]*m/g, "") : text;
}

/** Whether a line of a text matches, whatever colours it has. */
export function hasLine(text: string, pattern: RegExp): boolean {
  return withoutColours(text)
    .split("\n")
    .some((line) => pattern.test(line));
}
