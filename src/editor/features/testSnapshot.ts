import * as vscode from "vscode";
import { internalCommands } from "../contributions.ts";
import type { FeatureContext } from "../feature.ts";
import type { Sessions } from "../sessions.ts";

/** Under test only: what the surfaces show right now, as plain data; all of them, or those named. */
export function testSnapshot(sessions: Sessions, { extension, shown }: FeatureContext): vscode.Disposable {
  if (extension.extensionMode !== vscode.ExtensionMode.Test) return { dispose: () => undefined };
  return vscode.commands.registerCommand(internalCommands.snapshot, async (only?: readonly string[]) => {
    await sessions.heard();
    return {
      ...Object.fromEntries(
        [...shown].flatMap(([name, read]) => (only?.includes(name) === false ? [] : [[name, read()]])),
      ),
      folders: sessions.shown,
      state: sessions.shown[0]?.state ?? null,
    };
  });
}
