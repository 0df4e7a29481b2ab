import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { lookAt } from "../../../../src/core/formats/head.ts";
import { junit } from "../../../../src/core/formats/junit.ts";
import type { TestReport } from "../../../../src/core/model/report.ts";
import { parseWith } from "./readXml.ts";

function read(text: string) {
  const { report, problems } = parseWith(junit, text);
  const { cases, dialect, suiteErrors, declared } = report as TestReport;
  return {
    dialect,
    suiteErrors,
    declared,
    outcomes: cases.map(({ name, outcome }) => `${name} ${outcome}`),
    kinds: cases.map(({ skipKind }) => skipKind),
    messages: cases.map(({ message }) => message),
    codes: problems.map(({ code }) => code),
  };
}

describe("JUnit XML of the runners of C++", () => {
  it("of Catch2 tells an expected failure, and counts assertions in its suite", () => {
    const expected = '<skipped message="TEST_CASE tagged with !mayfail"/><failure type="CHECK">no</failure>';
    const found = read(
      `<testsuites><testsuite name="run" errors="0" failures="2" tests="5" hostname="tbd" time="0.1" timestamp="2026-11-25T10:20:12Z">
        <testcase name="a" status="run"/><testcase name="b" status="run">${expected}</testcase>
        <testcase name="c" status="run"><failure type="CHECK">no</failure></testcase></testsuite></testsuites>`,
    );
    assert.deepEqual(found.outcomes, ["a passed", "b skipped", "c failed"]);
    assert.deepEqual(found.kinds, [null, "expected-failure", null]);
    assert.deepEqual([found.dialect, found.codes], ["catch2", []]);
  });

  it("of doctest counts assertions in its suite", () => {
    const found = read(
      '<testsuites><testsuite name="run" errors="0" failures="3" tests="7" doctest_version="2.4.9"><testcase name="a"><failure/><failure/><failure/></testcase></testsuite></testsuites>',
    );
    assert.deepEqual([found.dialect, found.outcomes, found.codes], ["doctest", ["a failed"], []]);
  });

  it("of CTest has tests that could not start as errors, not as skipped", () => {
    const skipped = (name: string, message: string) =>
      `<testcase name="${name}" classname="${name}" time="0" status="notrun"><skipped message="${message}"/></testcase>`;
    const found = read(
      `<testsuite name="(empty)" tests="5" failures="1" disabled="1" skipped="3" hostname="" time="1" timestamp="2026-11-25T10:20:51">
        <testcase name="f" classname="f" status="fail"><failure message=""/></testcase>
        <testcase name="d" classname="d" status="disabled"/>
        ${skipped("s", "SKIP_RETURN_CODE=77")}${skipped("r", "SKIP_REGULAR_EXPRESSION_MATCHED")}
        ${skipped("e", "Unable to find executable")}</testsuite>`,
    );
    assert.deepEqual(found.outcomes, ["f failed", "d skipped", "s skipped", "r skipped", "e errored"]);
    assert.equal(found.messages[4], "Unable to find executable");
    assert.deepEqual([found.dialect, found.codes], ["ctest", []]);
  });

  it("of Boost.Test counts skipped tests apart; a failure that was expected passes where its sum says so", () => {
    const failed = (name: string, rest = "<system-err>Failures detected in:\n- test case: a</system-err>") =>
      `<testcase name="${name}"><failure message="failure"/>${rest}</testcase>`;
    const suite = (failures: number) =>
      `<testsuite tests="2" skipped="1" errors="0" failures="${failures}" id="0" name="halves" time="0">${failed("a")}${failed("b", "")}<testcase name="c"><skipped/></testcase></testsuite>`;
    const found = read(suite(1));
    assert.deepEqual(found.outcomes, ["a failed", "b passed", "c skipped"]);
    assert.deepEqual([found.dialect, found.codes], ["boost-test", []]);
    assert.deepEqual(read(suite(2)).outcomes, ["a failed", "b failed", "c skipped"]);
  });
});

describe("JUnit XML of PHPUnit 9", () => {
  it("has what makes a test risky as an error, which its summary does not", () => {
    const error = (type: string) => `<error type="PHPUnit\\Framework\\${type}">no assertions</error>`;
    const found = read(
      `<testsuites><testsuite name="" tests="2" assertions="0" errors="2" failures="0" skipped="0">
        <testcase name="a">${error("RiskyTestError")}</testcase><testcase name="b">${error("Error")}</testcase>
        <testcase name="c">${error("RiskyTestError")}<failure type="F">wrong</failure></testcase></testsuite></testsuites>`,
    );
    assert.deepEqual(found.outcomes, ["a passed", "b errored", "c failed"]);
    assert.equal(found.messages[0], "no assertions");
  });
});

