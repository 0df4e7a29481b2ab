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

describe("TeamCity service messages", () => {
  const tc = (...messages: readonly string[]) =>
    read(lines(...messages.map((each) => `##teamcity[${each}]`)), "teamcity");

  for (const [what, inside, expected] of [
    ["nothing said", [], "a passed"],
    ["a failure", ["testFailed name='a' message='no' details='at x'"], "a failed"],
    ["a reason to ignore it", ["testIgnored name='a' message='later'"], "a skipped"],
    ["a failure that is ignored later", ["testFailed name='a'", "testIgnored name='a'"], "a failed"],
    ["what it printed", ["testStdOut name='a' out='##teamcity|[testFailed name=|'a|'|]'"], "a passed"],
  ] as const) {
    it(`a test with ${what} is ${expected}`, () => {
      const report = tc("testStarted name='a'", ...inside, "testFinished name='a' duration='1500'");
      assert.deepEqual(outcomes(report), [expected]);
      assert.deepEqual([report.cases[0]?.durationSeconds, report.aborted], [1.5, null]);
    });
  }

  it("escapes stand for what they are", () => {
    const report = tc("testStarted name='|'a|' |[|0x00fc|] || |n'", "testFinished name='|'a|' |[|0x00FC|] || |n'");
    assert.equal(report.cases[0]?.name, "'a' [ü] | \n");
  });

  it("messages are found behind other words, and several on a line", () => {
    const report = read(
      "12:00:01 PASSED ##teamcity[testStarted name='a']x##teamcity[testFinished name='a']\n",
      "teamcity",
    );
    assert.deepEqual(outcomes(report), ["a passed"]);
  });

  it("suites nest, each flow has its own, and a flow begins in its parent's", () => {
    const report = tc(
      ...[
        "testSuiteStarted name='s' flowId='1'",
        "flowStarted flowId='2' parent='1'",
        "testSuiteStarted name='t' flowId='2'",
      ],
      ...["testStarted name='a' flowId='1'", "testStarted name='a' flowId='2'", "testFailed name='a' flowId='2'"],
      ...["testFinished name='a' flowId='1'", "testFinished name='a' flowId='2'"],
      ...["testSuiteFinished name='t' flowId='2'", "flowFinished flowId='2'", "testSuiteFinished name='s' flowId='1'"],
    );
    assert.deepEqual(
      report.cases.map(({ suite, name, outcome }) => `${suite} | ${name} ${outcome}`),
      ["s | a passed", "s > t | a failed"],
    );
  });

  it("a test that is ignored need not have been begun", () => {
    assert.deepEqual(outcomes(tc("testIgnored name='a' message='x'", "testFinished name='a'")), ["a skipped"]);
  });

  it("a failure of no test, and a problem of the build, are errors outside the tests", () => {
    const report = tc("testSuiteStarted name='s'", "testFailed name='hook' message='no'", "testSuiteFinished name='s'");
    assert.deepEqual(report.suiteErrors, [{ suite: "s > hook", message: "no" }]);
    assert.equal(tc("testCount count='0'", "buildProblem description='exit 1'").suiteErrors[0]?.message, "exit 1");
  });

  it("a test without an end did not pass, and where its suite has none either the output ends early", () => {
    const ended = tc("testSuiteStarted name='s'", "testStarted name='a'", "testSuiteFinished name='s'");
    assert.deepEqual([outcomes(ended), ended.aborted], [["a errored"], null]);
    const open = tc("testSuiteStarted name='s'", "testStarted name='a'");
    assert.deepEqual([outcomes(open), open.aborted], [["a errored"], "no end of a: the output ends early"]);
  });

  const twice = [
    ...["testStarted name='a'", "testFailed name='a'", "testFinished name='a'"],
    ...["testStarted name='a'", "testFinished name='a'"],
  ];

  it("two tests of one name are two", () => {
    assert.deepEqual(outcomes(tc(...twice)), ["a failed", "a #2 passed"]);
  });

  it("with testRetrySupport they are runs of one, of which the last counts", () => {
    const { cases } = tc("testRetrySupport enabled='true'", ...twice);
    assert.deepEqual([cases.length, cases[0]?.outcome, cases[0]?.runs, cases[0]?.flaky], [1, "passed", 2, true]);
  });

  it("a test that is begun anew before its end was tried again", () => {
    const { cases } = tc("testStarted name='a'", "testStarted name='a'", "testFinished name='a'");
    assert.deepEqual([cases.length, cases[0]?.runs, cases[0]?.flaky], [1, 2, true]);
  });

  for (const [hint, file, line] of [
    ["php_qn:///w/tests/T.php::\\T::testA", "/w/tests/T.php", null],
    ["file:///w/a.js:3", "/w/a.js", 3],
    ["node:suite", null, null],
  ] as const) {
    it(`the place "${hint}" is ${file ?? "none"}`, () => {
      const [test] = tc(`testStarted name='a' locationHint='${hint}'`, "testFinished name='a'").cases;
      assert.deepEqual([test?.file, test?.line], [file, line]);
    });
  }

  it("suites that nest deeper than a person writes them make it invalid", () => {
    const { problems } = parse("##teamcity[testSuiteStarted name='s']\n".repeat(1001));
    assert.deepEqual([problems[0]?.code, problems[0]?.line], ["too-deep", 1001]);
  });

  it("values of megabytes are read, and refused where they have no end", () => {
    const begun = "##teamcity[testStarted name='a']\n##teamcity[testFailed name='a' details='";
    const long = "x|n|'".repeat(1_000_000);
    assert.deepEqual(outcomes(read(`${begun}${long}']\n`, "teamcity")), ["a failed"]);
    assert.equal(parse(`${begun}${long}\n`).problems[0]?.code, "structure");
  });

  it("a message of a test that is not whole makes it invalid, with its line", () => {
    const outcome = parse("##teamcity[testStarted name='a']\n##teamcity[testFailed name='a' mess\n");
    assert.deepEqual([outcome.status, outcome.problems[0]?.line], ["invalid", 2]);
  });
});

