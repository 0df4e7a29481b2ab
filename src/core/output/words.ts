import type { Component, Confidence, Level, ReportState, UnmatchedPath } from "../model/assessment.ts";
import type { Distance, GateResult, Offender, Verdict } from "../model/gate.ts";
import type { Interval, MeasuredCounts, MeasurementStatus } from "../model/measurement.ts";
import { displayPercent } from "../model/measurement.ts";
import { numberText } from "../numberText.ts";

/** The product's words, and the names of its icons: one place, one voice for the editor and the command line. */

export const levelTitle: Readonly<Record<Level, string>> = {
  "production-ready": "Production ready",
  "conditionally-ready": "Conditionally ready",
  "needs-improvement": "Needs improvement",
  "not-ready": "Not ready",
  blocked: "Blocked",
  unmeasured: "Cannot be assessed",
};

/** Codicons: each level has its own shape, so that colour is never needed to tell them apart. */
export const levelIcon: Readonly<Record<Level, string>> = {
  "production-ready": "pass-filled",
  "conditionally-ready": "pass",
  "needs-improvement": "warning",
  "not-ready": "error",
  blocked: "circle-slash",
  unmeasured: "question",
};

export const confidenceTitle: Readonly<Record<Confidence, string>> = {
  "very-high": "very high",
  high: "high",
  medium: "medium",
  low: "low",
};

const statusWord: Readonly<Record<MeasurementStatus, string>> = {
  measured: "undecided",
  partial: "partly measured",
  stale: "out of date",
  invalid: "report invalid",
  missing: "not measured",
  "not-applicable": "not applicable",
};

/** What a gate says in one or two words. */
export function verdictWord({ verdict, measurement }: Pick<GateResult, "verdict" | "measurement">): string {
  if (verdict === "pass") return "passes";
  if (verdict === "fail") return "fails";
  if (verdict === "not-applicable") return "not applicable";
  return statusWord[measurement.status];
}

export function verdictIcon({ verdict, critical }: { verdict: Verdict; critical: boolean }): string {
  if (verdict === "pass") return "pass";
  if (verdict === "fail") return critical ? "error" : "warning";
  return verdict === "unknown" ? "question" : "circle-outline";
}

/** Theme colours of VS Code for what has an icon: never the only sign. */
export function verdictColor({ verdict, critical }: { verdict: Verdict; critical: boolean }): string | null {
  if (verdict === "pass") return "testing.iconPassed";
  if (verdict === "fail") return critical ? "testing.iconFailed" : "list.warningForeground";
  return null;
}

/** Scores from which another level is reached, and 100: a score is never rounded up onto one. */
const scoreSteps = [70, 85, 95, 100];

/** A whole score: the nearest number, but never one that would look like a level that is not reached. */
function wholeScore(score: number): number {
  const nearest = Math.round(score);
  return scoreSteps.some((step) => score < step && nearest >= step) ? Math.floor(score) : nearest;
}

/** "87", or "24–99" while it is uncertain; decimals, cut, only where both ends would read alike. */
export function scoreText({ low, high }: Interval): string {
  // A score that is certain is cut as every certain number is; the ends of an interval are the nearest whole numbers.
  if (low === high) return displayPercent(low, 0);
  const [from, to] = [wholeScore(low), wholeScore(high)];
  if (from !== to) return `${from}–${to}`;
  for (const digits of [1, 2]) {
    const [cutFrom, cutTo] = [displayPercent(low, digits), displayPercent(high, digits)];
    if (cutFrom !== cutTo) return `${cutFrom}–${cutTo}`;
  }
  return displayPercent(low, 2);
}

/** "71.2 %" or "71.2–80 %"; nothing known is "not measured". */
export function percentText(value: Interval | null): string {
  if (value === null) return "not measured";
  const [low, high] = [displayPercent(value.low), displayPercent(value.high)];
  return low === high ? `${low} %` : `${low}–${high} %`;
}

