import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { codecov } from "../../../../src/core/formats/codecov.ts";
import type { ReportFormat } from "../../../../src/core/formats/format.ts";
import { gcovText } from "../../../../src/core/formats/gcovText.ts";
import { goCover } from "../../../../src/core/formats/goCover.ts";
import { simplecov } from "../../../../src/core/formats/simplecov.ts";
import { tarpaulin } from "../../../../src/core/formats/tarpaulin.ts";
import { xccov } from "../../../../src/core/formats/xccov.ts";
import { coverageTotals } from "../../../../src/core/model/coverage.ts";
import { parseWith, readCoverage, refusesEveryBeginning, writtenDown } from "./readXml.ts";

function down(format: ReportFormat, report: string | object) {
  return writtenDown(readCoverage(format, text(report)).report.coverage);
}

function text(report: string | object): string {
  return typeof report === "string" ? report : JSON.stringify(report);
}

function codes(format: ReportFormat, report: string): readonly string[] {
  return parseWith(format, report).problems.map(({ code }) => code);
}

/** Wherever a text is cut and however it is chunked: no fault of the reader, and the chunks do not matter. */
function survives(format: ReportFormat, report: string): void {
  const bytes = new TextEncoder().encode(report);
  for (let length = 0; length <= bytes.length; length++) {
    const whole = parseWith(format, bytes.subarray(0, length));
    assert.ok(!whole.problems.some(({ code }) => code === "reader-fault"), JSON.stringify(whole.problems));
    assert.deepEqual(parseWith(format, bytes.subarray(0, length), 3), whole);
  }
  const change = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(change, (changes) => {
      const damaged = bytes.slice();
      for (const [at, value] of changes) damaged[at] = value;
      const { problems } = parseWith(format, damaged);
      assert.ok(!problems.some(({ code }) => code === "reader-fault"), JSON.stringify(problems));
    }),
    { numRuns: 200 },
  );
}

describe("Go cover profiles", () => {
  const profile = "mode: count\nexample.com/m/a.go:3.14,5.2 2 4\nexample.com/m/a.go:5.9,6.2 1 0\n";

  it("hold statements by weight, and lines that blocks span", () => {
    const { coverage } = readCoverage(goCover, profile).report;
    assert.deepEqual(coverageTotals(coverage).statements, { covered: 2, total: 3 });
    assert.deepEqual(writtenDown(coverage), {
      "example.com/m/a.go": {
        lines: ["3:4", "4:4", "5:4", "6:0"],
        statements: ["3.13-5.1=4", "5.8-6.1=0"],
      },
    });
  });

  it("merge blocks that come again: counts are added, statements are not", () => {
    const joined = `${profile}${profile}`;
    const { coverage } = readCoverage(goCover, joined).report;
    assert.deepEqual(coverageTotals(coverage).statements, { covered: 2, total: 3 });
    assert.equal(coverage.lines!.hits[0], 8);
    const set = joined.replaceAll("mode: count", "mode: set").replaceAll("2 4", "2 1");
    assert.equal(readCoverage(goCover, set).report.coverage.lines!.hits[0], 1);
  });

  it("may lack their mode line and have colons and spaces in their paths", () => {
    assert.deepEqual(Object.keys(down(goCover, "C:/my code/a.go:1.1,1.9 1 1\n")), ["C:/my code/a.go"]);
  });

  it("are refused when cut inside a line, and when they hold nothing", () => {
    assert.deepEqual(codes(goCover, profile.slice(0, -4)), ["truncated"]);
    assert.deepEqual(codes(goCover, "mode: set\n"), ["nothing-measured"]);
    assert.deepEqual(codes(goCover, profile.slice(0, -1)), ["unterminated"]);
  });

  for (const row of [
    "what",
    "a.go:5.1,4.1 1 1",
    "a.go:5.1,7.1 1 1x",
    "a.go:5.1,7.1 x 1",
    "a.go:5x.1,7.1 1 1",
    "a.go:5.1,7x.1 1 1",
    "a.go:99999999.1,99999999.9 1 1",
    `a.go:5.1,7.1 1 ${"9".repeat(400)}`,
  ])
    it(`are refused for "${row.slice(0, 30)}", as Go's own reader refuses it, with its line`, () => {
      const { status, problems } = parseWith(goCover, `mode: set\n${row}\nb.go:1.1,1.2 1 1\n`);
      assert.deepEqual([status, problems[0]!.code, problems[0]!.line], ["invalid", "malformed-line", 2]);
    });

  it("survive damage", () => survives(goCover, profile));
});

