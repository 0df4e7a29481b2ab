import { createHash } from "node:crypto";
import process from "node:process";
import * as vscode from "vscode";
import { configurationFile } from "../../core/configuration.ts";
import type { Assessment, RunFailure } from "../../core/model/assessment.ts";
import { detectRun } from "../../core/policy/detect.ts";
import type { RunCommand } from "../../core/policy/policy.ts";
import { classifyRun, utf8Environment } from "../../core/policy/runOutcome.ts";
import { commands, focusGates } from "../contributions.ts";
import type { FeatureContext } from "../feature.ts";
import { DisposableStore } from "../lib/disposables.ts";
import { findProgram } from "../lib/findProgram.ts";
import { HumanError } from "../lib/humanError.ts";
import { registerCommand } from "../lib/log.ts";
import { runTask } from "../lib/taskRun.ts";
import { projectFiles, textOf } from "../projectFiles.ts";
import { reportsWritten, runExit } from "../render/runEnd.ts";
import { commandLine, commandsText, runSummary } from "../render/runWords.ts";
import { answering, assessmentOf, type FolderSession, pickSession, type Sessions } from "../sessions.ts";

/** Key of the workspace's memory: for each folder the commands it was agreed to run. */
const consentKey = "readiness.run.consent";

/**
 * Run Assessment: runs the commands that make the reports, after showing them once, as tasks with their output in the
 * terminal; then looks again. What goes wrong reaches the gates that wait for it.
 */
export function runAssessment(sessions: Sessions, context: FeatureContext): vscode.Disposable {
  const store = new DisposableStore();
  const { log } = context;
  const running = new Set<string>();

  store.add(
    registerCommand(log, commands.runAssessment, async () => {
      if (!vscode.workspace.isTrusted) {
        throw new HumanError(
          "untrusted",
          vscode.l10n.t("Run Assessment starts the project's own commands. It needs a trusted workspace."),
          { title: vscode.l10n.t("Manage Workspace Trust"), command: "workbench.trust.manage" },
        );
      }
      const session = await pickSession(sessions, vscode.l10n.t("Folder to assess"));
      if (session === null) return;
      const key = String(session.folder.uri);
      if (running.has(key))
        throw new HumanError("running", vscode.l10n.t("The commands of this folder are still running."));
      running.add(key);
      try {
        await assess(session, context);
      } finally {
        running.delete(key);
      }
    }),
  );
  return store;
}

async function assess(session: FolderSession, context: FeatureContext): Promise<void> {
  const plan = await planOf(session);
  if (plan.length === 0) {
    throw new HumanError(
      "no-commands",
      vscode.l10n.t("No command that makes reports is known for this folder. Name one under “run” in readiness.json."),
      { title: vscode.l10n.t("Open readiness.json"), command: commands.openConfiguration },
    );
  }
  if (!(await agreed(session, plan, context))) return;
  const outcome = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t("Readiness"), cancellable: true },
    async (progress, token) => {
      // What lies there now must be known, so that what is written can be told from it.
      await answering(session)?.refresh();
      const started = new Date().toISOString();
      const failures: RunFailure[] = [];
      for (const [at, command] of plan.entries()) {
        progress.report({ message: `${command.name} (${at + 1}/${plan.length})`, increment: 100 / plan.length });
        const failure = await runOne(session, command, token, context);
        if (failure !== null) failures.push(failure);
        if (token.isCancellationRequested) break;
      }
      progress.report({ message: vscode.l10n.t("reading reports") });
      return answering(session)?.setRunOutcome({ started, finished: new Date().toISOString(), failures });
    },
  );
  if (outcome !== undefined) await tell(outcome);
}

/** Commands of readiness.json, or those that what lies in the folder suggests. */
async function planOf(session: FolderSession): Promise<readonly RunCommand[]> {
  const { parsePolicy } = await import("../../core/policy/parse.ts");
  const text = await textOf(vscode.Uri.joinPath(session.folder.uri, configurationFile));
  const { policy } = parsePolicy(text, new Date().toISOString().slice(0, 10));
  return policy.run.length > 0 ? policy.run : detectRun(projectFiles(session.folder.uri));
}

/** Asks once for these very commands in this folder; other commands are asked for again. */
async function agreed(
  session: FolderSession,
  plan: readonly RunCommand[],
  { extension }: FeatureContext,
): Promise<boolean> {
  const given = extension.workspaceState.get<Record<string, string>>(consentKey, {});
  const key = String(session.folder.uri);
  const content = createHash("sha256").update(JSON.stringify(plan)).digest("hex");
  if (given[key] === content) return true;
  const run = vscode.l10n.t("Run");
  const picked = await vscode.window.showInformationMessage(
    vscode.l10n.t("Run these commands in “{0}”?", session.folder.name),
    { modal: true, detail: commandsText(plan) },
    run,
  );
  if (picked !== run) return false;
  await extension.workspaceState.update(consentKey, { ...given, [key]: content });
  return true;
}

async function runOne(
  session: FolderSession,
  command: RunCommand,
  token: vscode.CancellationToken,
  { log }: FeatureContext,
): Promise<RunFailure | null> {
  const [program, ...args] = command.command;
  const directory = vscode.Uri.joinPath(session.folder.uri, command.directory);
  const environment = { ...utf8Environment, ...command.environment };
  if (!(await findProgram(program, directory.fsPath, { ...process.env, ...environment }))) {
    log.warn(`${command.name}: ${program} was not found`);
    return classifyRun(runExit(command, { kind: "not-started" }, []));
  }
  const definition = { type: "readiness", id: `${command.name}-${Date.now()}` };
  const execution = new vscode.ProcessExecution(program, args, {
    cwd: directory.fsPath,
    env: environment,
  });
  const task = new vscode.Task(definition, session.folder, command.name, "Readiness", execution, []);
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.Dedicated,
    focus: false,
    clear: true,
    showReuseMessage: false,
  };
  const before = assessmentOf(session);
  const started = Date.now();
  log.info(`run: ${commandLine(command)} in ${directory.fsPath}`);
  const end = await runTask(task, command.timeoutSeconds * 1000, token);
  log.info(`${command.name}: ${JSON.stringify(end)} after ${Date.now() - started} ms`);
  const after = await answering(session)?.refresh();
  const written = after === undefined ? [] : reportsWritten(before, after, command);
  return classifyRun(runExit(command, end, written));
}

/** One message at the end: the new answer, and what could not be measured and why. */
async function tell(assessment: Assessment): Promise<void> {
  const { message, failed } = runSummary(assessment);
  const show = vscode.l10n.t("Show Readiness");
  const report = vscode.l10n.t("Show Report");
  const picked = failed
    ? await vscode.window.showWarningMessage(message, show, report)
    : await vscode.window.showInformationMessage(message, show, report);
  if (picked === show) await vscode.commands.executeCommand(focusGates);
  if (picked === report) await vscode.commands.executeCommand(commands.showReport);
}
