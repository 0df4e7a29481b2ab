import assert from "node:assert/strict";
import * as vscode from "vscode";
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
});
