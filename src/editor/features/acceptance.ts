import * as vscode from "vscode";
import { configurationFile } from "../../core/configuration.ts";
import type { PathRule } from "../../core/model/assessment.ts";
import { addPathRule } from "../../core/policy/addPathRule.ts";
import { commands } from "../contributions.ts";
import type { FeatureContext } from "../feature.ts";
import { DisposableStore } from "../lib/disposables.ts";
import { HumanError } from "../lib/humanError.ts";
import { registerCommand } from "../lib/log.ts";
import { exists } from "../projectFiles.ts";
import { answering, assessmentOf, type FolderSession, pickSession, type Sessions } from "../sessions.ts";

/** What a person says yes to: a run that looks like a part is whole, a proposed path rule is right. */
export function acceptance(sessions: Sessions, { log }: FeatureContext): vscode.Disposable {
  const store = new DisposableStore();
  store.add(
    registerCommand(log, commands.acceptRun, async (argument) => {
      const session = await pickSession(sessions, vscode.l10n.t("Folder whose run to accept as whole"), argument);
      if (session !== null) await answering(session)?.acceptRun();
    }),
  );
  store.add(
    registerCommand(log, commands.applyPathRule, async (argument) => {
      const session = await pickSession(sessions, vscode.l10n.t("Folder whose path rule to add"), argument);
      if (session === null) return;
      const rule = (argument as { readonly rule?: PathRule } | undefined)?.rule ?? (await pickRule(session));
      if (rule !== null) await apply(session, rule);
    }),
  );
  return store;
}

async function pickRule(session: FolderSession): Promise<PathRule | null> {
  const items = (assessmentOf(session)?.reports ?? []).flatMap(({ path, proposal }) =>
    proposal === null ? [] : [{ label: `“${proposal.from}” → “${proposal.to}”`, description: path, rule: proposal }],
  );
  if (items.length === 0)
    throw new HumanError("no-proposal", vscode.l10n.t("No report has files that a path rule would match."));
  if (items.length === 1) return items[0]!.rule;
  const picked = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Path rule to add") });
  return picked?.rule ?? null;
}

/** As an edit of the document, so that it can be undone, and saved at once, so that it counts. */
async function apply(session: FolderSession, rule: PathRule): Promise<void> {
  const uri = vscode.Uri.joinPath(session.folder.uri, configurationFile);
  const edit = new vscode.WorkspaceEdit();
  if (await exists(uri)) {
    const document = await vscode.workspace.openTextDocument(uri);
    const text = document.getText();
    const all = new vscode.Range(document.positionAt(0), document.positionAt(text.length));
    edit.replace(uri, all, addPathRule(text, rule));
  } else edit.createFile(uri, { contents: new TextEncoder().encode(addPathRule(null, rule)) });
  const done = await vscode.workspace.applyEdit(edit);
  const document = await vscode.workspace.openTextDocument(uri);
  if (!done || (document.isDirty && !(await document.save())))
    throw new HumanError(
      "cannot-write",
      vscode.l10n.t("The path rule cannot be written to readiness.json of “{0}”.", session.folder.name),
    );
}
