import type { Assessment } from "../model/assessment.ts";
import {
  codeSpan,
  componentDescription,
  confidenceTitle,
  countText,
  escapeMarkdown,
  gateDescription,
  levelTitle,
  reportStatusWord,
  scoreText,
} from "./words.ts";

/** The whole assessment of a folder as a Markdown document. */
export function reportMarkdown(assessment: Assessment, folder: string): string {
  const { level, levelAtBest, score, confidence, confidenceReasons, trend, search } = assessment;
  const best = levelAtBest === level ? "" : ` (at best ${levelTitle[levelAtBest].toLowerCase()})`;
  return [
    `# ${escapeMarkdown(folder)}: ${levelTitle[level]}`,
    `Score **${scoreText(score)}** of 100${best}. Confidence ${confidenceTitle[confidence]}. ${escapeMarkdown(trend.message)}`,
    ...list(
      "What blocks",
      assessment.blockers.flatMap(({ message, consequences }) => [message, ...consequences]),
    ),
    "## Gates",
    table(
      ["Gate", "Critical", "Result"],
      assessment.gates.map((gate) => [
        escapeMarkdown(gate.title),
        gate.critical ? "yes" : "",
        escapeMarkdown(gateDescription(gate)),
      ]),
    ),
    ...list(
      "Next steps",
      assessment.plan.map(({ message }) => message),
    ),
    "## Components",
    table(
      ["Component", "Value"],
      assessment.components.map((component) => [
        escapeMarkdown(component.title),
        escapeMarkdown(componentDescription(component)),
      ]),
    ),
    "## Reports",
    assessment.reports.length === 0
      ? "None found."
      : table(
          ["Report", "What", "Result", "Files matched", "Not matched"],
          assessment.reports.map(({ path, dialect, format, status, matched, unmatched, problems }) => [
            codeSpan(path),
            escapeMarkdown(dialect ?? format ?? ""),
            escapeMarkdown([reportStatusWord[status], ...problems.map(({ message }) => message)].join("; ")),
            String(matched),
            String(unmatched.length),
          ]),
        ),
    ...list("Why the confidence is no higher", confidenceReasons),
    "## Where it looked",
    `${countText(search.found, "files")} found by these patterns: ${search.patterns.map(codeSpan).join(", ") || "none"}.`,
    ...(search.skippedFolders.length === 0
      ? []
      : [`Folders not entered: ${search.skippedFolders.map(codeSpan).join(", ")}.`]),
  ].join("\n\n");
}

function list(title: string, texts: readonly string[]): string[] {
  return texts.length === 0 ? [] : [`## ${title}`, texts.map((text) => `- ${escapeMarkdown(text)}`).join("\n")];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => ":--")), ...rows.map(line)].join("\n");
}
