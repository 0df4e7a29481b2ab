import type { Assessment, Level } from "../../core/model/assessment.ts";
import {
  ageText,
  brief,
  codeSpan,
  countText,
  escapeMarkdown,
  levelIcon,
  levelTitle,
  scoreText,
  spokenScore,
} from "../../core/output/words.ts";
import { assessmentIn, type FolderShown, unsupportedReason } from "./folder.ts";
import { emptyOf } from "./welcome.ts";

/** What the status bar item shows. `tooltip` is Markdown with theme icons. */
export interface StatusBarLook {
  readonly text: string;
  readonly tooltip: string;
  readonly accessibilityLabel: string;
  readonly background: "error" | null;
}

interface StatusBarTaste {
  readonly visible: "always" | "withReports" | "never";
  readonly errorBackground: boolean;
}

/** The states a folder can be shown in, the worst first: with several folders the worst one speaks. */
type Shown =
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "assessed"; readonly assessment: Assessment; readonly busy: boolean }
  | { readonly kind: "broken-configuration"; readonly busy: boolean }
  | { readonly kind: "no-reports"; readonly busy: boolean }
  | { readonly kind: "starting" }
  | { readonly kind: "unsupported" };

const levelsWorstFirst: readonly Level[] = [
  "blocked",
  "unmeasured",
  "not-ready",
  "needs-improvement",
  "conditionally-ready",
  "production-ready",
];

function shownOf(folder: FolderShown): Shown {
  const { state } = folder;
  const assessment = assessmentIn(folder);
  const busy = state.phase === "reading";
  switch (emptyOf(folder)) {
    case "unsupported":
      return { kind: "unsupported" };
    case "failed":
      return { kind: "failed", message: state.phase === "failed" ? state.message : "" };
    case "brokenConfiguration":
      return { kind: "broken-configuration", busy };
    case "noReports":
      return { kind: "no-reports", busy };
    default:
      return assessment === null ? { kind: "starting" } : { kind: "assessed", assessment, busy };
  }
}

function badness(shown: Shown): number {
  switch (shown.kind) {
    case "failed":
      return 100;
    case "assessed":
      return 90 - levelsWorstFirst.indexOf(shown.assessment.level);
    case "broken-configuration":
      return 80;
    case "no-reports":
      return 3;
    case "starting":
      return 2;
    case "unsupported":
      return 1;
  }
}

/** @returns null where there is nothing to show */
export function statusBarLook(
  folders: readonly FolderShown[],
  taste: StatusBarTaste,
  now: number,
): StatusBarLook | null {
  if (folders.length === 0 || taste.visible === "never") return null;
  const all = folders.map((folder) => ({ folder, shown: shownOf(folder) }));
  if (taste.visible === "withReports" && !all.some(({ shown }) => badness(shown) > 3)) return null;
  const worst = all.reduce((a, b) => (badness(b.shown) > badness(a.shown) ? b : a));
  const look = lookOf(worst.shown, taste, now);
  if (all.length === 1) return look;
  const lines = all.map(({ folder, shown }) => {
    const { text, accessibilityLabel } = lookOf(shown, taste, now);
    return {
      row: `| ${escapeMarkdown(folder.name)} | ${text.replace(/ Readiness\b:?/, "")} | ${wordOf(shown)} |`,
      spoken: `${folder.name}: ${accessibilityLabel}`,
    };
  });
  const table = ["| Folder | Score | |", "|:--|:--|:--|", ...lines.map(({ row }) => row)].join("\n");
  return {
    ...look,
    tooltip: `${table}\n\n---\n\n**${escapeMarkdown(worst.folder.name)}**\n\n${look.tooltip}`,
    accessibilityLabel: `Worst of ${all.length} folders, ${worst.folder.name}: ${look.accessibilityLabel}`,
  };
}

function wordOf(shown: Shown): string {
  switch (shown.kind) {
    case "assessed":
      return levelTitle[shown.assessment.level];
    case "failed":
      return "Failed";
    case "broken-configuration":
      return "readiness.json is broken";
    case "no-reports":
      return "No reports found";
    case "starting":
      return "Looking for reports";
    case "unsupported":
      return "Not on disk";
  }
}

function lookOf(shown: Shown, taste: StatusBarTaste, now: number): StatusBarLook {
  switch (shown.kind) {
    case "starting":
      return plain(
        "$(loading~spin) Readiness",
        "**Readiness** · looking for reports …",
        "Readiness: looking for reports",
      );
    case "unsupported":
      return plain(
        "$(circle-slash) Readiness",
        `**Not available**\n\n${unsupportedReason}`,
        `Readiness is not available: ${unsupportedReason}`,
      );
    case "failed":
      return plain(
        "$(warning) Readiness failed",
        `**Failed** · ${escapeMarkdown(shown.message)}\n\nThe log (“Readiness: Show Log”) holds the details; “Readiness: Refresh” tries again.`,
        `Readiness failed: ${shown.message}`,
      );
    case "broken-configuration":
      return plain(
        `${icon("warning", shown.busy)} Readiness: readiness.json is broken`,
        "**readiness.json is broken**\n\nNothing is assessed until it can be read. Its problems are in the Problems view.",
        "Readiness: readiness.json is broken",
      );
    case "no-reports":
      return plain(
        `${icon("question", shown.busy)} Readiness: no reports`,
        "**No reports found**\n\nReports of tests, coverage and benchmarks were looked for in this folder. Click to see where.",
        "Readiness: no reports found, nothing is measured",
      );
    case "assessed":
      return assessedLook(shown.assessment, shown.busy, taste, now);
  }
}

