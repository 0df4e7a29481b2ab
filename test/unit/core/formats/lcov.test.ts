import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { formats } from "../../../../src/core/formats/index.ts";
import { lcov } from "../../../../src/core/formats/lcov.ts";
import { ReportParser } from "../../../../src/core/formats/parser.ts";
import { coverageTotals, functionName } from "../../../../src/core/model/coverage.ts";
import { parseWith, readCoverage, writtenDown } from "./readXml.ts";

/** A tracefile of one record. */
function record(...lines: readonly string[]): string {
  return `TN:\nSF:src/a.c\n${lines.join("\n")}\nend_of_record\n`;
}

function down(report: string) {
  return writtenDown(readCoverage(lcov, report).report.coverage);
}

/** What becomes of a file, where all formats look at it. */
function wordOf(text: string): readonly [status: string, code: string | undefined] {
  const parser = new ReportParser(formats, "report");
  parser.write(Buffer.from(text));
  const { status, problems } = parser.end();
  return [status, problems[0]?.code];
}

describe("LCOV", () => {
  const rows: readonly (readonly [
    what: string,
    lines: readonly string[],
    expected: Record<string, readonly string[]>,
  ])[] = [
    ["takes the third field of DA for a checksum", ["DA:1,2,eFNSF+a"], { lines: ["1:2"] }],
    [
      "reads counts with exponent, point and sign, and beyond 2^53",
      ["DA:1,1.5e+20", "DA:2,0.5", "DA:3,-4", "DA:4,18446744073709551615"],
      { lines: ["1:150000000000000000000", "2:0.5", "3:0", "4:18446744073709552000"] },
    ],
    ["adds lines that come again and sorts them", ["DA:3,1", "DA:1,2", "DA:3,4"], { lines: ["1:2", "3:5"] }],
    [
      "leaves line 0 out",
      ["DA:0,1", "DA:1,1", "BRDA:0,0,0,1", "BRDA:1,0,0,1"],
      { lines: ["1:1"], branches: ["1:0=1"] },
    ],
    [
      "tells a branch whose decision never ran from one not taken",
      ["DA:1,1", "BRDA:1,0,0,-", "BRDA:1,0,1,0"],
      { lines: ["1:1"], branches: ["1:0=-1", "1:1=0"] },
    ],
    [
      "counts exception and fallthrough branches, and no unreachable ones",
      ["DA:1,1", "BRDA:1,e0,0,1", "BRDA:1,f0,1,0", "BRDA:1,U0,2,0"],
      { lines: ["1:1"], branches: ["1:0=1", "1:1=0"] },
    ],
    [
      "reads Bazel's branches without a number: never evaluated, not taken, taken",
      ["BA:4,2", "BA:4,1", "BA:7,0", "BA:7,0", "DA:4,1"],
      { lines: ["4:1"], branches: ["4:0=1", "4:1=0", "7:0=-1", "7:1=-1"] },
    ],
    [
      "reads functions with and without end line, with commas in the name",
      ["FN:3,9,f(int, int)", "FN:12,main", "FNDA:2,f(int, int)", "FNDA:0,main", "DA:3,2"],
      { functions: ["f(int, int) 3-9=2", "main 12-0=0"], lines: ["3:2"] },
    ],
    [
      "finds the line of a function whose count comes first, in whatever way it is written",
      ["FNDA:1e3,f", "FN:7,f", "DA:7,1"],
      { functions: ["f 7-0=1000"], lines: ["7:1"] },
    ],
    [
      "counts a function of several names once",
      ["FNL:0,3,9", "FNA:0,0,f<int>", "FNA:0,2,f<char>", "FNL:1,12", "FNA:1,0,g", "DA:3,2"],
      { functions: ["f<int> 3-9=2", "g 12-0=0"], lines: ["3:2"] },
    ],
    [
      "tells functions of one name apart by their lines, and gives each its count in their order",
      [
        "FN:2,new",
        "FN:5,run",
        "FN:9,new",
        "FN:12,new",
        "FNDA:0,run",
        "FNDA:1,new",
        "FNDA:0,new",
        "FNDA:4,new",
        "DA:2,1",
      ],
      { functions: ["new 2-0=1", "run 5-0=0", "new 9-0=0", "new 12-0=4"], lines: ["2:1"] },
    ],
    [
      "does so where each count follows its function",
      ["FN:2,3,new", "FNDA:0,new", "FN:9,10,new", "FNDA:5,new", "FN:12,14,new", "FNDA:0,new", "DA:2,1"],
      { functions: ["new 2-3=0", "new 9-10=5", "new 12-14=0"], lines: ["2:1"] },
    ],
    [
      "adds the counts of functions of one name that are listed again",
      ["FN:2,f", "FN:9,f", "FNDA:1,f", "FNDA:0,f", "FN:2,f", "FN:9,f", "FNDA:1,f", "FNDA:0,f", "DA:2,1"],
      { functions: ["f 2-0=2", "f 9-0=0"], lines: ["2:1"] },
    ],
    ["passes over comments, versions and empty lines", ["# a comment", "VER:17", "", "DA:1,1"], { lines: ["1:1"] }],
  ];
  for (const [what, lines, expected] of rows) {
    it(what, () => {
      assert.deepEqual(down(record(...lines)), { "src/a.c": expected });
      assert.deepEqual(down(record(...lines).replaceAll("\n", "\r\n")), { "src/a.c": expected }, "with CRLF");
      assert.deepEqual(down(record(...lines).replaceAll("\n", "\r")), { "src/a.c": expected }, "with CR");
    });
  }

  it("takes no space behind SF: for a part of the path", () => {
    assert.deepEqual(down(record("DA:1,1").replace("SF:", "SF: ")), { "src/a.c": { lines: ["1:1"] } });
  });

  it("keeps the branch's expression with its commas", () => {
    const { report } = readCoverage(lcov, record("DA:4,1", "BRDA:4,0,f(a, b) && c,3", "BRDA:4,0,else,0"));
    const { branches, labels } = report.coverage;
    assert.deepEqual(
      [...branches!.label].map((label) => labels[label]),
      ["f(a, b) && c", "else"],
    );
    assert.deepEqual([...branches!.hits], [3, 0]);
  });

  it("reads MC/DC as conditions", () => {
    const { report } = readCoverage(
      lcov,
      record("DA:4,1", "MCDC:4,2,t,1,0,a", "MCDC:4,2,f,0,0,a", "MCDC:4,U2,t,0,1,b"),
    );
    assert.deepEqual(coverageTotals(report.coverage).conditions, { covered: 1, total: 2 });
  });

  it("merges records of one file, also behind a glued end_of_record", () => {
    const report =
      "TN:a\nSF:x.c\nDA:1,1\nDA:2,0\nend_of_recordSF:y.c\nDA:1,1\nend_of_record\nTN:b\nSF:x.c\nDA:2,3\nend_of_record\n";
    assert.deepEqual(down(report), { "x.c": { lines: ["1:1", "2:3"] }, "y.c": { lines: ["1:1"] } });
  });

  it("merges functions of one name in several records of a file by their order", () => {
    const one = record("FN:2,f", "FN:9,f", "FNDA:1,f", "FNDA:0,f", "DA:2,1");
    const other = record("FN:2,f", "FN:9,f", "FNDA:0,f", "FNDA:0,f", "DA:2,0");
    assert.deepEqual(down(one + other)["src/a.c"]!["functions"], ["f 2-0=1", "f 9-0=0"]);
  });

  it("holds no function data where functions are counted and none is listed, as Bun does", () => {
    const functions = (...rows: readonly string[]) =>
      coverageTotals(readCoverage(lcov, record("DA:1,1", ...rows)).report.coverage).functions;
    assert.equal(functions("FNF:6", "FNH:4"), null);
    assert.deepEqual(functions("FNF:0", "FNH:0"), { covered: 0, total: 0 });
    assert.deepEqual(functions("FN:1,a", "FNDA:0,a", "FNF:1", "FNH:0"), { covered: 0, total: 1 });
  });

  it("takes a branch with NaN for a count, as Vitest 4 writes it and counts it, for one that was not taken", () => {
    assert.deepEqual(down(record("DA:1,5", "BRDA:1,0,0,5", "BRDA:1,0,1,NaN", "BRF:2", "BRH:1")), {
      "src/a.c": { lines: ["1:5"], branches: ["1:0=5", "1:1=0"] },
    });
  });

  it("reads functions whose line is none: their names and counts are known", () => {
    assert.deepEqual(down(record("FN:-1,f", "FNDA:3,f", "FN:4294967295,g", "FNDA:0,g", "DA:1,1")), {
      "src/a.c": { lines: ["1:1"], functions: ["f 0-0=3", "g 0-0=0"] },
    });
  });

  it("is refused for a function whose last line is none, where others have theirs; without, a name may begin so", () => {
    const { status, problems } = parseWith(lcov, record("FN:1,4,f", "FN:5,9x,g", "FNDA:1,g", "DA:1,1"));
    assert.deepEqual([status, problems[0]!.code, problems[0]!.line], ["invalid", "malformed-line", 4]);
    for (const name of ["9x", "9x(int, int)"])
      assert.deepEqual(down(record(`FN:5,${name}`, `FNDA:1,${name}`, "DA:5,1"))["src/a.c"]?.["functions"], [
        `${name} 5-0=1`,
      ]);
    assert.deepEqual(down(record("FN:1,4,f", "FN:5,9x", "DA:5,1"))["src/a.c"]?.["functions"], ["f 1-4=0", "9x 5-0=0"]);
  });

  it("is refused for a sum that is no number where it lists no lines: its sums would count", () => {
    const other = "SF:src/b.c\nLF:2\nLH:1\nend_of_record\n";
    const { status, problems } = parseWith(lcov, record("LF:1x", "LH:1") + other);
    assert.deepEqual([status, problems[0]!.code, problems[0]!.line], ["invalid", "malformed-line", 3]);
  });

  for (const row of [
    "DA:1,3x",
    "DA:x,1",
    "DA:1",
    "DA:1,",
    "DA",
    "DA:1,1DA:2,1",
    "DA:16777215,1",
    "DA:-7,1",
    `DA:1,${"9".repeat(400)}`,
    "BRDA:1,0,0,1y",
    "BRDA:x,0,0,1",
    "BRDA:1,x,0,1",
    "BRDA:1,0,0,",
    "BRDA:1,0,0,1.2.3",
    "BRDA:99999999,0,0,1",
    "BA:8,3",
    "MCDC:1,2,t,x,0,a",
    "MCDC:x,2,t,1,0,a",
    "MCDC:1,2,t,1,0",
    "FN:x,f",
    "FN:1",
    "FN:16777215,f",
    "FN:1,16777215,f",
    "FNDA:x,f",
    "FNDA:1",
    "FNL:0,x",
    "FNL:x,1",
    "FNA:0,1,f",
    "FNA:0,x,f",
  ]) {
    it(`is refused for ${row.slice(0, 20)}, which is quoted with its line`, () => {
      const { status, problems } = parseWith(lcov, record("DA:1,1", row));
      assert.deepEqual([status, problems[0]!.code, problems[0]!.line], ["invalid", "malformed-line", 4]);
      assert.ok(problems[0]!.message.startsWith(`"${row.slice(0, 80)}" is no `), problems[0]!.message);
    });
  }

  it("holds no data of what is counted in one file, listed in none and absent from another", () => {
    const sums = (...rows: readonly string[]) => `SF:src/other.c\nDA:1,1\n${rows.join("\n")}\nend_of_record\n`;
    const some = record("DA:1,1", "FNF:6", "FNH:4", "BRF:4", "BRH:2", "MCF:2", "MCH:1");
    const none = sums("FNF:0", "FNH:0", "BRF:0", "BRH:0", "MCF:0", "MCH:0");
    for (const tracefile of [some + none, none + some]) {
      const { branches, functions, conditions } = coverageTotals(readCoverage(lcov, tracefile).report.coverage);
      assert.deepEqual({ branches, functions, conditions }, { branches: null, functions: null, conditions: null });
    }
    const { branches, functions, conditions } = coverageTotals(readCoverage(lcov, none).report.coverage);
    const zero = { covered: 0, total: 0 };
    assert.deepEqual({ branches, functions, conditions }, { branches: zero, functions: zero, conditions: zero });
  });

  it("takes no branches found before the lines, where grcov always has them, for no branch data", () => {
    const branches = (...rows: readonly string[]) =>
      coverageTotals(readCoverage(lcov, record(...rows)).report.coverage).branches;
    assert.equal(branches("FNF:0", "BRF:0", "BRH:0", "DA:1,1", "LF:1", "LH:1"), null);
    assert.deepEqual(branches("DA:1,1", "LF:1", "LH:1", "BRF:0", "BRH:0"), { covered: 0, total: 0 });
    const both = `${record("BRDA:1,0,0,1", "BRF:1", "BRH:1", "DA:1,1")}SF:b.c\nBRF:0\nBRH:0\nDA:1,1\nend_of_record\n`;
    assert.deepEqual(down(both)["b.c"], { lines: ["1:1"], branches: [] });
  });

  it("has measured nothing where it names tests and no source file, as geninfo, grcov and gcovr write it then", () => {
    for (const tracefile of ["TN:\n", "TN:\nTN:\n", "TN:GCOVR report\n", "\nTN:a\r\nTN:b"])
      assert.deepEqual(wordOf(tracefile), ["invalid", "nothing-measured"], tracefile);
    assert.deepEqual(wordOf("TN: a note\nof no tracefile\n"), ["unrecognised", "unrecognised"]);
  });

  it("takes totals from a tracefile that has nothing but totals, and lists no lines", () => {
    const { report } = readCoverage(lcov, record("FNF:2", "FNH:1", "BRF:0", "BRH:0", "LF:7", "LH:4"));
    assert.equal(report.coverage.lines, null);
    assert.deepEqual(coverageTotals(report.coverage).lines, { covered: 4, total: 7 });
    assert.deepEqual(report.declared, { FNF: 2, FNH: 1, BRF: 0, BRH: 0, LF: 7, LH: 4 });
  });

  it("keeps every row of a record of hundreds of thousands", () => {
    const numbers = Array.from({ length: 140_000 }, (_, at) => at + 1);
    const { coverage } = readCoverage(
      lcov,
      record(
        [
          ...numbers.map((at) => `FN:${at},f${at}`),
          ...numbers.map((at) => `FNDA:${at % 7},f${at}`),
          ...numbers.map((at) => `BRDA:${at},0,0,${at % 3 === 0 ? "-" : at % 5}`),
          ...numbers.map((at) => `DA:${at},${at % 11}`),
        ].join("\n"),
      ),
    ).report;
    assert.deepEqual([...coverage.lines!.number], numbers);
    assert.deepEqual(
      [...coverage.lines!.hits],
      numbers.map((at) => at % 11),
    );
    assert.deepEqual(
      [...coverage.branches!.hits],
      numbers.map((at) => (at % 3 === 0 ? -1 : at % 5)),
    );
    assert.deepEqual([...coverage.functions!.line], numbers);
    assert.deepEqual(
      [...coverage.functions!.hits],
      numbers.map((at) => at % 7),
    );
    for (const row of [0, 65_535, 65_536, 139_999]) assert.equal(functionName(coverage.functions!, row), `f${row + 1}`);
  });

  it("tells a file without branches from a report without branch data", () => {
    assert.deepEqual(down(record("DA:1,1", "BRF:0", "BRH:0")), { "src/a.c": { lines: ["1:1"], branches: [] } });
    assert.deepEqual(down(record("DA:1,1")), { "src/a.c": { lines: ["1:1"] } });
  });

  it("takes 0 branches of Rust and Swift for branches that were not measured", () => {
    const rust = record("DA:1,1", "BRF:0", "BRH:0").replace("a.c", "a.rs");
    assert.deepEqual(down(rust), { "src/a.rs": { lines: ["1:1"] } });
    const measured = record("DA:1,1", "BRDA:1,0,0,1", "BRDA:1,0,1,0", "BRF:2", "BRH:1").replace("a.c", "b.rs");
    assert.deepEqual(down(rust + measured), {
      "src/a.rs": { lines: ["1:1"], branches: [] },
      "src/b.rs": { lines: ["1:1"], branches: ["1:0=1", "1:1=0"] },
    });
  });

  const warnings: readonly (readonly [what: string, report: string, code: string, line: number | undefined])[] = [
    ["a record without end", "SF:a.c\nDA:1,1\n", "unterminated", undefined],
    ["a negative count", record("DA:1,-1"), "negative-hits", undefined],
    ["an unreachable branch", record("DA:1,1", "BRDA:1,U0,0,0"), "unreachable", undefined],
    ["a keyword that is not known", record("DA:1,1", "XYZ:1,1"), "malformed-line", 4],
    ["a sum that is no number", record("DA:1,1", "LF:x"), "malformed-line", 4],
    ["rows that name no line of the source", record("DA:0,1", "DA:-1,0", "BRDA:0,0,0,1"), "no-source-line", undefined],
    ["branches with NaN, as Vitest 4 has them", record("DA:1,1", "BRDA:1,0,1,NaN"), "uncounted", undefined],
    ["a summary that differs", record("DA:1,1", "LF:2", "LH:1"), "summary-differs", undefined],
    [
      "a summary of branches that differs",
      record("DA:1,1", "BRDA:1,0,0,1", "BRF:2", "BRH:1"),
      "summary-differs",
      undefined,
    ],
    [
      "a summary of MC/DC that differs",
      record("DA:1,1", "MCDC:1,1,t,1,0,a", "MCDC:1,1,f,0,0,a", "MCF:4", "MCH:1"),
      "summary-differs",
      undefined,
    ],
    ["a last line that is cut", "SF:a.c\nDA:1,1\nDA:2,1", "truncated", 3],
  ];
  for (const [what, report, code, line] of warnings) {
    it(`tells of ${what}, and reads on`, () => {
      const { status, problems } = parseWith(lcov, report);
      assert.equal(status, "read");
      const found = problems.filter((problem) => problem.code === code);
      assert.equal(found.length, 1, JSON.stringify(problems));
      assert.equal(found[0]!.line, line);
    });
  }

  it("tells of branches that differ where lines do, too", () => {
    const { problems } = parseWith(lcov, record("DA:1,1", "BRDA:1,0,0,1", "BRF:2", "BRH:1", "LF:2", "LH:1"));
    assert.deepEqual(
      problems.map(({ message }) => message),
      [
        "in 1 record(s) LF differs from the lines listed: the lines count",
        "BRF adds up to 2, listed are 1: what is listed counts",
      ],
    );
  });

  it("reads a path in Latin-1 and says so", () => {
    const outcome = parseWith(
      lcov,
      Uint8Array.from("SF:caf\u00e9.c\nDA:1,1\nend_of_record\n", (each) => each.charCodeAt(0)),
    );
    assert.ok(outcome.report?.kind === "coverage");
    assert.deepEqual(outcome.report.coverage.paths, ["caf\u00e9.c"]);
    assert.deepEqual(
      outcome.problems.map(({ code }) => code),
      ["encoding"],
    );
  });

  for (const text of [
    "DA:1,1\nSF:a.c\nend_of_record\n",
    "hello\nSF:a.c\nDA:1,1\n",
    "SF\n",
    "{}",
    "<SF:a/>",
    "SF:\nDA:1,1\n",
  ]) {
    it(`is not ${JSON.stringify(text)}`, () => assert.notEqual(parseWith(lcov, text).status, "read"));
  }

  it("is invalid where it is cut in its first line", () => {
    assert.deepEqual(parseWith(lcov, "SF:src/a.c\nDA:1,1\nend_of_record\n").status, "read");
    assert.notEqual(parseWith(lcov, "TN:\nSF:src/a").status, "read");
  });

  const line = fc.integer({ min: 1, max: 400 });
  const hits = fc.integer({ min: 0, max: 2 ** 40 });
  const file = fc.record({
    path: fc.constantFrom("a.c", "src/b.c", "/abs/c d.c", "ü.c"),
    lines: fc.array(fc.tuple(line, hits), { minLength: 1, maxLength: 12 }),
    arms: fc.array(fc.tuple(line, fc.nat(3), fc.nat(3), fc.option(hits)), { maxLength: 6 }),
    functions: fc.uniqueArray(fc.tuple(line, fc.stringMatching(/^[a-z][a-z, ]{0,6}[a-z]$/), hits), {
      maxLength: 4,
      selector: ([, name]) => name,
    }),
  });
  const tracefile = fc.array(file, { minLength: 1, maxLength: 5 });
  type Files = typeof tracefile extends fc.Arbitrary<infer T> ? T : never;

  const written = (files: Files) =>
    files
      .map(({ path, lines, arms, functions }) =>
        [
          `SF:${path}`,
          ...functions.map(([at, name]) => `FN:${at},${name}`),
          ...functions.map(([, name, count]) => `FNDA:${count},${name}`),
          ...arms.map(([at, block, branch, taken]) => `BRDA:${at},${block},${branch},${taken ?? "-"}`),
          ...lines.map(([at, count]) => `DA:${at},${count}`),
          "end_of_record\n",
        ].join("\n"),
      )
      .join("");

  it("gives back what was written, lines, branches and functions", () => {
    fc.assert(
      fc.property(tracefile, (files) => {
        const lines = new Map<string, number>();
        const arms = new Map<string, number>();
        const functions = new Map<string, number>();
        const add = (to: Map<string, number>, key: string, count: number) => to.set(key, (to.get(key) ?? 0) + count);
        for (const { path, ...each } of files) {
          for (const [at, count] of each.lines) add(lines, `${path}:${at}`, count);
          for (const [at, block, branch, taken] of each.arms) add(arms, `${path}:${at}:${block}:${branch}`, taken ?? 0);
          for (const [, name, count] of each.functions) add(functions, `${path}:${name}`, count);
        }
        const count = (of: Map<string, number>) =>
          of.size === 0 ? null : { covered: [...of.values()].filter((value) => value > 0).length, total: of.size };
        const { coverage } = readCoverage(lcov, written(files)).report;
        const totals = coverageTotals(coverage);
        assert.deepEqual(
          [totals.lines, totals.branches, totals.functions],
          [count(lines), count(arms), count(functions)],
        );
        const sum = [...lines.values()].reduce((total, value) => total + value, 0);
        assert.equal(
          Array.from(coverage.lines!.hits).reduce((total, value) => total + value, 0),
          sum,
        );
      }),
      { numRuns: 200 },
    );
  });

  it("does not depend on where the bytes are cut into chunks", () => {
    fc.assert(
      fc.property(tracefile, fc.integer({ min: 1, max: 90 }), (files, size) => {
        assert.deepEqual(parseWith(lcov, written(files), size), parseWith(lcov, written(files)));
      }),
      { numRuns: 150 },
    );
  });

  it("is exact, warned of or invalid wherever it is cut off, and keeps no count that was cut", () => {
    const whole = record(
      "FN:1,4,f(a, b)",
      "FNDA:12,f(a, b)",
      "BRDA:2,0,0,12",
      "BRDA:2,0,1,-",
      "DA:1,12",
      "DA:20,125",
      "LF:2",
      "LH:2",
    );
    const bytes = new TextEncoder().encode(whole);
    for (let length = 0; length < bytes.length - 1; length++) {
      const { status, problems, report } = parseWith(lcov, bytes.subarray(0, length), 7);
      assert.ok(problems.length > 0, `${length} bytes`);
      assert.ok(!problems.some(({ code }) => code === "reader-fault"), `${length} bytes: ${JSON.stringify(problems)}`);
      if (status !== "read") continue;
      assert.ok(
        problems.some(({ code }) => code === "truncated" || code === "unterminated") || length >= bytes.length - 1,
      );
      assert.ok(report?.kind === "coverage");
      for (const each of report.coverage.lines?.hits ?? [])
        assert.ok(each === 12 || each === 125, `${length}: ${each}`);
      for (const each of report.coverage.branches?.hits ?? []) assert.ok(each === 12 || each === -1);
    }
  });

  it("never fails on damaged bytes", () => {
    const base = new TextEncoder().encode(
      record("FN:1,4,f", "FNDA:12,f", "FNL:0,3", "FNA:0,1,g", "BRDA:2,0,0,12", "MCDC:2,2,t,1,0,a", "DA:1,12", "LF:1"),
    );
    const damage = fc.array(fc.tuple(fc.nat(base.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(damage, fc.integer({ min: 1, max: 50 }), (changes, size) => {
        const bytes = base.slice();
        for (const [at, value] of changes) bytes[at] = value;
        const { problems } = parseWith(lcov, bytes, size);
        assert.ok(!problems.some(({ code }) => code === "reader-fault"), JSON.stringify(problems));
      }),
      { numRuns: 500 },
    );
  });
});
