import type { Problem, Report, ReportKind } from "../model/report.ts";
import type { Head } from "./head.ts";

/**
 * One report format: one file in this folder and one line in `index.ts`. Everything else (patterns that are searched
 * and watched, help, documentation, tests) derives from that list.
 */
export interface ReportFormat {
  /** Stable, kebab-case; what users write and what JSON output shows. */
  readonly id: string;
  readonly kind: ReportKind;
  /** The format's name in the field's words, with the tools that write it. */
  readonly title: string;
  /**
   * Globs, relative to a workspace folder, of where tools write it. They only say where to look: what a file is, is
   * decided by `recognise`.
   */
  readonly patterns: readonly string[];
  /** Its files are bytes and no text: they may end with NULs. */
  readonly isBinary?: true;
  /** Whether the beginning of a file is of this format. Never by name. */
  recognise(head: Head): Recognition;
  /** Starts reading one file. */
  read(context: ReadContext): Reader;
}

/**
 * "yes"; or how near it came: 0 is nothing alike, 1 misses one mark. `missing` says in words what a report of this
 * format would have had ("a `packages` element under `coverage`").
 */
type Recognition =
  | { readonly match: true }
  | { readonly match: false; readonly likeness: number; readonly missing: string };

export interface ReadContext {
  /** Path of the report as found: only for words and for formats that name things by folder (Criterion, Allure). */
  readonly path: string;
  /** Collects warnings and notes on what was read. */
  problem(problem: Problem): void;
}

/**
 * Takes a file's bytes as UTF-8 without byte-order mark, in chunks of any size cut at any byte, and gives the report.
 * `write` may keep no reference to the chunk after it returns. Both throw `InvalidReport` for what can not be read.
 */
export interface Reader {
  write(chunk: Uint8Array): void;
  end(): Report;
}

/** What damage quotes, as a name without an end, may be the rest of the file. In characters. */
const longestMessage = 1000;

/** The file is of the format, or looks so, and is damaged: for people, with the 1-based line where one is known. */
export class InvalidReport extends Error {
  override readonly name = "InvalidReport";
  readonly problem: Problem;

  constructor(code: string, message: string, line?: number) {
    super(message.slice(0, longestMessage));
    this.problem = { severity: "error", code, message: this.message, ...(line === undefined ? {} : { line }) };
  }
}

/** What a reader has thrown, with the line it was at where the error does not say one. */
export function atLine(error: unknown, line: number): unknown {
  if (!(error instanceof InvalidReport) || error.problem.line !== undefined) return error;
  return new InvalidReport(error.problem.code, error.message, line);
}

/** What a report says of itself beside its data where nothing is stated. */
export const unstated = { dialect: null, producer: null, generated: null, commit: null, declared: null } as const;

export const matched: Recognition = { match: true };

/** A miss. `likeness` between 0 and 1, `missing` completes "not X: it has no …". */
export function missed(likeness: number, missing: string): Recognition {
  return { match: false, likeness, missing };
}
