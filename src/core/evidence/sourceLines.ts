import { baseOf } from "./paths.ts";

/** What a line of source is at first sight, without a compiler. */
type LineClass = "blank" | "comment" | "code";

const blank = 0;
const comment = 1;
const codeLine = 2;

const noBits = new Uint8Array(0);

/**
 * Classes of the lines of one source text, two bits a line: which are code, and which are only comment. Bits that say
 * nothing are not kept, for there may be a hundred thousand such files: many hold no comment, some nothing but code.
 */
export class SourceLines {
  /** A bit a line that is set where it is code; then, where `#hasComments`, as many that are set where it is comment. */
  readonly #bits: Uint8Array;
  readonly #hasComments: boolean;
  /** Number of lines. */
  readonly length: number;
  /** Lines that hold code: what a silent file could have been measured on. */
  readonly codeLines: number;

  /** @param classes a byte a line, of the first `length` lines */
  constructor(classes: Uint8Array, length: number) {
    let code = 0;
    let comments = 0;
    for (let at = 0; at < length; at++) {
      if (classes[at] === codeLine) code++;
      else if (classes[at] === comment) comments++;
    }
    this.length = length;
    this.codeLines = code;
    this.#hasComments = comments > 0;
    this.#bits = code === length ? noBits : new Uint8Array((length * (this.#hasComments ? 2 : 1) + 7) >> 3);
    if (code === length) return;
    for (let at = 0; at < length; at++) {
      if (classes[at] === codeLine) this.#bits[at >> 3]! |= 1 << (at & 7);
      else if (classes[at] === comment) this.#bits[(length + at) >> 3]! |= 1 << ((length + at) & 7);
    }
  }

