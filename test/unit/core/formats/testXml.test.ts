import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { formats } from "../../../../src/core/formats/index.ts";
import { type ParseOutcome, ReportParser } from "../../../../src/core/formats/parser.ts";
import type { TestReport } from "../../../../src/core/model/report.ts";

/** Test results in XML of a framework's own. */

function parse(report: string): ParseOutcome {
  const parser = new ReportParser(formats, "report.xml");
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

/** "name outcome" of each case, with the kind of a skip. */
function outcomes({ cases }: TestReport): readonly string[] {
  return cases.map(({ name, outcome, skipKind }) => `${name} ${outcome}${skipKind === null ? "" : ` (${skipKind})`}`);
}

const failing = '<Expression success="false"><Original>a == 1</Original><Expanded>2 == 1</Expanded></Expression>';

describe("Catch2 XML", () => {
  const version3 = (inside: string, sums = "") =>
    read(
      `<?xml version="1.0" encoding="UTF-8"?><Catch2TestRun name="run" rng-seed="1" catch2-version="3.7.1" filters="x">${inside}${sums}</Catch2TestRun>`,
      "catch2",
    );
  const test = (inside: string) =>
    `<TestCase name="a" tags="[one][two]" filename="a.cpp" line="7">${inside}</TestCase>`;
  const result = (success: boolean, rest = "") => `<OverallResult success="${success}"${rest}/>`;

  for (const [what, inside, expected] of [
    ["all assertions hold", result(true, ' skips="0"'), "a passed"],
    ["one does not", failing + result(false), "a failed"],
    ["one does not and may", failing + result(true), "a skipped (expected-failure)"],
    ["something is thrown", `<Exception>no</Exception>${result(false)}`, "a failed"],
    ["it skips itself", `<Skip>why</Skip>${result(true, ' skips="1"')}`, "a skipped"],
    ["all hold, and it should have failed", result(false), "a failed"],
    [
      "sections run one after the other",
      `<Section name="s">${failing}</Section><Section name="t"/>${result(false)}`,
      "a failed",
    ],
    ["it has no result", failing, "a errored"],
  ] as const) {
    it(`a test case of which ${what} is ${expected.slice(2)}`, () => {
      assert.deepEqual(outcomes(version3(test(inside))), [expected]);
    });
  }

  it("place, tags, time, message and producer are kept", () => {
    const report = version3(test(failing + result(false, ' durationInSeconds="1.5"')));
    const [found] = report.cases;
    assert.deepEqual([found?.file, found?.line, found?.durationSeconds], ["a.cpp", 7, 1.5]);
    assert.deepEqual(
      found?.properties.map(({ value }) => value),
      ["one", "two"],
    );
    assert.deepEqual([found?.message, report.producer], ["a == 1: 2 == 1", "Catch2 3.7.1"]);
  });

  it("what the run says otherwise of its test cases is told", () => {
    const sums = '<OverallResultsCases successes="2" failures="0" expectedFailures="0" skips="0"/>';
    assert.deepEqual(version3(test(result(true)), sums).codes, ["summary-differs"]);
  });

  it("a signal ends the run", () => {
    const report = version3(test(`<FatalErrorCondition>SIGSEGV</FatalErrorCondition>${result(false)}`));
    assert.deepEqual([outcomes(report), report.aborted], [["a failed"], "a fatal error ended the run: SIGSEGV"]);
  });

  it("one that is cut off is invalid, with its line", () => {
    const outcome = parse('<Catch name="run">\n<Group name="run">\n<TestCase name="a">');
    assert.deepEqual([outcome.status, outcome.problems[0]?.code], ["invalid", "truncated"]);
  });
});

describe("doctest XML", () => {
  const doctest = (inside: string) => read(`<doctest binary="run" version="2.3.1">${inside}</doctest>`, "doctest");
  const sums = (failures: number, rest = "") => `<OverallResultsAsserts successes="1" failures="${failures}"${rest}/>`;

  for (const [marks, inside, expected] of [
    ["", sums(0), "passed"],
    ["", failing + sums(1), "failed"],
    ["", `<Exception crash="false">no</Exception>${sums(0)}`, "failed"],
    [' may_fail="true"', failing + sums(1), "passed"],
    [' should_fail="true"', failing + sums(1), "passed"],
    [' should_fail="true"', sums(0), "failed"],
    [' expected_failures="2"', sums(1), "failed"],
    [' expected_failures="1"', sums(1), "passed"],
    [' skipped="true"', "", "skipped"],
    ["", sums(0, ' test_case_success="false"'), "failed"],
    ["", "", "errored"],
  ] as const) {
    it(`a test case${marks} with ${inside || "no result"} is ${expected}`, () => {
      const report = doctest(`<TestSuite name="s"><TestCase name="a"${marks}>${inside}</TestCase></TestSuite>`);
      assert.deepEqual(outcomes(report), [`a ${expected}`]);
      assert.equal(report.cases[0]?.suite, "s");
    });
  }

  it("a crash ends the run", () => {
    const report = doctest(`<TestCase name="a"><Exception crash="true">SIGSEGV</Exception>${sums(0)}</TestCase>`);
    assert.deepEqual([outcomes(report), report.aborted], [["a failed"], "a crash ended the run: SIGSEGV"]);
  });

  it("what an assertion expects to be thrown is no failure", () => {
    const thrown = '<Expression success="true"><Original>f()</Original><Exception>no</Exception></Expression>';
    assert.deepEqual(outcomes(doctest(`<TestCase name="a">${thrown}${sums(0)}</TestCase>`)), ["a passed"]);
  });
});

describe("Boost.Test XML", () => {
  const log = (inside: string) => read(`<TestLog><TestSuite name="m">${inside}</TestSuite></TestLog>`, "boost-test");
  const error = (name: string) => `<${name} file="a.cpp" line="9"><![CDATA[no]]></${name}>`;

  for (const [what, inside, expected] of [
    ["<Info> and <Message>", `${error("Info")}${error("Message")}${error("Warning")}`, "passed"],
    ["<Error>", error("Error"), "failed"],
    ["<FatalError>", error("FatalError"), "failed"],
    ["<Error> and <Exception>", error("Error") + error("Exception"), "errored"],
  ] as const) {
    it(`a test case with ${what} in the log is ${expected}`, () => {
      const report = log(
        `<TestCase name="a" file="a.cpp" line="7">${inside}<TestingTime>1500000</TestingTime></TestCase>`,
      );
      assert.deepEqual(outcomes(report), [`a ${expected}`]);
      const [test] = report.cases;
      assert.deepEqual([test?.suite, test?.file, test?.line, test?.durationSeconds], ["m", "a.cpp", 7, 1.5]);
    });
  }

  it("a test case that the log has as skipped is so, with its reason", () => {
    const report = log('<TestCase name="a" skipped="yes" reason="disabled"/>');
    assert.deepEqual([outcomes(report), report.cases[0]?.message], [["a skipped"], "disabled"]);
  });

  it("an error of a suite's fixture is one of the suite", () => {
    const report = log(`<TestSuite name="s">${error("Exception")}</TestSuite>`);
    assert.deepEqual(report.suiteErrors, [{ suite: "m > s", message: "no" }]);
  });

  const suite = (result: string, inside: string, counts = "") =>
    `<TestResult><TestSuite name="m" result="${result}"${counts}>${inside}</TestSuite></TestResult>`;
  for (const [result, expected] of [
    ["passed", "passed"],
    ["failed", "failed"],
    ["aborted", "errored"],
    ["timed-out", "errored"],
    ["skipped", "skipped"],
    ["odd", "errored"],
  ] as const) {
    it(`a test case that the report has as ${result} is ${expected}`, () => {
      const report = read(suite("failed", `<TestCase name="a" result="${result}"/>`), "boost-test");
      assert.deepEqual(outcomes(report), [`a ${expected}`]);
    });
  }

  it("test cases that the report only counts as skipped are skipped", () => {
    const counts = ' test_cases_passed="1" test_cases_skipped="1"';
    const report = read(suite("passed", '<TestCase name="a" result="passed"/>', counts), "boost-test");
    assert.deepEqual([outcomes(report), report.codes], [["a passed", "disabled test case 1 skipped"], []]);
  });

  it("a short report of a failure has no test and an error", () => {
    const report = read(suite("failed", "", ' test_cases_passed="3"'), "boost-test");
    assert.deepEqual([report.cases, report.suiteErrors], [[], [{ suite: "m", message: "the suite is failed" }]]);
    assert.deepEqual(report.codes, ["tests-omitted", "no-tests"]);
  });

  it("is not what FPCUnit or others put below the same root", () => {
    assert.equal(parse("<TestResult><Other/></TestResult>").status, "unrecognised");
  });
});

describe("CppUnit XML", () => {
  it("tests that failed, had errors and passed, in Latin-1", () => {
    const text = `<?xml version="1.0" encoding='ISO-8859-1' standalone='yes' ?>
<TestRun><FailedTests>
<FailedTest id="1"><Name>n::Half::a</Name><FailureType>Assertion</FailureType>
<Location><File>h.cpp</File><Line>22</Line></Location><Message>größer</Message></FailedTest>
<FailedTest id="2"><Name>b</Name><FailureType>Error</FailureType><Message>no</Message></FailedTest></FailedTests>
<SuccessfulTests><Test id="3"><Name>Half::c</Name></Test></SuccessfulTests>
<Statistics><Tests>4</Tests><FailuresTotal>2</FailuresTotal><Errors>1</Errors><Failures>1</Failures></Statistics></TestRun>`;
    const parser = new ReportParser(formats, "cppunit.xml");
    parser.write(Buffer.from(text, "latin1"));
    const { report, problems } = parser.end();
    assert.ok(report?.kind === "tests");
    assert.deepEqual(outcomes(report), ["a failed", "b errored", "c passed"]);
    assert.deepEqual([report.cases[0]?.className, report.cases[0]?.message], ["n::Half", "größer"]);
    assert.deepEqual(report.cases[0]?.properties, [{ name: "location", value: "h.cpp:22" }]);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ["summary-differs"],
    );
  });
});

