import type { GateResult, Offender } from "../../core/model/gate.ts";
import { displayPercent } from "../../core/model/measurement.ts";
import type { Provenance } from "../../core/model/report.ts";
import {
  ageText,
  capital,
  codeSpan,
  countsText,
  countText,
  escapeMarkdown,
  gateDescription,
  gateSpoken,
  linesText,
  metricUnit,
  offenderKindText,
  offenderText,
  percentText,
  verdictColor,
  verdictIcon,
} from "../../core/output/words.ts";
import { rowKinds } from "../contributions.ts";
import { cut, type RowDraft } from "./treeRow.ts";

/** A gate's row, with everything that explains its verdict under it. */
export function gateRow(gate: GateResult, now: number): RowDraft {
  const color = verdictColor(gate);
  return {
    key: `gate:${gate.id}`,
    label: gate.title,
    description: gateDescription(gate),
    tooltip: gateTooltip(gate),
    icon: { id: verdictIcon(gate), ...(color === null ? {} : { color }) },
    context: rowKinds.gate,
    spoken: gateSpoken(gate),
    gate: gate.id,
    children: () => gateChildren(gate, now),
  };
}

/** Every gate has at least one: a report it rests on, or the reason why there is none. */
function gateChildren(gate: GateResult, now: number): RowDraft[] {
  return [
    ...(gate.nextAction === null
      ? []
      : [{ key: "next", label: gate.nextAction, icon: { id: "arrow-right" }, spoken: `Next: ${gate.nextAction}` }]),
    ...gate.measurement.metrics.map((metric) => ({
      key: `metric:${metric.metric}`,
      label: capital(metric.metric),
      description: [
        percentText(metric.value),
        ...(metric.counts === null ? [] : [countsText(metric.counts, metricUnit(metric.metric))]),
      ].join(", "),
      icon: { id: "symbol-numeric" },
    })),
    ...gate.measurement.reasons.map(({ code, message }) => ({
      key: `reason:${code}`,
      label: capital(message),
      icon: { id: "info" },
      tooltip: escapeMarkdown(message),
    })),
    ...gate.notes.map((note) => ({
      key: `note:${note}`,
      label: capital(note),
      icon: { id: "note" },
      tooltip: escapeMarkdown(note),
    })),
    ...offenderRows(gate),
    ...gate.measurement.evidence.map((provenance) => evidenceRow(provenance, now)),
  ];
}

/** What a gate rests on and why, as far as it fits under the mouse. */
function gateTooltip(gate: GateResult): string {
  const lines = [
    `**${escapeMarkdown(gate.title)}**${gate.critical ? " · critical" : ""}`,
    escapeMarkdown(gateDescription(gate)),
    `Threshold ${displayPercent(gate.threshold)} %, weight ${displayPercent(gate.weight * 100)} %`,
    ...gate.measurement.reasons.slice(0, 3).map(({ message }) => escapeMarkdown(message)),
  ];
  if (gate.nextAction !== null) lines.push(`$(arrow-right) ${escapeMarkdown(gate.nextAction)}`);
  return lines.join("\n\n");
}

/** A report a number rests on: opens the report. */
export function evidenceRow(provenance: Provenance, now: number): RowDraft {
  const { path, producer, format, generated, modified, commit, sha256 } = provenance;
  const tooltip = [
    codeSpan(path),
    `Format ${escapeMarkdown(format)}${producer === null ? "" : `, written by ${escapeMarkdown(producer)}`}`,
    generated === null ? "The report states no time" : `Time in the report ${escapeMarkdown(generated)}`,
    `File time ${escapeMarkdown(modified)}`,
    ...(commit === null ? [] : [`Commit ${codeSpan(commit)}`]),
    `SHA\\-256 ${codeSpan(sha256.slice(0, 16))}…`,
  ].join("  \n");
  return {
    key: `evidence:${path}`,
    label: path,
    description: `${producer ?? format} · ${ageText(generated ?? modified, now)}`,
    tooltip,
    icon: { id: "file" },
    context: rowKinds.report,
    spoken: `Evidence: ${path}, ${producer ?? format}, ${ageText(generated ?? modified, now)}`,
    open: { path },
  };
}