/** "1 line", "1,204 lines". */
export function countText(count: number, unit: string): string {
  const forms: Readonly<Record<string, string>> = { branches: "branch" };
  const one = forms[unit] ?? unit.replace(/s$/, "");
  return `${numberText(count)} ${count === 1 ? one : unit}`;
}

/** "18 lines to go". */
export function distanceText({ count, unit }: Distance): string {
  return `${countText(count, unit)} to go`;
}

const unitOfGate: Readonly<Record<string, string>> = {
  overall_test_coverage: "lines",
  critical_component_coverage: "lines",
  test_pass_rate: "tests",
  numerical_stability: "tests",
  system_compatibility: "environments",
  performance_benchmarks: "benchmarks",
};

const unitOfMetric: Readonly<Record<string, string>> = {
  line: "lines",
  branch: "branches",
  function: "functions",
  condition: "conditions",
  statement: "statements",
};

/** "89/125 lines"; the unit only where it is known; unknown ones named. */
export function countsText(counts: MeasuredCounts, unit: string | null): string {
  const unknown = counts.unknown === 0 ? "" : ` (${numberText(counts.unknown)} unknown)`;
  return `${numberText(counts.covered)}/${numberText(counts.total)}${unit === null ? "" : ` ${unit}`}${unknown}`;
}

/** What a gate counts, where that is known. */
export function gateUnit(gate: GateResult): string | null {
  const metric = gate.measurement.metrics[0]?.metric;
  if (gate.measurement.metrics.length === 1 && metric !== undefined) return metricUnit(metric);
  return gate.distance?.unit ?? unitOfGate[gate.id] ?? null;
}

export function metricUnit(metric: string): string {
  return unitOfMetric[metric] ?? metric;
}

/** Right of a gate's name: "fails · 71.2 % of 85 %, 89/125 lines, 18 lines to go". */
export function gateDescription(gate: GateResult): string {
  const word = verdictWord(gate);
  if (gate.verdict === "not-applicable") return word;
  const { value, counts } = gate.measurement;
  if (value === null) return `${word}, needs ${displayPercent(gate.threshold)} %`;
  const parts = [`${percentText(value)} of ${displayPercent(gate.threshold)} %`];
  if (counts !== null) parts.push(countsText(counts, gateUnit(gate)));
  if (gate.distance !== null && gate.distance.count > 0) parts.push(distanceText(gate.distance));
  return `${word} · ${parts.join(", ")}`;
}

/** The same for a screen reader: no signs, whole words. */
export function gateSpoken(gate: GateResult): string {
  const { value, counts } = gate.measurement;
  const parts = [`${gate.title}${gate.critical ? ", critical" : ""}: ${verdictWord(gate)}`];
  if (value !== null) parts.push(spokenPercent(value));
  if (gate.verdict !== "not-applicable") parts.push(`needs ${displayPercent(gate.threshold)} percent`);
  if (counts !== null)
    parts.push(`${numberText(counts.covered)} of ${countText(counts.total, gateUnit(gate) ?? "things")}`);
  if (gate.distance !== null && gate.distance.count > 0) parts.push(distanceText(gate.distance));
  return parts.join(", ");
}

function spokenPercent({ low, high }: Interval): string {
  const [from, to] = [displayPercent(low), displayPercent(high)];
  return from === to ? `${from} percent` : `between ${from} and ${to} percent`;
}

export function spokenScore(score: Interval): string {
  const [from, to] = scoreText(score).split("–");
  return to === undefined ? `${from} of 100` : `between ${from} and ${to} of 100`;
}

export function componentDescription({ status, value, target }: Component): string {
  if (status === "not-applicable") return "not applicable";
  if (value === null)
    return `${statusWord[status === "measured" ? "missing" : status]}, target ${displayPercent(target)}`;
  const state = status === "measured" ? "" : ` · ${statusWord[status]}`;
  return `${scoreText(value)}, target ${displayPercent(target)}${state}`;
}

