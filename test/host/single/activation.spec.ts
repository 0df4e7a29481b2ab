import assert from "node:assert/strict";
import * as vscode from "vscode";
import { activate, allReady, shown } from "../snapshot.ts";

describe("one folder", () => {
  it("activates the extension", async () => {
    assert.equal((await activate()).isActive, true);
  });

  it("shows level and score in the status bar, with words for screen readers; a click opens the view", async () => {
    const { statusBar } = await shown("an assessment", allReady);
    assert.ok(statusBar);
    assert.match(statusBar.text, /\d|unmeasured/i);
    assert.match(statusBar.accessibilityLabel, /\w/);
    assert.equal(statusBar.command, "readiness.gates.focus");
    assert.ok((await vscode.commands.getCommands(true)).includes(statusBar.command));
  });

  it("shows rows in the view", async () => {
    const { tree } = await shown("rows in the view", (now) => now.tree.length > 0);
    for (const row of tree) assert.notEqual(row.label, "");
  });
});
