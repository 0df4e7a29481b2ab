import type { Assessment } from "../../core/model/assessment.ts";
import { assessmentIn, type FolderShown, hasReports, unsupportedReason } from "./folder.ts";

/** Why a folder has no rows of an assessment to show; null: it has. */
export type Empty = "starting" | "noReports" | "brokenConfiguration" | "failed" | "unsupported";

/** What the view says. `view` is the context key that chooses the welcome of the manifest; `message` stands above it. */
export interface Welcome {
  readonly view: Empty | "rows" | "noFolder";
  readonly message: string | null;
}

/** A readiness.json that cannot be used at all, so that nothing was assessed by it. */
export function isBroken({ configuration }: Assessment): boolean {
  return configuration.problems.some(({ severity, path }) => severity === "error" && path.length === 0);
}

export function emptyOf(folder: FolderShown): Empty | null {
  if (folder.state.phase === "unsupported") return "unsupported";
  if (folder.state.phase === "failed") return "failed";
  const assessment = assessmentIn(folder);
  if (assessment === null) return "starting";
  if (isBroken(assessment)) return "brokenConfiguration";
  return hasReports(assessment) || assessment.runFailures.length > 0 ? null : "noReports";
}

/** What the view says as a whole: with several folders, rows as soon as one of them has any. */
export function welcomeOf(folders: readonly FolderShown[]): Welcome {
  const [first] = folders;
  if (first === undefined) return { view: "noFolder", message: null };
  const all = folders.map(emptyOf);
  const [view] = all;
  if (view === null || view === undefined || all.some((each) => each !== view)) return { view: "rows", message: null };
  return { view, message: messageOf(view, first) };
}

function messageOf(view: Empty, folder: FolderShown): string | null {
  const assessment = assessmentIn(folder);
  switch (view) {
    case "starting":
      return "Looking for reports …";
    case "unsupported":
      return unsupportedReason;
    case "failed":
      return folder.state.phase === "failed" ? folder.state.message : null;
    case "brokenConfiguration":
      return assessment?.configuration.problems.find(({ severity }) => severity === "error")?.message ?? null;
    case "noReports":
      return assessment === null ? null : whereItLooked(assessment);
  }
}

const mostPatterns = 12;

/** "Looked for lcov.info, coverage.xml and 20 more patterns. Not entered: node_modules." */
export function whereItLooked({ search }: Assessment): string {
  const { patterns, skippedFolders } = search;
  const shown = patterns.slice(0, mostPatterns).join(", ");
  const rest = patterns.length - mostPatterns;
  const looked =
    patterns.length === 0
      ? "No pattern to look for is configured."
      : `Looked for ${shown}${rest > 0 ? ` and ${rest} more patterns` : ""}.`;
  return skippedFolders.length === 0 ? looked : `${looked} Not entered: ${skippedFolders.join(", ")}.`;
}
