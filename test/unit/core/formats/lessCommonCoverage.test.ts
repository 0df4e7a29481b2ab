import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { bullseye } from "../../../../src/core/formats/bullseye.ts";
import { covdir } from "../../../../src/core/formats/covdir.ts";
import { coveralls } from "../../../../src/core/formats/coveralls.ts";
import { dartHitmap } from "../../../../src/core/formats/dartHitmap.ts";
import { dotCover } from "../../../../src/core/formats/dotCover.ts";
import { fastcov } from "../../../../src/core/formats/fastcov.ts";
import type { ReportFormat } from "../../../../src/core/formats/format.ts";
import { grcovAde } from "../../../../src/core/formats/grcovAde.ts";
import { ncover } from "../../../../src/core/formats/ncover.ts";
import { reportGenerator } from "../../../../src/core/formats/reportGenerator.ts";
import { scoverage } from "../../../../src/core/formats/scoverage.ts";
import { parseWith, readCoverage, refusesEveryBeginning, writtenDown } from "./readXml.ts";

function read(format: ReportFormat, value: unknown) {
  const { report, codes } = readCoverage(format, JSON.stringify(value));
  return { report, codes, files: writtenDown(report.coverage) };
}

/** The first problem of a value that is no report. */
function refusal(format: ReportFormat, value: unknown): string | undefined {
  const { status, problems } = parseWith(format, JSON.stringify(value));
  assert.equal(status, "invalid");
  return problems.find(({ severity }) => severity === "error")?.message;
}

describe("The Coveralls reader", () => {
  const digest = "5ABF87D3F7DB1DD7538C4812889F5371";
  const file = { name: "src/a.c", coverage: [null, 3, 0, null], source_digest: digest };

  it("reads lines, branches, functions, the commit and the hash of each source", () => {
    const { report, codes, files } = read(coveralls, {
      git: { head: { id: "abc" } },
      run_at: "2013-04-04 11:22:33 +0900",
      source_files: [
        {
          ...file,
          branches: [2, 0, 0, 3, 2, 0, 1, 0, 2, 1, 0, 2],
          functions: [
            { name: "f", start: 2, exec: true },
            { name: "g", start: 3, exec: false },
          ],
        },
        { name: "src/empty.c", source: "", coverage: [] },
      ],
    });
    assert.deepEqual(files, {
      "src/a.c": {
        lines: ["2:3", "3:0"],
        branches: ["2:0=3", "2:1=0", `2:${1 << 20}=2`],
        functions: ["f 2-0=1", "g 3-0=0"],
      },
      "src/empty.c": { lines: [], branches: [], functions: [] },
    });
    assert.deepEqual(report.coverage.sourceHashes, [{ algorithm: "MD5", value: digest }, null]);
    assert.deepEqual([report.commit, report.generated], ["abc", "2013-04-04T02:22:33.000Z"]);
    assert.deepEqual(codes, []);
  });

  it("takes no branches for measured where their lists are empty: grcov writes these without --branch", () => {
    assert.equal(read(coveralls, { source_files: [{ ...file, branches: [] }] }).report.coverage.branches, null);
  });

  it("knows no hash of a source that grcov did not find and gave a random number", () => {
    const source_digest = "0f8fad5b-d9cb-469f-a165-70867728950e";
    assert.equal(read(coveralls, { source_files: [{ ...file, source_digest }] }).report.coverage.sourceHashes, null);
  });

  it("tells no time without its zone", () => {
    assert.equal(read(coveralls, { run_at: "2013-04-04 11:22:33", source_files: [file] }).report.generated, null);
  });

  for (const [what, members, words] of [
    ["a line whose count is a text", { coverage: [1, "x"] }, /""x"" is no count of line 2 of "a"/],
    ["a branch without a count", { coverage: [1], branches: [1, 0, 0, null] }, /"\[1,0,0,null\]" is no branch of "a"/],
    ["a branch that is cut off", { coverage: [1], branches: [1, 0, 1, 2, 1, 0] }, /"\[1,0\]" is no branch of "a"/],
  ] as const)
    it(`refuses ${what}`, () =>
      assert.match(refusal(coveralls, { source_files: [{ name: "a", ...members }] })!, words));

  it("refuses NaN for a count: it is not null, which is no code", () => {
    const { status } = parseWith(coveralls, '{"source_files":[{"name":"a","coverage":[1,NaN]}]}');
    assert.equal(status, "invalid");
  });

  it("knows a report whose first source is longer than its beginning", () => {
    const source = "int a;\n".repeat(20_000);
    assert.deepEqual(read(coveralls, { source_files: [{ name: "a", source, coverage: [1] }] }).files, {
      a: { lines: ["1:1"] },
    });
  });

  it("refuses one without files, and one with a file that has no name", () => {
    assert.match(refusal(coveralls, { source_files: [file, { coverage: [1] }] })!, /has no "name"/);
    assert.equal(parseWith(coveralls, JSON.stringify({ source_files: [] })).status, "unrecognised");
  });

  it("refuses every beginning", () => refusesEveryBeginning(coveralls, JSON.stringify({ source_files: [file] })));
});

