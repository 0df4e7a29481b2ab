import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { formats } from "../../../../src/core/formats/index.ts";
import { type ParseOutcome, ReportParser } from "../../../../src/core/formats/parser.ts";
import type { TestReport } from "../../../../src/core/model/report.ts";

/** Test reports as less common producers and versions write them. */

function parse(report: string): ParseOutcome {
  const parser = new ReportParser(formats, "report");
  parser.write(new TextEncoder().encode(report));
  return parser.end();
}

function read(report: string, format: string): TestReport & { readonly codes: readonly string[] } {
  const outcome = parse(report);
  assert.equal(outcome.status, "read", JSON.stringify(outcome.problems));
  assert.equal(outcome.format, format);
  assert.ok(outcome.report?.kind === "tests");
  return { ...outcome.report, codes: outcome.problems.map(({ code }) => code) };
}

/** "name outcome" of each case. */
function outcomes({ cases }: TestReport): readonly string[] {
  return cases.map(({ name, outcome }) => `${name} ${outcome}`);
}

describe("Robot Framework", () => {
  const suite = (name: string, inside: string) => `<suite name="${name}">${inside}</suite>`;
  const test = (name: string, word: string) => `<test name="${name}"><status status="${word}"/></test>`;
  const robot = (version: string, inside: string) => `<robot generator="Robot ${version}">${inside}</robot>`;

  for (const type of ["teardown", "TEARDOWN"]) {
    const tearDown = (word: string) =>
      `<kw name="Close" type="${type}"><kw name="x"><status status="PASS"/></kw><status status="${word}"/></kw>`;

    it(`fails the tests of a suite whose tear-down failed, in it and below, and no others ("${type}")`, () => {
      const report = read(
        robot(
          "6.1",
          `${suite(
            "All",
            suite(
              "One",
              suite("In", test("a", "PASS")) +
                test("b", "PASS") +
                test("c", "SKIP") +
                tearDown("FAIL") +
                '<status status="FAIL">Suite teardown failed:\nbroke</status>',
            ) +
              suite("Two", `${test("d", "PASS") + tearDown("PASS")}<status status="PASS"/>`) +
              '<status status="FAIL"/>',
          )}<statistics><total><stat pass="1" fail="2" skip="1">All Tests</stat></total></statistics>`,
        ),
        "robot",
      );
      assert.deepEqual(outcomes(report), ["a failed", "b failed", "c skipped", "d passed"]);
      assert.equal(report.cases[0]?.message, "Suite teardown failed:\nbroke");
      assert.deepEqual(report.codes, []);
    });

    it(`skips the tests of a suite whose tear-down was skipped ("${type}")`, () => {
      const report = read(robot("7.0", suite("S", test("a", "PASS") + tearDown("SKIP"))), "robot");
      assert.deepEqual(outcomes(report), ["a skipped"]);
    });

    it(`leaves a test as Rebot wrote it ("${type}")`, () => {
      const merged = robot("7.0", suite("S", test("a", "PASS") + test("b", "FAIL") + tearDown("FAIL")));
      assert.deepEqual(outcomes(read(merged, "robot")), ["a failed", "b failed"]);
      assert.deepEqual(outcomes(read(merged.replace("Robot", "Rebot"), "robot")), ["a passed", "b failed"]);
    });
  }

  it("is read from output.json, too", () => {
    const test = (name: string, status: string, rest: object = {}) => ({ name, status, elapsed_time: 0.5, ...rest });
    const suite = (name: string, rest: object) => ({ name, status: "PASS", source: `/w/${name}.robot`, ...rest });
    const report = read(
      JSON.stringify({
        ...{ generator: "Robot 7.2 (Python 3.12 on linux)", generated: "2025-01-02T03:04:05.6", rpa: false },
        suite: suite("All", {
          suites: [
            suite("One", {
              tests: [test("a", "PASS", { tags: ["t"], lineno: 3 }), test("b", "SKIP", { message: "why" })],
              teardown: { name: "Close", status: "FAIL" },
              ...{ status: "FAIL", message: "Suite teardown failed:\nbroke" },
            }),
            suite("Two", { tests: [test("c", "PASS"), test("d", "FAIL", { message: "no" }), test("e", "NOT RUN")] }),
          ],
        }),
        statistics: { total: { label: "All Tests", pass: 1, fail: 2, skip: 2 } },
      }),
      "robot",
    );
    assert.deepEqual(outcomes(report), ["a failed", "b skipped", "c passed", "d failed", "e skipped"]);
    const [first] = report.cases;
    assert.deepEqual(
      [first?.suite, first?.file, first?.line, first?.durationSeconds, first?.properties, first?.message],
      ["All > One", "/w/One.robot", 3, 0.5, [{ name: "tag", value: "t" }], "Suite teardown failed:\nbroke"],
    );
    assert.deepEqual(report.suiteErrors, [{ suite: "All > One", message: "Suite teardown failed:\nbroke" }]);
    assert.deepEqual([report.producer, report.codes], ["Robot 7.2", []]);
  });

  it("keeps the tags of a test and not those of its keywords", () => {
    const status = '<status status="PASS"/>';
    const inside = `<kw name="k"><tag>k4</tag><tags><tag>k3</tag></tags>${status}</kw>`;
    const tags = ({ cases }: TestReport) => cases.map(({ properties }) => properties.map(({ value }) => value));
    const three = `<test name="a">${inside}<tags><tag>t1</tag><tag>t2</tag></tags>${status}</test>`;
    const four = `<test name="a">${inside}<tag>t1</tag><tag>t2</tag>${status}</test>`;
    assert.deepEqual(tags(read(robot("3.2", suite("S", three)), "robot")), [["t1", "t2"]]);
    assert.deepEqual(tags(read(robot("4.1", suite("S", four)), "robot")), [["t1", "t2"]]);
  });

  it("of rebot that has merged a second run has both runs of a test, and the words of the last", () => {
    const run = (which: string, word: string, message: string) =>
      `<span class="${which.toLowerCase()}-status">${which} status:</span> <span class="${word.toLowerCase()}">${word}</span><br>` +
      (message === "" ? "" : `<span class="${which.toLowerCase()}-message">${which} message:</span> ${message}<br>`);
    const merged = (name: string, now: string, before: string) => {
      const head = '*HTML* <span class="merge">Test has been re-executed and results merged.</span>';
      const html = `${head}<hr>${run("New", now, now === "PASS" ? "" : "a &lt; b")}<hr>${run("Old", before, "1 != 2")}`;
      const text = html.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
      return `<test name="${name}"><status status="${now}">${text}</status></test>`;
    };
    const { cases } = read(
      robot("7.5", suite("S", merged("a", "PASS", "FAIL") + merged("b", "FAIL", "FAIL") + test("c", "PASS"))),
      "robot",
    );
    assert.deepEqual(
      cases.map(({ name, outcome, runs, flaky, message }) => [name, outcome, runs, flaky, message]),
      [
        ["a", "passed", 2, true, null],
        ["b", "failed", 2, false, "a < b"],
        ["c", "passed", 1, false, null],
      ],
    );
  });

  describe("of a dry run", () => {
    const keyword = (word: string, inside = "") => `<kw name="k">${inside}<status status="${word}"/></kw>`;
    const holding = (name: string, word: string, inside: string) =>
      `<test name="${name}">${inside}<status status="${word}"/></test>`;
    const failed = holding("b", "FAIL", keyword("FAIL"));

    for (const word of ["NOT RUN", "NOT_RUN"])
      it(`has no test that passed ("${word}")`, () => {
        const tests = holding("a", "PASS", keyword("PASS", keyword(word))) + failed;
        const report = read(robot("7.0", suite("S", tests)), "robot");
        assert.deepEqual(outcomes(report), ["a skipped", "b failed"]);
        assert.equal(report.cases[0]?.message, "a dry run: none of the keywords was run");
        assert.deepEqual(report.codes, ["dry-run"]);
      });

    it("is none where a keyword of a test that passed was run", () => {
      const tests =
        holding("a", "PASS", keyword("PASS") + keyword("NOT RUN")) + holding("c", "PASS", keyword("NOT RUN"));
      assert.deepEqual(outcomes(read(robot("7.0", suite("S", tests)), "robot")), ["a passed", "c passed"]);
    });

    it("is told in output.json, too", () => {
      const test = (name: string, body: readonly object[]) => ({ name, status: "PASS", elapsed_time: 0, body });
      const json = (tests: readonly object[]) =>
        outcomes(
          read(JSON.stringify({ generator: "Robot 7.2", suite: { name: "S", status: "PASS", tests } }), "robot"),
        );
      const notRun = { name: "k", status: "NOT RUN" };
      const loop = { type: "FOR", status: "PASS", body: [notRun] };
      assert.deepEqual(json([test("a", [{ name: "u", status: "PASS", body: [notRun] }, loop])]), ["a skipped"]);
      const ran = { name: "u", status: "PASS", body: [{ type: "MESSAGE", message: "m" }] };
      assert.deepEqual(json([test("a", [ran, notRun])]), ["a passed"]);
    });
  });

  it("compares with the row of all tests, where version 3 has one of the critical ones before it", () => {
    const rows = '<stat pass="0" fail="1">Critical Tests</stat><stat pass="1" fail="1">All Tests</stat>';
    const report = read(
      robot(
        "3.2",
        suite("S", test("a", "PASS") + test("b", "FAIL")) +
          `<statistics><total>${rows}</total><tag><stat pass="9" fail="9">t</stat></tag></statistics>`,
      ),
      "robot",
    );
    assert.deepEqual(report.declared, { pass: 1, fail: 1 });
    assert.deepEqual(report.codes, []);
  });
});

