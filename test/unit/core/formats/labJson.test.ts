import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { matcher } from "../../../../src/core/evidence/globs.ts";
import { formats } from "../../../../src/core/formats/index.ts";
import { labJson } from "../../../../src/core/formats/labJson.ts";
import { type ParseOutcome, ReportParser } from "../../../../src/core/formats/parser.ts";

function parse(text: string): ParseOutcome {
  const parser = new ReportParser(formats, "report");
  parser.write(new TextEncoder().encode(text));
  return parser.end();
}

/** Class, name, outcome and message of each test; then what failed outside of them, and what is told. */
function read(value: object | string) {
  const { format, status, report, problems } = parse(typeof value === "string" ? value : JSON.stringify(value));
  assert.equal(status, "read", JSON.stringify(problems));
  assert.equal(format, "lab-json");
  assert.ok(report?.kind === "tests");
  return {
    tests: report.cases.map(({ className, name, outcome, message }) => [className, name, outcome, message]),
    seconds: report.cases.map(({ durationSeconds }) => durationSeconds),
    kinds: report.cases.map(({ skipKind }) => skipKind),
    errors: report.suiteErrors.map(({ message }) => message),
    told: problems.map(({ code }) => code),
  };
}

const test = (title: string, duration: number, err: unknown = false) => ({ title, err, duration });
const lab = (tests: object, more: object = {}) => ({ tests, duration: 9, leaks: [], ...more });

describe("lab's JSON", () => {
  it("has the tests of each experiment, and those of none", () => {
    const { tests, seconds, told } = read(lab({ "": [test("alone", 3)], "area/of a circle": [test("grows", 1500)] }));
    assert.deepEqual(tests, [
      ["", "alone", "passed", null],
      ["area/of a circle", "grows", "passed", null],
    ]);
    assert.deepEqual([seconds, told], [[0.003, 1.5], []]);
  });

  const ends: readonly (readonly [string, unknown, number, string, string | null])[] = [
    ["failed where it has a message", "4 == 5", 1, "failed", "4 == 5"],
    ["failed where its message has no words", "", 0, "failed", null],
    ["is an error where it has no message at all, since its set-up failed", undefined, 0, "errored", null],
  ];
  for (const [what, err, duration, outcome, message] of ends)
    it(`tells that a test ${what}`, () => {
      const { tests, told } = read(lab({ area: [{ title: "a", err, duration }, test("b", 2)] }));
      assert.deepEqual(tests[0], ["area", "a", outcome, message]);
      assert.deepEqual(told, []);
    });

  it("does not tell whether a test of 0 ms passed or was skipped: it is no pass, and told", () => {
    const { tests, kinds, told } = read(lab({ area: [test("a", 0), { title: "b", err: false, duration: null }] }));
    assert.deepEqual(
      tests.map(([, , outcome]) => outcome),
      ["skipped", "skipped"],
    );
    assert.deepEqual(kinds, ["or-passed", "or-passed"]);
    assert.deepEqual(told, ["skipped-or-passed"]);
  });

  it("counts two tests of one title as two, as lab does", () => {
    const { tests } = read(lab({ area: [test("a", 1), test("a", 2, "no")] }));
    assert.deepEqual(
      tests.map(([, name, outcome]) => `${name} ${outcome}`),
      ["a passed", "a #2 failed"],
    );
  });

  it("has errors of hooks once, and one of variables that leaked", () => {
    const { errors } = read(
      lab(
        { area: [test("a", 0, "no pen"), test("b", 1)] },
        { leaks: ["pen", "ink"], errors: [{ message: "no pen" }, { message: "no ink" }, {}] },
      ),
    );
    assert.deepEqual(errors, ["no ink", "a hook failed", "global variables leaked: pen, ink"]);
  });

  it("that holds coverage, too, says that it is read from another report", () => {
    const coverage = { sloc: 2, hits: 1, misses: 1, percent: 50, files: [] };
    assert.deepEqual(read(lab({ area: [test("a", 1)] }, { coverage })).told, ["embedded-coverage"]);
  });

  it("is looked for by lab's name, and not in labels or whatever is available", () => {
    const names = ["lab.json", "out/lab-results.json", "labels.json", "available.json"];
    assert.deepEqual(names.filter(matcher(labJson.patterns)), names.slice(0, 2));
  });

  it("without a test says so", () => {
    assert.deepEqual(read(lab({})).told, ["no-tests"]);
  });

  it("among what the tests print is found", () => {
    assert.equal(read(`ready\n${JSON.stringify(lab({ a: [test("b", 1)] }), null, 2)}\n`).tests.length, 1);
  });

  for (const [what, tests, more] of [
    ["a test that is no object", { area: [test("a", 1), 7] }, {}],
    ["an experiment that is no list", { area: [test("a", 1)], scale: 7 }, {}],
    ["an error that is no object", { area: [test("a", 1)] }, { errors: ["no pen"] }],
  ] as const)
    it(`with ${what} is refused`, () => {
      const { status, problems } = parse(JSON.stringify(lab(tests, more)));
      assert.deepEqual([status, problems[0]?.code], ["invalid", "malformed-line"]);
    });
});