describe("The covdir reader", () => {
  const file = (...coverage: readonly unknown[]) => ({ name: "x", coverage, linesTotal: 2, linesCovered: 1 });
  const folder = (children: object) => ({ name: "", children, linesTotal: 2, linesCovered: 1, linesMissed: 1 });

  it("puts paths together from folders within folders", () => {
    const { files, codes } = read(covdir, folder({ src: folder({ "a.c": file(-1, 5, 0), deep: folder({}) }) }));
    assert.deepEqual(files, { "src/a.c": { lines: ["2:5", "3:0"] } });
    assert.deepEqual(codes, []);
  });

  it('knows absolute paths by their folder "/"', () => {
    const { files } = read(covdir, folder({ "/": folder({ w: folder({ "a.c": file(1, 0) }) }) }));
    assert.deepEqual(Object.keys(files), ["/w/a.c"]);
  });

  it("says where its totals are not those of its lines", () => {
    assert.deepEqual(read(covdir, folder({ "a.c": file(1, 0, 0) })).codes, ["summary-differs"]);
  });

  it("refuses what has no lines", () => {
    assert.match(refusal(covdir, folder({ "a.c": file(1, null) }))!, /line 2 of "a.c" has no count/);
    assert.match(refusal(covdir, folder({ "a.c": { name: "a.c" } }))!, /"a.c" has no "coverage" and no "children"/);
    assert.match(refusal(covdir, folder({}))!, /lists no file/);
  });

  it("refuses every beginning", () => refusesEveryBeginning(covdir, JSON.stringify(folder({ a: file(1, 0) }))));
});

describe("The fastcov reader", () => {
  const test = (hits: number) => ({
    functions: { f: { start_line: 1, execution_count: hits } },
    branches: { 2: [hits, 0] },
    lines: { 1: hits, 2: hits },
  });

  it("adds the tests of a file", () => {
    const { files } = read(fastcov, { sources: { "/a.c": { one: test(2), two: test(3) }, "/b.c": { one: test(0) } } });
    assert.deepEqual(files, {
      "/a.c": { lines: ["1:5", "2:5"], branches: ["2:0=5", "2:1=0"], functions: ["f 1-0=5"] },
      "/b.c": { lines: ["1:0", "2:0"], branches: ["2:0=0", "2:1=0"], functions: ["f 1-0=0"] },
    });
  });

  it("takes no branches for measured where none is listed", () => {
    const { report } = read(fastcov, { sources: { "/a.c": { "": { functions: {}, branches: {}, lines: { 1: 1 } } } } });
    assert.equal(report.coverage.branches, null);
  });

  it("refuses counts that are none", () => {
    const of = (part: object) => refusal(fastcov, { sources: { "/a.c": { "": { ...test(1), ...part } } } })!;
    assert.match(of({ lines: { 4: "x" } }), /line 4 of "\/a.c" has no count/);
    assert.match(of({ branches: { 4: 1 } }), /line 4 of "\/a.c" has no counts of its branches/);
    assert.match(of({ functions: { f: {} } }), /function f of "\/a.c" has no "execution_count"/);
  });

  it("refuses every beginning", () => {
    refusesEveryBeginning(fastcov, JSON.stringify({ sources: { "/a.c": { "": test(1) } } }));
  });
});