function plain(text: string, tooltip: string, accessibilityLabel: string): StatusBarLook {
  return { text, tooltip, accessibilityLabel, background: null };
}

function icon(name: string, busy: boolean): string {
  return busy ? "$(loading~spin)" : `$(${name})`;
}

function assessedLook(assessment: Assessment, busy: boolean, taste: StatusBarTaste, now: number): StatusBarLook {
  const { level, score } = assessment;
  return {
    text: `${icon(levelIcon[level], busy)} Readiness ${scoreText(score)}`,
    tooltip: tooltipOf(assessment, busy, now),
    accessibilityLabel: spoken(assessment, busy),
    background: level === "blocked" && taste.errorBackground ? "error" : null,
  };
}

interface Tally {
  readonly all: number;
  readonly critical: number;
}

function tally(assessment: Assessment, verdict: string): Tally {
  const gates = assessment.gates.filter((gate) => gate.verdict === verdict);
  return { all: gates.length, critical: gates.filter(({ critical }) => critical).length };
}

/** Characters of a blocker in the tooltip: what it is, not where all was looked. The view has the rest. */
const blockerLength = 120;

function tooltipOf(assessment: Assessment, busy: boolean, now: number): string {
  const best =
    assessment.levelAtBest === assessment.level ? "" : `, at best ${levelTitle[assessment.levelAtBest].toLowerCase()}`;
  const rows = (
    [
      ["pass", "$(pass) Pass"],
      ["fail", "$(error) Fail"],
      ["unknown", "$(question) Unmeasured"],
      ["not-applicable", "$(circle-outline) Not applicable"],
    ] as const
  )
    .map(([verdict, words]) => ({ words, ...tally(assessment, verdict) }))
    .filter(({ all, words }) => all > 0 || !words.includes("applicable"))
    .map(({ words, all, critical }) => `| ${words} | ${all} | ${critical} |`);
  const parts = [
    `**${levelTitle[assessment.level]}**${best} · score ${scoreText(assessment.score)} of 100`,
    ["| Gates | All | Critical |", "|:--|--:|--:|", ...rows].join("\n"),
  ];
  const blockers = assessment.blockers
    .slice(0, 4)
    .map(({ message }) => `- ${escapeMarkdown(brief(message, blockerLength))}`);
  if (assessment.blockers.length > 4) blockers.push(`- and ${assessment.blockers.length - 4} more`);
  if (blockers.length > 0) parts.push(blockers.join("\n"));
  const evidence = newestEvidence(assessment, now);
  if (evidence !== null) parts.push(evidence);
  if (busy) parts.push("$(loading~spin) Reading reports …");
  return parts.join("\n\n");
}

function newestEvidence(assessment: Assessment, now: number): string | null {
  const read = assessment.reports.filter(({ status }) => status === "read");
  const newest = read
    .flatMap(({ path, provenance }) =>
      provenance === null ? [] : [{ path, time: provenance.generated ?? provenance.modified }],
    )
    .sort((a, b) => Date.parse(b.time) - Date.parse(a.time))[0];
  if (newest === undefined) return null;
  return `${countText(read.length, "reports")} read, the newest ${codeSpan(newest.path)}, written ${ageText(newest.time, now)}`;
}

function spoken(assessment: Assessment, busy: boolean): string {
  const [failing, unknown] = [tally(assessment, "fail"), tally(assessment, "unknown")];
  const why: string[] = [];
  if (failing.critical > 0)
    why.push(`${countText(failing.critical, "critical gates")} ${failing.critical === 1 ? "fails" : "fail"}`);
  if (failing.all > failing.critical)
    why.push(
      `${countText(failing.all - failing.critical, "other gates")} ${failing.all - failing.critical === 1 ? "fails" : "fail"}`,
    );
  if (unknown.critical > 0) why.push(`${countText(unknown.critical, "critical gates")} not measured`);
  if (unknown.all > unknown.critical)
    why.push(`${countText(unknown.all - unknown.critical, "other gates")} not measured`);
  const reasons = why.length > 0 ? `: ${why.join(", ")}` : ": all gates pass";
  return `Readiness ${spokenScore(assessment.score)}, ${levelTitle[assessment.level].toLowerCase()}${reasons}${busy ? "; reading reports" : ""}`;
}
