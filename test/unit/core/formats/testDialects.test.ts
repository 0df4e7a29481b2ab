import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { formats } from "../../../../src/core/formats/index.ts";
import { type ParseOutcome, ReportParser } from "../../../../src/core/formats/parser.ts";
import type { TestReport } from "../../../../src/core/model/report.ts";

/** Test reports as less common producers and versions write them. */

function parse(report: string): ParseOutcome {
  const parser = new ReportParser(formats, "report");
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

/** "name outcome" of each case. */
function outcomes({ cases }: TestReport): readonly string[] {
  return cases.map(({ name, outcome }) => `${name} ${outcome}`);
}

describe("Robot Framework", () => {
  const suite = (name: string, inside: string) => `<suite name="${name}">${inside}</suite>`;
  const test = (name: string, word: string) => `<test name="${name}"><status status="${word}"/></test>`;
  const robot = (version: string, inside: string) => `<robot generator="Robot ${version}">${inside}</robot>`;

  for (const type of ["teardown", "TEARDOWN"]) {
    const tearDown = (word: string) =>
      `<kw name="Close" type="${type}"><kw name="x"><status status="PASS"/></kw><status status="${word}"/></kw>`;

    it(`fails the tests of a suite whose tear-down failed, in it and below, and no others ("${type}")`, () => {
      const report = read(
        robot(
          "6.1",
          suite(
            "All",
            suite(
              "One",
              suite("In", test("a", "PASS")) +
                test("b", "PASS") +
                test("c", "SKIP") +
                tearDown("FAIL") +
                '<status status="FAIL">Suite teardown failed:\nbroke</status>',
            ) +
              suite("Two", test("d", "PASS") + tearDown("PASS") + '<status status="PASS"/>') +
              '<status status="FAIL"/>',
          ) +
            '<statistics><total><stat pass="1" fail="2" skip="1">All Tests</stat></total></statistics>',
        ),
        "robot",
      );
      assert.deepEqual(outcomes(report), ["a failed", "b failed", "c skipped", "d passed"]);
      assert.equal(report.cases[0]?.message, "Suite teardown failed:\nbroke");
      assert.deepEqual(report.codes, []);
    });

    it(`skips the tests of a suite whose tear-down was skipped ("${type}")`, () => {
      const report = read(robot("7.0", suite("S", test("a", "PASS") + tearDown("SKIP"))), "robot");
      assert.deepEqual(outcomes(report), ["a skipped"]);
    });
  }

  it("keeps the tags of a test and not those of its keywords", () => {
    const status = '<status status="PASS"/>';
    const inside = `<kw name="k"><tag>k4</tag><tags><tag>k3</tag></tags>${status}</kw>`;
    const tags = ({ cases }: TestReport) => cases.map(({ properties }) => properties.map(({ value }) => value));
    const three = `<test name="a">${inside}<tags><tag>t1</tag><tag>t2</tag></tags>${status}</test>`;
    const four = `<test name="a">${inside}<tag>t1</tag><tag>t2</tag>${status}</test>`;
    assert.deepEqual(tags(read(robot("3.2", suite("S", three)), "robot")), [["t1", "t2"]]);
    assert.deepEqual(tags(read(robot("4.1", suite("S", four)), "robot")), [["t1", "t2"]]);
  });

  it("compares with the row of all tests, where version 3 has one of the critical ones before it", () => {
    const rows = '<stat pass="0" fail="1">Critical Tests</stat><stat pass="1" fail="1">All Tests</stat>';
    const report = read(
      robot(
        "3.2",
        suite("S", test("a", "PASS") + test("b", "FAIL")) +
          `<statistics><total>${rows}</total><tag><stat pass="9" fail="9">t</stat></tag></statistics>`,
      ),
      "robot",
    );
    assert.deepEqual(report.declared, { pass: 1, fail: 1 });
    assert.deepEqual(report.codes, []);
  });
});
