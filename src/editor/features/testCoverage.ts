import * as vscode from "vscode";
import type { LineView } from "../../core/model/lines.ts";
import { countText } from "../../core/output/words.ts";
import type { CoveredFile } from "../../core/session.ts";
import { commands } from "../contributions.ts";
import type { FeatureContext } from "../feature.ts";
import { DisposableStore, MutableDisposable } from "../lib/disposables.ts";
import { HumanError } from "../lib/humanError.ts";
import { registerCommand } from "../lib/log.ts";
import { answering, type FolderSession, type Sessions } from "../sessions.ts";

/**
 * Show in Test Coverage: gives the coverage to VS Code's own view. Only on request: the window shows one coverage at a
 * time, so that ours closes another's and the next test run of anyone closes ours.
 */
export function testCoverage(sessions: Sessions, { log }: FeatureContext): vscode.Disposable {
  const store = new DisposableStore();
  const holder = store.add(new MutableDisposable<vscode.TestController>());

  store.add(
    registerCommand(log, commands.showInTestCoverage, async () => {
      const files = await coverageOf(sessions);
      if (files.length === 0) {
        throw new HumanError("no-coverage", vscode.l10n.t("No coverage report speaks of a file of this window."), {
          title: vscode.l10n.t("Run Assessment"),
          command: commands.runAssessment,
        });
      }
      const controller = vscode.tests.createTestController("readiness.coverage", vscode.l10n.t("Readiness"));
      holder.value = controller;
      // Details are asked of the profile that the request names.
      const profile = controller.createRunProfile(
        vscode.l10n.t("Reports"),
        vscode.TestRunProfileKind.Coverage,
        () => vscode.commands.executeCommand(commands.showInTestCoverage),
        false,
      );
      profile.loadDetailedCoverage = async (_run, coverage) =>
        coverage instanceof ReportedCoverage ? coverage.details() : [];
      const request = new vscode.TestRunRequest([], [], profile, false, true);
      const run = controller.createTestRun(request, vscode.l10n.t("Coverage of the reports"), false);
      for (const file of files) run.addCoverage(file);
      const unknown = files.reduce((sum, file) => sum + file.unknownLines, 0);
      if (unknown > 0) {
        run.appendOutput(
          `${countText(unknown, "lines")} changed since measured or unknown: left out here, unknown in the gates.\r\n`,
        );
      }
      run.end();
      await vscode.commands.executeCommand("workbench.view.testCoverage.focus").then(undefined, () => undefined);
    }),
  );
  return store;
}

async function coverageOf(sessions: Sessions): Promise<ReportedCoverage[]> {
  const all: ReportedCoverage[] = [];
  for (const session of sessions.all) {
    for (const file of (await answering(session)?.coveredFiles()) ?? []) {
      if (file.lines.total - file.lines.unknown > 0) all.push(new ReportedCoverage(session, file));
    }
  }
  return all;
}

/** Counts now, lines when the file is opened. Unknown lines are left out: VS Code has no word for them. */
class ReportedCoverage extends vscode.FileCoverage {
  readonly unknownLines: number;
  readonly #session: FolderSession;
  readonly #file: string;

  constructor(session: FolderSession, { file, lines, branches }: CoveredFile) {
    super(
      vscode.Uri.joinPath(session.folder.uri, file),
      new vscode.TestCoverageCount(lines.covered, lines.total - lines.unknown),
      branches === null ? undefined : new vscode.TestCoverageCount(branches.covered, branches.total),
    );
    this.unknownLines = lines.unknown;
    this.#session = session;
    this.#file = file;
  }

  async details(): Promise<vscode.FileCoverageDetail[]> {
    const view = await answering(this.#session)?.fileView(this.#file);
    if (view == null) return [];
    return [
      ...view.lines.filter(({ hits }) => hits !== null).map(statement),
      ...view.functions.map(
        ({ name, line, hits }) =>
          new vscode.DeclarationCoverage(name, hits, new vscode.Position(Math.max(0, line - 1), 0)),
      ),
    ];
  }
}

function statement({ line, hits, branches }: LineView): vscode.StatementCoverage {
  const at = new vscode.Position(line - 1, 0);
  const arms =
    branches === null
      ? []
      : Array.from({ length: branches.total }, (_, arm) => {
          const taken = arm < branches.covered;
          return new vscode.BranchCoverage(taken, at, taken ? undefined : branches.missing[arm - branches.covered]);
        });
  return new vscode.StatementCoverage(
    hits ?? 0,
    new vscode.Range(line - 1, 0, line - 1, Number.MAX_SAFE_INTEGER),
    arms,
  );
}
