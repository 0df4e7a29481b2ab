import type { TestCase } from "../model/tests.ts";
import { InvalidReport, matched, missed, type ReportFormat } from "./format.ts";
import { testCase, testReport } from "./testReports.ts";
import { TextLines } from "./textLines.ts";

const testLine = /^(ok|not ok)\b(?:\s+(\d+))?(?:\s*-)?\s*(.*)$/;

/** TAP, versions 12 to 14, with the subtests of node's runner. Specification: testanything.org, TAP 14. */
export const tap: ReportFormat = {
  id: "tap",
  kind: "tests",
  title: "TAP (Test Anything Protocol)",
  patterns: ["**/*.tap"],
  recognise(head) {
    if (head.shape !== "text") return missed(0, "it is not plain text");
    if (/^TAP version 1[2-4]\s*$/m.test(head.text.slice(0, 2000))) return matched;
    const plan = /^1\.\.\d+/m.test(head.text);
    const results = /^(?:ok|not ok)\b/m.test(head.text);
    return plan && results
      ? matched
      : missed(plan || results ? 0.5 : 0, plan ? "it has a plan but no result" : "it has neither a version nor a plan");
  },
  read(context) {
    const cases: TestCase[] = [];
    let plan: number | null = null;
    let bail: string | null = null;
    let version: string | null = null;
    let top = 0;
    /** Names of the subtests that are open, and the results seen in each: a test with subtests is the sum of them. */
    let inner = 0;
    const take = (line: string) => {
      const indent = line.length - line.trimStart().length;
      const body = line.trim();
      if (indent === 0) {
        version ??= /^TAP version (\d+)/.exec(body)?.[1] ?? null;
        plan ??= /^1\.\.(\d+)/.exec(body)?.[1] === undefined ? null : Number(/^1\.\.(\d+)/.exec(body)?.[1]);
        if (/^Bail out!/.test(body)) bail ??= body.replace(/^Bail out!\s*/, "") || "Bail out!";
      }
      const found = testLine.exec(body);
      if (found === null) return;
      if (indent > 0) {
        // Subtests are indented by four: what they amount to is said by the unindented line behind them.
        inner++;
        return;
      }
      top++;
      inner = 0;
      const [, ok, , description] = found as unknown as [string, string, string, string];
      const directive = /(?:^|[^\\])#\s*(todo|skip)\b\s*(.*)$/i.exec(description);
      const name = description.replace(/(?:^|[^\\])#\s*(?:todo|skip|time)\b.*$/i, "").trim() || `test ${top}`;
      const kind = directive?.[1]?.toLowerCase();
      const outcome =
        kind === "skip" || (kind === "todo" && ok === "not ok") ? "skipped" : ok === "ok" ? "passed" : "failed";
      cases.push(
        testCase({
          name,
          outcome,
          skipKind: kind === "todo" && outcome === "skipped" ? "todo" : null,
          message: directive?.[2] ?? null,
        }),
      );
    };
    const lines = new TextLines(take);
    return {
      write: (chunk) => lines.write(chunk),
      end() {
        const rest = lines.rest();
        if (rest !== null) take(rest.line);
        if (cases.length === 0 && plan === null && bail === null)
          throw new InvalidReport("nothing-measured", inner > 0 ? "it ends within a subtest" : "it holds no result");
        const short =
          plan !== null && plan !== top ? `${plan} tests were planned, ${top} are there: the run broke off` : null;
        return testReport(
          {
            cases,
            aborted: bail ?? short,
            dialect: version === null ? "TAP" : `TAP ${version}`,
            declared: plan === null ? null : { plan },
          },
          context.problem,
        );
      },
    };
  },
};
