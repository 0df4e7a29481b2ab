import type { ArmColumns, CoverageColumns } from "../../core/model/coverage.ts";

/** Branch arms of one line. */
interface LineArms {
  readonly covered: number;
  readonly total: number;
  /** First row of the arms in the columns; they are `total` rows. */
  readonly row: number;
}

/** Lines of a file with their hits, ascending. */
export function linesOf({ lines }: CoverageColumns, file: number): readonly { line: number; hits: number }[] {
  if (lines === null) return [];
  const rows: { line: number; hits: number }[] = [];
  for (let at = lines.start[file]!; at < lines.start[file + 1]!; at++)
    rows.push({ line: lines.number[at]!, hits: lines.hits[at]! });
  return rows;
}

/** Branch arms of a file by line. */
export function armsOf(arms: ArmColumns | null, file: number): ReadonlyMap<number, LineArms> {
  const byLine = new Map<number, LineArms>();
  if (arms === null) return byLine;
  const end = arms.start[file + 1]!;
  for (let at = arms.start[file]!; at < end; ) {
    const row = at;
    const line = arms.line[at]!;
    let covered = 0;
    for (; at < end && arms.line[at] === line; at++) if (arms.hits[at]! > 0) covered++;
    byLine.set(line, { covered, total: at - row, row });
  }
  return byLine;
}

/** What XML allows in no way (XML 1.0, 2.2). */
const notXml = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** Whether XML can hold every character of the text. */
export function isXmlText(text: string): boolean {
  return text.search(notXml) < 0;
}

/** Text for an XML attribute: markup escaped, characters that XML does not allow left out. */
export function attribute(text: string): string {
  return text.replace(notXml, "").replace(/[&<>"\t\n\r]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
