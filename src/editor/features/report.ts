import * as vscode from "vscode";
import { gateMarkdown } from "../../core/output/gateMarkdown.ts";
import { reportMarkdown } from "../../core/output/reportMarkdown.ts";
import { gateDescription, verdictIcon } from "../../core/output/words.ts";
import { commands, internalCommands, schemes } from "../contributions.ts";
import type { FeatureContext } from "../feature.ts";
import { DisposableStore } from "../lib/disposables.ts";
import { HumanError } from "../lib/humanError.ts";
import { registerCommand } from "../lib/log.ts";
import type { DiagnosticCode } from "../render/diagnosticsModel.ts";
import { explanations } from "../render/explanations.ts";
import { assessmentOf, type FolderSession, pickSession, type Sessions } from "../sessions.ts";

/**
 * Show Report and Explain Gate: Markdown documents that exist only in the editor and follow the assessment while they
 * are open. Also the explanations of the diagnostics' codes.
 */
export function report(sessions: Sessions, { log }: FeatureContext): vscode.Disposable {
  const store = new DisposableStore();
  const changed = store.add(new vscode.EventEmitter<vscode.Uri>());
  store.add(
    vscode.workspace.registerTextDocumentContentProvider(schemes.report, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => contentOf(uri, sessions),
    }),
  );
  store.add(
    sessions.onDidChange(() => {
      for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === schemes.report) changed.fire(uri);
    }),
  );

  store.add(
    registerCommand(log, commands.showReport, async () => {
      const session = await pickSession(sessions, vscode.l10n.t("Folder"));
      if (session !== null) await preview(addressOf(session, "report", `Readiness of ${session.folder.name}`));
    }),
  );
  store.add(
    registerCommand(log, commands.explainGate, async (argument) => {
      const asked = await gateOf(argument, sessions);
      if (asked !== null) await preview(addressOf(asked.session, `gate/${asked.gate}`, asked.title));
    }),
  );
  store.add(
    registerCommand(log, internalCommands.explainCode, (code) => {
      const title = String(code);
      return preview(
        vscode.Uri.from({
          scheme: schemes.report,
          path: `/${title}.md`,
          query: JSON.stringify({ what: "code", code: title }),
        }),
      );
    }),
  );
  return store;
}

/** What a document of the scheme shows: kept in its query, the path is only its title. */
interface Address {
  readonly what: string;
  readonly folder?: string;
  readonly code?: string;
}

function addressOf(session: FolderSession, what: string, title: string): vscode.Uri {
  const address: Address = { what, folder: String(session.folder.uri) };
  return vscode.Uri.from({
    scheme: schemes.report,
    path: `/${title.replace(/[\\/]/g, " ")}.md`,
    query: JSON.stringify(address),
  });
}

function contentOf(uri: vscode.Uri, sessions: Sessions): string {
  const { what, folder, code } = JSON.parse(uri.query) as Address;
  if (code !== undefined) return explanations[code as DiagnosticCode] ?? "";
  const session = sessions.byKey(folder ?? "");
  const assessment = assessmentOf(session);
  if (session === undefined || assessment === null) return "There is no assessment of this folder yet.\n";
  if (what === "report") return reportMarkdown(assessment, session.folder.name);
  const gate = assessment.gates.find(({ id }) => `gate/${id}` === what);
  return gate === undefined ? "The configuration has no such gate any more.\n" : gateMarkdown(gate, Date.now());
}

async function preview(uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand("markdown.showPreview", uri);
}

interface AskedGate {
  readonly session: FolderSession;
  readonly gate: string;
  readonly title: string;
}

/** The gate of a row of the view, or the one picked. */
async function gateOf(argument: unknown, sessions: Sessions): Promise<AskedGate | null> {
  const row = argument as { readonly gate?: string; readonly folder?: string; readonly label?: string } | undefined;
  const ofRow = sessions.byKey(row?.folder ?? "");
  if (row?.gate !== undefined && ofRow !== undefined)
    return { session: ofRow, gate: row.gate, title: row.label ?? row.gate };
  const session = await pickSession(sessions, vscode.l10n.t("Folder"));
  const assessment = assessmentOf(session ?? undefined);
  if (session === null) return null;
  if (assessment === null)
    throw new HumanError("no-assessment", vscode.l10n.t("There is no assessment to explain yet."));
  const named = typeof argument === "string" ? assessment.gates.find(({ id }) => id === argument) : undefined;
  if (named !== undefined) return { session, gate: named.id, title: named.title };
  const items = assessment.gates.map((gate) => ({
    label: `$(${verdictIcon(gate)}) ${gate.title}`,
    description: gateDescription(gate),
    gate,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t("Gate to explain"),
    matchOnDescription: true,
  });
  return picked === undefined ? null : { session, gate: picked.gate.id, title: picked.gate.title };
}