describe("JUnit XML whose tests have equal names", () => {
  it("of testthat has expectations as cases: a test ended like the worst of its", () => {
    const failure = '<failure type="failure" message="no"/>';
    const row = (name: string, inner = "") =>
      `<testcase time="0.5" classname="shapes" name="${name}">${inner}</testcase>`;
    const found = read(
      `<testsuites><testsuite name="shapes" timestamp="2026-11-25T10:38:08Z" hostname="h" tests="0" skipped="0" failures="0" errors="0" time="0"/>
      <testsuite name="shapes" timestamp="2026-11-25T10:38:08Z" hostname="h" tests="5" skipped="1" failures="1" errors="0" time="1">
      ${row("a")}${row("b")}${row("b", failure)}${row("b")}${row("c")}${row("c", '<skipped message="no"/>')}</testsuite></testsuites>`,
    );
    assert.deepEqual(found.outcomes, ["a passed", "b failed", "c skipped"]);
    assert.deepEqual([found.dialect, found.codes], ["testthat", []]);
  });

  it("of Minitest are of different classes, all of which may be called alike", () => {
    const test = (inside: string) => `<testcase name="test_x" classname="Minitest::Result">${inside}</testcase>`;
    const report = `<testsuites><testsuite name="Minitest::Result" tests="2" failures="1">${test("<failure/>")}${test("")}</testsuite></testsuites>`;
    assert.deepEqual(read(report).outcomes, ["test_x failed", "test_x #2 passed"]);
  });

  it("of RSpec are different examples", () => {
    const found = read(
      '<testsuite name="rspec" tests="2" skipped="0" failures="1" errors="0"><testcase name="is even"><failure/></testcase><testcase name="is even"/></testsuite>',
    );
    assert.deepEqual(found.outcomes, ["is even failed", "is even #2 passed"]);
    assert.equal(found.dialect, "rspec");
  });
});

describe("JUnit XML of Surefire before 2.13, which begins its cases with the time", () => {
  const suite = (properties: string) =>
    `<testsuite failures="0" time="0.02" errors="0" skipped="0" tests="3" name="a.B">${properties}<testcase time="0.002" classname="a.B" name="one"/><testcase time="0.002" classname="a.B" name="one"/></testsuite>`;

  it("keeps tests of one name, and says that one is missing", () => {
    const found = read(suite(""));
    assert.deepEqual(
      [found.dialect, found.outcomes, found.codes],
      [null, ["one passed", "one passed"], ["summary-differs"]],
    );
  });

  it("is told by the properties that it gives the process of the tests", () => {
    for (const name of ["surefire.version", "surefire.real.class.path", "surefire.test.class.path"])
      assert.equal(read(suite(`<properties><property name="${name}" value="x"/></properties>`)).dialect, "surefire");
  });
});

describe("JUnit XML of Qt Test 5", () => {
  it("counts as errors what tests printed, and says of a skipped test in a comment only", () => {
    const found = read(
      `<testsuite errors="3" failures="1" tests="5" name="tst_A"><properties><property value="5.15.8" name="QTestVersion"/></properties>
        <testcase result="pass" name="a"><!-- message="hello" type="qdebug" --></testcase>
        <testcase name="b"><!-- message="no &lt;device&gt;" type="skip" --></testcase>
        <testcase result="pass" name="c"><!-- tag="row" message="no" type="skip" --></testcase>
        <testcase result="bfail" name="d"/>
        <testcase result="fail" name="e"><failure message="no" result="fail"/></testcase>
        <system-err><![CDATA[hello]]></system-err></testsuite>`,
    );
    assert.deepEqual(found.outcomes, ["a passed", "b skipped", "c passed", "d skipped", "e failed"]);
    assert.deepEqual([found.dialect, found.messages[1]], ["Qt Test", "no <device>"]);
    assert.deepEqual([found.suiteErrors, found.codes], [[], []]);
  });
});

describe("JUnit XML of busted", () => {
  it("has the place of a test as its class, and the run as its suite", () => {
    const row = (line: number, inner = "") => `<testcase classname="spec/a.lua:${line}" name="a b">${inner}</testcase>`;
    const { report } = parseWith(
      junit,
      `<testsuites tests="2"><testsuite tests="2" name="Run 1 of 1">${row(2, "<failure/>")}${row(3)}</testsuite></testsuites>`,
    );
    assert.deepEqual(
      (report as TestReport).cases.map(({ name, className, file, line }) => [name, className, file, line]),
      [
        ["a b", "", "spec/a.lua", 2],
        ["a b #2", "", "spec/a.lua", 3],
      ],
    );
  });
});

describe("JUnit XML of gtest", () => {
  it("has no time for a suite that did not run", () => {
    const suite = (time: string) => `<testsuite name="A" timestamp="${time}"><testcase name="a"/></testsuite>`;
    const text = `<testsuites name="AllTests">${suite("2026-11-25T10:19:46.008")}${suite("1970-01-01T00:00:00.000")}</testsuites>`;
    assert.equal(parseWith(junit, text).report?.generated, "2026-11-25T10:19:46.008");
  });
});

