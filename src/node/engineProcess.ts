import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { getPriority, setPriority } from "node:os";
import type { SessionApi } from "../core/session.ts";
import { callSession, type EngineMessage, type EngineRequest, folderClosed, sentState } from "./engineProtocol.ts";
import { collectGarbage } from "./memory.ts";
import { inParts } from "./messageParts.ts";
import { openSession } from "./openSession.ts";

/** After a look that no other one follows for this long, memory is given back, in milliseconds. */
const restMilliseconds = 150;

/** Who works at the machine goes first: less than usual, more than idle (nice value). */
const politePriority = 10;

/**
 * The engine's process: sessions of folders, spoken to by messages, so that no editor ever waits for them. It ends with
 * the process that started it.
 *
 * @param builtFile the file that reading threads start from
 */
export function serveEngine(builtFile: string): void {
  const sessions = new Map<number, SessionApi>();
  /** What is on its way: messages go one after the other, and the parts of one as fast as they are taken. */
  let sending = Promise.resolve();
  const send = (message: EngineMessage) => {
    const parts = inParts(message);
    sending = sending.then(async () => {
      for (const part of parts) await transmit(part);
    });
  };
  let resting: ReturnType<typeof setTimeout> | undefined;

  process.on("disconnect", () => process.exit());
  process.on("message", (request: EngineRequest) => {
    if (request.kind === "open") open(request);
    else void call(request);
  });
  yieldToOthers();

  function open({ session: number, folder, trusted, cacheDirectory }: EngineRequest & { kind: "open" }): void {
    const session = openSession(folder, {
      workerPath: builtFile,
      trusted,
      watch: true,
      ...(cacheDirectory === null ? {} : { cacheDirectory }),
      log: (level, message) => send({ kind: "log", session: number, level, message }),
    });
    sessions.set(number, session);
    session.onDidChange((state) => {
      send({ kind: "state", session: number, state: sentState(state) });
      clearTimeout(resting);
      if (state.phase === "ready") resting = setTimeout(() => void collectGarbage(), restMilliseconds).unref();
    });
  }

  async function call({ session: number, id, method, args }: EngineRequest & { kind: "call" }): Promise<void> {
    try {
      const session = sessions.get(number);
      if (session === undefined) throw new Error(folderClosed);
      if (method === "dispose") sessions.delete(number);
      send({ kind: "reply", session: number, id, value: await callSession(session, method, args) });
    } catch (error) {
      send({ kind: "failure", session: number, id, message: (error as Error).message });
    }
  }
}

/** Fulfilled once the message is handed over, or nobody takes it any more. */
function transmit(message: object): Promise<void> {
  return new Promise((done) => {
    if (!process.connected || process.send === undefined) done();
    else process.send(message, undefined, undefined, () => done());
  });
}

/** All threads that there are and that they start: on Linux each one has a priority of its own. */
function yieldToOthers(): void {
  try {
    if (getPriority() >= politePriority) return;
    const threads = process.platform === "linux" ? readdirSync("/proc/self/task").map(Number) : [process.pid];
    for (const thread of threads) setPriority(thread, politePriority);
    // The session's own (sched(7), autogroup), where Linux shares out by sessions: never that of somebody else's.
    if (process.platform === "linux" && leadsSession()) writeFileSync("/proc/self/autogroup", String(politePriority));
  } catch {
    // It works all the same.
  }
}

/** Whether this process began its session: the fields behind its name are state, parent, group, session (proc(5), stat). */
function leadsSession(): boolean {
  const stat = readFileSync("/proc/self/stat", "latin1");
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[3]) === process.pid;
}
