import * as vscode from "vscode";
import type { TaskEnd } from "../render/runEnd.ts";

/** Time a terminated process has to go before it is no longer waited for. */
const graceMilliseconds = 5000;

/** Runs a task in its terminal and waits for it. Ends it when the time is over or the token asks. */
export async function runTask(
  task: vscode.Task,
  timeoutMilliseconds: number,
  token: vscode.CancellationToken,
): Promise<TaskEnd> {
  if (token.isCancellationRequested) return { kind: "cancelled" };
  const subscriptions: vscode.Disposable[] = [];
  let started = false;
  let stopped: "timed-out" | "cancelled" | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<TaskEnd>((resolve, reject) => {
      const isOurs = (execution: vscode.TaskExecution) => execution.task.definition["id"] === task.definition["id"];
      const end = (found: TaskEnd) => resolve(stopped === null ? found : { kind: stopped });
      // Listening begins before the task does: a short process may end before executeTask returns.
      subscriptions.push(
        vscode.tasks.onDidStartTaskProcess(({ execution }) => {
          if (isOurs(execution)) started = true;
        }),
        vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
          if (!isOurs(execution)) return;
          // No exit code: the process never began, or its terminal was closed.
          if (exitCode === undefined) end({ kind: started ? "cancelled" : "not-started" });
          else end({ kind: "exited", exitCode });
        }),
        vscode.tasks.onDidEndTask(({ execution }) => {
          // The end of the process is told just before or after the end of the task; alone it means no process was there.
          if (isOurs(execution)) setTimeout(() => end({ kind: started ? "cancelled" : "not-started" }), 250);
        }),
      );
      vscode.tasks.executeTask(task).then((execution) => {
        const stop = (why: "timed-out" | "cancelled") => {
          stopped = why;
          execution.terminate();
          setTimeout(() => resolve({ kind: why }), graceMilliseconds);
        };
        subscriptions.push(token.onCancellationRequested(() => stop("cancelled")));
        if (token.isCancellationRequested) stop("cancelled");
        timer = setTimeout(() => stop("timed-out"), timeoutMilliseconds);
      }, reject);
    });
  } finally {
    clearTimeout(timer);
    for (const subscription of subscriptions) subscription.dispose();
  }
}
