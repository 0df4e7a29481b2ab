import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { formats } from "../../../../src/core/formats/index.ts";
import { type ParseOutcome, ReportParser } from "../../../../src/core/formats/parser.ts";

function parse(text: string, path: string): ParseOutcome {
  const parser = new ReportParser(formats, path);
  for (const byte of new TextEncoder().encode(text)) parser.write(Uint8Array.of(byte));
  return parser.end();
}

/** Name and outcome of each test; then what failed outside of them, and what is told. */
function read(lines: readonly string[], path = "tests/up.trs") {
  const { format, status, report, problems } = parse(lines.map((line) => `${line}\n`).join(""), path);
  assert.equal(status, "read", JSON.stringify(problems));
  assert.equal(format, "automake");
  assert.ok(report?.kind === "tests");
  return {
    tests: report.cases.map(({ name, outcome, skipKind }) =>
      [name, outcome, skipKind].filter((each) => each !== null).join(" "),
    ),
    errors: report.suiteErrors.map(({ suite, message }) => `${suite}: ${message}`),
    told: problems.map(({ code }) => code),
  };
}

/** As test-driver writes it. */
const ended = (word: string) => [
  `:test-result: ${word}`,
  `:global-test-result: ${word}`,
  ":recheck: yes",
  ":copy-in-global-log: yes",
];

describe("Test results of Automake", () => {
  for (const [word, outcome] of [
    ["PASS", "passed"],
    ["FAIL", "failed"],
    ["XPASS", "failed"],
    ["XFAIL", "skipped expected-failure"],
    ["SKIP", "skipped"],
    ["ERROR", "errored"],
  ] as const)
    it(`say that a script with ${word} ${outcome}, by the path of the file`, () => {
      assert.deepEqual(read(ended(word)), { tests: [`tests/up ${outcome}`], errors: [], told: [] });
    });

  it("have the same name where the file is compressed", () => {
    assert.deepEqual(read(ended("PASS"), "tests/up.trs.gz").tests, ["tests/up passed"]);
  });

  it("count each point of a script that speaks TAP, and tell points of one script apart", () => {
    const lines = [
      ...[":global-test-result: ERROR", ":recheck: yes", ":copy-in-global-log: yes"],
      ...["  :test-result:PASS", ":test-result: FAIL", ":test-result:\tERROR"],
    ];
    assert.deepEqual(read(lines, "up.trs").tests, ["up passed", "up #2 failed", "up #3 errored"]);
  });

  it("have the names that a driver of one's own gives them", () => {
    assert.deepEqual(read([":test-result: PASS floor 1", ":test-result: FAIL floor 2 "], "C:\\a\\up.trs").tests, [
      "C:/a/up floor 1 passed",
      "C:/a/up floor 2 failed",
    ]);
  });

  it("hold an error where the whole failed and none of its tests did", () => {
    assert.deepEqual(read([":global-test-result: ERROR", ":test-result: PASS"]).errors, [
      "tests/up: its global result is ERROR",
    ]);
    assert.deepEqual(read([":global-test-result: XFAIL", ":test-result: XFAIL"]).errors, []);
  });

  it("in a word that Automake does not have are errors, and told", () => {
    const { tests, told } = read([":test-result: FLAKY"]);
    assert.deepEqual([tests, told], [["tests/up errored"], ["unknown-outcome"]]);
  });

  it("without a result hold no test, and say so", () => {
    const { tests, told } = read([":recheck: no", ":copy-in-global-log: no"]);
    assert.deepEqual([tests, told], [[], ["no-tests"]]);
  });

  it("whose last line does not end are refused", () => {
    const { status, problems } = parse(":test-result: PASS\n:test-result: FA", "up.trs");
    assert.deepEqual([status, problems[0]?.code, problems[0]?.line], ["invalid", "truncated", 2]);
  });
});

describe("A script that prints TAP", () => {
  it("is no report", () => {
    const { status, problems } = parse("#!/bin/sh\ncat <<'TAP'\n1..1\nok 1 - up\nTAP\n", "tests/stairs.tap");
    assert.equal(status, "unrecognised");
    assert.match(problems[0]?.message ?? "", /TAP.*it is a script/);
  });
});
