import * as vscode from "vscode";
import { colors, commands, settings } from "../contributions.ts";
import type { FeatureContext } from "../feature.ts";
import type { DocumentGaps } from "../fileGaps.ts";
import { ConfigValue } from "../lib/configValue.ts";
import { Debounced, DisposableStore } from "../lib/disposables.ts";
import { logFault, registerCommand } from "../lib/log.ts";
import type { Gap, GapKind } from "../render/gaps.ts";
import type { Sessions } from "../sessions.ts";

/** Quiet time after an edit before gaps are placed anew; until then VS Code itself moves them with the text. */
const editDelay = 120;

/** Marks in every visible editor of a covered file: border, background, overview ruler, words; never the glyph margin. */
export function inlineGaps(sessions: Sessions, { gaps, log, shown }: FeatureContext): vscode.Disposable {
  const store = new DisposableStore();
  const enabled = store.add(new ConfigValue(settings.inlineGapsEnabled));
  const words = store.add(new ConfigValue(settings.inlineGapsWords));
  const marks = store.add(new Marks());
  const visible = new Map<vscode.TextEditor, DocumentGaps | null>();

  const render = async (editor: vscode.TextEditor) => {
    const { document } = editor;
    const found = enabled.get(document.uri) ? await gaps.of(document) : null;
    if (!vscode.window.visibleTextEditors.includes(editor)) return;
    marks.show(editor, found?.gaps ?? [], words.get(document.uri));
    visible.set(editor, found);
  };
  const renderAll = () => {
    const editors = new Set(vscode.window.visibleTextEditors);
    for (const editor of visible.keys()) if (!editors.has(editor)) visible.delete(editor);
    for (const editor of editors) render(editor).catch((error: unknown) => logFault(log, error));
  };
  const soon = store.add(new Debounced(editDelay, renderAll));

  store.add(vscode.window.onDidChangeVisibleTextEditors(renderAll));
  store.add(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0) return;
      if (vscode.window.visibleTextEditors.some((editor) => editor.document === document)) soon.ask();
    }),
  );
  store.add(
    sessions.onDidChange((change) => {
      if (change === null || change.state.phase === "ready") renderAll();
    }),
  );
  store.add(enabled.onDidChange(renderAll));
  store.add(words.onDidChange(renderAll));
  store.add(
    registerCommand(log, commands.toggleInlineGaps, () => {
      const resource = vscode.window.activeTextEditor?.document.uri;
      return enabled.set(!enabled.get(resource), resource);
    }),
  );
  shown.set("decorations", () =>
    Object.fromEntries(
      [...visible.values()].flatMap((found) =>
        found === null
          ? []
          : [[found.file, found.gaps.map(({ kind, line, endLine, text }) => ({ kind, line, endLine, text }))]],
      ),
    ),
  );
  renderAll();
  return store;
}

/** Kinds differ by the shape of their border, so that colour is never needed. */
const looks: Readonly<Record<GapKind, { border: string; color: string; background: string }>> = {
  uncovered: { border: "solid", color: colors.uncovered, background: colors.uncoveredBackground },
  partial: { border: "dashed", color: colors.partial, background: colors.partialBackground },
  stale: { border: "dotted", color: colors.stale, background: colors.staleBackground },
};

class Marks {
  readonly #types: Readonly<Record<GapKind, vscode.TextEditorDecorationType>>;
  readonly #words = vscode.window.createTextEditorDecorationType({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    after: { color: new vscode.ThemeColor(colors.words), margin: "0 0 0 3ch" },
  });

  constructor() {
    const type = (kind: GapKind) => {
      const { border, color, background } = looks[kind];
      return vscode.window.createTextEditorDecorationType({
        isWholeLine: true,
        rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
        borderStyle: border,
        borderWidth: "0 0 0 3px",
        borderColor: new vscode.ThemeColor(color),
        backgroundColor: new vscode.ThemeColor(background),
        overviewRulerColor: new vscode.ThemeColor(color),
        overviewRulerLane: vscode.OverviewRulerLane.Center,
      });
    };
    this.#types = { uncovered: type("uncovered"), partial: type("partial"), stale: type("stale") };
  }

  show(editor: vscode.TextEditor, gaps: readonly Gap[], words: boolean): void {
    const { document } = editor;
    const inside = gaps.filter(({ endLine }) => endLine <= document.lineCount);
    for (const kind of ["uncovered", "partial", "stale"] as const) {
      const ranges = inside
        .filter((gap) => gap.kind === kind)
        .map(({ line, endLine }) => new vscode.Range(line - 1, 0, endLine - 1, 0));
      editor.setDecorations(this.#types[kind], ranges);
    }
    editor.setDecorations(
      this.#words,
      (words ? inside : []).map(({ line, text }) => {
        const end = document.lineAt(line - 1).range.end;
        return { range: new vscode.Range(end, end), renderOptions: { after: { contentText: text } } };
      }),
    );
  }

  dispose(): void {
    for (const type of Object.values(this.#types)) type.dispose();
    this.#words.dispose();
  }
}
