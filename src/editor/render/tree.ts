import type { Assessment } from "../../core/model/assessment.ts";
import {
  brief,
  capital,
  componentDescription,
  confidenceTitle,
  countText,
  escapeMarkdown,
  levelIcon,
  levelTitle,
  scoreText,
  spokenScore,
} from "../../core/output/words.ts";
import { rowKinds } from "../contributions.ts";
import { assessmentIn, type FolderShown, unsupportedReason } from "./folder.ts";
import { gateRow } from "./gateRows.ts";
import { placesRows, reportsRow, searchRow, silentRows } from "./reportRows.ts";
import { finishRows, type RowDraft, type TreeRow } from "./treeRow.ts";
import { emptyOf, welcomeOf } from "./welcome.ts";

/** All rows of the view: of the one folder, or a row for each of several. No rows where the welcome speaks instead. */
export function treeRows(folders: readonly FolderShown[], now: number): readonly TreeRow[] {
  if (welcomeOf(folders).view !== "rows") return [];
  const [only] = folders;
  if (folders.length === 1 && only !== undefined) return folderRows(only, now);
  return folders.flatMap((folder) => {
    const assessment = assessmentIn(folder);
    const rows = folderRows(folder, now);
    const empty = emptyOf(folder);
    const said =
      assessment === null || empty !== null
        ? ""
        : `${levelTitle[assessment.level]}, score ${scoreText(assessment.score)}`;
    const row: TreeRow = {
      id: folder.key,
      folder: folder.key,
      label: folder.name,
      description: said,
      icon: { id: said === "" || assessment === null ? "folder" : levelIcon[assessment.level] },
      unfolded: true,
      folds: rows.length > 0,
      children: rows,
    };
    return [row];
  });
}

/** Where reports were looked for, for the view that stands in while none were found. */
export function searchRows(folders: readonly FolderShown[]): readonly TreeRow[] {
  return folders.flatMap((folder) => {
    const assessment = assessmentIn(folder);
    if (assessment === null) return [];
    const children = placesRows(assessment);
    const { key, name } = folder;
    if (folders.length === 1) return finishRows(children, key);
    return finishRows([{ key: "search", label: name, icon: { id: "folder" }, unfolded: true, children }], key);
  });
}

/** How many critical gates fail, of the folders whose gates are shown: the badge. */
export function failingCriticalGates(folders: readonly FolderShown[]): number {
  return folders
    .filter((folder) => emptyOf(folder) === null)
    .flatMap((folder) => assessmentIn(folder)?.gates ?? [])
    .filter(({ critical, verdict }) => critical && verdict === "fail").length;
}

function folderRows(folder: FolderShown, now: number): TreeRow[] {
  const assessment = assessmentIn(folder);
  const empty = emptyOf(folder);
  if (empty !== null || assessment === null) {
    const words: Readonly<Record<string, string>> = {
      failed: folder.state.phase === "failed" ? folder.state.message : "",
      unsupported: unsupportedReason,
      starting: "Looking for reports …",
      noReports: "No reports found",
      brokenConfiguration: "readiness.json is broken",
    };
    const draft = { key: "empty", label: words[empty ?? "starting"] ?? "", icon: { id: "info" } };
    const open =
      empty === "brokenConfiguration" && assessment?.configuration.path
        ? { open: { path: assessment.configuration.path } }
        : {};
    const children = assessment === null ? [] : [searchRow(assessment)];
    return finishRows([{ ...draft, ...open }, ...children], folder.key);
  }
  return finishRows(
    [
      levelRow(assessment),
      ...partRunRows(assessment),
      ...runFailureRows(assessment),
      ...configurationRows(assessment),
      ...assessment.gates.map((gate) => gateRow(gate, now)),
      ...planRows(assessment),
      componentsRow(assessment),
      reportsRow(assessment, now),
      ...silentRows(assessment),
      searchRow(assessment),
    ],
    folder.key,
  );
}

/** A run that looks like a part of the tests, with the button that takes it as whole. */
function partRunRows({ subset }: Assessment): RowDraft[] {
  if (subset === null) return [];
  const { files, tests } = subset;
  const counts = [
    ...(files === null ? [] : [`${files.now} of ${countText(files.before, "files")}`]),
    ...(tests === null ? [] : [`${tests.now} of ${countText(tests.before, "tests")}`]),
  ];
  return [
    {
      key: "partRun",
      label: "Looks like a part of the tests",
      description: counts.join(", "),
      tooltip: escapeMarkdown(`${capital(subset.message)}. If it was all there is, accept it as whole.`),
      icon: { id: "warning", color: "testing.iconQueued" },
      context: rowKinds.partRun,
    },
  ];
}