describe("JUnit XML of clojure.test", () => {
  it("has a test that another one calls within that one", () => {
    const found = read(
      `<testsuites><testsuite name="t" package="my"><testcase name="outer" classname="my.t"><testcase name="inner" classname="my.t">
        <failure>expected: (= 3 4)</failure></testcase></testcase><testcase name="around" classname="my.t"><testcase name="ok" classname="my.t"/>
        <failure>expected: (= 1 2)</failure></testcase></testsuite></testsuites>`,
    );
    assert.deepEqual(found.outcomes, ["inner failed", "outer passed", "ok passed", "around failed"]);
  });
});

describe("JUnit XML of OUnit", () => {
  it("has skipped tests as passed ones, and says in its log that they were skipped", () => {
    const found = read(
      `<testsuites><testsuite id='0' package='suite' name='suite' timestamp='2026-11-28T13:20:14' hostname='vm' tests='3' failures='0' errors='0' time='0.1'>
        <properties><property name='suite_name' value='suite' /><property name='results_style_1_X' value='false' /></properties>
        <testcase name='suite:0:ok' classname='suite:0:ok' time='0.0004'></testcase>
        <testcase name='suite:1:skip it: now' classname='suite:1:skip it: now' time='0.0001'></testcase>
        <testcase name='suite:2:skip' classname='suite:2:skip' time='0.0001'></testcase>
        <system-out>
2026-11-28T13:20:15+00:00 vm#02 W: Skip test suite:1:skip it: now: why: so.
2026-11-28T13:20:15+00:00 vm#02 I: End test suite:1:skip it: now.
2026-11-28T13:20:15+00:00 vm#02 W: Skip test suite:2:skip: .
</system-out></testsuite></testsuites>`,
    );
    assert.deepEqual(found.outcomes, ["suite:0:ok passed", "suite:1:skip it: now skipped", "suite:2:skip skipped"]);
    assert.deepEqual([found.dialect, found.messages[1]], ["ounit", "why: so"]);
  });
});

describe("JUnit XML of Common Test (cth_surefire)", () => {
  it("lists set-ups and tear-downs of suites and groups, which are no tests, and a test once in each group", () => {
    const node = (group: string, name: string, inside = "") =>
      `<testcase ${group}name="${name}" time="0.000096" timestamp="2026-11-28T13:30:33" file="/w/x_SUITE.erl" log="">${inside}</testcase>`;
    const crash = '<failure message="Test init_per_group in x_SUITE failed!" type="crash">{nope,[]}</failure>';
    const skipped =
      '<skipped type="skip" message="Test a in x_SUITE skipped!">{tc_auto_skip,{failed,{x_SUITE,init_per_group}}}</skipped>';
    const text = `<?xml version="1.0" encoding= "UTF-8" ?><testsuites><testsuite hostname="vm" name="x_SUITE" time="3.49" timestamp="2026-11-28T13:30:33" errors="0" failures="0" skipped="1" tests="3" log="/w/suite.log.html">${[
      node("", "init_per_suite"),
      node("", "ok"),
      node('group="g" ', "init_per_group"),
      node('group="g" ', "a"),
      node('group="g" ', "end_per_group"),
      node('group="bad" ', "init_per_group", crash),
      node('group="bad" ', "a", skipped),
      node("", "end_per_suite"),
    ].join("")}</testsuite></testsuites>`;
    const { report, problems } = parseWith(junit, text);
    assert.ok(report?.kind === "tests");
    assert.deepEqual(problems, []);
    assert.deepEqual(
      report.cases.map(({ className, name, outcome }) => `${className} ${name} ${outcome}`.trim()),
      ["ok passed", "g a passed", "bad a skipped"],
    );
    assert.deepEqual(report.suiteErrors, [{ suite: "x_SUITE", message: "init_per_group: {nope,[]}" }]);
  });
});

describe("JUnit XML of LuaUnit", () => {
  it("has the message of a failure as its type, and a trace as its text", () => {
    const found = read(
      `<testsuites><testsuite name="LuaUnit" tests="2" errors="0" failures="1" skipped="1"><properties><property name="LuaUnit Version" value="3.4"/></properties>
        <testcase classname="TestA" name="TestA.test_ko"><failure type="a.lua:5: expected: 2, actual: 1"><![CDATA[stack traceback:\n\ta.lua:5]]></failure></testcase>
        <testcase classname="TestA" name="TestA.test_skip"><skipped message="why" /></testcase></testsuite></testsuites>`,
    );
    assert.deepEqual(found.messages, ["a.lua:5: expected: 2, actual: 1", "why"]);
    assert.deepEqual([found.dialect, found.codes], ["luaunit", []]);
  });

  it("counts skipped tests apart: its sum differs only where both together do", () => {
    const report = (skipped: number) =>
      `<testsuites><testsuite name="LuaUnit" id="00001" package="" tests="1" errors="0" failures="0" skipped="${skipped}">
        <testcase classname="TestA" name="TestA.testOk" time="0.000"></testcase>
        <testcase classname="TestA" name="TestA.testSkip" time="0.000"><skipped>why</skipped></testcase></testsuite></testsuites>`;
    const codes = (skipped: number) => parseWith(junit, report(skipped)).problems.map(({ code }) => code);
    assert.deepEqual([codes(1), codes(2)], [[], ["summary-differs"]]);
  });
});