describe("The scoverage reader", () => {
  const statement = (line: number, hits: unknown, rest = 'branch="false" ignored="false"') =>
    `<statement source="/w/A.scala" method="f" start="1" end="9" line="${line}" invocation-count="${hits}" ${rest}>\n</statement>`;
  const report = (statements: string, count = 3) =>
    `<scoverage statement-count="${count}" statements-invoked="2" branch-rate="50.00" version="1.0" timestamp="1795879145192">
    <packages><package name="w"><classes><class name="w.A" filename="w/A.scala"><methods><method name="w/A/f"><statements>${statements}</statements></method></methods></class></classes></package></packages></scoverage>`;
  const branch = 'branch="true" ignored="false"';
  const whole = statement(6, 2) + statement(6, 0, branch) + statement(6, 3, branch);

  it("counts the way into a branch as statement and as branch, and a line once", () => {
    const { report: read, codes } = readCoverage(scoverage, report(whole));
    assert.deepEqual(writtenDown(read.coverage), {
      "/w/A.scala": {
        lines: ["6:5"],
        branches: ["6:0=0", "6:1=3"],
        statements: ["6.0-6.4294967295=2", "6.0-6.4294967295=0", "6.0-6.4294967295=3"],
      },
    });
    assert.equal(read.generated, "2026-11-28T15:19:05.192Z");
    assert.deepEqual(codes, []);
  });

  it("leaves out what is ignored, and says where its own count differs", () => {
    const { report: read, codes } = readCoverage(scoverage, report(whole + statement(7, 0, 'ignored="true"'), 4));
    assert.deepEqual(writtenDown(read.coverage)["/w/A.scala"]!["lines"], ["6:5"]);
    assert.deepEqual(codes, ["summary-differs"]);
  });

  it("takes the file of the class where a statement names none", () => {
    const { report: read } = readCoverage(scoverage, report(whole.replaceAll('source="/w/A.scala" ', "")));
    assert.deepEqual(read.coverage.paths, ["w/A.scala"]);
  });

  it("refuses a statement without a count, with its line", () => {
    const { status, problems } = parseWith(scoverage, report(statement(1, "x")));
    assert.deepEqual([status, problems[0]?.line], ["invalid", 2]);
  });

  it("refuses every beginning", () => refusesEveryBeginning(scoverage, report(whole)));
});

describe("The reader of Dart's hit maps", () => {
  const map = (...coverage: readonly object[]) => ({ type: "CodeCoverage", coverage });
  const file = { source: "package:shop/a.dart", script: { type: "@Script" }, hits: [3, 0, "5-7", 2, "9", 1] };

  it("reads lines and ranges of lines, branches and functions, and adds what several isolates ran", () => {
    const more = { branchHits: [5, 1, 7, 0], funcHits: [3, 1, 9, 0], funcNames: [3, "f", 9, "g", 11, "h"] };
    const { files, codes } = read(dartHitmap, map({ ...file, ...more }, { ...file, ...more }));
    assert.deepEqual(files, {
      "package:shop/a.dart": {
        lines: ["3:0", "5:4", "6:4", "7:4", "9:2"],
        branches: ["5:0=2", "7:0=0"],
        functions: ["f 3-0=2", "g 9-0=0"],
      },
    });
    assert.deepEqual(codes, []);
  });

  it("knows no branches and no functions of one that was made without", () => {
    const { report } = read(dartHitmap, map(file));
    assert.deepEqual([report.coverage.branches, report.coverage.functions], [null, null]);
  });

  it("leaves out Dart's own libraries, and says so", () => {
    const { files, codes } = read(dartHitmap, map({ ...file, source: "dart:core/list.dart" }, file));
    assert.deepEqual(Object.keys(files), ["package:shop/a.dart"]);
    assert.deepEqual(codes, ["no-file"]);
  });

  for (const [entry, why] of [
    [{ ...file, hits: [1] }, /no list of lines and hits/],
    [{ ...file, hits: ["7-5", 1] }, /of no line or no number/],
    [{ ...file, hits: ["1-900000000", 1] }, /of no line or no number/],
    [{ ...file, hits: [1, null] }, /of no line or no number/],
    [{ hits: [] }, /no "source"/],
    [{ ...file, source: "dart:core" }, /lists no file/],
  ] as const)
    it(`refuses ${JSON.stringify(entry).slice(0, 60)}`, () => {
      assert.match(refusal(dartHitmap, map(entry))!, why);
    });

  it("refuses every beginning", () => refusesEveryBeginning(dartHitmap, JSON.stringify(map(file))));
});

