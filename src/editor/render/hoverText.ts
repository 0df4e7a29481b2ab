import type { FileView, LineView } from "../../core/model/lines.ts";
import { ageText, codeSpan, countText, escapeMarkdown } from "../../core/output/words.ts";
import { branchesText } from "./gaps.ts";

/**
 * What is known of one line, as Markdown: hits, branches, and the reports it comes from with their age; of several
 * reports, each with its own hits.
 *
 * @param link the address that opens a report
 */
export function hoverText(line: LineView, view: FileView, link: (report: string) => string, now: number): string {
  const reports = view.reports.map(({ path, generated, modified }, at) => {
    const hits = line.hitsByReport?.[at];
    const own = hits === undefined ? "" : `${hits === null ? "not listed" : countText(hits, "hits")} · `;
    return `[${codeSpan(path)}](${link(path)}) · ${own}${escapeMarkdown(ageText(generated ?? modified, now))}`;
  });
  const scopes = view.scopes.length === 0 ? [] : [`Scope ${view.scopes.map(codeSpan).join(", ")}`];
  const age = view.freshness === "age-unknown" ? ["Whether the source is the one that was measured is not known"] : [];
  return [`Readiness: ${stateText(line)}`, [...reports, ...scopes, ...age].join("  \n")]
    .filter((part) => part !== "")
    .join("\n\n");
}

function stateText(line: LineView): string {
  switch (line.state) {
    case "stale":
      return "**changed since measured**, nothing is known of this line";
    case "excluded":
      return "**excluded** from measuring";
    default:
      break;
  }
  const word = { covered: "covered", partial: "partly covered", uncovered: "not covered" }[line.state];
  const parts = [`**${word}**`];
  if (line.hits !== null) parts.push(countText(line.hits, "hits"));
  if (line.branches !== null) parts.push(escapeMarkdown(branchesText(line.branches)));
  return parts.join(", ");
}
