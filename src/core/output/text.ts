import type { Assessment, ReportState } from "../model/assessment.ts";
import type { Counts } from "../model/coverage.ts";
import type { GateResult } from "../model/gate.ts";
import type { Inspection } from "./json.ts";
import {
  brief,
  capital,
  componentDescription,
  confidenceTitle,
  countsText,
  countText,
  gateDescription,
  gateUnit,
  levelTitle,
  offenderText,
  percentText,
  reportStatusWord,
  scoreText,
  unmatchedText,
  verdictWord,
} from "./words.ts";

/** How text is written: colours only where a terminal shows them, lines no wider than it. */
export interface TextStyle {
  readonly colour: boolean;
  /** Characters in a line. */
  readonly width: number;
}

type Paint = (text: string) => string;

interface Pen {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly unsure: Paint;
}

function pen({ colour }: TextStyle): Pen {
  const paint =
    (code: number): Paint =>
    (text) =>
      colour ? `\u001b[${code}m${text}\u001b[0m` : text;
  return { bold: paint(1), dim: paint(2), good: paint(32), bad: paint(31), unsure: paint(33) };
}

const signs: Readonly<Record<GateResult["verdict"], string>> = {
  pass: "✔",
  fail: "✘",
  unknown: "?",
  "not-applicable": "–",
};

function verdictPaint(pens: Pen, gate: GateResult): Paint {
  if (gate.verdict === "pass") return pens.good;
  return gate.verdict === "fail" ? pens.bad : gate.verdict === "unknown" ? pens.unsure : pens.dim;
}

/** An assessment for a terminal: the level, every gate with why, what blocks, what to do, and what was read. */
export function assessmentText(assessment: Assessment, style: TextStyle): string {
  const pens = pen(style);
  const { level, levelAtBest, score, configuration } = assessment;
  const levelPaint =
    level === "blocked" || level === "not-ready" ? pens.bad : assessment.approved ? pens.good : pens.unsure;
  const atBest = levelAtBest === level ? "" : pens.dim(` (at best ${levelTitle[levelAtBest].toLowerCase()})`);
  const lines: string[] = [
    `${pens.bold(levelPaint(levelTitle[level]))}  ${pens.bold(scoreText(score))} of 100${atBest}`,
    pens.dim(
      `Confidence ${confidenceTitle[assessment.confidence]}, ${percentText({ low: assessment.measuredWeight * 100, high: assessment.measuredWeight * 100 })} of the weight measured. ${capital(assessment.trend.message)}.`,
    ),
  ];
  for (const problem of configuration.problems)
    lines.push(`${problem.severity === "error" ? pens.bad("✘") : pens.unsure("!")} readiness.json: ${problem.message}`);
  if (assessment.subset !== null)
    lines.push(
      ...wrapped(`${capital(assessment.subset.message)}. --accept-run takes it as whole.`, style.width, "").map(
        pens.unsure,
      ),
    );
  lines.push("", pens.bold("Gates"));
  const widest = Math.max(...assessment.gates.map((gate) => gate.title.length + (gate.critical ? 2 : 0)), 0);
  for (const gate of assessment.gates) {
    const paint = verdictPaint(pens, gate);
    const name = `${gate.title}${gate.critical ? " *" : ""}`.padEnd(widest);
    lines.push(`  ${paint(signs[gate.verdict])} ${name}  ${gateDescription(gate)}`);
    for (const reason of gate.measurement.reasons)
      lines.push(...wrapped(brief(reason.message), style.width, " ".repeat(6)).map(pens.dim));
  }
  if (assessment.gates.some((gate) => gate.critical)) lines.push(pens.dim("  * critical"));
  lines.push("", pens.bold("Components"));
  const componentWidth = Math.max(...assessment.components.map((component) => component.title.length));
  for (const component of assessment.components)
    lines.push(`  ${component.title.padEnd(componentWidth)}  ${componentDescription(component)}`);
  section(
    lines,
    pens,
    "Blockers",
    assessment.blockers.flatMap(({ message, consequences }) => [
      ...wrapped(brief(message), style.width, "  "),
      ...consequences.map((each) => `    ${each}`),
    ]),
  );
  section(
    lines,
    pens,
    "Next",
    assessment.plan.flatMap(({ message, file, line }) =>
      wrapped(`${message}${file !== undefined && line !== undefined ? ` (${file}:${line})` : ""}`, style.width, "  "),
    ),
  );
  section(
    lines,
    pens,
    "Runs that failed",
    assessment.runFailures.flatMap(({ name, message }) => wrapped(`${name}: ${message}`, style.width, "  ")),
  );
  lines.push("", pens.bold("Reports"));
  if (assessment.reports.length === 0)
    lines.push(...wrapped(`None found. Looked for ${assessment.search.patterns.join(", ")}`, style.width, "  "));
  for (const report of assessment.reports) lines.push(...reportLines(report, pens, style));
  if (assessment.silentFilesTotal > 0) {
    lines.push(
      "",
      pens.bold("Files no report mentions"),
      ...assessment.silentFiles.slice(0, 10).map((file) => `  ${file}`),
    );
    if (assessment.silentFilesTotal > 10) lines.push(`  and ${assessment.silentFilesTotal - 10} more`);
  }
  return `${lines.join("\n")}\n`;
}

