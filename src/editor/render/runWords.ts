import type { Assessment } from "../../core/model/assessment.ts";
import { capital, levelTitle, scoreText, verdictWord } from "../../core/output/words.ts";
import type { RunCommand } from "../../core/policy/policy.ts";

/** A command as one would type it, for people to read: never handed to a shell. */
export function commandLine({ command }: Pick<RunCommand, "command">): string {
  return command.map((part) => (/^[\w@%+=:,./\\-]+$/.test(part) ? part : JSON.stringify(part))).join(" ");
}

/** What is about to be run, for consent: the command, where, with what environment. */
export function commandsText(plan: readonly RunCommand[]): string {
  return plan
    .map((command) => {
      const where = command.directory === "" || command.directory === "." ? "" : `\n   in ${command.directory}`;
      const set = Object.entries(command.environment).map(([name, value]) => `\n   with ${name}=${value}`);
      return `${command.name}:\n   ${commandLine(command)}${where}${set.join("")}`;
    })
    .join("\n\n");
}

/** The new answer in one line, with what could not be measured. */
export function runSummary(assessment: Assessment): { readonly message: string; readonly failed: boolean } {
  const { level, score, runFailures, gates } = assessment;
  const answer = `Readiness: ${levelTitle[level].toLowerCase()}, score ${scoreText(score)} of 100.`;
  const broken = runFailures.map(({ name, message }) => (message.startsWith(name) ? message : `${name}: ${message}`));
  const unknown = gates.filter(({ verdict }) => verdict === "unknown");
  const named = unknown.slice(0, 3).map((gate) => `${gate.title} (${verdictWord(gate)})`);
  const more = unknown.length > named.length ? ` and ${unknown.length - named.length} more` : "";
  const parts = [answer, ...broken.map((text) => capital(/[.?!]$/.test(text) ? text : `${text}.`))];
  if (unknown.length > 0) parts.push(`Not known: ${named.join(", ")}${more}.`);
  return { message: parts.join(" "), failed: runFailures.length > 0 };
}
