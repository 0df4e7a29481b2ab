import assert from "node:assert/strict";
import * as vscode from "vscode";
import { assessmentOf, Folder } from "../folder.ts";
import { activate, allReady, shown } from "../snapshot.ts";

describe("two folders in one window", () => {
  it("assesses each of them", async () => {
    await activate();
    const names = (vscode.workspace.workspaceFolders ?? []).map(({ name }) => name);
    assert.equal(names.length, 2);
    const { folders } = await shown("an assessment of both folders", allReady);
    assert.deepEqual(
      folders.map(({ name }) => name),
      names,
    );
  });

  it("says of each what the command line says of it", async () => {
    const now = await shown("an assessment of both folders", allReady);
    for (const at of [0, 1]) assert.deepEqual(assessmentOf(now, at), await new Folder(at).assessedByCommandLine());
  });

  it("has a node for each folder, and each folder's own diagnostics", async () => {
    const { tree } = await shown("a node for each folder", (now) => now.tree.length === 2);
    assert.deepEqual(tree.map(({ label }) => label).sort(), ["cart", "pendulum"]);
    assert.ok(new Folder(0).diagnostics("src/safety/saturation.py").length > 0);
    assert.ok(new Folder(1).diagnostics("src/limits.ts").length > 0);
  });
});
