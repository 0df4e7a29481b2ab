import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { formats } from "../../../../src/core/formats/index.ts";
import { type ParseOutcome, ReportParser } from "../../../../src/core/formats/parser.ts";
import { type ArmColumns, type CoverageColumns, coverageTotals } from "../../../../src/core/model/coverage.ts";
import type { CoverageReport } from "../../../../src/core/model/report.ts";

function parse(text: string, size = 7): ParseOutcome {
  const bytes = new TextEncoder().encode(text);
  const parser = new ReportParser(formats, "report.json");
  for (let at = 0; at < bytes.length; at += size) parser.write(bytes.subarray(at, at + size));
  return parser.end();
}

function read(value: unknown, format: string): CoverageReport & { readonly codes: readonly string[] } {
  const outcome = parse(JSON.stringify(value));
  assert.equal(outcome.status, "read", JSON.stringify(outcome.problems));
  assert.equal(outcome.format, format);
  assert.ok(outcome.report?.kind === "coverage");
  return { ...outcome.report, codes: outcome.problems.map(({ code }) => code) };
}

/** "line:hits" of file `index`. */
function linesOf({ lines }: CoverageColumns, index = 0): string[] {
  assert.ok(lines !== null);
  const rows = [...lines.number.keys()].slice(lines.start[index], lines.start[index + 1]);
  return rows.map((row) => `${lines.number[row]}:${lines.hits[row]}`);
}

/** "line label hits" of all files. */
function armsOf(arms: ArmColumns | null, labels: readonly string[]): string[] {
  assert.ok(arms !== null);
  return [...arms.line].map((line, row) => `${line} ${labels[arms.label[row]!]} ${arms.hits[row]}`);
}

const position = (line: number | null, column: number | null) => ({ line, column });
const place = (line: number, column: number, endLine: number, endColumn: number | null) => ({
  start: position(line, column),
  end: position(endLine, endColumn),
});

const istanbulFile = {
  path: "/src/a.ts",
  statementMap: { 0: place(1, 0, 1, null), 1: place(1, 8, 2, 4), 2: place(4, 2, 4, 9) },
  s: { 0: 0, 1: 3, 2: 0 },
  fnMap: { 0: { name: "f", decl: place(1, 0, 1, 10), loc: place(1, 12, 6, 1), line: 1 } },
  f: { 0: 2 },
  branchMap: {
    0: { type: "if", loc: place(4, 2, 5, 3), locations: [place(4, 2, 5, 3), { start: {}, end: {} }] },
    1: { type: "switch", loc: place(4, 2, 5, 3), locations: [place(4, 9, 4, 10), place(5, 9, 5, 10)] },
    2: { type: "cond-expr", loc: place(2, 2, 2, 3), locations: [place(2, 2, 2, 3), place(2, 2, 2, 3)] },
  },
  b: { 0: [1, 0], 1: [0, 1], 2: [4, 0] },
};

const coveragepyFile = {
  executed_lines: [1, 2, 4],
  missing_lines: [5],
  excluded_lines: [7],
  summary: { covered_lines: 3 },
  executed_branches: [[4, -2]],
  missing_branches: [[4, 5]],
  functions: {
    f: { executed_lines: [4], missing_lines: [5], excluded_lines: [], start_line: 3 },
    hidden: { executed_lines: [], missing_lines: [], excluded_lines: [7], start_line: 7 },
    "": { executed_lines: [1, 2], missing_lines: [], excluded_lines: [] },
  },
};
const coveragepy = {
  meta: { format: 3, version: "7.13.1", timestamp: "2026-11-24T10:00:00.5", branch_coverage: true },
  files: { "a.py": coveragepyFile },
  totals: { covered_lines: 3, num_statements: 4 },
};

const segment = (line: number, column: number, count: number, hasCount = true, isEntry = true, isGap = false) => [
  line,
  column,
  count,
  hasCount,
  isEntry,
  isGap,
];
const region = (line: number, column: number, end: number) => [line, column, end, 2, 1, 0, 0, 0];
const llvm = {
  data: [
    {
      files: [
        {
          filename: "/src/a.cpp",
          segments: [
            segment(1, 1, 2),
            segment(3, 5, 0),
            segment(3, 20, 2, true, false),
            segment(5, 1, 0, false, true),
            segment(7, 1, 2, true, false),
            segment(8, 2, 0, false, false),
          ],
          branches: [
            [3, 9, 3, 12, 2, 0, 0, 0, 4],
            [3, 9, 3, 12, 0, 1, 0, 0, 4],
          ],
          expansions: [{ source_region: [2, 3, 2, 9, 2, 0, 1, 1], branches: [[90, 3, 90, 9, 1, 0, 1, 0, 4]] }],
          mcdc_records: [[3, 9, 3, 20, 0, 5, [true, false]]],
          summary: {
            lines: { count: 6, covered: 6 },
            branches: { count: 4, covered: 3 },
            functions: { count: 2, covered: 1 },
          },
        },
      ],
      functions: [
        { name: "f<int>", count: 0, filenames: ["/src/a.cpp"], regions: [region(1, 1, 8)] },
        { name: "f<long>", count: 2, filenames: ["/src/a.cpp"], regions: [region(1, 1, 8)] },
        { name: "g", count: 0, filenames: ["/src/a.cpp"], regions: [region(9, 1, 9)] },
      ],
      totals: { lines: { count: 6, covered: 6 } },
    },
  ],
  type: "llvm.coverage.json.export",
  version: "3.1.0",
};