describe("gcov text", () => {
  const head = "        -:    0:Source:a.c\n        -:    0:Working directory:/build\n";

  it("reads what is coloured, with a legend before it", () => {
    const [red, end] = ["\u001b[41m\u001b[K", "\u001b[m\u001b[K"];
    const legend = `        -:    0:Colorization: profile count: ${red}zero coverage (unexceptional)${end}\n`;
    const report = `${legend}        -:    0:Source:a.c\n${red}    #####${end}:    2:x\n\u001b[45;37m\u001b[K       2*${end}:    3:y\n`;
    assert.deepEqual(down(gcovText, report), { "a.c": { lines: ["2:0", "3:2"] } });
    assert.deepEqual(codes(gcovText, report), []);
  });

  it("tells lines without code, not run, run only on exceptions and partly run", () => {
    const report = `${head}        -:    1:int x;\n    #####:    2:a\n    =====:    3:b\n       3*:    4:c\n     1.5k:    5:d\n`;
    assert.deepEqual(down(gcovText, report), { "a.c": { lines: ["2:0", "3:0", "4:3", "5:1500"] } });
    assert.deepEqual(readCoverage(gcovText, report).report.roots, ["/build"]);
  });

  it("reads branches, functions and conditions", () => {
    const report = `${head}function f called 2 returned 100% blocks executed 80%\n        2:    7:int f(void) {\nbranch  0 taken 2 (fallthrough)\nbranch  1 never executed\ncall    0 returned 1\ncondition outcomes covered 3/4\ncondition  0 not covered (true)\n        -:    8:}\n`;
    const { coverage } = readCoverage(gcovText, report).report;
    assert.deepEqual(writtenDown(coverage), {
      "a.c": { lines: ["7:2"], branches: ["7:0=2 fallthrough", "7:1=-1"], functions: ["f 7-0=2"] },
    });
    assert.deepEqual(coverageTotals(coverage).conditions, { covered: 3, total: 4 });
  });

  it("counts the lines of template instances once", () => {
    const instance = (name: string, hits: string) =>
      `------------------\n${name}:\nfunction ${name} called 1 returned 100% blocks executed 50%\n        ${hits}:    3:T f() {\nbranch  0 taken 1\n`;
    const report = `${head}        2:    3:T f() {\nbranch  0 taken 2\n${instance("_Z1fIiE", "1")}${instance("_Z1fIcE", "1")}------------------\n    #####:    4:}\n`;
    assert.deepEqual(down(gcovText, report), {
      "a.c": { lines: ["3:2", "4:0"], branches: ["3:0=2"], functions: ["_Z1fIiE 3-0=1", "_Z1fIcE 3-0=1"] },
    });
  });

  it("counts a function of a header once, whatever the number of its object files", () => {
    const copy = (hits: number) =>
      `------------------\n_Z1fv:\nfunction _Z1fv called ${hits} returned 100% blocks executed 50%\n        ${hits}:    3:int f() {\n`;
    const report = `${head}        2:    3:int f() {\n${copy(2)}${copy(0)}------------------\n    #####:    4:}\n`;
    assert.deepEqual(down(gcovText, report), { "a.c": { lines: ["3:2", "4:0"], functions: ["_Z1fv 3-0=2"] } });
  });

  it("adds up a source that comes again in joined files", () => {
    assert.deepEqual(down(gcovText, `${head}        1:    2:x\n${head}        2:    2:x\n`), {
      "a.c": { lines: ["2:3"] },
    });
  });

  it("reads the intermediate format of old and newer compilers", () => {
    const report =
      "file:a.c\nfunction:3,2,f\nlcount:3,2\nbranch:3,taken\nbranch:3,nottaken\nversion:8.3.0\nfile:b.c\nfunction:9,12,0,g(int, int)\nlcount:9,0,1\nbranch:9,notexec\n";
    assert.deepEqual(down(gcovText, report), {
      "a.c": { lines: ["3:2"], branches: ["3:0=1", "3:1=0"], functions: ["f 3-0=2"] },
      "b.c": { lines: ["9:0"], branches: ["9:0=-1"], functions: ["g(int, int) 9-12=0"] },
    });
    survives(gcovText, report);
  });

  it("takes the folder of the intermediate format for where paths start", () => {
    const report = "version:8.3.0\ncwd:/build\nfile:a.c\nlcount:3,2,0\n";
    assert.deepEqual(readCoverage(gcovText, report).report.roots, ["/build"]);
    assert.deepEqual(codes(gcovText, report), []);
  });

  it("says that percentages of branches are no counts", () => {
    assert.deepEqual(codes(gcovText, `${head}        1:    2:x\nbranch  0 taken 50%\n`), ["branch-percentages"]);
  });

  const intermediate = "version:8.3.0\nfile:a.c\nfunction:3,9,2,f\n";
  for (const [before, row] of [
    [head, "       1x:    2:x"],
    [head, "        x:    2:x"],
    [head, "    ##x##:    2:x"],
    [head, "        1:   2x:default:"],
    [head, "x23456789:    2:x"],
    [head, "1234567890:   2x:x"],
    [`${head}        1:    1:x\n`, "branch  x taken 1"],
    [`${head}        1:    1:x\n`, "branch  0 taken 1x"],
    [`${head}        1:    1:x\n`, "branch  0 taken 5x%"],
    [`${head}        1:    1:x\n`, "condition outcomes covered 1x/4"],
    [head, "function main called 1x returned 100% blocks executed 100%"],
    [intermediate, "lcount:3,x,0"],
    [intermediate, "lcount:x,1,0"],
    [intermediate, "branch:x,taken"],
    [intermediate, "function:12,20,x,g"],
    [intermediate, "function:12,2x,1,g"],
    [intermediate, "lcount:99999999,1,0"],
  ] as const)
    it(`is refused for "${row.trim()}", and says where it stands`, () => {
      const { status, problems } = parseWith(gcovText, `${before}${row}\n        1:    9:y\n`);
      const line = before.split("\n").length;
      assert.deepEqual([status, problems[0]!.code, problems[0]!.line], ["invalid", "malformed-line", line]);
      assert.ok(problems[0]!.message.includes(row), problems[0]!.message);
    });

  it("tells of words that it does not know, as of paths that newer compilers list, and reads on", () => {
    const report = `${head}        1:    2:x\npaths covered 1 of 2\npath  0 not covered:\nBB  2: (true)    2:x\n`;
    assert.deepEqual(down(gcovText, report), { "a.c": { lines: ["2:1"] } });
    assert.deepEqual(codes(gcovText, report), ["malformed-line", "malformed-line"]);
  });

  it("is refused when cut inside a line, and when it holds no code", () => {
    assert.deepEqual(codes(gcovText, `${head}        1:    2:x\n    ####`), ["truncated"]);
    assert.deepEqual(codes(gcovText, head), ["nothing-measured"]);
    survives(gcovText, `${head}        1:    2:x\nbranch  0 taken 1\n`);
  });
});

