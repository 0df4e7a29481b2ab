import { changedLines, moveLine } from "../../core/evidence/moveLine.ts";
import { classifyLines } from "../../core/evidence/sourceLines.ts";
import type { LineView } from "../../core/model/lines.ts";
import { countText } from "../../core/output/words.ts";
import type { LineChange } from "../../core/ports.ts";

export type GapKind = "uncovered" | "partial" | "stale";

/** A stretch of an open file that is marked. Lines are 1-based and inclusive. */
export interface Gap {
  readonly kind: GapKind;
  readonly line: number;
  readonly endLine: number;
  /** Executable lines in it. */
  readonly lines: number;
  /** What stands after its first line. */
  readonly text: string;
}

const kindOf: Readonly<Record<LineView["state"], GapKind | null>> = {
  covered: null,
  excluded: null,
  uncovered: "uncovered",
  partial: "partial",
  stale: "stale",
};

/**
 * Stretches of lines of one kind. Lines that hold no code do not part them, any other executable line does. A partly
 * covered line stands alone: its branches are its own.
 *
 * @param lines ascending
 */
export function gapsOf(lines: readonly LineView[]): Gap[] {
  const found: Omit<Gap, "text">[] = [];
  const partial = new Map<number, LineView>();
  let open: { kind: GapKind; line: number; endLine: number; lines: number } | null = null;
  for (const view of lines) {
    const kind = kindOf[view.state];
    if (kind === null) open = null;
    else if (open !== null && open.kind === kind && kind !== "partial") {
      open.endLine = view.line;
      open.lines++;
    } else {
      open = { kind, line: view.line, endLine: view.line, lines: 1 };
      found.push(open);
      if (kind === "partial") partial.set(view.line, view);
    }
  }
  return found.map((gap) => ({ ...gap, text: textOf(gap, partial.get(gap.line)) }));
}

function textOf(gap: Omit<Gap, "text">, view: LineView | undefined): string {
  const size = gap.lines > 1 ? ` · ${countText(gap.lines, "lines")}` : "";
  if (gap.kind === "uncovered") return `not covered${size}`;
  if (gap.kind === "stale") return `changed since measured${size}`;
  return view?.branches ? branchesText(view.branches) : "partly covered";
}

const mostNamed = 3;

/** "1 of 2 branches: else never taken". */
export function branchesText({ covered, total, missing }: NonNullable<LineView["branches"]>): string {
  const counts = `${covered} of ${countText(total, "branches")}`;
  if (missing.length === 0) return counts;
  const rest = missing.length - mostNamed;
  return `${counts}: ${missing.slice(0, mostNamed).join(", ")}${rest > 0 ? ` and ${rest} more` : ""} never taken`;
}

/** Beyond this many lines comments are not told from code while a file is being edited. */
const mostClassified = 20_000;

/**
 * The lines of a file as they stand in a buffer that moved on: untouched lines keep their result at their new place, of
 * changed and new lines of code nothing is known.
 *
 * @param changes from the measured text to `now`
 */
export function afterEdits(
  file: string,
  lines: readonly LineView[],
  changes: readonly LineChange[],
  now: readonly string[],
): readonly LineView[] {
  // A stale report may speak of lines that the file no longer has.
  if (changes.length === 0) return lines.filter(({ line }) => line <= now.length);
  const moved = lines.flatMap((view) => {
    const line = moveLine(view.line, changes);
    return line === 0 || line > now.length ? [] : [{ ...view, line, branches: movedBranches(view.branches, changes) }];
  });
  const classes = now.length > mostClassified ? null : classifyLines(file, now.join("\n"));
  const isCode = (line: number) => (classes === null ? now[line - 1]?.trim() !== "" : classes.at(line) === "code");
  const changed = changedLines(changes).filter(isCode).map(unknownLine);
  return [...moved, ...changed].sort((a, b) => a.line - b.line);
}

/** Outcomes that are named by a line ("to line 7") are named by its new place; by the old one where that is gone. */
function movedBranches(branches: LineView["branches"], changes: readonly LineChange[]): LineView["branches"] {
  if (branches === null || branches.missing.length === 0) return branches;
  const moved = (label: string) =>
    label.replace(/\bline (\d+)/g, (text, line: string) => {
      const now = moveLine(Number(line), changes);
      return now === 0 ? text : `line ${now}`;
    });
  return { ...branches, missing: branches.missing.map(moved) };
}

/** All that can be said of a file whose measured text is not at hand any more. */
export function allUnknown(lines: readonly LineView[], lineCount: number): readonly LineView[] {
  return lines.filter(({ line }) => line <= lineCount).map(({ line }) => unknownLine(line));
}

function unknownLine(line: number): LineView {
  return { line, state: "stale", hits: null, branches: null };
}
