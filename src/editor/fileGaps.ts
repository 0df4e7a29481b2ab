import { createHash } from "node:crypto";
import * as vscode from "vscode";
import type { FileView, LineView } from "../core/model/lines.ts";
import { afterEdits, allUnknown, type Gap, gapsOf } from "./render/gaps.ts";
import { lineChanges, splitLines } from "./render/lineChanges.ts";
import type { SessionChange } from "./sessionChange.ts";
import { answering, type FolderSession, relativePath, type Sessions } from "./sessions.ts";

/** What is known of a document as it stands in the editor, unsaved edits included. */
export interface DocumentGaps {
  readonly session: FolderSession;
  readonly file: string;
  readonly view: FileView;
  readonly lines: readonly LineView[];
  readonly gaps: readonly Gap[];
}

interface Entry {
  readonly view: FileView;
  /** Lines of the measured text; null where it is not at hand: the file on disk is another one. */
  readonly measured: readonly string[] | null;
  shown: { readonly version: number; readonly gaps: DocumentGaps } | null;
}

/** Gaps of open documents: asked of the session once an assessment, then moved with the edits. */
export class FileGaps implements vscode.Disposable {
  readonly #sessions: Sessions;
  readonly #entries = new Map<string, Promise<Entry | null>>();
  /** Measured texts by file, for views of a text that has left the disk since. */
  readonly #texts = new Map<string, { readonly hash: string; readonly lines: readonly string[] }>();
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(sessions: Sessions) {
    this.#sessions = sessions;
    this.#subscriptions = [
      sessions.onDidChange((change) => this.#forget(change)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#entries.delete(String(uri));
        this.#texts.delete(String(uri));
      }),
    ];
  }

  /** null where no report speaks of the document. */
  async of(document: vscode.TextDocument): Promise<DocumentGaps | null> {
    const session = this.#sessions.of(document.uri);
    const file = session && relativePath(session, document.uri);
    if (session?.api == null || file == null) return null;
    const key = String(document.uri);
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = this.#load(session, file, document.uri);
      this.#entries.set(key, entry);
      // What failed once is asked again.
      entry.catch(() => this.#entries.delete(key));
    }
    const loaded = await entry;
    return loaded && !document.isClosed ? gapsNow(loaded, session, file, document) : null;
  }

  async #load(session: FolderSession, file: string, uri: vscode.Uri): Promise<Entry | null> {
    const view = (await answering(session)?.fileView(file)) ?? null;
    if (view === null) return null;
    return { view, measured: await this.#measuredText(view, uri), shown: null };
  }

  async #measuredText(view: FileView, uri: vscode.Uri): Promise<readonly string[] | null> {
    const key = String(uri);
    const known = this.#texts.get(key);
    if (known?.hash === view.sourceHash) return known.lines;
    let bytes: Uint8Array;
    try {
      bytes = await vscode.workspace.fs.readFile(uri);
    } catch {
      return null;
    }
    if (createHash("sha256").update(bytes).digest("hex") !== view.sourceHash) return null;
    const lines = splitLines(new TextDecoder().decode(bytes));
    this.#texts.set(key, { hash: view.sourceHash, lines });
    return lines;
  }

  #forget(change: SessionChange | null): void {
    if (change === null) {
      this.#entries.clear();
      return;
    }
    if (change.state.phase !== "ready") return;
    const root = String(change.session.folder.uri);
    for (const key of this.#entries.keys()) if (key.startsWith(root)) this.#entries.delete(key);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

function gapsNow(entry: Entry, session: FolderSession, file: string, document: vscode.TextDocument): DocumentGaps {
  if (entry.shown?.version === document.version) return entry.shown.gaps;
  const { view, measured } = entry;
  const now = splitLines(document.getText());
  const lines =
    measured === null
      ? allUnknown(view.lines, now.length)
      : afterEdits(file, view.lines, lineChanges(measured, now), now);
  const gaps = { session, file, view, lines, gaps: gapsOf(lines) };
  entry.shown = { version: document.version, gaps };
  return gaps;
}