  #isSet(bit: number): boolean {
    return ((this.#bits[bit >> 3]! >> (bit & 7)) & 1) === 1;
  }

  /** Class of a 1-based line; undefined behind the end. */
  at(line: number): LineClass | undefined {
    if (line < 1 || line > this.length) return undefined;
    if (this.isCode(line)) return "code";
    return this.#hasComments && this.#isSet(this.length + line - 1) ? "comment" : "blank";
  }

  /** Whether a 1-based line holds code. */
  isCode(line: number): boolean {
    return line >= 1 && line <= this.length && (this.codeLines === this.length || this.#isSet(line - 1));
  }

  /** All classes in order, for showing and tests. */
  all(): LineClass[] {
    return Array.from({ length: this.length }, (_, at) => this.at(at + 1)!);
  }
}

interface Syntax {
  readonly line: readonly string[];
  readonly block: readonly (readonly [open: string, close: string])[];
  /** Multi-line texts, whose lines are code whatever they look like. */
  readonly text: readonly string[];
}

const cLike: Syntax = { line: ["//"], block: [["/*", "*/"]], text: ["`"] };
const hash: Syntax = { line: ["#"], block: [], text: [] };
const syntaxes: Readonly<Record<string, Syntax>> = {
  py: { line: ["#"], block: [], text: ['"""', "'''"] },
  pyx: { line: ["#"], block: [], text: ['"""', "'''"] },
  rb: { line: ["#"], block: [], text: [] },
  sh: hash,
  pl: hash,
  r: hash,
  jl: { line: ["#"], block: [["#=", "=#"]], text: ['"""'] },
  ex: { line: ["#"], block: [], text: ['"""'] },
  exs: { line: ["#"], block: [], text: ['"""'] },
  m: { line: ["%", "//"], block: [["/*", "*/"]], text: [] },
  php: { line: ["//", "#"], block: [["/*", "*/"]], text: [] },
  lua: { line: ["--"], block: [["--[[", "]]"]], text: [] },
  hs: { line: ["--"], block: [["{-", "-}"]], text: [] },
  sql: { line: ["--"], block: [["/*", "*/"]], text: [] },
  f90: { line: ["!"], block: [], text: [] },
  ps1: { line: ["#"], block: [["<#", "#>"]], text: [] },
  vb: { line: ["'"], block: [], text: [] },
  ...Object.fromEntries("js jsx ts tsx mjs cjs mts cts go".split(" ").map((extension) => [extension, cLike] as const)),
  ...Object.fromEntries(
    "c h cc cpp cxx hpp hh java kt kts scala swift rs cs dart groovy proto d zig cu mm"
      .split(" ")
      .map((extension) => [extension, { ...cLike, text: [] }] as const),
  ),
};

/** Extension in lower case, "" where there is none. */
export function extensionOf(path: string): string {
  const name = baseOf(path);
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? "" : name.slice(dot + 1).toLowerCase();
}

/** Whether files of this name hold code in a language whose comments are known here. */
export function isKnownSource(path: string): boolean {
  return syntaxOf(path) !== undefined;
}

/** Own ones only: a file can be named "a.constructor". */
function syntaxOf(path: string): Syntax | undefined {
  const extension = extensionOf(path);
  return Object.hasOwn(syntaxes, extension) ? syntaxes[extension] : undefined;
}

/**
 * Tells blank lines and lines that are only comment from code. Where in doubt a line is code: the answer is used to
 * prove that a line cannot have been executed, and a wrong proof is worse than none.
 */
export function classifyLines(path: string, text: string): SourceLines {
  const syntax = syntaxOf(path);
  const marks = syntax === undefined ? [] : [...syntax.block.map(([open]) => open), ...syntax.text];
  const lineMarks = syntax?.line ?? [];
  const firstSigns = lineMarks.map((mark) => mark.charCodeAt(0));
  let nextMark = findMark(text, marks, 0);
  let inside: Inside | null = null;
  let line = 0;
  for (let from = 0; from < text.length; line++) {
    if (line === classes.length) classes = doubled(classes);
    let to = text.indexOf("\n", from);
    if (to === -1) to = text.length;
    let start = from;
    while (start < to && isSpace(text.charCodeAt(start))) start++;
    if (inside === null && nextMark >= to) {
      // Nothing of several lines begins or goes on here: the first sign decides.
      let kind = start === to ? blank : codeLine;
      if (kind === codeLine) {
        const sign = text.charCodeAt(start);
        for (let at = 0; at < firstSigns.length; at++)
          if (firstSigns[at] === sign && text.startsWith(lineMarks[at]!, start)) kind = comment;
      }
      classes[line] = kind;
    } else {
      const scanned = scanLine(text.slice(from, to), inside, syntax!);
      inside = scanned.inside;
      classes[line] = scanned.code ? codeLine : start === to ? blank : comment;
    }
    from = to + 1;
    if (nextMark < from) nextMark = findMark(text, marks, from);
  }
  return new SourceLines(classes, line);
}

/** A byte a line of the text that is looked at, reused from one to the next. */
let classes = new Uint8Array(4096);

function doubled(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(bytes.length * 2);
  larger.set(bytes);
  return larger;
}

/** A comment or text of several lines that is open: what ends it, and whether it is a text, whose lines are code. */
interface Inside {
  readonly end: string;
  readonly isText: boolean;
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0xfeff;
}

/** Where the first of the marks stands from here on; behind everything where none does. */
function findMark(text: string, marks: readonly string[], from: number): number {
  let first = Number.POSITIVE_INFINITY;
  for (const mark of marks) {
    const at = text.indexOf(mark, from);
    if (at !== -1 && at < first) first = at;
  }
  return first;
}

/** One line, token by token, with what is open before and after it. */
function scanLine(line: string, before: Inside | null, syntax: Syntax): { inside: Inside | null; code: boolean } {
  let inside = before;
  let code = inside?.isText === true;
  let at = 0;
  while (at < line.length) {
    if (inside !== null) {
      const end = line.indexOf(inside.end, at);
      if (end === -1) break;
      at = end + inside.end.length;
      inside = null;
      continue;
    }
    if (isSpace(line.charCodeAt(at))) {
      at++;
      continue;
    }
    const here = at;
    const text = syntax.text.find((mark) => line.startsWith(mark, here));
    const block = syntax.block.find(([open]) => line.startsWith(open, here));
    if (text !== undefined) {
      code = true;
      inside = { end: text, isText: true };
      at += text.length;
    } else if (block !== undefined) {
      inside = { end: block[1], isText: false };
      at += block[0].length;
    } else if (syntax.line.some((mark) => line.startsWith(mark, here))) {
      break;
    } else {
      code = true;
      at = skipToken(line, at, syntax);
    }
  }
  return { inside, code };
}

/** Past one token: a quoted text as a whole (marks of comments in it mean nothing), else one character or word. */
function skipToken(line: string, at: number, syntax: Syntax): number {
  const quote = line[at]!;
  if (quote === '"' || (quote === "'" && !syntax.line.includes("'"))) {
    for (let end = at + 1; end < line.length; end++) {
      if (line[end] === "\\") end++;
      else if (line[end] === quote) return end + 1;
    }
    // No end on this line: a Rust lifetime, an apostrophe: only the sign itself is skipped.
    return at + 1;
  }
  const word = /[A-Za-z0-9_$]+/y;
  word.lastIndex = at;
  return word.test(line) ? word.lastIndex : at + 1;
}

/** Marks that take lines out of measuring, by the tools that know them. */
const exclusionMarks =
  /pragma:?\s*no\s?(?:cover|branch)|\b(?:LCOV|GCOV|GCOVR)_EXCL_(?:LINE|START|BR_LINE|BR_START|EXCEPTION_BR_LINE)\b|\bistanbul ignore\b|\b(?:c8|v8|node:coverage) (?:ignore|disable)\b|#\[\s*(?:cfg_attr\([^)]*,\s*)?coverage\(off\)|\[ExcludeFromCodeCoverage|@Generated\b|\bnocov\b|:nocov:|codeCoverageIgnore/;

/** 1-based lines that hold a mark by which a tool leaves code out of its counts, with the mark's text. */
export function exclusionMarkers(text: string): readonly { readonly line: number; readonly mark: string }[] {
  const found: { line: number; mark: string }[] = [];
  if (!exclusionMarks.test(text)) return found;
  text.split(/\r\n|\n|\r/).forEach((line, index) => {
    const mark = exclusionMarks.exec(line);
    if (mark !== null) found.push({ line: index + 1, mark: mark[0] });
  });
  return found;
}
