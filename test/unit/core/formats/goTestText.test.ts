import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "mocha";
import { formats } from "../../../../src/core/formats/index.ts";
import { type ParseOutcome, ReportParser } from "../../../../src/core/formats/parser.ts";
import type { TestReport } from "../../../../src/core/model/report.ts";

function parse(text: string): ParseOutcome {
  const parser = new ReportParser(formats, "report");
  parser.write(new TextEncoder().encode(text));
  return parser.end();
}

function read(text: string, format = "go-test-text"): TestReport {
  const outcome = parse(text);
  assert.equal(outcome.status, "read", JSON.stringify(outcome.problems));
  assert.equal(outcome.format, format);
  assert.ok(outcome.report?.kind === "tests");
  return outcome.report;
}

const outcomes = ({ cases }: TestReport) => cases.map((test) => `${test.className}.${test.name} ${test.outcome}`);

describe("The text of go test -v", () => {
  for (const version of ["1.19.8", "1.26.8"])
    for (const name of ["build", "exit", "panic", "rerun", "setup", "test", "testmain", "timeout", "vet"])
      it(`says what -json says of the same run: ${name}, Go ${version}`, () => {
        // Where a goroutine stood and how long a test took is another in each run.
        const plain = (value: unknown) =>
          JSON.stringify(value, null, 1).replace(
            /0x[\da-f?]+|\d+\.\d+s?|goroutine \d+|(?<="durationSeconds": )[^,]+/g,
            "N",
          );
        const of = (file: string) => readFileSync(`test/fixtures/go-${version}/${name}.${file}`, "utf8");
        const [text, json] = [read(of("txt")), read(of("json"), "go-test-json")];
        const facts = ({ cases, suiteErrors, aborted }: TestReport) => [
          cases.map(({ message, ...rest }) => rest),
          suiteErrors.map(({ suite }) => suite),
          aborted,
        ];
        assert.equal(plain(facts(text)), plain(facts(json)));
        if (name === "test" || name === "build" || name === "vet" || name === "setup")
          assert.equal(plain([text.cases, text.suiteErrors]), plain([json.cases, json.suiteErrors]));
      });

  it("is that of a test binary, too, which names no package and ends with its verdict", () => {
    const report = read(
      "=== RUN   TestA\n--- PASS: TestA (0.02s)\n=== RUN   TestB\n    b_test.go:3: no\n--- FAIL: TestB (0.00s)\nFAIL\n",
    );
    assert.deepEqual(outcomes(report), [".TestA passed", ".TestB failed"]);
    assert.equal(report.cases[0]!.durationSeconds, 0.02);
    assert.equal(report.cases[1]!.message, "b_test.go:3: no");
    assert.equal(report.aborted, null);
  });

  it("that is cut off is no whole run", () => {
    const report = read("=== RUN   TestA\n--- PASS: TestA (0.02s)\nPASS\nok  \tp\t0.1s\n=== RUN   TestB\nworking\n");
    assert.deepEqual(outcomes(report), ["p.TestA passed", ".TestB failed"]);
    assert.match(report.aborted!, /the output ends early/);
  });

  it("has the results of tests that were begun, and none that a test prints of others", () => {
    const inner = "--- FAIL: TestInner (0.00s)\nFAIL\n";
    const report = read(
      `=== RUN   TestOuter\n${inner}half a line--- PASS: TestOuter (0.00s)\nPASS\nok  \tp\t(cached)\n`,
    );
    assert.deepEqual(outcomes(report), ["p.TestOuter passed"]);
    assert.equal(report.aborted, null);
  });

  it("with a package of no tests, Windows' line ends and coverage", () => {
    const report = read(
      "?   \tp/none\t[no test files]\r\n\tp/bare\t\tcoverage: 0.0% of statements\r\n=== RUN   TestA\r\n--- SKIP: TestA (0.00s)\r\nPASS\r\ncoverage: 50.0% of statements\r\nok  \tp\t0.1s\tcoverage: 50.0% of statements\r\n",
    );
    assert.deepEqual(outcomes(report), ["p.TestA skipped"]);
    assert.deepEqual([report.suiteErrors, report.aborted], [[], null]);
  });

  it("without -v is none, since what passed is not in it", () => {
    const { status, problems } = parse(
      "--- FAIL: TestA (0.00s)\n    a_test.go:3: no\nFAIL\nFAIL\tp\t0.1s\nok  \tq\t0.2s\nFAIL\n",
    );
    assert.equal(status, "unrecognised");
    assert.match(
      problems[0]!.message,
      /nearest is go test -v text, but it names only the tests that failed: go test -v/,
    );
  });

  it("with a data race is read for that, and says that it holds tests", () => {
    const { format, problems } = parse(
      "=== RUN   TestA\n==================\nWARNING: DATA RACE\nRead at 0x00c000 by goroutine 7:\n  p.f()\n      /w/a.go:4 +0x1\n==================\n    testing.go:1: race detected during execution of test\n--- FAIL: TestA (0.00s)\nFAIL\nFAIL\tp\t0.1s\n",
    );
    assert.deepEqual([format, problems.map(({ code }) => code)], ["race-log", ["tests-not-read"]]);
  });

  it("with benchmarks is read for these, and says that it holds tests", () => {
    const { format, problems } = parse(
      "=== RUN   TestA\n--- PASS: TestA (0.00s)\ngoos: linux\npkg: p\nBenchmarkB\nBenchmarkB-8 \t 10\t 2.5 ns/op\nPASS\nok  \tp\t0.1s\n",
    );
    assert.equal(format, "go-bench-text");
    assert.deepEqual(
      problems.map(({ code }) => code),
      ["tests-not-read"],
    );
  });
});