describe("TestNG XML", () => {
  const method = (name: string, status: string, inside = "", rest = "") =>
    `<test-method name="${name}" status="${status}" signature="x" duration-ms="500"${rest}>${inside}</test-method>`;
  const threw = (type: string) => `<exception class="${type}"><message><![CDATA[ no ]]></message></exception>`;
  const testng = (sums: string, ...methods: readonly string[]) =>
    read(
      `<testng-results ${sums}><suite name="S" started-at="2026-11-25T10:48:46 UTC"><groups><group name="fast"><method name="a" class="p.C"/></group></groups><test name="T"><class name="p.C">${methods.join("")}</class></test></suite></testng-results>`,
      "testng",
    );

  for (const [status, expected] of [
    ["PASS", "passed"],
    ["FAIL", "failed"],
    ["SKIP", "skipped"],
    ["SUCCESS_PERCENTAGE_FAILURE", "skipped (expected-failure)"],
    ["CREATED", "errored"],
  ] as const) {
    it(`a method whose status is ${status} is ${expected}`, () => {
      const report = testng("", method("a", status, threw("java.lang.AssertionError")));
      assert.deepEqual(outcomes(report), [`a ${expected}`]);
      const [test] = report.cases;
      assert.deepEqual([test?.className, test?.suite, test?.durationSeconds, test?.message], ["p.C", "p.C", 0.5, "no"]);
      assert.deepEqual(test?.properties, [{ name: "group", value: "fast" }]);
      assert.equal(report.generated, "2026-11-25T10:48:46Z");
    });
  }

  it("invocations with parameters are named by them", () => {
    const value = (text: string) => `<param index="0"><value${text}</value></param>`;
    const params = `<params>${value("><![CDATA[a <b>]]>")}${value(' is-null="true">')}</params>`;
    assert.deepEqual(outcomes(testng("", method("a", "PASS", params))), ["a[a <b>, null] passed"]);
  });

  it("invocations of one name are several tests", () => {
    assert.deepEqual(outcomes(testng("", method("a", "PASS"), method("a", "FAIL"))), ["a passed", "a #2 failed"]);
  });

  for (const [what, attempt, sums] of [
    [
      "says so",
      method("a", "SKIP", threw("java.lang.AssertionError"), ' retried="true"'),
      'passed="1" skipped="0" retried="1"',
    ],
    ["does not say so (version 6)", method("a", "SKIP", threw("java.lang.AssertionError")), 'passed="1" skipped="1"'],
  ] as const) {
    it(`an attempt that was made anew is a run of the test, where TestNG ${what}`, () => {
      const report = testng(sums, attempt, method("a", "PASS"));
      assert.deepEqual([outcomes(report), report.codes], [["a passed"], []]);
      const [test] = report.cases;
      assert.deepEqual([test?.runs, test?.flaky, test?.durationSeconds], [2, true, 1]);
    });
  }

  it("an invocation that skips itself is none", () => {
    const report = testng("", method("a", "SKIP", threw("org.testng.SkipException")), method("a", "PASS"));
    assert.deepEqual(outcomes(report), ["a skipped", "a #2 passed"]);
  });

  it("a configuration method is no test, and an error where it failed", () => {
    const report = testng(
      "",
      method("before", "FAIL", threw("E"), ' is-config="true"'),
      method("a", "SKIP", threw("E")),
    );
    assert.deepEqual(report.suiteErrors, [{ suite: "p.C.before", message: "no" }]);
    assert.deepEqual(outcomes(report), ["a skipped"]);
  });
});

