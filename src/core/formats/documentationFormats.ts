import type { DocumentedItem } from "../model/documentation.ts";
import type { DocumentationReport } from "../model/report.ts";
import { unstated } from "./format.ts";

/** The report of a documentation tool; an empty list of symbols is none. */
export function documentationReport(
  counts: { readonly covered: number; readonly total: number },
  items: readonly DocumentedItem[] | null,
  producer: string,
): DocumentationReport {
  return {
    kind: "documentation",
    covered: counts.covered,
    total: counts.total,
    items: items === null || items.length === 0 ? null : items,
    ...unstated,
    dialect: producer,
    producer,
  };
}
