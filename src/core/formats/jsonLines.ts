import { damagedRow } from "./damagedRow.ts";
import { InvalidReport } from "./format.ts";
import { asObject, type Head, type JsonObject } from "./head.ts";
import { TextLines } from "./textLines.ts";

/** The first line of the head that is a JSON object, whatever stands before it; null where there is none. */
export function firstObjectLine(head: Head): JsonObject | null {
  if (head.shape === "json") return asObject(head.json);
  if (head.shape !== "text") return null;
  const line = /^\{".*\}\s*$|^\{ ".*\}\s*$/m.exec(head.text)?.[0];
  return line === undefined ? null : objectOf(line);
}

/** The line as a JSON object; null where it is none. */
export function objectOf(line: string): JsonObject | null {
  try {
    return asObject(JSON.parse(line));
  } catch {
    return null;
  }
}

/** For files that a tool writes alone: what is no JSON object is damage. */
export function refuseLine(line: string, number: number): never {
  throw damagedRow(line, "JSON object", number);
}

/** For files that are printed: what begins as an object and is none is damage, other words are of other tools. */
export function refuseDamaged(line: string, number: number): void {
  if (/^\s*\{\s*"/.test(line)) refuseLine(line, number);
}

/** An object over more lines than this is none, and one of more characters, which make no text any more. */
const [mostLines, mostCharacters] = [100_000, 256 * 1024 * 1024];

/**
 * Splits bytes into lines and gives those that are JSON objects to `take`, all others to `other`: tools mix their own
 * words with what the tests print. An object may be indented over several lines, as jq writes it. A last line that
 * begins an object and has no end makes the report invalid.
 */
export class JsonLines {
  readonly #lines: TextLines;
  readonly #take: (value: JsonObject) => void;
  readonly #other: (line: string, number: number) => void;
  /** The lines of an indented object whose end is not reached. */
  #open: string[] | null = null;
  #openLength = 0;
  /** Lines that are neither blank nor JSON objects. */
  others = 0;

  constructor(take: (value: JsonObject) => void, other: (line: string, number: number) => void) {
    this.#take = take;
    this.#other = other;
    this.#lines = new TextLines((line, number) => {
      // What a test printed stands in JSON as "\\u0000": an object with the byte itself is damaged.
      if (line.includes("\0") && /^\s*\{\s*"/.test(line))
        throw new InvalidReport("nul-byte", "an object holds a NUL byte", number);
      this.#line(line, number);
    });
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  end(): void {
    const rest = this.#lines.rest();
    if (rest !== null) {
      if (rest.line.trimStart().startsWith("{") && objectOf(rest.line) === null)
        throw new InvalidReport("truncated", "the last line is cut off in its middle", rest.number);
      this.#line(rest.line, rest.number);
    }
    if (this.#open !== null) throw new InvalidReport("truncated", "its last object is cut off in its middle");
  }

  #line(line: string, number: number): void {
    if (this.#open !== null && this.#goesOn(this.#open, line, number)) return;
    if (line.trimEnd() === "{") this.#open = [line];
    else this.#whole(line, number);
  }

  /** What is inside an indented object is indented itself, or closes it. */
  #goesOn(open: string[], line: string, number: number): boolean {
    const isEnd = line.trimEnd() === "}";
    const isInside = isEnd || /^\s/.test(line) || line === "";
    if (isInside) open.push(line);
    this.#openLength += line.length;
    if (isInside && !isEnd && open.length < mostLines && this.#openLength < mostCharacters) return true;
    this.#open = null;
    this.#openLength = 0;
    const value = isEnd ? objectOf(open.join("\n")) : null;
    if (value !== null) this.#take(value);
    else {
      const first = number - open.length + (isInside ? 1 : 0);
      for (const [at, each] of open.entries()) this.#whole(each, first + at);
    }
    return isInside;
  }

  #whole(line: string, number: number): void {
    if (line.trim() === "") return;
    const value = line.trimStart().startsWith("{") ? objectOf(line) : null;
    if (value !== null) this.#take(value);
    else {
      this.others++;
      this.#other(line, number);
    }
  }
}
