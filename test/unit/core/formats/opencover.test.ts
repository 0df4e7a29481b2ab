import assert from "node:assert/strict";
import { opencover } from "../../../../src/core/formats/opencover.ts";
import { parseWith, readCoverage, refusesEveryBeginning, writtenDown } from "./readXml.ts";

function session(methods: string, summary = ""): string {
  return `<?xml version="1.0"?>
<CoverageSession Version="4.6.601.0">${summary}<Modules>
<Module skippedDueTo="Filter"><ModuleName>mscorlib</ModuleName><Classes/></Module>
<Module hash="1"><Files><File uid="1" fullPath="C:\\a.cs"/><File uid="2" fullPath="C:\\b.cs"/></Files><Classes><Class><FullName>A</FullName><Methods>${methods}</Methods></Class></Classes></Module>
</Modules></CoverageSession>`;
}

const method = `<Method visited="true"><MetadataToken>1</MetadataToken><Name>System.Void A::Run(System.Int32)</Name><FileRef uid="1"/>
<SequencePoints><SequencePoint vc="2" sl="8" sc="1" el="8" ec="2" fileid="1"/><SequencePoint vc="0" sl="8" sc="3" el="9" ec="4" fileid="1"/><SequencePoint vc="1" sl="16707566" sc="0" el="16707566" ec="0" fileid="1"/></SequencePoints>
<BranchPoints><BranchPoint vc="1" ordinal="0" offset="7" sl="8" path="0" fileid="1"/><BranchPoint vc="0" ordinal="1" offset="7" sl="8" path="1" fileid="1"/></BranchPoints>
<MethodPoint vc="2" sl="8"/></Method>`;