describe("JUnit XML of EUnit", () => {
  it("has cancelled tests as errors: it has no skipped ones", () => {
    const found = read(
      `<testsuite tests="2" failures="0" errors="0" skipped="1" time="0.000" name="module 'shapes_tests'">
        <testcase time="0.000" name="shapes_tests:0 area_test"/>
        <testcase time="0.000" name="shapes_tests:0 edges_test_"><skipped type="timeout">in function timer:sleep/1</skipped></testcase></testsuite>`,
    );
    assert.deepEqual(found.outcomes, ["shapes_tests:0 area_test passed", "shapes_tests:0 edges_test_ errored"]);
    assert.deepEqual([found.dialect, found.messages[1]], ["eunit", "in function timer:sleep/1"]);
  });
});

describe("JUnit XML with warnings", () => {
  const report = (sums: string) =>
    `<testsuites><testsuite name="S" tests="3" ${sums}><testcase name="a" class="T"/><testcase name="b" class="T"><warning type="W">careful</warning></testcase><testcase name="Warning"><warning type="W">no tests in T</warning></testcase></testsuite></testsuites>`;

  it("of PHPUnit has a test with one, which passed, and a class that has no test", () => {
    const { outcomes, messages, codes } = read(report('failures="0" errors="0" warnings="2"'));
    assert.deepEqual(outcomes, ["a passed", "b passed", "Warning skipped"]);
    assert.deepEqual([messages, codes], [[null, "careful", "no tests in T"], []]);
  });

  it("of Codeception counts them among the failures", () => {
    const { outcomes, codes } = read(report('failures="2" errors="0"'));
    assert.deepEqual([outcomes, codes], [["a passed", "b failed", "Warning failed"], []]);
  });
});

describe("JUnit XML of Codeception", () => {
  it("has rows of one name, and useless tests as errors that it does not count", () => {
    const row = (inside: string) => `<testcase name="try" class="ACest" feature="try it">${inside}</testcase>`;
    const { dialect, outcomes, messages } = read(
      `<testsuites><testsuite name="unit" tests="3" failures="1" errors="0" useless="1">${row("<failure>no</failure>")}${row("")}<testcase name="testNone" class="A"><error>Useless Test</error></testcase></testsuite></testsuites>`,
    );
    assert.deepEqual(dialect, "codeception");
    assert.deepEqual(outcomes, ["try failed", "try #2 passed", "testNone passed"]);
    assert.equal(messages[2], "Useless Test");
  });
});

describe("JUnit XML of Julia", () => {
  it("has a test that is known to be broken as one that was skipped", () => {
    const { outcomes } = read(
      '<testsuites tests="1"><testsuite name="s" tests="1"><testcase name="a" id="1"/><testcase name="b" id="2"><skip/></testcase></testsuite></testsuites>',
    );
    assert.deepEqual(outcomes, ["a passed", "b skipped"]);
  });
});

describe("JUnit XML of Newman", () => {
  it("counts a request without an answer in a suite without cases: an error of that suite", () => {
    const { outcomes, suiteErrors, declared, codes } = read(
      '<testsuites name="C" tests="1"><testsuite name="A" tests="1" failures="0" errors="0"><testcase name="ok" classname="A"/></testsuite><testsuite name="B" tests="0" failures="0" errors="2"><system-err>connect ECONNREFUSED</system-err></testsuite></testsuites>',
    );
    assert.deepEqual(outcomes, ["ok passed"]);
    assert.deepEqual(suiteErrors, [{ suite: "B", message: "it counts 2 failures or errors, and lists none" }]);
    // The root has no errors of its own: they are those of its suites.
    assert.deepEqual([declared, codes], [{ tests: 1, failures: 0, errors: 2 }, ["summary-differs"]]);
  });

  it("tells of failures that the suites of its reporters xunit and junitfull do not count", () => {
    const { outcomes, codes } = read(
      '<testsuites><testsuite id="0" name="A" tests="2" failures="0" errors="0"><testcase name="a" classname="A"/><testcase name="b" classname="A"><failure type="AssertionFailure">no</failure></testcase></testsuite></testsuites>',
    );
    assert.deepEqual([outcomes, codes], [["a passed", "b failed"], ["summary-differs"]]);
  });
});

