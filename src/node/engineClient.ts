import { Worker } from "node:worker_threads";
import type { Assessment } from "../core/model/assessment.ts";
import type { FileView } from "../core/model/lines.ts";
import type { Log } from "../core/ports.ts";
import type { CoveredFile, SessionApi, SessionState } from "../core/session.ts";
import type { EngineCall, EngineMessage, EngineMethod, EngineStart } from "./engineProtocol.ts";

export interface EngineOptions {
  /** Built file that threads start from. */
  readonly workerPath: string;
  readonly trusted: boolean;
  readonly cacheDirectory?: string;
  readonly log: Log;
}

/** Opens a folder's session in a thread of its own. A thread that dies makes the session "failed" with the reason. */
export function openFolder(folder: string, options: EngineOptions): SessionApi {
  return new EngineClient(folder, options);
}

class EngineClient implements SessionApi {
  state: SessionState = { phase: "starting" };
  readonly #worker: Worker;
  readonly #listeners = new Set<(state: SessionState) => void>();
  readonly #calls = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  #nextId = 1;
  #disposed = false;
  /** Why the thread is no more. */
  #ended: string | null = null;

  constructor(folder: string, { workerPath, trusted, cacheDirectory, log }: EngineOptions) {
    const workerData: EngineStart = {
      role: "engine",
      folder,
      workerPath,
      trusted,
      cacheDirectory: cacheDirectory ?? null,
    };
    this.#worker = new Worker(workerPath, {
      workerData,
      name: "readiness-engine",
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
    });
    this.#worker.on("message", (message: EngineMessage) => this.#receive(message, log));
    this.#worker.on("error", (error) => {
      log("error", `the engine of ${folder} failed: ${error.stack ?? error.message}`);
      this.#end(`the engine stopped: ${error.message}`);
    });
    this.#worker.on("exit", () => this.#end("the engine stopped"));
  }

  onDidChange(listener: (state: SessionState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  refresh(): Promise<Assessment> {
    return this.#call("refresh");
  }

  fileView(file: string): Promise<FileView | null> {
    return this.#call("fileView", file);
  }

  coveredFiles(): Promise<readonly CoveredFile[]> {
    return this.#call("coveredFiles");
  }

  setRunOutcome(outcome: Parameters<SessionApi["setRunOutcome"]>[0]): Promise<Assessment> {
    return this.#call("setRunOutcome", outcome);
  }

  acceptRun(): Promise<Assessment> {
    return this.#call("acceptRun");
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#listeners.clear();
    await Promise.race([this.#call("dispose").catch(() => undefined), new Promise((late) => setTimeout(late, 2000))]);
    await this.#worker.terminate();
  }

  #call<T>(method: EngineMethod, ...args: readonly unknown[]): Promise<T> {
    if (this.#ended !== null) return Promise.reject(new Error(this.#ended));
    const id = this.#nextId++;
    return new Promise<T>((resolve, reject) => {
      this.#calls.set(id, { resolve: resolve as (value: never) => void, reject });
      this.#worker.postMessage({ id, method, args } satisfies EngineCall);
    });
  }

  #receive(message: EngineMessage, log: Log): void {
    switch (message.kind) {
      case "state":
        this.state = message.state;
        for (const listener of this.#listeners) listener(message.state);
        return;
      case "log":
        log(message.level, message.message);
        return;
      case "reply":
        this.#calls.get(message.id)?.resolve(message.value as never);
        break;
      case "failure":
        this.#calls.get(message.id)?.reject(new Error(message.message));
        break;
    }
    this.#calls.delete(message.id);
  }

  #end(message: string): void {
    this.#ended ??= message;
    for (const call of this.#calls.values()) call.reject(new Error(message));
    this.#calls.clear();
    if (this.#disposed) return;
    this.state = { phase: "failed", message };
    for (const listener of this.#listeners) listener(this.state);
  }
}
