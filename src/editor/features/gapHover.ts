import * as vscode from "vscode";
import { settings } from "../contributions.ts";
import type { FeatureContext } from "../feature.ts";
import { ConfigValue } from "../lib/configValue.ts";
import { DisposableStore } from "../lib/disposables.ts";
import { hoverText } from "../render/hoverText.ts";
import { type Sessions, uriOf } from "../sessions.ts";

/** Under the mouse: hits, branches, report and age of a line. */
export function gapHover(_sessions: Sessions, { gaps }: FeatureContext): vscode.Disposable {
  const store = new DisposableStore();
  const enabled = store.add(new ConfigValue(settings.inlineGapsEnabled));
  const mode = store.add(new ConfigValue(settings.inlineGapsHover));
  const provider: vscode.HoverProvider = {
    async provideHover(document, position) {
      const wanted = mode.get(document.uri);
      if (wanted === "off" || !enabled.get(document.uri)) return null;
      const found = await gaps.of(document);
      const line = position.line + 1;
      const known = found?.lines.find((each) => each.line === line);
      if (found === null || known === undefined) return null;
      if (wanted === "gaps" && (known.state === "covered" || known.state === "excluded")) return null;
      const link = (report: string) => String(uriOf(found.session, report));
      const text = new vscode.MarkdownString(hoverText(known, found.view, link, Date.now()));
      return new vscode.Hover(text, document.lineAt(position.line).range);
    },
  };
  store.add(vscode.languages.registerHoverProvider([{ scheme: "file" }, { scheme: "vscode-remote" }], provider));
  return store;
}
