import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
  colors,
  commands,
  contextKeys,
  internalCommands,
  rowKinds,
  settingDefaults,
  viewContainers,
  views,
} from "../../../src/editor/contributions.ts";

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { command: string; title: string; category: string }[];
    readonly menus: Readonly<Record<string, readonly { command: string; when?: string }[]>>;
    readonly views: Readonly<Record<string, readonly { id: string }[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { id: string; icon: string }[] };
    readonly viewsWelcome: readonly { view: string; when: string; contents: string }[];
    readonly colors: readonly { id: string; defaults: Readonly<Record<string, string>> }[];
    readonly configuration: {
      readonly properties: Readonly<
        Record<
          string,
          {
            default: unknown;
            scope: string;
            markdownDescription: string;
            enum?: readonly string[];
            markdownEnumDescriptions?: readonly string[];
          }
        >
      >;
    };
  };
}

const text = readFileSync("package.json", "utf8");
const { contributes } = JSON.parse(text) as Manifest;
const strings = JSON.parse(readFileSync("package.nls.json", "utf8")) as Record<string, string>;

describe("contributions", () => {
  it("names the same commands as the manifest", () => {
    assert.deepEqual(Object.values(commands).sort(), contributes.commands.map(({ command }) => command).sort());
  });

  it("has every command in one category", () => {
    for (const { category } of contributes.commands) assert.equal(category, "Readiness");
  });

  it("keeps internal commands out of the manifest", () => {
    for (const command of Object.values(internalCommands)) assert.ok(!text.includes(`"${command}"`), command);
  });

  it("uses only commands of its own in menus", () => {
    const known = new Set<string>(Object.values(commands));
    for (const entry of Object.values(contributes.menus).flat()) assert.ok(known.has(entry.command), entry.command);
  });

  it("names the same views and containers as the manifest", () => {
    assert.deepEqual(
      Object.values(views),
      Object.values(contributes.views)
        .flat()
        .map(({ id }) => id),
    );
    assert.deepEqual(
      Object.values(viewContainers),
      contributes.viewsContainers.activitybar.map(({ id }) => id),
    );
    assert.deepEqual(Object.keys(contributes.views), Object.values(viewContainers));
  });

  it("names the same settings with the same defaults as the manifest", () => {
    const manifest = Object.entries(contributes.configuration.properties).map(([key, value]) => [key, value.default]);
    assert.deepEqual(Object.fromEntries(manifest), settingDefaults);
  });

  it("describes every value of a setting that has several", () => {
    for (const [key, setting] of Object.entries(contributes.configuration.properties)) {
      assert.equal(setting.markdownEnumDescriptions?.length, setting.enum?.length, key);
    }
  });

  it("names the same colours as the manifest, for all four kinds of theme", () => {
    assert.deepEqual(Object.values(colors).sort(), contributes.colors.map(({ id }) => id).sort());
    for (const { id, defaults } of contributes.colors) {
      assert.deepEqual(Object.keys(defaults).sort(), ["dark", "highContrast", "highContrastLight", "light"], id);
    }
  });

  it("uses in conditions only row kinds and context keys that exist", () => {
    const ours: readonly string[] = [
      ...Object.values(rowKinds),
      ...Object.values(contextKeys),
      ...Object.values(views),
    ];
    const conditions = [...Object.values(contributes.menus).flat(), ...contributes.viewsWelcome].map(
      ({ when }) => when ?? "",
    );
    for (const name of conditions.join(" ").match(/readiness\.\w+/g) ?? []) assert.ok(ours.includes(name), name);
  });

  it("links in welcomes only to commands of its own or of VS Code", () => {
    for (const { contents } of contributes.viewsWelcome) {
      for (const [, command = ""] of (strings[contents.slice(1, -1)] ?? "").matchAll(/\(command:([\w.]+)\)/g)) {
        assert.ok(
          (Object.values(commands) as string[]).includes(command) || /^(?:vscode|workbench)\./.test(command),
          command,
        );
      }
    }
  });

  it("has a string for every key of the manifest and no other string", () => {
    const used = [...text.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key);
    assert.deepEqual([...new Set(used)].sort(), Object.keys(strings).sort());
  });
});