describe("Cucumber JSON", () => {
  const step = (status: string) => ({ keyword: "Given ", name: "x", result: { status, duration: 2e9 } });
  const scenario = (name: string, line: number, ...steps: readonly object[]) => ({
    ...{ keyword: "Scenario", type: "scenario", name, line, steps },
  });
  const feature = (...elements: readonly object[]) => ({ uri: "a.feature", keyword: "Feature", name: "F", elements });

  it("takes a status that is not known for no pass", () => {
    const elements = ["error", "exploded", "missing", "untested"].map((status, at) =>
      scenario(status, at + 1, step("passed"), step(status)),
    );
    assert.deepEqual(outcomes(read(JSON.stringify([feature(...elements)]), "cucumber")), [
      "error errored",
      "exploded errored",
      "missing skipped",
      "untested skipped",
    ]);
  });

  it("takes a scenario of which a step has no result for no pass", () => {
    const report = JSON.stringify([feature(scenario("a", 1, step("passed"), { keyword: "Then ", name: "y" }))]);
    assert.deepEqual(outcomes(read(report, "cucumber")), ["a skipped"]);
  });

  it("of pytest-bdd has rows of one line, and may call what did not run passed: it is warned", () => {
    const rows = [scenario("out", 4, step("failed")), scenario("out", 4, step("passed"))];
    const parser = new ReportParser(formats, "report");
    const report = [{ ...feature(...rows), id: "a.feature", language: "en" }];
    parser.write(new TextEncoder().encode(JSON.stringify(report)));
    const outcome = parser.end();
    assert.ok(outcome.report?.kind === "tests");
    assert.deepEqual(outcomes(outcome.report), ["out failed", "out #2 passed"]);
    assert.deepEqual([outcome.report.dialect, outcome.problems[0]?.code], ["pytest-bdd", "skipped-as-passed"]);
  });

  it("is known where the first feature has no scenario", () => {
    const report = JSON.stringify([
      { uri: "empty.feature", keyword: "Feature", name: "E" },
      feature(scenario("a", 1, step("passed"))),
    ]);
    assert.deepEqual(outcomes(read(report, "cucumber")), ["a passed"]);
  });

  it("of behave says in the scenario what its hooks did, has places, plain tags, seconds and lines of a message", () => {
    const behave = (name: string, line: number, status: string, ...steps: readonly object[]) => ({
      ...{ keyword: "Scenario", type: "scenario", name, location: `features/a.feature:${line}`, status, steps },
      tags: ["slow"],
    });
    const failed = { name: "y", result: { status: "failed", duration: 0.5, error_message: ["one", "two"] } };
    const report = read(
      JSON.stringify([
        {
          ...{ keyword: "Feature", name: "F", location: "features/a.feature:1", status: "failed", tags: ["f"] },
          elements: [
            { keyword: "Background", type: "background", name: "", steps: [{ name: "base" }] },
            behave("good", 3, "passed", { name: "x", result: { status: "passed", duration: 0.25 } }),
            behave("bad", 5, "failed", failed, { name: "z" }),
            behave("hook after", 7, "hook_error", step("passed")),
            behave("raised", 9, "error", step("error")),
            behave("not run", 11, "untested", { name: "x" }),
          ],
        },
      ]),
      "cucumber",
    );
    assert.deepEqual(outcomes(report), [
      "good passed",
      "bad failed",
      "hook after errored",
      "raised errored",
      "not run skipped",
    ]);
    assert.equal(report.dialect, "behave");
    const [good, bad] = report.cases;
    assert.deepEqual([good?.file, good?.line, good?.durationSeconds], ["features/a.feature", 3, 0.25]);
    assert.deepEqual(
      good?.properties.map(({ value }) => value),
      ["f", "slow"],
    );
    assert.equal(bad?.message, "one\ntwo");
  });
});