describe("JUnit XML of suites that broke off", () => {
  const suite = (errors: number, failures: number, inside: string) =>
    read(`<testsuite name="s" errors="${errors}" failures="${failures}" tests="2">${inside}</testsuite>`).suiteErrors;
  const failed = '<testcase name="b" classname="s"><failure message="no"/></testcase>';

  it("counts the error, and has no case for it (ScalaTest, Karma): an error of the suite", () => {
    const told = [{ suite: "s", message: "it counts errors (1), and lists none" }];
    assert.deepEqual(suite(1, 0, '<testcase name="a" classname="s"/><system-err/>'), told);
    assert.deepEqual(suite(1, 2, failed + failed), told);
  });

  it("is not one that counts its failures as errors, or the runs of a test before the last", () => {
    assert.deepEqual(suite(1, 0, failed), []);
    assert.deepEqual(suite(1, 1, failed), []);
    assert.deepEqual(suite(1, 0, '<testcase name="a" classname="s"><flakyError type="E"/></testcase>'), []);
    assert.deepEqual(suite(1, 0, '<testcase name="a" classname="s"><error/></testcase>'), []);
  });
});

describe("JUnit XML of devices", () => {
  const properties = (of: Readonly<Record<string, string>>) =>
    `<properties>${Object.entries(of).map(([name, value]) => `<property name="${name}" value="${value}"/>`)}</properties>`;

  it("of Android's plugin for Gradle names the device behind each test, and what broke the run off", () => {
    const device = properties({ device: "Pixel - 11", flavor: "", project: ":app" });
    const found = read(
      `<testsuite name="a.T" tests="1" failures="0" errors="0">${device}<testcase name="t" classname="a.T"/><system-err>Process crashed</system-err></testsuite>`,
    );
    assert.deepEqual([found.dialect, found.outcomes], ["android", ["t[Pixel - 11] passed"]]);
    assert.deepEqual(found.suiteErrors, [{ suite: "a.T", message: "Process crashed" }]);
  });

  it("of Zephyr's twister has a suite for each board, of the same name and tests", () => {
    const board = (platform: string, inside: string) =>
      `<testsuite name="k" tests="1">${properties({ version: "4", platform, architecture: "x" })}<testcase name="t" classname="k">${inside}</testcase></testsuite>`;
    const found = read(`<testsuites>${board("qemu", "<failure/>")}${board("native", "")}</testsuites>`);
    assert.deepEqual([found.dialect, found.outcomes], ["twister", ["t[qemu] failed", "t[native] passed"]]);
  });

  it("of Maestro has a suite for each device, of the same name and flows, and flows that did not end", () => {
    const device = (name: string, status: string) =>
      `<testsuite name="Test Suite" device="${name}" tests="1"><testcase id="f" name="f" classname="f" status="${status}"/></testsuite>`;
    const statuses = ["SUCCESS", "ERROR", "CANCELED", "STOPPED", "RUNNING", "PENDING", "WARNING"];
    const { outcomes } = read(`<testsuites>${statuses.map((status) => device(status, status)).join("")}</testsuites>`);
    const words = ["passed", "failed", "skipped", "failed", "failed", "skipped", "passed"];
    assert.deepEqual(
      outcomes,
      statuses.map((status, at) => `f[${status}] ${words[at]}`),
    );
  });

  it("of Firebase Test Lab keeps the failure of a test that passed when it ran again", () => {
    const test = (flaky: string) => `<testcase name="t" classname="C"${flaky}><failure>no</failure></testcase>`;
    const report = (flakes: string) =>
      read(`<testsuites><testsuite name="P"${flakes}>${test(' flaky="true"')}</testsuite></testsuites>`).outcomes;
    assert.deepEqual([report(' flakes="1"'), report("")], [["t passed"], ["t failed"]]);
  });
});

describe("JUnit XML of .NET's JunitXml.TestLogger", () => {
  const report = (words: string) =>
    `<testsuites><testsuite name="A.dll" package="A.dll" id="0" tests="2" failures="1" errors="0"><properties/><testcase classname="N.C" name="Row"><failure/></testcase><testcase classname="N.C" name="Row"/><system-err>${words}</system-err></testsuite></testsuites>`;
  const aborted = (words: string) => (parseWith(junit, report(words)).report as TestReport).aborted;

  it("has rows of one name", () => {
    assert.deepEqual(read(report("")).outcomes, ["Row failed", "Row #2 passed"]);
  });

  it("says beside its cases that the host crashed", () => {
    assert.equal(aborted("Error - [xUnit.net 00:00:01] N.C.Row [FAIL]"), null);
    const crash = "Error - The active test run was aborted. Reason: Test host process crashed";
    assert.equal(aborted(`Warning - x\n${crash}\n`), crash);
  });
});

describe("JUnit XML of TestCafe", () => {
  it("counts skipped tests apart and failures as errors too; names have what is no part of them", () => {
    const test = (name: string, inside: string) => `<testcase classname="F" name="${name}">${inside}</testcase>`;
    const found = read(
      `<testsuite name="TestCafe Tests: Chrome 120" tests="2" failures="1" skipped="1" errors="1">${test("a (unstable) (screenshots: /s/1)", "")}${test("b (screenshots: /s/2)", "<failure/>")}${test("c", "<skipped/>")}</testsuite>`,
    );
    assert.deepEqual(found.outcomes, ["a passed", "b failed", "c skipped"]);
    assert.deepEqual([found.codes, found.suiteErrors], [[], []]);
  });
});