describe("The dotCover reader", () => {
  const statement = (line: number, covered: string, file = "1") =>
    `<Statement FileIndex="${file}" Line="${line}" Column="9" EndLine="${line + 1}" EndColumn="12" Covered="${covered}" />`;
  const report = (methods: string, covered = 2, total = 3) => `<?xml version="1.0" encoding="utf-8"?>
<Root CoveredStatements="${covered}" TotalStatements="${total}" CoveragePercent="67" ReportType="DetailedXml" DotCoverVersion="2022.3.2">
  <FileIndices>
    <File Index="1" Name="C:\\w\\A.cs" ChecksumAlgorithm="SHA256" Checksum="0A1B" />
    <File Index="2" Name="C:\\w\\Unused.cs" />
  </FileIndices>
  <Assembly Name="A"><Namespace Name="N"><Type Name="T">${methods}</Type></Namespace></Assembly>
</Root>`;
  const anonymous = `<AnonymousMethod Name="b__0">${statement(5, "True")}</AnonymousMethod>`;
  const whole = `<Method Name="Add(System.Int32):System.Int32">${statement(3, "True")}${anonymous}</Method><Property Name="P"><Method Name="get_P():System.Int32">${statement(9, "False")}</Method></Property>`;

  it("reads statements, lines where one begins, methods with what is anonymous in them, and the hash of each source", () => {
    const { report: read, codes } = readCoverage(dotCover, report(whole));
    assert.deepEqual(writtenDown(read.coverage), {
      "C:\\w\\A.cs": {
        lines: ["3:1", "5:1", "9:0"],
        functions: ["Add 3-6=1", "get_P 9-10=0"],
        statements: ["3.8-4.11=1", "5.8-6.11=1", "9.8-10.11=0"],
      },
    });
    assert.deepEqual(read.coverage.sourceHashes, [{ algorithm: "SHA256", value: "0A1B" }]);
    assert.equal(read.producer, "dotCover 2022.3.2");
    assert.deepEqual(codes, []);
  });

  it("knows a statement once that several methods have, as its own sums do not", () => {
    const { report: read, codes } = readCoverage(dotCover, report(whole + whole, 4, 6));
    assert.deepEqual(writtenDown(read.coverage)["C:\\w\\A.cs"]!["lines"], ["3:2", "5:2", "9:0"]);
    assert.deepEqual(codes, []);
    assert.deepEqual(readCoverage(dotCover, report(whole, 3, 3)).codes, ["summary-differs"]);
  });

  it("leaves out statements of files that it does not list, and says so", () => {
    const { codes } = readCoverage(dotCover, report(whole + statement(1, "True", "7"), 3, 4));
    assert.deepEqual(codes, ["no-file"]);
  });

  it("refuses a statement that does not say whether it ran, and a report without any", () => {
    const failed = (methods: string) => parseWith(dotCover, report(methods)).problems.map(({ code }) => code);
    assert.deepEqual(failed(statement(1, "perhaps")), ["malformed-line"]);
    for (const attribute of ["Line", "Column", "EndLine", "EndColumn"])
      assert.deepEqual(
        failed(statement(1, "True").replace(new RegExp(` ${attribute}="\\d`), "$&x")),
        ["malformed-line"],
        attribute,
      );
    assert.deepEqual(failed(""), ["nothing-measured"]);
  });

  it("refuses every beginning", () => refusesEveryBeginning(dotCover, report(whole)));
});

