import { spawn } from "node:child_process";
import { join } from "node:path";
import type { RunFailure } from "../core/model/assessment.ts";
import type { RunCommand } from "../core/policy/policy.ts";
import { classifyRun, utf8Environment } from "../core/policy/runOutcome.ts";
import type { RunOutcome } from "../core/session.ts";
import { DiskFiles } from "./files.ts";

interface RunOptions {
  readonly folder: string;
  /** Globs of reports: what is newer than the start of a command was written by it. */
  readonly reportPatterns: readonly string[];
  /** Called with what the commands print. */
  readonly output: (text: string) => void;
  readonly started: (command: RunCommand) => void;
  readonly signal: AbortSignal;
}

/** Characters of output kept for messages. */
const keptOutput = 4000;
/** Time between asking a command to end and ending it. */
const graceMilliseconds = 3000;

/** Runs the commands one after the other; a failed one does not keep the next from running, a cancelled one does. */
export async function runCommands(commands: readonly RunCommand[], options: RunOptions): Promise<RunOutcome> {
  const started = new Date();
  const failures: RunFailure[] = [];
  for (const command of commands) {
    options.started(command);
    const failure = await runCommand(command, options);
    if (failure !== null) failures.push(failure);
    if (options.signal.aborted) break;
  }
  return { started: started.toISOString(), finished: new Date().toISOString(), failures };
}

async function runCommand(
  command: RunCommand,
  { folder, reportPatterns, output, signal }: RunOptions,
): Promise<RunFailure | null> {
  const started = Date.now();
  const ended = await new Promise<{
    exitCode: number | null;
    signal: string | null;
    startError: { code: string; message: string } | null;
    timedOut: boolean;
    lastOutput: string;
  }>((resolve) => {
    let lastOutput = "";
    let timedOut = false;
    const [program, ...args] = command.command;
    const windows = process.platform === "win32";
    const child = spawn(program, args, {
      cwd: join(folder, command.directory),
      env: { ...utf8Environment, ...process.env, PYTHONIOENCODING: "utf-8", PYTHONUTF8: "1", ...command.environment },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, so that what the command has started ends with it.
      detached: !windows,
      windowsHide: true,
      // npm, npx and their kin are .cmd files on Windows, which only a shell starts.
      shell: windows && !/\.exe$/i.test(program),
    });
    const end = (how: NodeJS.Signals) => {
      if (child.pid === undefined) return;
      try {
        if (windows) child.kill(how);
        else process.kill(-child.pid, how);
      } catch {
        // It has ended by itself.
      }
    };
    const stop = () => {
      end("SIGTERM");
      setTimeout(() => end("SIGKILL"), graceMilliseconds).unref();
    };
    const timer = setTimeout(() => {
      timedOut = true;
      stop();
    }, command.timeoutSeconds * 1000);
    signal.addEventListener("abort", stop, { once: true });
    const take = (text: string) => {
      lastOutput = (lastOutput + text).slice(-keptOutput);
      output(text);
    };
    child.stdout.setEncoding("utf8").on("data", take);
    child.stderr.setEncoding("utf8").on("data", take);
    const settle = (
      exitCode: number | null,
      by: string | null,
      startError: { code: string; message: string } | null,
    ) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      resolve({ exitCode, signal: by, startError, timedOut, lastOutput });
    };
    child.on("error", (error: NodeJS.ErrnoException) =>
      settle(null, null, { code: error.code ?? "", message: error.message }),
    );
    child.on("close", (code, by) => settle(code, by, null));
  });
  const patterns = command.writes ?? reportPatterns;
  const files = new DiskFiles(
    folder,
    async () => null,
    () => undefined,
  );
  const written = (await files.list(patterns)).reports
    .filter((report) => report.modified >= started - 2000)
    .map((report) => report.path);
  return classifyRun({ command, ...ended, cancelled: signal.aborted, written });
}
