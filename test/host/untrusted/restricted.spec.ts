import assert from "node:assert/strict";
import * as vscode from "vscode";
import { activate, allReady, shown } from "../snapshot.ts";

describe("a folder in Restricted Mode", () => {
  it("is not trusted", () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });

  it("reads its reports all the same", async () => {
    await activate();
    const { statusBar } = await shown("an assessment", allReady);
    assert.ok(statusBar);
  });
});
