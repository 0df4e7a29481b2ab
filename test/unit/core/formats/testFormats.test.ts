import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { formats } from "../../../../src/core/formats/index.ts";
import { type ParseOutcome, ReportParser } from "../../../../src/core/formats/parser.ts";
import type { TestReport } from "../../../../src/core/model/report.ts";

function parse(bytes: Uint8Array): ParseOutcome {
  const parser = new ReportParser(formats, "report");
  parser.write(bytes);
  return parser.end();
}

function read(text: string, format: string): { report: TestReport; codes: readonly string[] } {
  const outcome = parse(new TextEncoder().encode(text));
  assert.equal(outcome.status, "read", JSON.stringify(outcome.problems));
  assert.equal(outcome.format, format);
  assert.ok(outcome.report?.kind === "tests");
  return { report: outcome.report, codes: outcome.problems.map((problem) => problem.code) };
}

/** "name outcome" of each case. */
function outcomes(report: TestReport): readonly string[] {
  return report.cases.map((test) => `${test.name} ${test.outcome}`);
}

function lines(...values: readonly unknown[]): string {
  return values.map((value) => `${typeof value === "string" ? value : JSON.stringify(value)}\n`).join("");
}

const trxNamespace = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

/** A small sample of each format, with its cases. */
const samples: Readonly<Record<string, { text: string; cases: readonly string[] }>> = {
  trx: {
    text: `<?xml version="1.0"?><TestRun xmlns="${trxNamespace}"><Results><UnitTestResult testId="1" testName="a" outcome="Passed" duration="00:00:01.5"/><UnitTestResult testId="2" testName="b" outcome="Failed"/></Results></TestRun>`,
    cases: ["a passed", "b failed"],
  },
  nunit: {
    text: `<test-run total="2" passed="1" failed="1"><test-suite type="Assembly" name="A"><test-case name="a" fullname="A.a" result="Passed"/><test-case name="b" fullname="A.b" result="Failed"/></test-suite></test-run>`,
    cases: ["a passed", "b failed"],
  },
  xunit: {
    text: `<assemblies><assembly name="A.dll" total="2" passed="1" failed="1" skipped="0" errors="0"><collection name="c"><test name="a" type="T" method="a" result="Pass" time="0.1"/><test name="b" type="T" method="b" result="Fail" time="0.1"/></collection></assembly></assemblies>`,
    cases: ["a passed", "b failed"],
  },
  "go-test-json": {
    text: lines(
      { Action: "run", Package: "p", Test: "A" },
      { Action: "pass", Package: "p", Test: "A", Elapsed: 1 },
      { Action: "run", Package: "p", Test: "B" },
      { Action: "fail", Package: "p", Test: "B", Elapsed: 1 },
      { Action: "fail", Package: "p", Elapsed: 2 },
    ),
    cases: ["A passed", "B failed"],
  },
  tap: { text: "TAP version 13\n1..2\nok 1 - a\nnot ok 2 - b\n", cases: ["a passed", "b failed"] },
  "gtest-json": {
    text: JSON.stringify({
      tests: 2,
      failures: 1,
      disabled: 0,
      errors: 0,
      name: "AllTests",
      testsuites: [
        {
          name: "A",
          testsuite: [
            { name: "a", status: "RUN", result: "COMPLETED", time: "0.5s", classname: "A" },
            {
              name: "b",
              status: "RUN",
              result: "COMPLETED",
              time: "0s",
              classname: "A",
              failures: [{ failure: "no" }],
            },
          ],
        },
      ],
    }),
    cases: ["a passed", "b failed"],
  },
  "rspec-json": {
    text: JSON.stringify({
      version: "3.12.0",
      examples: [
        { description: "a", full_description: "a", status: "passed", file_path: "./spec/a_spec.rb", line_number: 6 },
        { description: "b", full_description: "b", status: "failed", exception: { class: "E", message: "no" } },
      ],
      summary: { example_count: 2, failure_count: 1, pending_count: 0, errors_outside_of_examples_count: 0 },
      summary_line: "2 examples, 1 failure",
    }),
    cases: ["a passed", "b failed"],
  },
  "jest-json": {
    text: JSON.stringify({
      numTotalTests: 2,
      numPassedTests: 1,
      numFailedTests: 1,
      success: false,
      testResults: [
        {
          name: "/p/a.test.js",
          status: "failed",
          message: "",
          assertionResults: [
            { ancestorTitles: [], fullName: "a", title: "a", status: "passed" },
            { ancestorTitles: [], fullName: "b", title: "b", status: "failed", failureMessages: ["no"] },
          ],
        },
      ],
    }),
    cases: ["a passed", "b failed"],
  },
  "playwright-json": {
    text: JSON.stringify({
      config: { rootDir: "/p" },
      suites: [
        {
          title: "a.spec.ts",
          file: "a.spec.ts",
          specs: [
            {
              title: "a",
              file: "a.spec.ts",
              line: 1,
              tests: [{ status: "expected", results: [{ status: "passed" }] }],
            },
            {
              title: "b",
              file: "a.spec.ts",
              line: 2,
              tests: [{ status: "unexpected", results: [{ status: "failed" }] }],
            },
          ],
        },
      ],
      errors: [],
    }),
    cases: ["a passed", "b failed"],
  },
  "pytest-json-report": {
    text: JSON.stringify({
      created: 1,
      exitcode: 1,
      root: "/p",
      environment: {},
      summary: { passed: 1, failed: 1, total: 2 },
      tests: [
        { nodeid: "t.py::a", outcome: "passed" },
        { nodeid: "t.py::b", outcome: "failed" },
      ],
    }),
    cases: ["a passed", "b failed"],
  },
  ctrf: {
    text: JSON.stringify({
      results: {
        tool: { name: "t" },
        summary: { tests: 2, passed: 1, failed: 1, pending: 0, skipped: 0, other: 0 },
        tests: [
          { name: "a", status: "passed", duration: 1 },
          { name: "b", status: "failed", duration: 1 },
        ],
      },
    }),
    cases: ["a passed", "b failed"],
  },
  "mocha-json": {
    text: JSON.stringify({
      stats: { suites: 1, tests: 2, passes: 1, pending: 0, failures: 1 },
      tests: [
        { title: "a", fullTitle: "s a", err: {} },
        { title: "b", fullTitle: "s b", err: { message: "no" } },
      ],
      pending: [],
      failures: [{ title: "b", fullTitle: "s b", err: { message: "no" } }],
      passes: [{ title: "a", fullTitle: "s a", err: {} }],
    }),
    cases: ["a passed", "b failed"],
  },
  "libtest-json": {
    text: lines(
      { type: "suite", event: "started", test_count: 2 },
      { type: "test", event: "started", name: "a" },
      { type: "test", name: "a", event: "ok" },
      { type: "test", event: "started", name: "b" },
      { type: "test", name: "b", event: "failed", stdout: "no" },
      { type: "suite", event: "failed", passed: 1, failed: 1, ignored: 0, measured: 0, filtered_out: 0 },
    ),
    cases: ["a passed", "b failed"],
  },
  robot: {
    text: `<robot generator="Robot 7.0"><suite name="S"><test name="a"><status status="PASS"/></test><test name="b"><status status="FAIL">no</status></test><status status="FAIL"/></suite></robot>`,
    cases: ["a passed", "b failed"],
  },
  cucumber: {
    text: JSON.stringify([
      {
        uri: "a.feature",
        keyword: "Feature",
        name: "F",
        elements: [
          {
            type: "scenario",
            keyword: "Scenario",
            name: "a",
            line: 2,
            steps: [{ name: "x", result: { status: "passed" } }],
          },
          {
            type: "scenario",
            keyword: "Scenario",
            name: "b",
            line: 5,
            steps: [{ name: "x", result: { status: "failed" } }],
          },
        ],
      },
    ]),
    cases: ["a passed", "b failed"],
  },
  allure: {
    text: JSON.stringify({
      uuid: "1",
      historyId: "2",
      name: "a",
      status: "broken",
      stage: "finished",
      start: 1,
      stop: 2,
    }),
    cases: ["a errored"],
  },
  "sonar-tests": {
    text: `<testExecutions version="1"><file path="a.js"><testCase name="a" duration="5"/><testCase name="b" duration="5"><failure message="no"/></testCase></file></testExecutions>`,
    cases: ["a passed", "b failed"],
  },
};

