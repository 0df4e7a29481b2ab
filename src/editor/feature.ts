import type * as vscode from "vscode";
import type { FileGaps } from "./fileGaps.ts";
import type { Log } from "./lib/log.ts";
import type { Sessions } from "./sessions.ts";

/** What every surface gets beside the sessions. */
export interface FeatureContext {
  readonly extension: vscode.ExtensionContext;
  readonly log: Log;
  /** Gaps of open documents. */
  readonly gaps: FileGaps;
  /** What each surface shows right now, as plain data, by the surface's name: for tests. */
  readonly shown: Map<string, () => unknown>;
}

/** One surface of the product. Surfaces never import each other; they meet in the sessions and through commands. */
export type Feature = (sessions: Sessions, context: FeatureContext) => vscode.Disposable;
