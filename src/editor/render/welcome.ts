import type { Assessment } from "../../core/model/assessment.ts";
import { assessmentIn, type FolderShown, hasReports, unsupportedReason } from "./folder.ts";

/** Why a folder has no rows of an assessment to show; null: it has. */
type Empty = "starting" | "noReports" | "brokenConfiguration" | "failed" | "unsupported";

/** What the view says without rows: `view` is the context key that chooses the welcome of the manifest. */
interface Welcome {
  readonly view: Empty | "rows" | "noFolder";
  readonly message: string | null;
}

/** A readiness.json that cannot be used at all, so that nothing was assessed by it. */
function isBroken({ configuration }: Assessment): boolean {
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
  if (folders.length === 0) return { view: "noFolder", message: null };
  const all = folders.map(emptyOf);
  const [view] = all;
  if (view === null || view === undefined || all.some((each) => each !== view)) return { view: "rows", message: null };
  return { view, message: messageOf(view) };
}

/** VS Code shows either a message or a welcome: there is a message only where the manifest has no welcome. */
function messageOf(view: Empty): string | null {
  if (view === "starting") return "Looking for reports …";
  return view === "unsupported" ? unsupportedReason : null;
}
