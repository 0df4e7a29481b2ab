import { extensionOf } from "./sourceLines.ts";

/** First and last line of a piece of source, 1-based and inclusive. */
export interface LineRange {
  readonly line: number;
  readonly endLine: number;
}

/**
 * Where functions, methods and classes of this name are defined. "Controller.update" names a member of a class. Found in
 * the source text itself, by indentation for Python and its kin, by braces for the rest; empty where there is none.
 */
export function findSymbol(path: string, text: string, name: string): readonly LineRange[] {
  const lines = text.split(/\r\n|\n|\r/);
  const parts = name.split(/::|\.|#/);
  let within: readonly LineRange[] = [{ line: 1, endLine: lines.length }];
  for (const part of parts) {
    within = within.flatMap((range) => definitionsOf(path, lines, part, range));
  }
  return within;
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function definitionsOf(path: string, lines: readonly string[], name: string, range: LineRange): LineRange[] {
  const indented = ["py", "pyx", "nim"].includes(extensionOf(path));
  const ruby = ["rb", "ex", "exs", "jl", "lua"].includes(extensionOf(path));
  const id = escapeRegExp(name);
  const definition = indented
    ? new RegExp(`^(\\s*)(?:async\\s+)?(?:def|class|cdef|cpdef)\\s+${id}\\b`)
    : ruby
      ? new RegExp(`^(\\s*)(?:def|class|module|defmodule|defp|function|macro)\\s+(?:self\\.)?${id}\\b`)
      : new RegExp(
          `^(\\s*).*?(?:\\b(?:function\\*?|func|fn|fun|class|struct|interface|enum|impl|trait|object|namespace|module)\\s+(?:\\([^)]*\\)\\s*)?(?:<[^>]*>\\s*)?${id}\\b|(?<![.\\w$])${id}\\s*(?:<[^>(]*>)?\\s*\\([^;]*$|\\b(?:const|let|var)\\s+${id}\\s*(?::[^=]+)?=|^\\s*(?:static\\s+|readonly\\s+|#)?${id}\\s*=\\s*(?:async\\s*)?(?:\\(|function|[\\w$]+\\s*=>))`,
        );
  const found: LineRange[] = [];
  for (let at = range.line; at <= range.endLine; at++) {
    const line = lines[at - 1]!;
    const match = definition.exec(line);
    if (match === null || /^\s*(?:\/\/|#|\*|return\b|await\b|if\b|while\b|for\b|else\b|throw\b)/.test(line)) continue;
    const end = indented
      ? endByIndentation(lines, at, match[1]!.length, range.endLine)
      : ruby
        ? endByKeyword(lines, at, match[1]!.length, range.endLine)
        : endByBraces(lines, at, range.endLine);
    if (end === null) continue;
    found.push({ line: at, endLine: end });
    at = end;
  }
  return found;
}

function endByIndentation(lines: readonly string[], start: number, indent: number, last: number): number {
  let end = start;
  let open = 0;
  for (let at = start; at <= last; at++) {
    const line = lines[at - 1]!;
    const content = line.trim();
    const deep = line.length - line.trimStart().length > indent;
    if (at > start && content !== "" && !deep && open <= 0 && !content.startsWith("#") && !/^[)\]}]/.test(content))
      break;
    // A signature over several lines closes its brackets before its body starts.
    open += (content.match(/[([{]/g)?.length ?? 0) - (content.match(/[)\]}]/g)?.length ?? 0);
    if (content !== "") end = at;
  }
  return end;
}

function endByKeyword(lines: readonly string[], start: number, indent: number, last: number): number {
  for (let at = start + 1; at <= last; at++) {
    const line = lines[at - 1]!;
    if (/^\s*end\b/.test(line) && line.length - line.trimStart().length <= indent) return at;
  }
  return start;
}

const quoted = /'(?:\\.|[^'\\])*'/y;

/** Line where the first brace opened at or soon after the start closes again; null for a call or declaration without a body. */
function endByBraces(lines: readonly string[], start: number, last: number): number | null {
  let depth = 0;
  let opened = false;
  let quote: string | null = null;
  let comment = false;
  for (let at = start; at <= last; at++) {
    const line = lines[at - 1]!;
    for (let column = 0; column < line.length; column++) {
      const sign = line[column]!;
      if (comment) {
        if (sign === "*" && line[column + 1] === "/") comment = false;
      } else if (quote !== null) {
        if (sign === "\\") column++;
        else if (sign === quote) quote = null;
      } else if (sign === "/" && line[column + 1] === "/") break;
      else if (sign === "/" && line[column + 1] === "*") comment = true;
      else if (sign === '"' || sign === "`") quote = sign;
      else if (sign === "'") {
        // A text or a character; a Rust lifetime has no second sign on its line.
        quoted.lastIndex = column;
        if (quoted.test(line)) column = quoted.lastIndex - 1;
      } else if (sign === "{") {
        depth++;
        opened = true;
      } else if (sign === "}") {
        depth--;
        if (opened && depth === 0) return at;
      } else if (sign === ";" && !opened) {
        return /=>|=\s*/.test(line) && at === start && /\b(?:const|let|var|=)\b|=/.test(line)
          ? at
          : at > start && /=>/.test(lines[start - 1]!)
            ? at
            : null;
      }
    }
    if (quote === '"') quote = null;
    if (!opened && at - start > 30) return null;
  }
  return opened ? last : null;
}