const gcovLine = (line_number: number, count: number, rest = {}) => ({ line_number, count, branches: [], ...rest });
const gcov = {
  gcc_version: "14.2.0",
  current_working_directory: "/build",
  format_version: "2",
  data_file: "a.gcda",
  files: [
    {
      file: "../src/a.h",
      functions: [
        { name: "_Z1fv", demangled_name: "f()", start_line: 1, end_line: 4, execution_count: 1 },
        { name: "_Z1fv", demangled_name: "f()", start_line: 1, end_line: 4, execution_count: 0 },
      ],
      lines: [
        gcovLine(1, 1),
        gcovLine(1, 2),
        gcovLine(2, 0, {
          branches: [
            { count: 1, fallthrough: true, throw: false },
            { count: 0, fallthrough: false, throw: true },
          ],
          conditions: [{ count: 4, covered: 2, not_covered_true: [0], not_covered_false: [1] }],
        }),
      ],
    },
  ],
};
const { gcc_version, data_file, ...gcovr } = { ...gcov, "gcovr/format_version": "0.15" };

const coverlet = {
  "a.dll": {
    "C:\\src\\a.cs": {
      "N.A": {
        "A::F()": { Lines: { 3: 1, 4: 0 }, Branches: [{ Line: 4, Path: 0, Ordinal: 0, Hits: 1 }] },
      },
      "N.A/<F>d__1": {
        "MoveNext()": { Lines: { 4: 2 }, Branches: [{ Line: 4, Path: 1, Ordinal: 1, Hits: 0 }] },
      },
    },
  },
};

const v8 = {
  result: [
    { scriptId: "1", url: "node:fs", functions: [] },
    {
      scriptId: "2",
      url: "file:///src/a.js",
      functions: [
        { functionName: "", isBlockCoverage: true, ranges: [{ startOffset: 0, endOffset: 30, count: 1 }] },
        { functionName: "f", isBlockCoverage: true, ranges: [{ startOffset: 11, endOffset: 26, count: 0 }] },
      ],
    },
  ],
  timestamp: 1,
  "source-map-cache": { "file:///src/a.js": { lineLengths: [10, 7, 0, 6, 3], data: null } },
};

const summary = {
  total: {
    lines: { total: 4, covered: 3, skipped: 0, pct: 75 },
    statements: { total: 4, covered: 3, skipped: 0, pct: 75 },
    functions: { total: 0, covered: 0, skipped: 0, pct: "Unknown" },
    branches: { total: 2, covered: 1, skipped: 0, pct: 50 },
    branchesTrue: { total: 0, covered: 0, skipped: 0, pct: 100 },
  },
  "/src/a.ts": {
    lines: { total: 4, covered: 3, skipped: 0, pct: 75 },
    statements: { total: 4, covered: 3, skipped: 0, pct: 75 },
    functions: { total: 0, covered: 0, skipped: 0, pct: "Unknown" },
    branches: { total: 2, covered: 1, skipped: 0, pct: 50 },
  },
};

