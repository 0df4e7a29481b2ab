import { applyEdits, modify, parse } from "jsonc-parser";
import type { PathRule } from "../model/assessment.ts";

/**
 * readiness.json with one more rule for paths of reports, before all others: the first that fits decides. Comments
 * stay; the object that gets the rule is laid out anew. A rule from the same beginning is replaced.
 *
 * @param text of readiness.json; null: there is none yet
 */
export function addPathRule(text: string | null, rule: PathRule): string {
  const before = text === null || text.trim() === "" ? "{}\n" : text;
  const options = { formattingOptions: { insertSpaces: true, tabSize: 2, eol: "\n" } };
  const known = (parse(before) as { reports?: { paths?: unknown } } | undefined)?.reports?.paths;
  const rules = Array.isArray(known) ? (known as readonly { readonly from?: unknown }[]) : null;
  const same = rules?.findIndex(({ from }) => from === rule.from) ?? -1;
  const { from, to } = rule;
  const edits =
    rules === null
      ? modify(before, ["reports", "paths"], [{ from, to }], options)
      : same === -1
        ? modify(before, ["reports", "paths", 0], { from, to }, { ...options, isArrayInsertion: true })
        : modify(before, ["reports", "paths", same], { from, to }, options);
  return applyEdits(before, edits);
}