describe("CTest XML", () => {
  const measured = (name: string, value: string) =>
    `<NamedMeasurement name="${name}"><Value>${value}</Value></NamedMeasurement>`;
  const ctest = (status: string, ...inside: readonly string[]) =>
    read(
      `<Site BuildName="B" Generator="ctest-3.30.1"><Testing><StartTestTime>1700000000</StartTestTime><TestList><Test>./a</Test></TestList><Test Status="${status}"><Name>a</Name><Results>${inside.join("")}</Results><Labels><Label>slow</Label></Labels></Test></Testing></Site>`,
      "ctest",
    );

  for (const [status, completion, expected] of [
    ["passed", "Completed", "passed"],
    ["failed", "Completed", "failed"],
    ["notrun", "Disabled", "skipped"],
    ["notrun", "SKIP_RETURN_CODE=77", "skipped"],
    ["notrun", "SKIP_REGULAR_EXPRESSION_MATCHED", "skipped"],
    ["notrun", "Unable to find executable", "errored"],
    ["notrun", "Fixture dependency failed", "errored"],
  ] as const) {
    it(`a test that is ${status} and ended with "${completion}" is ${expected}`, () => {
      assert.deepEqual(outcomes(ctest(status, measured("Completion Status", completion))), [`a ${expected}`]);
    });
  }

  it("exit code, output, time, labels and producer are kept; output that is packed is not", () => {
    const output = "<Measurement><Value>it said no</Value></Measurement>";
    const report = ctest(
      "failed",
      measured("Exit Code", "Failed"),
      measured("Exit Value", "3"),
      measured("Execution Time", "1.5"),
      output,
    );
    const [test] = report.cases;
    assert.deepEqual([test?.message, test?.durationSeconds], ["Failed (3)\nit said no", 1.5]);
    assert.deepEqual(test?.properties, [{ name: "label", value: "slow" }]);
    assert.deepEqual([report.producer, report.generated], ["ctest 3.30.1", "2023-11-14T22:13:20.000Z"]);
    const packed = output.replace("<Value>", '<Value encoding="base64" compression="gzip">');
    assert.equal(ctest("failed", measured("Exit Code", "Failed"), packed).cases[0]?.message, "Failed");
  });
});

