import * as vscode from "vscode";
import { commands, views } from "../contributions.ts";
import type { FeatureContext } from "../feature.ts";
import { DisposableStore } from "../lib/disposables.ts";
import { registerCommand } from "../lib/log.ts";
import type { Sessions } from "../sessions.ts";

/** Refresh: looks at everything again. Show Log. */
export function refresh(sessions: Sessions, { log }: FeatureContext): vscode.Disposable {
  const store = new DisposableStore();
  store.add(
    registerCommand(log, commands.refresh, () =>
      vscode.window.withProgress({ location: { viewId: views.gates } }, () => sessions.refresh()),
    ),
  );
  store.add(registerCommand(log, commands.showLog, () => log.show()));
  return store;
}