describe("TRX", () => {
  const trx = (results: string) =>
    read(
      `<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>${results}</Results></TestRun>`,
      "trx",
    );

  it("holds results of other kinds than unit tests, and ordered tests count by those they order", () => {
    const error = "<Output><ErrorInfo><Message>boo</Message></ErrorInfo></Output>";
    const report = trx(
      [
        `<GenericTestResult testName="generic" outcome="Failed">${error}</GenericTestResult>`,
        '<WebTestResult testName="web" outcome="Passed"/>',
        '<ManualTestResult testName="manual" outcome="Pending"/>',
        '<TestResult testName="plain" outcome="Passed"/>',
        '<TestResultAggregation testName="ordered" outcome="Failed"><InnerResults>',
        '<UnitTestResult testName="one" outcome="Passed"/><UnitTestResult testName="two" outcome="Failed"/>',
        "</InnerResults></TestResultAggregation>",
      ].join(""),
    );
    assert.deepEqual(outcomes(report), [
      "generic failed",
      "web passed",
      "manual skipped",
      "plain passed",
      "one passed",
      "two failed",
    ]);
    assert.equal(report.cases[0]?.message, "boo");
  });

  it("may count a test that timed out among the failed ones", () => {
    const report = read(
      '<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><ResultSummary outcome="Failed"><Counters total="1" passed="0" failed="1" timeout="0"/></ResultSummary><Results><UnitTestResult testName="a" outcome="Timeout"/></Results></TestRun>',
      "trx",
    );
    assert.deepEqual([outcomes(report), report.codes], [["a errored"], []]);
  });

  const rows = ["Passed", "Failed", "Passed"].map(
    (word, at) =>
      `<UnitTestResult testName="add" outcome="${word}" resultType="DataDrivenDataRow" dataRowInfo="${at}"/>`,
  );
  const holder = `<UnitTestResult testName="add" outcome="Failed" resultType="DataDrivenTest"><InnerResults>${rows.join("")}</InnerResults></UnitTestResult>`;

  it("has rows of one name, of which one that failed is no earlier run of one that passed", () => {
    assert.deepEqual(outcomes(trx(holder)), ["add passed", "add #2 failed", "add #3 passed"]);
  });

  it("may count a test that holds rows beside them (MSTest) or in their place (VSTest)", () => {
    const counted = (counters: string) =>
      read(
        `<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><ResultSummary outcome="Failed"><Counters ${counters}/></ResultSummary><Results>${holder}<UnitTestResult testName="b" outcome="Passed"/></Results></TestRun>`,
        "trx",
      ).codes;
    assert.deepEqual(counted('total="5" passed="3" failed="2"'), []);
    assert.deepEqual(counted('total="2" passed="1" failed="1"'), []);
    assert.deepEqual(counted('total="4" passed="3" failed="1"'), []);
    assert.deepEqual(counted('total="5" passed="4" failed="1"'), ["summary-differs", "summary-differs"]);
    assert.deepEqual(counted('total="3" passed="2" failed="1"'), ["summary-differs", "summary-differs"]);
  });

  it("keeps a test whose list of rows, or ordered test whose list of tests, is empty", () => {
    const report = trx(
      '<UnitTestResult testName="rows" outcome="Failed"><InnerResults/></UnitTestResult><TestResultAggregation testName="ordered" outcome="Failed"/>',
    );
    assert.deepEqual(outcomes(report), ["rows failed", "ordered failed"]);
  });
});