describe("pytest-reportlog", () => {
  const session = (exitstatus: number | null, ...reports: readonly object[]) =>
    lines(
      { pytest_version: "9.0.1", $report_type: "SessionStart" },
      ...reports,
      ...(exitstatus === null ? [] : [{ exitstatus, $report_type: "SessionFinish" }]),
    );
  const phase = (when: string, outcome: string, rest: object = {}) => ({
    ...{ nodeid: "t/test_a.py::C::test_x[1]", location: ["t/test_a.py", 9, "C.test_x[1]"], keywords: { slow: 1 } },
    ...{ when, outcome, duration: 0.5, $report_type: "TestReport", ...rest },
  });
  const setUp = phase("setup", "passed");
  const tearDown = phase("teardown", "passed");

  for (const [what, phases, expected] of [
    ["passes", [setUp, phase("call", "passed"), tearDown], "passed"],
    ["fails", [setUp, phase("call", "failed"), tearDown], "failed"],
    ["has a set-up that fails", [phase("setup", "failed"), tearDown], "errored"],
    ["has a tear-down that fails", [setUp, phase("call", "passed"), phase("teardown", "failed")], "errored"],
    ["is skipped", [phase("setup", "skipped"), tearDown], "skipped"],
    [
      "fails as expected",
      [setUp, phase("call", "skipped", { wasxfail: "known" }), tearDown],
      "skipped (expected-failure)",
    ],
    ["passes unexpectedly", [setUp, phase("call", "passed", { wasxfail: "known" }), tearDown], "passed"],
    ["is only set up", [setUp, tearDown], "skipped"],
    [
      "has a part that fails",
      [setUp, phase("call", "failed", { $report_type: "SubTestReport" }), phase("call", "passed"), tearDown],
      "failed",
    ],
  ] as const) {
    it(`a test that ${what} is ${expected}`, () => {
      const report = read(session(1, ...phases), "pytest-reportlog");
      assert.deepEqual(outcomes(report), [`test_x[1] ${expected}`]);
      const [test] = report.cases;
      assert.deepEqual([test?.file, test?.className, test?.line], ["t/test_a.py", "C", 10]);
    });
  }

  it("a test that was rerun is one, and flaky where it passed at last", () => {
    const again = [setUp, phase("call", "rerun"), setUp, phase("call", "passed"), tearDown];
    const [test] = read(session(0, ...again), "pytest-reportlog").cases;
    assert.deepEqual([test?.outcome, test?.runs, test?.flaky], ["passed", 2, true]);
  });

  it("files that were not collected are errors, those that were skipped are skipped", () => {
    const collect = (nodeid: string, outcome: string, longrepr: unknown) => ({
      ...{ nodeid, outcome, longrepr, $report_type: "CollectReport" },
    });
    const report = read(
      session(2, collect("a.py", "failed", "no module"), collect("b.py", "skipped", ["b.py", 3, "Skipped: not here"])),
      "pytest-reportlog",
    );
    assert.deepEqual(report.suiteErrors, [{ suite: "a.py", message: "no module" }]);
    assert.deepEqual(outcomes(report), ["b.py skipped (collection)"]);
    assert.equal(report.cases[0]?.message, "not here");
    assert.match(report.aborted ?? "", /interrupted/);
  });

  it("a log without an end is one of a run that broke off", () => {
    const report = read(session(null, setUp), "pytest-reportlog");
    assert.deepEqual(outcomes(report), ["test_x[1] errored"]);
    assert.match(report.aborted ?? "", /may end early/);
  });

  it("a run that found no test is no result", () => {
    const outcome = parse(session(5));
    assert.deepEqual([outcome.status, outcome.problems[0]?.code], ["invalid", "nothing-measured"]);
  });
});

