import assert from "node:assert/strict";
import * as vscode from "vscode";
import { Folder, until } from "../folder.ts";
import { activate, allReady, type Snapshot, shown } from "../snapshot.ts";

const safety = "src/safety/saturation.py";
const validation = "src/safety/state_validation.py";

interface Mark {
  readonly kind: string;
  readonly line: number;
  readonly endLine: number;
}

/** What is marked in an open file. */
function marks(now: Snapshot, path: string): readonly Mark[] {
  const { decorations } = now as Snapshot & { readonly decorations: Readonly<Record<string, readonly Mark[]>> };
  return Object.entries(decorations).find(([file]) => file.endsWith(path))?.[1] ?? [];
}

describe("the surfaces of one folder", () => {
  const folder = new Folder();

  before(async () => {
    await activate();
    await shown("an assessment", allReady);
  });

  it("say the score in the status bar as an interval, and in words", async () => {
    const { statusBar } = await shown("a score", allReady);
    assert.match(statusBar!.text, /\d+–\d+/);
    assert.match(statusBar!.accessibilityLabel, /between \d+ and \d+ of 100, blocked/);
  });

  it("put one diagnostic a stretch of safety-critical lines that no test reaches", () => {
    const uncovered = folder
      .diagnostics(safety)
      .filter(({ code }) => (code as { value: string }).value === "safety-uncovered");
    assert.deepEqual(
      uncovered.map(({ range, severity }) => [range.start.line + 1, range.end.line + 1, severity]),
      [
        [37, 39, vscode.DiagnosticSeverity.Error],
        [45, 45, vscode.DiagnosticSeverity.Error],
        [48, 48, vscode.DiagnosticSeverity.Error],
      ],
    );
  });

  it("name the outcome of a half-taken branch that is missing, the gate, the report and an explanation", () => {
    const [branch] = folder
      .diagnostics(safety)
      .filter(({ code }) => (code as { value: string }).value === "safety-partial-branch");
    assert.match(branch!.message, /1 of 2 branches.*to line 32/);
    assert.ok((branch!.code as { target: vscode.Uri }).target instanceof vscode.Uri);
    const related = branch!.relatedInformation!.map(
      ({ location, message }) => `${location.uri.path.split("/").at(-1)} ${message}`,
    );
    assert.ok(
      related.some((each) => each.startsWith("readiness.json") && each.includes("Safety-critical coverage")),
      related.join("; "),
    );
    assert.ok(
      related.some((each) => each.startsWith("coverage.xml")),
      related.join("; "),
    );
  });

  it("name safety-critical code that was taken out of measuring without a justification", () => {
    const exclusions = folder.diagnostics(validation).filter(({ message }) => message.includes("pragma: no cover"));
    assert.deepEqual(
      exclusions.map(({ range }) => range.start.line + 1),
      [42],
    );
  });

  it("mark gaps in an open editor, and empty and restore them by the toggle", async () => {
    await folder.open(safety);
    const now = await shown("marks", (each) => marks(each, safety).length > 0);
    assert.ok(
      marks(now, safety).some(({ kind, line, endLine }) => kind === "uncovered" && line === 37 && endLine === 39),
    );
    assert.ok(marks(now, safety).some(({ kind, line }) => kind === "partial" && line === 30));
    await vscode.commands.executeCommand("readiness.toggleInlineGaps");
    await shown("no marks", (each) => marks(each, safety).length === 0);
    await vscode.commands.executeCommand("readiness.toggleInlineGaps");
    await shown("marks again", (each) => marks(each, safety).length > 0);
  });

  it("move the marks with an unsaved edit, make the changed line unknown, and know it again when it is undone", async () => {
    const editor = await folder.open(safety);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "# one\n# two\n"));
    await shown("marks two lines lower", (now) =>
      marks(now, safety).some(({ kind, line }) => kind === "uncovered" && line === 39),
    );
    await editor.edit((edit) => edit.insert(new vscode.Position(38, 8), "not "));
    await shown("an unknown line", (now) =>
      marks(now, safety).some(({ kind, line, endLine }) => kind === "stale" && line <= 39 && endLine >= 39),
    );
    await vscode.commands.executeCommand("workbench.action.files.revert");
    await shown("the marks as they were", (now) =>
      marks(now, safety).some(({ kind, line, endLine }) => kind === "uncovered" && line === 37 && endLine === 39),
    );
  });

  it("go to the next and the previous gap", async () => {
    const editor = await folder.open(safety);
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await vscode.commands.executeCommand("readiness.nextGap");
    await until("the cursor is at line 30", () => vscode.window.activeTextEditor?.selection.active.line === 29);
    await vscode.commands.executeCommand("readiness.nextGap");
    await until("the cursor is at line 37", () => vscode.window.activeTextEditor?.selection.active.line === 36);
    await vscode.commands.executeCommand("readiness.previousGap");
    await until("the cursor is at line 30 again", () => vscode.window.activeTextEditor?.selection.active.line === 29);
  });

  it("name a mistake in readiness.json where it stands, while the rest is assessed", async () => {
    const right = folder.read("readiness.json");
    folder.write("readiness.json", right.replace('"minimumTests": 10', '"minimumTests": -3'));
    await until("a diagnostic in readiness.json", () =>
      vscode.languages
        .getDiagnostics(folder.uri("readiness.json"))
        .some(({ message }) => /minimumTests is -3/.test(message)),
    );
    await shown("an assessment", allReady);
    folder.write("readiness.json", right);
    await until(
      "none any more",
      () =>
        !vscode.languages
          .getDiagnostics(folder.uri("readiness.json"))
          .some(({ message }) => /minimumTests/.test(message)),
    );
  });

  it("show the report, and take the request for the native coverage", async () => {
    await vscode.commands.executeCommand("readiness.showReport");
    await until("a preview of the report", () =>
      vscode.window.tabGroups.all.some(({ tabs }) =>
        tabs.some(({ label }) => /readiness|pendulum|report/i.test(label)),
      ),
    );
    await vscode.commands.executeCommand("readiness.showInTestCoverage");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });
});