describe("JUnit XML of jasmine-reporters", () => {
  it("counts each expectation that failed, and lists them all", () => {
    const suite = (failures: number) =>
      `<testsuite name="s" tests="1" failures="${failures}" errors="0"><testcase name="a" classname="s"><failure message="1"/><failure message="2"/></testcase></testsuite>`;
    assert.deepEqual(read(suite(2)).codes, []);
    assert.deepEqual(read(suite(3)).codes, ["summary-differs"]);
  });
});

describe("JUnit XML of mocha-junit-reporter", () => {
  it("is known by the suite that it begins with, where the run has a name of its own", () => {
    const test = (inside: string) => `<testcase name="S same" classname="same">${inside}</testcase>`;
    const { dialect, outcomes } = read(
      `<testsuites name="cypress"><testsuite name="Root Suite" tests="0"/><testsuite name="S" tests="2">${test('<failure message="no"/>')}${test("")}</testsuite></testsuites>`,
    );
    assert.deepEqual([dialect, outcomes], ["mocha", ["S same failed", "S same #2 passed"]]);
  });
});

describe("JUnit XML of linters", () => {
  const reports = {
    ESLint:
      '<testsuites><testsuite package="org.eslint" time="0" tests="1" errors="0" name="a.js"><testcase name="a.js"/></testsuite></testsuites>',
    Stylelint:
      '<testsuites package="stylelint.rules"><testsuite name="a.css"><testcase name="stylelint.passed"/></testsuite></testsuites>',
    TSLint: '<testsuites package="tslint"><testsuite name="a.ts"/></testsuites>',
    PHP_CodeSniffer:
      '<testsuites name="PHP_CodeSniffer 3.7.2" tests="1"><testsuite name="a.php"><testcase name="a.php"/></testsuite></testsuites>',
    Psalm:
      '<testsuites><testsuite failures="0" name="psalm" tests="1"><testcase name="a.php"/></testsuite></testsuites>',
    "golangci-lint":
      '<testsuites>\n  <testsuite name="a/b.go" tests="1" errors="0" failures="1">\n    <testcase name="errcheck" classname="a/b.go:10:4"><failure message="a/b.go:10:4: no"/></testcase></testsuite></testsuites>',
    Trivy:
      '<testsuites name="trivy"><testsuite tests="1" failures="1" name="image"><testcase classname="a-1" name="[HIGH] CVE-1"><failure message="no"/></testcase></testsuite></testsuites>',
    Checkov:
      '<testsuites><testsuite name="terraform scan" tests="1"><testcase name="[NONE][CKV_AWS_21] versioning" classname="/s3.tf.aws_s3_bucket.a"/></testsuite></testsuites>',
    PHPStan: '<testsuite name="phpstan" tests="1" failures="0"><testcase name="phpstan"/></testsuite>',
    Ruff: '<testsuites name="ruff" tests="1"><testsuite name="a.py" tests="1" package="org.ruff"><testcase name="org.ruff.E501" classname="a"/></testsuite></testsuites>',
    Biome:
      '<testsuites name="Biome" tests="1"><testsuite name="a.js" tests="1" package="org.biome"><testcase name="org.biome.lint.suspicious.noDebugger"/></testsuite></testsuites>',
    Spectral: '<testsuites><testsuite package="org.spectral" time="0" tests="0" name="api.yaml"/></testsuites>',
    // A case for each file and cop: nearly all of them passed.
    RuboCop:
      "<testsuites><testsuite name='rubocop' tests='1' failures='1'><testcase classname='a' name='Layout/Tab'/></testsuite></testsuites>",
    Oxlint:
      '<testsuites name="Oxlint" tests="1"><testsuite name="a.js"><testcase name="eslint(no-debugger)"/></testsuite></testsuites>',
    HTMLHint:
      '<testsuites><testsuite name="HTMLHint Tests" time="0.010" tests="1"><testcase name="a.html"/></testsuite></testsuites>',
    Bandit:
      '<testsuite name="bandit" tests="1"><testcase classname="./a.py" name="assert_used"><error type="LOW"/></testcase></testsuite>',
    Pylint:
      '<testsuites><testsuite name="a" tests="1"><testcase name="a:1:0" classname="pylint" class="convention"/></testsuite></testsuites>',
  };
  for (const [linter, report] of Object.entries(reports))
    it(`of ${linter} has no tests`, () => {
      const recognition = junit.recognise(lookAt(new TextEncoder().encode(report), true));
      assert.match(JSON.stringify(recognition), new RegExp(`findings of ${linter}`));
    });

  it("are not those of a crate that is called like one, as nextest names suites", () => {
    const report =
      '<testsuites name="nextest-run"><testsuite name="ruff" tests="1"><testcase name="a"/></testsuite></testsuites>';
    assert.deepEqual(junit.recognise(lookAt(new TextEncoder().encode(report), true)), { match: true });
  });

  it("are not looked for in what a test printed", () => {
    const report =
      '<testsuite name="t"><testcase name="a"><system-out>package="org.eslint"</system-out></testcase></testsuite>';
    assert.doesNotMatch(JSON.stringify(junit.recognise(lookAt(new TextEncoder().encode(report), true))), /findings/);
  });
});

