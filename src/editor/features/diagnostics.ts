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

  /** Files with something to tell; what that is, is made when a file has its turn. */
  const wantedOf = (session: FolderSession): Wanted[] => {
    const assessment = assessmentOf(session);
    if (assessment === null) return [];
    const severity: Severity | "off" = safety.get(session.folder.uri);
    const gaps = byFile(severity === "off" ? [] : assessment.safetyGaps);
    const problems = byFile(reports.get(session.folder.uri) ? reportDiagnostics(assessment) : []);
    return [...new Set([...gaps.keys(), ...problems.keys()])].map((file) => ({
      session,
      file,
      models: () => [
        ...(severity === "off"
          ? []
          : safetyDiagnostics(assessment, severity, gaps.get(file)?.slice(0, mostPerFile) ?? [])),
        ...(problems.get(file) ?? []),
      ],
    }));
  };
  let generation = 0;
  const render = async () => {
    const mine = ++generation;
    const isWanted = () => mine === generation;
    const there = new Set<string>();
    const show = ({ session, file, models }: Wanted) => {
      const uri = uriOf(session, file);
      const key = String(uri);
      there.add(key);
      const made = models();
      const content = JSON.stringify(made);
      if (standing.get(key) === content) return;
      standing.set(key, content);
      const places = new Map<string, vscode.Location>();
      collection.set(
        uri,
        made.slice(0, mostPerFile).map((model) => diagnosticOf(session, model, places)),
      );
    };
    if (!(await inSlices(sessions.all.flatMap(wantedOf), show, isWanted))) return;
    const remove = (key: string) => {
      if (there.has(key)) return;
      collection.delete(vscode.Uri.parse(key));
      standing.delete(key);
    };
    await inSlices([...standing.keys()], remove, isWanted);
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

interface Wanted {
  readonly session: FolderSession;
  readonly file: string;
  readonly models: () => readonly DiagnosticModel[];
}

/** VS Code itself shows no more of one file. */
const mostPerFile = 1000;

const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/** @param places of related files, which are the same for most of a file's diagnostics */
function diagnosticOf(
  session: FolderSession,
  model: DiagnosticModel,
  places: Map<string, vscode.Location>,
): vscode.Diagnostic {
  const range = new vscode.Range(model.line - 1, 0, model.endLine - 1, Number.MAX_SAFE_INTEGER);
  const diagnostic = new vscode.Diagnostic(range, model.message, severities[model.severity]);
  diagnostic.source = "readiness";
  diagnostic.code = { value: model.code, target: explanationUri(model.code) };
  diagnostic.relatedInformation = model.related.map(({ file, message }) => {
    const place = places.get(file) ?? new vscode.Location(uriOf(session, file), new vscode.Position(0, 0));
    places.set(file, place);
    return new vscode.DiagnosticRelatedInformation(place, message);
  });
  return diagnostic;
}