describe("Mocha's json-stream", () => {
  const start = ["start", { total: 3 }];
  const event = (kind: string, title: string, rest: object = {}) => [kind, { title, fullTitle: `s ${title}`, ...rest }];
  const end = (rest: object) => ["end", { suites: 1, tests: 1, passes: 1, pending: 0, failures: 0, ...rest }];

  it("tests, those that are only counted as pending, and hooks that failed", () => {
    const report = read(
      lines(
        "printed by a test",
        ...[start, event("pass", "a", { currentRetry: 1, duration: 2000 }), event("fail", "b", { err: "no" })],
        event("fail", '"before each" hook for "c"', { err: "lost" }),
        end({ tests: 3, pending: 1, failures: 2 }),
      ),
      "mocha-json-stream",
    );
    assert.deepEqual(outcomes(report), ["a passed", "b failed", "pending test 1 skipped"]);
    assert.deepEqual([report.cases[0]?.flaky, report.cases[0]?.runs, report.cases[0]?.durationSeconds], [true, 2, 2]);
    assert.deepEqual([report.cases[1]?.className, report.cases[1]?.message], ["s", "no"]);
    assert.deepEqual(report.suiteErrors, [{ suite: 's "before each" hook for "c"', message: "lost" }]);
    assert.equal(report.aborted, null);
  });

  it("without its end it is one of a run that broke off", () => {
    const report = read(lines(start, event("pass", "a")), "mocha-json-stream");
    assert.match(report.aborted ?? "", /may end early/);
  });

  it("a last line that is cut off makes it invalid", () => {
    const outcome = parse(`${lines(start)}["pass",{"title":"a"`);
    assert.deepEqual([outcome.status, outcome.problems[0]?.line], ["invalid", 2]);
  });
});

