import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import type { FeatureContext } from "../feature.ts";
import { DisposableStore } from "../lib/disposables.ts";
import { HumanError } from "../lib/humanError.ts";
import { registerCommand } from "../lib/log.ts";
import { gapAfter, gapBefore } from "../render/gapOrder.ts";
import { gapsOf } from "../render/gaps.ts";
import { answering, type FolderSession, type Sessions } from "../sessions.ts";

type Direction = "next" | "previous";

/** Next Gap and Previous Gap: through the open file, then on through the other files, and around. */
export function navigation(sessions: Sessions, { gaps, log }: FeatureContext): vscode.Disposable {
  const store = new DisposableStore();

  const go = async (direction: Direction) => {
    const editor = vscode.window.activeTextEditor;
    const here = editor && (await gaps.of(editor.document));
    if (editor !== undefined && here != null) {
      const line = editor.selection.active.line + 1;
      const gap = direction === "next" ? gapAfter(here.gaps, line) : gapBefore(here.gaps, line);
      if (gap !== null) {
        reveal(editor, gap.line);
        return;
      }
    }
    await goElsewhere(direction, here?.session ?? (editor && sessions.of(editor.document.uri)), here?.file ?? null);
  };

  /** Folders and their files in order, beginning after the file one is in and ending with it. */
  const goElsewhere = async (direction: Direction, session: FolderSession | undefined, file: string | null) => {
    const places: { session: FolderSession; file: string }[] = [];
    for (const each of sessions.all) {
      const files = (await answering(each)?.coveredFiles()) ?? [];
      places.push(
        ...files
          .filter(
            ({ lines, branches }) =>
              lines.covered < lines.total || (branches !== null && branches.covered < branches.total),
          )
          .map((covered) => ({ session: each, file: covered.file }))
          .sort((a, b) => (a.file < b.file ? -1 : 1)),
      );
    }
    if (direction === "previous") places.reverse();
    const past = (place: (typeof places)[number]) =>
      place.session === session && file !== null && (direction === "next" ? place.file > file : place.file < file);
    const start = Math.max(0, places.findIndex(past));
    for (const place of [...places.slice(start), ...places.slice(0, start)]) {
      const view = await answering(place.session)?.fileView(place.file);
      const found = gapsOf(view?.lines ?? []);
      const gap = direction === "next" ? found[0] : found.at(-1);
      if (gap === undefined) continue;
      const uri = vscode.Uri.joinPath(place.session.folder.uri, place.file);
      reveal(await vscode.window.showTextDocument(uri), gap.line);
      return;
    }
    throw new HumanError("no-gaps", vscode.l10n.t("No gap is known: no coverage report of this window shows one."));
  };

  store.add(registerCommand(log, commands.nextGap, () => go("next")));
  store.add(registerCommand(log, commands.previousGap, () => go("previous")));
  return store;
}

function reveal(editor: vscode.TextEditor, line: number): void {
  const at = Math.min(line, editor.document.lineCount) - 1;
  const start = new vscode.Position(at, editor.document.lineAt(at).firstNonWhitespaceCharacterIndex);
  editor.selection = new vscode.Selection(start, start);
  editor.revealRange(new vscode.Range(start, start), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
