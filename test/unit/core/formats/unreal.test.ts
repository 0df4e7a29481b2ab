import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { formats } from "../../../../src/core/formats/index.ts";
import { type ParseOutcome, ReportParser } from "../../../../src/core/formats/parser.ts";
import { unreal } from "../../../../src/core/formats/unreal.ts";
import type { TestReport } from "../../../../src/core/model/report.ts";
import { refusesEveryBeginning } from "./readXml.ts";

/** Keys as Unreal Engine 5 writes them. */

function parse(text: string): ParseOutcome {
  const parser = new ReportParser(formats, "index.json");
  parser.write(new TextEncoder().encode(text));
  return parser.end();
}

function read(text: string): TestReport & { readonly codes: readonly string[] } {
  const { status, format, problems, report } = parse(text);
  assert.equal(status, "read", JSON.stringify(problems));
  assert.equal(format, "unreal");
  assert.ok(report?.kind === "tests");
  return { ...report, codes: problems.map(({ code }) => code) };
}

const entry = (type: string, message: string, filename: string, lineNumber: number) => ({
  event: { type, message, context: "", artifact: "0" },
  ...{ filename, lineNumber, timestamp: "2026.01.02-03.04.05" },
});
const test = (name: string, state: string, more: object = {}) => ({
  ...{ testDisplayName: name, fullTestPath: `Game.Inventory.${name}`, state, deviceInstance: [], duration: 0.25 },
  ...{ dateTime: "0001.01.01-00.00.00", entries: [], warnings: 0, errors: 0, artifacts: [], ...more },
});
const report = (tests: readonly object[], sums: object = {}) =>
  `\ufeff${JSON.stringify(
    {
      devices: [],
      reportCreatedOn: "2026.01.02-03.04.05",
      ...{ succeeded: 0, succeededWithWarnings: 0, failed: 0, notRun: 0, inProcess: 0, totalDuration: 0.5, ...sums },
      tests,
    },
    null,
    "\t",
  )}`;

describe("Tests of Unreal Engine", () => {
  it("have the path above them, seconds, and the first error with its place; a byte-order mark may stand before", () => {
    const entries = [
      entry("Info", "begun", "", -1),
      entry("Error", "Expected 'Count' to be 2", "D:\\Game\\Source\\Inventory.cpp", 88),
      entry("Error", "another", "", -1),
    ];
    const { cases, codes, generated, aborted, declared } = read(
      report([test("can hold", "Success"), test("counts", "Fail", { entries, errors: 2 })], {
        succeeded: 1,
        failed: 1,
      }),
    );
    assert.deepEqual([codes, generated, aborted, declared?.["failed"]], [[], "2026-01-02T03:04:05", null, 1]);
    assert.deepEqual(
      cases.map(({ className, name, outcome, durationSeconds, message, properties }) => [
        `${className} > ${name}: ${outcome} ${durationSeconds}`,
        message,
        properties,
      ]),
      [
        ["Game.Inventory > can hold: passed 0.25", null, []],
        [
          "Game.Inventory > counts: failed 0.25",
          "Expected 'Count' to be 2",
          [{ name: "location", value: "D:\\Game\\Source\\Inventory.cpp:88" }],
        ],
      ],
    );
  });

  for (const [state, outcome, aborted] of [
    ["Success", "passed", null],
    ["Fail", "failed", null],
    ["Skipped", "skipped", null],
    ["NotRun", "skipped", "1 of 1 tests did not run to their end"],
    ["InProcess", "errored", "1 of 1 tests did not run to their end"],
    ["Odd", "errored", null],
  ] as const)
    it(`in the state "${state}" are ${outcome}${aborted === null ? "" : ", and the run broke off"}`, () => {
      const found = read(
        report([test("a", state)], { succeeded: Number(state === "Success"), failed: Number(state === "Fail") }),
      );
      assert.deepEqual([found.cases[0]?.outcome, found.aborted], [outcome, aborted]);
      assert.equal(found.cases[0]?.durationSeconds, aborted === null ? 0.25 : null);
    });

  it("passed with and without warnings, and fewer than the sums say are told", () => {
    const tests = [test("a", "Success"), test("b", "Success", { warnings: 1 })];
    assert.deepEqual(read(report(tests, { succeeded: 1, succeededWithWarnings: 1 })).codes, []);
    assert.deepEqual(read(report(tests, { succeeded: 3 })).codes, ["summary-differs"]);
  });

  it("without a name of their own are called by their path", () => {
    const [one] = read(report([test("", "Success", { fullTestPath: "Project.Map" })])).cases;
    assert.equal(one?.name, "Project.Map");
  });

  it("that are no list, or are cut off anywhere, are refused", () => {
    assert.equal(parse(report([test("a", "Success")]).replace(/\[\s*\{/, '3,"x":[{')).status, "invalid");
    refusesEveryBeginning(unreal, report([test("a", "Success")]));
  });
});