describe("dart test --reporter json", () => {
  const start = { protocolVersion: "0.1.1", runnerVersion: "1.25.8", pid: 7, type: "start", time: 0 };
  const suite = { suite: { id: 0, platform: "vm", path: "test/a_test.dart" }, type: "suite", time: 0 };
  const groups = [
    { group: { id: 2, suiteID: 0, parentID: null, name: "" }, type: "group", time: 1 },
    { group: { id: 3, suiteID: 0, parentID: 2, name: "area" }, type: "group", time: 1 },
  ];
  const begin = (id: number, name: string, rest: object = {}) => ({
    ...{
      test: { id, name, suiteID: 0, groupIDs: [2, 3], line: 9, metadata: {}, ...rest },
      type: "testStart",
      time: 500,
    },
  });
  const end = (testID: number, result: string, rest: object = {}) => ({
    ...{ testID, result, skipped: false, hidden: false, type: "testDone", time: 2000, ...rest },
  });
  const done = (success: boolean | null) => ({ success, type: "done", time: 3000 });
  const run = (success: boolean | null, ...events: readonly unknown[]) =>
    read(lines(start, suite, ...groups, ...events, done(success)), "dart-test-json");

  for (const [result, rest, expected] of [
    ["success", {}, "passed"],
    ["failure", {}, "failed"],
    ["error", {}, "errored"],
    ["success", { skipped: true }, "skipped"],
  ] as const) {
    it(`a test with "${result}"${"skipped" in rest ? " that was skipped" : ""} is ${expected}`, () => {
      const report = run(expected === "passed", begin(4, "area of 2"), end(4, result, rest));
      assert.deepEqual(outcomes(report), [`of 2 ${expected}`]);
      const [test] = report.cases;
      assert.deepEqual([test?.className, test?.file, test?.line], ["area", "test/a_test.dart", 9]);
      assert.deepEqual([test?.durationSeconds, report.producer, report.aborted], [1.5, "dart test 1.25.8", null]);
    });
  }

  it("messages are what was thrown, or why it was skipped", () => {
    const report = run(
      false,
      ...[begin(4, "a"), { testID: 4, error: "Expected: 4", isFailure: true, type: "error" }, end(4, "failure")],
      ...[begin(5, "b", { metadata: { skip: true, skipReason: "later" } }), end(5, "success", { skipped: true })],
    );
    assert.deepEqual(
      report.cases.map(({ message }) => message),
      ["Expected: 4", "later"],
    );
  });

  it("hidden tests are none; a file that could not be loaded and a failed setUpAll are errors of the suite", () => {
    const error = (testID: number) => ({ testID, error: `no ${testID}`, type: "error" });
    const report = run(
      false,
      ...[begin(1, "loading test/a_test.dart"), end(1, "success", { hidden: true })],
      ...[begin(5, "loading test/b_test.dart"), error(5), end(5, "error")],
      ...[begin(6, "area (setUpAll)"), error(6), end(6, "error")],
    );
    assert.deepEqual([report.cases, report.suiteErrors.map(({ message }) => message)], [[], ["no 5", "no 6"]]);
  });

  it("a test that was tried again is one, and flaky where it passed at last", () => {
    const retry = { testID: 4, messageType: "print", message: "Retry: area of 2", type: "print" };
    const [test] = run(true, begin(4, "area of 2"), retry, end(4, "success")).cases;
    assert.deepEqual([test?.runs, test?.flaky], [2, true]);
  });

  it("a run that was cancelled, or has no end, broke off", () => {
    assert.equal(run(null, begin(4, "a"), end(4, "success")).aborted, "the run was cancelled");
    const report = read(lines(start, suite, begin(4, "a")), "dart-test-json");
    assert.deepEqual([outcomes(report), report.aborted], [["a failed"], "the run has no end in it: it may end early"]);
  });

  it("what flutter test says before it is passed over", () => {
    const text = `Got dependencies!\n[{"event":"test.startedProcess"}]\n${lines(start, begin(4, "a"), end(4, "success"), done(true))}`;
    assert.deepEqual(outcomes(read(text, "dart-test-json")), ["a passed"]);
  });
});

describe("newman JSON", () => {
  const run = (rest: object) =>
    read(
      JSON.stringify({
        collection: { info: { name: "C" }, item: [{ name: "F", item: [{ id: "1", name: "get", request: {} }] }] },
        run: { stats: { assertions: { total: 3, pending: 0, failed: 1 } }, executions: [], failures: [], ...rest },
      }),
      "newman",
    );
  const execution = (iteration: number, ...assertions: readonly object[]) => ({
    ...{ cursor: { iteration }, item: { id: "1", name: "get" }, assertions },
  });

  it("assertions are tests, of each iteration", () => {
    const report = run({
      executions: [
        execution(0, { assertion: "a", skipped: false }, { assertion: "b", skipped: true }),
        execution(1, { assertion: "a", skipped: false, error: { name: "AssertionError", message: "no" } }),
      ],
      timings: { started: 1_700_000_000_000 },
    });
    assert.deepEqual(outcomes(report), ["a passed", "b skipped", "a (iteration 2) failed"]);
    assert.deepEqual([report.cases[2]?.suite, report.cases[2]?.message], ["C > F > get", "no"]);
    assert.equal(report.generated, "2023-11-14T22:13:20.000Z");
  });

  it("requests and scripts that failed are errors of no test", () => {
    const source = { id: "1", name: "get" };
    const report = run({
      failures: [
        { at: "assertion:0 in test-script", error: { message: "no" }, source },
        { at: "request", error: { name: "Error", message: "connect ECONNREFUSED" }, source },
      ],
    });
    assert.deepEqual(report.suiteErrors, [{ suite: "C > F > get", message: "connect ECONNREFUSED" }]);
  });

  it("a collection alone is none", () => {
    const outcome = parse(JSON.stringify({ collection: { info: { name: "C" }, item: [] } }));
    assert.equal(outcome.status, "unrecognised");
  });
});

