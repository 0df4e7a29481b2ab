import * as vscode from "vscode";
import { configurationFile } from "../../core/configuration.ts";
import { commands } from "../contributions.ts";
import type { FeatureContext } from "../feature.ts";
import { HumanError } from "../lib/humanError.ts";
import { registerCommand } from "../lib/log.ts";
import type { FolderSession, Sessions } from "../sessions.ts";

/** Open readiness.json: of a folder that has none, an unsaved one made from what is detected. */
export function configuration(sessions: Sessions, { log }: FeatureContext): vscode.Disposable {
  return registerCommand(log, commands.openConfiguration, async (argument) => {
    const session = await sessionFor(argument, sessions);
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

async function sessionFor(argument: unknown, sessions: Sessions): Promise<FolderSession | null> {
  const row = argument as { readonly folder?: string } | undefined;
  const ofRow = sessions.byKey(row?.folder ?? "");
  if (ofRow !== undefined) return ofRow;
  const onDisk = sessions.all.filter(({ api }) => api !== null);
  if (onDisk.length === 0) throw new HumanError("no-folder", vscode.l10n.t("Open a folder first."));
  if (onDisk.length === 1) return onDisk[0] ?? null;
  const items = onDisk.map((session) => ({ label: session.folder.name, session }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Folder") });
  return picked?.session ?? null;
}
