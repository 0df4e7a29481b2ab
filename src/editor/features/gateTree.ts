import * as vscode from "vscode";
import { countText } from "../../core/output/words.ts";
import { contextKeys, views } from "../contributions.ts";
import type { FeatureContext } from "../feature.ts";
import { DisposableStore } from "../lib/disposables.ts";
import type { FolderShown } from "../render/folder.ts";
import { failingCriticalGates, searchRows, treeRows } from "../render/tree.ts";
import type { TreeRow } from "../render/treeRow.ts";
import { welcomeOf } from "../render/welcome.ts";
import { isReadingAgain } from "../sessionChange.ts";
import { type Sessions, uriOf } from "../sessions.ts";

/** The view and, while there are no reports, the view of where they were looked for: level, gates with what explains them, components, reports, search. */
export function gateTree(sessions: Sessions, { shown }: FeatureContext): vscode.Disposable {
  const store = new DisposableStore();
  const rows = store.add(new Rows(sessions, treeRows));
  const view = store.add(
    vscode.window.createTreeView<TreeRow>(views.gates, { treeDataProvider: rows, showCollapseAll: true }),
  );

  const searched = store.add(new Rows(sessions, searchRows));
  store.add(vscode.window.createTreeView<TreeRow>(views.search, { treeDataProvider: searched }));

  const render = () => {
    const folders = sessions.shown;
    const welcome = welcomeOf(folders);
    const failing = failingCriticalGates(folders);
    view.message = welcome.message ?? "";
    view.badge =
      failing === 0
        ? undefined
        : { value: failing, tooltip: `${countText(failing, "critical gates")} ${failing === 1 ? "fails" : "fail"}` };
    void vscode.commands.executeCommand("setContext", contextKeys.view, welcome.view);
    rows.render();
    searched.render();
  };

  store.add(sessions.onDidChange((change) => isReadingAgain(change) || render()));
  shown.set("tree", () => rows.all.map(plain));
  shown.set("search", () => searched.all.map(plain));
  shown.set("badge", () => view.badge?.value ?? 0);
  shown.set("welcome", () => welcomeOf(sessions.shown));
  render();
  return store;
}

class Rows implements vscode.TreeDataProvider<TreeRow> {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #sessions: Sessions;
  readonly #make: (folders: readonly FolderShown[], now: number) => readonly TreeRow[];
  readonly onDidChangeTreeData = this.#changed.event;
  all: readonly TreeRow[] = [];

  constructor(sessions: Sessions, make: (folders: readonly FolderShown[], now: number) => readonly TreeRow[]) {
    this.#sessions = sessions;
    this.#make = make;
  }

  render(): void {
    this.all = this.#make(this.#sessions.shown, Date.now());
    this.#changed.fire();
  }

  getChildren(row?: TreeRow): TreeRow[] {
    return [...(row?.children ?? this.all)];
  }

  getTreeItem(row: TreeRow): vscode.TreeItem {
    const item = new vscode.TreeItem(row.label, foldingOf(row));
    item.id = row.id;
    if (row.description !== undefined && row.description !== "") item.description = row.description;
    if (row.icon !== undefined) {
      item.iconPath = new vscode.ThemeIcon(
        row.icon.id,
        row.icon.color === undefined ? undefined : new vscode.ThemeColor(row.icon.color),
      );
    }
    if (row.context !== undefined) item.contextValue = row.context;
    item.accessibilityInformation = { label: row.spoken ?? [row.label, row.description ?? ""].join(" ").trim() };
    const command = this.#commandOf(row);
    if (command !== null) item.command = command;
    return item;
  }

  /** Only of the row under the pointer: VS Code reads through the Markdown of each one, in the extension host. */
  resolveTreeItem(item: vscode.TreeItem, row: TreeRow): vscode.TreeItem {
    if (row.tooltip !== undefined) item.tooltip = new vscode.MarkdownString(row.tooltip, true);
    return item;
  }

  #commandOf({ open, folder }: TreeRow): vscode.Command | null {
    const session = this.#sessions.byKey(folder);
    if (open === undefined || session === undefined) return null;
    const { path, line, endLine = line } = open;
    const options: vscode.TextDocumentShowOptions =
      line === undefined
        ? {}
        : {
            selection: new vscode.Range(
              line - 1,
              0,
              (endLine ?? line) - 1,
              endLine === line ? 0 : Number.MAX_SAFE_INTEGER,
            ),
          };
    return { command: "vscode.open", title: vscode.l10n.t("Open"), arguments: [uriOf(session, path), options] };
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

function foldingOf({ folds, unfolded }: TreeRow): vscode.TreeItemCollapsibleState {
  if (!folds) return vscode.TreeItemCollapsibleState.None;
  return unfolded === true ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}

function plain(row: TreeRow): unknown {
  const { children, ...rest } = row;
  return { ...rest, children: children.map(plain) };
}
