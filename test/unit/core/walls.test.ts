import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "mocha";

/** Source files below a folder with what they import. */
function imports(folder: string): { file: string; from: string }[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .flatMap((name) => {
      const file = join(folder, name);
      return [...readFileSync(file, "utf8").matchAll(/^(?:import|export)\b[^;]*?from "([^"]+)"/gm)].map(([, from]) => ({
        file,
        from: from!,
      }));
    });
}

describe("The walls of the house", () => {
  it("core asks nothing of Node and knows no editor", () => {
    const wrong = imports("src/core").filter(
      ({ from }) => from.startsWith("node:") || from === "vscode" || /\/(?:node|cli|editor)\//.test(from),
    );
    assert.deepEqual(wrong, []);
  });

  it("node and cli know no editor", () => {
    const wrong = [...imports("src/node"), ...imports("src/cli")].filter(
      ({ from }) => from === "vscode" || /\/editor\//.test(from),
    );
    assert.deepEqual(wrong, []);
  });

  it("formats know no gates, and features of the editor do not know each other", () => {
    const formats = imports("src/core/formats").filter(({ from }) =>
      /\/(?:gates|evidence|assessment|policy)\//.test(from),
    );
    const features = imports("src/editor/features").filter(
      ({ from }) => from.startsWith("./") || from.includes("/features/"),
    );
    assert.deepEqual([...formats, ...features], []);
  });

  it("imports of core run one way: model, policy and formats, evidence, gates, assessment, output", () => {
    const order: readonly (readonly string[])[] = [
      ["model"],
      ["policy", "formats"],
      ["evidence"],
      ["gates"],
      ["assessment"],
      ["output"],
    ];
    const rank = (folder: string) => order.findIndex((level) => level.includes(folder));
    const wrong = imports("src/core").filter(({ file, from }) => {
      const own = rank(file.split("/")[2]!);
      const other = rank(/^\.\.\/(\w+)\//.exec(from)?.[1] ?? "");
      return own !== -1 && other !== -1 && other > own;
    });
    assert.deepEqual(wrong, []);
  });

  it("extension.ts is a table of contents", () => {
    assert.ok(readFileSync("src/editor/extension.ts", "utf8").split("\n").length <= 61);
  });
});
