import type { WholeColumn } from "../model/columns.ts";
import type { LineChange } from "../ports.ts";
import { changesBySums, fitsChanges, type LineSums } from "./lineSums.ts";
import { moveLine } from "./moveLine.ts";
import type { SourceFacts } from "./sourceFacts.ts";

/** Whether a source file is still the one that a report measured, and how that is known. */
type Freshness =
  | { readonly kind: "fresh"; readonly by: "hash" | "observed" | "git" | "time" }
  | {
      readonly kind: "stale";
      readonly by: "hash" | "observed" | "git" | "structure";
      /** What changed since, so that untouched lines keep their result; null: not known, nothing of the file is known. */
      readonly changes: readonly LineChange[] | null;
      readonly detail: string;
    }
  | { readonly kind: "age-unknown"; readonly by: "none" };

export interface FreshnessQuestion {
  readonly source: SourceFacts;
  /** Hash that the report states for this source, already compared; null: the report states none. */
  readonly statedHashEquals: boolean | null;
  /** The report states sums of its lines, by which it is told whether they are the same; null: it states none. */
  readonly sums: LineSums | null;
  /** SHA-256 of the source when this report was first seen right after it was written; null: never seen. */
  readonly observedSha256: string | null;
  /** null: version control knows nothing; else whether the content differs from the commit at the report's time. */
  readonly git:
    | { readonly changed: false }
    | { readonly changed: true; readonly changes: readonly LineChange[] | null }
    | null;
  /**
   * The commit compared with is certain (the report names it or lies in it): file times, which a checkout resets, then
   * say nothing. Else the file may have been edited before the report was written and committed after.
   */
  readonly commitIsCertain: boolean;
  /** The file is to the byte what another one was: a file that is moved keeps its time, which then says nothing. */
  readonly mayBeMoved: boolean;
  /** Lines the report calls executable, ascending. */
  readonly lines: WholeColumn;
  /** The report's producer lists only lines that hold code: a blank one among them is proof. */
  readonly listsOnlyCode: boolean;
  /** When the report was written, in milliseconds since 1970; null: not known. */
  readonly reportTime: number | null;
}

/** Judges one file against one report: content first, the clock last. See docs/measurement.md, "Freshness". */
export function judgeFreshness(question: FreshnessQuestion): Freshness {
  const { source, git } = question;
  if (question.statedHashEquals === true) return { kind: "fresh", by: "hash" };
  // Lines that the two files have in common are none that moved.
  const changes = git?.changed === true && !question.mayBeMoved ? git.changes : null;
  if (question.statedHashEquals === false && question.sums === null)
    return { kind: "stale", by: "hash", changes, detail: "the report names another content of this file" };
  if (question.sums !== null) return judgeLines(question, question.sums);
  if (question.observedSha256 !== null) {
    return question.observedSha256 === source.sha256
      ? { kind: "fresh", by: "observed" }
      : { kind: "stale", by: "observed", changes, detail: "the file changed since this report was written" };
  }
  const writtenBefore = !question.mayBeMoved && question.reportTime !== null && source.modified <= question.reportTime;
  const proof = structureProof(question);
  if (git?.changed === true && (question.commitIsCertain || !writtenBefore)) {
    return {
      kind: "stale",
      by: "git",
      changes,
      detail: question.mayBeMoved
        ? "the file is what another one was in the commit that was measured"
        : "the file changed since the commit that was measured",
    };
  }
  if (proof !== null) return { kind: "stale", by: "structure", changes: null, detail: proof };
  if (git?.changed === false) return { kind: "fresh", by: "git" };
  return writtenBefore ? { kind: "fresh", by: "time" } : { kind: "age-unknown", by: "none" };
}

/**
 * Judges a file by the texts of the lines that were measured. Git tells of the others: where its changes leave those lines
 * as they were measured, they are the changes since.
 */