describe("JUnit XML of Cosmic Ray", () => {
  it("has mutants, which are no tests", () => {
    const report =
      '<testsuite errors="0" failures="0" skips="0" tests="1"><testcase><mutation classname="19b0" line="4" file="a.py"/></testcase></testsuite>';
    assert.match(JSON.stringify(junit.recognise(lookAt(new TextEncoder().encode(report), true))), /mutants/);
  });
});

describe("JUnit XML of node-tap", () => {
  const suites = (inside: string, properties = "") =>
    `<testsuites id="20261128_152431037" name="TAP Tests" tests="9" failures="4" assertions="6" skipped="1" ><properties>${properties}<property name="plan"><![CDATA[start: 1]]></property></properties>${inside}</testsuites>`;
  const suite = (name: string, inside: string, properties = "") =>
    `<testsuite name="${name}" tests="2" failures="1" assertions="1" skipped="0"><properties>${properties}</properties>${inside}</testsuite>`;
  const ok = '<property name="ok" value="true" />';
  const test = (name: string, rest = "") => `<testcase id="1" name="${name}" classname="a.js">${rest}</testcase>`;
  const failure = "<failure><![CDATA[\nname: no\n]]></failure>";

  it("has a case beside each suite, which repeats its outcome", () => {
    const found = read(
      suites(
        suite(
          "a.js",
          suite("of one", test("x") + test("y", failure)) +
            suite("of two", test("x"), ok) +
            suite("of none", "", ok) +
            test("of one", failure) +
            test("of two") +
            test("of none") +
            test("bare"),
        ),
      ),
    );
    assert.deepEqual(found.outcomes, ["x passed", "y failed", "x passed", "of none passed", "bare passed"]);
    assert.deepEqual([found.dialect, found.suiteErrors, found.codes], ["node-tap", [], []]);
  });

  it("tells a test with subtests that failed by itself", () => {
    const found = read(suites(suite("a.js", suite("of one", test("x"), ok) + test("of one", failure))));
    assert.deepEqual(found.outcomes, ["x passed"]);
    assert.deepEqual(found.suiteErrors, [{ suite: "a.js > of one", message: "name: no" }]);
  });

  it("says by a property what was skipped or is to do", () => {
    const why = (name: string) => `<properties><property name="${name}" value="later" /></properties>`;
    const found = read(suites(suite("a.js", test("s", why("skip")) + test("t", why("todo")), ok), ok));
    assert.deepEqual(found.outcomes, ["s skipped", "t skipped"]);
    assert.deepEqual([found.kinds, found.messages, found.suiteErrors], [[null, "todo"], ["later", "later"], []]);
  });

  it("writes what is to do as failed: where the sum of its suite tells, it did not fail", () => {
    const inside = test("t", failure) + test("x") + test("y", "<failure>name: no\nat: 1</failure>");
    const told = (skipped: number, rest = "") =>
      read(suites(suite("a.js", inside + rest).replace('skipped="0"', `skipped="${skipped}"`))).outcomes;
    assert.deepEqual(told(2), ["t skipped", "x passed", "y failed"]);
    assert.deepEqual(told(0), ["t failed", "x passed", "y failed"]);
    assert.deepEqual(told(2, test("u", failure)), ["t failed", "x passed", "y failed", "u failed"]);
  });

  it("tells a run that broke off, and one that failed though its tests passed, as by an exit code", () => {
    const bail = '<property name="bailout" value="no disk" />';
    const report = parseWith(junit, suites(suite("a.js", test("x"), bail), bail)).report as TestReport;
    assert.equal(report.aborted, "Bail out! no disk");
    assert.deepEqual(read(suites(suite("a.js", test("x"), ok))).suiteErrors, [
      { suite: "TAP Tests", message: "the run failed, and none of its tests did" },
    ]);
  });

  it("places a test that failed, and takes the place for no part of its name", () => {
    const case_ = `<testcase id="2" name="x" classname="a.js" file="a.js" line="2" column="37">${failure}</testcase>`;
    const [found] = (parseWith(junit, suites(suite("a.js", case_))).report as TestReport).cases;
    assert.deepEqual([found?.file, found?.line], [null, null]);
    assert.deepEqual(found?.properties, [{ name: "location", value: "a.js:2" }]);
  });
});

