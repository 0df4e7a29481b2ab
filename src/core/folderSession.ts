import { configurationFile, listingFiles } from "./configuration.ts";
import { coveredFiles, fileView } from "./evidence/fileView.ts";
import { matcher } from "./evidence/globs.ts";
import type { FolderAssessor, Look, RunRecord } from "./folderAssessor.ts";
import type { Assessment } from "./model/assessment.ts";
import type { FileView } from "./model/lines.ts";
import type { Log, StartWatching, Watcher } from "./ports.ts";
import type { CoveredFile, RunOutcome, SessionApi, SessionState } from "./session.ts";

/** Changes that come within this time of each other make one assessment, in milliseconds. */
const gatherMilliseconds = 25;

/**
 * One folder's life: looks at once, again when a report, a measured source or the configuration changes. Requests that
 * come while a look is under way are coalesced into one more; all who asked get its answer.
 */
export class FolderSession implements SessionApi {
  #state: SessionState = { phase: "starting" };
  #look: Look | null = null;
  #run: RunRecord | null = null;
  #running: Promise<Assessment> | null = null;
  #next: Promise<Assessment> | null = null;
  /** Files that changed since the last look began; null: anything may have. */
  #changes: Set<string> | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #listeners = new Set<(state: SessionState) => void>();
  readonly #abort = new AbortController();
  readonly #assessor: FolderAssessor;
  readonly #watcher: Watcher | null;
  readonly #log: Log;

  /** @param startWatching null: looks only when asked */
  constructor(assessor: FolderAssessor, startWatching: StartWatching | null, log: Log) {
    this.#assessor = assessor;
    this.#log = log;
    this.#watcher = startWatching?.((path) => this.#changed(path)) ?? null;
    this.#lookSoon();
  }

  get state(): SessionState {
    return this.#state;
  }

  onDidChange(listener: (state: SessionState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  refresh(): Promise<Assessment> {
    this.#assessor.forget();
    this.#changes = null;
    return this.#lookAgain();
  }

  async fileView(file: string): Promise<FileView | null> {
    const look = await this.#latest();
    return fileView(file, look.evidence, scopesOf(file, look));
  }

  async coveredFiles(): Promise<readonly CoveredFile[]> {
    return coveredFiles((await this.#latest()).evidence);
  }

  setRunOutcome(outcome: RunOutcome): Promise<Assessment> {
    this.#run = {
      started: Date.parse(outcome.started),
      finished: Date.parse(outcome.finished),
      failures: outcome.failures,
    };
    this.#changes = null;
    return this.#lookAgain();
  }

  acceptRun(): Promise<Assessment> {
    this.#assessor.acceptRun();
    return this.#lookAgain();
  }

  async dispose(): Promise<void> {
    this.#abort.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#listeners.clear();
    await this.#watcher?.close();
    await this.#running?.catch(() => undefined);
  }

  async #latest(): Promise<Look> {
    if (this.#look === null) await (this.#running ?? this.#lookAgain());
    return this.#look!;
  }

  #changed(path: string | null): void {
    this.#log("debug", `changed: ${path ?? "anything"}`);
    if (path === null) {
      this.#lookWhereMissed().catch((error: unknown) => this.#log("error", String((error as Error).stack ?? error)));
      return;
    }
    this.#changes?.add(path);
    this.#gather();
  }

  /** Something may have changed while nobody told of changes: looks again where it has. */
  async #lookWhereMissed(): Promise<void> {
    await this.#running?.catch(() => undefined);
    if (this.#abort.signal.aborted || !(await this.#assessor.hasChanged())) return;
    this.#changes = null;
    this.#gather();
  }

  #gather(): void {
    if (this.#timer !== null || this.#abort.signal.aborted) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#lookSoon();
    }, gatherMilliseconds);
  }

  /** Looks again without anyone waiting for it: what goes wrong is in the state. */
  #lookSoon(): void {
    this.#lookAgain().catch(() => undefined);
  }

  /** A look that starts from now on: the one under way may have read what has changed since. */
  #lookAgain(): Promise<Assessment> {
    if (this.#running === null) {
      this.#running = this.#lookOnce().finally(() => {
        this.#running = null;
      });
      return this.#running;
    }
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#next = null;
        return this.#lookAgain();
      });
    return this.#next;
  }

  async #lookOnce(): Promise<Assessment> {
    this.#abort.signal.throwIfAborted();
    this.#set({ phase: "reading", previous: this.#look?.assessment ?? null });
    const changed = this.#changes;
    this.#changes = new Set();
    try {
      const look = await this.#assessor.look(this.#run, changed, this.#abort.signal);
      this.#look = look;
      this.#set({ phase: "ready", assessment: look.assessment });
      const reports = look.listing.reports.map((report) => report.path);
      this.#watcher?.watch({
        patterns: look.patterns.all,
        files: [configurationFile, ...listingFiles, ...reports, ...look.evidence.coverage.files.keys()],
      });
      return look.assessment;
    } catch (error) {
      this.#changes = null;
      if (!this.#abort.signal.aborted) {
        this.#log("error", `assessment failed: ${(error as Error).stack ?? String(error)}`);
        this.#set({ phase: "failed", message: (error as Error).message });
      }
      throw error;
    }
  }

  #set(state: SessionState): void {
    if (this.#abort.signal.aborted) return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }
}

/** Names of the declared scopes that a file is in, as a whole or in part. */
function scopesOf(file: string, { policy }: Look): readonly string[] {
  return Object.entries(policy.scopes).flatMap(([name, scope]) =>
    matcher(scope.map((entry) => entry.file))(file) ? [name] : [],
  );
}