describe("A sample of each test format", () => {
  for (const [format, { text, cases }] of Object.entries(samples)) {
    it(`${format} is recognised as itself alone and has its cases`, () => {
      assert.deepEqual(outcomes(read(text, format).report), cases);
    });

    it(`${format} cut at any byte never passes as a whole run`, () => {
      const bytes = new TextEncoder().encode(text);
      for (let length = 0; length < bytes.length; length++) {
        const outcome = parse(bytes.subarray(0, length));
        assert.ok(
          !outcome.problems.some(({ code }) => code === "reader-fault"),
          `${length}: ${JSON.stringify(outcome)}`,
        );
        if (outcome.status !== "read") continue;
        assert.ok(outcome.report?.kind === "tests", `${length} is read as ${outcome.format}`);
        const { report } = outcome;
        // Either every outcome is there, or it is told that the run, or its last line, is not whole.
        const told =
          outcome.problems.some(({ code }) => code === "unterminated") ||
          report.aborted !== null ||
          report.suiteErrors.length > 0 ||
          report.cases.length === 0;
        const whole = outcomes(report).join() === cases.join();
        assert.ok(whole || told, `cut at ${length}: ${JSON.stringify(outcomes(report))}`);
      }
    });
  }
});

describe("Traps of test formats", () => {
  it("TRX: a run without results whose host crashed is no pass", () => {
    const { report } = read(
      `<TestRun xmlns="${trxNamespace}"><ResultSummary outcome="Failed"><RunInfos><RunInfo outcome="Error"><Text>host crashed</Text></RunInfo></RunInfos></ResultSummary></TestRun>`,
      "trx",
    );
    assert.ok(report.aborted !== null || report.suiteErrors.length > 0);
  });

  it("TRX: counters that differ from the results are warned of, the results count", () => {
    const { report, codes } = read(
      `<TestRun xmlns="${trxNamespace}"><Results><UnitTestResult testId="1" testName="a" outcome="Passed"/></Results><ResultSummary><Counters total="3" passed="3" failed="0"/></ResultSummary></TestRun>`,
      "trx",
    );
    assert.equal(report.cases.length, 1);
    assert.ok(codes.includes("summary-differs"));
  });

  it("TRX: rows of a data-driven test count, the test that holds them does not", () => {
    const { report } = read(
      `<TestRun xmlns="${trxNamespace}"><Results><UnitTestResult testId="1" testName="d" outcome="Failed"><InnerResults><UnitTestResult testId="1" testName="d (0)" outcome="Passed"/><UnitTestResult testId="1" testName="d (1)" outcome="Timeout"/></InnerResults></UnitTestResult></Results></TestRun>`,
      "trx",
    );
    assert.equal(report.cases.length, 2);
    assert.ok(report.cases.some((test) => test.outcome !== "passed"));
  });

  it("xUnit: an error of an assembly stands outside its tests", () => {
    const { report } = read(
      `<assemblies><assembly name="A.dll" total="0" passed="0" failed="0" errors="1"><errors><error type="assembly-cleanup" name="A"><failure><message>no</message></failure></error></errors></assembly></assemblies>`,
      "xunit",
    );
    assert.equal(report.suiteErrors.length, 1);
  });

  it("go test: a test that a panic left open failed, a parent of subtests does not count", () => {
    const { report } = read(
      lines(
        { Action: "run", Package: "p", Test: "A" },
        { Action: "run", Package: "p", Test: "A/x" },
        { Action: "pass", Package: "p", Test: "A/x" },
        { Action: "pass", Package: "p", Test: "A" },
        { Action: "run", Package: "p", Test: "B" },
        "panic: no",
        { Action: "fail", Package: "p" },
      ),
      "go-test-json",
    );
    assert.equal(report.cases.length, 2);
    assert.deepEqual(report.cases.map((test) => test.outcome).sort(), ["failed", "passed"]);
  });

  it("go test: a package that did not build is an error of a suite", () => {
    const { report } = read(
      lines(
        { ImportPath: "p", Action: "build-fail" },
        { Action: "start", Package: "p" },
        { Action: "fail", Package: "p", FailedBuild: "p" },
      ),
      "go-test-json",
    );
    assert.equal(report.cases.length, 0);
    assert.equal(report.suiteErrors.length, 1);
  });

  for (const [why, text] of [
    ["Bail out!", "TAP version 13\n1..2\nok 1 - a\nBail out! no database\n"],
    ["a plan of more tests", "TAP version 13\n1..3\nok 1 - a\nok 2 - b\n"],
  ] as const) {
    it(`TAP: ${why} breaks the run`, () => assert.notEqual(read(text, "tap").report.aborted, null));
  }

  it("TAP: a failure that is to do is skipped, a test is not counted beside its subtests", () => {
    const { report } = read(
      "TAP version 14\n    ok 1 - in\n    1..1\nok 1 - a\nnot ok 2 - b # TODO later\n1..2\n",
      "tap",
    );
    assert.deepEqual(outcomes(report), ["in passed", "b skipped"]);
    assert.equal(report.cases[0]?.className, "a");
    assert.equal(report.cases[1]?.skipKind, "todo");
    assert.equal(report.aborted, null);
  });

  it("TAP: tests of one description are two, and a plan of subtests is no word about the one before it", () => {
    const text = "1..3\nnot ok 1 - even\nok 2 - even\n    not ok 1 - deep\n    1..1\nnot ok 3 - sub\n";
    const { cases } = read(text, "tap").report;
    assert.deepEqual(
      cases.map(({ name, outcome, message }) => [name, outcome, message]),
      [
        ["even", "failed", null],
        ["even #2", "passed", null],
        ["deep", "failed", null],
      ],
    );
  });

  it("TAP: subtests stand before their result (Node.js) or in braces behind it (node-tap, vitest)", () => {
    const behind = [
      "TAP version 13",
      "1..1",
      "not ok 1 - a.test.ts # time=8.61ms {",
      "    1..3",
      "    not ok 1 - area # time=6.80ms {",
      "        1..2",
      "        ok 1 - circle # time=1.5ms",
      "        not ok 2 - a \\# b # time=2ms",
      "            ---",
      "            error:",
      '                name: "AssertionError"',
      '                message: "expected 4 to be 5"',
      "            ...",
      "    }",
      "    ok 2 - later # TODO",
      "    ok 3 - not here # SKIP {",
      "        1..1",
      "        ok 1 - within # SKIP",
      "    }",
      "}",
    ];
    const { report } = read(behind.join("\n"), "tap");
    assert.deepEqual(outcomes(report), ["circle passed", "a # b failed", "later skipped", "within skipped"]);
    assert.deepEqual(
      report.cases.map(({ suite, durationSeconds }) => [suite, durationSeconds]),
      [
        ["a.test.ts > area", 0.0015],
        ["a.test.ts > area", 0.002],
        ["a.test.ts", null],
        ["a.test.ts > not here", null],
      ],
    );
    assert.equal(report.cases[1]?.message, "expected 4 to be 5");
    assert.deepEqual([report.aborted, report.suiteErrors], [null, []]);
    const before = [
      "TAP version 13",
      "# Subtest: area",
      "    # Subtest: circle",
      "    ok 1 - circle",
      "      ---",
      "      duration_ms: 0.5",
      "      location: '/w/a.test.js:9:3'",
      "      ...",
      "    ok 2 - later # TODO some day",
      "    1..2",
      "not ok 1 - area",
      "  ---",
      "  type: 'suite'",
      "  failureType: 'hookFailed'",
      "  error: 'device is busy'",
      "  ...",
      "ok 2 - empty",
      "  ---",
      "  type: 'suite'",
      "  ...",
      "1..2",
      "# tests 2",
      "# todo 1",
      "",
    ];
    const node = read(before.join("\n"), "tap").report;
    assert.deepEqual(outcomes(node), ["circle passed", "later skipped"]);
    assert.deepEqual(node.cases[0]?.properties, [{ name: "location", value: "/w/a.test.js:9" }]);
    assert.equal(node.cases[0]?.durationSeconds, 0.0005);
    assert.deepEqual(node.suiteErrors, [{ suite: "area", message: "device is busy" }]);
    assert.equal(node.aborted, null);
  });

  it("TAP: what stands beside a result is none of its subtests, however often a brace too many closes", () => {
    const one = "ok 1 - a # SKIP {\n    1..1\n    ok 1 - b\n    }\n}\n";
    const { report } = read(
      `TAP version 13\n${one.repeat(50_000)}}\n${"    ok 1 - c\n}\n".repeat(50_000)}1..50000\n`,
      "tap",
    );
    assert.equal(report.cases.length, 100_000);
  });

  const many = Array.from({ length: 200_000 }, (_, at) => at);
  const large: Readonly<Record<string, readonly [string, string]>> = {
    "JUnit XML of jest-junit": [
      "junit",
      `<testsuites name="jest tests"><testsuite name="s">${many.map((at) => `<testcase name="${at}"/>`).join("")}</testsuite></testsuites>`,
    ],
    "Jest JSON": [
      "jest-json",
      JSON.stringify({
        numTotalTests: many.length,
        testResults: [
          {
            name: "a.js",
            assertionResults: many.map((at) => ({ fullName: `${at}`, title: `${at}`, status: "passed" })),
          },
        ],
      }),
    ],
    TAP: ["tap", `TAP version 13\n${many.map((at) => `ok ${at + 1}\n`).join("")}1..${many.length}\n`],
  };
  for (const [title, [format, text]] of Object.entries(large)) {
    it(`${title}: 200,000 tests in one file`, () => {
      assert.equal(read(text, format).report.cases.length, many.length);
    });
  }

  it("TAP of Deno: the block of a failure is JSON, with the place of the test", () => {
    const block = JSON.stringify({ message: "4 !== 5", severity: "fail", at: { file: "./a.test.ts", line: 7 } });
    const { report } = read(`TAP version 14\nnot ok 1 - a\n  ---\n  ${block}\n  ...\n1..1\n`, "tap");
    const { message, file, properties } = report.cases[0]!;
    assert.deepEqual([message, file, properties[0]?.value], ["4 !== 5", null, "./a.test.ts:7"]);
  });

  it("TAP: what is to do and passed with a word why has passed, without one it did not run", () => {
    const { report } = read("1..2\nok 1 - a # TODO unexpected success: known\nok 2 - b # TODO\n", "tap");
    assert.deepEqual(outcomes(report), ["a passed", "b skipped"]);
  });

  it("Vitest: a test that passed with messages of failures passed when it ran again", () => {
    const test = (title: string, failureMessages: readonly string[], status = "passed") => ({
      ancestorTitles: [],
      title,
      status,
      failureMessages,
    });
    const { report } = read(
      JSON.stringify({
        numTotalTests: 3,
        testResults: [
          { name: "/a.ts", assertionResults: [test("a", ["1"]), test("b", []), test("c", ["1"], "failed")] },
        ],
      }),
      "jest-json",
    );
    assert.deepEqual(
      report.cases.map(({ runs, flaky }) => [runs, flaky]),
      [
        [2, true],
        [1, false],
        [1, false],
      ],
    );
  });

  it("Jest: what jest-junit adds to a file that failed to run is no test", () => {
    const { report, codes } = read(
      JSON.stringify({
        numTotalTests: 0,
        numRuntimeErrorTestSuites: 1,
        testResults: [
          {
            name: "/p/a.test.js",
            status: "failed",
            message: "SyntaxError",
            assertionResults: [{ ancestorTitles: [], duration: 0, failureMessages: ["SyntaxError"], status: "error" }],
          },
        ],
      }),
      "jest-json",
    );
    assert.deepEqual([report.cases, report.suiteErrors.length], [[], 1]);
    assert.deepEqual(codes, ["no-tests"]);
  });

  it("JUnit of jest-junit: tests of one name are tests, a file that failed to run is one error", () => {
    const { report } = read(
      `<testsuites name="jest tests" tests="2" failures="0" errors="1">
        <testsuite name="a" tests="2">
          <testcase classname="a" name="same"/><testcase classname="a" name="same"/><testcase classname="a" name="todo"/>
        </testsuite>
        <testsuite name="b.test.js" tests="0" errors="1">
          <testcase classname="Test suite failed to run" name="b.test.js"><error>no module</error></testcase>
          <testcase classname="Test suite failed to run" name="b.test.js"><failure>{"code":1}</failure></testcase>
        </testsuite>
      </testsuites>`,
      "junit",
    );
    assert.deepEqual(outcomes(report), ["same passed", "same #2 passed", "todo passed", "b.test.js errored"]);
    assert.deepEqual(
      report.cases.map(({ runs }) => runs),
      [1, 1, 1, 1],
    );
  });

  it("JUnit: the time of Mocha's XUnit is read, the year 1970 of a suite that failed to run is none", () => {
    const timeOf = (...times: readonly string[]) =>
      read(
        `<testsuites>${times.map((time) => `<testsuite timestamp="${time}"><testcase name="a"/></testsuite>`).join("")}</testsuites>`,
        "junit",
      ).report.generated;
    assert.equal(timeOf("Wed, 25 Nov 2026 10:22:59 GMT"), "2026-11-25T10:22:59.000Z");
    assert.equal(timeOf("2026-11-25T10:22:59", "1970-01-01T00:00:00"), "2026-11-25T10:22:59");
    assert.equal(timeOf("1970-01-01T00:00:00"), null);
  });

  it('SonarQube of jest-sonar: the message is what stands below "Error"', () => {
    const { report } = read(
      '<testExecutions version="1"><file path="a.js"><testCase name="a" duration="1"><failure message="Error">4 is not 5</failure></testCase></file></testExecutions>',
      "sonar-tests",
    );
    assert.equal(report.cases[0]?.message, "4 is not 5");
  });

  it("JUnit of Vitest: the suites are files", () => {
    const { report } = read(
      '<testsuites name="vitest tests"><testsuite name="tests/a.test.ts"><testcase classname="tests/a.test.ts" name="a > b"/></testsuite></testsuites>',
      "junit",
    );
    assert.deepEqual([report.dialect, report.cases[0]?.file], ["vitest", "tests/a.test.ts"]);
  });

  it("JUnit of Node.js: what is to do and failed is to do", () => {
    const { report, codes } = read(
      `<testsuites><testsuite name="a" tests="1"><testcase name="b" classname="test" failure="4 == 5">
        <skipped type="todo" message="true"/><failure type="testCodeFailure" message="4 == 5"/></testcase></testsuite>
        <testcase name="c" classname="test"/><testcase name="c" classname="test"/><!-- tests 3 --></testsuites>`,
      "junit",
    );
    assert.deepEqual(outcomes(report), ["b skipped", "c passed", "c #2 passed"]);
    assert.deepEqual([report.cases[0]?.skipKind, report.dialect, codes], ["todo", "node:test", []]);
  });

  it("Playwright JSON: a test without a status ended as its spec or its last attempt says, or the report is invalid", () => {
    const ended = (spec: object, ...statuses: readonly (string | undefined)[]) =>
      JSON.stringify({
        config: { rootDir: "/p" },
        suites: [{ specs: [{ title: "a", tests: [{ results: statuses.map((status) => ({ status })) }], ...spec }] }],
      });
    const outcomeOf = (text: string) => read(text, "playwright-json").report.cases.map(({ outcome }) => outcome);
    assert.deepEqual(outcomeOf(ended({}, "failed", "passed")), ["passed"]);
    assert.deepEqual(outcomeOf(ended({}, "timedOut")), ["failed"]);
    assert.deepEqual(outcomeOf(ended({}, "skipped")), ["skipped"]);
    assert.deepEqual(outcomeOf(ended({ ok: true }, "failed")), ["passed"]);
    assert.equal(parse(new TextEncoder().encode(ended({}, undefined))).problems[0]?.code, "structure");
  });

  it("JUnit of Playwright: the host is the project, and the same test of two projects is two tests", () => {
    const suite = (project: string) =>
      `<testsuite name="a.spec.ts" hostname="${project}"><testcase name="b › c" classname="a.spec.ts"/></testsuite>`;
    const { report } = read(`<testsuites id="" name="">${suite("wide")}${suite("narrow")}</testsuites>`, "junit");
    assert.deepEqual(
      report.cases.map(({ className, file, properties }) => [className, file, properties]),
      ["wide", "narrow"].map((value) => [`${value} > a.spec.ts`, "a.spec.ts", [{ name: "project", value }]]),
    );
    assert.equal(report.dialect, "Playwright");
  });

  it("CTRF: what ran again and passed each time is not flaky", () => {
    const test = (name: string, status: string) => ({
      name,
      status: "passed",
      flaky: true,
      retries: 1,
      retryAttempts: [{ status }],
    });
    const tests = [test("a", "passed"), test("b", "failed")];
    const { report } = read(
      JSON.stringify({ reportFormat: "CTRF", results: { tool: { name: "playwright" }, tests } }),
      "ctrf",
    );
    assert.deepEqual(
      report.cases.map(({ flaky, runs }) => [flaky, runs]),
      [
        [false, 2],
        [true, 2],
      ],
    );
  });

  it("CTRF of Playwright: a test that passed and was expected to fail has failed, as its sum says", () => {
    const test = (rawStatus: string) => ({
      ...{ name: rawStatus, status: "passed", rawStatus, flaky: true },
      extra: { annotations: [{ type: "fail" }] },
    });
    const summary = { tests: 2, passed: 1, failed: 1 };
    const results = { tool: { name: "playwright" }, summary, tests: [test("failed"), test("passed")] };
    const { report, codes } = read(JSON.stringify({ results }), "ctrf");
    assert.deepEqual(outcomes(report), ["failed passed", "passed failed"]);
    assert.deepEqual([report.cases[1]?.flaky, codes], [false, []]);
  });

  it("Allure: a test that is pending and has no status is to do, one that is running broke off", () => {
    const result = (stage: string) =>
      read(JSON.stringify({ uuid: "1", name: "a", historyId: "1", testCaseId: "1", stage, labels: [] }), "allure")
        .report;
    assert.deepEqual([...outcomes(result("pending")), ...outcomes(result("running"))], ["a skipped", "a errored"]);
    assert.equal(result("pending").cases[0]?.skipKind, "todo");
  });

  it("Allure of Cucumber.js: a scenario of which a step did not run is no pass", () => {
    const told = (step: object, framework = "cucumberjs") => {
      const steps = [{ name: "a", status: "passed" }, step];
      const labels = [{ name: "framework", value: framework }];
      const result = { uuid: "1", name: "s", status: "passed", historyId: "h", labels, steps };
      const [test] = read(JSON.stringify(result), "allure").report.cases;
      return [test?.outcome, test?.message];
    };
    assert.deepEqual(told({ name: "b", statusDetails: { message: "no definition" } }), ["errored", "no definition"]);
    assert.deepEqual(told({ name: "b", status: "skipped" }), ["skipped", null]);
    assert.deepEqual(told({ name: "b", status: "passed" }), ["passed", null]);
    assert.deepEqual(told({ name: "b", status: "skipped" }, "mocha"), ["passed", null]);
  });

  it("Cucumber: an ambiguous step fails its scenario, and says so", () => {
    const steps = [{ name: "a", result: { status: "ambiguous", duration: 0 } }];
    const { report } = read(
      JSON.stringify([{ uri: "a.feature", name: "A", elements: [{ type: "scenario", name: "b", line: 2, steps }] }]),
      "cucumber",
    );
    assert.deepEqual(outcomes(report), ["b failed"]);
    assert.equal(report.cases[0]?.message, "a step has several definitions");
  });

  it("two tests of one name in a file are two, where a runner writes the runs of a test as one", () => {
    const names = (text: string, format: string) => outcomes(read(text, format).report);
    const both = ["a failed", "a #2 passed"];
    const jest = (status: string) => ({ ancestorTitles: [], title: "a", status, failureMessages: [] });
    const testResults = [{ name: "/a.js", status: "failed", assertionResults: [jest("failed"), jest("passed")] }];
    assert.deepEqual(names(JSON.stringify({ numTotalTests: 2, testResults }), "jest-json"), both);
    const [failed, passed] = [1, 2].map((duration) => ({
      title: "a",
      fullTitle: "a",
      file: "/a.js",
      duration,
      err: {},
    }));
    const stats = { suites: 0, tests: 2, passes: 1, pending: 0, failures: 1 };
    const mocha = { stats, tests: [failed, passed], pending: [], failures: [failed], passes: [passed] };
    assert.deepEqual(names(JSON.stringify(mocha), "mocha-json"), both);
    const tests = ["failed", "passed"].map((status) => ({ name: "a", status }));
    assert.deepEqual(names(JSON.stringify({ reportFormat: "CTRF", results: { tool: {}, tests } }), "ctrf"), both);
    const specs = ["unexpected", "expected"].map((status) => ({ title: "a", file: "a.ts", tests: [{ status }] }));
    const playwright = { config: { rootDir: "/p" }, suites: [{ title: "a.ts", specs }] };
    assert.deepEqual(names(JSON.stringify(playwright), "playwright-json"), both);
    const sonar = '<testCase name="a"><failure message="no"/></testCase><testCase name="a"/>';
    assert.deepEqual(
      names(`<testExecutions version="1"><file path="a.js">${sonar}</file></testExecutions>`, "sonar-tests"),
      both,
    );
  });

  it('CTRF: "other" that was to do or skipped in the words of the runner is skipped', () => {
    const tests = ["todo", "skipped", "weird"].map((rawStatus) => ({ name: rawStatus, status: "other", rawStatus }));
    const { report } = read(
      JSON.stringify({ reportFormat: "CTRF", results: { tool: { name: "jest" }, tests } }),
      "ctrf",
    );
    assert.deepEqual(outcomes(report), ["todo skipped", "skipped skipped", "weird errored"]);
    assert.equal(report.cases[0]?.skipKind, "todo");
  });

  it("Jest: a suite that failed to run is an error of a suite", () => {
    const { report } = read(
      JSON.stringify({
        numTotalTests: 0,
        numRuntimeErrorTestSuites: 1,
        success: false,
        testResults: [{ name: "/p/a.test.js", status: "failed", message: "SyntaxError", assertionResults: [] }],
      }),
      "jest-json",
    );
    assert.equal(report.suiteErrors.length, 1);
  });

  it("Vitest: a file that failed beside its tests says so, one without a test that it failed to run", () => {
    const passed = { ancestorTitles: [], title: "a", status: "passed", failureMessages: [] };
    const file = (...assertionResults: readonly object[]) => ({ name: "/a.ts", status: "failed", assertionResults });
    const { report } = read(JSON.stringify({ numTotalTests: 1, testResults: [file(passed), file()] }), "jest-json");
    assert.deepEqual(
      report.suiteErrors.map(({ message }) => message),
      ["it failed, though none of its tests did", "the file failed to run"],
    );
  });

  it("Mocha: words before the JSON are passed over, a hook that failed is told", () => {
    const { report } = read(
      `starting\n${JSON.stringify({
        stats: { suites: 1, tests: 0, passes: 0, pending: 0, failures: 1 },
        tests: [],
        pending: [],
        failures: [{ title: '"before all" hook', fullTitle: 's "before all" hook', err: { message: "no" } }],
        passes: [],
      })}`,
      "mocha-json",
    );
    assert.ok(report.suiteErrors.length > 0 || report.cases.some((test) => test.outcome !== "passed"));
  });

  it("Playwright: errors without tests are a broken run", () => {
    const { report } = read(
      JSON.stringify({ config: { rootDir: "/p" }, suites: [], errors: [{ message: "no" }] }),
      "playwright-json",
    );
    assert.ok(report.aborted !== null || report.suiteErrors.length > 0);
  });

  for (const exitcode of [2, 3, 4]) {
    it(`pytest: exit code ${exitcode} is a run that broke off`, () => {
      const { report } = read(
        JSON.stringify({
          ...{ created: 1, exitcode, root: "/p", environment: {}, summary: { passed: 1, total: 1 } },
          tests: [{ nodeid: "tests/a.py::a", lineno: 1, outcome: "passed", call: { outcome: "passed" } }],
        }),
        "pytest-json-report",
      );
      assert.notEqual(report.aborted, null);
    });
  }

  it("CTRF of pytest: the test in which the run broke off is listed as passed, and has no end", () => {
    const tests = [
      { name: "a", status: "passed", start: 1795882354155, stop: 0, duration: -1795882354155 },
      { name: "b", status: "passed", start: 1795882354155, stop: 1795882354155, duration: 0 },
    ];
    const { report } = read(
      JSON.stringify({ reportFormat: "CTRF", results: { tool: { name: "pytest" }, tests } }),
      "ctrf",
    );
    assert.deepEqual(
      report.cases.map(({ outcome, message, durationSeconds }) => [outcome, message, durationSeconds]),
      [
        ["errored", "it was begun and did not end", null],
        ["passed", null, 0],
      ],
    );
  });

  it("CTRF: a status of other is no pass", () => {
    const { report } = read(
      JSON.stringify({
        results: {
          tool: { name: "t" },
          summary: { tests: 1, other: 1 },
          tests: [{ name: "a", status: "other", duration: 1 }],
        },
      }),
      "ctrf",
    );
    assert.notEqual(report.cases[0]?.outcome, "passed");
  });

  it("libtest: a slow test that ends later counts once", () => {
    const { report } = read(
      lines(
        { type: "suite", event: "started", test_count: 1 },
        { type: "test", event: "started", name: "a" },
        { type: "test", event: "timeout", name: "a" },
        { type: "test", name: "a", event: "ok" },
        { type: "suite", event: "ok", passed: 1, failed: 0, ignored: 0, measured: 0, filtered_out: 0 },
      ),
      "libtest-json",
    );
    assert.deepEqual(outcomes(report), ["a passed"]);
  });
});

