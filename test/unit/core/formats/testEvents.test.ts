import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { formats } from "../../../../src/core/formats/index.ts";
import { type ParseOutcome, ReportParser } from "../../../../src/core/formats/parser.ts";
import type { TestReport } from "../../../../src/core/model/report.ts";

/** Test results as streams of events, one a line. */

function parse(report: string): ParseOutcome {
  const parser = new ReportParser(formats, "report");
  parser.write(new TextEncoder().encode(report));
  return parser.end();
}

function read(report: string, format: string): TestReport {
  const outcome = parse(report);
  assert.equal(outcome.status, "read", JSON.stringify(outcome.problems));
  assert.equal(outcome.format, format);
  assert.ok(outcome.report?.kind === "tests");
  return outcome.report;
}

/** "name outcome" of each case. */
function outcomes({ cases }: TestReport): readonly string[] {
  return cases.map(({ name, outcome, skipKind }) => `${name} ${outcome}${skipKind === null ? "" : ` (${skipKind})`}`);
}

/** A line for each event. */
function lines(...events: readonly unknown[]): string {
  return events.map((event) => `${typeof event === "string" ? event : JSON.stringify(event)}\n`).join("");
}

describe("Cucumber messages", () => {
  const meta = { meta: { protocolVersion: "30.1.0", implementation: { name: "cucumber-x", version: "1.2.3" } } };
  const begun = { testRunStarted: { timestamp: { seconds: 1_700_000_000, nanos: 0 } } };
  const ended = { testRunFinished: { success: false, timestamp: { seconds: 1_700_000_009, nanos: 0 } } };
  const scenario = (id: string, name: string, line = 3) => [
    {
      gherkinDocument: {
        uri: "features/a.feature",
        feature: { name: "A", children: [{ scenario: { id: `s${id}`, location: { line }, examples: [] } }] },
      },
    },
    { pickle: { id: `p${id}`, uri: "features/a.feature", name, astNodeIds: [`s${id}`], tags: [{ name: "@t" }] } },
    { testCase: { id: `c${id}`, pickleId: `p${id}`, testSteps: [] } },
  ];
  const start = (id: string, attempt = 0) => ({
    testCaseStarted: { id: `${id}.${attempt}`, testCaseId: `c${id}`, attempt },
  });
  const step = (id: string, status: string, attempt = 0, message?: string) => ({
    testStepFinished: {
      testCaseStartedId: `${id}.${attempt}`,
      testStepResult: { status, message, duration: { seconds: "1", nanos: 500_000_000 } },
    },
  });
  const finish = (id: string, attempt = 0) => ({
    testCaseFinished: { testCaseStartedId: `${id}.${attempt}`, willBeRetried: false },
  });
  const run = (...events: readonly unknown[]) =>
    read(lines(meta, ...scenario("1", "one"), begun, ...events, ended), "cucumber-messages");

  for (const [statuses, expected] of [
    [["PASSED", "PASSED"], "passed"],
    [["PASSED", "FAILED", "SKIPPED"], "failed"],
    [["AMBIGUOUS", "SKIPPED"], "failed"],
    [["UNDEFINED", "SKIPPED"], "errored"],
    [["UNKNOWN"], "errored"],
    [["PENDING", "SKIPPED"], "skipped (todo)"],
    [["PASSED", "SKIPPED"], "skipped"],
    [[], "skipped"],
  ] as const) {
    it(`a scenario whose steps are ${statuses.join(", ") || "none"} is ${expected}`, () => {
      const report = run(start("1"), ...statuses.map((status) => step("1", status)), finish("1"));
      assert.deepEqual(outcomes(report), [`one ${expected}`]);
    });
  }

  it("place, tags, time, producer and message of a scenario are kept", () => {
    const report = run(start("1"), step("1", "FAILED", 0, "no <area>"), finish("1"));
    const [test] = report.cases;
    assert.deepEqual([test?.file, test?.line, test?.className], ["features/a.feature", 3, "A"]);
    assert.deepEqual(test?.properties, [{ name: "tag", value: "@t" }]);
    assert.deepEqual([test?.durationSeconds, test?.message], [1.5, "no <area>"]);
    assert.deepEqual([report.producer, report.generated], ["cucumber-x 1.2.3", "2023-11-14T22:13:20.000Z"]);
    assert.equal(report.aborted, null);
  });

  it("a scenario that passes at its second attempt is flaky and one test", () => {
    const report = run(
      ...[start("1"), step("1", "FAILED"), finish("1")],
      ...[start("1", 1), step("1", "PASSED", 1), finish("1", 1)],
    );
    assert.deepEqual(outcomes(report), ["one passed"]);
    assert.deepEqual([report.cases[0]?.runs, report.cases[0]?.flaky], [2, true]);
  });

  it("scenarios that run side by side are told apart", () => {
    const report = run(
      ...scenario("2", "two", 9),
      ...[start("1"), start("2"), step("2", "FAILED"), step("1", "PASSED"), finish("2"), finish("1")],
    );
    assert.deepEqual(outcomes(report), ["one passed", "two failed"]);
  });

  it("rows of one name are numbered by their lines", () => {
    const report = run(
      ...scenario("2", "one", 9),
      ...[start("2"), step("2", "FAILED"), finish("2"), start("1"), step("1", "PASSED"), finish("1")],
    );
    assert.deepEqual(outcomes(report), ["one #2 failed", "one #1 passed"]);
  });

  it("a scenario that did not end has failed, and the run is told as broken off", () => {
    const report = read(lines(meta, ...scenario("1", "one"), begun, start("1")), "cucumber-messages");
    assert.deepEqual(outcomes(report), ["one failed"]);
    assert.match(report.aborted ?? "", /may end early/);
  });

  it("errors outside the scenarios are those of the run", () => {
    const report = run(
      { parseError: { source: { uri: "b.feature" }, message: "(1:1): expected a feature" } },
      { testRunHookFinished: { result: { status: "FAILED", message: "no server" } } },
    );
    assert.deepEqual(
      report.suiteErrors.map(({ suite, message }) => `${suite}: ${message}`),
      ["b.feature: (1:1): expected a feature", ": no server"],
    );
  });

  it("a run that failed although all its scenarios passed is an error", () => {
    const report = run(start("1"), step("1", "PASSED"), finish("1"));
    assert.deepEqual([report.cases[0]?.outcome, report.suiteErrors.length], ["passed", 1]);
  });

  it("a last line that is cut off makes it invalid", () => {
    const outcome = parse(`${lines(meta, begun)}{"testCase":{"id":"1"`);
    assert.deepEqual([outcome.status, outcome.problems[0]?.line], ["invalid", 3]);
  });
});
