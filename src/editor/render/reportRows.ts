import type { Assessment, ReportState, UnmatchedPath } from "../../core/model/assessment.ts";
import { countText, escapeMarkdown, reportStatusWord, unmatchedText } from "../../core/output/words.ts";
import { rowKinds } from "../contributions.ts";
import { evidenceRow } from "./gateRows.ts";
import { cut, type RowDraft } from "./treeRow.ts";

const mostListed = 100;

/** Every file that was taken for a report, with what became of it; the broken ones first. */
export function reportsRow(assessment: Assessment, now: number): RowDraft {
  const order: readonly ReportState["status"][] = ["invalid", "unrecognised", "read", "duplicate", "ignored"];
  const reports = [...assessment.reports].sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
  const counts = order.flatMap((status) => {
    const count = reports.filter((report) => report.status === status).length;
    return count === 0
      ? []
      : [`${count} ${status === "unrecognised" ? "not recognised" : status === "duplicate" ? "duplicate" : status}`];
  });
  return {
    key: "reports",
    label: "Reports",
    description: counts.length === 0 ? "none found" : counts.join(", "),
    icon: { id: "files" },
    children: reports.map((report) => reportRow(report, now)),
  };
}

function reportRow(report: ReportState, now: number): RowDraft {
  const { path, status, dialect, format, problems, matched, unmatched, stale, proposal, provenance } = report;
  const parts = [status === "read" ? (dialect ?? format ?? "") : reportStatusWord[status]];
  if (status === "read" && matched + unmatched.length > 0) {
    parts.push(
      unmatched.length === 0
        ? `${countText(matched, "files")} matched`
        : `${matched} of ${countText(matched + unmatched.length, "files")} matched`,
    );
  }
  if (stale.length > 0) parts.push(`${countText(stale.length, "files")} changed since`);
  const broken = status === "invalid";
  const children: RowDraft[] = [
    ...problems.map((problem) => ({
      key: `problem:${problem.code}:${problem.line ?? 0}`,
      label: problem.message,
      ...(problem.line === undefined ? {} : { description: `line ${problem.line}` }),
      tooltip: escapeMarkdown(problem.message),
      icon: { id: problem.severity },
      open: { path, ...(problem.line === undefined ? {} : { line: problem.line }) },
    })),
    ...(unmatched.length === 0
      ? []
      : [
          {
            key: "unmatched",
            label: `${countText(unmatched.length, "files")} not matched`,
            description: proposal === null ? "" : `a path rule from “${proposal.from}” to “${proposal.to}” would match`,
            icon: { id: "warning" },
            ...(proposal === null ? {} : { context: rowKinds.reportWithRule, rule: proposal }),
            children: () => cut(unmatched.slice(0, mostListed).map(unmatchedRow), mostListed, unmatched.length),
          },
        ]),
    ...(stale.length === 0
      ? []
      : [
          {
            key: "stale",
            label: `${countText(stale.length, "files")} changed since this report`,
            icon: { id: "history" },
            children: () => fileRows(stale, stale.length),
          },
        ]),
    ...(provenance === null ? [] : [{ ...evidenceRow(provenance, now), label: "Open the report" }]),
  ];
  const description = parts.filter((part) => part !== "").join(" · ");
  return {
    key: `report:${path}`,
    label: path,
    description,
    icon: broken ? { id: "error", color: "testing.iconFailed" } : { id: reportIcon(report) },
    ...(proposal === null ? { context: rowKinds.report } : { context: rowKinds.reportWithRule, rule: proposal }),
    spoken: `Report ${path}: ${description}`,
    open: { path },
    children,
  };
}

function reportIcon({ status, unmatched }: ReportState): string {
  if (status === "duplicate") return "copy";
  if (status === "ignored") return "circle-slash";
  if (status !== "read") return "question";
  return unmatched.length > 0 ? "warning" : "file";
}

function unmatchedRow(unmatched: UnmatchedPath): RowDraft {
  return {
    key: unmatched.path,
    label: unmatched.path,
    description: unmatchedText(unmatched),
    icon: { id: "circle-small" },
  };
}

/** Where reports were looked for, and which folders were not entered. */
export function searchRow(assessment: Assessment): RowDraft {
  const { patterns, found } = assessment.search;
  return {
    key: "search",
    label: "Search",
    description: `${countText(found, "files")} found by ${countText(patterns.length, "patterns")}`,
    icon: { id: "search" },
    children: placesRows(assessment),
  };
}

/** What the row of the search has under it. */
export function placesRows({ search }: Assessment): RowDraft[] {
  const { patterns, skippedFolders } = search;
  return [
    ...(skippedFolders.length === 0
      ? []
      : [
          {
            key: "skipped",
            label: "Folders not entered",
            description: skippedFolders.join(", "),
            icon: { id: "folder" },
          },
        ]),
    ...patterns.map((pattern) => ({ key: `pattern:${pattern}`, label: pattern, icon: { id: "regex" } })),
  ];
}

/** Source files that no coverage report mentions; nothing where there are none. */
export function silentRows({ silentFiles, silentFilesTotal }: Assessment): RowDraft[] {
  if (silentFilesTotal === 0) return [];
  return [
    {
      key: "silent",
      label: "Files no report mentions",
      description: countText(silentFilesTotal, "files"),
      icon: { id: "question" },
      children: () => fileRows(silentFiles, silentFilesTotal),
    },
  ];
}

/** Files that a click opens. */
function fileRows(files: readonly string[], total: number): RowDraft[] {
  const rows = files
    .slice(0, mostListed)
    .map((file) => ({ key: file, label: file, icon: { id: "file-code" }, open: { path: file } }));
  return cut(rows, mostListed, total);
}
