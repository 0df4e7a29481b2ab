import assert from "node:assert/strict";
import { dotnetCoverage } from "../../../../src/core/formats/dotnetCoverage.ts";
import { parseWith, readCoverage, refusesEveryBeginning, writtenDown } from "./readXml.ts";

const results = `<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<results><modules>
<module id="A" name="L.dll" path="L.dll" lines_covered="2" lines_partially_covered="1" lines_not_covered="1"><functions>
<function id="1" name="Add(int, int)" type_name="C" lines_covered="1"><ranges>
<range source_id="0" start_line="6" end_line="7" start_column="13" end_column="18" covered="yes"/><range source_id="0" start_line="8" end_line="8" start_column="5" end_column="6" covered="partial"/></ranges></function>
<function id="2" name="Sub(int, int)"><ranges><range source_id="0" start_line="9" end_line="9" start_column="13" end_column="18" covered="no"/></ranges></function></functions>
<source_files><source_file id="0" path="L\\C.cs" checksum_type="SHA256" checksum="08BE"/></source_files><skipped_functions/></module>
<module id="B" name="M.dll"><functions><function name="X()"><ranges><range source_id="0" start_line="1" end_line="1" start_column="1" end_column="2" covered="no"/></ranges></function></functions><source_files><source_file id="0" path="M.cs"/></source_files></module>
</modules><skipped_modules/></results>`;

const older = `<?xml version="1.0" standalone="yes"?>
<CoverageDSPriv>
<Module><ModuleName>a.dll</ModuleName><NamespaceTable><NamespaceName>N</NamespaceName><Class><ClassName>K</ClassName><Method><MethodName>Run()</MethodName>
<Lines><LnStart>258</LnStart><ColStart>5</ColStart><LnEnd>259</LnEnd><ColEnd>9</ColEnd><Coverage>1</Coverage><SourceFileID>5</SourceFileID><LineID>0</LineID></Lines>
<Lines><LnStart>261</LnStart><ColStart>0</ColStart><LnEnd>261</LnEnd><ColEnd>0</ColEnd><Coverage>2</Coverage><SourceFileID>5</SourceFileID></Lines>
</Method></Class></NamespaceTable></Module>
<SourceFileNames><SourceFileID>5</SourceFileID><SourceFileName>src\\Row.cs</SourceFileName></SourceFileNames>
</CoverageDSPriv>`;

function codesOf(text: string): readonly string[] {
  return readCoverage(dotnetCoverage, text).codes;
}

describe("The Microsoft code coverage reader", () => {
  it("reads ranges of dotnet-coverage: all their lines, statements, functions and the files' hashes", () => {
    const { report, codes } = readCoverage(dotnetCoverage, results);
    assert.deepEqual(writtenDown(report.coverage), {
      "L\\C.cs": {
        lines: ["6:1", "7:1", "8:1", "9:0"],
        functions: ["Add 6-8=1", "Sub 9-9=0"],
        statements: ["6.12-7.17=1", "8.4-8.5=1", "9.12-9.17=0"],
      },
      "M.cs": { lines: ["1:0"], functions: ["X 1-1=0"], statements: ["1.0-1.1=0"] },
    });
    assert.deepEqual(report.coverage.sourceHashes, [{ algorithm: "SHA256", value: "08be" }, null]);
    // The second module does not state its lines.
    assert.deepEqual(codes, ["summary-differs", "partly-covered"]);
    assert.equal(report.coverage.branches, null);
  });

  it("reads the older form of Visual Studio", () => {
    const { report, codes } = readCoverage(dotnetCoverage, older);
    assert.deepEqual(writtenDown(report.coverage), {
      "src\\Row.cs": {
        lines: ["258:1", "259:1", "261:0"],
        functions: ["Run 258-261=1"],
        statements: ["258.4-259.8=1", "261.0-261.4294967295=0"],
      },
    });
    assert.equal(report.dialect, "Visual Studio");
    assert.deepEqual(codes, ["partly-covered"]);
  });

  it("tells functions of one name in a file apart, and knows that the report's sums count a line once for each function", () => {
    const at = (line: number, name: string, covered: string) =>
      `<function name="${name}"><ranges><range source_id="0" start_line="${line}" end_line="${line}" start_column="1" end_column="9" covered="${covered}"/><range source_id="0" start_line="${line}" end_line="${line + 1}" start_column="10" end_column="19" covered="${covered}"/></ranges></function>`;
    const of = (not: number) =>
      readCoverage(
        dotnetCoverage,
        `<results><modules><module name="a.dll" lines_covered="2" lines_partially_covered="0" lines_not_covered="${not}"><functions>${at(3, "Run()", "yes")}${at(7, "Run()", "no")}${at(8, "Run(int)", "no")}</functions><source_files><source_file id="0" path="a.cs"/></source_files></module></modules></results>`,
      );
    const { report, codes } = of(4);
    assert.deepEqual(codes, []);
    const { lines, functions } = writtenDown(report.coverage)["a.cs"]!;
    assert.deepEqual(lines, ["3:2", "4:1", "7:0", "8:0", "9:0"]);
    assert.deepEqual(functions, ["Run 3-4=1", "Run 7-8=0", "Run 8-9=0"]);
    assert.deepEqual(of(5).codes, ["summary-differs"]);
  });

  for (const [name, text] of Object.entries({ results, older })) {
    it(`refuses every beginning of a report (${name})`, () => refusesEveryBeginning(dotnetCoverage, text));
  }

  for (const [what, whole, from, to, line] of [
    ["a range without its first line", results, 'start_line="6"', 'start_line="6x"', 5],
    ["a range without its last line", results, 'end_line="7"', 'end_line="x"', 5],
    ["a range that neither ran nor did not", results, 'covered="no"', 'covered="nx"', 6],
    ["an older range without its line", older, "<LnStart>258<", "<LnStart>2x8<", 4],
    ["an older range in a line that no file has", older, "<LnStart>258<", "<LnStart>99999999<", 4],
    ["an older range that neither ran nor did not", older, "<Coverage>2<", "<Coverage>x<", 5],
  ] as const)
    it(`refuses ${what}, and says where it stands`, () => {
      const { status, problems } = parseWith(dotnetCoverage, whole.replace(from, to));
      assert.deepEqual([status, problems[0]!.code, problems[0]!.line], ["invalid", "malformed-line", line]);
    });

  it("leaves out what compilers hide, and tells of ranges of no line", () => {
    const of = (line: number) =>
      results.replace('start_line="8" end_line="8"', `start_line="${line}" end_line="${line}"`);
    for (const hidden of [0xfeefee, 0xf00f00]) assert.ok(!codesOf(of(hidden)).includes("no-source-line"));
    assert.ok(codesOf(of(0)).includes("no-source-line"));
  });

  for (const [what, text, code] of [
    [
      "ranges of no file",
      '<results><modules><module><range source_id="0" start_line="1" end_line="1" covered="yes"/></module></modules></results>',
      "no-file",
    ],
    ["nothing measured", "<results><modules><module/></modules></results>", "empty"],
    [
      "a statement over a billion lines",
      '<results><modules><module><range source_id="0" start_line="1" end_line="1000000000" covered="yes"/><source_file id="0" path="a.cs"/></module></modules></results>',
      "contradiction",
    ],
  ] as const) {
    it(`refuses a report with ${what}`, () => {
      const { status, problems } = parseWith(dotnetCoverage, text);
      assert.deepEqual([status, problems[0]!.code], ["invalid", code]);
    });
  }
});