describe("JUnit XML", () => {
  it("says of a case by its status alone that it failed or did not run", () => {
    const words = [
      "run",
      "passed",
      "failed",
      "error",
      "untested",
      "notrun",
      "Skipped",
      "CANCELED",
      "aborted",
      "blocked",
    ];
    const cases = words.map((word) => `<testcase name="${word}" classname="c" status="${word}"/>`);
    const report = read(`<testsuite name="s">${cases.join("")}<testcase name="r" result="fail"/></testsuite>`, "junit");
    assert.deepEqual(outcomes(report), [
      "run passed",
      "passed passed",
      "failed failed",
      "error failed",
      "untested skipped",
      "notrun skipped",
      "Skipped skipped",
      "CANCELED skipped",
      "aborted failed",
      "blocked skipped",
      "r failed",
    ]);
  });
});

describe("TAP of Qt Test", () => {
  const tap = (fail: number) =>
    read(
      `TAP version 13\nok 1 - a()\nok 2 - b() # TODO returned TRUE unexpectedly\nnot ok 3 - c() # TODO known\n1..3\n# tests 3\n# pass ${3 - fail}\n# fail ${fail}\n`,
      "tap",
    );

  it("has a test that passed against expectation among the failed ones of its sums", () => {
    assert.deepEqual([outcomes(tap(1)), tap(1).codes], [["a() passed", "b() failed", "c() skipped"], []]);
    assert.deepEqual([outcomes(tap(0)), tap(0).codes], [["a() passed", "b() passed", "c() skipped"], []]);
  });

  it("has one result of a number, whose expected failures each have a line before it", () => {
    const todo = (number: number, name: string) => `not ok ${number} - ${name} # TODO known\n  ---\n  line: 1\n  ...\n`;
    const { cases, aborted } = read(
      `TAP version 13\n${todo(1, "a()")}${todo(1, "a()")}not ok 1 - a()\n${todo(2, "b()")}ok 2 - b()\n${todo(3, "c()")}${todo(4, "c()")}1..4\n`,
      "tap",
    );
    assert.deepEqual(
      cases.map(({ name, outcome }) => `${name} ${outcome}`),
      ["a() failed", "b() passed", "c() skipped", "c() #2 skipped"],
    );
    assert.equal(aborted, null);
  });

  it("tells of failures that are counted and not listed", () => {
    assert.deepEqual([outcomes(tap(2)), tap(2).codes], [outcomes(tap(0)), ["summary-differs"]]);
  });
});

describe("GoogleTest JSON", () => {
  it("has disabled and skipped tests, properties, and each byte of UTF-8 as a letter", () => {
    const test = (name: string, rest: object) => ({ name, status: "RUN", result: "COMPLETED", time: "0s", ...rest });
    const tests = [
      test("gr\u00c3\u00b6\u00c3\u009fer", { size: "3", line: 8, file: "a.cpp" }),
      test("DISABLED_Off", { status: "NOTRUN", result: "SUPPRESSED" }),
      test("Skipped", { result: "SKIPPED", skipped: [{ message: "no data" }] }),
    ];
    const suites = [{ name: "A", testsuite: tests }];
    const report = read(
      JSON.stringify({ tests: 3, failures: 0, disabled: 1, errors: 0, testsuites: suites }),
      "gtest-json",
    );
    assert.deepEqual(outcomes(report), ["größer passed", "DISABLED_Off skipped", "Skipped skipped"]);
    assert.deepEqual(report.cases[0]?.properties, [{ name: "size", value: "3" }]);
    assert.deepEqual([report.cases[0]?.line, report.cases[2]?.message, report.codes], [8, "no data", []]);
  });
});

describe("A failure outside all tests of gtest", () => {
  /** As gtest 1.12 writes it, indented; `comma` stands between the suites from 1.13. */
  const json = (comma: string) =>
    `{
  "tests": 1,
  "failures": 0,
  "disabled": 0,
  "errors": 0,
  "timestamp": "2026-11-28T13:11:52Z",
  "time": "0s",
  "name": "AllTests",
  "testsuites": [
    {
      "name": "A",
      "tests": 1,
      "testsuite": [
        {
          "name": "ok",
          "status": "RUN",
          "result": "COMPLETED",
          "time": "0s",
          "classname": "A"
        }
      ]
    }${comma}    {
      "name": "NonTestSuiteFailure",
      "tests": 1,
      "failures": 1,
      "testsuite": [
        {
          "name": "",
          "status": "RUN",
          "result": "COMPLETED",
          "classname": "",
          "failures": [
            {
              "failure": "gt.cc:9\\nFailed\\nenv",
              "type": ""
            }
          ]
        }
      ]
    }
  ]
}
`;
  const xml = `<testsuites tests="1" failures="0" disabled="0" errors="0" time="0" name="AllTests">
      <testsuite name="A" tests="1" failures="0"><testcase name="ok" status="run" result="completed" classname="A"/></testsuite>
      <testsuite name="NonTestSuiteFailure" tests="1" failures="1"><testcase name="" status="run" result="completed" classname="">
        <failure message="gt.cc:9&#x0A;Failed&#x0A;env" type=""><![CDATA[gt.cc:9\nFailed\nenv]]></failure></testcase></testsuite></testsuites>`;

  const written: readonly (readonly [what: string, format: string, text: string])[] = [
    ["JSON", "gtest-json", json(",\n")],
    ["JSON without a comma before it", "gtest-json", json("")],
    ["XML", "junit", xml],
  ];
  for (const [what, format, text] of written) {
    it(`is an error of the run and no test: ${what}`, () => {
      const report = read(text, format);
      assert.deepEqual([outcomes(report), report.codes], [["ok passed"], []]);
      assert.deepEqual(report.suiteErrors, [{ suite: "NonTestSuiteFailure", message: "gt.cc:9\nFailed\nenv" }]);
    });
  }

  it("is read where a long report is before it, and other damage is not mended", () => {
    const long = json("").replace('"name": "ok"', `"name": "${"o".repeat(100_000)}"`);
    assert.equal(read(long, "gtest-json").suiteErrors.length, 1);
    assert.equal(
      parse(json("").replace('"tests": 1,\n  "failures"', '"tests": 1\n  "failures"')).status,
      "unrecognised",
    );
    assert.equal(parse(long.replace("]\n}\n", "")).status, "invalid");
  });
});