describe("SimpleCov", () => {
  it("adds the hits of several commands, in both shapes of .resultset.json", () => {
    const report = {
      RSpec: {
        coverage: {
          "/app/a.rb": {
            lines: [1, null, 0, "ignored"],
            branches: { "[:if, 0, 1, 2, 3, 5]": { "[:then, 1, 2, 2, 2, 5]": 3, "[:else, 2, 3, 2, 3, 5]": 0 } },
            methods: { '["Foo", :bar, 1, 0, 3, 3]': 2 },
          },
        },
        timestamp: 1445960264,
      },
      Cucumber: { coverage: { "/app/a.rb": [2, null, 4, null] }, timestamp: 1445960265 },
    };
    const { report: read } = readCoverage(simplecov, text(report));
    assert.deepEqual(writtenDown(read.coverage), {
      "/app/a.rb": { lines: ["1:3", "3:4"], branches: ["1:0=3 then", "1:1=0 else"], functions: ["Foo#bar 1-3=2"] },
    });
    assert.deepEqual([...read.coverage.excluded!.number], [4]);
    assert.equal(read.generated, "2015-10-27T15:37:45.000Z");
    refusesEveryBeginning(simplecov, text(report));
  });

  for (const members of [
    { branches: { "[:if, 0, 1, 2, 3, 5]": { "[:then, 1, 2, 2, 2, 5]": "3" } } },
    { branches: { "[:if, 0, 1x, 2, 3, 5]": { "[:then, 1, 2, 2, 2, 5]": 3 } } },
    { branches: [{ type: "then", start_line: 1, coverage: "3" }] },
    { branches: [{ type: "then", coverage: 3 }] },
    { methods: { '["Foo", :bar, 1, 0, 3, 3]': null } },
    { methods: { '["Foo", :bar, 1x, 0, 3, 3]': 1 } },
    { methods: [{ name: "bar", start_line: 1, coverage: "1" }] },
  ])
    it(`is refused for ${JSON.stringify(members)}`, () => {
      const report = { RSpec: { coverage: { "/a.rb": { lines: [1], ...members } }, timestamp: 1 } };
      const { status, problems } = parseWith(simplecov, text(report));
      assert.deepEqual([status, problems[0]!.code], ["invalid", "malformed-line"]);
    });

  it("leaves out branches and methods between its marks", () => {
    const branches = ["then", "else"].map((type, at) => ({ type, start_line: 1, coverage: at === 0 ? 3 : "ignored" }));
    const methods = [{ name: "bar", start_line: 1, coverage: "ignored" }];
    const report = { meta: { simplecov_version: "1.0" }, coverage: { "/a.rb": { lines: [1], branches, methods } } };
    assert.deepEqual(down(simplecov, report)["/a.rb"], { lines: ["1:1"], branches: ["1:0=3 then"], functions: [] });
  });

  it("merges commands as SimpleCov does: what one of them ran decides what is code in a file that another did not load", () => {
    const lines = (...commands: readonly (readonly (number | null)[])[]) => {
      const report = Object.fromEntries(commands.map((each, at) => [`c${at}`, { coverage: { "/a.rb": each } }]));
      return writtenDown(readCoverage(simplecov, text(report)).report.coverage)["/a.rb"]!["lines"];
    };
    const loaded = [1, 2, null, 0, null];
    const notLoaded = [0, 0, 0, 0, 0];
    assert.deepEqual(lines(loaded, notLoaded), ["1:1", "2:2", "4:0"]);
    assert.deepEqual(lines(notLoaded, loaded), ["1:1", "2:2", "4:0"]);
    assert.deepEqual(lines(notLoaded, loaded, notLoaded), ["1:1", "2:2", "4:0"]);
    assert.deepEqual(lines([1, null], [0, 3]), ["1:1", "2:3"]);
  });

  it("merges branches and methods of several commands by their places, and leaves out what one that did not load the file takes for them", () => {
    const file = (ids: readonly [number, number, number], hits: readonly number[], owner: string, line = 1) => ({
      lines: [hits.some((each) => each > 0) ? 1 : 0],
      branches: {
        [`[:if, ${ids[0]}, ${line}, 2, 3, 5]`]: {
          [`[:then, ${ids[1]}, 2, 2, 2, 5]`]: hits[0],
          [`[:else, ${ids[2]}, 3, 2, 3, 5]`]: hits[1],
        },
      },
      methods: { [`["${owner}", :bar, ${line}, 0, 3, 3]`]: hits[2] },
    });
    const merged = (...files: readonly object[]) => {
      const report = Object.fromEntries(files.map((each, at) => [`c${at}`, { coverage: { "/a.rb": each } }]));
      const { branches, functions } = writtenDown(readCoverage(simplecov, text(report)).report.coverage)["/a.rb"]!;
      return [branches, functions];
    };
    assert.deepEqual(merged(file([0, 1, 2], [1, 0, 1], "#<Class:0x01>"), file([6, 7, 8], [2, 0, 2], "#<Class:0x02>")), [
      ["1:0=3 then", "1:1=0 else"],
      ["#<Class0x01>#bar 1-3=3"],
    ]);
    assert.deepEqual(merged(file([0, 1, 2], [0, 0, 0], "Foo", 2), file([0, 1, 2], [0, 4, 1], "Foo")), [
      ["1:0=0 then", "1:1=4 else"],
      ["Foo#bar 1-3=1"],
    ]);
    assert.deepEqual(merged(file([0, 1, 2], [0, 0, 0], "Foo"), file([0, 1, 2], [0, 0, 0], "Foo")), [
      ["1:0=0 then", "1:1=0 else"],
      ["Foo#bar 1-3=0"],
    ]);
  });

  it("compares the totals of coverage.json with what it lists", () => {
    const of = (total: number) =>
      codes(
        simplecov,
        text({
          meta: { simplecov_version: "1.0.3" },
          total: { lines: { covered: 1, total }, methods: { covered: 1, total: 1 } },
          coverage: { "a.rb": { lines: [1, 0], methods: [{ name: "f", start_line: 1, end_line: 2, coverage: 1 }] } },
        }),
      );
    assert.deepEqual(of(2), []);
    assert.deepEqual(of(3), ["summary-differs"]);
  });

  it("holds no branches where only files that no test loaded have an empty list of them", () => {
    const run = (loaded: object) =>
      coverageTotals(
        readCoverage(
          simplecov,
          text({ RSpec: { coverage: { "/a.rb": { lines: [1], ...loaded }, "/b.rb": { lines: [0], branches: {} } } } }),
        ).report.coverage,
      ).branches;
    assert.equal(run({}), null);
    assert.deepEqual(run({ branches: {} }), { covered: 0, total: 0 });
  });

  it("reads coverage.json with its branches and what it says of itself", () => {
    const report = {
      meta: { simplecov_version: "0.22.0", timestamp: "2024-01-01T00:00:00Z", root: "/app" },
      coverage: {
        "/app/a.rb": {
          lines: [1, 0],
          branches: [
            { type: "then", start_line: 2, end_line: 2, coverage: 0, report_line: 1 },
            { type: "else", start_line: 3, end_line: 3, coverage: 5, report_line: 1 },
          ],
        },
      },
    };
    const { report: read } = readCoverage(simplecov, text(report));
    assert.deepEqual(writtenDown(read.coverage), {
      "/app/a.rb": { lines: ["1:1", "2:0"], branches: ["1:0=0 then", "1:1=5 else"] },
    });
    assert.deepEqual(
      [read.producer, read.generated, read.roots],
      ["SimpleCov 0.22.0", "2024-01-01T00:00:00Z", ["/app"]],
    );
    refusesEveryBeginning(simplecov, text(report));
  });

  it("is invalid where nothing was measured", () => {
    assert.deepEqual(codes(simplecov, '{"RSpec":{"coverage":{},"timestamp":1445960264}}'), ["nothing-measured"]);
  });
});