describe("Istanbul JSON", () => {
  it("gives a line the largest count of the statements that start on it", () => {
    const { coverage, codes } = read({ "/src/a.ts": istanbulFile }, "istanbul-json");
    assert.deepEqual(linesOf(coverage), ["1:3", "4:0"]);
    assert.deepEqual(coverageTotals(coverage).statements, { covered: 1, total: 3 });
    assert.deepEqual([...coverage.statements!.endColumn], [0xffffffff, 4, 9]);
    assert.deepEqual(codes, []);
  });

  const damaged: readonly (readonly [what: string, file: object, message: RegExp])[] = [
    ["a statement without a count", { s: { 0: 3, 1: 1 } }, /"nothing" is no count of statement 2/],
    ["a statement whose count is a text", { s: { 0: "3", 1: 1, 2: 0 } }, /""3"" is no count of statement 0/],
    ["a statement without a line", { statementMap: { 0: {} }, s: { 0: 1 } }, /is no place of statement 0/],
    [
      "a statement whose line is a text",
      { statementMap: { 0: { start: { line: "x" } } }, s: { 0: 1 } },
      /""x"" is no line number/,
    ],
    ["a statement of a line below 0", { statementMap: { 0: place(-5, 0, 5, 9) }, s: { 0: 1 } }, /"-5" is no line/],
    ["a function without a count", { fnMap: { 0: { name: "f", loc: place(1, 0, 2, 1) } }, f: {} }, /function 0/],
    ["a branch without counts", { branchMap: { 0: { loc: place(1, 0, 2, 1) } }, b: {} }, /counts of branch 0/],
    ["an arm whose count is a text", { branchMap: { 0: { loc: place(1, 0, 2, 1) } }, b: { 0: [1, "x"] } }, /branch 0/],
    ["a branch without a line", { branchMap: { 0: {} }, b: { 0: [1] } }, /is no place of branch 0/],
  ];
  for (const [what, members, message] of damaged)
    it(`is refused for ${what}`, () => {
      const { status, problems } = parse(JSON.stringify({ "/src/a.ts": { ...istanbulFile, ...members } }));
      assert.deepEqual([status, problems[0]!.code], ["invalid", "malformed-line"]);
      assert.match(problems[0]!.message, message);
      assert.match(problems[0]!.message, /in "\/src\/a\.ts"/);
    });

  it("is refused for NaN, which Python writes and which is not null, with the path of the file", () => {
    const { status, problems } = parse(
      JSON.stringify({ "/src/a.ts": { ...istanbulFile, l: { 1: 777 } } }).replace("777", "NaN"),
    );
    assert.equal(status, "invalid");
    assert.equal(problems[0]!.message, '"NaN" is no number of hits (in "/src/a.ts")');
  });

  it("takes an arm with null for a count, as Vitest 4 writes it and counts it, for one that was not taken", () => {
    const branches = { branchMap: { 0: { type: "if", loc: place(2, 0, 3, 1) } }, b: { 0: [5, null] } };
    const { coverage, codes } = read({ "/src/a.ts": { ...istanbulFile, ...branches } }, "istanbul-json");
    assert.deepEqual(armsOf(coverage.branches, coverage.labels), ["2 if 5", "2 else 0"]);
    assert.deepEqual(codes, ["uncounted"]);
  });

  it("names the arms of a branch", () => {
    const { coverage } = read({ "/src/a.ts": istanbulFile }, "istanbul-json");
    assert.deepEqual(armsOf(coverage.branches, coverage.labels), [
      "2 true 4",
      "2 false 0",
      "4 if 1",
      "4 else 0",
      "4 case at line 4 0",
      "4 case at line 5 1",
    ]);
  });

  const wrapped: readonly (readonly [string, unknown])[] = [
    ["below map", { map: { "/src/a.ts": istanbulFile } }],
    ["below data", { "/src/a.ts": { data: istanbulFile } }],
    ["alone", istanbulFile],
    ["with all: true", { "/src/a.ts": { all: true, ...istanbulFile } }],
  ];
  for (const [how, value] of wrapped) {
    it(`is the same ${how}`, () => {
      const { coverage } = read(value, "istanbul-json");
      assert.deepEqual(coverage.paths, ["/src/a.ts"]);
      assert.deepEqual(coverageTotals(coverage).lines, { covered: 1, total: 2 });
    });
  }

  it("brings transpiled code to its source by the map within it, as nyc does", () => {
    const inputSourceMap = { version: 3, sources: ["../lib/a.ts"], mappings: "AACA,IAAI;AACJ" };
    const transpiled = {
      path: "/src/out/a.js",
      statementMap: { 0: place(1, 0, 1, 4), 1: place(1, 4, 1, 9), 2: place(2, 0, 2, 3), 3: place(5, 0, 5, 1) },
      s: { 0: 3, 1: 0, 2: 1, 3: 1 },
      fnMap: { 0: { name: "f", decl: place(1, 0, 1, 4), loc: place(1, 4, 2, 3) } },
      f: { 0: 2 },
      branchMap: { 0: { type: "if", loc: place(1, 4, 1, 9), locations: [place(1, 4, 1, 9), { start: {}, end: {} }] } },
      b: { 0: [1, 0] },
      inputSourceMap,
    };
    const { coverage, codes } = read({ "/src/out/a.js": transpiled }, "istanbul-json");
    assert.deepEqual(coverage.paths, ["/src/lib/a.ts"]);
    assert.deepEqual(linesOf(coverage), ["2:3", "3:1"]);
    assert.deepEqual([...coverage.statements!.endColumn], [4, 0xffffffff, 0xffffffff]);
    assert.deepEqual(coverageTotals(coverage).functions, { covered: 1, total: 1 });
    assert.deepEqual(armsOf(coverage.branches, coverage.labels), ["2 if 1", "2 else 0"]);
    assert.deepEqual(codes, ["source-map"]);
  });

  it("leaves out what Istanbul 0.x marks to be ignored, and says so", () => {
    const skipped = (line: number) => ({ ...place(line, 0, line, 9), skip: true });
    const file = {
      path: "/src/a.js",
      s: { 1: 1, 2: 0, 3: 0 },
      b: { 1: [0, 2] },
      f: { 1: 0, 2: 1 },
      fnMap: {
        1: { name: "f", line: 2, loc: place(2, 0, 2, 9), skip: true },
        2: { name: "g", line: 4, loc: place(4, 0, 4, 9) },
      },
      statementMap: { 1: place(1, 0, 1, 9), 2: skipped(2), 3: skipped(1) },
      branchMap: { 1: { line: 4, type: "if", locations: [skipped(4), place(4, 0, 4, 9)] } },
    };
    const { coverage, codes } = read({ "/src/a.js": file }, "istanbul-json");
    assert.deepEqual(linesOf(coverage), ["1:1"]);
    assert.deepEqual([...coverage.excluded!.number], [2]);
    assert.deepEqual(coverageTotals(coverage).statements, { covered: 1, total: 1 });
    assert.deepEqual(coverageTotals(coverage).functions, { covered: 1, total: 1 });
    assert.deepEqual(armsOf(coverage.branches, coverage.labels), ["4 else 2"]);
    assert.deepEqual(codes, ["ignored"]);
  });

  it("takes the lines that solidity-coverage counts apart from statements", () => {
    const file = {
      l: { 3: 2, 7: 0 },
      path: "/contracts/S.sol",
      s: { 1: 2, 2: 0 },
      b: {},
      f: {},
      fnMap: {},
      statementMap: { 1: place(3, 0, 3, 9), 2: place(5, 0, 5, 9) },
      branchMap: {},
    };
    const { coverage } = read({ "contracts/S.sol": file }, "istanbul-json");
    assert.deepEqual(linesOf(coverage), ["3:2", "7:0"]);
    assert.deepEqual(coverageTotals(coverage).statements, { covered: 1, total: 2 });
  });

  it("is known where the counts of a large file fill its beginning", () => {
    const ids = Array.from({ length: 9000 }, (_, at) => at + 1);
    const of = <T>(value: T) => Object.fromEntries(ids.map((id) => [id, value]));
    const maps = { fnMap: {}, statementMap: of(place(1, 0, 1, 9)), branchMap: {} };
    const { coverage } = read({ "/src/a.js": { path: "/src/a.js", s: of(1), b: {}, f: {}, ...maps } }, "istanbul-json");
    assert.deepEqual(coverageTotals(coverage).statements, { covered: 9000, total: 9000 });
  });

  it("says that a source map is damaged", () => {
    for (const inputSourceMap of [{ version: 3 }, { version: 3, sources: ["a.ts"], mappings: "A!" }]) {
      const { coverage, codes } = read({ "/src/a.ts": { ...istanbulFile, inputSourceMap } }, "istanbul-json");
      assert.deepEqual(coverage.paths, ["/src/a.ts"]);
      assert.ok(codes.includes("source-map-damaged"));
    }
  });
});