function judgeLines(question: FreshnessQuestion, sums: LineSums): Freshness {
  const { git, lines, source } = question;
  const byGit =
    git?.changed === true && git.changes !== null && fitsChanges(lines, sums, git.changes) ? git.changes : null;
  const detail = "lines are not what they were when they were measured";
  if (!fitsChanges(lines, sums, []))
    return { kind: "stale", by: "hash", changes: byGit ?? changesBySums(lines, sums), detail };
  // What the report does not list is another then.
  if (question.statedHashEquals === false)
    return { kind: "stale", by: "hash", changes: byGit ?? [], detail: "the report names another content of this file" };
  const writtenBefore = question.reportTime !== null && source.modified <= question.reportTime;
  return byGit !== null && byGit.length > 0 && (question.commitIsCertain || !writtenBefore)
    ? { kind: "stale", by: "git", changes: byGit, detail: "the file changed since the commit that was measured" }
    : { kind: "fresh", by: "hash" };
}

/**
 * Whether a committed source cannot be the one that was measured: the report was written over edits that no commit has, so
 * that changes since the commit tell nothing of its lines.
 */
export function isOtherSource(
  changes: readonly LineChange[],
  { source, lines, listsOnlyCode }: FreshnessQuestion,
): boolean {
  const grown = changes.reduce((sum, change) => sum + change.newCount - change.oldCount, 0);
  const last = source.lines.length - grown;
  return lines.some((line) => {
    const now = line > last ? 0 : moveLine(line, changes);
    return line > last || (listsOnlyCode && now > 0 && !source.lines.isCode(now));
  });
}

/** A line that cannot have been executed as the file is now, in words, or null. */
function structureProof({ source, lines, listsOnlyCode }: FreshnessQuestion): string | null {
  const last = lines.at(-1);
  // An empty file may be "executable" in line 0 or 1 for some tools: it holds nothing to judge.
  if (last === undefined || (source.lines.length === 0 && last <= 1)) return null;
  if (last > source.lines.length)
    return `the report calls line ${last} executable, the file ends at line ${source.lines.length}`;
  if (!listsOnlyCode) return null;
  for (const line of lines) {
    const found = source.lines.at(line)!;
    if (found !== "code")
      return `the report calls line ${line} executable, it is ${found === "blank" ? "blank" : "a comment"} now`;
  }
  return null;
}

/** Fewer lines without code than this say nothing of what a producer lists. */
const tellingLines = 5;

/**
 * Whether a report lists only lines that hold code, judged by the report itself: producers that list every line of a
 * region (V8, LLVM, Go) list most blank lines and comments too, the others none but where the source moved on. Where
 * there are too few such lines to tell, the answer is no: nothing is proved by them.
 */
export function listsOnlyCode(
  files: readonly { readonly source: SourceFacts; readonly lines: WholeColumn }[],
): boolean {
  let without = 0;
  let listed = 0;
  for (const { source, lines } of files) {
    const first = lines[0];
    const last = lines.at(-1);
    if (first === undefined || last === undefined || last > source.lines.length) continue;
    let row = 0;
    for (let line = first; line <= last; line++) {
      while (lines[row]! < line) row++;
      if (source.lines.isCode(line)) continue;
      without++;
      if (lines[row] === line) listed++;
    }
  }
  return without >= tellingLines && listed / without < 0.5;
}

/** What is included into other sources, by its name. */
const includedName = /\.(?:inc|def|inl|ipp|tpp|tcc|txx|x|h|hh|hpp|hxx)$/i;

/**
 * Whether the last line that a report lists is the one behind the file's end, where LLVM ends a file that is included
 * within functions (`#include "body.inc"`). Such a file has no functions of its own.
 *
 * @param functions how many the report lists of it; null: it lists none of any file
 */
export function endsBehind(file: string, lines: WholeColumn, source: SourceFacts, functions: number | null): boolean {
  const mayBeIncluded = functions === null ? includedName.test(file) : functions === 0;
  return mayBeIncluded && source.lines.length > 0 && lines.at(-1) === source.lines.length + 1;
}