describe("Qt Test XML", () => {
  const event = (element: string, type: string, tag = "") =>
    `<${element} type="${type}" file="a.cpp" line="9"><DataTag><![CDATA[${tag}]]></DataTag><Description><![CDATA[why]]></Description></${element}>`;
  const qt = (...events: readonly string[]) =>
    read(
      `<TestCase name="Half"><Environment><QtVersion>6.8.0</QtVersion><QTestVersion>6.8.0</QTestVersion></Environment><TestFunction name="a">${events.join("")}<Duration msecs="1500"/></TestFunction></TestCase>`,
      "qt-test",
    );

  for (const [what, events, expected] of [
    ["a pass", [event("Incident", "pass")], "passed"],
    ["a failure", [event("Incident", "fail")], "failed"],
    ["a warning and a pass", [event("Message", "qwarn"), event("Incident", "pass")], "passed"],
    ["an expected failure and a pass", [event("Incident", "xfail"), event("Incident", "pass")], "passed"],
    ["an expected failure and no more", [event("Incident", "xfail")], "errored"],
    ["an unexpected pass", [event("Incident", "xpass")], "failed"],
    ["a skip (version 5)", [event("Message", "skip")], "skipped"],
    ["a skip (version 6)", [event("Incident", "skip")], "skipped"],
    ["a pass that is blacklisted", [event("Incident", "bpass")], "skipped"],
    ["a failure that is blacklisted", [event("Incident", "bfail")], "skipped (expected-failure)"],
    ["nothing", [], "errored"],
  ] as const) {
    it(`a function with ${what} is ${expected}`, () => {
      const report = qt(...events);
      assert.deepEqual(outcomes(report), [`a ${expected}`]);
      assert.deepEqual([report.cases[0]?.className, report.cases[0]?.durationSeconds], ["Half", 1.5]);
      assert.equal(report.producer, "Qt Test 6.8.0");
    });
  }

  it("rows of data are tests", () => {
    const report = qt(
      event("Incident", "pass", "two"),
      event("Incident", "fail", "<7>"),
      event("Message", "skip", "x"),
    );
    assert.deepEqual(outcomes(report), ["a(two) passed", "a(<7>) failed", "a(x) skipped"]);
    assert.deepEqual([report.cases[1]?.message, report.cases[1]?.durationSeconds], ["why", null]);
    assert.deepEqual(report.cases[1]?.properties, [{ name: "location", value: "a.cpp:9" }]);
  });

  it("a fatal message ends the run", () => {
    assert.equal(
      qt(event("Message", "qfatal"), event("Incident", "fail")).aborted,
      "a fatal message ended the run: why",
    );
  });
});