/** Kinds whose `file` is a file that can be opened, whatever its line. */
const inFiles = new Set<Offender["kind"]>([
  "uncovered-lines",
  "partial-branch",
  "unjustified-exclusion",
  "silent-file",
  "stale-lines",
  "finding",
  "survived-mutant",
  "uncovered-condition",
  "uncovered-function",
]);

/** Rows below one: of safety-critical code every place is known, and there may be many thousands. */
const mostRows = 500;

/** Offenders grouped by file, each opening at its line; those without a file stand alone. */
function offenderRows(gate: GateResult): RowDraft[] {
  const byFile = new Map<string, Offender[]>();
  for (const offender of gate.offenders) {
    const key = opens(offender) ? offender.file : "";
    const known = byFile.get(key);
    if (known === undefined) byFile.set(key, [offender]);
    else known.push(offender);
  }
  const rows: RowDraft[] = [];
  for (const [file, offenders] of byFile) {
    if (file === "") rows.push(...offenders.map(loneRow));
    else rows.push(fileRow(file, offenders));
  }
  return cut(rows, mostRows, rows.length + gate.offendersTotal - gate.offenders.length);
}

function opens({ file, line, kind }: Offender): boolean {
  return file !== "" && (line > 0 || inFiles.has(kind) || (kind === "failed-test" && file.includes("/")));
}

function loneRow(offender: Offender): RowDraft {
  const word = offenderKindText(offender.kind);
  const name = offender.file === "" ? offenderText(offender) : offender.file;
  return {
    key: `offender:${name}`,
    label: name,
    description: name === word ? "" : offender.file === "" ? word : offenderText(offender),
    icon: { id: "circle-small" },
  };
}

function fileRow(file: string, offenders: readonly Offender[]): RowDraft {
  const slash = file.lastIndexOf("/");
  const [first] = offenders;
  const whole = offenders.length === 1 && first !== undefined && first.line <= 0;
  const folder = slash < 0 ? "" : file.slice(0, slash);
  const what = whole ? offenderText(first) : countText(offenders.length, "places");
  return {
    key: `file:${file}`,
    label: file.slice(slash + 1),
    description: folder === "" ? what : `${folder} · ${what}`,
    tooltip: codeSpan(file),
    icon: { id: "file-code" },
    spoken: `${file}, ${what}`,
    open: { path: file, ...(first !== undefined && first.line > 0 ? { line: first.line } : {}) },
    children: whole
      ? []
      : () =>
          cut(
            offenders.slice(0, mostRows).map((offender) => placeRow(file, offender)),
            mostRows,
            offenders.length,
          ),
  };
}

function placeRow(file: string, offender: Offender): RowDraft {
  const { line, endLine, kind } = offender;
  const where = linesText(line, endLine);
  const text = offenderText(offender);
  return {
    key: `place:${kind}:${line}`,
    label: where === "" ? capital(text) : capital(where),
    ...(where === "" ? {} : { description: text }),
    tooltip: escapeMarkdown(text),
    icon: { id: offenderIcon[kind] ?? "circle-small" },
    spoken: `${where === "" ? file : where}: ${text}`,
    open: { path: file, ...(line > 0 ? { line, ...(endLine === undefined ? {} : { endLine }) } : {}) },
  };
}

/** A shape of its own for each kind of place in the code. */
const offenderIcon: Partial<Record<Offender["kind"], string>> = {
  "uncovered-lines": "circle-slash",
  "partial-branch": "git-compare",
  "unjustified-exclusion": "eye-closed",
  "stale-lines": "history",
  "failed-test": "error",
  "silent-file": "question",
};
