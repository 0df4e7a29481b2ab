import * as vscode from "vscode";
import type { Assessment } from "../core/model/assessment.ts";
import type { SessionApi, SessionState } from "../core/session.ts";
import { HumanError } from "./lib/humanError.ts";
import { InTurns } from "./lib/inTurns.ts";
import { type Log, logFault } from "./lib/log.ts";
import type { FolderShown } from "./render/folder.ts";
import type { SessionChange } from "./sessionChange.ts";

/** Opens the engine on a folder of the file system. */
export type OpenFolder = (folder: string, trusted: boolean) => SessionApi;

/** One workspace folder with its session. `api` is null where the folder is not on a disk this host can read. */
export interface FolderSession {
  readonly folder: vscode.WorkspaceFolder;
  readonly api: SessionApi | null;
}

/**
 * Folders whose files lie on the disk of the machine the extension runs on. A remote window's folders do: the extension
 * runs on the remote side.
 */
const schemesOnDisk = new Set(["file", "vscode-remote"]);

/** The sessions of all workspace folders, in the window's order; follows folders that come and go. */
export class Sessions implements vscode.Disposable {
  readonly #changed: InTurns<SessionChange | null>;
  readonly #byFolder = new Map<string, FolderSession & { readonly end: () => void }>();
  readonly #open: OpenFolder;
  readonly #log: Log;
  readonly #subscriptions: readonly vscode.Disposable[];
  /** Fires with the folder and its new state; with null when folders came or went. Each surface has a turn of its own. */
  readonly onDidChange: InTurns<SessionChange | null>["event"];

  constructor(open: OpenFolder, log: Log) {
    this.#open = open;
    this.#log = log;
    this.#changed = new InTurns((error) => logFault(log, error));
    this.onDidChange = this.#changed.event;
    this.#subscriptions = [
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#follow()),
      // Git is asked only in a trusted workspace: with it more is known, so that every folder is looked at anew.
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        for (const key of [...this.#byFolder.keys()]) this.#end(key);
        this.#follow();
      }),
    ];
    this.#follow();
  }

  get all(): readonly FolderSession[] {
    return (vscode.workspace.workspaceFolders ?? []).flatMap((folder) => this.#byFolder.get(String(folder.uri)) ?? []);
  }

  /** Names and states of all folders, for surfaces that show all of them. */
  get shown(): readonly FolderShown[] {
    return this.all.map(({ folder, api }) => ({
      key: String(folder.uri),
      name: folder.name,
      state: api?.state ?? { phase: "unsupported" },
    }));
  }

  /** Fulfilled once every surface has heard of what changed. */
  heard(): Promise<void> {
    return this.#changed.settled();
  }

  /** The session of the folder that a document or file lies in. */
  of(uri: vscode.Uri): FolderSession | undefined {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    return folder && this.#byFolder.get(String(folder.uri));
  }

  byKey(key: string): FolderSession | undefined {
    return this.#byFolder.get(key);
  }

  #follow(): void {
    const present = new Map((vscode.workspace.workspaceFolders ?? []).map((folder) => [String(folder.uri), folder]));
    for (const key of [...this.#byFolder.keys()]) if (!present.has(key)) this.#end(key);
    for (const [key, folder] of present) if (!this.#byFolder.has(key)) this.#begin(key, folder);
    this.#changed.fire(null);
  }

  /** Looks at everything again; a session that failed is begun anew. */
  async refresh(): Promise<void> {
    const failed = this.all.filter(({ api }) => api?.state.phase === "failed");
    for (const { folder } of failed) this.#end(String(folder.uri));
    if (failed.length > 0) this.#follow();
    await Promise.all(this.all.map(({ api }) => (api?.state.phase === "starting" ? undefined : api?.refresh())));
  }

  #end(key: string): void {
    const session = this.#byFolder.get(key);
    this.#byFolder.delete(key);
    session?.end();
  }

  #begin(key: string, folder: vscode.WorkspaceFolder): void {
    if (!schemesOnDisk.has(folder.uri.scheme)) {
      this.#log.warn(`${folder.name}: files of the scheme "${folder.uri.scheme}" are not on this machine's disk`);
      this.#byFolder.set(key, { folder, api: null, end: () => undefined });
      return;
    }
    const api = this.#open(folder.uri.fsPath, vscode.workspace.isTrusted);
    const unsubscribe = api.onDidChange((state) => this.#stateChanged(session, state));
    const end = () => {
      unsubscribe();
      api.dispose().catch((error: unknown) => logFault(this.#log, error));
    };
    const session = { folder, api, end };
    this.#byFolder.set(key, session);
  }

  #stateChanged(session: FolderSession, state: SessionState): void {
    if (state.phase === "failed") this.#log.error(`${session.folder.name}: ${state.message}`);
    this.#changed.fire({ session, state });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const key of [...this.#byFolder.keys()]) this.#end(key);
    this.#changed.dispose();
  }
}

/** The last assessment a folder is known to have. */
export function assessmentOf(session: FolderSession | undefined): Assessment | null {
  const state = session?.api?.state;
  if (state?.phase === "ready") return state.assessment;
  return state?.phase === "reading" ? state.previous : null;
}

/** The session where it can answer: one that failed answers no more until it is begun anew. */
export function answering(session: FolderSession): SessionApi | null {
  return session.api?.state.phase === "failed" ? null : session.api;
}

/**
 * The folder meant: the one of a row of the view, the only one on disk, or the one picked. null: none was picked.
 *
 * @param argument what a command was called with
 */
export async function pickSession(
  sessions: Sessions,
  placeHolder: string,
  argument?: unknown,
): Promise<FolderSession | null> {
  const row = argument as { readonly folder?: string } | null | undefined;
  const ofRow = sessions.byKey(row?.folder ?? "");
  if (ofRow !== undefined) return ofRow;
  const onDisk = sessions.all.filter(({ api }) => api !== null);
  if (onDisk.length === 0) throw new HumanError("no-folder", vscode.l10n.t("Open a folder on disk first."));
  if (onDisk.length === 1) return onDisk[0] ?? null;
  const items = onDisk.map((session) => ({ label: session.folder.name, session }));
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.session ?? null;
}

/** A file of the workspace as the engine names it. */
export function relativePath(session: FolderSession, uri: vscode.Uri): string | null {
  const root = session.folder.uri.path.replace(/\/?$/, "/");
  return uri.path.startsWith(root) ? uri.path.slice(root.length) : null;
}

/** The place of a path the engine gave: relative to the folder, or absolute. Inside an archive it is the archive. */
export function uriOf(session: FolderSession, path: string): vscode.Uri {
  const file = path.split("!/", 1)[0] ?? path;
  const absolute = /^(?:\/|[A-Za-z]:[\\/])/.test(file);
  if (!absolute) return vscode.Uri.joinPath(session.folder.uri, file);
  return session.folder.uri.with({ path: vscode.Uri.file(file).path });
}