describe("Codecov JSON", () => {
  it("reads lists, whose place is the line, and objects, with parts of branches", () => {
    const report = { coverage: { "a.py": [null, 1, 0, null, "1/2"], "b.py": { "3": 7, "5": "0/2", "6": true } } };
    assert.deepEqual(down(codecov, report), {
      "a.py": { lines: ["1:1", "2:0", "4:1"], branches: ["4:0=1", "4:1=0"] },
      "b.py": { lines: ["3:7", "5:0", "6:1"], branches: ["5:0=0", "5:1=0"] },
    });
    assert.equal(readCoverage(codecov, text(report)).report.coverage.branches!.identity, "counts");
    refusesEveryBeginning(codecov, text(report));
  });

  it("has no branches of lines of which only those that ran in part are told, as monocart writes them", () => {
    const report = { coverage: { "a.js": { "1": 2, "2": "1/3", "3": 0, "4": "1/2" } } };
    assert.deepEqual(down(codecov, report), { "a.js": { lines: ["1:2", "2:1", "3:0", "4:1"] } });
    assert.deepEqual(codes(codecov, text(report)), ["regions"]);
  });

  for (const value of ['"3/2"', '"9/999999999"', '"x"', "{}", "NaN", "Infinity", "1e999", "false"])
    it(`is refused for ${value}, which is neither a count nor "covered/total" nor null`, () => {
      const { status, problems } = parseWith(codecov, `{"coverage":{"a.py":[null,1],"b.py":[null,1,${value}]}}`);
      assert.deepEqual([status, problems[0]!.code], ["invalid", "malformed-line"]);
      assert.match(problems[0]!.message, /line 2 of "b\.py"/);
    });

  it("is refused for lines whose number is none, and where it lists no file", () => {
    assert.deepEqual(codes(codecov, '{"coverage":{"b.py":{"1":1},"a.py":{"1x":1}}}'), ["malformed-line"]);
    assert.deepEqual(codes(codecov, '{"coverage":{}}'), ["nothing-measured"]);
  });
});

