import type { TestCase, TestOutcome } from "../model/tests.ts";
import { InvalidReport, matched, missed, type ReportFormat } from "./format.ts";
import { asObject, jsonObject } from "./head.ts";
import { number, text } from "./jsonValues.ts";
import { testCase, testReport } from "./testReports.ts";
import { TextLines } from "./textLines.ts";

/** Rust's libtest with `--format json`: one event a line; "timeout" only warns, the test ends later. */
export const libtest: ReportFormat = {
  id: "libtest-json",
  kind: "tests",
  title: "Rust libtest JSON",
  patterns: ["**/libtest*.json", "**/cargo-test*.json", "**/rust-test*.json"],
  recognise(head) {
    const first = jsonObject(head);
    if (first === null) return missed(0, "its first line is no JSON object");
    return (first["type"] === "suite" || first["type"] === "test" || first["type"] === "bench") &&
      typeof first["event"] === "string"
      ? matched
      : missed(0, 'its first line has no "type" and "event" of libtest');
  },
  read(context) {
    const cases: TestCase[] = [];
    const declared: Record<string, number> = {};
    const started = new Set<string>();
    let suites = 0;
    let ended = 0;
    let foreign = 0;
    const outcomes: Readonly<Record<string, TestOutcome>> = { ok: "passed", failed: "failed", ignored: "skipped" };
    const take = (line: string) => {
      if (line.trim() === "") return;
      let event: Readonly<Record<string, unknown>> | null = null;
      try {
        event = asObject(JSON.parse(line));
      } catch {
        // What the tests print stands between the events.
      }
      const name = text(event?.["name"]);
      const kind = text(event?.["event"]);
      if (event === null || kind === null) {
        foreign++;
        return;
      }
      if (event["type"] === "suite") {
        if (kind === "started") suites++;
        else {
          ended++;
          for (const key of ["passed", "failed", "ignored", "measured", "filtered_out"])
            declared[key] = (declared[key] ?? 0) + (number(event[key]) ?? 0);
        }
      } else if (event["type"] === "test" && name !== null) {
        if (kind === "started") started.add(name);
        const outcome = outcomes[kind];
        if (outcome === undefined) return;
        started.delete(name);
        const parts = name.split("::");
        cases.push(
          testCase({
            name,
            className: parts.slice(0, -1).join("::"),
            suite: `suite ${suites}`,
            outcome,
            message: text(event["stdout"]) ?? text(event["message"]),
            durationSeconds: number(event["exec_time"]),
          }),
        );
      }
    };
    const lines = new TextLines(take);
    return {
      write: (chunk) => lines.write(chunk),
      end() {
        const rest = lines.rest();
        if (rest !== null) take(rest.line);
        if (suites === 0 && cases.length === 0)
          throw new InvalidReport("nothing-measured", "it holds no event of a test");
        if (foreign > 0)
          context.problem({
            severity: "info",
            code: "foreign-lines",
            message: `${foreign} lines are no events of libtest`,
          });
        const open = ended < suites || started.size > 0;
        const total =
          ended === suites && suites > 0
            ? (declared["passed"] ?? 0) + (declared["failed"] ?? 0) + (declared["ignored"] ?? 0)
            : null;
        return testReport(
          {
            cases,
            aborted: open ? `${started.size} tests and ${suites - ended} suites did not end: the run broke off` : null,
            dialect: "libtest",
            producer: "libtest",
            declared: Object.keys(declared).length > 0 ? declared : null,
            declaredTotal: total,
          },
          context.problem,
        );
      },
    };
  },
};