function section(lines: string[], pens: Pen, title: string, body: readonly string[]): void {
  if (body.length > 0) lines.push("", pens.bold(title), ...body);
}

function reportLines(report: ReportState, pens: Pen, style: TextStyle): string[] {
  const counts =
    report.kind === "coverage" && report.status === "read"
      ? `, ${countText(report.matched, "files")} matched, ${report.unmatched.length} not`
      : "";
  const stale = report.stale.length > 0 ? `, ${countText(report.stale.length, "files")} changed since` : "";
  const lines = [
    `  ${report.path}  ${pens.dim(`${report.dialect ?? report.format ?? ""} ${reportStatusWord[report.status]}${counts}${stale}`.trim())}`,
  ];
  for (const problem of report.problems.slice(0, 3)) {
    lines.push(
      ...wrapped(
        `${problem.line === undefined ? "" : `line ${problem.line}: `}${problem.message}`,
        style.width,
        " ".repeat(6),
      ).map(problem.severity === "error" ? pens.bad : pens.dim),
    );
  }
  for (const each of report.unmatched.slice(0, 3))
    lines.push(pens.dim(`      not placed: ${each.path} (${unmatchedText(each)})`));
  if (report.unmatched.length > 3) lines.push(pens.dim(`      and ${report.unmatched.length - 3} more not placed`));
  if (report.proposal !== null) {
    const { from, to } = report.proposal;
    const told = `a path rule from "${from}" to "${to}" would match: --accept-paths writes it into readiness.json`;
    lines.push(...wrapped(told, style.width, " ".repeat(6)).map(pens.unsure));
  }
  return lines;
}

/** Every step from files to the verdict of one gate. */
export function gateText(gate: GateResult, style: TextStyle): string {
  const pens = pen(style);
  const { measurement } = gate;
  const lines = [
    `${pens.bold(gate.title)}  ${verdictPaint(pens, gate)(verdictWord(gate))}`,
    `  ${gateDescription(gate)}`,
    `  passes from ${gate.threshold} %, weight ${gate.weight}${gate.critical ? ", critical" : ""}`,
  ];
  lines.push(
    `  ${measurement.status}: ${percentText(measurement.value)}${measurement.counts === null ? "" : `, ${countsText(measurement.counts, gateUnit(gate))}`}`,
  );
  for (const metric of measurement.metrics)
    lines.push(
      `  ${metric.metric}: ${percentText(metric.value)}${metric.counts === null ? "" : `, ${metric.counts.covered}/${metric.counts.total}`} (${metric.status})`,
    );
  section(
    lines,
    pens,
    "Because",
    measurement.reasons.flatMap((reason) => wrapped(reason.message, style.width, "  ")),
  );
  section(
    lines,
    pens,
    "Not in the number",
    gate.notes.map((note) => `  ${note}`),
  );
  section(
    lines,
    pens,
    "Evidence",
    measurement.evidence.map(
      ({ path, format, producer, generated, modified, sha256 }) =>
        `  ${path}  ${producer ?? format}, ${generated ?? `file of ${modified}`}, sha256 ${sha256.slice(0, 12)}`,
    ),
  );
  section(
    lines,
    pens,
    `In the way (${gate.offendersTotal})`,
    gate.offenders
      .slice(0, 30)
      .map(
        (offender) => `  ${offender.file}${offender.line > 0 ? `:${offender.line}` : ""}  ${offenderText(offender)}`,
      ),
  );
  if (gate.offendersTotal > 30) lines.push(`  and ${gate.offendersTotal - 30} more`);
  if (gate.nextAction !== null) lines.push("", `${pens.bold("Next")}  ${gate.nextAction}`);
  return `${lines.join("\n")}\n`;
}

