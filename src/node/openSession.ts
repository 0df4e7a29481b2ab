import { statSync } from "node:fs";
import { join } from "node:path";
import { FolderAssessor } from "../core/folderAssessor.ts";
import { FolderSession } from "../core/folderSession.ts";
import { formats } from "../core/formats/index.ts";
import type { Assessment } from "../core/model/assessment.ts";
import type { Log } from "../core/ports.ts";
import type { RunOutcome, SessionApi } from "../core/session.ts";
import { DiskFiles } from "./files.ts";
import { GitHistory, noHistory } from "./git.ts";
import { collectGarbage } from "./memory.ts";
import { ReadCache } from "./readCache.ts";
import { ReadPool } from "./readPool.ts";
import { acceptedRuns, assessmentStore, folderCache, observations } from "./store.ts";
import { FolderWatcher } from "./watcher.ts";

interface OpenOptions {
  /** Built file that reading threads start from. */
  readonly workerPath: string;
  /** Looks again when reports change. */
  readonly watch: boolean;
  /** Git may be asked: its configuration can name programs to run, so that an untrusted folder's is not used. */
  readonly trusted: boolean;
  /** Root of what is remembered; absent: the user's cache folder. */
  readonly cacheDirectory?: string;
  readonly log: Log;
}

/** Tells this build from every other: what another build kept of a report is not used. */
function buildOf(builtFile: string): string {
  try {
    const { size, mtimeMs } = statSync(builtFile);
    return `${size} ${mtimeMs}`;
  } catch {
    return "unbuilt";
  }
}

/** Opens a session on a folder of this machine, in this thread. */
export function openSession(folder: string, options: OpenOptions): SessionApi {
  const { log } = options;
  const warn = (message: string) => log("debug", message);
  const git = options.trusted ? new GitHistory(folder, warn) : null;
  const files = new DiskFiles(folder, async (all, within) => git?.notIgnored(all, within) ?? null, warn);
  const cache = folderCache(folder, options.cacheDirectory);
  const pool = new ReadPool(folder, formats, options.workerPath);
  const reading = new ReadCache(folder, join(cache, "reports"), buildOf(options.workerPath), pool, warn);
  const assessor = new FolderAssessor({
    files,
    reading,
    history: git ?? noHistory,
    observations: observations(cache, warn),
    store: assessmentStore(cache, warn),
    accepted: acceptedRuns(cache, warn),
    clock: { now: () => Date.now() },
    log,
    collectGarbage,
    formats,
  });
  const session = new FolderSession(
    assessor,
    options.watch ? (onChange) => new FolderWatcher(folder, onChange, warn) : null,
    log,
  );
  return {
    get state() {
      return session.state;
    },
    onDidChange: (listener) => session.onDidChange(listener),
    refresh: () => session.refresh(),
    fileView: (file) => session.fileView(file),
    coveredFiles: () => session.coveredFiles(),
    acceptRun: () => session.acceptRun(),
    setRunOutcome: (outcome) => session.setRunOutcome(outcome),
    dispose: async () => {
      await session.dispose();
      await reading.close();
      await pool.close();
    },
  };
}

/** Assesses a folder once. */
export async function assessFolder(
  folder: string,
  options: Omit<OpenOptions, "watch"> & { readonly runOutcome?: RunOutcome; readonly acceptRun?: boolean },
): Promise<Assessment> {
  const session = openSession(folder, { ...options, watch: false });
  try {
    if (options.runOutcome !== undefined) await session.setRunOutcome(options.runOutcome);
    if (options.acceptRun === true) return await session.acceptRun();
    return await firstAssessment(session);
  } finally {
    await session.dispose();
  }
}

/** The assessment the session makes by itself at its start. */
function firstAssessment(session: SessionApi): Promise<Assessment> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (session.state.phase === "ready") resolve(session.state.assessment);
      else if (session.state.phase === "failed") reject(new Error(session.state.message));
    };
    session.onDidChange(look);
    look();
  });
}