describe("RSpec JSON", () => {
  const example = (status: string, rest: object = {}) => ({ full_description: "is even", status, ...rest });
  const written = (examples: readonly object[], errors: number, messages: readonly string[] = []) =>
    JSON.stringify({
      ...{ version: "3.12.0", messages, examples, summary_line: "" },
      summary: { example_count: examples.length, errors_outside_of_examples_count: errors },
    });

  it("has examples of one description as two, and what is to do", () => {
    const todo = example("pending", { pending_message: "Not yet implemented" });
    const report = read(written([example("failed"), example("passed"), todo], 0), "rspec-json");
    assert.deepEqual(outcomes(report), ["is even failed", "is even #2 passed", "is even #3 skipped"]);
    assert.deepEqual([report.cases[2]?.skipKind, report.producer, report.codes], ["todo", "RSpec 3.12.0", []]);
  });

  it("has files that could not be loaded as errors of the run", () => {
    const report = read(
      written([], 2, ["\nAn error occurred while loading ./spec/a_spec.rb.\n", "Run options"]),
      "rspec-json",
    );
    assert.deepEqual(
      report.suiteErrors.map(({ message }) => message),
      ["An error occurred while loading ./spec/a_spec.rb.", "an error occurred outside of examples"],
    );
  });
});

describe("NUnit 2", () => {
  it("has classes with arguments, and an assembly by its name and not by its folder", () => {
    const names = ["Shapes.A(2).IsTwo", "Shapes.B(&quot;x.y)&quot;).Of(&quot;a.b&quot;,1)", "C.M(1.5)"];
    const rows = names.map((name) => `<test-case name="${name}" executed="True" result="Success" success="True"/>`);
    const { cases } = read(
      `<test-results name="/tmp/w/S.dll" total="3" errors="0" failures="0" not-run="0"><test-suite type="Assembly" name="/tmp/w/S.dll" executed="True" result="Success"><results>${rows.join("")}</results></test-suite></test-results>`,
      "nunit",
    );
    assert.deepEqual(
      cases.map(({ suite, className, name }) => [suite, className, name]),
      [
        ["S.dll", "Shapes.A(2)", "IsTwo"],
        ["S.dll", 'Shapes.B("x.y)")', 'Of("a.b",1)'],
        ["S.dll", "C", "M(1.5)"],
      ],
    );
  });
});

describe("NUnit 3", () => {
  for (const sums of ['total="2" passed="1" warnings="1"', 'testcasecount="2" total="1" passed="1"']) {
    it(`has a test with a warning beside the passed ones, which it is, or in no sum (${sums})`, () => {
      const cases = ["Passed", "Warning"].map(
        (word) => `<test-case name="${word}" fullname="N.T.${word}" result="${word}"/>`,
      );
      const report = read(
        `<test-run ${sums} failed="0"><test-suite name="T" type="TestFixture">${cases.join("")}</test-suite></test-run>`,
        "nunit",
      );
      assert.deepEqual([outcomes(report), report.codes], [["Passed passed", "Warning passed"], []]);
    });
  }
});

describe("TRX of a run whose host crashed", () => {
  it("is of a run that broke off, though its outcome is only that it failed", () => {
    const info = (words: string) =>
      `<ResultSummary outcome="Failed"><RunInfos><RunInfo outcome="Error"><Text>${words}</Text></RunInfo></RunInfos></ResultSummary>`;
    const run = (words: string) =>
      read(
        `<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results><UnitTestResult testName="a" outcome="Passed"/></Results>${info(words)}</TestRun>`,
        "trx",
      );
    const crashed = "The active test run was aborted. Reason: Test host process crashed";
    assert.deepEqual([run(crashed).aborted, run(crashed).suiteErrors], [crashed, []]);
    const exit = (code: number) => `Exit code indicates failure: '${code}'. Please refer to the list of them.`;
    assert.deepEqual([run(exit(7)).aborted, run(exit(7)).suiteErrors], [exit(7), []]);
    assert.deepEqual([run(exit(9)).aborted, run(exit(9)).suiteErrors.length], [null, 1]);
    assert.deepEqual([run("A file is missing").aborted, run("A file is missing").suiteErrors.length], [null, 1]);
  });
});

describe("TRX of Microsoft.Testing.Platform", () => {
  it("says by its exit code that a test failed, which is no error beside it", () => {
    const run = (outcome: string) =>
      read(
        `<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results><UnitTestResult testName="a" outcome="${outcome}"/></Results><ResultSummary outcome="Failed"><RunInfos><RunInfo outcome="Error"><Text>Exit code indicates failure: '2'. See there.</Text></RunInfo></RunInfos></ResultSummary></TestRun>`,
        "trx",
      );
    assert.deepEqual([run("Failed").suiteErrors, run("Failed").aborted], [[], null]);
    assert.equal(run("Passed").suiteErrors.length, 1);
  });
});

