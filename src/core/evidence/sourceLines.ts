/** What a line of source is at first sight, without a compiler. */
export type LineClass = "blank" | "comment" | "code";

/** Classes of the lines of one source text; index 0 is line 1. */
export interface SourceLines {
  readonly classes: readonly LineClass[];
  /** Lines that hold code: what a silent file could have been measured on. */
  readonly codeLines: number;
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
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? "" : name.slice(dot + 1).toLowerCase();
}

/** Whether files of this name hold code in a language whose comments are known here. */
export function isKnownSource(path: string): boolean {
  return extensionOf(path) in syntaxes;
}

/**
 * Tells blank lines and lines that are only comment from code. Where in doubt a line is code: the answer is used to
 * prove that a line cannot have been executed, and a wrong proof is worse than none.
 */
export function classifyLines(path: string, text: string): SourceLines {
  const syntax = syntaxes[extensionOf(path)];
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === "") lines.pop();
  const classes: LineClass[] = [];
  let codeLines = 0;
  let inside: string | null = null;
  let insideText = false;
  for (const line of lines) {
    let at = 0;
    let code = inside !== null && insideText;
    const trimmed = line.trim();
    if (trimmed === "" && !code) {
      classes.push("blank");
      continue;
    }
    if (syntax === undefined) code = true;
    while (syntax !== undefined && at < line.length) {
      if (inside !== null) {
        const end: number = line.indexOf(inside, at);
        if (end === -1) break;
        at = end + inside.length;
        inside = null;
        continue;
      }
      const rest = line.slice(at);
      const skipped = rest.length - rest.trimStart().length;
      if (skipped > 0) {
        at += skipped;
        continue;
      }
      const text = syntax.text.find((mark) => rest.startsWith(mark));
      const block = syntax.block.find(([open]) => rest.startsWith(open));
      if (text !== undefined) {
        code = true;
        [inside, insideText] = [text, true];
        at += text.length;
      } else if (block !== undefined) {
        [inside, insideText] = [block[1], false];
        at += block[0].length;
      } else if (syntax.line.some((mark) => rest.startsWith(mark))) {
        break;
      } else {
        code = true;
        at = skipToken(line, at, syntax);
      }
    }
    if (code) codeLines++;
    classes.push(code ? "code" : "comment");
  }
  return { classes, codeLines };
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