describe("tarpaulin JSON", () => {
  const file = (traces: readonly object[], path: unknown = ["/", "home", "me", "src", "lib.rs"]) => ({
    files: [{ path, content: "fn main() {}", traces, covered: 1, coverable: 2 }],
  });
  const traces = [
    { line: 3, address: [1], length: 1, stats: { Line: 5 } },
    { line: 4, address: [2], length: 1, stats: { Line: 0 } },
  ];

  it("reads traces by line, and its own sums beside", () => {
    assert.deepEqual(down(tarpaulin, file(traces)), { "/home/me/src/lib.rs": { lines: ["3:5", "4:0"] } });
    assert.deepEqual(readCoverage(tarpaulin, text(file(traces))).report.declared, { covered: 1, coverable: 2 });
    assert.deepEqual(codes(tarpaulin, text(file(traces.slice(0, 1)))), ["summary-differs"]);
    refusesEveryBeginning(tarpaulin, text(file(traces)));
  });

  it("reads branches and conditions", () => {
    const side = { been_true: true, been_false: false };
    const read = down(tarpaulin, file([...traces, { line: 5, stats: { Branch: side } }]));
    assert.deepEqual(read["/home/me/src/lib.rs"]?.["branches"], ["5:0=1 true", "5:1=0 false"]);
    const both = down(tarpaulin, file([...traces, { line: 5, stats: { Condition: [side, side] } }]));
    assert.equal(both["/home/me/src/lib.rs"]?.["branches"]?.length, 4);
  });

  for (const trace of [
    { stats: { Line: 1 } },
    { line: "3", stats: { Line: 1 } },
    { line: 3, stats: { Line: "1" } },
    null,
  ])
    it(`is refused for the trace ${JSON.stringify(trace)}, which is quoted`, () => {
      const { status, problems } = parseWith(tarpaulin, text(file([...traces, trace as object])));
      assert.deepEqual([status, problems[0]!.code], ["invalid", "malformed-line"]);
      assert.ok(problems[0]!.message.includes(JSON.stringify(trace)), problems[0]!.message);
    });

  it("puts Windows paths together", () => {
    assert.deepEqual(Object.keys(down(tarpaulin, file(traces, ["C:", "\\", "w", "lib.rs"]))), ["C:\\w\\lib.rs"]);
  });
});