describe("Tests of one name, which are never runs of one", () => {
  it("are fixtures of NUnit with arguments that are written alike", () => {
    const fixture = (result: string) =>
      `<test-suite type="TestFixture" name="T(N.Info)" fullname="N.T(N.Info)" classname="N.T"><test-case name="a" fullname="N.T(N.Info).a" classname="N.T" result="${result}"/></test-suite>`;
    const report = read(
      `<test-run total="2" passed="1" failed="1"><test-suite type="Assembly" name="N.dll">${fixture("Failed")}${fixture("Passed")}</test-suite></test-run>`,
      "nunit",
    );
    assert.deepEqual(outcomes(report), ["a failed", "a #2 passed"]);
  });

  it("are rows of a theory of xUnit.net with arguments that are written alike", () => {
    const row = (result: string) => `<test name="N.T.a(x: [...])" type="N.T" method="a" result="${result}"/>`;
    const report = read(
      `<assemblies><assembly name="N.dll" total="2"><collection name="c">${row("Fail")}${row("Pass")}</collection></assembly></assemblies>`,
      "xunit",
    );
    assert.deepEqual(outcomes(report), ["a(x: [...]) failed", "a(x: [...]) #2 passed"]);
  });
});

describe("NUnit", () => {
  const cases = ["Success", "Failure", "Error", "NotRunnable", "Ignored"].map(
    (word) => `<test-case name="${word}" executed="True" result="${word}"/>`,
  );
  const codes = (sums: string) =>
    read(
      `<test-results name="a.dll" ${sums}><test-suite name="a">${cases.join("")}</test-suite></test-results>`,
      "nunit",
    ).codes;

  it("2 counts what was not run beside the others, what is not valid beside failures and errors", () => {
    assert.deepEqual(codes('total="3" errors="1" failures="1" not-run="2" ignored="1" invalid="1"'), []);
    assert.deepEqual(codes('total="5" failures="3" not-run="2"'), []);
    assert.deepEqual(codes('total="9" errors="1" failures="1" not-run="2" invalid="1"'), ["summary-differs"]);
    assert.deepEqual(codes('total="3" errors="4" failures="1" not-run="2" invalid="1"'), ["summary-differs"]);
  });

  it("3 counts errors among the failed ones", () => {
    const failed = (sum: number) =>
      read(
        `<test-run total="2" passed="0" failed="${sum}"><test-suite name="a"><test-case name="a" result="Failed"/><test-case name="b" result="Failed" label="Error"/></test-suite></test-run>`,
        "nunit",
      ).codes;
    assert.deepEqual([failed(2), failed(1)], [[], ["summary-differs"]]);
  });
});

describe("Tests that were listed and not run", () => {
  it("are those of nunit3-console --explore", () => {
    const report = read(
      '<test-run id="0" testcasecount="1"><test-suite type="Assembly" name="a.dll" runstate="Runnable"><test-case name="a" fullname="N.T.a" runstate="Runnable"/></test-suite></test-run>',
      "nunit",
    );
    assert.deepEqual(outcomes(report), ["a skipped"]);
  });

  it("are those of mocha --dry-run", () => {
    const json = (duration: object) => {
      const test = { title: "a", fullTitle: "S a", currentRetry: 0, speed: "fast", err: {}, ...duration };
      const stats = { suites: 1, tests: 1, passes: 1, pending: 0, failures: 0 };
      return outcomes(
        read(JSON.stringify({ stats, tests: [test], pending: [], failures: [], passes: [test] }), "mocha-json"),
      );
    };
    assert.deepEqual([json({ duration: 0 }), json({})], [["a passed"], ["a skipped"]]);
  });

  it("are those of pytest --setup-only", () => {
    const cases = '<testcase classname="t" name="a"/><testcase classname="t" name="b"/>';
    const xml = (tests: number) =>
      outcomes(read(`<testsuite name="pytest" tests="${tests}">${cases}</testsuite>`, "junit"));
    assert.deepEqual(
      [xml(0), xml(2)],
      [
        ["a skipped", "b skipped"],
        ["a passed", "b passed"],
      ],
    );
    const phase = { duration: 0, outcome: "passed" };
    const json = (phases: object) => {
      const test = { nodeid: "t.py::a", lineno: 0, outcome: "passed", keywords: [], ...phases };
      const summary = { passed: 1, total: 1 };
      return outcomes(
        read(JSON.stringify({ created: 1, exitcode: 0, root: "/w", summary, tests: [test] }), "pytest-json-report"),
      );
    };
    assert.deepEqual(json({ setup: phase, teardown: phase }), ["a skipped"]);
    assert.deepEqual(json({ setup: phase, call: phase, teardown: phase }), ["a passed"]);
  });

  it("are those of gtest_list_tests", () => {
    const xml = (sums: string) =>
      outcomes(
        read(
          `<testsuites tests="1" ${sums} name="AllTests"><testsuite name="A" tests="1"><testcase name="a" file="a.cc" line="2"/></testsuite></testsuites>`,
          "junit",
        ),
      );
    assert.deepEqual([xml(""), xml('failures="0"')], [["a skipped"], ["a passed"]]);
  });

  it("are those of ginkgo --dry-run", () => {
    const xml = (word: string) =>
      outcomes(
        read(
          `<testsuites tests="1" failures="0"><testsuite name="X" tests="1"><properties><property name="SuiteSucceeded" value="true"/><property name="DryRun" value="${word}"/></properties><testcase name="[It] a" classname="X" status="passed"/></testsuite></testsuites>`,
          "junit",
        ),
      );
    assert.deepEqual([xml("true"), xml("false")], [["[It] a skipped"], ["[It] a passed"]]);
  });
});