/** In each format a report of one passed test whose own summary says more. */
const wrongSums: Readonly<Record<string, string>> = {
  ctrf: `{"results":{"tool":{"name":"t"},"summary":{"tests":3,"passed":3,"failed":0},"tests":[{"name":"a","status":"passed","duration":1}]}}`,
  "jest-json": `{"numTotalTests":5,"numPassedTests":5,"success":true,"testResults":[{"name":"/a","status":"passed","assertionResults":[{"title":"a","fullName":"a","ancestorTitles":[],"status":"passed"}]}]}`,
  "mocha-json": `{"stats":{"suites":1,"tests":4,"passes":4,"pending":0,"failures":0},"tests":[{"title":"a","fullTitle":"a","err":{}}],"pending":[],"failures":[],"passes":[{"title":"a","fullTitle":"a","err":{}}]}`,
  "playwright-json": `{"config":{"rootDir":"/p"},"suites":[{"title":"a","file":"a","specs":[{"title":"a","file":"a","line":1,"tests":[{"status":"expected","results":[]}]}]}],"errors":[],"stats":{"expected":7,"skipped":0,"unexpected":0,"flaky":0}}`,
  nunit: `<test-run total="9" passed="9" failed="0"><test-suite type="Assembly" name="A"><test-case name="a" fullname="A.a" result="Passed"/></test-suite></test-run>`,
  xunit: `<assemblies><assembly name="A" total="9" passed="9" failed="0" skipped="0"><collection><test name="a" type="T" method="a" result="Pass"/></collection></assembly></assemblies>`,
  robot: `<robot generator="Robot 7"><suite name="S"><test name="a"><status status="PASS"/></test></suite><statistics><total><stat pass="4" fail="0" skip="0">All Tests</stat></total></statistics></robot>`,
  "libtest-json": lines(
    { type: "suite", event: "started", test_count: 4 },
    { type: "test", event: "ok", name: "a" },
    { type: "suite", event: "ok", passed: 4, failed: 0, ignored: 0 },
  ),
};

