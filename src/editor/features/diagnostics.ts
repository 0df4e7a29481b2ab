import * as vscode from "vscode";
import { settings } from "../contributions.ts";
import { explanationUri } from "../explanationUri.ts";
import type { FeatureContext } from "../feature.ts";
import { ConfigValue } from "../lib/configValue.ts";
import { DisposableStore } from "../lib/disposables.ts";
import { logFault } from "../lib/log.ts";
import { inSlices } from "../lib/slices.ts";
import {
  byFile,
  type DiagnosticModel,
  reportDiagnostics,
  type Severity,
  safetyDiagnostics,
} from "../render/diagnosticsModel.ts";
import { isReadingAgain } from "../sessionChange.ts";
import { assessmentOf, type FolderSession, type Sessions, uriOf } from "../sessions.ts";

/** Problems view: gaps in safety-critical code, and broken reports. Replaced file by file, cleared when gone. */
export function diagnostics(sessions: Sessions, { log, shown }: FeatureContext): vscode.Disposable {
  const store = new DisposableStore();
  const safety = store.add(new ConfigValue(settings.diagnosticsSafety));
  const reports = store.add(new ConfigValue(settings.diagnosticsReports));
  const collection = store.add(vscode.languages.createDiagnosticCollection("readiness"));
  /** What stands in the collection now, by address: only what differs is set anew. */
  const standing = new Map<string, string>();

  const wantedOf = (session: FolderSession): ReadonlyMap<string, readonly DiagnosticModel[]> => {
    const assessment = assessmentOf(session);
    if (assessment === null) return new Map();
    const severity: Severity | "off" = safety.get(session.folder.uri);
    return byFile([
      ...(severity === "off" ? [] : safetyDiagnostics(assessment, severity)),
      ...(reports.get(session.folder.uri) ? reportDiagnostics(assessment) : []),
    ]);
  };
  let generation = 0;
  const render = async () => {
    const mine = ++generation;
    const wanted = new Map<string, { session: FolderSession; models: readonly DiagnosticModel[] }>();
    for (const session of sessions.all) {
      for (const [file, models] of wantedOf(session)) wanted.set(String(uriOf(session, file)), { session, models });
    }
    for (const key of standing.keys()) {
      if (wanted.has(key)) continue;
      collection.delete(vscode.Uri.parse(key));
      standing.delete(key);
    }
    const show = ([key, { session, models }]: readonly [
      string,
      { session: FolderSession; models: readonly DiagnosticModel[] },
    ]) => {
      const content = JSON.stringify(models);
      if (standing.get(key) === content) return;
      standing.set(key, content);
      const shownModels = models.slice(0, mostPerFile);
      collection.set(
        vscode.Uri.parse(key),
        shownModels.map((model) => diagnosticOf(session, model)),
      );
    };
    await inSlices(wanted, show, () => mine === generation);
  };

  const renderSoon = () => {
    render().catch((error: unknown) => logFault(log, error));
  };

  store.add({ dispose: () => generation++ });
  store.add(sessions.onDidChange((change) => isReadingAgain(change) || renderSoon()));
  store.add(safety.onDidChange(renderSoon));
  store.add(reports.onDidChange(renderSoon));
  shown.set("diagnostics", () => Object.fromEntries([...standing].map(([key, content]) => [key, JSON.parse(content)])));
  renderSoon();
  return store;
}

/** VS Code itself shows no more of one file. */
const mostPerFile = 1000;

const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

function diagnosticOf(session: FolderSession, model: DiagnosticModel): vscode.Diagnostic {
  const range = new vscode.Range(model.line - 1, 0, model.endLine - 1, Number.MAX_SAFE_INTEGER);
  const diagnostic = new vscode.Diagnostic(range, model.message, severities[model.severity]);
  diagnostic.source = "readiness";
  diagnostic.code = { value: model.code, target: explanationUri(model.code) };
  diagnostic.relatedInformation = model.related.map(
    ({ file, message }) =>
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(uriOf(session, file), new vscode.Position(0, 0)),
        message,
      ),
  );
  return diagnostic;
}
