import type { MessagePort } from "node:worker_threads";
import type { EngineCall, EngineMessage, EngineStart } from "./engineProtocol.ts";
import { callSession } from "./engineProtocol.ts";
import { collectGarbage } from "./memory.ts";
import { openSession } from "./openSession.ts";

/** After a look that no other one follows for this long, memory is given back, in milliseconds. */
const restMilliseconds = 150;

/** The engine's thread: one folder's session, spoken to by messages, so that no editor ever waits for it. */
export function serveEngine(start: EngineStart, port: MessagePort): void {
  const send = (message: EngineMessage) => port.postMessage(message);

  const session = openSession(start.folder, {
    workerPath: start.workerPath,
    trusted: start.trusted,
    watch: true,
    ...(start.cacheDirectory === null ? {} : { cacheDirectory: start.cacheDirectory }),
    log: (level, message) => send({ kind: "log", level, message }),
  });
  const debug = (message: string) => send({ kind: "log", level: "debug", message });
  let resting: ReturnType<typeof setTimeout> | undefined;
  session.onDidChange((state) => {
    send({ kind: "state", state });
    clearTimeout(resting);
    if (state.phase === "ready") resting = setTimeout(() => collectGarbage(debug), restMilliseconds).unref();
  });

  port.on("message", async (call: EngineCall) => {
    try {
      send({ kind: "reply", id: call.id, value: (await callSession(session, call)) ?? null });
    } catch (error) {
      send({ kind: "failure", id: call.id, message: (error as Error).message });
    }
    if (call.method === "dispose") port.close();
  });
}
