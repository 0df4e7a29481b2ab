import type { TestCase, TestOutcome } from "../model/tests.ts";
import { InvalidReport, matched, missed, type ReportFormat } from "./format.ts";
import { figures, testCase, testReport } from "./testReports.ts";
import { isoTime } from "./testTexts.ts";
import { XmlScanner } from "./xml.ts";
import type { XmlTag } from "./xmlTag.ts";

/** TRX of Visual Studio, MSTest and `dotnet test`: root TestRun of namespace TeamTest/2010. */
export const trx: ReportFormat = {
  id: "trx",
  kind: "tests",
  title: "TRX (dotnet test, MSTest, Visual Studio)",
  patterns: ["**/*.trx"],
  recognise({ xml }) {
    if (xml === null) return missed(0, "it is not XML");
    return xml.root === "TestRun" ? matched : missed(0, `its root is <${xml.root}>, not <TestRun>`);
  },
  read(context) {
    interface Result {
      readonly id: string;
      readonly name: string;
      readonly outcome: string;
      readonly seconds: number | null;
      message: string | null;
      inner: boolean;
    }
    const results: Result[] = [];
    const classes = new Map<string, string>();
    const open: Result[] = [];
    let testId = "";
    let started: string | null = null;
    let counters: Readonly<Record<string, number>> | null = null;
    let runError: string | null = null;
    let messages: "result" | "run" | null = null;
    const scanner = new XmlScanner(
      {
        open(tag: XmlTag) {
          switch (tag.name) {
            case "Times":
              started = isoTime(tag.get("start")) ?? isoTime(tag.get("creation"));
              return;
            case "UnitTestResult": {
              const result = {
                id: tag.get("testId") ?? "",
                name: tag.get("testName") ?? "",
                outcome: tag.get("outcome") ?? "",
                seconds: clock(tag.get("duration")),
                message: null,
                inner: false,
              };
              const outer = open.at(-1);
              // Data rows stand within the result of their test: the rows count, not the sum of them.
              if (outer !== undefined) outer.inner = true;
              open.push(result);
              return;
            }
            case "UnitTest":
              testId = tag.get("id") ?? "";
              return;
            case "TestMethod":
              classes.set(testId, (tag.get("className") ?? "").split(",")[0]!);
              return;
            case "ErrorInfo":
              messages = "result";
              return;
            case "RunInfo":
              messages = tag.get("outcome") === "Error" || tag.get("outcome") === "Failed" ? "run" : null;
              return;
            case "Message":
            case "Text":
              if (messages !== null) tag.keepText();
              return;
            case "Counters":
              counters = figures(Object.fromEntries([...tag.all()].map(([name, value]) => [name, Number(value)])));
          }
        },
        close(name, text) {
          if (name === "UnitTestResult") {
            const result = open.pop();
            if (result !== undefined && !result.inner) results.push(result);
          } else if (name === "ErrorInfo" || name === "RunInfo") messages = null;
          else if (name === "Message" && messages === "result") {
            const result = open.at(-1);
            if (result !== undefined) result.message ??= text;
          } else if (name === "Text" && messages === "run") runError ??= text.trim();
        },
      },
      context.problem,
    );
    return {
      write: (chunk) => scanner.write(chunk),
      end() {
        scanner.end();
        if (open.length > 0) throw new InvalidReport("structure", "a result does not end");
        const cases: TestCase[] = results.map((result) =>
          testCase({
            name: result.name,
            className: classes.get(result.id) ?? "",
            outcome: outcomes[result.outcome] ?? "errored",
            message: result.message,
            durationSeconds: result.seconds,
          }),
        );
        const total = counters?.["total"] ?? null;
        return testReport(
          {
            cases,
            aborted: cases.length === 0 ? runError : null,
            dialect: "TRX",
            generated: started,
            declared: counters,
            declaredTotal: total,
          },
          context.problem,
        );
      },
    };
  },
};

const outcomes: Readonly<Record<string, TestOutcome>> = {
  Passed: "passed",
  PassedButRunAborted: "passed",
  Warning: "passed",
  Failed: "failed",
  Error: "errored",
  Timeout: "errored",
  Aborted: "errored",
  NotRunnable: "errored",
  Disconnected: "errored",
  NotExecuted: "skipped",
  Inconclusive: "skipped",
  Pending: "skipped",
};

/** "00:00:01.5" in seconds. */
function clock(text: string | null): number | null {
  const found = /^(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(text ?? "");
  return found === null ? null : Number(found[1]) * 3600 + Number(found[2]) * 60 + Number(found[3]);
}