describe("Istanbul's summary", () => {
  it("holds totals and no lines; Unknown is no number", () => {
    const { coverage } = read(summary, "istanbul-summary");
    assert.equal(coverage.lines, null);
    const totals = coverageTotals(coverage);
    assert.deepEqual(
      [totals.files, totals.lines, totals.branches],
      [1, { covered: 3, total: 4 }, { covered: 1, total: 2 }],
    );
  });

  it("is compared with its files", () => {
    const total = { ...summary.total, lines: { total: 5, covered: 3, skipped: 0, pct: 60 } };
    const codes = (report: unknown) => read(report, "istanbul-summary").codes;
    assert.deepEqual([codes(summary), codes({ ...summary, total })], [[], ["summary-differs"]]);
  });

  for (const [what, report] of [
    ["a file that is no object", { "/w/b.js": 7 }],
    ["counts that are no object", { "/w/b.js": { lines: 7 } }],
  ] as const)
    it(`is refused for ${what}`, () => {
      const { status, problems } = parse(JSON.stringify({ ...summary, ...report }));
      assert.deepEqual([status, problems[0]?.code], ["invalid", "malformed-line"]);
    });
});

describe("coverage.py JSON", () => {
  it("has lines, exit arcs, excluded lines, functions and its time without a zone", () => {
    const { coverage, generated, producer, codes } = read(coveragepy, "coveragepy-json");
    assert.deepEqual(linesOf(coverage), ["1:1", "2:1", "4:1", "5:0"]);
    assert.deepEqual(armsOf(coverage.branches, coverage.labels), ["4 to line 5 0", "4 to the exit 1"]);
    assert.deepEqual([...coverage.excluded!.number], [7]);
    assert.deepEqual(coverageTotals(coverage).functions, { covered: 1, total: 1 });
    assert.deepEqual([generated, producer], ["2026-11-24T10:00:00.5", "coverage.py 7.13.1"]);
    assert.deepEqual(codes, []);
  });

  it("leaves out what is listed as executed and not counted", () => {
    const file = { ...coveragepyFile, executed_lines: [1, 2, 4, 7], summary: { covered_lines: 2 } };
    const totals = { covered_lines: 2, num_statements: 3 };
    const { coverage, codes } = read({ ...coveragepy, files: { "a.py": file }, totals }, "coveragepy-json");
    assert.deepEqual(coverageTotals(coverage).lines, { covered: 2, total: 3 });
    assert.deepEqual(codes, ["uncounted-lines"]);
  });

  it("of slipcover names it, and its line 0 is the exit", () => {
    const { summary, ...rest } = coveragepyFile;
    const file = { ...rest, executed_branches: [[4, 0]] };
    const meta = { software: "slipcover", version: "1.1.0", branch_coverage: true };
    const { coverage, producer } = read({ meta, files: { "a.py": file } }, "coveragepy-json");
    assert.equal(producer, "slipcover 1.1.0");
    assert.deepEqual(armsOf(coverage.branches, coverage.labels), ["4 to line 5 0", "4 to the exit 1"]);
  });

  it("of old versions lists jumps from a line to itself, which are no branches", () => {
    const file = { ...coveragepyFile, executed_branches: [...coveragepyFile.executed_branches, [4, 4]] };
    const { coverage } = read({ ...coveragepy, files: { "a.py": file } }, "coveragepy-json");
    assert.deepEqual(coverageTotals(coverage).branches, { covered: 1, total: 2 });
  });

  it("of slipcover counts a loop on one line, which jumps from the line to itself", () => {
    const file = {
      ...{
        executed_lines: [4, 5],
        missing_lines: [],
        executed_branches: [
          [4, 4],
          [4, 5],
        ],
        missing_branches: [[5, 5]],
      },
      summary: { covered_lines: 2, missing_lines: 0, covered_branches: 2, missing_branches: 1, percent_covered: 80 },
    };
    const meta = { software: "slipcover", version: "1.0.17", timestamp: "2026-01-01T00:00:00", branch_coverage: true };
    const { coverage } = read({ meta, files: { "a.py": file } }, "coveragepy-json");
    assert.deepEqual(coverageTotals(coverage).branches, { covered: 2, total: 3 });
  });

  it("leaves out an arm that is counted as taken and not listed, and says so", () => {
    const file = { ...coveragepyFile, summary: { covered_lines: 3, num_branches: 3, covered_branches: 2 } };
    const { coverage, codes } = read({ ...coveragepy, files: { "a.py": file } }, "coveragepy-json");
    assert.deepEqual(coverageTotals(coverage).branches, { covered: 1, total: 2 });
    assert.deepEqual(codes, ["unlisted-branches"]);
  });

  it("without branches measured holds none, which is not 0", () => {
    const { executed_branches, missing_branches, ...file } = coveragepyFile;
    const meta = { ...coveragepy.meta, branch_coverage: false };
    assert.equal(read({ meta, files: { "a.py": file } }, "coveragepy-json").coverage.branches, null);
  });

  it("of old versions has the number of branches where it has no list of them", () => {
    const { executed_branches, missing_branches, ...file } = coveragepyFile;
    const old = { ...file, summary: { covered_lines: 3, num_branches: 4, covered_branches: 3 } };
    const { coverage } = read({ ...coveragepy, files: { "a.py": old } }, "coveragepy-json");
    assert.deepEqual(coverageTotals(coverage).branches, { covered: 3, total: 4 });
  });

  it("of 5.0 has the branches that were taken in its percentage, and none where that does not tell", () => {
    const { executed_branches, missing_branches, ...file } = coveragepyFile;
    const of = (percent_covered: number) => {
      const summary = { covered_lines: 3, num_statements: 4, num_branches: 4, percent_covered };
      return coverageTotals(
        read({ ...coveragepy, files: { "a.py": { ...file, summary } } }, "coveragepy-json").coverage,
      );
    };
    assert.deepEqual(of(62.5).branches, { covered: 2, total: 4 });
    assert.equal(of(60).branches, null);
  });

  it("tells of lines that differ from its totals", () => {
    const totals = { covered_lines: 3, num_statements: 9 };
    assert.deepEqual(read({ ...coveragepy, totals }, "coveragepy-json").codes, ["summary-differs"]);
  });
});