/** What pytest writes: the suite with its own count, the cases as `name:inside`. */
function pytest(tests: number, cases: readonly (readonly [string, string])[], suite = "pytest"): string {
  const rows = cases.map(
    ([name, inside]) => `<testcase classname="tests.a" name="${name}" time="1">${inside}</testcase>`,
  );
  return `<testsuites><testsuite name="${suite}" tests="${tests}">${rows.join("")}</testsuite></testsuites>`;
}

describe("Attempts of one test in JUnit XML", () => {
  const failure = '<failure message="no"/>';
  const told = ({ cases }: TestReport) =>
    cases.map(({ name, outcome, runs, flaky }) => `${name} ${outcome} ${runs}${flaky ? " flaky" : ""}`);

  it("of pytest-rerunfailures are one test, the last one counts: a bare one before it had failed", () => {
    const { report, codes } = read(
      pytest(3, [
        ["a", ""],
        ["a", ""],
        ["b", ""],
        ["b", ""],
        ["b", failure],
        ["c", ""],
      ]),
      "junit",
    );
    assert.deepEqual(told(report), ["a passed 2 flaky", "b failed 3", "c passed 1"]);
    assert.equal(report.cases[0]?.durationSeconds, 2);
    assert.deepEqual(codes, []);
  });

  it("of pytest are a failure and then an error of the tear-down: one test, errored", () => {
    const rows = [
      ["a", failure],
      ["a", '<error message="tear-down"/>'],
    ] as const;
    assert.deepEqual(told(read(pytest(1, rows), "junit").report), ["a errored 2"]);
  });

  // pytest counts a test that passed and whose tear-down failed twice, and a subtest as a test.
  it("of pytest are one test, too, where it counts more than tests", () => {
    const rows = [
      ["well", ""],
      ["flaky", ""],
      ["flaky", ""],
      ["bad", ""],
      ["bad", failure],
      ["torn down", ""],
      ["torn down", '<error message="failed on teardown"/>'],
    ] as const;
    for (const tests of [4, 5, 6, 9])
      assert.deepEqual(told(read(pytest(tests, rows), "junit").report), [
        "well passed 1",
        "flaky passed 2 flaky",
        "bad failed 2",
        "torn down errored 2",
      ]);
  });

  it("of pytest are one test, too, where all ran again and it counts as many that are well", () => {
    const rows = [
      ["flaky", ""],
      ["flaky", ""],
      ["bad", ""],
      ["bad", failure],
      ["bad", '<error message="failed on teardown"/>'],
    ] as const;
    const sums = 'tests="3" failures="1" errors="1"';
    assert.deepEqual(told(read(pytest(3, rows).replace('tests="3"', sums), "junit").report), [
      "flaky passed 2 flaky",
      "bad errored 3",
    ]);
  });

  it("of pytest are none where each test stands several times, or one passed behind its failure", () => {
    const each = [
      ["a", ""],
      ["a", ""],
      ["b", failure],
      ["b", failure],
    ] as const;
    assert.equal(read(pytest(6, each), "junit").report.cases.length, 4);
    const behind = [
      ["a", failure],
      ["a", ""],
      ["b", ""],
    ] as const;
    assert.equal(read(pytest(4, behind), "junit").report.cases.length, 3);
  });

  it("stay as they are listed where the suite's own count is not that of the different tests", () => {
    const rows = [
      ["a", ""],
      ["a", ""],
      ["b", ""],
    ] as const;
    for (const tests of [1, 3, Number.NaN])
      assert.deepEqual(told(read(pytest(tests, rows), "junit").report), ["a passed 1", "a passed 1", "b passed 1"]);
  });

  it("of another tool are flaky only where their outcomes differ", () => {
    const rows = [
      ["a", ""],
      ["a", ""],
      ["b", failure],
      ["b", ""],
      ["b/c", failure],
    ] as const;
    assert.deepEqual(told(read(pytest(3, rows, "mine"), "junit").report), [
      "a passed 2",
      "b passed 2 flaky",
      "b/c failed 1",
    ]);
  });

  it("are those of one suite: a suite around others is left as it is", () => {
    const inner = '<testsuite name="i" tests="1"><testcase name="a"/></testsuite>';
    const { report } = read(`<testsuite name="o" tests="1">${inner}${inner}</testsuite>`, "junit");
    assert.equal(report.cases.length, 2);
  });
});

