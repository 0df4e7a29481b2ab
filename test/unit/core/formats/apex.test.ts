import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { apexCoverage } from "../../../../src/core/formats/apexCoverage.ts";
import { apexTests } from "../../../../src/core/formats/apexTests.ts";
import { formats } from "../../../../src/core/formats/index.ts";
import { type ParseOutcome, ReportParser } from "../../../../src/core/formats/parser.ts";
import type { TestReport } from "../../../../src/core/model/report.ts";
import { refusesEveryBeginning, writtenDown } from "./readXml.ts";

/** Shapes as @salesforce/plugin-apex 3 (jsonReporter) and @salesforce/apex-node 8 (testResultStringifyStream) write them. */

function parse(value: unknown): ParseOutcome {
  const parser = new ReportParser(formats, "test-result.json");
  parser.write(new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value)));
  return parser.end();
}

function read(value: unknown): TestReport & { readonly codes: readonly string[] } {
  const { status, format, problems, report } = parse(value);
  assert.equal(status, "read", JSON.stringify(problems));
  assert.equal(format, "apex-tests");
  assert.ok(report?.kind === "tests");
  return { ...report, codes: problems.map(({ code }) => code) };
}

const summary = {
  failRate: "50%",
  failing: 1,
  outcome: "Failed",
  passing: 1,
  skipped: 0,
  testRunId: "707xx0000AbCdEf",
  testStartTime: "2026-01-02T03:04:05.000Z",
  testsRan: 2,
};
const trace = "Class.RectTest.wrong: line 9, column 1";
const test = (MethodName: string, Outcome: string, more: object = {}) => ({
  ...{ StackTrace: null, Message: null, MethodName, Outcome },
  ...{ ApexClass: { Id: "01p", Name: "RectTest", NamespacePrefix: null }, RunTime: 42 },
  ...{ FullName: `RectTest.${MethodName}`, ...more },
});
const tests = [test("area", "Pass"), test("wrong", "Fail", { Message: "Expected: 5, Actual: 6", StackTrace: trace })];
const small = (value: object) =>
  Object.fromEntries(Object.entries(value).map(([key, each]) => [key[0]!.toLowerCase() + key.slice(1), each]));

describe("Apex tests", () => {
  for (const [where, value] of [
    ["what sf prints", { status: 100, result: { summary, tests }, warnings: [] }],
    ["a file of --output-dir", { summary, tests }],
    ["a file of the VS Code extension", { summary, tests: tests.map(small) }],
  ] as const)
    it(`in ${where} have class, milliseconds, message and place`, () => {
      const { cases, codes, generated } = read(value);
      assert.deepEqual(codes, []);
      assert.equal(generated, summary.testStartTime);
      assert.deepEqual(
        cases.map(({ className, name, outcome, durationSeconds, message }) =>
          [className, name, outcome, durationSeconds, message].join("|"),
        ),
        ["RectTest|area|passed|0.042|", `RectTest|wrong|failed|0.042|Expected: 5, Actual: 6\n${trace}`],
      );
    });

  for (const [word, outcome] of [
    ["Skip", "skipped"],
    ["CompileFail", "errored"],
    ["Odd", "errored"],
  ] as const)
    it(`whose outcome is "${word}" are ${outcome}`, () => {
      assert.equal(
        read({ summary: { failRate: "0%", testsRan: 1 }, tests: [test("a", word)] }).cases[0]?.outcome,
        outcome,
      );
    });

  it("of a namespace have it before the class", () => {
    assert.equal(
      read({ summary, tests: [test("a", "Pass", { FullName: "ns.Rect.a" })] }).cases[0]?.className,
      "ns.Rect",
    );
  });

  it("that are fewer than the summary says are told", () => {
    assert.deepEqual(read({ summary, tests: tests.slice(1) }).codes, ["summary-differs", "summary-differs"]);
  });

  it("of a run that was aborted are no whole run", () => {
    assert.match(read({ summary: { ...summary, outcome: "Aborted" }, tests }).aborted!, /"Aborted"/);
    assert.equal(read({ summary, tests }).aborted, null);
  });

  for (const key of ["coverage", "codecoverage"])
    it(`with "${key}" beside them say where coverage is read`, () => {
      assert.deepEqual(read({ summary, tests, [key]: [] }).codes, ["embedded-coverage"]);
    });

  it("that are no list, or are cut off anywhere, are refused", () => {
    assert.equal(parse({ summary, tests: 3 }).status, "invalid");
    refusesEveryBeginning(apexTests, JSON.stringify({ result: { summary, tests } }));
  });
});

const rect = {
  id: "01pxx0000000001",
  name: "Rect",
  totalLines: 3,
  lines: { 3: 1, 4: 1, 7: 0 },
  totalCovered: 2,
  coveredPercent: 67,
};
const trigger = { ...rect, id: "01qxx0000000001", name: "Accounts", lines: { 1: 1, 2: 0, 3: 1 } };

describe("Apex coverage", () => {
  it("is of classes and triggers by their names", () => {
    const { status, format, problems, report } = parse([rect, trigger]);
    assert.deepEqual([status, format, problems], ["read", "apex-coverage", []]);
    assert.ok(report?.kind === "coverage");
    assert.deepEqual(writtenDown(report.coverage), {
      "Rect.cls": { lines: ["3:1", "4:1", "7:0"] },
      "Accounts.trigger": { lines: ["1:1", "2:0", "3:1"] },
    });
  });

  it("of single tests, as the VS Code extension writes it, counts the tests that ran a line", () => {
    const of = (apexTestMethodName: string, coverage?: object) => ({
      ...{ apexClassOrTriggerName: "Rect", apexClassOrTriggerId: "01pxx0000000001", apexTestMethodName },
      ...{ numLinesCovered: 2, numLinesUncovered: 1, percentage: "67%", coverage },
    });
    const lines = (coveredLines: unknown, uncoveredLines: unknown) => ({ coveredLines, uncoveredLines });
    const { format, problems, report } = parse([
      [of("area", lines([3, 4], [7]))],
      [of("sides", lines([3], [4, 7])), of("none")],
    ]);
    assert.deepEqual([format, problems, report?.declared], ["apex-coverage", [], null]);
    assert.ok(report?.kind === "coverage");
    assert.deepEqual(writtenDown(report.coverage), { "Rect.cls": { lines: ["3:2", "4:1", "7:0"] } });
    assert.equal(parse([[of("area", lines([3, "x"], []))]]).status, "invalid");
    assert.equal(parse([[of("area", [3])]]).status, "invalid");
  });

  it("counts its lines where its sums say something else", () => {
    const { problems } = parse([{ ...rect, totalLines: 5 }]);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ["summary-differs"],
    );
  });

  for (const [what, value] of [
    ["a count that is none", [{ ...rect, lines: { 3: "yes" } }]],
    ["a line that is none", [{ ...rect, lines: { three: 1 } }]],
    ["a class without lines", [rect, { ...rect, lines: undefined }]],
    ["a class without a name", [{ ...rect, name: "" }]],
  ] as const)
    it(`is refused for ${what}`, () => assert.equal(parse(value).status, "invalid"));

  it("is a list: one class alone is of another tool", () => assert.equal(parse(rect).status, "unrecognised"));

  it("is refused wherever it is cut off", () => refusesEveryBeginning(apexCoverage, JSON.stringify([rect, trigger])));
});