describe("llvm-cov export", () => {
  it("folds segments to lines: the largest region that begins there, the one that goes on, none where code is skipped", () => {
    const { coverage, codes } = read(llvm, "llvm-cov");
    assert.deepEqual(linesOf(coverage), ["1:2", "2:2", "3:2", "4:2", "8:2"]);
    assert.deepEqual(codes, ["summary-differs"]);
  });

  it("adds the instances of a template; branches in macros stand where the macro is used", () => {
    const { coverage } = read(llvm, "llvm-cov");
    assert.deepEqual(coverageTotals(coverage).functions, { covered: 1, total: 2 });
    assert.deepEqual(armsOf(coverage.branches, coverage.labels), [
      "2 true in the macro 1",
      "2 false in the macro 0",
      "3 true 2",
      "3 false 1",
    ]);
  });

  it("tells conditions that begin at one place apart, and lists a branch of a macro once", () => {
    const branches = [
      [3, 9, 3, 12, 2, 0, 0, 0, 4],
      [3, 9, 3, 20, 1, 0, 0, 0, 4],
      [6, 29, 6, 45, 1, 0, 1, 0, 4],
    ];
    const file = { filename: "a.cpp", segments: [segment(3, 1, 1)], branches };
    const of = (rest: object) =>
      coverageTotals(read({ ...llvm, data: [{ files: [{ ...file, ...rest }] }] }, "llvm-cov").coverage).branches;
    assert.deepEqual(of({ expansions: [] }), { covered: 2, total: 4 });
    // With -skip-expansions it stands nowhere else.
    assert.deepEqual(of({}), { covered: 3, total: 6 });
  });

  it("has no branches of Rust and Swift where none is listed, and no conditions where none is", () => {
    const file = (filename: string) => ({
      filename,
      segments: [segment(3, 1, 1)],
      branches: [],
      mcdc_records: [],
      summary: { lines: { count: 1, covered: 1 }, branches: { count: 0, covered: 0 }, mcdc: { count: 0, covered: 0 } },
    });
    const of = (...files: readonly object[]) =>
      coverageTotals(read({ ...llvm, data: [{ files }] }, "llvm-cov").coverage);
    assert.deepEqual(of(file("a.rs"), file("b.swift")).branches, null);
    assert.deepEqual(of(file("a.cpp")).branches, { covered: 0, total: 0 });
    assert.deepEqual(of(file("a.rs"), { ...file("b.rs"), branches: [[3, 9, 3, 12, 2, 0, 0, 0, 4]] }).branches, {
      covered: 1,
      total: 2,
    });
    assert.equal(of(file("a.cpp")).conditions, null);
    const { segments, branches, mcdc_records, ...summary } = file("a.rs");
    assert.equal(of(summary).branches, null);
  });

  it("has MC/DC conditions", () => {
    const { coverage } = read(llvm, "llvm-cov");
    assert.deepEqual(armsOf(coverage.conditions, coverage.labels), ["3 condition 1 1", "3 condition 2 0"]);
  });

  it("tells of MC/DC conditions that are listed and not in its summary, as those of macros", () => {
    const file = {
      filename: "a.h",
      segments: [segment(3, 1, 1)],
      mcdc_records: [[3, 9, 3, 20, 1, 0, 1, 0, 5, [true, false], []]],
      summary: { lines: { count: 1, covered: 1 }, mcdc: { count: 0, covered: 0 } },
    };
    const { coverage, codes } = read({ ...llvm, data: [{ files: [file] }] }, "llvm-cov");
    assert.deepEqual(coverageTotals(coverage).conditions, { covered: 1, total: 2 });
    assert.deepEqual(codes, ["summary-differs"]);
  });

  it("with -summary-only gives totals and no lines", () => {
    const [{ files }] = llvm.data as [(typeof llvm.data)[number]];
    const { filename, summary } = files[0]!;
    const { coverage } = read({ ...llvm, data: [{ files: [{ filename, summary }] }] }, "llvm-cov");
    assert.equal(coverage.lines, null);
    assert.deepEqual(coverageTotals(coverage).functions, { covered: 1, total: 2 });
  });

  it("with a region of a billion lines is refused", () => {
    const [{ files }] = llvm.data as [(typeof llvm.data)[number]];
    const file = { ...files[0]!, segments: [segment(1, 1, 1), segment(1_000_000_000, 1, 0)] };
    assert.equal(parse(JSON.stringify({ ...llvm, data: [{ files: [file] }] })).status, "invalid");
  });
});