describe("The OpenCover reader", () => {
  it("reads points as statements, their first lines as lines, branch points as branches", () => {
    const { report, codes } = readCoverage(
      opencover,
      session(
        method,
        '<Summary numSequencePoints="2" visitedSequencePoints="1" numBranchPoints="2" visitedBranchPoints="1"/>',
      ),
    );
    assert.deepEqual(codes, []);
    assert.deepEqual(writtenDown(report.coverage), {
      "C:\\a.cs": {
        lines: ["8:2"],
        branches: ["8:0=1", "8:1=0"],
        functions: ["Run 8-9=2"],
        statements: ["8.0-8.1=2", "8.2-9.3=0"],
      },
    });
    assert.deepEqual([report.dialect, report.producer], ["OpenCover", "OpenCover 4.6.601.0"]);
  });

  it("counts points and branches that generic instances repeat once", () => {
    const { report } = readCoverage(opencover, session(method + method));
    assert.deepEqual(writtenDown(report.coverage)["C:\\a.cs"], {
      lines: ["8:4"],
      branches: ["8:0=2", "8:1=0"],
      functions: ["Run 8-9=2"],
      statements: ["8.0-8.1=4", "8.2-9.3=0"],
    });
  });

  it("takes a point's own file before the method's, and keeps points without a file under no name", () => {
    const { report, codes } = readCoverage(
      opencover,
      session(
        '<Method><FileRef uid="1"/><SequencePoints><SequencePoint sl="1" vc="1"/><SequencePoint sl="2" vc="1" fileid="2"/></SequencePoints></Method><Method><SequencePoints><SequencePoint sl="5" vc="0"/></SequencePoints></Method>',
      ),
    );
    assert.deepEqual(writtenDown(report.coverage), {
      "C:\\a.cs": { lines: ["1:1"], branches: [], functions: [" 1-1=1"], statements: ["1.0-1.4294967295=1"] },
      "C:\\b.cs": { lines: ["2:1"], branches: [], functions: [], statements: ["2.0-2.4294967295=1"] },
      "": { lines: ["5:0"], branches: [], functions: [" 5-5=0"], statements: ["5.0-5.4294967295=0"] },
    });
    assert.deepEqual(codes, ["no-file"]);
  });

  for (const point of [
    '<SequencePoint vc="0"/>',
    '<SequencePoint vc="0" sl="1x"/>',
    '<SequencePoint sl="1" vc="x"/>',
    '<SequencePoint sl="1" el="x" vc="1"/>',
    '<SequencePoint sl="99999999" vc="1"/>',
    '<BranchPoint sl="1" vc="x"/>',
    '<BranchPoint sl="1x" vc="1"/>',
  ])
    it(`refuses ${point}, and says where it stands`, () => {
      const { status, problems } = parseWith(opencover, session(`<Method><FileRef uid="1"/>\n${point}</Method>`));
      assert.deepEqual([status, problems[0]!.code, problems[0]!.line], ["invalid", "malformed-line", 5]);
    });

  it("tells of points of line 0, and not of those that compilers hide", () => {
    const points = ["0", "1", "16707566", "15732480"].map((line) => `<SequencePoint sl="${line}" vc="1"/>`).join("");
    const { report, codes } = readCoverage(opencover, session(`<Method><FileRef uid="1"/>${points}</Method>`));
    assert.deepEqual(writtenDown(report.coverage)["C:\\a.cs"]?.["lines"], ["1:1"]);
    assert.deepEqual(codes, ["no-source-line"]);
  });

  it("gives branches without a line to the statement that their code belongs to, and counts methods where the summary does not", () => {
    const old = `<Method visited="true"><Name>System.Void A::Run()</Name><FileRef uid="2"/>
<SequencePoints><SequencePoint vc="1" offset="0" sl="3" sc="1" el="3" ec="9"/><SequencePoint vc="1" offset="6" sl="4" sc="1" el="4" ec="9"/><SequencePoint vc="0" offset="20" sl="5" sc="1" el="5" ec="9"/></SequencePoints>
<BranchPoints><BranchPoint vc="1" ordinal="0" offset="12" path="0"/><BranchPoint vc="0" ordinal="1" offset="12" path="1"/></BranchPoints></Method>
<Method visited="false"><Name>System.Void A::Not()</Name><FileRef uid="2"/><SequencePoints><SequencePoint vc="0" offset="0" sl="9" sc="1" el="9" ec="9"/></SequencePoints></Method>`;
    const summary =
      '<Summary numSequencePoints="4" visitedSequencePoints="2" numBranchPoints="4" visitedBranchPoints="2"/>';
    const { report, codes } = readCoverage(opencover, session(old, summary));
    assert.deepEqual(codes, []);
    const { lines, branches } = writtenDown(report.coverage)["C:\\b.cs"]!;
    assert.deepEqual(lines, ["3:1", "4:1", "5:0", "9:0"]);
    assert.deepEqual(branches, ["4:0=1", "4:1=0"]);
  });

  it("has no branches where their lines can not be told", () => {
    const { report, codes } = readCoverage(
      opencover,
      session(
        '<Method><FileRef uid="1"/><SequencePoints><SequencePoint sl="1" vc="1"/></SequencePoints><BranchPoints><BranchPoint vc="1"/></BranchPoints></Method>',
      ),
    );
    assert.equal(report.coverage.branches, null);
    assert.deepEqual(codes, ["line-without-number"]);
  });

  const pointOf = (visited: string) =>
    `<Method ${visited}><Name>A::B()</Name><FileRef uid="1"/><SequencePoints><SequencePoint vc="1" sl="1" sc="1" el="1" ec="2"/></SequencePoints><BranchPoints/></Method>`;
  const counts = (branches: number) =>
    `<Summary numSequencePoints="1" visitedSequencePoints="1" numBranchPoints="${branches}" visitedBranchPoints="0" numMethods="1" visitedMethods="0"/>`;
  for (const [who, visited, branches, has] of [
    ["Unity, which never looks for them", 'visited="true"', 0, false],
    ["OpenCover, which counts the entry of a method as one", 'visited="true"', 1, true],
    ["coverlet, which counts what it lists", "", 0, true],
  ] as const)
    it(`tells no branch data from no branches in a report of ${who}`, () => {
      const { report, codes } = readCoverage(opencover, session(pointOf(visited), counts(branches)));
      assert.deepEqual([report.coverage.branches !== null, codes], [has, []]);
    });

  it("knows Unity by its version", () => {
    const { dialect, producer } = readCoverage(opencover, session(method).replace("4.6.601.0", "0.0.0.0")).report;
    assert.deepEqual([dialect, producer], ["Unity", null]);
  });

  it("has no lines where AltCover was told to look for branches only", () => {
    const only =
      '<Method visited="true"><Name>A::B()</Name><FileRef uid="1"/><SequencePoints/><BranchPoints><BranchPoint vc="1" ordinal="0" offset="7" sl="8" path="0" fileid="1"/><BranchPoint vc="0" ordinal="1" offset="7" sl="8" path="1" fileid="1"/></BranchPoints></Method>';
    const { coverage } = readCoverage(opencover, session(only)).report;
    assert.deepEqual([coverage.lines, coverage.statements], [null, null]);
    assert.deepEqual(writtenDown(coverage)["C:\\a.cs"]!["branches"], ["8:0=1", "8:1=0"]);
  });

  it("tells constructors apart that begin where the fields do, and counts their common lines once", () => {
    const constructor_ = (parameters: string, line: number, hits: number) =>
      `<Method visited="${hits > 0}"><Name>System.Void A::.ctor(${parameters})</Name><FileRef uid="1"/><SequencePoints><SequencePoint vc="${hits}" sl="3" sc="1" el="3" ec="9"/><SequencePoint vc="${hits}" sl="${line}" sc="1" el="${line}" ec="9"/></SequencePoints></Method>`;
    const summary =
      '<Summary numSequencePoints="4" visitedSequencePoints="2" numBranchPoints="2" visitedBranchPoints="1" numMethods="2" visitedMethods="1"/>';
    const { report, codes } = readCoverage(
      opencover,
      session(constructor_("", 5, 0) + constructor_("System.Int32", 8, 2), summary),
    );
    assert.deepEqual(codes, []);
    const { lines, functions } = writtenDown(report.coverage)["C:\\a.cs"]!;
    assert.deepEqual(lines, ["3:2", "5:0", "8:2"]);
    assert.deepEqual(functions, [".ctor 3-5=0", "System.Void A::.ctor(System.Int32) 3-8=2"]);
  });

  it("refuses every beginning of a report", () => refusesEveryBeginning(opencover, session(method)));

  it("refuses a report whose points name no file, as those of several would be one", () => {
    const text = session(
      '<Method><SequencePoints><SequencePoint sl="3" vc="1"/></SequencePoints></Method><Method><SequencePoints><SequencePoint sl="3" vc="0"/></SequencePoints></Method>',
    );
    const { status, problems } = parseWith(opencover, text);
    assert.deepEqual([status, problems[0]!.code], ["invalid", "no-file"]);
  });

  it("refuses a report that measured nothing and says why", () => {
    const { status, problems } = parseWith(opencover, session(""));
    assert.deepEqual([status, problems[0]!.code], ["invalid", "empty"]);
    assert.match(problems[0]!.message, /1 by "Filter"/);
  });
});
