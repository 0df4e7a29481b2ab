import { narrowed } from "../model/columns.ts";
import type { CoverageColumns } from "../model/coverage.ts";
import type { Problem, Report, ReportKind } from "../model/report.ts";
import { consoleOutput } from "./consoleOutput.ts";
import { concat, Utf8Converter } from "./encoding.ts";
import { InvalidReport, type Reader, type ReportFormat } from "./format.ts";
import { type Head, headBytes, lookAt, writtenLength } from "./head.ts";
import { findDamage } from "./jsonDamage.ts";
import { otherReport } from "./otherReports.ts";
import { sound } from "./soundReport.ts";

/** What came of one file's bytes. `report` is null unless status is "read". */
export interface ParseOutcome {
  readonly format: string | null;
  readonly kind: ReportKind | null;
  readonly status: "read" | "unrecognised" | "invalid";
  readonly problems: readonly Problem[];
  readonly report: Report | null;
}

/**
 * How much of a JSON document is looked at, in bytes: more where its beginning does not tell. The keys of an object have
 * no order, and what tells of Cucumber's first feature stands behind its scenarios with all their screenshots.
 */
const jsonHeads = [headBytes, 8 * headBytes, 64 * headBytes, 512 * headBytes] as const;

const nuls = new Uint8Array(headBytes);

const nulsAtEnd = "NUL bytes at the end: the file was not written to its end";

/** Problems of one file beyond this number are counted, not kept. */
const mostProblems = 100;

/**
 * Reads one file that arrives in chunks: decides by its beginning which format it is, then hands everything on.
 * Never throws for what the bytes hold: damage makes the outcome "invalid" with line and reason.
 */
export class ReportParser {
  readonly #formats: readonly ReportFormat[];
  readonly #path: string;
  readonly #converter = new Utf8Converter();
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  /** Which of the sizes of a head is looked at next. */
  #look = 0;
  #format: ReportFormat | null = null;
  #reader: Reader | null = null;
  /** NULs that are not handed on before something else follows: at the end of a text they are damage. */
  #heldNuls = 0;
  /** The line of these, where the file is small. */
  #lastLine: number | undefined;
  /** Lines of other text before an XML document. */
  #linesBefore = 0;
  #failure: Omit<ParseOutcome, "report"> | null = null;
  readonly #problems: Problem[] = [];
  #unkept = 0;

  constructor(formats: readonly ReportFormat[], path: string) {
    this.#formats = formats;
    this.#path = path;
  }

  /** Nothing more is needed of this file: it is known to be unrecognised or invalid. */
  get done(): boolean {
    return this.#failure !== null;
  }

  /** The format is decided: the file is of one that is known, damaged or not. */
  get recognised(): boolean {
    return this.#format !== null;
  }