describe("NUnit 3 of a runner of its own", () => {
  it("may have the outcome of a case as its status", () => {
    const report = read(
      '<test-run total="2" passed="1" failed="1"><test-case name="a" status="Passed"/><test-case name="b" status="Failed"/></test-run>',
      "nunit",
    );
    assert.deepEqual([outcomes(report), report.codes], [["a passed", "b failed"], []]);
  });
});

describe("xUnit.net 1", () => {
  it("tells of a class whose fixture failed outside its tests", () => {
    const report = read(
      '<assembly name="A.dll" run-date="2012-01-01" total="1" passed="1" failed="0" skipped="0"><class name="N.T" total="1"><failure exception-type="E"><message>broke</message></failure><test name="N.T.a" type="N.T" method="a" result="Pass" time="0.1"/></class></assembly>',
      "xunit",
    );
    assert.deepEqual(outcomes(report), ["a passed"]);
    assert.deepEqual(report.suiteErrors, [{ suite: "A.dll > N.T", message: "broke" }]);
  });
});

describe("mochawesome", () => {
  const test = (title: string, flags: object) => ({
    ...{ title, fullTitle: title, pass: false, fail: false, pending: false, skipped: false, duration: 5, err: {} },
    ...flags,
  });
  const suite = (title: string, inside: object) => ({ title, tests: [], suites: [], ...inside });

  it("holds suites within suites, hooks that failed and tests that did not run because of them", () => {
    const report = read(
      JSON.stringify({
        stats: { suites: 2, tests: 3, passes: 1, pending: 1, failures: 1, start: "2024-05-06T07:08:09.000Z" },
        results: [
          suite("", {
            fullFile: "/w/a.js",
            suites: [
              suite("S", {
                tests: [test("a", { pass: true }), test("b", { fail: true, err: { message: "no" } })],
                suites: [
                  suite("T", {
                    beforeHooks: [test("before", { fail: true, err: { message: "broke" } })],
                    afterHooks: [test("after", { pass: true })],
                    tests: [test("c", { skipped: true })],
                  }),
                ],
              }),
              suite("U", { tests: [test("d", { pending: true }), test("e", {})] }),
            ],
          }),
        ],
        meta: { mochawesome: { version: "7.1.3" } },
      }),
      "mocha-json",
    );
    assert.deepEqual(outcomes(report), ["a passed", "b failed", "c skipped", "d skipped", "e errored"]);
    assert.deepEqual(report.suiteErrors, [{ suite: "S T", message: "broke" }]);
    assert.deepEqual(report.cases.map(({ className, file }) => `${className} ${file}`).slice(1, 4), [
      "S /w/a.js",
      "S T /w/a.js",
      "U /w/a.js",
    ]);
    assert.deepEqual([report.dialect, report.producer, report.codes], ["mochawesome", "mochawesome 7.1.3", []]);
  });
});

describe("Mocha JSON of mocha-bamboo-reporter", () => {
  it("has the lists of outcomes and none of all tests, and an error is its stack", () => {
    const stats = { suites: 1, tests: 3, passes: 1, pending: 1, failures: 1 };
    const test = (title: string, rest = {}) => ({ title, fullTitle: `O ${title}`, duration: 1, ...rest });
    const report = read(
      JSON.stringify({
        stats,
        failures: [test("b", { error: "Error: no\n    at a.js:1" })],
        passes: [test("a")],
        skipped: [test("c", { duration: 0 })],
      }),
      "mocha-json",
    );
    assert.deepEqual(outcomes(report), ["b failed", "a passed", "c skipped"]);
    assert.deepEqual([report.cases[0]?.message, report.codes], ["Error: no\n    at a.js:1", []]);
  });
});

describe("xUnit.net XML of jest-xunit", () => {
  it("has tests without a result, which were skipped or are to do", () => {
    const report = read(
      '<assemblies><assembly name="p" test-framework="Jest" run-date="11/28/2026" total="2" passed="1" failed="0" skipped="1" errors="0"><collection name="a.test.js"><test name="a" type="O" result="Pass"/><test name="b" type="O"/></collection></assembly></assemblies>',
      "xunit",
    );
    assert.deepEqual(outcomes(report), ["a passed", "b skipped"]);
  });
});

