import { type ChildProcess, fork } from "node:child_process";
import type { Assessment } from "../core/model/assessment.ts";
import type { FileView } from "../core/model/lines.ts";
import type { Log } from "../core/ports.ts";
import type { CoveredFile, RunOutcome, SessionApi, SessionState } from "../core/session.ts";
import {
  type CallArguments,
  type EngineMessage,
  type EngineMethod,
  type EngineRequest,
  engineArgument,
  folderClosed,
  receivedState,
} from "./engineProtocol.ts";
import { type Head, type Part, Parts } from "./messageParts.ts";

interface EngineOptions {
  /** Built file that the engine's process and its threads start from. */
  readonly builtFile: string;
  readonly cacheDirectory?: string;
  readonly log: Log;
}

/** How long a process that was asked to end may take, in milliseconds. */
const endMilliseconds = 2000;

/** The process is to stay small: short-lived values get little room. */
const runtimeOptions = ["--max-semi-space-size=4"];

/**
 * A column of a report is a block of its own for the system's allocator (mallopt(3)), so that its memory goes back to the
 * system with it. Else the allocator raises that limit by itself, and keeps the gaps that large blocks leave.
 */
const allocatorOptions = { MALLOC_MMAP_THRESHOLD_: "131072" };

/**
 * The engine in a process of its own: it neither holds this process's event loop, nor shares its memory, its compiler
 * and its garbage collector's threads. One process serves all folders; it starts with the first one and ends with the
 * last. A process that dies makes all its sessions "failed" with the reason; a session opened then starts a new one.
 */
export class Engine {
  readonly #options: EngineOptions;
  #process: EngineProcess | null = null;

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  /** @param trusted git may be asked: its configuration can name programs to run */
  open(folder: string, trusted: boolean): SessionApi {
    if (this.#process === null || this.#process.ended !== null) this.#process = new EngineProcess(this.#options);
    const own = this.#process;
    return own.open(folder, trusted, this.#options.cacheDirectory ?? null, () => {
      if (this.#process === own) this.#process = null;
    });
  }

  /** The process's number while there is one. */
  get pid(): number | null {
    return this.#process?.pid ?? null;
  }
}

class EngineProcess {
  /** Why the process is no more. */
  ended: string | null = null;
  /** null: it could not even be tried. */
  readonly #child: ChildProcess | null;
  readonly #log: Log;
  readonly #sessions = new Map<number, EngineSession>();
  #nextSession = 1;
  /** The last lines it wrote: a runtime that breaks down tells why there. */
  #lastWords = "";

  constructor({ builtFile, log }: EngineOptions) {
    this.#log = log;
    try {
      this.#child = forked(builtFile);
    } catch (error) {
      // Most failures are told by an event, some are thrown: the sessions hear of both in the same way.
      this.#child = null;
      setImmediate(() => this.#end((error as Error).message));
      return;
    }
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-4000);
    });
    const parts = new Parts<EngineMessage>();
    this.#child.on("message", (next: Head<EngineMessage> | Part) => {
      const message = parts.take(next);
      if (message !== null) this.#sessions.get(message.session)?.receive(message);
    });
    this.#child.on("error", (error) => this.#end(error.message));
    this.#child.on("close", (code, signal) => this.#end(signal === null ? `exit code ${code}` : `by ${signal}`));
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** @param onEmpty called when the process has no session any more and ends */
  open(folder: string, trusted: boolean, cacheDirectory: string | null, onEmpty: () => void): SessionApi {
    const number = this.#nextSession++;
    const session = new EngineSession(
      number,
      (request) => this.#send(request),
      this.#log,
      () => {
        this.#sessions.delete(number);
        if (this.#sessions.size > 0) return;
        onEmpty();
        this.#stop();
      },
    );
    this.#sessions.set(number, session);
    this.#send({ kind: "open", session: number, folder, trusted, cacheDirectory });
    return session;
  }

  /** null when the request is on its way, else why it is not. */
  #send(request: EngineRequest): string | null {
    if (this.ended === null && this.#child?.connected === true) this.#child.send(request);
    return this.ended;
  }

  #stop(): void {
    const child = this.#child;
    if (child?.connected === true) child.disconnect();
    setTimeout(() => child?.kill("SIGKILL"), endMilliseconds).unref();
  }

  #end(reason: string): void {
    if (this.ended !== null) return;
    this.ended = `the engine stopped (${reason})`;
    if (this.#sessions.size > 0) this.#log("error", `${this.ended}\n${this.#lastWords}`);
    for (const session of this.#sessions.values()) session.end(this.ended);
  }
}

