import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { formats } from "../../../../src/core/formats/index.ts";
import { ReportParser } from "../../../../src/core/formats/parser.ts";

function problem(text: string): string {
  const parser = new ReportParser(formats, "report");
  parser.write(new TextEncoder().encode(text));
  const { status, problems } = parser.end();
  assert.equal(status, "unrecognised");
  return problems[0]!.message;
}

/** A line of each tool's output, of the versions that the fixtures are made with. */
const outputs: readonly (readonly [tool: string, line: string, instead: RegExp])[] = [
  ["pytest", "============================= test session starts ==============================", /--junitxml/],
  ["pytest", "========================= 1 failed, 2 passed in 0.02s ==========================", /--junitxml/],
  ["pytest", "1 failed, 2 passed in 0.02s", /--junitxml/],
  ["unittest", "Ran 1 test in 0.000s", /unittest-xml-reporting/],
  ["Jest", "Tests:       1 failed, 1 passed, 2 total", /--json --outputFile/],
  ["Vitest", "\u001b[2m Test Files \u001b[22m 1 failed (1)\n Test Files  1 failed (1)", /--reporter=json/],
  ["Mocha", "  1 passing (11ms)", /--reporter json/],
  ["lab", "2 of 6 tests failed (2 skipped)\nTest duration: 17 ms", /-r junit/],
  ["Playwright", "Running 3 tests using 2 workers", /--reporter=json/],
  ["Bun", "Ran 3 tests across 1 file. [10.00ms]", /--reporter=junit/],
  ["Node.js", "ℹ tests 7\nℹ suites 1\nℹ pass 2", /--test-reporter=junit/],
  ["Deno", "running 2 tests from ./a_test.ts", /--reporter=junit/],
  ["CTest", "50% tests passed, 1 tests failed out of 2", /--output-junit/],
  [
    "Maven",
    "[INFO] Tests run: 2, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.03 s",
    /target\/surefire-reports/,
  ],
  ["Gradle", "BUILD FAILED in 2s", /build\/test-results/],
  ["GoogleTest", "[==========] Running 5 tests from 2 test suites.", /--gtest_output=xml/],
  ["Catch2", "test cases: 3 | 2 passed | 1 failed", /--reporter xml/],
  ["Qt Test", "********* Start testing of Half *********", /-o FILE,xml/],
  ["dotnet test", "Failed!  - Failed:     1, Passed:     2, Skipped:     0, Total:     3", /--logger trx/],
  ["PHPUnit", "PHPUnit 9.6.7 by Sebastian Bergmann and contributors.", /--log-junit/],
  ["RSpec", "12 examples, 5 failures, 3 pending", /--format json/],
  ["ExUnit", "Finished in 0.02 seconds (0.00s async, 0.02s sync)\n3 tests, 1 failure, 1 skipped", /junit_formatter/],
  ["ExUnit", "Finished in 0.1 seconds\n1 doctest, 2 properties, 1 test, 0 failures", /junit_formatter/],
  ["bats", "3 tests, 1 failure, 1 skipped", /--formatter tap/],
  ["DejaGnu", "\t\t=== shapes tests ===", /nothing that is read/],
  ["minitest", "5 runs, 4 assertions, 1 failures, 1 errors, 1 skips", /minitest-reporters/],
  ["prove", "Files=3, Tests=12,  0 wallclock secs ( 0.02 usr  0.00 sys +  0.10 cusr  0.02 csys =  0.14 CPU)", /JUnit/],
  ["cargo-nextest", " Nextest run ID 00000000-0000-0000-0000-000000000000 with nextest profile: default", /junit/],
  ["coverage.py", "Name       Stmts   Miss Branch BrPart  Cover", /coverage xml/],
  ["coverage.py", "| Name       |    Stmts |     Miss |      Cover |   Missing |", /coverage xml/],
  ["Istanbul", "File      | % Stmts | % Branch | % Funcs | % Lines | Uncovered Line #s", /lcov and json/],
  ["go tool cover", "total:\t\t\t(statements)\t66.7%", /-coverprofile/],
  ["llvm-cov report", "Filename    Regions    Missed Regions     Cover", /llvm-cov export/],
  ["gcovr", "                           GCC Code Coverage Report", /--json FILE/],
  ["grcov", "| file | coverage | covered | missed_lines |", /-t lcov/],
  ["rustdoc", "| File                                | Documented | Percentage |", /--output-format json/],
  ["tarpaulin", "|| Tested/Total Lines:", /--out Lcov/],
  ["lcov", "  lines......: 75.0% (3 of 4 lines)", /tracefile/],
];

describe("What a tool prints for people", () => {
  for (const [tool, line, instead] of outputs)
    it(`is named as ${tool}'s, with what to ask for: ${JSON.stringify(line.slice(0, 40))}`, () => {
      for (const text of [`words\n${line}\nmore\n`, `words\r\n${line}\r\n`]) {
        const message = problem(text);
        assert.ok(
          message.startsWith(`The file is of no format that is read: it is what ${tool} prints for people; `),
          message,
        );
        assert.match(message, instead);
      }
    });

  it("is not what is told of a text in which a report stands behind other words", () => {
    assert.match(problem('Ran 1 test in 0.000s\n<report name="a"/>\n'), /other text stands before the XML/);
  });

  it("is looked for in bounded time", () => {
    const began = Date.now();
    for (const part of [
      "= passed in 1s ",
      "Tests:  1 1 total ",
      "1 passed in ",
      " 1 passing (1",
      "Name Stmts Miss Cover",
    ])
      problem(part.repeat(20_000));
    assert.ok(Date.now() - began < 5000);
  });
});
