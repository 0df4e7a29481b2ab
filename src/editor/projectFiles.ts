import * as vscode from "vscode";
import type { ProjectFiles } from "../core/policy/detect.ts";

/** A workspace folder's files, for detection. */
export function projectFiles(folder: vscode.Uri): ProjectFiles {
  return {
    text: (path) => textOf(vscode.Uri.joinPath(folder, path)),
    exists: (path) => exists(vscode.Uri.joinPath(folder, path)),
  };
}

/** A file's text as it is on disk; null where it cannot be read. */
export async function textOf(uri: vscode.Uri): Promise<string | null> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return null;
  }
}

export async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
