import assert from "node:assert/strict";
import { sonarGeneric } from "../../../../src/core/formats/sonarGeneric.ts";
import { parseWith, readCoverage, refusesEveryBeginning, writtenDown } from "./readXml.ts";

const small = `<coverage version="1">
  <file path="src/a.ts">
    <lineToCover lineNumber="1" covered="true"/>
    <lineToCover lineNumber="3" covered="false" branchesToCover="4" coveredBranches="1"/>
    <lineToCover lineNumber="1" covered="false"/>
  </file>
  <file path="src/b.ts"/>
</coverage>`;

describe("The SonarQube generic reader", () => {
  it("reads lines and branch counts", () => {
    const { report, codes } = readCoverage(sonarGeneric, small);
    assert.deepEqual(codes, []);
    assert.deepEqual(writtenDown(report.coverage), {
      "src/a.ts": { lines: ["1:1", "3:0"], branches: ["3:0=1", "3:1=0", "3:2=0", "3:3=0"] },
      "src/b.ts": { lines: [], branches: [] },
    });
  });

  it("refuses every beginning of a report", () => refusesEveryBeginning(sonarGeneric, small));

  const ofRow = (row: string) => `<coverage version="1"><file path="a">\n${row}</file></coverage>`;

  it("has no branch data where no line has any", () => {
    const { report } = readCoverage(sonarGeneric, ofRow('<lineToCover lineNumber="2" covered="TRUE"/>'));
    assert.deepEqual(writtenDown(report.coverage), { a: { lines: ["2:1"] } });
  });

  it("takes branches of which is not said how many were covered for not covered, as SonarQube does", () => {
    const row = '<lineToCover lineNumber="2" covered="false" branchesToCover="2"/>';
    const { report, codes } = readCoverage(sonarGeneric, ofRow(row));
    assert.deepEqual(writtenDown(report.coverage), { a: { lines: ["2:0"], branches: ["2:0=0", "2:1=0"] } });
    assert.deepEqual(codes, []);
  });

  it("tells of lines that are none", () => {
    const rows = '<lineToCover lineNumber="0" covered="true"/><lineToCover lineNumber="2" covered="true"/>';
    assert.deepEqual(readCoverage(sonarGeneric, ofRow(rows)).codes, ["no-source-line"]);
  });

  for (const row of [
    '<lineToCover lineNumber="1" covered="perhaps"/>',
    '<lineToCover covered="true"/>',
    '<lineToCover lineNumber="1x" covered="true"/>',
    '<lineToCover lineNumber="99999999" covered="true"/>',
    '<lineToCover lineNumber="1" covered="true" branchesToCover="x" coveredBranches="1"/>',
    '<lineToCover lineNumber="1" covered="true" branchesToCover="2" coveredBranches="1x"/>',
  ])
    it(`refuses ${row}, and says where it stands`, () => {
      const { status, problems } = parseWith(sonarGeneric, ofRow(row));
      assert.deepEqual([status, problems[0]!.code, problems[0]!.line], ["invalid", "malformed-line", 2]);
    });

  for (const [what, text, code] of [
    ["nothing in it, as gcovr writes it", "<?xml version='1.0' encoding='UTF-8'?>\n<coverage version=\"1\"/>", "empty"],
    [
      "no file",
      '<coverage version="1"><file path="a"/></coverage>'.replace('<file path="a"/>', "<lineToCover/>"),
      "empty",
    ],
    [
      "more branches covered than there are",
      '<coverage version="1"><file path="a"><lineToCover lineNumber="1" covered="true" branchesToCover="1" coveredBranches="2"/></file></coverage>',
      "contradiction",
    ],
  ] as const) {
    it(`refuses a report with ${what}`, () => {
      const { status, problems } = parseWith(sonarGeneric, text);
      assert.deepEqual([status, problems[0]!.code], ["invalid", code]);
    });
  }
});
