import * as vscode from "vscode";
import { internalCommands } from "../contributions.ts";
import type { FeatureContext } from "../feature.ts";
import type { Sessions } from "../sessions.ts";

/** Under test only: everything the surfaces show right now, as plain data. */
export function testSnapshot(sessions: Sessions, { extension, shown }: FeatureContext): vscode.Disposable {
  if (extension.extensionMode !== vscode.ExtensionMode.Test) return { dispose: () => undefined };
  return vscode.commands.registerCommand(internalCommands.snapshot, () => ({
    ...Object.fromEntries([...shown].map(([name, read]) => [name, read()])),
    folders: sessions.shown,
    state: sessions.shown[0]?.state ?? null,
  }));
}