describe("JUnit XML", () => {
  it("of pytest that broke off has a case without a name, which is no test that passed", () => {
    const whole = pytest(1, [["a", ""]]);
    assert.equal(read(whole, "junit").report.aborted, null);
    const { report } = read(whole.replace("</testsuite>", '<testcase time="0.000"/></testsuite>'), "junit");
    assert.deepEqual(outcomes(report), ["a passed"]);
    assert.match(report.aborted ?? "", /broke off/);
  });

  it("of pytest that failed itself says so", () => {
    const internal =
      '<testcase classname="pytest" name="internal"><error message="internal error"/></testcase></testsuite>';
    const { report } = read(pytest(1, [["a", ""]]).replace("</testsuite>", internal), "junit");
    assert.equal(report.aborted, "pytest failed internally");
    assert.deepEqual(outcomes(report), ["a passed", "internal errored"]);
  });

  it("of mutmut 2 holds mutants, which are no tests", () => {
    const outcome = parse(new TextEncoder().encode(pytest(1, [["Mutant #1", ""]], "mutmut")));
    assert.deepEqual([outcome.status, outcome.problems[0]?.code], ["invalid", "not-tests"]);
    assert.equal(read(pytest(1, [["test_one", ""]], "mutmut"), "junit").report.cases.length, 1);
  });

  it("knows an expected failure by its type, of pytest and of unittest-xml-reporting", () => {
    const rows = ["pytest.xfail", "XFAIL", "pytest.skip"].map(
      (type) => [type, `<skipped type="${type}" message="known"/>`] as const,
    );
    const nose2 = ["nose2", '<skipped message="expected test failure">Traceback</skipped>'] as const;
    const { report } = read(pytest(4, [...rows, nose2]), "junit");
    assert.deepEqual(
      report.cases.map(({ skipKind }) => skipKind),
      ["expected-failure", "expected-failure", null, "expected-failure"],
    );
  });

  it("of nose2 calls skipped what passed and was to fail: its run fails by it", () => {
    const rows = [["a", '<skipped message="test passes unexpectedly"/>']] as const;
    assert.deepEqual(outcomes(read(pytest(1, rows, "nose2-junit"), "junit").report), ["a failed"]);
  });

  it("tells what the text says where the message says no more than the outcome", () => {
    const rows = ["test failure", "None", "1 != 2"].map(
      (message) => [message, `<failure message="${message}">in the text</failure>`] as const,
    );
    assert.deepEqual(
      read(pytest(3, rows), "junit").report.cases.map(({ message }) => message),
      ["in the text", "in the text", "1 != 2"],
    );
  });

  it("has tests that stay the same where the suite is named after the time of the run", () => {
    for (const [name, steady] of [
      ["test_a.Steps-20261125100532", "test_a.Steps"],
      ["job-2026-11-25T10.31-0a3333e", "job"],
      ["ticket-12345678", "ticket-12345678"],
    ] as const)
      assert.equal(read(pytest(1, [["a", ""]], name), "junit").report.cases[0]?.suite, steady);
  });
});

