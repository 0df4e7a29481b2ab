import type { TestReport } from "../model/report.ts";
import type { TestCase, TestOutcome } from "../model/tests.ts";
import type { ReadContext } from "./format.ts";
import { compareTotals, testReport } from "./testReport.ts";

/** What Robot Framework's results have in common as XML and as JSON. */

export const robotOutcomes: Readonly<Record<string, TestOutcome>> = {
  PASS: "passed",
  FAIL: "failed",
  SKIP: "skipped",
  "NOT RUN": "skipped",
  NOT_RUN: "skipped",
};

/** A suite whose tests are read: where they begin, how its own tear-down ended (null without one) and what it says. */
export interface EndedSuite {
  readonly from: number;
  readonly tearDown: string | null;
  readonly message: string | null;
  readonly producer: string | null;
}

/**
 * The tests are written before the tear-down of their suite is run. Where it fails, they fail with it, and where it is
 * skipped, they are: robot/result/suiteteardownfailed.py, which makes the numbers that Robot itself prints. What Rebot
 * wrote says so already of each test.
 */
export function afterTearDown(cases: TestCase[], suite: EndedSuite): void {
  if (!/^robot\b/i.test(suite.producer ?? "")) return;
  const outcome = robotOutcomes[suite.tearDown ?? ""];
  if (outcome !== "failed" && suite.tearDown !== "SKIP") return;
  for (let at = suite.from; at < cases.length; at++) {
    const test = cases[at]!;
    if (test.outcome === "skipped") continue;
    const message = test.message ?? suite.message ?? "the tear-down of its suite failed";
    cases[at] = { ...test, outcome: outcome === "failed" ? "failed" : "skipped", message };
  }
}

/**
 * What `rebot --merge` writes of a test that was run again, as HTML: the status and message of its last run, then those
 * of the runs before (robot/result/merger.py).
 */
export function mergedRuns(text: string): { readonly words: readonly string[]; readonly message: string } | null {
  if (!/^\s*\*HTML\* <span class="merge">/.test(text)) return null;
  const words = [...text.matchAll(/ status:<\/span> <span class="\w+">([A-Z ]+)<\/span>/g)].map(([, word]) => word!);
  const from = text.indexOf("New message:</span>");
  const to = text.indexOf('<hr><span class="old-status">');
  const message = from === -1 || from > to ? "" : text.slice(from + "New message:</span>".length, to);
  return { words, message: plainText(message) };
}

function plainText(html: string): string {
  const plain = html.replace(/<br>/g, "\n").replace(/<[^<>]*>/g, "");
  return plain.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

export function robotReport(
  context: ReadContext,
  stated: Pick<TestReport, "cases" | "suiteErrors" | "producer" | "generated" | "declared">,
): TestReport {
  const { declared } = stated;
  if (declared !== null)
    compareTotals(context, stated.cases, { passed: declared["pass"] ?? null, failed: declared["fail"] ?? null });
  return testReport(context, { ...stated, dialect: "Robot Framework" });
}

export function robotProducer(generator: string | null): string | null {
  return generator?.split("(", 1)[0]?.trimEnd() ?? null;
}
