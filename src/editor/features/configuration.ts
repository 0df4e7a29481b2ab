import * as vscode from "vscode";
import { configurationFile } from "../../core/configuration.ts";
import { proposeConfiguration } from "../../core/policy/detect.ts";
import { commands } from "../contributions.ts";
import type { FeatureContext } from "../feature.ts";
import { HumanError } from "../lib/humanError.ts";
import { registerCommand } from "../lib/log.ts";
import { exists, projectFiles } from "../projectFiles.ts";
import { answering, type FolderSession, pickSession, type Sessions } from "../sessions.ts";

/** Open readiness.json: of a folder that has none, one made from what is detected. */
export function configuration(sessions: Sessions, { log }: FeatureContext): vscode.Disposable {
  return registerCommand(log, commands.openConfiguration, async (argument) => {
    const session = await pickSession(sessions, vscode.l10n.t("Folder whose readiness.json to open"), argument);
    if (session === null) return;
    const uri = vscode.Uri.joinPath(session.folder.uri, configurationFile);
    if (!(await exists(uri))) await create(session, uri);
    await vscode.window.showTextDocument(uri);
  });
}

/** What it holds beside comments changes no verdict, so that creating it is harmless. */
async function create(session: FolderSession, uri: vscode.Uri): Promise<void> {
  const files =
    (await answering(session)
      ?.coveredFiles()
      .catch(() => [])) ?? [];
  const { text } = await proposeConfiguration(
    projectFiles(session.folder.uri),
    files.map(({ file }) => file),
  );
  try {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HumanError(
      "cannot-write",
      vscode.l10n.t("readiness.json cannot be created in “{0}”: {1}", session.folder.name, reason),
    );
  }
}
