import assert from "node:assert/strict";
import { clover } from "../../../../src/core/formats/clover.ts";
import { coverageTotals } from "../../../../src/core/model/coverage.ts";
import { parseWith, readCoverage, refusesEveryBeginning, writtenDown } from "./readXml.ts";

const openClover = `<?xml version="1.0" encoding="UTF-8"?>
<coverage generated="1547410716458" clover="4.3.1">
  <project timestamp="1547410715686" name="p">
    <metrics statements="4" coveredstatements="2" conditionals="2" coveredconditionals="1" methods="1" coveredmethods="1"/>
    <package name="test.sub">
      <file path="C:\\temp\\Sub.java" name="Sub.java">
        <metrics statements="4" coveredstatements="2"/>
        <line num="3" count="4" type="method" signature="run() : def"/>
        <line num="4" count="1" type="stmt"/>
        <line num="4" count="0" type="stmt"/>
        <line num="5" truecount="3" falsecount="0" type="cond"/>
        <line num="6" count="2" type="stmt"/>
        <line num="7" count="0" type="stmt"/>
      </file>
    </package>
  </project>
  <testproject timestamp="1547410715686"><metrics statements="9"/></testproject>
</coverage>`;

describe("The Clover reader", () => {
  it("reads statements as lines, conditions as a true and a false branch, methods as functions", () => {
    const { report, codes } = readCoverage(clover, openClover);
    assert.deepEqual(codes, []);
    assert.deepEqual(writtenDown(report.coverage), {
      "C:\\temp\\Sub.java": {
        lines: ["4:1", "6:2", "7:0"],
        branches: ["5:0=3 true", "5:1=0 false"],
        functions: ["run() : def 3-0=4"],
      },
    });
    assert.equal(report.coverage.branches!.identity, "arms");
    assert.deepEqual([report.dialect, report.producer], ["OpenClover", "Clover 4.3.1"]);
    assert.equal(report.generated, "2019-01-13T20:18:36.458Z");
    assert.equal(report.declared!["coveredstatements"], 2);
  });

  it("refuses every beginning of a report", () => refusesEveryBeginning(clover, openClover));

  it("reads PHPUnit's files by their absolute name, without branch data", () => {
    const { report, codes } = readCoverage(
      clover,
      '<coverage generated="1589221121"><project timestamp="1589221121"><file name="/app/src/a.php"><line num="9" type="method" name="up" count="1"/><line num="10" type="stmt" count="1"/></file><package name="x"><file name="b.php"/></package><metrics statements="2" coveredstatements="1" conditionals="0" coveredconditionals="0"/></project></coverage>',
    );
    assert.deepEqual(codes, ["summary-differs"]);
    assert.deepEqual(writtenDown(report.coverage), {
      "/app/src/a.php": { lines: ["10:1"], functions: ["up 9-0=1"] },
      "x/b.php": { lines: [], functions: [] },
    });
    assert.equal(report.dialect, "PHPUnit");
    assert.equal(report.generated, "2020-05-11T18:18:41.000Z");
  });

  it("takes the metrics of files for their totals where it has no line, as Clover writes it unless asked for them", () => {
    const metrics =
      'statements="10" coveredstatements="8" conditionals="4" coveredconditionals="1" methods="3" coveredmethods="2"';
    const of = (version: string, ofFile: string) =>
      readCoverage(
        clover,
        `<coverage generated="1700000000" ${version}><project name="p" timestamp="1700000000"><metrics ${metrics}/><package name="p"><file name="a.x" path="a.x"><metrics ${ofFile}/><class name="A"><metrics statements="9"/></class></file></package></project></coverage>`,
      );
    const [theirs, php] = [of('clover="4.4.1"', metrics), of("", metrics)];
    assert.deepEqual([theirs.codes, php.codes], [["no-line-data"], ["no-line-data"]]);
    const totals = coverageTotals(theirs.report.coverage);
    assert.deepEqual(
      [totals.lines, totals.statements, totals.branches, totals.functions],
      [null, { covered: 8, total: 10 }, { covered: 1, total: 4 }, { covered: 2, total: 3 }],
    );
    assert.deepEqual(coverageTotals(php.report.coverage).lines, { covered: 8, total: 10 }, "its statements are lines");
    const none = of('clover="4.4.1"', 'statements="0" coveredstatements="0"');
    assert.deepEqual(coverageTotals(none.report.coverage).lines, { covered: 0, total: 0 });
  });

  describe("of PHPUnit, whose one row for a line hides the statement where a method begins there", () => {
    const method = (num: number, count: number) => `<line num="${num}" type="method" name="m${num}" count="${count}"/>`;
    const stmt = (num: number, count: number) => `<line num="${num}" type="stmt" count="${count}"/>`;
    const cases: readonly [what: string, rows: string, figures: readonly [number, number], lines: readonly string[]][] =
      [
        ["takes methods of one line for statements", method(3, 2) + method(5, 0), [1, 2], ["3:2", "5:0"]],
        ["leaves methods with a body as they are", method(3, 1) + stmt(5, 1), [1, 1], ["5:1"]],
        [
          "tells a method of one line from one with a body",
          method(3, 1) + stmt(5, 1) + method(8, 0),
          [1, 2],
          ["5:1", "8:0"],
        ],
        ["finds statements on all first lines", method(3, 1) + stmt(4, 0), [1, 2], ["3:1", "4:0"]],
        [
          "tells a statement on the first line of a body by whether it ran",
          method(3, 1) + stmt(4, 1) + method(8, 0) + stmt(10, 0),
          [2, 3],
          ["3:1", "4:1", "10:0"],
        ],
        [
          "leaves out what it cannot tell",
          method(3, 1) + stmt(4, 1) + method(8, 2) + stmt(10, 0),
          [2, 3],
          ["4:1", "10:0"],
        ],
        [
          "makes no statement of a method where the figures of the file count less",
          method(3, 1) + method(8, 0),
          [0, 0],
          [],
        ],
      ];
    for (const [what, rows, [covered, total], lines] of cases)
      for (const isFirst of [false, true])
        it(`${what}${isFirst ? ", its figures first" : ""}`, () => {
          const figures = `<metrics statements="${total}" coveredstatements="${covered}"/>`;
          const ofClass = '<class name="C"><metrics statements="9" coveredstatements="9"/></class>';
          const { report, codes } = readCoverage(
            clover,
            `<coverage generated="1589221121"><project timestamp="1589221121"><package name="p"><file name="/a.php">${isFirst ? figures : ""}${ofClass}${rows}${isFirst ? "" : figures}</file></package>${figures}</project></coverage>`,
          );
          assert.deepEqual(writtenDown(report.coverage)["/a.php"]!["lines"], lines);
          assert.deepEqual(codes, lines.length < total ? ["summary-differs", "hidden-statements"] : []);
        });
  });

  it("knows PHPUnit that writes like OpenClover, and takes no branches for measured", () => {
    const { report, codes } = readCoverage(
      clover,
      '<coverage clover="12.3.1" generated="1753000000"><project timestamp="1753000000" name="App"><metrics conditionals="0" coveredconditionals="0" statements="2" coveredstatements="1"/><package name="App"><file name="A.php" path="/app/src/A.php"><class name="A"><metrics statements="2"/></class><line num="7" type="method" complexity="1" count="1" signature="up(): int" visibility="public"/><line num="9" type="stmt" count="1"/><line num="10" type="stmt" count="0"/></file></package></project></coverage>',
    );
    assert.deepEqual(codes, []);
    assert.deepEqual(writtenDown(report.coverage), {
      "/app/src/A.php": { lines: ["9:1", "10:0"], functions: ["up(): int 7-0=1"] },
    });
    assert.deepEqual([report.dialect, report.producer], ["PHPUnit", "php-code-coverage 12.3.1"]);
  });

  it("names files as they are called where their path is empty, as goclover writes it", () => {
    const file = (name: string, count: number) =>
      `<file name="${name}" path=""><line num="1" type="stmt" count="${count}"/></file>`;
    const { coverage } = readCoverage(
      clover,
      `<coverage clover="" generated="1543820003"><project name=""><package name="x.com/q">${file("x.com/q/a.go", 1)}${file("x.com/q/b.go", 0)}</package></project></coverage>`,
    ).report;
    assert.deepEqual(writtenDown(coverage), {
      "x.com/q/a.go": { lines: ["1:1"] },
      "x.com/q/b.go": { lines: ["1:0"] },
    });
  });

  it("has no branch data where the report counts conditions it does not list", () => {
    const of = (conditionals: number) =>
      coverageTotals(
        readCoverage(
          clover,
          `<coverage clover="3.2.0"><project name="All files"><metrics conditionals="${conditionals}" coveredconditionals="0"/><file name="a.ts" path="/w/a.ts"><line num="1" count="1" type="stmt"/></file></project></coverage>`,
        ).report.coverage,
      ).branches;
    assert.equal(of(24), null);
    assert.deepEqual(of(0), { covered: 0, total: 0 });
  });

  it("reads istanbul's lines with branches as lines, with as many branches as were taken and not taken", () => {
    const { report, codes } = readCoverage(
      clover,
      `<coverage generated="1795600887223" clover="3.2.0"><project timestamp="1795600887223" name="All files">
        <metrics statements="3" coveredstatements="2" conditionals="7" coveredconditionals="5" methods="1" coveredmethods="1"/>
        <package name="src"><file name="a.js" path="/w/src/a.js">
          <line num="5" count="2" type="cond" truecount="3" falsecount="1"/>
          <line num="6" count="1" type="stmt"/>
          <line num="9" count="0" type="cond" truecount="2" falsecount="1"/>
        </file></package></project></coverage>`,
    );
    assert.deepEqual(codes, []);
    assert.deepEqual(coverageTotals(report.coverage).lines, { covered: 2, total: 3 });
    assert.deepEqual(coverageTotals(report.coverage).branches, { covered: 5, total: 7 });
    assert.equal(report.coverage.branches!.identity, "counts");
    assert.equal(report.dialect, "istanbul");
  });

  it("knows istanbul before its version 1, too", () => {
    const { report, codes } = readCoverage(
      clover,
      `<coverage generated="1795878782870" clover="3.2.0"><project timestamp="1795878782870" name="All Files">
        <metrics statements="1" coveredstatements="1" conditionals="6" coveredconditionals="4" methods="0" coveredmethods="0"/>
        <package name="lib"><file name="a.js" path="/w/lib/a.js"><line num="5" count="2" type="cond" truecount="3" falsecount="1"/></file></package>
      </project></coverage>`,
    );
    assert.deepEqual(coverageTotals(report.coverage).branches, { covered: 3, total: 4 });
    assert.deepEqual([report.dialect, codes], ["istanbul", ["summary-differs"]]);
  });

  it("reads Devel::Cover's branches as two each, of which so many were taken and so many can not be", () => {
    const { problems, report } = parseWith(
      clover,
      `<coverage generated="1795879188" clover="1.01"><project timestamp="1795879188" name="Devel::Cover::Report::Clover">
        <metrics statements="2" coveredstatements="1" conditionals="10" coveredconditionals="4" methods="2" coveredmethods="1"/>
        <package name="main"><file path="lib/Shape.pm" name="Shape.pm">
          <line num="4" count="2" type="method"/>
          <line num="8" count="2" type="stmt"/>
          <line num="8" truecount="2" falsecount="0" type="cond"/>
          <line num="8" truecount="1" falsecount="0" type="cond"/>
          <line num="10" truecount="0" falsecount="1" type="cond"/>
        </file></package>
        <package name="Shape"><file path="lib/Shape.pm" name="Shape.pm">
          <line num="14" count="0" type="stmt"/>
          <line num="14" count="0" type="method"/>
          <line num="14" truecount="0" falsecount="0" type="cond"/>
        </file></package>
      </project></coverage>`,
    );
    assert.equal(report?.kind, "coverage");
    assert.deepEqual(writtenDown(report.coverage), {
      "lib/Shape.pm": {
        lines: ["8:2", "14:0"],
        branches: ["8:0=1", "8:1=1", "8:2=1", "8:3=0", "10:0=0", "14:0=0", "14:1=0"],
        functions: [" 4-0=2", " 14-0=0"],
      },
    });
    assert.deepEqual([report.dialect, report.producer], ["Devel::Cover", "Devel::Cover::Report::Clover 1.01"]);
    assert.deepEqual(
      problems.map(({ severity, code }) => [severity, code]),
      [["info", "summary-differs"]],
    );
  });

  it("reads istanbul's names of folders, in which it escapes nothing", () => {
    const { report, codes } = readCoverage(
      clover,
      `<coverage generated="1795871410000" clover="3.2.0"><project timestamp="1795871410000" name="All files">
        <metrics statements="1" coveredstatements="1" conditionals="0" coveredconditionals="0" methods="0" coveredmethods="0"/>
        <package name="src.d & e"><file name="a.js" path="/w/src/d & e/a.js"><line num="3" count="1" type="stmt"/></file></package>
      </project></coverage>`,
    );
    assert.deepEqual(codes, ["lone-ampersand"]);
    assert.deepEqual(coverageTotals(report.coverage).lines, { covered: 1, total: 1 });
    assert.deepEqual(report.coverage.paths, ["/w/src/d & e/a.js"]);
  });

  it("reads lines with branches and a count like istanbul's, whatever the project is called", () => {
    const { report } = readCoverage(
      clover,
      `<coverage generated="1795600887223" clover="3.2.0"><project timestamp="1795600887223" name="merged"><file name="a.js">
        <line num="5" count="2" type="cond" truecount="3" falsecount="1"/></file></project></coverage>`,
    );
    assert.deepEqual(coverageTotals(report.coverage).lines, { covered: 1, total: 1 });
    assert.deepEqual(coverageTotals(report.coverage).branches, { covered: 3, total: 4 });
  });

  it("reads all lines of ReportGenerator, with the branches that were visited and not", () => {
    const { report, codes } = readCoverage(
      clover,
      `<coverage generated="1795600887" clover="4.3.1"><project timestamp="1795600887">
        <metrics statements="5" coveredstatements="3" conditionals="5" coveredconditionals="2" methods="2" coveredmethods="1"/>
        <package name="App"><file path="/w/A.cs" name="A.cs">
          <line signature="Run()" num="3" count="2" type="method"/>
          <line falsecount="1" truecount="2" num="4" type="cond"/>
          <line num="5" count="2" type="stmt"/>
          <line signature="Stop()" num="7" count="0" type="method"/>
          <line falsecount="2" truecount="0" num="8" type="cond"/>
        </file></package></project><testproject timestamp="1795600887"/></coverage>`,
    );
    assert.deepEqual(codes, []);
    const { lines, branches, functions } = coverageTotals(report.coverage);
    assert.deepEqual(
      { lines, branches, functions },
      {
        lines: { covered: 3, total: 5 },
        branches: { covered: 2, total: 5 },
        functions: { covered: 1, total: 2 },
      },
    );
    assert.deepEqual([report.dialect, report.producer], ["ReportGenerator", null]);
  });

  it("knows gcovr, which writes no branches and no version, and in version 7 no statements", () => {
    const metrics = 'elements="2" coveredelements="1" conditionals="0" coveredconditionals="0"';
    const { report, codes } = readCoverage(
      clover,
      `<coverage clover="1795601062" generated="1795601062"><project timestamp="1795601062">
        <metrics ${metrics} statements="0" coveredstatements="0"/>
        <file name="a.cpp" path="a.cpp"><line num="1" type="stmt" count="1"/><line num="2" type="stmt" count="0"/></file>
      </project><testproject><package name="dummy"><file name="dummy" path="dummy"/></package></testproject></coverage>`,
    );
    assert.deepEqual(codes, []);
    assert.deepEqual([report.dialect, report.producer], ["gcovr", null]);
    assert.deepEqual(report.coverage.paths, ["a.cpp"]);
    assert.equal(report.coverage.branches, null);
    assert.equal(report.generated, "2026-11-25T10:04:22.000Z");
  });

  it("tells without a warning of branches that istanbul counts and does not list", () => {
    const { problems } = parseWith(
      clover,
      `<coverage clover="3.2.0"><project name="All files"><metrics statements="1" coveredstatements="1" conditionals="3" coveredconditionals="2"/>
        <file path="/w/a.js"><line num="5" count="2" type="cond" truecount="1" falsecount="1"/></file></project></coverage>`,
    );
    assert.deepEqual(
      problems.map(({ code, severity }) => [code, severity]),
      [["summary-differs", "info"]],
    );
  });

  it("takes the sums of lab for its totals, which has rows of 0 for lines without code", () => {
    const { report, codes } = readCoverage(
      clover,
      `<coverage generated="1795886952476"><project timestamp="1795886952476" name="All Files"><metrics statements="2" coveredstatements="1" conditionals="0" coveredconditionals="0" methods="0" coveredmethods="0"/>
<package name="lib.lib"><metrics statements="2" coveredstatements="1"/><file name="a.js" path="lib/a.js"><metrics statements="2" coveredstatements="1"/>
<line num="1" count="0" type="stmt"/><line num="2" count="3" type="stmt"/><line num="3" count="0" type="stmt"/></file></package></project></coverage>`,
    );
    const { lines, branches, functions, totals } = report.coverage;
    assert.deepEqual([lines, branches, functions, codes], [null, null, null, ["no-line-data"]]);
    assert.deepEqual([totals!.linesCovered[0], totals!.linesTotal[0], report.dialect], [1, 2, "lab"]);
  });

  it("counts the files of a test project and says so", () => {
    const { report, codes } = readCoverage(
      clover,
      '<coverage clover="4"><project><file path="a"/></project><testproject><file path="t"><line num="1" count="1" type="stmt"/></file></testproject></coverage>',
    );
    assert.deepEqual(codes, ["test-sources"]);
    assert.deepEqual(report.coverage.paths, ["a", "t"]);
  });

  for (const row of [
    '<line num="1x" count="1" type="stmt"/>',
    '<line count="1" type="stmt"/>',
    '<line num="1" count="x" type="stmt"/>',
    '<line num="1" type="stmt"/>',
    '<line num="99999999" count="1" type="stmt"/>',
    '<line num="1" count="x" type="method"/>',
    '<line num="1" truecount="x" falsecount="1" type="cond"/>',
    '<line num="1" truecount="1" falsecount="1x" type="cond"/>',
    '<metrics statements="2x" coveredstatements="1"/>',
  ])
    it(`refuses ${row}, and says where it stands`, () => {
      const { status, problems } = parseWith(
        clover,
        `<coverage generated="1"><project timestamp="1"><file name="/a.php">\n${row}</file></project></coverage>`,
      );
      assert.deepEqual([status, problems[0]!.code, problems[0]!.line], ["invalid", "malformed-line", 2]);
    });

  it("tells of rows without a line", () => {
    const rows = '<line num="0" count="1" type="stmt"/><line num="1" count="1" type="stmt"/>';
    const { codes } = readCoverage(
      clover,
      `<coverage generated="1"><project timestamp="1"><file name="/a.php">${rows}</file></project></coverage>`,
    );
    assert.deepEqual(codes, ["no-source-line"]);
  });

  it("refuses a report without files", () => {
    const { status, problems } = parseWith(
      clover,
      '<coverage generated="1"><project><metrics statements="0"/></project></coverage>',
    );
    assert.deepEqual([status, problems[0]!.code], ["invalid", "empty"]);
  });
});
