import type { Assessment } from "../../core/model/assessment.ts";
import type { SessionState } from "../../core/session.ts";

/** One workspace folder as surfaces show it. "unsupported": its files are not on a disk this machine can read. */
export interface FolderShown {
  /** Stable over the folder's life. */
  readonly key: string;
  readonly name: string;
  readonly state: SessionState | { readonly phase: "unsupported" };
}

/** The last assessment a folder is known to have. */
export function assessmentIn({ state }: FolderShown): Assessment | null {
  if (state.phase === "ready") return state.assessment;
  return state.phase === "reading" ? state.previous : null;
}

/** Whether anything was found that an assessment could rest on. */
export function hasReports(assessment: Assessment): boolean {
  return assessment.reports.length > 0;
}

export const unsupportedReason =
  "Readiness reads reports from disk, and this folder's files are not on a disk it can reach. Open a copy of the folder on disk.";
