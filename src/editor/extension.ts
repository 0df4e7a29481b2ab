import * as vscode from "vscode";
import type { Log } from "../core/ports.ts";
import { Engine } from "../node/engineClient.ts";
import type { Feature } from "./feature.ts";
import { acceptance } from "./features/acceptance.ts";
import { configuration } from "./features/configuration.ts";
import { configurationDiagnostics } from "./features/configurationDiagnostics.ts";
import { diagnostics } from "./features/diagnostics.ts";
import { gapHover } from "./features/gapHover.ts";
import { gateTree } from "./features/gateTree.ts";
import { inlineGaps } from "./features/inlineGaps.ts";
import { navigation } from "./features/navigation.ts";
import { refresh } from "./features/refresh.ts";
import { report } from "./features/report.ts";
import { runAssessment } from "./features/runAssessment.ts";
import { statusBar } from "./features/statusBar.ts";
import { testCoverage } from "./features/testCoverage.ts";
import { testSnapshot } from "./features/testSnapshot.ts";
import { FileGaps } from "./fileGaps.ts";
import { DisposableStore } from "./lib/disposables.ts";
import { createLog } from "./lib/log.ts";
import { type OpenFolder, Sessions } from "./sessions.ts";

/** Every surface of the product; what is not in this list does not exist. */
const features: readonly Feature[] = [
  statusBar,
  gateTree,
  diagnostics,
  configurationDiagnostics,
  acceptance,
  inlineGaps,
  gapHover,
  navigation,
  report,
  testCoverage,
  runAssessment,
  configuration,
  refresh,
  testSnapshot,
];

export function activate(extension: vscode.ExtensionContext): void {
  const store = new DisposableStore();
  extension.subscriptions.push(store);
  const log = store.add(createLog());
  const builtFile = vscode.Uri.joinPath(extension.extensionUri, "dist", "cli.js").fsPath;
  const cache = extension.storageUri === undefined ? {} : { cacheDirectory: extension.storageUri.fsPath };
  const tell: Log = (level, message) => log[level](message);
  const engine = new Engine({ builtFile, log: tell, ...cache });
  const open: OpenFolder = (folder, trusted) => engine.open(folder, trusted);
  const sessions = store.add(new Sessions(open, log));
  const context = { extension, log, gaps: store.add(new FileGaps(sessions)), shown: new Map<string, () => unknown>() };
  for (const feature of features) store.add(feature(sessions, context));
}
