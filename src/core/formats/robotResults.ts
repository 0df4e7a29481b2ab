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
interface EndedSuite {
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

/**
 * Whether the keywords that hold no others were run in the tests that passed. With `--dryrun` none is, and the tests are
 * written as passed; one that could not be, as it has no such keyword, fails.
 */
export class KeywordCounts {
  #ran = 0;
  #notRun = 0;
  /** Of the test that is open. */
  readonly #open: string[] = [];

  add(word: string): void {
    this.#open.push(word);
  }

  endTest(outcome: TestOutcome): void {
    for (const word of outcome === "passed" ? this.#open : []) {
      if (word === "NOT RUN" || word === "NOT_RUN") this.#notRun++;
      else this.#ran++;
    }
    this.#open.length = 0;
  }

  get isDryRun(): boolean {
    return this.#ran === 0 && this.#notRun > 0;
  }
}

export function robotReport(
  context: ReadContext,
  stated: Pick<TestReport, "cases" | "suiteErrors" | "producer" | "generated" | "declared">,
  keywords: KeywordCounts,
): TestReport {
  const { declared } = stated;
  if (declared !== null)
    compareTotals(context, stated.cases, { passed: declared["pass"] ?? null, failed: declared["fail"] ?? null });
  if (keywords.isDryRun)
    context.problem({
      severity: "warning",
      code: "dry-run",
      message: "It is of a dry run (--dryrun): what it says passed was not run, and counts as skipped",
    });
  const cases = keywords.isDryRun ? stated.cases.map(ofDryRun) : stated.cases;
  return testReport(context, { ...stated, cases, dialect: "Robot Framework" });
}

function ofDryRun(test: TestCase): TestCase {
  if (test.outcome !== "passed") return test;
  return { ...test, outcome: "skipped", message: "a dry run: none of the keywords was run" };
}

export function robotProducer(generator: string | null): string | null {
  return generator?.split("(", 1)[0]?.trimEnd() ?? null;
}
