import * as vscode from "vscode";
import { type SettingKey, type SettingValue, settingDefaults } from "../contributions.ts";

/** One setting: read for a resource, with an event of its own. */
export class ConfigValue<K extends SettingKey> implements vscode.Disposable {
  readonly key: K;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;
  readonly onDidChange = this.#changed.event;

  constructor(key: K) {
    this.key = key;
    this.#subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(key)) this.#changed.fire();
    });
  }

  /** @param resource decides which folder's settings hold; none: those of the window */
  get(resource?: vscode.Uri): SettingValue<K> {
    const value = vscode.workspace.getConfiguration(undefined, resource ?? null).get<SettingValue<K>>(this.key);
    return value ?? settingDefaults[this.key];
  }

  /** Writes where the setting already stands, the most specific place first, else to the person's own settings. */
  async set(value: SettingValue<K>, resource?: vscode.Uri): Promise<void> {
    const configuration = vscode.workspace.getConfiguration(undefined, resource ?? null);
    const places = configuration.inspect(this.key);
    const target =
      places?.workspaceFolderValue !== undefined
        ? vscode.ConfigurationTarget.WorkspaceFolder
        : places?.workspaceValue !== undefined
          ? vscode.ConfigurationTarget.Workspace
          : vscode.ConfigurationTarget.Global;
    await configuration.update(this.key, value, target);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