describe("The NCover reader", () => {
  const point = (line: number, visits: number, rest = 'excluded="false" document="w/A.cs"') =>
    `<seqpnt visitcount="${visits}" line="${line}" column="3" endline="${line}" endcolumn="9" ${rest} />`;
  const report = (points: string, method = 'excluded="false" instrumented="true"') => `<?xml version="1.0"?>
<coverage profilerVersion="1.5.8 Beta" driverVersion="1.5.8.0" startTime="2010-04-17T16:16:31-04:00">
  <module name="A.dll"><method name="F" class="N.T" fullname="N.T::F()" ${method}>${points}</method></module>
</coverage>`;
  const whole = point(4, 2) + point(6, 0) + point(16707566, 1) + point(8, 1, 'excluded="true" document="w/A.cs"');

  it("reads sequence points, lines and methods, without hidden points and excluded ones", () => {
    const { report: read, codes } = readCoverage(ncover, report(whole));
    assert.deepEqual(writtenDown(read.coverage), {
      "w/A.cs": { lines: ["4:2", "6:0"], functions: ["F 4-6=2"], statements: ["4.2-4.8=2", "6.2-6.8=0"] },
    });
    assert.deepEqual([read.producer, read.generated], ["NCover 1.5.8 Beta", "2010-04-17T16:16:31-04:00"]);
    assert.deepEqual(codes, []);
  });

  it("reads the documents and the short names of version 3", () => {
    const text = `<coverage profilerVersion="3.0.17" exportversion="3"><documents><doc id="0" url="None"/><doc id="1" url="w/A.cs"/></documents>
<module><class><method name="F"><seqpnt vc="3" l="4" c="3" el="5" ec="9" ex="false" doc="1"/><seqpnt vc="1" l="9" doc="0"/></method></class></module></coverage>`;
    const { report: read, codes } = readCoverage(ncover, text);
    assert.deepEqual(writtenDown(read.coverage), {
      "w/A.cs": { lines: ["4:3"], functions: ["F 4-5=3"], statements: ["4.2-5.8=3"] },
    });
    assert.deepEqual(codes, ["no-file"]);
  });

  for (const method of ['excluded="true" instrumented="true"', 'excluded="false" instrumented="false"'])
    it(`takes nothing for measured in a method with ${method}`, () => {
      const { status, problems } = parseWith(ncover, report(whole, method));
      assert.deepEqual([status, problems[0]?.code], ["invalid", "nothing-measured"]);
    });

  it("refuses a point without a line", () => {
    const { status, problems } = parseWith(ncover, report('<seqpnt visitcount="1" document="w/A.cs"/>'));
    assert.deepEqual([status, problems[0]?.line], ["invalid", 3]);
  });

  it("refuses every beginning", () => refusesEveryBeginning(ncover, report(whole)));
});