function forked(builtFile: string): ChildProcess {
  // What a project asks of its own Node is not meant for this one. Windows knows the name in any case.
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => name.toUpperCase() !== "NODE_OPTIONS"),
  );
  return fork(builtFile, [engineArgument], {
    // The editor's own runtime is a Node when it is told so.
    env: { ...environment, ...allocatorOptions, ELECTRON_RUN_AS_NODE: "1" },
    execArgv: runtimeOptions,
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    // A session of its own: Linux shares processors out among sessions first, and its work is not to count as the editor's.
    detached: process.platform === "linux",
    windowsHide: true,
  } as Parameters<typeof fork>[2]);
}

class EngineSession implements SessionApi {
  state: SessionState = { phase: "starting" };
  #assessment: Assessment | null = null;
  readonly #number: number;
  readonly #send: (request: EngineRequest) => string | null;
  readonly #log: Log;
  readonly #onDisposed: () => void;
  readonly #listeners = new Set<(state: SessionState) => void>();
  readonly #calls = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  #nextId = 1;
  #disposed = false;

  constructor(number: number, send: (request: EngineRequest) => string | null, log: Log, onDisposed: () => void) {
    this.#number = number;
    this.#send = send;
    this.#log = log;
    this.#onDisposed = onDisposed;
  }

  onDidChange(listener: (state: SessionState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  refresh(): Promise<Assessment> {
    return this.#assess("refresh");
  }

  fileView(file: string): Promise<FileView | null> {
    return this.#call("fileView", file);
  }

  coveredFiles(): Promise<readonly CoveredFile[]> {
    return this.#call("coveredFiles");
  }

  setRunOutcome(outcome: RunOutcome): Promise<Assessment> {
    return this.#assess("setRunOutcome", outcome);
  }

  acceptRun(): Promise<Assessment> {
    return this.#assess("acceptRun");
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#listeners.clear();
    // Their answers may come when nobody listens to this session any more: who waits for one would wait for ever.
    this.#rejectAll(folderClosed);
    const done = this.#call("dispose").catch(() => undefined);
    this.#disposed = true;
    const late = new Promise((over) => setTimeout(over, endMilliseconds).unref());
    await Promise.race([done, late]);
    this.#onDisposed();
  }

  /** A call whose answer is the state "ready", which comes before it. */
  async #assess(method: EngineMethod, ...args: CallArguments): Promise<Assessment> {
    await this.#call(method, ...args);
    return this.#assessment!;
  }

  #call<T>(method: EngineMethod, ...args: CallArguments): Promise<T> {
    if (this.#disposed) return Promise.reject(new Error(folderClosed));
    const id = this.#nextId++;
    return new Promise<T>((resolve, reject) => {
      this.#calls.set(id, { resolve: resolve as (value: never) => void, reject });
      const ended = this.#send({ kind: "call", session: this.#number, id, method, args });
      if (ended !== null) this.#settle(id)?.reject(new Error(ended));
    });
  }

  #settle(id: number) {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    return call;
  }

  receive(message: EngineMessage): void {
    switch (message.kind) {
      case "state":
        if (message.state.phase === "ready") this.#assessment = message.state.assessment;
        this.#set(receivedState(message.state, this.#assessment));
        return;
      case "log":
        this.#log(message.level, message.message);
        return;
      case "reply":
        this.#settle(message.id)?.resolve(message.value as never);
        return;
      case "failure":
        this.#settle(message.id)?.reject(new Error(message.message));
    }
  }

  /** The process is no more. */
  end(message: string): void {
    this.#rejectAll(message);
    if (!this.#disposed) this.#set({ phase: "failed", message });
  }

  #rejectAll(message: string): void {
    for (const call of this.#calls.values()) call.reject(new Error(message));
    this.#calls.clear();
  }

  #set(state: SessionState): void {
    this.state = state;
    for (const listener of this.#listeners) listener(state);
  }
}
