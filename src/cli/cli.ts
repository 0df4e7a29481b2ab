#!/usr/bin/env node
import { isMainThread, parentPort, workerData } from "node:worker_threads";
import { serve, type WorkerStart } from "../node/worker.ts";
import { main } from "./main.ts";

/** The built file is the command line, and in a thread what the thread was started for. */
if (isMainThread || parentPort === null) runCommandLine();
else serve(workerData as WorkerStart, parentPort);

function runCommandLine(): void {
  // A reader that has seen enough (head, less) closes the pipe: that is no failure of ours.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    throw error;
  });
  main(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code;
    },
    (error: Error) => {
      process.stderr.write(`readiness failed: ${error.stack ?? error.message}\n`);
      process.exitCode = 2;
    },
  );
}