describe("Qt Test's light XML", () => {
  const light = (...rest: readonly string[]) =>
    read(
      `\n<Environment>\n  <QtVersion>5.15.8</QtVersion>\n  <QTestVersion>5.15.8</QTestVersion>\n</Environment>\n${rest.join("\n")}`,
      "qt-test",
    );
  const passed =
    '<TestFunction name="a"><Incident type="pass" file="" line="0" /><Duration msecs="1500"/></TestFunction>';

  it("has the tests of a class that is not named", () => {
    const report = light(passed, '<Duration msecs="1501"/>');
    assert.deepEqual(outcomes(report), ["a passed"]);
    assert.deepEqual(
      [report.cases[0]!.className, report.cases[0]!.durationSeconds, report.aborted, report.dialect, report.producer],
      ["", 1.5, null, "Qt Test light", "Qt Test 5.15.8"],
    );
  });

  it("without the time of the whole run ends early", () => {
    for (const rest of [[], [passed]]) assert.match(light(...rest).aborted!, /it ends early/);
  });
});

describe("Check XML", () => {
  it("tests, loops and errors", () => {
    const test = (result: string, id: string, iteration: number) =>
      `<test result="${result}"><path>.</path><fn>a.c:5</fn><id>${id}</id><iteration>${iteration}</iteration><duration>-1.0</duration><description>first</description><message>why</message></test>`;
    const report = read(
      `<testsuites xmlns="http://check.sourceforge.net/ns"><datetime>2026-11-28 15:41:44</datetime><suite><title>s</title>${test("success", "a", 0)}${test("failure", "b", 0)}${test("error", "b", 1)}</suite></testsuites>`,
      "check",
    );
    assert.deepEqual(outcomes(report), ["a passed", "b[0] failed", "b[1] errored"]);
    const [, second] = report.cases;
    assert.deepEqual([second?.suite, second?.className, second?.durationSeconds], ["s", "first", null]);
    assert.deepEqual([second?.message, report.generated], ["why", "2026-11-28T15:41:44"]);
  });
});

