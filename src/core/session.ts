import type { Assessment, RunFailure } from "./model/assessment.ts";
import type { FileView } from "./model/lines.ts";

/** What a folder's session is doing. A closed set: the status bar has one look for each. */
export type SessionState =
  | { readonly phase: "starting" }
  | { readonly phase: "reading"; readonly previous: Assessment | null }
  | { readonly phase: "ready"; readonly assessment: Assessment }
  | { readonly phase: "failed"; readonly message: string };

/**
 * What surfaces (editor, command line) may ask of one folder. The session itself may live in another process: everything
 * here is plain data.
 */
export interface SessionApi {
  readonly state: SessionState;
  /** Calls the listener on each new state; the returned function ends that. */
  onDidChange(listener: (state: SessionState) => void): () => void;
  /** Forgets what was found and looks at everything again; settles when the new assessment is there. */
  refresh(): Promise<Assessment>;
  /** Coverage of one workspace file ("/"-separated, relative), null where no report speaks of it. */
  fileView(file: string): Promise<FileView | null>;
  /** Workspace files any coverage report speaks of, with their counts. */
  coveredFiles(): Promise<readonly CoveredFile[]>;
  /** Tells what became of the commands of a run, so that gates that wait for them say why. */
  setRunOutcome(outcome: RunOutcome): Promise<Assessment>;
  /** Takes what is there as a whole run though it looks like a part: later runs are held against it. */
  acceptRun(): Promise<Assessment>;
  dispose(): Promise<void>;
}

export interface CoveredFile {
  readonly file: string;
  readonly lines: { readonly covered: number; readonly total: number; readonly unknown: number };
  readonly branches: { readonly covered: number; readonly total: number } | null;
}

/** A finished or broken run of the commands that make reports. Times are ISO 8601 UTC. */
export interface RunOutcome {
  readonly started: string;
  readonly finished: string;
  readonly failures: readonly RunFailure[];
}
