import * as vscode from "vscode";
import { focusGates, settings } from "../contributions.ts";
import type { FeatureContext } from "../feature.ts";
import { ConfigValue } from "../lib/configValue.ts";
import { Debounced, DisposableStore } from "../lib/disposables.ts";
import { type StatusBarLook, statusBarLook } from "../render/statusBarLook.ts";
import { isReadingAgain } from "../sessionChange.ts";
import type { Sessions } from "../sessions.ts";

/** How long reading goes on before the spinner shows, in milliseconds. */
const spinnerDelay = 300;

/**
 * How long the tooltip waits for the machine to come to rest, in milliseconds: VS Code takes its Markdown apart in the
 * extension host, which is held for that, and nobody hovers at once.
 */
const tooltipDelay = 250;

/** One item at the left: level and score of the window's worst folder. A click opens the view. */
export function statusBar(sessions: Sessions, { shown }: FeatureContext): vscode.Disposable {
  const store = new DisposableStore();
  const visible = store.add(new ConfigValue(settings.statusBarVisible));
  const errorBackground = store.add(new ConfigValue(settings.statusBarErrorBackground));
  const item = store.add(vscode.window.createStatusBarItem("readiness.status", vscode.StatusBarAlignment.Left, 0));
  item.name = vscode.l10n.t("Readiness");
  item.command = { command: focusGates, title: vscode.l10n.t("Show Readiness") };
  let look: StatusBarLook | null = null;
  const tooltip = store.add(
    new Debounced(tooltipDelay, () => {
      if (look !== null) item.tooltip = new vscode.MarkdownString(look.tooltip, true);
    }),
  );

  const render = () => {
    const taste = { visible: visible.get(), errorBackground: errorBackground.get() };
    look = statusBarLook(sessions.shown, taste, Date.now());
    if (look === null) {
      item.hide();
      return;
    }
    item.text = look.text;
    tooltip.ask();
    item.accessibilityInformation = { label: look.accessibilityLabel };
    item.backgroundColor =
      look.background === "error" ? new vscode.ThemeColor("statusBarItem.errorBackground") : undefined;
    item.show();
  };

  // Most re-reading is over before a spinner could be seen for what it is.
  const late = store.add(new Debounced(spinnerDelay, render));
  store.add(
    sessions.onDidChange((change) => {
      if (isReadingAgain(change)) {
        late.ask();
        return;
      }
      late.cancel();
      render();
    }),
  );
  store.add(visible.onDidChange(render));
  store.add(errorBackground.onDidChange(render));
  // The tooltip tells ages.
  const clock = setInterval(render, 60_000);
  store.add({ dispose: () => clearInterval(clock) });
  shown.set("statusBar", () => look && { ...look, command: focusGates });
  render();
  return store;
}
