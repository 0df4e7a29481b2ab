import type { Justification } from "../policy/policy.ts";
import type { Files } from "../ports.ts";
import { findSymbol } from "./symbols.ts";

/** An accepted gap that applies to lines of one file today. */
export interface AppliedJustification {
  readonly justification: Justification;
  readonly line: number;
  readonly endLine: number;
}

/** Text with white space folded: how a justification knows its code again after it moved or was indented anew. */
function foldCode(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/**
 * Where the justifications of a file apply. One follows its code, not a line number: it applies where its symbol is
 * defined and its code still stands; expired ones and ones whose code is gone apply nowhere.
 */
export async function justifiedLines(
  file: string,
  justifications: readonly Justification[],
  today: string,
  files: Files,
): Promise<readonly AppliedJustification[]> {
  const mine = justifications.filter((each) => each.file === file && each.until >= today);
  if (mine.length === 0) return [];
  const source = await files.source(file);
  if (source === null) return [];
  const lines = source.text.split(/\r\n|\n|\r/);
  return mine.flatMap((justification) => {
    const within =
      justification.symbol === null
        ? [{ line: 1, endLine: lines.length }]
        : findSymbol(file, source.text, justification.symbol);
    if (justification.code === null) return within.map((range) => ({ justification, ...range }));
    const wanted = foldCode(justification.code);
    return within.flatMap((range) =>
      occurrences(lines, wanted, range.line, range.endLine).map((found) => ({ justification, ...found })),
    );
  });
}

/** Stretches of lines whose folded text is the wanted one, or holds it where it is part of one line. */
function occurrences(
  lines: readonly string[],
  wanted: string,
  from: number,
  to: number,
): { line: number; endLine: number }[] {
  const found: { line: number; endLine: number }[] = [];
  for (let line = from; line <= to; line++) {
    if (foldCode(lines[line - 1]!) === "") continue;
    if (foldCode(lines[line - 1]!).includes(wanted)) {
      found.push({ line, endLine: line });
      continue;
    }
    let text = "";
    for (let end = line; end <= to && text.length <= wanted.length; end++) {
      text = foldCode(`${text} ${lines[end - 1]!}`);
      if (text === wanted) {
        found.push({ line, endLine: end });
        break;
      }
      if (!wanted.startsWith(text)) break;
    }
  }
  return found;
}