describe("gcov and gcovr JSON", () => {
  it("adds the counts of a line that stands once for each instance", () => {
    const { coverage, roots } = read(gcov, "gcov-json");
    assert.deepEqual(linesOf(coverage), ["1:3", "2:0"]);
    assert.deepEqual(coverageTotals(coverage).functions, { covered: 1, total: 1 });
    assert.deepEqual(roots, ["/build"]);
  });

  it("names the outcomes of conditions", () => {
    const { coverage } = read(gcov, "gcov-json");
    assert.deepEqual(armsOf(coverage.conditions, coverage.labels), [
      "2 condition 1 true 0",
      "2 condition 1 false 1",
      "2 condition 2 true 1",
      "2 condition 2 false 0",
    ]);
    assert.deepEqual(armsOf(coverage.branches, coverage.labels), ["2 fallthrough 1", "2 exception 0"]);
  });

  it("without -b holds no branches; one document after another is one report", () => {
    const plain = { ...gcov, files: [{ file: "a.c", functions: [], lines: [gcovLine(1, 1)] }] };
    const outcome = parse(`${JSON.stringify(plain)}\n${JSON.stringify(plain)}\n`);
    assert.ok(outcome.report?.kind === "coverage");
    assert.equal(outcome.report.coverage.branches, null);
    assert.deepEqual(linesOf(outcome.report.coverage), ["1:2"]);
  });

  it("of gcovr 4 holds no functions, which is not none", () => {
    const { coverage } = read({ ...gcovr, files: [{ file: "a.c", lines: [gcovLine(1, 1)] }] }, "gcovr-json");
    assert.equal(coverageTotals(coverage).functions, null);
  });

  it("of gcovr's summary is compared with its own sum", () => {
    const file = { filename: "a.c", line_total: 4, line_covered: 3, branch_total: 2, branch_covered: 1 };
    const summary = (line_total: number) => ({
      "gcovr/summary_format_version": "0.6",
      files: [file],
      line_total,
      line_covered: 3,
      branch_total: 2,
      branch_covered: 1,
    });
    assert.deepEqual(read(summary(4), "gcovr-json").codes, []);
    assert.deepEqual(read(summary(5), "gcovr-json").codes, ["summary-differs"]);
  });

  it("of gcovr leaves out what gcovr excluded", () => {
    const lines = [
      ...gcov.files[0]!.lines,
      gcovLine(3, 0, { "gcovr/excluded": true }),
      gcovLine(4, 0, { "gcovr/noncode": true }),
    ];
    const { coverage } = read({ ...gcovr, files: [{ file: "a.c", functions: [], lines }] }, "gcovr-json");
    assert.deepEqual(linesOf(coverage), ["1:3", "2:0"]);
    assert.deepEqual([...coverage.excluded!.number], [3]);
  });
});

