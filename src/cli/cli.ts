#!/usr/bin/env node
import { parentPort } from "node:worker_threads";
import { serveEngine } from "../node/engineProcess.ts";
import { engineArgument } from "../node/engineProtocol.ts";
import { serveReading } from "../node/readWorker.ts";
import { main } from "./main.ts";
import { exitCodes } from "./usage.ts";

/** The built file is the command line, the editor's engine where that starts it, and in a thread the reader of reports. */
if (parentPort !== null) serveReading(parentPort);
else if (process.argv[2] === engineArgument && process.connected) serveEngine(__filename);
else runCommandLine();

function runCommandLine(): void {
  // A reader that has seen enough (head, less) closes the pipe: that is no failure of ours.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    process.stderr.write(`readiness: standard output cannot be written: ${error.message}\n`);
    process.exit(exitCodes.usage);
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
