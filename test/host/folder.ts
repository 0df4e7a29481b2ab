import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import * as vscode from "vscode";
import type { Assessment } from "../../src/core/model/assessment.ts";
import type { GateResult } from "../../src/core/model/gate.ts";
import { activate, type Snapshot, shown } from "./snapshot.ts";

/** The folder that is open, on disk. A test may change everything in it: it is a copy. */
export class Folder {
  readonly path: string;

  constructor(at = 0) {
    this.path = vscode.workspace.workspaceFolders![at]!.uri.fsPath;
  }

  uri(path: string): vscode.Uri {
    return vscode.Uri.joinPath(
      vscode.workspace.workspaceFolders!.find(({ uri }) => uri.fsPath === this.path)!.uri,
      path,
    );
  }

  read(path: string): string {
    return readFileSync(join(this.path, path), "utf8");
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.path, path)), { recursive: true });
    writeFileSync(join(this.path, path), text);
  }

  remove(...paths: readonly string[]): void {
    for (const path of paths) rmSync(join(this.path, path), { recursive: true, force: true });
  }

  /** What the command line says of it, as a process of its own. */
  async assessedByCommandLine(): Promise<Assessment> {
    const cli = join((await activate()).extensionPath, "dist", "cli.js");
    const environment = { ...process.env, ELECTRON_RUN_AS_NODE: "1" };
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, [cli, "assess", "--json", this.path], {
      env: environment,
      maxBuffer: 1 << 28,
    }).catch((error: { stdout: string }) => error);
    return JSON.parse(stdout) as Assessment;
  }

  diagnostics(path: string): readonly vscode.Diagnostic[] {
    return vscode.languages.getDiagnostics(this.uri(path)).filter(({ source }) => source === "readiness");
  }

  async open(path: string): Promise<vscode.TextEditor> {
    return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(this.uri(path)));
  }
}

/** The assessment a folder shows, if there is one. */
export function assessmentOf(now: Snapshot, folder = 0): Assessment | null {
  const state = now.folders[folder]?.state as { readonly phase: string; readonly assessment?: Assessment } | undefined;
  return state?.phase === "ready" ? (state.assessment ?? null) : null;
}

export function gateOf(now: Snapshot, id: string, folder = 0): GateResult | null {
  return assessmentOf(now, folder)?.gates.find((gate) => gate.id === id) ?? null;
}

/** Waits until a gate is as described, and gives it. */
export async function gateShown(what: string, id: string, holds: (gate: GateResult) => boolean): Promise<GateResult> {
  const now = await shown(what, (each) => {
    const gate = gateOf(each, id);
    return gate !== null && holds(gate);
  });
  return gateOf(now, id)!;
}

/** Waits until a condition of the window holds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`never so: ${what}`);
    await new Promise((later) => setTimeout(later, 50));
  }
}