const offenderWord: Readonly<Record<Offender["kind"], string>> = {
  "uncovered-lines": "not covered",
  "partial-branch": "branch not taken",
  "unjustified-exclusion": "excluded without a justification",
  "silent-file": "no report mentions this file",
  "stale-lines": "changed since measured",
  "failed-test": "test fails",
  "slow-benchmark": "slower than the baseline",
  "missing-benchmark": "not measured",
  "missing-path": "does not exist",
  undocumented: "not documented",
  environment: "environment does not pass",
  finding: "finding",
  "survived-mutant": "mutant survived",
  "uncovered-condition": "condition not covered",
  "uncovered-function": "function not called",
};

/** What is wrong at a place, in one line. */
export function offenderText({ kind, detail = "" }: Offender): string {
  const word = offenderWord[kind];
  if (detail === "") return word;
  switch (kind) {
    case "uncovered-lines":
      return detail === "1 line" ? word : `${word} · ${detail}`;
    case "undocumented":
    case "uncovered-function":
    case "uncovered-condition":
      return `${detail}: ${word}`;
    default:
      return detail;
  }
}

/** A sentence's first letter as a sentence has it. A path or name of a file that begins it stays what it is. */
export function capital(text: string): string {
  const [first = ""] = text.split(" ", 1);
  return /[/\\._]\w/.test(first) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

export function offenderKindText(kind: Offender["kind"]): string {
  return offenderWord[kind];
}

export const reportStatusWord: Readonly<Record<ReportState["status"], string>> = {
  read: "read",
  unrecognised: "not recognised",
  invalid: "invalid",
  duplicate: "same run as another report",
  ignored: "ignored",
};

/** "line 12" or "lines 12–15"; nothing for a whole file. */
export function linesText(line: number, endLine: number = line): string {
  if (line <= 0) return "";
  return endLine > line ? `lines ${line}–${endLine}` : `line ${line}`;
}

const steps: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, "days"],
  [3600, "hours"],
  [60, "minutes"],
];

/** "3 hours ago"; a time that cannot be read or lies ahead is shown as it stands. */
export function ageText(time: string, now: number): string {
  const seconds = (now - Date.parse(time)) / 1000;
  if (Number.isNaN(seconds) || seconds < -60) return time;
  for (const [size, unit] of steps) if (seconds >= size) return `${countText(Math.floor(seconds / size), unit)} ago`;
  return "just now";
}

/** Text that Markdown shows as it stands. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~$&]/g, "\\$&").replace(/\r?\n/g, " ");
}

/** The same within a code span. */
export function codeSpan(text: string): string {
  const fence = "`".repeat(1 + Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)));
  return `${fence}${text.startsWith("`") || text.endsWith("`") ? ` ${text} ` : text}${fence}`;
}

/** A text of at most about so many characters: a longer one is cut behind a part of its list, and "…" says so. */
export function brief(text: string, most = 220): string {
  if (text.length <= most) return text;
  const comma = text.lastIndexOf(", ", most);
  return `${text.slice(0, comma > most / 2 ? comma + 1 : most).trimEnd()} …`;
}

/** Why a path of a report is no file of the folder. */
const unmatchedWord: Readonly<Record<UnmatchedPath["reason"], string>> = {
  "not-in-workspace": "no such file in this folder",
  ambiguous: "fits several files",
  "outside-workspace": "lies outside this folder",
  replaced: "another file was moved over it since",
  excluded: "excluded by readiness.json",
  ignored: "ignored by git, hidden, or in a folder not entered",
};

/** The reason with the files that a path may be. */
export function unmatchedText({ reason, candidates = [] }: UnmatchedPath): string {
  return candidates.length === 0 ? unmatchedWord[reason] : `${unmatchedWord[reason]}: ${candidates.join(", ")}`;
}
