import assert from "node:assert/strict";
import * as vscode from "vscode";
import { assessmentOf, Folder } from "../folder.ts";
import { activate, allReady, shown } from "../snapshot.ts";

describe("a folder in Restricted Mode", () => {
  it("is not trusted", () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });

  it("reads its reports all the same", async () => {
    await activate();
    const now = await shown("an assessment", allReady);
    assert.ok(now.statusBar);
    assert.equal(assessmentOf(now)?.level, "blocked");
    assert.ok(new Folder().diagnostics("src/safety/saturation.py").length > 0);
  });

  it("runs nothing: Run Assessment leaves the reports as they are", async () => {
    const folder = new Folder();
    const before = folder.read("coverage.xml");
    await Promise.race([
      vscode.commands.executeCommand("readiness.runAssessment"),
      new Promise((later) => setTimeout(later, 1500)),
    ]);
    assert.equal(folder.read("coverage.xml"), before);
    const now = await shown("the assessment", allReady);
    assert.deepEqual(assessmentOf(now)?.runFailures, []);
    assert.equal(vscode.tasks.taskExecutions.length, 0);
  });
});
