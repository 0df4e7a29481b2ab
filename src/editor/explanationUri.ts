import * as vscode from "vscode";
import { internalCommands } from "./contributions.ts";
import type { DiagnosticCode } from "./render/diagnosticsModel.ts";

/** The link of a diagnostic's code: opens the explanation of the code. */
export function explanationUri(code: DiagnosticCode): vscode.Uri {
  return vscode.Uri.parse(`command:${internalCommands.explainCode}?${encodeURIComponent(JSON.stringify([code]))}`);
}