describe("Karma JSON", () => {
  const spec = (description: string, rest: object) => ({ description, suite: ["area", "scaled"], log: [], ...rest });
  const browser = (id: string, lastResult: object) => ({
    id,
    fullName: "Mozilla/5.0",
    name: `Chrome ${id}`,
    lastResult,
  });
  const passing = spec("a", { success: true, time: 1500 });
  const run = (browsers: readonly object[], result: object, summary: object) =>
    read(
      JSON.stringify({
        browsers: Object.fromEntries(browsers.map((each) => [(each as { id: string }).id, each])),
        result,
        summary,
      }),
      "karma-json",
    );

  it("specs, their suites, outcomes, messages and times", () => {
    const specs = [
      passing,
      spec("b", { success: false, log: ["Expected 1 to be 2.\n    at <Jasmine>"] }),
      spec("c", { success: true, skipped: true, pending: true, time: 0 }),
    ];
    const report = run(
      [browser("1", { total: 3, startTime: 1795888961253 })],
      { 1: specs },
      { success: 1, failed: 1, skipped: 1 },
    );
    assert.deepEqual(outcomes(report), ["a passed", "b failed", "c skipped"]);
    const [first, second] = report.cases;
    assert.deepEqual([first?.className, first?.durationSeconds], ["area > scaled", 1.5]);
    assert.match(second?.message ?? "", /^Expected 1 to be 2\./);
    assert.deepEqual([report.aborted, report.generated], [null, new Date(1795888961253).toISOString()]);
  });

  it("a spec in two browsers is two tests", () => {
    const two = [browser("1", { total: 1 }), browser("2", { total: 1 })];
    const report = run(two, { 1: [passing], 2: [passing] }, { success: 2, failed: 0, skipped: 0 });
    assert.deepEqual(
      report.cases.map(({ className }) => className),
      ["Chrome 1 > area > scaled", "Chrome 2 > area > scaled"],
    );
  });

  for (const [what, last, aborted, errors] of [
    ["fewer specs came than it was to run", { total: 2 }, "Chrome 1 ended after 1 of 2 specs", 0],
    ["the browser went away", { total: 1, disconnected: true }, "Chrome 1 was disconnected", 0],
    ["there was an error outside the specs", { total: 1, error: true }, null, 1],
  ] as const)
    it(`tells that ${what}`, () => {
      const report = run([browser("1", last)], { 1: [passing] }, { success: 1, failed: 0, skipped: 0 });
      assert.deepEqual([report.aborted, report.suiteErrors.length], [aborted, errors]);
    });

  it("a run without a browser's specs is broken off, not empty", () => {
    const report = run([], {}, { success: 0, failed: 0, error: true });
    assert.equal(report.aborted, "Karma ended with an error before the first spec");
  });
});

describe("Jasmine JSON", () => {
  const suite = (
    id: string,
    fullName: string,
    specs: readonly object[],
    failedExpectations: readonly object[] = [],
  ) => ({
    [id]: { id, description: fullName, fullName, failedExpectations, status: "passed", specs },
  });

  it("specs by their full name, whichever suite's list they stand in, and what failed outside them", () => {
    const text = JSON.stringify({
      ...suite("suite2", "area scaled", [
        {
          description: "a",
          fullName: "area a",
          status: "passed",
          duration: 250,
          filename: "/w/spec/a.js",
          failedExpectations: [],
        },
        {
          description: "b",
          fullName: "area scaled b",
          status: "failed",
          failedExpectations: [{ message: "no" }, { message: "nor" }],
        },
        { description: "c", fullName: "area c", status: "pending", pendingReason: "later", failedExpectations: [] },
        { description: "d", fullName: "area d", status: "excluded", failedExpectations: [] },
      ]),
      ...suite("suite1", "area", [], [{ message: "Error: set-up" }]),
    });
    const report = read(text, "jasmine-json");
    assert.deepEqual(outcomes(report), ["a passed", "b failed", "c skipped", "d skipped"]);
    assert.deepEqual(
      report.cases.map(({ className, message }) => [className, message]),
      [
        ["area", null],
        ["area scaled", "no\nnor"],
        ["area", "later"],
        ["area", null],
      ],
    );
    assert.deepEqual([report.cases[0]?.durationSeconds, report.cases[0]?.file], [0.25, "/w/spec/a.js"]);
    assert.deepEqual(report.suiteErrors, [{ suite: "area", message: "Error: set-up" }]);
  });

  for (const status of ["broken", "constructor", { toString: 1 }])
    it(`a status of no known word (${JSON.stringify(status)}) is no pass, and told`, () => {
      const spec = { description: "a", fullName: "a", status, failedExpectations: [] };
      const { report, problems } = parse(JSON.stringify(suite("suite1", "", [spec])));
      assert.deepEqual(report?.kind === "tests" && outcomes(report), ["a errored"]);
      assert.deepEqual(
        problems.map(({ code }) => code),
        ["unknown-outcome"],
      );
    });
});