describe("xccov JSON", () => {
  const file = (coveredLines: number) => ({
    path: "/w/A.swift",
    name: "A.swift",
    coveredLines,
    executableLines: 10,
    lineCoverage: coveredLines / 10,
    functions: [
      {
        name: "A.f()",
        lineNumber: 3,
        executionCount: coveredLines,
        coveredLines,
        executableLines: 10,
        lineCoverage: 0.5,
      },
    ],
  });
  const report = (...covered: readonly number[]) => ({
    coveredLines: 5,
    executableLines: 10,
    lineCoverage: 0.5,
    targets: covered.map((each) => ({ name: "App.app", files: [file(each)] })),
  });

  it("reads totals and functions of a report, and lists no lines", () => {
    const { coverage, declared } = readCoverage(xccov, text(report(5))).report;
    assert.equal(coverage.lines, null);
    assert.deepEqual(coverageTotals(coverage).lines, { covered: 5, total: 10 });
    assert.deepEqual(coverageTotals(coverage).branches, null);
    assert.deepEqual(coverageTotals(coverage).functions, { covered: 1, total: 1 });
    assert.deepEqual(declared, { coveredLines: 5, executableLines: 10 });
    refusesEveryBeginning(xccov, text(report(5)));
  });

  it("counts a file of several targets once", () => {
    const { report: read, codes: told } = readCoverage(xccov, text(report(2, 5, 0)));
    assert.deepEqual(coverageTotals(read.coverage).lines, { covered: 5, total: 10 });
    assert.deepEqual(told, ["repeated-files"]);
  });

  it("knows no functions where the files of a target are listed without them", () => {
    const { functions, ...bare } = file(5);
    const { coverage } = readCoverage(xccov, text([{ name: "App.app", files: [bare] }])).report;
    assert.equal(coverageTotals(coverage).functions, null);
    assert.ok(functions.length > 0);
  });

  it("reads a list of files, and knows a list of targets that names none", () => {
    const { coverage } = readCoverage(xccov, text([file(5), { ...file(1), path: "/w/B.swift" }])).report;
    assert.deepEqual(coverage.paths, ["/w/A.swift", "/w/B.swift"]);
    assert.deepEqual(coverageTotals(coverage).lines, { covered: 6, total: 20 });
    const target = { name: "App.app", buildProductPath: "/b/App", coveredLines: 1, executableLines: 2 };
    assert.deepEqual(codes(xccov, text([target])), ["nothing-measured"]);
  });

  it("tells of targets that xccov could not measure", () => {
    const errors = [{ code: 0, localizedDescription: "Failed to generate coverage for target 'B'" }];
    const { status, problems } = parseWith(xccov, text({ ...report(5), errors }));
    assert.deepEqual([status, problems.map(({ code }) => code)], ["read", ["targets-failed"]]);
    assert.match(problems[0]!.message, /1 error.*target 'B'/);
  });

  it("tells where its own sum is not that of its files", () => {
    assert.deepEqual(codes(xccov, text({ ...report(5), executableLines: 12 })), ["summary-differs"]);
  });

  it("reads lines of an archive", () => {
    const archive = {
      "/w/A.swift": [
        { line: 1, isExecutable: false },
        { line: 2, isExecutable: true, executionCount: 3 },
        { line: 3, isExecutable: true, executionCount: 0 },
      ],
    };
    assert.deepEqual(down(xccov, archive), { "/w/A.swift": { lines: ["2:3", "3:0"] } });
    refusesEveryBeginning(xccov, text(archive));
  });
});
