import type { GateResult, Offender } from "../model/gate.ts";
import { displayPercent } from "../model/measurement.ts";
import {
  ageText,
  capital,
  codeSpan,
  countsText,
  distanceText,
  escapeMarkdown,
  gateUnit,
  linesText,
  metricUnit,
  offenderText,
  percentText,
  verdictWord,
} from "./words.ts";

const mostPlaces = 50;

/** Every step from the reports to a gate's verdict, as a Markdown document. */
export function gateMarkdown(gate: GateResult, now: number): string {
  const { measurement } = gate;
  return [
    `# ${escapeMarkdown(gate.title)}: ${verdictWord(gate)}`,
    verdictSentence(gate),
    ...section("Next", gate.nextAction === null ? [] : [escapeMarkdown(gate.nextAction)]),
    ...section("Measured", measuredLines(gate)),
    ...section("Why", bullets(measurement.reasons.map(({ message }) => message))),
    ...section("Notes", bullets(gate.notes)),
    ...section("Places", placeLines(gate)),
    ...section(
      "Evidence",
      measurement.evidence.length === 0
        ? ["No report."]
        : [
            "| Report | Written by | Time | Commit | SHA-256 |\n|:--|:--|:--|:--|:--|\n" +
              measurement.evidence
                .map(({ path, producer, format, generated, modified, commit, sha256 }) => {
                  const time = `${generated ?? modified} (${ageText(generated ?? modified, now)}${generated === null ? ", by its file" : ""})`;
                  return `| ${codeSpan(path)} | ${escapeMarkdown(producer ?? format)} | ${escapeMarkdown(time)} | ${commit === null ? "not stated" : codeSpan(commit.slice(0, 12))} | ${codeSpan(sha256.slice(0, 16))} |`;
                })
                .join("\n"),
          ],
    ),
    `Gate ${codeSpan(gate.id)}, weight ${displayPercent(gate.weight * 100)} %${gate.critical ? ", critical: while it fails the level is “Blocked”" : ""}.`,
  ].join("\n\n");
}

/** The rule and how the value stands to it. */
function verdictSentence(gate: GateResult): string {
  const threshold = `${displayPercent(gate.threshold)} %`;
  const { value } = gate.measurement;
  if (gate.verdict === "not-applicable") return "The gate is declared not applicable; its weight does not count.";
  if (value === null)
    return `It needs ${threshold}. Nothing is known of its value: it counts as anything between 0 and 100 %.`;
  const is = percentText(value);
  const sentence = {
    pass: `Its value is ${is}, and it needs ${threshold}: it passes.`,
    fail: `Its value is ${is}, and it needs ${threshold}: it fails${gate.distance === null ? "" : `, ${distanceText(gate.distance)}`}.`,
    unknown: `Its value lies in ${is}, and it needs ${threshold}: neither is certain.`,
  }[gate.verdict];
  return escapeMarkdown(sentence);
}

function measuredLines(gate: GateResult): string[] {
  const { counts, metrics } = gate.measurement;
  const lines: string[] =
    counts === null || metrics.length > 1 ? [] : [escapeMarkdown(countsText(counts, gateUnit(gate)))];
  for (const { metric, value, counts: each } of metrics) {
    lines.push(
      `${metric}: ${escapeMarkdown(percentText(value))}${each === null ? "" : `, ${escapeMarkdown(countsText(each, metricUnit(metric)))}`}`,
    );
  }
  if (metrics.length > 1) lines.push("The lowest of these counts.");
  return lines.length > 1 ? [lines.map((line) => `- ${line}`).join("\n")] : lines;
}

function placeLines(gate: GateResult): string[] {
  const places = gate.offenders.slice(0, mostPlaces).map(placeLine);
  const rest = gate.offendersTotal - places.length;
  return places.length === 0 ? [] : [[...places, ...(rest > 0 ? [`- and ${rest} more`] : [])].join("\n")];
}

function placeLine(offender: Offender): string {
  const where = linesText(offender.line, offender.endLine);
  const file = offender.file === "" ? "" : `${codeSpan(offender.file)}${where === "" ? "" : ` ${where}`}: `;
  return `- ${file}${escapeMarkdown(offenderText(offender))}`;
}

function section(title: string, parts: readonly string[]): string[] {
  return parts.length === 0 ? [] : [`## ${title}`, ...parts];
}

function bullets(texts: readonly string[]): string[] {
  return texts.length === 0 ? [] : [texts.map((text) => `- ${escapeMarkdown(capital(text))}`).join("\n")];
}
