import { setTimeout as sleep } from "node:timers/promises";
import * as vscode from "vscode";

/** A row of the view. */
export interface RowSnapshot {
  readonly label: string;
  readonly description?: string;
  readonly children?: readonly RowSnapshot[];
}

/** What the surfaces show: the answer of the hidden command `readiness._test.snapshot`, which exists only under test. */
export interface Snapshot {
  readonly statusBar: { readonly text: string; readonly accessibilityLabel: string; readonly command: string } | null;
  readonly tree: readonly RowSnapshot[];
  readonly state: { readonly phase: string } | null;
  readonly folders: readonly { readonly name: string; readonly state: { readonly phase: string } }[];
}

/** @param only the surfaces that are asked, all where left out */
export async function snapshot(only?: readonly string[]): Promise<Snapshot> {
  return vscode.commands.executeCommand<Snapshot>("readiness._test.snapshot", only);
}

/**
 * What the surfaces show once it fulfils the condition. Waits on the condition; the time limit only ends a failing test.
 *
 * @param only the surfaces that are asked, all where left out
 * @throws Error naming the condition and the last snapshot
 */
export async function shown(
  what: string,
  holds: (now: Snapshot) => boolean,
  timeoutMs = 20_000,
  only?: readonly string[],
): Promise<Snapshot> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const now = await snapshot(only);
    if (holds(now)) return now;
    if (Date.now() > until) throw new Error(`never shown: ${what}; last: ${JSON.stringify(now).slice(0, 2000)}`);
    await sleep(50);
  }
}

/** Activates the extension; its exports are of no interest, its surfaces are. */
export async function activate(): Promise<vscode.Extension<unknown>> {
  const extension = vscode.extensions.getExtension("readiness-gates.readiness-gates");
  if (extension === undefined) throw new Error("the extension is not in this window");
  await extension.activate();
  return extension;
}

/** Whether every folder of the window has been assessed. */
export function allReady(now: Snapshot): boolean {
  return now.folders.length > 0 && now.folders.every(({ state }) => state.phase === "ready");
}