describe("JUnit XML of runners of JavaScript, in which two tests may have one name", () => {
  const failure = "<failure>no</failure>";
  const twice = `<testcase name="a" classname="c">${failure}</testcase><testcase name="a" classname="c"/>`;
  const time = 'timestamp="2026-11-28T15:12:00"';
  for (const [dialect, report] of [
    [
      "vitest",
      `<testsuites name="Custom" tests="2" failures="1" errors="0"><testsuite name="t/a.test.js" ${time} hostname="h" tests="2" failures="1" errors="0" skipped="0" time="0.1">${twice}</testsuite></testsuites>`,
    ],
    [
      "jest-junit",
      `<testsuites name="Custom" tests="2" failures="1" errors="0"><testsuite name="Outer" errors="0" failures="1" skipped="0" ${time} time="0.1" tests="2">${twice}</testsuite></testsuites>`,
    ],
    [
      "jasmine-reporters",
      `<testsuites disabled="0" errors="0" failures="1" tests="2" time="0.1"><testsuite name="Outer" ${time} hostname="localhost" time="0.1" errors="0" tests="2" skipped="0" disabled="0" failures="1">${twice}</testsuite></testsuites>`,
    ],
    [
      "mocha-jenkins-reporter",
      `<testsuites name="Tests"><testsuite name="Outer" tests="2" errors="0" failures="1" skipped="0" ${time} time="0.1">${twice}</testsuite></testsuites>`,
    ],
    [
      "lab",
      `<testsuites tests="2" errors="0" failures="1" time="0.1"><testsuite name="Outer" tests="2" skipped="0" errors="1" time="0.1">${twice}</testsuite></testsuites>`,
    ],
    [
      "mocha",
      `<testsuites><testsuite name="Root Suite.Outer" ${time} tests="2" package="Root Suite.Outer" hostname="h" id="1" errors="0" time="0" failures="1">${twice}</testsuite></testsuites>`,
    ],
    [
      "testcafe",
      `<testsuite name="TestCafe Tests: Chrome 156.0.0.0 / Debian 12" tests="2" failures="1" skipped="0" errors="1" time="5.675" timestamp="Sat, 28 Nov 2026 15:29:02 GMT">${twice}</testsuite>`,
    ],
    [
      "karma",
      `<testsuite name="Chrome" package="p" ${time} id="0" hostname="h" tests="2" errors="0" failures="1" time="0.1"><properties><property name="browser.fullName" value="Mozilla"/></properties>${twice}</testsuite>`,
    ],
  ] as const) {
    it(`of ${dialect}, which names the run as it is told, has two tests and no rerun`, () => {
      const found = read(report);
      assert.deepEqual([found.dialect, found.outcomes], [dialect, ["a failed", "a #2 passed"]]);
    });
  }
});

describe("JUnit XML of godog", () => {
  const step = (type: string) => `<error message="Step x" type="${type}"></error>`;
  const failure = '<failure message="Step y: no"></failure>';
  for (const [name, inside, status, outcome, message] of [
    ["a step that failed, with those behind it", failure + step("skipped"), "failed", "failed", "Step y: no"],
    ["a step without a definition", step("undefined") + step("skipped"), "undefined", "errored", "Step x"],
    ["a step that is pending", step("pending"), "pending", "errored", "Step x"],
    ["a step by which the scenario was left", step("skipped"), "passed", "skipped", "Step x"],
  ] as const) {
    it(`has ${name} as ${outcome}`, () => {
      const found = read(
        `<testsuites name=""><testsuite name="F" tests="1"><testcase name="a" status="${status}">${inside}</testcase></testsuite></testsuites>`,
      );
      assert.deepEqual([found.outcomes, found.messages], [[`a ${outcome}`], [message]]);
    });
  }
});

describe("JUnit XML of Meson", () => {
  const output = (tap: string) =>
    read(
      `<testsuites tests="1" errors="0" failures="0"><testsuite name="p.p:t" tests="1" errors="0" failures="0" skipped="0" time="0.1"><testcase name="1 - a" classname="p.p:t" /><system-out>${tap}</system-out></testsuite></testsuites>`,
    ).suiteErrors;

  for (const [name, tap, errors] of [
    ["ended as it was planned", "1..1\nok 1 - a", []],
    ["bailed out", "1..3\nok 1 - a\nBail out! no disk", ["Bail out! no disk"]],
    ["ended early", "ok 1 - a\n1..3\n", ["3 tests were planned, 1 are there"]],
    ["has no plan", "ok 1 - a", []],
  ] as const) {
    it(`has a test that speaks TAP and ${name} as ${errors.length === 0 ? "its cases" : "an error, which no case tells"}`, () => {
      assert.deepEqual(
        output(tap),
        errors.map((message) => ({ suite: "p.p:t", message })),
      );
    });
  }

  for (const [what, root] of [
    ["has a name", 'name="lint" tests="1" errors="0" failures="0"'],
    ["has its own order", 'tests="1" failures="0" errors="0"'],
  ] as const) {
    it(`is not what others write whose suites look the same and whose root ${what}`, () => {
      const { dialect, suiteErrors } = read(
        `<testsuites ${root}><testsuite name="s" tests="1" errors="0" failures="0" skipped="0" time="0"><testcase name="1" classname="s"/><system-out>1..3</system-out></testsuite></testsuites>`,
      );
      assert.deepEqual([dialect, suiteErrors], [null, []]);
    });
  }
});