describe("Expected failures of pytest", () => {
  it("are known in CTRF and Allure, and CTRF's names hold their parameters once", () => {
    const tests = [
      { name: "a.py::a[1]", status: "passed", duration: 1, parameters: { number: 1 } },
      { name: "a.py::b", status: "skipped", rawStatus: "xfailed", duration: 1 },
      { name: "a.py::c", status: "skipped", duration: 1 },
    ];
    const ctrf = read(JSON.stringify({ results: { tool: { name: "pytest" }, summary: { tests: 3 }, tests } }), "ctrf");
    assert.deepEqual(
      ctrf.report.cases.map(({ name, skipKind }) => [name, skipKind]),
      [
        ["a.py::a[1]", null],
        ["a.py::b", "expected-failure"],
        ["a.py::c", null],
      ],
    );
    const allure = (message: string) =>
      read(
        JSON.stringify({
          ...{ uuid: "1", name: "a", fullName: "t#a", historyId: "1", status: "skipped", statusDetails: { message } },
          labels: [{ name: "framework", value: "pytest" }],
        }),
        "allure",
      ).report.cases[0]?.skipKind;
    assert.equal(allure("XFAIL known\n\nassert 4 == 5"), "expected-failure");
    assert.equal(allure("Skipped: not here"), null);
  });
});