  /** The chunk may be written over as soon as this returns. */
  write(chunk: Uint8Array): void {
    // A Buffer's slice is no copy, as that of every other array is: readers shall not meet one.
    const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    this.#guard(() => {
      this.#take(this.#converter.convert(bytes));
    });
  }

  end(): ParseOutcome {
    let report: Report | null = null;
    this.#guard(() => {
      this.#take(this.#converter.finish());
      if (this.#reader === null && this.#failure === null) this.#decide(true);
      if (this.#heldNuls > 0) throw new InvalidReport("truncated", nulsAtEnd, this.#lastLine);
      if (this.#reader !== null) report = sound(this.#reader.end());
      if (report?.kind !== "coverage") return;
      const { withoutLine = 0, negative = 0, ...coverage }: CoverageColumns = report.coverage;
      checkTotals(coverage);
      if (negative > 0)
        this.#keep({
          severity: "warning",
          code: "negative-hits",
          message: `${negative} negative hit count(s) are taken as 0`,
        });
      if (withoutLine > 0) this.#keep(withoutSourceLine(withoutLine));
      report = { ...report, coverage: narrowed(coverage) };
    });
    if (this.#unkept > 0) {
      this.#problems.push({
        severity: "warning",
        code: "more-problems",
        message: `${this.#unkept} more problems like these`,
      });
    }
    if (this.#failure !== null)
      return { ...this.#failure, problems: [...this.#failure.problems, ...this.#problems], report: null };
    return { format: this.#format!.id, kind: this.#format!.kind, status: "read", problems: this.#problems, report };
  }

  #take(bytes: Uint8Array): void {
    if (bytes.length === 0 || this.#failure !== null) return;
    if (this.#reader !== null) {
      this.#feed(this.#reader, bytes);
      return;
    }
    this.#waiting.push(bytes.slice());
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes >= jsonHeads[this.#look]!) this.#decide(false);
  }

  #decide(complete: boolean): void {
    let bytes = concat(this.#waiting);
    this.#waiting = [bytes];
    let head = lookAt(bytes, complete, jsonHeads[this.#look]);
    let format = this.#formats.find((candidate) => candidate.recognise(head).match);
    while (format === undefined && head.shape === "json" && !head.complete && this.#look + 1 < jsonHeads.length) {
      this.#look++;
      if (!complete && bytes.length < jsonHeads[this.#look]!) return;
      head = lookAt(bytes, complete, jsonHeads[this.#look]);
      format = this.#formats.find((candidate) => candidate.recognise(head).match);
    }
    this.#waiting = [];
    const start = format === undefined && head.shape === "text" ? startOfXml(head.bytes) : 0;
    if (start > 0) {
      const document = lookAt(bytes.subarray(start), complete);
      format =
        document.xml === null ? undefined : this.#formats.find((candidate) => candidate.recognise(document).match);
      if (format !== undefined) {
        this.#linesBefore = countLines(bytes.subarray(0, start));
        bytes = bytes.subarray(start);
        head = document;
      }
    }
    if (format === undefined) {
      this.#failure = {
        format: null,
        kind: null,
        status: "unrecognised",
        problems: [explainUnrecognised(this.#formats, head)],
      };
      return;
    }
    this.#format = format;
    if (this.#linesBefore > 0)
      this.#problems.push({
        severity: "warning",
        code: "text-outside",
        message: `other text stands before the XML that begins on line ${this.#linesBefore + 1}: it does not count`,
        line: 1,
      });
    this.#reader = format.read({ path: this.#path, problem: (problem) => this.#keep(problem) });
    if (complete && bytes.at(-1) === 0) this.#lastLine = head.text.split("\n").length;
    this.#feed(this.#reader, bytes);
  }

  #feed(reader: Reader, bytes: Uint8Array): void {
    const length = this.#format!.isBinary ? bytes.length : writtenLength(bytes);
    if (length > 0) {
      for (; this.#heldNuls > 0; this.#heldNuls -= Math.min(this.#heldNuls, nuls.length))
        reader.write(nuls.subarray(0, this.#heldNuls));
      reader.write(length === bytes.length ? bytes : bytes.subarray(0, length));
    }
    this.#heldNuls += bytes.length - length;
  }

  #keep(problem: Problem): void {
    if (this.#problems.length < mostProblems) this.#problems.push(this.#placed(problem));
    else this.#unkept++;
  }

  /** Readers count the lines of the document. */
  #placed(problem: Problem): Problem {
    return problem.line === undefined || this.#linesBefore === 0
      ? problem
      : { ...problem, line: problem.line + this.#linesBefore };
  }

  #guard(step: () => void): void {
    if (this.#failure !== null) return;
    try {
      step();
    } catch (error) {
      const problem: Problem =
        error instanceof InvalidReport
          ? this.#placed(error.problem)
          : { severity: "error", code: "reader-fault", message: `the reader failed on this file: ${String(error)}` };
      this.#reader = null;
      this.#failure = {
        format: this.#format?.id ?? null,
        kind: this.#format?.kind ?? null,
        status: "invalid",
        problems: [problem],
      };
    }
  }
}

/** Code that a compiler made is in no line, nor is an empty file's: tools write 0 or -1 of it. */
function withoutSourceLine(rows: number): Problem {
  return {
    severity: "info",
    code: "no-source-line",
    message: `${rows} row(s) name no line of the source, but 0 or -1, which stand for code without a line: they do not count`,
  };
}

/** A file of which more is covered than there is: nothing that such a report says can be counted. */
function checkTotals({ paths, totals }: CoverageColumns): void {
  if (totals === null) return;
  for (const what of ["lines", "branches", "functions", "statements"] as const) {
    const [covered, total] = [totals[`${what}Covered`], totals[`${what}Total`]];
    for (let file = 0; file < paths.length; file++) {
      const [some, all] = [covered?.[file] ?? Number.NaN, total?.[file] ?? Number.NaN];
      if (some < 0 || some > all || !(isWhole(some) && isWhole(all)))
        throw new InvalidReport(
          "contradiction",
          `it contradicts itself: ${some} of ${all} ${what} covered in "${paths[file]}"`,
        );
    }
  }
}

/** What is not stated (NaN) is no fraction. */
function isWhole(count: number): boolean {
  return Number.isNaN(count) || Number.isInteger(count);
}

const shapeWords: Readonly<Record<Head["shape"], string>> = {
  empty: "The file is empty",
  binary: "The file is binary",
  xml: "The file is XML",
  json: "The file is JSON",
  text: "The file is plain text",
};

/** Where a document begins that a tool wrote to its output after other words, as npm prints them: at a line's start. */
const xmlOpening = /^<\?xml |^<(?:testsuites?|coverage|report|TestRun|test-run|assemblies|robot)[ >/]/m;

/** In bytes; 0 where there is none. */
function startOfXml(bytes: Uint8Array): number {
  return Math.max(new TextDecoder("latin1").decode(bytes).search(xmlOpening), 0);
}

function countLines(bytes: Uint8Array): number {
  return bytes.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 0);
}

/** What a text holds that would be a report but for something that people can see and mend; "" where it is nothing. */
function hiddenDocument({ text, complete }: Head): string {
  const xml = xmlOpening.exec(text);
  if (xml !== null && xml.index > 0) {
    const line = text.slice(0, xml.index).split("\n").length;
    return `: other text stands before the XML that begins on line ${line}`;
  }
  if (!complete) return "";
  const json = /^[{[](?=\s*["{[])/m.exec(text);
  if (json !== null && json.index > 0 && isJson(text.slice(json.index))) {
    const line = text.slice(0, json.index).split("\n").length;
    return `: other text stands before the JSON that begins on line ${line}`;
  }
  if (!/^\s*[{[]\s*["{[]/.test(text)) return "";
  const damage = findDamage(text, 1);
  return `: it begins as JSON, but ${damage.message.replace("it is not JSON: ", "")}${damage.problem.line === undefined ? "" : ` (line ${damage.problem.line})`}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Says what a file is not: what was looked for and the format that came nearest. */
function explainUnrecognised(formats: readonly ReportFormat[], head: Head): Problem {
  if (head.shape === "binary" && writtenLength(head.bytes) === 0)
    return {
      severity: "error",
      code: "unrecognised",
      message: `The file ${head.complete ? "holds" : "begins with"} NUL bytes only: it was made and not written`,
    };
  if (head.shape === "empty") return { severity: "error", code: "empty", message: "The file is empty" };
  let nearest: { title: string; likeness: number; missing: string } | null = null;
  for (const format of formats) {
    const recognition = format.recognise(head);
    if (!recognition.match && recognition.likeness > (nearest?.likeness ?? 0)) {
      nearest = { title: format.title, likeness: recognition.likeness, missing: recognition.missing };
    }
  }
  const hidden = head.shape === "text" ? hiddenDocument(head) : "";
  const isNear = hidden !== "" || (nearest?.likeness ?? 0) >= 0.9;
  const other = otherReport(head) ?? (head.shape === "text" && !isNear ? consoleOutput(head.text) : null);
  if (other !== null)
    return {
      severity: "error",
      code: "unrecognised",
      message: `The file is of no format that is read: it is ${other}`,
    };
  const nul = head.text.indexOf("\0");
  const damage =
    nul !== -1
      ? `, and holds a NUL byte (line ${head.text.slice(0, nul).split("\n").length})`
      : head.shape !== "binary" && head.bytes.at(-1) === 0
        ? `, and has ${nulsAtEnd}`
        : "";
  const root = head.xml === null ? "" : ` with root element <${head.xml.root}>`;
  const miss = nearest === null ? "" : `; nearest is ${nearest.title}, but ${nearest.missing}`;
  const known = formats.map((format) => format.id).join(", ");
  return {
    severity: "error",
    code: "unrecognised",
    message: `${shapeWords[head.shape]}${root}, of no known report format${damage}${hidden}${miss}. Looked for: ${known}`,
  };
}
