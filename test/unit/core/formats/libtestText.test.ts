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

function read(text: string, format = "libtest-text"): TestReport {
  const outcome = parse(text);
  assert.equal(outcome.status, "read", JSON.stringify(outcome.problems));
  assert.equal(outcome.format, format);
  assert.ok(outcome.report?.kind === "tests");
  return outcome.report;
}

const outcomes = ({ cases }: TestReport) => cases.map(({ name, outcome }) => `${name} ${outcome}`);

const result = (passed: number, failed: number, ignored = 0, measured = 0) =>
  `\ntest result: ${failed === 0 ? "ok" : "FAILED"}. ${passed} passed; ${failed} failed; ${ignored} ignored; ${measured} measured; 0 filtered out; finished in 0.00s\n`;

describe("The text of cargo test", () => {
  for (const [version, name] of [
    ["1.63.0", "test"],
    ["1.63.0", "mixed"],
    ["1.95.0", "test"],
    ["1.95.0", "mixed"],
  ] as const)
    it(`says what the harness's JSON says of the same run: ${name}, Rust ${version}`, () => {
      const of = (file: string) => readFileSync(`test/fixtures/libtest-${version}/${name}.${file}`, "utf8");
      const facts = ({ cases, aborted }: TestReport) => [
        // A thread has another number in each run; a message of the harness itself is a note in the text.
        cases
          .map((test) => ({
            ...test,
            durationSeconds: null,
            message: test.message?.replace(/^note: /, "").replace(/\(\d+\)/g, "(N)") ?? null,
          }))
          .map((test) => JSON.stringify(test))
          .sort(),
        aborted,
      ];
      const [text, json] = [read(of("txt")), read(of("json"), "libtest-json")];
      assert.deepEqual(facts(text), facts(json));
    });

  it("has the result of a test on a later line where it runs one test at a time and prints what they print", () => {
    const report = read(
      `running 3 tests\ntest a ... hello\nworld\nok\ntest b ... ok\ntest c ... FAILED\n${result(2, 1)}`,
    );
    assert.deepEqual(outcomes(report), ["a passed", "b passed", "c failed"]);
    assert.equal(report.aborted, null);
  });

  it("of libtest-mimic has the kind of a test before its name, and is filled up with spaces", () => {
    const report = read(
      `running 3 tests\ntest        a             ... FAILED\ntest [k]    a longer name ... FAILED\ntest        c             ... ignored\n\nfailures:\n\n---- a longer name ----\nbad\n\n---- a ----\nboom\n\n\nfailures:\n    a longer name\n    a\n${result(0, 2, 1)}`,
    );
    assert.deepEqual(outcomes(report), ["a failed", "a longer name failed", "c skipped"]);
    assert.deepEqual(
      report.cases.map(({ message }) => message),
      ["boom", "bad", null],
    );
  });

  it("names a test that failed in the list of failures, too, where its line stands behind other words", () => {
    const report = read(
      `running 2 tests\nhallotest a ... FAILED\ntest b ... ok\n\nfailures:\n\nfailures:\n    a\n${result(1, 1)}`,
    );
    assert.deepEqual(outcomes(report), ["b passed", "a failed"]);
  });

  it("that ends within a test is no whole run", () => {
    const report = read("running 2 tests\ntest a ... ok\ntest b ... ");
    assert.deepEqual(outcomes(report), ["a passed", "b failed"]);
    assert.match(report.aborted!, /the test process did not end \(in b\)/);
  });

  it("has colours, times and reasons, and what is expected of a test is not in its name", () => {
    const report = read(
      `running 3 tests\ntest a - should panic ... \u001b[32mok\u001b[0m <0.250s>\ntest b ... ignored, not today\ntest src/lib.rs - f (line 3) - compile fail ... ok\n${result(2, 0, 1)}`,
    );
    assert.deepEqual(outcomes(report), ["a passed", "b skipped", "src/lib.rs - f (line 3) passed"]);
    assert.deepEqual([report.cases[0]!.durationSeconds, report.cases[1]!.message], [0.25, "not today"]);
  });

  it("is a report without a test where nothing is to be run", () => {
    assert.deepEqual(
      parse(`\nrunning 0 tests\n${result(0, 0)}`).problems.map(({ code }) => code),
      ["no-tests"],
    );
  });

  it("says where cargo stopped after a binary that failed", () => {
    const failed = `     Running unittests src/lib.rs (target/debug/deps/a-0123456789abcdef)\n\nrunning 1 test\ntest a ... FAILED\n${result(0, 1)}\nerror: test failed, to rerun pass \`--lib\`\n`;
    const codes = (text: string) => parse(text).problems.map(({ code }) => code);
    assert.deepEqual(codes(failed), ["stopped-early"]);
    assert.deepEqual(codes(`${failed}   Doc-tests a\n\nrunning 1 test\ntest b ... ok\n${result(1, 0)}`), []);
    assert.deepEqual(codes(`${failed}\nerror: 1 target failed:\n    \`--lib\`\n`), []);
  });

  it("with -q is none, since what passed is not named in it", () => {
    const { status, problems } = parse(`\nrunning 3 tests\n.F.\nfailures:\n\nfailures:\n    b\n${result(2, 1)}`);
    assert.equal(status, "unrecognised");
    assert.match(problems[0]!.message, /nearest is cargo test text .*: cargo test without -q names all of them/);
  });

  it("of benchmarks is none", () => {
    assert.equal(
      parse(`\nrunning 1 test\ntest a ... bench:          10 ns/iter (+/- 1)\n${result(0, 0, 0, 1)}`).format,
      parse(readFileSync("test/fixtures/libtest-1.95.0/bench.txt", "utf8")).format,
    );
  });
});
