import type { Files } from "../ports.ts";
import type { PlacedReport } from "./placedReport.ts";

/** Fewer lines inside functions tell nothing. */
const tellingLines = 5;
/** Files whose text is looked at; nearly always the first tells that functions ran. */
const mostFiles = 500;

/**
 * Whether a report shows code that was only imported: definitions ran, and not one line inside a function. Told by the
 * functions of the report where it has them, else for Python by the source's indentation. Gives the number of files, or 0.
 */
export async function importedOnly({ contributions }: PlacedReport, files: Files): Promise<number> {
  let inside = 0;
  let seen = 0;
  let ran = false;
  for (const [file, { columns, row }] of contributions) {
    const { functions, lines } = columns;
    if (lines === null) return 0;
    const [from, to] = [lines.start[row]!, lines.start[row + 1]!];
    const body = functions === null ? await bodyLinesOf(file, files) : null;
    if (functions !== null) {
      for (let at = functions.start[row]!; at < functions.start[row + 1]!; at++) {
        if (functions.hits[at]! > 0) return 0;
        inside++;
      }
    } else if (body === null) return 0;
    for (let at = from; at < to; at++) {
      if (lines.hits[at]! > 0) ran = true;
      if (body === null || !body.has(lines.number[at]!)) continue;
      if (lines.hits[at]! > 0) return 0;
      inside++;
    }
    if (++seen === mostFiles) break;
  }
  return ran && inside >= tellingLines ? seen : 0;
}

async function bodyLinesOf(file: string, files: Files): Promise<ReadonlySet<number> | null> {
  if (!file.endsWith(".py")) return null;
  const source = await files.source(file);
  return source === null ? null : bodyLines(source.text);
}

/** 1-based lines of a Python source that stand inside a function. */
export function bodyLines(text: string): ReadonlySet<number> {
  const inside = new Set<number>();
  /** Indentation of the function whose body begins on the next line; null: none is open. */
  let opening: number | null = null;
  /** Indentations of the functions around. */
  const around: number[] = [];
  text.split(/\r\n|\n|\r/).forEach((line, at) => {
    const code = line.split("#", 1)[0]!.trimEnd();
    if (code === "") return;
    const indent = line.length - line.trimStart().length;
    if (opening !== null) {
      // The head of a function goes on until its colon.
      if (/:\s*$/.test(code)) {
        around.push(opening);
        opening = null;
      }
      return;
    }
    while (around.length > 0 && indent <= around.at(-1)!) around.pop();
    if (around.length > 0) inside.add(at + 1);
    if (/^\s*(?:async\s+)?def\s/.test(code)) {
      if (/:\s*$/.test(code)) around.push(indent);
      else if (!/\)\s*(?:->[^:]*)?:/.test(code)) opening = indent;
    }
  });
  return inside;
}