function levelRow(assessment: Assessment): RowDraft {
  const { level, levelAtBest, score, confidence, confidenceReasons, trend, blockers, profile, commit } = assessment;
  const best = levelAtBest === level ? "" : ` · at best ${levelTitle[levelAtBest].toLowerCase()}`;
  return {
    key: "level",
    label: levelTitle[level],
    description: `score ${scoreText(score)} of 100${best}`,
    tooltip: [
      `**${levelTitle[level]}** · score ${scoreText(score)} of 100`,
      ...blockers.map(({ message }) => escapeMarkdown(brief(message))),
    ].join("\n\n"),
    icon: { id: levelIcon[level], ...(level === "blocked" ? { color: "testing.iconFailed" } : {}) },
    spoken: `Level ${levelTitle[level]}, score ${spokenScore(score)}`,
    children: [
      ...blockers.map((blocker) => ({
        key: `blocker:${blocker.gates.join(",")}`,
        label: blocker.message,
        tooltip: escapeMarkdown(blocker.message),
        icon: { id: blocker.kind === "critical" ? "circle-slash" : "question" },
        unfolded: true,
        children: blocker.consequences.map((consequence) => ({
          key: consequence,
          label: consequence,
          icon: { id: "indent" },
        })),
      })),
      {
        key: "confidence",
        label: "Confidence",
        description: confidenceTitle[confidence],
        icon: { id: "law" },
        children: confidenceReasons.map((reason) => ({ key: reason, label: capital(reason), icon: { id: "info" } })),
      },
      { key: "trend", label: "Trend", description: trend.message, icon: { id: trendIcon[trend.direction] } },
      {
        key: "profile",
        label: "Profile",
        description: `${profile}${commit === null ? "" : ` · commit ${commit.slice(0, 10)}`}`,
        icon: { id: "settings" },
      },
    ],
  };
}

const trendIcon: Readonly<Record<Assessment["trend"]["direction"], string>> = {
  improving: "arrow-up",
  stable: "arrow-right",
  declining: "arrow-down",
  none: "dash",
  "not-comparable": "dash",
};

function runFailureRows({ runFailures }: Assessment): RowDraft[] {
  return runFailures.map(({ name, kind, message }) => ({
    key: `run:${name}`,
    label: `${capital(name)}: ${message}`,
    description: kind === "cancelled" ? "cancelled" : "",
    tooltip: escapeMarkdown(message),
    icon: { id: "debug-alt" },
    spoken: `Run of ${name}: ${message}`,
  }));
}

function configurationRows({ configuration }: Assessment): RowDraft[] {
  const { path, problems } = configuration;
  if (problems.length === 0) return [];
  return [
    {
      key: "configuration",
      label: path ?? "readiness.json",
      description: countText(problems.length, "problems"),
      icon: { id: problems.some(({ severity }) => severity === "error") ? "error" : "warning" },
      context: rowKinds.configuration,
      ...(path === null ? {} : { open: { path } }),
      children: problems.map(({ message, severity, code, path: key }) => ({
        key: `${code}:${key.join(".")}`,
        label: message,
        tooltip: escapeMarkdown(message),
        icon: { id: severity },
        ...(path === null ? {} : { open: { path } }),
      })),
    },
  ];
}

function planRows({ plan }: Assessment): RowDraft[] {
  if (plan.length === 0) return [];
  return [
    {
      key: "plan",
      label: "Next steps",
      description: "the ones that gain the most first",
      icon: { id: "checklist" },
      children: plan.map(({ gate, message, file, line }) => ({
        key: `step:${gate}:${file ?? ""}:${line ?? 0}`,
        label: message,
        tooltip: escapeMarkdown(message),
        icon: { id: "arrow-right" },
        ...(file === undefined ? {} : { open: { path: file, ...(line === undefined || line <= 0 ? {} : { line }) } }),
      })),
    },
  ];
}

function componentsRow({ components }: Assessment): RowDraft {
  return {
    key: "components",
    label: "Components",
    icon: { id: "symbol-structure" },
    children: components.map((component) => ({
      key: component.id,
      label: component.title,
      description: componentDescription(component),
      icon: {
        id: component.value === null ? "question" : component.value.low >= component.target ? "pass" : "circle-outline",
      },
    })),
  };
}