describe("The reader of grcov's ade", () => {
  const of = (name: string, covered: readonly unknown[], uncovered: readonly unknown[]) => ({
    ...{ name, covered, uncovered },
    ...{ total_covered: covered.length, total_uncovered: uncovered.length },
  });
  const inFile = (method: object) => ({ file: { name: "a.c" }, language: "c/c++", method });
  const whole = (covered: readonly number[], uncovered: readonly number[]) => ({
    ...{ file: of("a.c", covered, uncovered), is_file: true, language: "c/c++" },
    method: { covered: [], uncovered: [] },
  });
  const lines = (...rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

  it("has the lines of a file from the row of the whole, and its functions from theirs", () => {
    const text = lines(
      inFile(of("f", [3, 2], [4])),
      inFile(of("g", [], [7])),
      inFile(of("none", [], [])),
      whole([2, 3], [4, 7, 9]),
    );
    const { report, codes } = readCoverage(grcovAde, text);
    assert.deepEqual(writtenDown(report.coverage), {
      "a.c": { lines: ["2:1", "3:1", "4:0", "7:0", "9:0"], functions: ["f 2-4=1", "g 7-7=0", "none 0-0=0"] },
    });
    assert.deepEqual(
      [codes, report.producer, report.declared],
      [[], "grcov", { total_covered: 2, total_uncovered: 3 }],
    );
  });

  it("says where the numbers of a file are not those of its lines", () => {
    const { codes } = readCoverage(
      grcovAde,
      lines({ ...whole([1], []), file: { ...of("a.c", [1], []), total_covered: 2 } }),
    );
    assert.deepEqual(codes, ["summary-differs"]);
  });

  for (const [text, why] of [
    [lines(inFile(of("f", [2], []))), /functions of "a.c", and no line of the whole file/],
    [lines(whole([1], []), inFile({ name: "f", covered: ["1"], uncovered: [] })), /no list of numbers/],
    [`${lines(whole([1], []))}{"file":`, /cut off in its middle/],
    [`${lines(whole([1], []))}words\n`, /no JSON objects/],
    [lines(whole([1], []), { file: {}, method: {} }), /no "method", or no "name"/],
    [lines(whole([1.5], [])), /1\.5/],
  ] as const)
    it(`is refused: ${why.source}`, () => {
      const { status, problems } = parseWith(grcovAde, text);
      assert.equal(status, "invalid");
      assert.match(problems.find(({ severity }) => severity === "error")!.message, why);
    });
});

describe("The reader of BullseyeCoverage", () => {
  const sums = 'fn_cov="1" fn_total="2" cd_cov="6" cd_total="11" d_cov="5" d_total="8"';
  const report = (rest: string, totals = sums) =>
    `<?xml version="1.0" encoding="UTF-8"?>
<!-- BullseyeCoverage XML 8.23.15 Windows x64 -->
<BullseyeCoverage name="t.cov" dir="c:/project/" buildId="1" version="6" xmlns="https://www.bullseye.com/covxml" ${totals}>
<folder name="calc/"><folder name="core"><src name="a.cpp" mtime="1603906269">
${rest}
</src></folder><src name="b.h"><fn name="g()"><probe line="15" column="4" kind="function" event="none"/><block line="15" entered="0"/></fn></src></folder>
</BullseyeCoverage>`;
  const body = `<fn name="f(int)"><probe line="3" column="4" kind="function" event="full"/>
<probe line="4" kind="decision" event="true"/><probe line="4" column="5" kind="condition" event="full"/><probe line="4" column="9" kind="condition" event="false"/>
<probe line="6" kind="switch-label" event="none"/><probe line="7" kind="switch-label" event="full"/>
<probe line="8" kind="try" event="full"/><probe line="9" column="3" kind="catch" event="none"/><probe line="9" kind="decision" event="full"/>
<probe line="10" kind="constant" event="true"/>
<block line="4" entered="1"/><block line="6" entered="0"/></fn>`;

  it("has functions, decisions and labels as branches, conditions, and the lines that blocks begin on", () => {
    const { report: read, codes } = readCoverage(bullseye, report(body));
    assert.deepEqual(writtenDown(read.coverage), {
      "calc/core/a.cpp": {
        lines: ["4:1", "6:0"],
        branches: [
          ...["4:0=1 true", "4:1=0 false", "6:0=0 switch-label", "7:0=1 switch-label", "8:0=1 try"],
          ...["9:0=0 catch", "9:1=1 true", "9:2=1 false"],
        ],
        functions: ["f(int) 3-0=1"],
      },
      "calc/b.h": { lines: ["15:0"], branches: [], functions: ["g() 15-0=0"] },
    });
    assert.deepEqual([...read.coverage.conditions!.hits], [1, 1, 0, 1]);
    assert.deepEqual(
      [codes, read.roots, read.producer, read.dialect],
      [[], ["c:/project/"], "BullseyeCoverage 8.23.15", "covxml 6"],
    );
  });

  it("has no lines where the report states no blocks", () => {
    const text = report(body).replaceAll(/<block [^>]*>/g, "");
    assert.equal(readCoverage(bullseye, text).report.coverage.lines, null);
  });

  it("says where the report's sums are others", () => {
    assert.deepEqual(readCoverage(bullseye, report(body, sums.replace('"8"', '"9"'))).codes, ["summary-differs"]);
  });

  for (const rest of [
    '<fn name="f"><probe line="3" kind="decision" event="often"/></fn>',
    '<fn name="f"><probe kind="decision" event="full"/></fn>',
    '<fn name="f"><block line="3"/></fn>',
  ])
    it(`refuses ${rest}`, () => {
      const { status, problems } = parseWith(bullseye, report(rest));
      assert.deepEqual([status, problems[0]?.line], ["invalid", 5]);
    });

  it("refuses every beginning", () => refusesEveryBeginning(bullseye, report(body)));
});

describe("The reader of ReportGenerator's XML", () => {
  const line = (number: number, visits: number, coverage: string, branches = ["", ""]) =>
    `<LineAnalysis line="${number}" visits="${visits}" coverage="${coverage}" coveredbranches="${branches[0]}" totalbranches="${branches[1]}" content="x &lt; 1" />\n`;
  const report = (lines: string, covered = "2", coverable = "3") => `<?xml version="1.0" encoding="utf-8"?>
<CoverageReport scope="N.A"><Summary><Class>N.A</Class><Coveredlines>${covered}</Coveredlines><Coverablelines>${coverable}</Coverablelines></Summary>
<Files><File name="C:\\w\\A.cs">${lines}</File></Files></CoverageReport>`;
  const whole =
    line(1, -1, "NotCoverable") +
    line(2, 5, "Covered") +
    line(3, 1, "PartiallyCovered", ["1", "2"]) +
    line(4, 0, "NotCovered");

  it("has the lines that can run, and branches as counts", () => {
    const { report: read, codes } = readCoverage(reportGenerator, report(whole));
    assert.deepEqual(writtenDown(read.coverage), {
      "C:\\w\\A.cs": { lines: ["2:5", "3:1", "4:0"], branches: ["3:0=1", "3:1=0"] },
    });
    assert.deepEqual([codes, read.producer], [[], "ReportGenerator"]);
  });

  it("says where its sums are others", () => {
    assert.deepEqual(readCoverage(reportGenerator, report(whole, "3")).codes, ["summary-differs"]);
  });

  for (const [lines, code] of [
    [line(1, -1, "NotCoverable"), "nothing-measured"],
    [line(1, 1, "Somehow"), "structure"],
    ['<LineAnalysis line="1" visits="1" coverage="Covered" totalbranches="2O"/>', "malformed-line"],
    ['<LineAnalysis visits="1" coverage="Covered"/>', "structure"],
  ] as const)
    it(`refuses ${lines.trim()}`, () => {
      const { status, problems } = parseWith(reportGenerator, report(lines));
      assert.deepEqual([status, problems[0]?.code], ["invalid", code]);
    });

  it("refuses every beginning", () => refusesEveryBeginning(reportGenerator, report(whole)));

  it("names a summary, which has no files", () => {
    const { status, problems } = parseWith(
      reportGenerator,
      '<CoverageReport scope="Summary"><Summary><Coveredlines>1</Coveredlines></Summary><Coverage/></CoverageReport>',
    );
    assert.equal(status, "unrecognised");
    assert.match(problems[0]!.message, /ReportGenerator's summary, which names no files; with -reporttypes:Cobertura/);
  });
});