describe("pytest-json-report", () => {
  const test = (outcome: string, rest: object = {}) => ({ nodeid: "tests/a.py::a", lineno: 1, outcome, ...rest });
  const written = (exitcode: number, tests: readonly object[]) =>
    JSON.stringify({ created: 1, exitcode, root: "/p", summary: { total: tests.length }, tests });

  it("of a run that found no tests, or was called wrongly, is no measurement", () => {
    for (const exitcode of [2, 3, 4, 5]) {
      const outcome = parse(new TextEncoder().encode(written(exitcode, [])));
      assert.deepEqual([outcome.status, outcome.problems[0]?.code], ["invalid", "nothing-measured"]);
    }
  });

  it("that broke off in a test has only its set-up, which is no pass", () => {
    const begun = test("passed", { setup: { outcome: "passed" } });
    assert.equal(read(written(2, [begun]), "pytest-json-report").report.cases[0]?.outcome, "errored");
  });

  it("has the last subtest's word for a test: it passed only where the whole run did", () => {
    const tests = ["passed", "failed", "skipped"].map((word) => test(`subtests ${word}`));
    assert.deepEqual(outcomes(read(written(0, tests), "pytest-json-report").report), [
      "a passed",
      "a failed",
      "a skipped",
    ]);
    const { cases } = read(written(1, tests), "pytest-json-report").report;
    assert.equal(cases[0]?.outcome, "errored");
    assert.match(cases[0].message ?? "", /subtests/);
  });

  it("has the word of the attempt before for a test that passed when it was run again, also by pytest-retry", () => {
    const phases = (call: string) => ({
      setup: { outcome: "passed" },
      call: { outcome: call },
      teardown: { outcome: "passed" },
    });
    const tests = [test("rerun", phases("passed")), test("rerun", phases("rerun")), test("retried", phases("passed"))];
    const { cases } = read(written(1, tests), "pytest-json-report").report;
    assert.deepEqual(
      cases.map(({ outcome, runs, flaky }) => [outcome, runs, flaky]),
      [
        ["passed", 2, true],
        ["errored", 2, false],
        ["passed", 2, true],
      ],
    );
  });

  it("has the reason of a skip within a tuple of Python", () => {
    const longrepr = "('/p/tests/a.py', 34, 'Skipped: not on this machine')";
    const skipped = test("skipped", { setup: { outcome: "skipped", duration: 0, longrepr } });
    assert.equal(read(written(0, [skipped]), "pytest-json-report").report.cases[0]?.message, "not on this machine");
  });
});

describe("A summary that differs from the tests that are listed", () => {
  for (const [format, text] of Object.entries(wrongSums)) {
    it(`${format}: the listed test counts, and it is warned`, () => {
      const { report, codes } = read(text, format);
      assert.deepEqual(outcomes(report), ["a passed"]);
      assert.notEqual(report.declared, null);
      assert.ok(codes.includes("summary-differs"));
    });
  }
});
