import type { Assessment, SafetyGap } from "../../core/model/assessment.ts";
import type { Problem } from "../../core/model/report.ts";

export type Severity = "error" | "warning" | "information";

/** A problem at a place, as plain data. Lines are 1-based and inclusive; `file` is a path as the engine names it. */
export interface DiagnosticModel {
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
  readonly message: string;
  readonly severity: Severity;
  readonly code: DiagnosticCode;
  readonly related: readonly { readonly file: string; readonly message: string }[];
}

/** Stable codes: each has its explanation in `explanations.ts`. */
export const diagnosticCodes = [
  "safety-uncovered",
  "safety-partial-branch",
  "safety-unjustified-exclusion",
  "safety-silent-file",
  "safety-stale",
  "report-invalid",
  "report-warning",
  "configuration",
] as const;
export type DiagnosticCode = (typeof diagnosticCodes)[number];

const codeOfGap: Readonly<Record<SafetyGap["kind"], DiagnosticCode>> = {
  "uncovered-lines": "safety-uncovered",
  "partial-branch": "safety-partial-branch",
  "unjustified-exclusion": "safety-unjustified-exclusion",
  "silent-file": "safety-silent-file",
  "stale-lines": "safety-stale",
};

/**
 * Gaps in safety-critical code. What is known to be a gap has the severity asked for; where the result is out of date, or
 * no report speaks of the file, nothing is known to be wrong: that is information.
 */
export function safetyDiagnostics(
  assessment: Assessment,
  severity: Severity,
  gaps: readonly SafetyGap[] = assessment.safetyGaps,
): DiagnosticModel[] {
  const titles = new Map(assessment.gates.map(({ id, title }) => [id, title]));
  const policy = assessment.configuration.path;
  return gaps.map((gap) => {
    const gate = titles.get(gap.gate) ?? gap.gate;
    const unknown = gap.kind === "stale-lines" || gap.kind === "silent-file";
    return {
      file: gap.file,
      line: Math.max(1, gap.line),
      endLine: Math.max(1, gap.line, gap.endLine),
      message: gap.message,
      severity: unknown ? "information" : severity,
      code: codeOfGap[gap.kind],
      related: [
        ...(policy === null ? [] : [{ file: policy, message: `Gate “${gate}”` }]),
        ...gap.reports.map((report) => ({ file: report, message: `Report of the gate “${gate}”` })),
      ],
    };
  });
}

/** Problems of report files, on the report; not of files inside archives, which no editor can open. */
export function reportDiagnostics(assessment: Assessment): DiagnosticModel[] {
  return assessment.reports
    .filter(({ path, status }) => !path.includes("!/") && status !== "duplicate" && status !== "ignored")
    .flatMap(({ path, problems, status }) =>
      problems
        .filter(({ severity }) => severity !== "info" && status !== "unrecognised")
        .map((problem) => reportDiagnostic(path, problem)),
    );
}

function reportDiagnostic(path: string, { severity, message, line = 1 }: Problem): DiagnosticModel {
  const broken = severity === "error";
  return {
    file: path,
    line: Math.max(1, line),
    endLine: Math.max(1, line),
    message: broken ? `${message}. Nothing is counted from this report.`.replace("..", ".") : message,
    severity: broken ? "error" : "warning",
    code: broken ? "report-invalid" : "report-warning",
    related: [],
  };
}

/** What is told of each file; files in the order they come. */
export function byFile<T extends { readonly file: string }>(all: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const files = new Map<string, T[]>();
  for (const each of all) {
    const list = files.get(each.file);
    if (list === undefined) files.set(each.file, [each]);
    else list.push(each);
  }
  return files;
}

/** 0-based line and column of a character offset. */
export function positionAt(text: string, offset: number): { readonly line: number; readonly character: number } {
  const before = text.slice(0, Math.max(0, Math.min(offset, text.length)));
  const breaks = [...before.matchAll(/\r\n|\r|\n/g)];
  const last = breaks.at(-1);
  return { line: breaks.length, character: before.length - (last === undefined ? 0 : last.index + last[0].length) };
}