describe("Coverlet JSON", () => {
  it("adds the lines of generated classes and keeps every branch", () => {
    const { coverage } = read(coverlet, "coverlet-json");
    assert.deepEqual(linesOf(coverage), ["3:1", "4:2"]);
    assert.deepEqual(armsOf(coverage.branches, coverage.labels), ["4 path 1 1", "4 path 2 0"]);
  });
});

describe("Coverlet JSON of two assemblies with one file", () => {
  it("has each of its functions once", () => {
    const file = (hits: number) => ({ "C:\\src\\a.cs": { "N.A": { "System.Void N.A::F()": { Lines: { 3: hits } } } } });
    const { coverage } = read({ "a.dll": file(0), "b.dll": file(2) }, "coverlet-json");
    assert.deepEqual(linesOf(coverage), ["3:2"]);
    assert.deepEqual(coverageTotals(coverage).functions, { covered: 1, total: 1 });
  });
});

describe("V8 raw coverage", () => {
  it("gives what ran and no percentage", () => {
    const { coverage, completeness, codes } = read(v8, "v8");
    assert.equal(completeness, "executed-only");
    assert.deepEqual(coverage.paths, ["file:///src/a.js"]);
    assert.deepEqual(linesOf(coverage), ["1:1", "5:1"]);
    assert.deepEqual(coverageTotals(coverage).functions, { covered: 0, total: 1 });
    assert.deepEqual(codes, ["needs-conversion"]);
  });

  it("of a process that ran no script of a file, as the runner of tests is, tells nothing and is no damage", () => {
    const { coverage, completeness } = read({ result: [{ ...v8.result[0], url: "node:fs" }] }, "v8");
    assert.deepEqual([coverage.paths, completeness], [[], "executed-only"]);
  });
});

describe("A coverage report in JSON of which one element has no count", () => {
  /** The text with the first such part changed. */
  const changed = (value: unknown, from: string, to: string) => {
    const text = JSON.stringify(value);
    assert.ok(text.includes(from), from);
    return text.replace(from, to);
  };
  for (const [what, text] of [
    ["a branch of llvm-cov", changed(llvm, "[3,9,3,12,2,0,", '[3,9,3,12,"2",0,')],
    ["a branch of a macro", changed(llvm, "[90,3,90,9,1,0,", "[90,3,90,9,null,0,")],
    ["a decision of llvm-cov", changed(llvm, "[true,false]", '["true"]')],
    ["a decision of gcov", changed(gcov, '"count":4,"covered":2', '"count":"4","covered":2')],
    ["a branch of gcov", changed(gcov, '"count":1,"fallthrough"', '"fallthrough"')],
    ["a branch of coverage.py", changed(coveragepy, "[4,5]", '[4,"5"]')],
    ["an excluded line of coverage.py", changed(coveragepy, '"excluded_lines":[7]', '"excluded_lines":["7"]')],
    ["a total of Istanbul", changed(summary, '"covered":3', '"covered":"3"')],
    ["a file of llvm-cov's summary", changed(llvm, '"lines":{"count":6', '"lines":{"count":"6"')],
    ["a branch of Coverlet", changed(coverlet, '"Hits":1', '"Hits":"1"')],
  ] as const)
    it(`is refused: ${what}`, () => {
      const { status, problems } = parse(text);
      assert.equal(status, "invalid", JSON.stringify(problems));
      assert.ok(["malformed-line", "structure"].includes(problems[0]!.code), problems[0]!.code);
    });
});

describe("A coverage report in JSON that holds what is no line, or no number of hits,", () => {
  const file = (executed: unknown) => ({
    ...coveragepy,
    files: { "a.py": { executed_lines: executed, missing_lines: [2], summary: { covered_lines: 1 } } },
  });
  const simplecov = (hits: unknown) => ({ RSpec: { coverage: { "/a.rb": { lines: [hits, 0, null] } }, timestamp: 1 } });
  const total = (covered: unknown) => ({ lines: { total: 2, covered, skipped: 0, pct: 50 } });
  for (const [what, value] of [
    ["a text among coverage.py's lines", file([1, "3"])],
    ["a fraction among coverage.py's lines", file([1.5])],
    ["a text as SimpleCov's hits", simplecov("3")],
    ["a list as SimpleCov's hits", simplecov([3])],
    ["half a line in Istanbul's summary", { total: total(0.5), "/a.js": total(0.5) }],
  ] as const) {
    it(`is refused: ${what}`, () => {
      const { status, problems } = parse(JSON.stringify(value));
      assert.equal(status, "invalid");
      assert.equal(problems.length, 1);
    });
  }

  for (const [what, format, value] of [
    ["SimpleCov", "simplecov", simplecov(-3)],
    ["Coveralls", "coveralls", { source_files: [{ name: "a.c", source_digest: "1", coverage: [-3, 0] }] }],
  ] as const)
    it(`is read with hits below 0 as 0, which is told, as for each format: ${what}`, () => {
      const { codes, coverage } = read(value, format);
      assert.deepEqual([...coverage.lines!.hits], [0, 0]);
      assert.deepEqual(codes, ["negative-hits"]);
    });

  it("is read without Istanbul's statements of line 0, which is told", () => {
    const statementMap = { ...istanbulFile.statementMap, 9: place(0, 0, 0, 9) };
    const odd = { ...istanbulFile, statementMap, s: { ...istanbulFile.s, 9: 1 } };
    const { codes, coverage } = read({ "/src/a.ts": odd }, "istanbul-json");
    assert.deepEqual(codes, ["no-source-line"]);
    assert.equal(coverage.statements?.line.length, 3);
  });
});

