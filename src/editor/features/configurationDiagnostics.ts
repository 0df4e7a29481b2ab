import * as vscode from "vscode";
import { configurationFile } from "../../core/configuration.ts";
import type { ConfigurationProblem } from "../../core/model/assessment.ts";
import { explanationUri } from "../explanationUri.ts";
import type { FeatureContext } from "../feature.ts";
import { Debounced, DisposableStore } from "../lib/disposables.ts";
import { logFault } from "../lib/log.ts";
import { textOf } from "../projectFiles.ts";
import { positionAt } from "../render/diagnosticsModel.ts";
import { assessmentOf, type FolderSession, type Sessions } from "../sessions.ts";

/**
 * Problems of readiness.json in the Problems view: of the text as it is typed while the file is open, of the last
 * assessment while it is not.
 */
export function configurationDiagnostics(sessions: Sessions, { log, shown }: FeatureContext): vscode.Disposable {
  const store = new DisposableStore();
  const collection = store.add(vscode.languages.createDiagnosticCollection("readiness.json"));

  const render = async (session: FolderSession) => {
    const uri = vscode.Uri.joinPath(session.folder.uri, configurationFile);
    const open = vscode.workspace.textDocuments.find((document) => String(document.uri) === String(uri));
    if (open !== undefined) {
      collection.set(uri, diagnosticsOf(await problemsIn(open.getText()), open.getText()));
      return;
    }
    const problems = assessmentOf(session)?.configuration.problems ?? [];
    const text = problems.length === 0 ? "" : await textOf(uri);
    collection.set(uri, text === null ? [] : diagnosticsOf(problems, text));
  };
  const renderAll = () => {
    for (const session of sessions.all) render(session).catch((error: unknown) => logFault(log, error));
  };
  const soon = store.add(new Debounced(150, renderAll));
  const isConfiguration = ({ uri }: vscode.TextDocument) => uri.path.endsWith(`/${configurationFile}`);

  store.add(sessions.onDidChange(renderAll));
  store.add(vscode.workspace.onDidOpenTextDocument((document) => isConfiguration(document) && renderAll()));
  store.add(vscode.workspace.onDidCloseTextDocument((document) => isConfiguration(document) && renderAll()));
  store.add(vscode.workspace.onDidChangeTextDocument(({ document }) => isConfiguration(document) && soon.ask()));
  shown.set("configurationDiagnostics", () => {
    const found: Record<string, unknown> = {};
    collection.forEach((uri, list) => {
      found[String(uri)] = list.map(({ message, range }) => ({ message, line: range.start.line + 1 }));
    });
    return found;
  });
  renderAll();
  return store;
}

async function problemsIn(text: string): Promise<readonly ConfigurationProblem[]> {
  // Loaded when first needed: validation is the heaviest part of the extension and most windows never need it here.
  const { parsePolicy } = await import("../../core/policy/parse.ts");
  return parsePolicy(text, new Date().toISOString().slice(0, 10)).problems;
}

function diagnosticsOf(problems: readonly ConfigurationProblem[], text: string): vscode.Diagnostic[] {
  return problems.map(({ severity, code, message, offset, length }) => {
    const [start, end] = [positionAt(text, offset ?? 0), positionAt(text, (offset ?? 0) + length)];
    const range = new vscode.Range(start.line, start.character, end.line, end.character);
    const diagnostic = new vscode.Diagnostic(
      range,
      message,
      severity === "error" ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning,
    );
    diagnostic.source = "readiness";
    diagnostic.code = { value: code, target: explanationUri("configuration") };
    return diagnostic;
  });
}