describe("FPCUnit XML", () => {
  it("suites, outcomes, messages and times", () => {
    const test = (name: string, result: string, inside = "") =>
      `<Test Name="${name}" Result="${result}" ElapsedTime="00:01:01.500">${inside}</Test>`;
    const why = "<Message>T.a: no</Message><ExceptionMessage>no</ExceptionMessage>";
    const report = read(
      `<TestResults><TestListing><TestSuite Name=""><TestSuite Name="s"><TestSuite Name="T">${test("a", "OK")}${test("b", "Failed", why)}${test("c", "Error", why)}${test("d", "Ignored", why)}</TestSuite></TestSuite></TestSuite></TestListing><NumberOfRunTests>4</NumberOfRunTests><NumberOfErrors>1</NumberOfErrors><NumberOfFailures>2</NumberOfFailures><DateTimeRan>2026-11-28 16:01:11</DateTimeRan></TestResults>`,
      "fpcunit",
    );
    assert.deepEqual(outcomes(report), ["a passed", "b failed", "c errored", "d skipped"]);
    const [, second] = report.cases;
    assert.deepEqual(
      [second?.suite, second?.className, second?.message, second?.durationSeconds],
      ["s > T", "T", "no", 61.5],
    );
    assert.deepEqual([report.generated, report.codes], ["2026-11-28T16:01:11", ["summary-differs"]]);
  });
});

describe("Tradefed's XML of Android's compatibility suites", () => {
  const module = (name: string, tests: string, done = true) =>
    `<Module name="${name}" abi="arm64-v8a" done="${done}" pass="1"><TestCase name="a.cts.T">${tests}</TestCase></Module>`;
  const suite = (inside: string, sums: string) =>
    `<?xml version='1.0' encoding='UTF-8'?><?xml-stylesheet type="text/xsl" href="x.xsl"?><Result start="1680745541059" suite_name="CTS" suite_version="12.1_r5"><Summary ${sums}/>${inside}</Result>`;

  it("modules, outcomes and messages; one class in two modules is two", () => {
    const failure = '<Failure message="no home&#13;"><StackTrace>at a</StackTrace></Failure>';
    const first = `<Test result="pass" name="a"/><Test result="fail" name="b">${failure}</Test><Test result="ASSUMPTION_FAILURE" name="c"/><Test result="IGNORED" name="d"/>`;
    const report = read(
      suite(
        module("M[instant]", first) + module("M", '<Test result="pass" name="a"/>'),
        'pass="2" failed="0" modules_done="2" modules_total="2"',
      ),
      "tradefed",
    );
    assert.deepEqual(outcomes(report), ["a passed", "b failed", "c skipped", "d skipped", "a passed"]);
    assert.equal(report.cases[1]?.message, "no home");
    assert.deepEqual(
      [0, 4].map((at) => report.cases[at]?.className),
      ["M[instant] arm64-v8a > a.cts.T", "M arm64-v8a > a.cts.T"],
    );
    assert.deepEqual([report.producer, report.generated], ["CTS 12.1_r5", "2023-04-06T01:45:41.059Z"]);
    assert.deepEqual([report.aborted, report.codes], [null, ["summary-differs"]]);
  });

  it("modules that did not end, and suites of which some did not run", () => {
    const report = read(
      suite(
        module("M", '<Test result="pass" name="a"/>', false),
        'pass="1" failed="0" modules_done="0" modules_total="2"',
      ),
      "tradefed",
    );
    assert.equal(report.aborted, "0 of 2 modules were done");
    assert.deepEqual(
      report.suiteErrors.map((error) => error.suite),
      ["M arm64-v8a"],
    );
  });

  it("a result of no known word is no pass, and told", () => {
    const report = read(suite(module("M", '<Test result="maybe" name="a"/>'), ""), "tradefed");
    assert.deepEqual([outcomes(report), report.codes], [["a errored"], ["unknown-outcome"]]);
  });
});
