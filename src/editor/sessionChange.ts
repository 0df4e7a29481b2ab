import type { SessionState } from "../core/session.ts";
import type { FolderSession } from "./sessions.ts";

/**
 * What surfaces hear: a folder, and the state that it came to. Surfaces are called one after the other, so that the folder
 * may be in a later state by then: whether there was news is told by this one, what to show by the folder's own.
 */
export interface SessionChange {
  readonly session: FolderSession;
  readonly state: SessionState;
}

/** While reports are read again, what is shown stays: there is nothing new yet. */
export function isReadingAgain(change: SessionChange | null): boolean {
  return change?.state.phase === "reading" && change.state.previous !== null;
}
