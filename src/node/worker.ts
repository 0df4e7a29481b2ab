import type { MessagePort } from "node:worker_threads";
import type { EngineStart } from "./engineProtocol.ts";
import { serveEngine } from "./engineWorker.ts";
import { serveReading } from "./readWorker.ts";

/** What a thread is started for. */
export type WorkerStart = EngineStart | { readonly role: "read" };

/** Serves what the thread was started for. One built file holds the command line and both threads. */
export function serve(start: WorkerStart, port: MessagePort): void {
  if (start.role === "engine") serveEngine(start, port);
  else serveReading(port);
}