describe("A coverage report in JSON that is damaged", () => {
  const samples: readonly (readonly [string, unknown])[] = [
    ["istanbul-json", { "/src/a.ts": istanbulFile }],
    ["istanbul-summary", summary],
    ["coveragepy-json", coveragepy],
    ["llvm-cov", llvm],
    ["gcov-json", gcov],
    ["gcovr-json", gcovr],
    ["coverlet-json", coverlet],
    ["v8", v8],
  ];
  for (const [format, value] of samples) {
    it(`${format}: cut at any byte is refused`, () => {
      for (const text of [JSON.stringify(value), JSON.stringify(value, null, 1)]) {
        for (let length = 0; length < text.length; length++) {
          const outcome = parse(text.slice(0, length), 64);
          assert.notEqual(outcome.status, "read", `cut at ${length}`);
          assert.ok(!outcome.problems.some(({ code }) => code === "reader-fault"), JSON.stringify(outcome.problems));
        }
      }
    });

    it(`${format}: with any value replaced is read or refused, where it is still recognised, never a fault`, () => {
      for (const odd of [null, -1.5, "x", [], {}, true, 1e300]) {
        for (const changed of replacements(value, odd)) {
          const outcome = parse(JSON.stringify(changed), 4096);
          if (outcome.format !== format) continue;
          assert.ok(
            !outcome.problems.some(({ code }) => code === "reader-fault"),
            `${JSON.stringify(odd)}: ${JSON.stringify(outcome.problems)}`,
          );
        }
      }
    });
  }
});

/** The value with each of its parts in turn replaced. */
function* replacements(value: unknown, by: unknown): Generator<unknown> {
  yield by;
  if (typeof value !== "object" || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    for (const changed of replacements(part, by)) {
      yield Array.isArray(value)
        ? value.map((each: unknown, at) => (at === Number(key) ? changed : each))
        : { ...value, [key]: changed };
    }
  }
}

describe("Ruby's Coverage.result as JSON", () => {
  const whole = {
    lines: [1, null, 0, 2],
    branches: { "[:if, 0, 4, 2, 4, 9]": { "[:then, 1, 4, 2, 4, 5]": 2, "[:else, 2, 4, 2, 4, 9]": 0 } },
    methods: { "[A, :f, 3, 2, 5, 5]": 0 },
  };

  it("has lines as an array, or under their name with branches and methods", () => {
    for (const [file, arms] of [
      [whole.lines, null],
      [{ lines: whole.lines }, null],
      [whole, ["4 then 2", "4 else 0"]],
    ] as const) {
      const { coverage, dialect, producer, codes } = read({ "/app/a.rb": file, "/app/b.rb": file }, "simplecov");
      assert.deepEqual([dialect, producer, codes], ["Coverage.result", "Ruby", []]);
      assert.deepEqual(linesOf(coverage, 1), ["1:1", "3:0", "4:2"]);
      assert.deepEqual(
        coverage.branches === null ? null : armsOf(coverage.branches, coverage.labels).slice(0, 2),
        arms,
      );
      assert.equal(coverageTotals(coverage).functions?.total ?? null, file === whole ? 2 : null);
    }
  });

  it("of one-shot lines says what ran, and of no line that it did not", () => {
    const { coverage, completeness } = read({ "/app/a.rb": { oneshot_lines: [1, 9, 3, 3] } }, "simplecov");
    assert.deepEqual(
      linesOf(coverage).map((line) => Number.parseInt(line, 10)),
      [1, 3, 9],
    );
    assert.equal(completeness, "executed-only");
  });

  it("is not every list of numbers under a name", () => {
    for (const value of [{ "a.json": [1, 2] }, { "a.rb": ["x"] }, { "a.rb": { lines: "1" } }, { series: [1, null] }])
      assert.equal(parse(JSON.stringify(value)).status, "unrecognised", JSON.stringify(value));
  });

  for (const [value, why] of [
    [{ "a.rb": [1], "b.rb": [true] }, /line 1 of "b.rb" has no number of hits/],
    [{ "a.rb": { oneshot_lines: [1] }, "b.rb": [1] }, /"b.rb" has no list "oneshot_lines"/],
    [{ "a.rb": { oneshot_lines: [1] }, "b.rb": { oneshot_lines: ["1"] } }, /a line of "b.rb" is no number/],
  ] as const)
    it(`is refused: ${why.source}`, () => {
      const { status, problems } = parse(JSON.stringify(value));
      assert.equal(status, "invalid");
      assert.match(problems[0]!.message, why);
    });
});
