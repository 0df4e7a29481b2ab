import type { SuiteError, TestCase, TestOutcome } from "../model/tests.ts";
import { InvalidReport, matched, missed, type ReportFormat } from "./format.ts";
import { asObject, jsonObject } from "./head.ts";
import { number, text } from "./jsonValues.ts";
import { testCase, testReport } from "./testReports.ts";
import { TextLines } from "./textLines.ts";

/** Events of `go test -json` (cmd/test2json), one JSON object a line. Tests without subtests of their own are counted. */
export const goTest: ReportFormat = {
  id: "go-test-json",
  kind: "tests",
  title: "go test -json",
  patterns: ["**/go-test*.json", "**/gotest*.json", "**/go-test*.out", "**/test.json", "**/test-output.json"],
  recognise(head) {
    const first = jsonObject(head);
    if (first === null) return missed(0, "its first line is no JSON object");
    return typeof first["Action"] === "string" &&
      ("Package" in first || "ImportPath" in first || "Test" in first || "Time" in first)
      ? matched
      : missed(0, 'its first line has no "Action"');
  },
  read(context) {
    interface Run {
      readonly test: string;
      readonly package: string;
      outcome: TestOutcome | null;
      seconds: number | null;
      output: string;
      outcomes: Set<TestOutcome>;
      runs: number;
    }
    const tests = new Map<string, Run>();
    const packages = new Map<string, { outcome: string | null; output: string }>();
    const broken = new Map<string, string>();
    let foreign = 0;
    let events = 0;
    let generated: string | null = null;
    const outcomes: Readonly<Record<string, TestOutcome>> = {
      pass: "passed",
      fail: "failed",
      skip: "skipped",
      bench: "passed",
    };
    const take = (line: string) => {
      if (line.trim() === "") return;
      let event: Readonly<Record<string, unknown>> | null = null;
      try {
        event = asObject(JSON.parse(line));
      } catch {
        // Panics and compile errors stand between the events.
      }
      const action = text(event?.["Action"]);
      if (event === null || action === null) {
        foreign++;
        return;
      }
      events++;
      generated ??= text(event["Time"]);
      const name = text(event["Package"]) ?? text(event["ImportPath"]) ?? "";
      if (action === "build-fail" || action === "build-output") {
        broken.set(name, (broken.get(name) ?? "") + (text(event["Output"]) ?? ""));
        return;
      }
      const test = text(event["Test"]);
      if (test === null) {
        const known = packages.get(name) ?? { outcome: null, output: "" };
        if (action === "output") known.output = (known.output + (text(event["Output"]) ?? "")).slice(-4000);
        else if (action in outcomes) known.outcome = action;
        packages.set(name, known);
        return;
      }
      const id = `${name}\u0000${test}`;
      const run = tests.get(id) ?? {
        test,
        package: name,
        outcome: null,
        seconds: null,
        output: "",
        outcomes: new Set<TestOutcome>(),
        runs: 0,
      };
      if (action === "output") run.output = (run.output + (text(event["Output"]) ?? "")).slice(-4000);
      const outcome = outcomes[action];
      if (outcome !== undefined) {
        run.outcome = outcome;
        run.outcomes.add(outcome);
        run.runs++;
        run.seconds = number(event["Elapsed"]);
      }
      tests.set(id, run);
    };
    const lines = new TextLines(take);
    return {
      write: (chunk) => lines.write(chunk),
      end() {
        const rest = lines.rest();
        if (rest !== null) take(rest.line);
        if (events === 0) throw new InvalidReport("nothing-measured", "it holds no event of go test");
        const parents = new Set(
          [...tests.values()].flatMap(({ package: name, test }) =>
            parentsOf(test).map((parent) => `${name}\u0000${parent}`),
          ),
        );
        const cases: TestCase[] = [];
        for (const [id, run] of tests) {
          if (parents.has(id)) continue;
          // A test that never ended was in the middle of a panic or of a run that was killed: it failed.
          const outcome = run.outcome ?? "failed";
          const message = outcome === "passed" ? null : run.output;
          cases.push(
            testCase({
              name: run.test,
              className: run.package,
              suite: run.package,
              outcome,
              message,
              durationSeconds: run.seconds,
              runs: Math.max(1, run.runs),
              flaky: outcome === "passed" && run.outcomes.has("failed"),
            }),
          );
        }
        const suiteErrors: SuiteError[] = [...broken].map(([suite, message]) => ({
          suite,
          message: message.trim().slice(0, 1000) || "the package did not build",
        }));
        for (const [suite, { outcome, output }] of packages) {
          const hasFailure = cases.some((test) => test.suite === suite && test.outcome === "failed");
          if (outcome === "fail" && !hasFailure && !broken.has(suite))
            suiteErrors.push({
              suite,
              message: output.trim().slice(-1000) || "the package failed outside of its tests",
            });
        }
        if (foreign > 0)
          context.problem({
            severity: "info",
            code: "foreign-lines",
            message: `${foreign} lines are no events of go test`,
          });
        const all = [...tests.values()].filter((run) => run.outcome !== null);
        return testReport(
          {
            cases,
            suiteErrors,
            dialect: "go test",
            producer: "go test",
            generated,
            declared: { tests: all.length, leaves: cases.length, packages: packages.size },
          },
          context.problem,
        );
      },
    };
  },
};

function parentsOf(test: string): string[] {
  const parts = test.split("/");
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join("/"));
}