/** What a file is and holds. */
export function inspectionText(inspections: readonly Inspection[], style: TextStyle): string {
  const pens = pen(style);
  return inspections
    .map((file) => {
      const what =
        file.format === null
          ? file.status
          : [file.format, file.dialect, file.producer]
              .filter((part, at, all) => part !== null && all.indexOf(part) === at)
              .join(", ");
      const lines = [
        `${pens.bold(file.path)}  ${file.status === "read" ? what : pens.bad(`${file.status}${file.format === null ? "" : ` ${file.format}`}`)}`,
      ];
      const { coverage, tests, benchmarks, documentation, findings, mutation } = file;
      if (coverage !== undefined) {
        lines.push(`  ${countText(coverage.files, "files")}`);
        for (const metric of ["lines", "branches", "functions", "conditions", "statements"] as const)
          lines.push(`  ${metric}: ${heldText(coverage[metric], file.completeness === "executed-only")}`);
      }
      if (tests !== undefined)
        lines.push(
          `  ${countText(tests.total, "tests")}: ${tests.passed} passed, ${tests.failed} failed, ${tests.errored} errored, ${tests.skipped} skipped`,
        );
      lines.push(...outsideTests(file, style.width));
      if (benchmarks !== undefined) lines.push(`  ${countText(benchmarks.count, "benchmarks")}`);
      if (documentation !== undefined) lines.push(`  ${documentation.covered}/${documentation.total} documented`);
      if (findings !== undefined) lines.push(`  ${countText(findings.count, "findings")}`);
      if (mutation !== undefined) lines.push(`  ${mutation.killed}/${mutation.total} mutants detected`);
      for (const problem of file.problems)
        lines.push(
          ...wrapped(
            `${problem.severity}${problem.line === undefined ? "" : ` in line ${problem.line}`}: ${problem.message}`,
            style.width,
            "  ",
          ),
        );
      return `${lines.join("\n")}\n`;
    })
    .join("\n");
}

/** What went wrong in a run of tests beside these: they alone may look as if all was well. */
function outsideTests({ suiteErrors = [], aborted }: Inspection, width: number): readonly string[] {
  const told = suiteErrors
    .slice(0, 5)
    .map(({ suite, message }) => `error of no test: ${[suite, shortened(message)].filter(Boolean).join(": ")}`);
  if (suiteErrors.length > 5) told.push(`and ${suiteErrors.length - 5} more`);
  if (aborted !== undefined) told.push(`not a whole run: ${aborted}`);
  return told.flatMap((line) => wrapped(line, width, "  "));
}

function shortened(message: string): string {
  return message.length > 200 ? `${message.slice(0, 200)}…` : message;
}

function heldText(counts: Counts | null, onlyExecuted: boolean): string {
  if (counts === null) return "the report holds no such data";
  const { covered, total } = counts;
  if (onlyExecuted) return `${covered} ran of ${total} listed; what else could have run is not in the report`;
  if (total === 0) return "none in this code";
  return `${covered}/${total}, ${percentText({ low: (100 * covered) / total, high: (100 * covered) / total })}`;
}

/** Words of a text in lines no wider than the terminal, each begun with the indent. */
function wrapped(text: string, width: number, indent: string): string[] {
  const room = Math.max(20, width - indent.length);
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + 1 + word.length > room) {
      lines.push(indent + line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  if (line !== "") lines.push(indent + line);
  return lines;
}
