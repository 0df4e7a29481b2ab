import assert from "node:assert/strict";
import { jacoco } from "../../../../src/core/formats/jacoco.ts";
import { coverageTotals } from "../../../../src/core/model/coverage.ts";
import { parseWith, readCoverage, refusesEveryBeginning, writtenDown } from "./readXml.ts";

const small = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="calc">
<sessioninfo id="host-1" start="1538234462781" dump="1538234463280"/><sessioninfo id="host-2" start="1" dump="2"/>
<package name="org/example">
<class name="org/example/Calc" sourcefilename="Calc.java">
<method name="&lt;init&gt;" desc="()V" line="3"><counter type="INSTRUCTION" missed="0" covered="3"/><counter type="METHOD" missed="0" covered="1"/></method>
<method name="add" desc="(II)I" line="6"><counter type="INSTRUCTION" missed="4" covered="0"/><counter type="METHOD" missed="1" covered="0"/></method>
<counter type="LINE" missed="9" covered="9"/></class>
<class name="org/example/Calc$Inner" sourcefilename="Calc.java"><method name="add" desc="()V" line="6"><counter type="LINE" missed="0" covered="1"/></method></class>
<class name="org/example/Gone"><method name="x" desc="()V" line="1"/></class>
<sourcefile name="Calc.java"><line nr="3" mi="0" ci="3" mb="0" cb="0"/><line nr="6" mi="4" ci="0" mb="3" cb="1"/><counter type="LINE" missed="1" covered="1"/></sourcefile>
</package>
<counter type="LINE" missed="1" covered="1"/><counter type="BRANCH" missed="3" covered="1"/>
</report>`;

describe("The JaCoCo reader", () => {
  it("reads lines and branches of source files and functions of classes", () => {
    const { report, codes } = readCoverage(jacoco, small);
    assert.deepEqual(codes, []);
    assert.deepEqual(writtenDown(report.coverage), {
      "org/example/Calc.java": {
        lines: ["3:1", "6:0"],
        branches: ["6:0=1", "6:1=0", "6:2=0", "6:3=0"],
        functions: ["<init> 3-0=1", "add 6-0=0", "Calc$Inner.add()V 6-0=1"],
      },
    });
    assert.equal(report.generated, "2018-09-29T15:21:03.280Z");
    assert.equal(report.dialect, "JaCoCo");
    assert.deepEqual(report.declared, { "LINE.covered": 1, "LINE.missed": 1, "BRANCH.covered": 1, "BRANCH.missed": 3 });
  });

  it("refuses every beginning of a report", () => refusesEveryBeginning(jacoco, small));

  const files = (names: readonly string[]) =>
    names.map((name) => `<sourcefile name="${name}"><line nr="1" mi="0" ci="1"/></sourcefile>`).join("");

  it("tells files of equal names in several modules apart by their groups, and only those", () => {
    const group = (name: string, inner: string) => `<group name="${name}">${inner}</group>`;
    const pack = (names: readonly string[]) => `<package name="p">${files(names)}</package>`;
    const { report } = readCoverage(
      jacoco,
      `<report name="r">${group("all", group("a", pack(["X.java", "Y.java"])) + group("b", pack(["X.java"])))}<counter type="LINE" missed="0" covered="3"/></report>`,
    );
    assert.deepEqual(report.coverage.paths, ["all/a/p/X.java", "p/Y.java", "all/b/p/X.java"]);
    assert.deepEqual(report.modules, ["", "a", ""], "what is no part of its path");
  });

  it("names the module of each path where it has groups, one as well", () => {
    const inside = '<package name="p"><sourcefile name="X.java"><line nr="1" mi="0" ci="1"/></sourcefile></package>';
    const modules = (xml: string) => readCoverage(jacoco, `<report name="r">${xml}</report>`).report.modules;
    assert.deepEqual(modules(`<group name="a">${inside}</group>`), ["a"]);
    assert.deepEqual(modules(`<group name="all"><group name="a">${inside}</group></group>`), ["a"]);
    assert.equal(modules(inside), undefined);
  });

  it("merges a source file that stands twice, without counting its branches twice", () => {
    const file = (ci: number, mb: number, cb: number) =>
      `<package name="p"><sourcefile name="X.java"><line nr="4" mi="1" ci="${ci}" mb="${mb}" cb="${cb}"/></sourcefile></package>`;
    const { report } = readCoverage(jacoco, `<report>${file(0, 2, 0)}${file(5, 1, 1)}<counter/></report>`);
    assert.deepEqual(writtenDown(report.coverage), { "p/X.java": { lines: ["4:1"], branches: ["4:0=1", "4:1=0"] } });
  });

  it("reads Pester's folders once", () => {
    const pack = (folder: string, names: readonly string[]) => `<package name="${folder}">${files(names)}</package>`;
    const { report } = readCoverage(
      jacoco,
      `<report name="Pester (1)">${pack("src", ["src/A.ps1", "B.ps1"])}${pack("C:/w", ["C:/w/D.ps1"])}${pack("", ["E.ps1"])}</report>`,
    );
    assert.deepEqual(report.coverage.paths, ["src/A.ps1", "src/B.ps1", "C:/w/D.ps1", "E.ps1"]);
    assert.equal(report.dialect, "Pester");
  });

  it("takes the files' own totals where lines do not say whether they ran", () => {
    const { report, codes } = readCoverage(
      jacoco,
      `<report name="GCOVR report"><package name=""><sourcefile name="a.cpp"><line nr="1"/><line nr="2" mb="1" cb="1"/><counter type="LINE" missed="1" covered="4"/></sourcefile></package></report>`,
    );
    assert.deepEqual(codes, ["no-line-data"]);
    const totals = coverageTotals(report.coverage);
    assert.deepEqual(
      [totals.lines, totals.branches],
      [
        { covered: 4, total: 5 },
        { covered: 1, total: 2 },
      ],
    );
    assert.equal(report.coverage.lines, null);
  });

  it("takes the files' own totals where it has no line, and none where it counts none", () => {
    const of = (missed: number, covered: number) => {
      const counter = `<counter type="LINE" missed="${missed}" covered="${covered}"/>`;
      const { report, codes } = readCoverage(
        jacoco,
        `<report name="r"><package name="p"><sourcefile name="A.java">${counter}</sourcefile></package>${counter}</report>`,
      );
      return [coverageTotals(report.coverage).lines, codes];
    };
    assert.deepEqual(of(1, 2), [{ covered: 2, total: 3 }, ["no-line-data"]]);
    assert.deepEqual(of(0, 0), [{ covered: 0, total: 0 }, []]);
  });

  it("reads the classes of gcovr 7 as files, and the folders that gcovr writes with dots", () => {
    const counters = '<counter type="LINE" missed="1" covered="4"/><counter type="BRANCH" missed="1" covered="1"/>';
    const lines = '<line nr="1"/><line nr="2" mb="1" cb="1"/>';
    const inClass = `<report><package name="src.units"><class name="a_cpp" sourcefilename="./src/units/a.cpp"><lines>${lines}</lines>${counters}</class>${counters}</package>${counters}</report>`;
    const inFile = `<report name="GCOVR report"><package name="src.units"><sourcefile name="a.cpp">${lines}${counters}<counter type="METHOD" missed="2" covered="3"/></sourcefile></package>${counters}</report>`;
    const [seven, eight] = [inClass, inFile].map((text) => readCoverage(jacoco, text).report);
    assert.deepEqual([seven!.coverage.paths, eight!.coverage.paths], [["./src/units/a.cpp"], ["src/units/a.cpp"]]);
    const [old, recent] = [coverageTotals(seven!.coverage), coverageTotals(eight!.coverage)];
    assert.deepEqual(
      [old.lines, old.branches, old.functions],
      [{ covered: 4, total: 5 }, { covered: 1, total: 2 }, null],
    );
    assert.deepEqual([recent.lines, recent.branches], [old.lines, old.branches]);
    assert.deepEqual(recent.functions, { covered: 3, total: 5 });
    assert.deepEqual([seven!.dialect, eight!.dialect], ["gcovr", "gcovr"]);
  });

  it("has no branch data where nothing speaks of branches, and none to cover where a counter does", () => {
    const of = (counter: string) =>
      coverageTotals(
        readCoverage(jacoco, `<report><package name="p">${files(["A"])}</package>${counter}</report>`).report.coverage,
      ).branches;
    assert.equal(of(""), null);
    assert.deepEqual(of('<counter type="BRANCH" missed="0" covered="0"/>'), { covered: 0, total: 0 });
  });

  it("knows no line of classes that were compiled without line numbers, and takes the totals of their files", () => {
    const counters = (of: string) => `<counter type="INSTRUCTION" missed="4" covered="9"/>${of}`;
    const branches = '<counter type="BRANCH" missed="1" covered="3"/>';
    const method = '<method name="run" desc="()V"><counter type="METHOD" missed="0" covered="1"/></method>';
    const file = `<class name="p/A" sourcefilename="A.java">${method}</class><sourcefile name="A.java">${counters(branches)}</sourcefile><sourcefile name="B.java">${counters("")}</sourcefile>`;
    const { report, codes } = readCoverage(
      jacoco,
      `<report><package name="p">${file}</package>${counters(branches)}</report>`,
    );
    assert.deepEqual(codes, ["no-line-data"]);
    const { lines, branches: arms, functions } = coverageTotals(report.coverage);
    assert.deepEqual([lines, arms, functions], [null, { covered: 3, total: 4 }, { covered: 1, total: 1 }]);
  });

  it("leaves out a file without line numbers beside others, of which nothing is known then", () => {
    const counters = '<counter type="INSTRUCTION" missed="4" covered="9"/>';
    const line = '<line nr="3" mi="0" ci="2" mb="0" cb="0"/>';
    const { report, codes } = readCoverage(
      jacoco,
      `<report><package name="p"><sourcefile name="A.java">${line}${counters}</sourcefile><sourcefile name="B.java">${counters}</sourcefile><sourcefile name="I.java"/></package></report>`,
    );
    assert.deepEqual([report.coverage.paths, codes], [["p/A.java", "p/I.java"], ["no-line-data"]]);
  });

  it("knows no branch either where classes have no source files", () => {
    const counters =
      '<counter type="INSTRUCTION" missed="4" covered="9"/><counter type="BRANCH" missed="1" covered="3"/>';
    const { report, codes } = readCoverage(
      jacoco,
      `<report><package name="p"><class name="p/A">${counters}</class></package>${counters}</report>`,
    );
    assert.deepEqual(codes, ["no-line-data", "summary-differs"]);
    assert.equal(coverageTotals(report.coverage).branches, null);
  });

  it("says so where classes have no source files, and reads no number out of them", () => {
    const { report, codes } = readCoverage(
      jacoco,
      '<report><package name="p"><class name="p/A"><counter type="METHOD" missed="1" covered="1"/></class></package></report>',
    );
    assert.deepEqual(codes, ["no-line-data"]);
    assert.deepEqual(
      { ...coverageTotals(report.coverage), files: report.coverage.paths.length },
      {
        files: 0,
        lines: null,
        branches: null,
        functions: null,
        conditions: null,
        statements: null,
      },
    );
  });

  for (const [what, row] of [
    ["a line whose number is none", '<line nr="x" mi="0" ci="1" mb="0" cb="0"/>'],
    ["a line whose covered instructions are no number", '<line nr="2" mi="0" ci="0x1" mb="0" cb="0"/>'],
    ["a line whose missed branches are no number", '<line nr="2" mi="0" ci="1" mb="1x" cb="1"/>'],
    ["a line whose covered branches are no number", '<line nr="2" mi="0" ci="1" mb="1" cb="x"/>'],
    ["a line that no file has", '<line nr="99999999" mi="0" ci="1" mb="0" cb="0"/>'],
    ["a counter without a number", '<counter type="LINE" missed="x" covered="1"/>'],
  ] as const)
    it(`refuses ${what}, and says where it stands`, () => {
      const { status, problems } = parseWith(
        jacoco,
        `<report><package name="p"><sourcefile name="X.java"><line nr="1" mi="0" ci="2"/>\n${row}</sourcefile></package></report>`,
      );
      assert.deepEqual([status, problems[0]!.code, problems[0]!.line], ["invalid", "malformed-line", 2]);
    });

  it("warns where its own totals differ from its lines", () => {
    const { codes } = readCoverage(
      jacoco,
      small.replace(
        '"LINE" missed="1" covered="1"/><counter type="BRANCH"',
        '"LINE" missed="1" covered="2"/><counter type="BRANCH"',
      ),
    );
    assert.deepEqual(codes, ["summary-differs"]);
  });

  it("warns where methods stand in a class that does not say its file", () => {
    const class_ = (file: string) =>
      `<class name="p/A"${file}><method name="f" desc="()V" line="1"><counter type="METHOD" missed="0" covered="1"/></method></class>`;
    const codes = (...classes: readonly string[]) =>
      readCoverage(
        jacoco,
        `<report name="r"><package name="p">${classes.join("")}<sourcefile name="A.java"><line nr="1" mi="0" ci="1" mb="0" cb="0"/></sourcefile></package><counter type="METHOD" missed="0" covered="${classes.length}"/></report>`,
      ).codes;
    const named = class_(' sourcefilename="A.java"');
    assert.deepEqual([codes(named), codes(class_("")), codes(named, class_(""))], [[], [], ["summary-differs"]]);
  });

  const invalid: readonly (readonly [what: string, report: string, code: string])[] = [
    ["nothing in it", '<report name="x"><sessioninfo id="a" start="1" dump="2"/><package name="p"/></report>', "empty"],
    [
      "absurd branches",
      '<report><package name="p"><sourcefile name="A"><line nr="1" mi="0" ci="1" mb="0" cb="9999999999"/></sourcefile></package></report>',
      "too-many-branches",
    ],
    [
      "half a branch",
      '<report><package name="p"><sourcefile name="A"><line nr="1" mi="0" ci="1" mb="0.5" cb="1"/></sourcefile></package></report>',
      "contradiction",
    ],
  ];
  for (const [what, text, code] of invalid) {
    it(`refuses a report with ${what}`, () => {
      const { status, problems } = parseWith(jacoco, text);
      assert.deepEqual([status, problems[0]!.code], ["invalid", code]);
    });
  }
});
