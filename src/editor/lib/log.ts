import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import { HumanError } from "./humanError.ts";

/** The product's output channel: what is shown to people stands here with its details. */
export type Log = vscode.LogOutputChannel;

export function createLog(): Log {
  return vscode.window.createOutputChannel("Readiness", { log: true });
}

/** A fault of our own, with its stack. */
export function logFault(log: Log, error: unknown): void {
  log.error(error instanceof Error ? error : String(error));
}

/**
 * Registers a command whose errors reach the person: a `HumanError` with its own words and action, a bug as such with
 * its stack in the log.
 */
export function registerCommand(
  log: Log,
  command: string,
  run: (...args: readonly unknown[]) => unknown,
): vscode.Disposable {
  return vscode.commands.registerCommand(command, async (...args: unknown[]) => {
    try {
      return await run(...args);
    } catch (error) {
      await present(log, error);
      return undefined;
    }
  });
}

async function present(log: Log, error: unknown): Promise<void> {
  if (error instanceof vscode.CancellationError) return;
  if (error instanceof HumanError) {
    log.warn(error.message);
    if (error.action === null) {
      void vscode.window.showWarningMessage(error.message);
      return;
    }
    const picked = await vscode.window.showWarningMessage(error.message, error.action.title);
    if (picked !== undefined) await vscode.commands.executeCommand(error.action.command);
    return;
  }
  logFault(log, error);
  const showLog = vscode.l10n.t("Show Log");
  const picked = await vscode.window.showErrorMessage(
    vscode.l10n.t("Readiness met an error of its own. The log holds the details."),
    showLog,
  );
  if (picked !== undefined) await vscode.commands.executeCommand(commands.showLog);
}
