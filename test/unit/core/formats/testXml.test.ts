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