describe("TAP", () => {
  for (const [version, last] of [
    ["18", "# { total: 2, pass: 1, todo: 1 }"],
    ["15", "# time=1127.27ms"],
  ] as const) {
    it(`of node-tap ${version} counts what is to do apart: it passes in its words and was not run`, () => {
      const tap = [
        ...["TAP version 14", "1..1", "# Subtest: a.js", "    ok 1 - x", "    ok 2 - y # TODO later", "    1..2"],
        ...["ok 1 - a.js # time=9ms", "", last],
      ];
      const report = read(`${tap.join("\n")}\n`, "tap");
      assert.deepEqual(outcomes(report), ["x passed", "y skipped"]);
      assert.equal(report.cases[1]?.skipKind, "todo");
    });
  }

  it("of the Linux kernel has subtests indented by two", () => {
    const ktap = [
      ...["KTAP version 1", "1..1", "  KTAP version 1", "  1..2"],
      ...[
        "    KTAP version 1",
        "    1..1",
        "    # a: begun",
        "    ok 1 a",
        "  ok 1 in",
        "  not ok 2 out",
        "not ok 1 all",
      ],
    ];
    const report = read(`${ktap.join("\n")}\n`, "tap");
    assert.deepEqual(outcomes(report), ["a passed", "out failed"]);
    assert.deepEqual(
      report.cases.map(({ suite }) => suite),
      ["all > in", "all"],
    );
    assert.deepEqual([report.suiteErrors, report.aborted, report.dialect], [[], null, "KTAP 1"]);
  });

  it("of the Linux kernel says behind a name why a test failed, or was expected to, and the name is the rest", () => {
    const rows = ["ok 1 a # XFAIL known", "not ok 2 b # exit=1", "not ok 3 c # TIMEOUT 45 seconds", "ok 4 d # XPASS e"];
    const report = read(`TAP version 13\n1..4\n${rows.join("\n")}\n`, "tap");
    assert.deepEqual(outcomes(report), ["a skipped", "b failed", "c failed", "d passed"]);
    assert.equal(report.cases[0]?.skipKind, "expected-failure");
    assert.deepEqual(
      report.cases.map(({ message }) => message),
      ["known", "exit=1", "TIMEOUT 45 seconds", null],
    );
  });

  it("of bats has times in the names where it was asked for them, and else names that end so", () => {
    const told = (text: string) =>
      read(text, "tap").cases.map(({ name, outcome, durationSeconds }) => [name, outcome, durationSeconds]);
    assert.deepEqual(told("1..2\nok 1 a in 28ms\nok 2 b in 4ms # skip no\n"), [
      ["a", "passed", 0.028],
      ["b", "skipped", 0.004],
    ]);
    assert.deepEqual(told("1..2\nok 1 ends in 28ms\nok 2 b\n"), [
      ["ends in 28ms", "passed", null],
      ["b", "passed", null],
    ]);
  });

  it("of bats has no time in a hook that failed, and a test's time-out behind its name", () => {
    const rows = ["ok 1 a in 28ms", "not ok 2 b in 1028ms # timeout after 1s", "not ok 3 setup_file failed"];
    const { cases } = read(`1..3\n${rows.join("\n")}\n`, "tap");
    assert.deepEqual(
      cases.map(({ name, outcome, durationSeconds, message }) => [name, outcome, durationSeconds, message]),
      [
        ["a", "passed", 0.028, null],
        ["b", "failed", 1.028, "timeout after 1s"],
        ["setup_file failed", "failed", null, null],
      ],
    );
  });

  it("of Check has file, test case, function and outcome in one, where all of its results do", () => {
    const told = (...rows: readonly string[]) =>
      read(`${rows.join("\n")}\n1..${rows.length}\n`, "tap").cases.map(({ name, className, file, outcome, message }) =>
        [name, className, file, outcome, message].join("|"),
      );
    const rows = [
      "ok 1 - a.c:first:exact: Passed",
      "not ok 2 - a.c:first:fails: x == 1: is 2",
      "ok 3 - a.c:b:even: Passed",
    ];
    assert.deepEqual(told(...rows, "ok 4 - a.c:b:even: Passed"), [
      "exact|first|a.c|passed|",
      "fails|first|a.c|failed|x == 1: is 2",
      "even|b|a.c|passed|",
      "even #2|b|a.c|passed|",
    ]);
    assert.equal(told(...rows, "ok 4 - another")[0], "a.c:first:exact: Passed|||passed|");
  });

  it("is not what prove -v prints: it says what is read", () => {
    const parser = new ReportParser(formats, "report");
    parser.write(new TextEncoder().encode("t/a.t .. \n1..1\nok 1 - x\nok\nAll tests successful.\n"));
    const { status, problems } = parser.end();
    assert.equal(status, "unrecognised");
    assert.match(problems[0]?.message ?? "", /prove's own words/);
  });
});

describe("Allure 1", () => {
  it("is a suite in XML: statuses, arguments, labels and messages are those of its cases and not of their steps", () => {
    const words = ["passed", "failed", "broken", "canceled", "pending", "skipped", "odd"];
    const steps = '<steps><step status="passed" start="1" stop="2"><name>s</name><steps/></step></steps>';
    const inside = (word: string) =>
      word === "failed"
        ? "<failure><message>no</message><stack-trace>t</stack-trace></failure>"
        : '<parameters><parameter kind="argument" name="n" value="1"/><parameter kind="environment-variable" name="e" value="2"/></parameters>';
    const cases = words.map(
      (word, at) =>
        `<test-case start="1700000000000" stop="1700000000500" status="${word}"><name>t${at}</name><title>T</title>${steps}${inside(word)}<labels><label name="testClass" value="a.B"/></labels></test-case>`,
    );
    const report = read(
      `<ns2:test-suite xmlns:ns2="urn:model.allure.qatools.yandex.ru" start="1700000000000" stop="1700000001000" version="1.4"><name>suite</name><test-cases>${cases.join("")}</test-cases><labels><label name="framework" value="JUnit"/></labels></ns2:test-suite>`,
      "allure",
    );
    assert.deepEqual(outcomes(report), [
      "t0[n=1] passed",
      "t1 failed",
      "t2[n=1] errored",
      "t3[n=1] skipped",
      "t4[n=1] skipped",
      "t5[n=1] skipped",
      "t6[n=1] errored",
    ]);
    const [, failed] = report.cases;
    assert.deepEqual(
      [failed?.message, failed?.className, failed?.suite, failed?.durationSeconds],
      ["no", "a.B", "suite", 0.5],
    );
    assert.deepEqual(
      failed?.properties.map(({ name, value }) => `${name}=${value}`),
      ["testClass=a.B", "framework=JUnit"],
    );
    assert.deepEqual([report.dialect, report.generated], ["Allure 1 of JUnit", "2023-11-14T22:13:20.000Z"]);
  });
});
