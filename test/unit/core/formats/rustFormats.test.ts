import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { formats } from "../../../../src/core/formats/index.ts";
import { type ParseOutcome, ReportParser } from "../../../../src/core/formats/parser.ts";
import { coverageTotals, nameOf } from "../../../../src/core/model/coverage.ts";
import type { Report, ReportKind } from "../../../../src/core/model/report.ts";

/** What the tools of Rust write and others do not. */

function parse(text: string): ParseOutcome {
  const parser = new ReportParser(formats, "report");
  parser.write(new TextEncoder().encode(text));
  return parser.end();
}

function read<K extends ReportKind>(text: string, format: string, kind: K) {
  const outcome = parse(text);
  assert.equal(outcome.status, "read", JSON.stringify(outcome.problems));
  assert.equal(outcome.format, format);
  assert.equal(outcome.report?.kind, kind);
  const report = outcome.report as Extract<Report, { kind: K }>;
  return { ...report, codes: outcome.problems.map(({ code }) => code) };
}

function lines(...values: readonly unknown[]): string {
  return values.map((value) => `${typeof value === "string" ? value : JSON.stringify(value)}\n`).join("");
}

const suite = (event: string, more = {}) => ({ type: "suite", event, ...more });
const test = (event: string, name: string, more = {}) => ({ type: "test", event, name, ...more });
const libtest = (...values: readonly unknown[]) => read(lines(...values), "libtest-json", "tests");

describe("libtest JSON", () => {
  it("binaries of one path are told apart by their names, and by numbers where these are alike too", () => {
    const binary = (file: string) => [
      `     Running unittests src/lib.rs (target/debug/deps/${file})`,
      suite("started"),
      test("ok", "works"),
      suite("ok", { passed: 1, failed: 0 }),
    ];
    const files = ["a-0123456789abcdef", "b-0123456789abcdef", "b-fedcba9876543210", "a-0123456789abcdef"];
    assert.deepEqual(
      libtest(...files.flatMap(binary)).cases.map((each) => each.suite),
      ["a > src/lib.rs", "b > src/lib.rs", "b > src/lib.rs #2", "a > src/lib.rs"],
    );
  });

  it("a binary of Cargo before 1.53 is named without what changes with each build", () => {
    const { cases } = libtest("     Running target/debug/deps/a-0123456789abcdef", suite("started"), test("ok", "t"));
    assert.equal(cases[0]!.suite, "a");
  });

  it("a process that ended between two tests of a binary is told, and sums of the others are not compared", () => {
    const { aborted, codes } = libtest(
      suite("started"),
      test("started", "a"),
      test("ok", "a"),
      suite("started"),
      test("ok", "b"),
      suite("ok", { passed: 1, failed: 0 }),
    );
    assert.equal(aborted, "the test process did not end");
    assert.deepEqual(codes, []);
  });

  it("tests that were listed were not run", () => {
    const { cases, aborted, codes } = libtest(
      suite("discovery"),
      test("discovered", "t::a", { ignore: false, source_path: "src/lib.rs", start_line: 3 }),
      suite("completed", { tests: 1, benchmarks: 0, total: 1, ignored: 0 }),
    );
    assert.deepEqual(
      cases.map(({ outcome, message, file, line }) => [outcome, message, file, line]),
      [["skipped", "it was listed and not run", "src/lib.rs", 3]],
    );
    assert.deepEqual([aborted, codes], [null, []]);
  });

  it("a benchmark is begun like a test and is none", () => {
    const { cases, aborted, codes } = libtest(
      suite("started"),
      test("started", "fast"),
      { type: "bench", name: "fast", median: 1, deviation: 0 },
      test("ignored", "a"),
      suite("ok", { passed: 0, failed: 0, measured: 1 }),
    );
    assert.deepEqual(
      cases.map(({ name }) => name),
      ["a"],
    );
    assert.equal(aborted, null);
    assert.deepEqual(codes, ["benchmarks"]);
  });

  it("nextest: suites run side by side, and a number behind a name is that of the attempt that counts", () => {
    const nextest = (binary: string) => ({ nextest: { crate: "c", test_binary: binary, kind: "test" } });
    const { cases, aborted, dialect, codes } = libtest(
      suite("started", nextest("one")),
      test("started", "c::one$m::a"),
      suite("started", nextest("two")),
      test("started", "c::two$a"),
      test("failed", "c::one$m::a#3", { reason: "time limit exceeded" }),
      suite("failed", { passed: 0, failed: 1, filtered_out: 1, ...nextest("one") }),
      test("started", "c::c$b"),
      test("ok", "c::two$a#2"),
      suite("ok", { passed: 1, failed: 0, ...nextest("two") }),
      suite("started", nextest("c")),
      test("ok", "c::c$b"),
      suite("ok", { passed: 1, failed: 0, ...nextest("c") }),
    );
    assert.deepEqual(
      cases.map(({ suite, name, outcome, runs, flaky, message }) => [suite, name, outcome, runs, flaky, message]),
      [
        ["c::one", "m::a", "failed", 3, false, "time limit exceeded"],
        ["c::two", "a", "passed", 2, true, null],
        ["c", "b", "passed", 1, false, null],
      ],
    );
    assert.deepEqual([aborted, dialect, codes], [null, "nextest", []]);
  });

  it("tests of documentation whose file has the backslashes of Windows as they are", () => {
    const line = (name: string, event: string) => `{ "type": "test", "name": "${name}", "event": "${event}" }`;
    const { cases, codes } = libtest(
      '{ "type": "suite", "event": "started", "test_count": 3 }',
      line("src\\lib.rs - func (line 47)", "ok"),
      line("src\\bindings\\a.rs - f (line 9)", "ignored"),
      `${line("src\\unknown.rs - g (line 1)", "failed").slice(0, -2)}, "stdout": "a \\"b\\"\\nc\\n" }`,
      '{ "type": "suite", "event": "failed", "passed": 1, "failed": 1, "ignored": 1 }',
    );
    assert.deepEqual(
      cases.map(({ name, outcome }) => `${name} ${outcome}`),
      [
        "src\\lib.rs - func (line 47) passed",
        "src\\bindings\\a.rs - f (line 9) skipped",
        "src\\unknown.rs - g (line 1) failed",
      ],
    );
    assert.equal(cases[2]?.message, 'a "b"\nc');
    assert.deepEqual(codes, []);
  });
});

describe("JUnit of Rust", () => {
  it("libtest: what a failed test printed is its message", () => {
    const { cases, dialect } = read(
      `<testsuites><testsuite name="test" package="test" id="0" tests="2"><testcase classname="t" name="a"><failure type="assert"/><system-out><![CDATA[left: 4]]></system-out></testcase><testcase classname="t" name="b"><failure type="assert"/></testcase></testsuite></testsuites>`,
      "junit",
      "tests",
    );
    assert.deepEqual(
      cases.map(({ message }) => message),
      ["left: 4", "assert"],
    );
    assert.equal(dialect, "libtest");
  });

  it("nextest: a set-up script is no test, and one that fails is an error of a suite", () => {
    const { cases, suiteErrors, codes } = read(
      `<testsuites name="nextest-run" tests="2" failures="1"><testsuite name="@setup-script:prepare" tests="1"><testcase name="prepare"><failure type="set-up failed"/></testcase></testsuite><testsuite name="c" tests="1"><testcase name="a"/></testsuite></testsuites>`,
      "junit",
      "tests",
    );
    assert.equal(cases.length, 1);
    assert.deepEqual(suiteErrors, [{ suite: "@setup-script:prepare", message: "prepare: set-up failed" }]);
    assert.deepEqual(codes, []);
  });

  it("cargo2junit: what happened stands in the text", () => {
    const { cases } = read(
      `<testsuites><testsuite name="cargo test #0"><testcase name="a" classname="m"><failure type="cargo test" message="failed m::a">left: 4</failure></testcase></testsuite></testsuites>`,
      "junit",
      "tests",
    );
    assert.equal(cases[0]!.message, "left: 4");
  });
});

describe("Coverage of Rust", () => {
  const record = (fnf: number) =>
    `SF:/w/src/lib.rs\nFN:2,_R1each\nFN:9,_Rother\nFN:2,_R2each\nFNDA:1,_R1each\nFNDA:0,_Rother\nFNDA:3,_R2each\nFNF:${fnf}\nFNH:1\nDA:2,4\nLF:1\nLH:1\nend_of_record\n`;

  it("llvm-cov's LCOV lists the instances of one function, and its sum counts functions", () => {
    const { coverage, codes } = read(record(2), "lcov", "coverage");
    assert.deepEqual(coverageTotals(coverage).functions, { covered: 1, total: 2 });
    const { functions } = coverage;
    assert.deepEqual([...functions!.start], [0, 2]);
    assert.deepEqual([...functions!.hits], [4, 0]);
    assert.deepEqual(
      [...functions!.name].map((id) => nameOf(functions!.names, id)),
      ["_R1each", "_Rother"],
    );
    assert.deepEqual(codes, []);
  });

  for (const fnf of [1, 3]) {
    it(`functions that begin in one line stay several where the sum says ${fnf}`, () => {
      assert.equal(coverageTotals(read(record(fnf), "lcov", "coverage").coverage).functions?.total, 3);
    });
  }

  it("llvm-cov's JSON lists the functions of files that were left out", () => {
    const region = (line: number) => [line, 1, line, 9, 1, 0, 0, 0];
    const summary = { lines: { count: 1, covered: 1 } };
    const { coverage } = read(
      JSON.stringify({
        type: "llvm.coverage.json.export",
        version: "3.1.0",
        data: [
          {
            files: [{ filename: "/w/src/lib.rs", segments: [[2, 1, 1, true, true, false]], summary }],
            functions: [
              { name: "a", count: 1, filenames: ["/w/src/lib.rs"], regions: [region(2)] },
              { name: "t", count: 1, filenames: ["/w/tests/t.rs"], regions: [region(3)] },
            ],
          },
        ],
      }),
      "llvm-cov",
      "coverage",
    );
    assert.deepEqual([coverage.paths, coverageTotals(coverage).functions?.total], [["/w/src/lib.rs"], 1]);
  });

  it("cargo-llvm-cov's Codecov JSON counts regions, which are no branches", () => {
    const json = (more: object) => JSON.stringify({ coverage: { "src/lib.rs": { "1": "1/2", "2": "0/2", ...more } } });
    const regions = read(json({ "3": "1/1" }), "codecov", "coverage");
    assert.deepEqual(coverageTotals(regions.coverage).lines, { covered: 2, total: 3 });
    assert.equal(coverageTotals(regions.coverage).branches, null);
    assert.deepEqual(regions.codes, ["regions"]);
    assert.deepEqual(coverageTotals(read(json({}), "codecov", "coverage").coverage).branches, { covered: 1, total: 4 });
  });

  for (const [dialect, version, package_] of [
    ["grcov", "1.9", "src/lib.rs"],
    ["tarpaulin", "1.9", "src"],
    ["lcov2cobertura", "2.0.3", "src"],
  ] as const) {
    it(`Cobertura of ${dialect} is told by its version and packages`, () => {
      const report = read(
        `<coverage lines-covered="1" lines-valid="1" line-rate="1" version="${version}" timestamp="1"><packages><package name="${package_}"><classes><class name="lib" filename="src/lib.rs"><methods/><lines><line number="1" hits="1"/></lines></class></classes></package></packages></coverage>`,
        "cobertura",
        "coverage",
      );
      assert.equal(report.dialect, dialect);
    });
  }
});

describe("libtest's benches as text", () => {
  it("are named without the letters that stand before them where fewer words were asked for", () => {
    const text =
      "\nrunning 3 tests\niitest nested::each ... bench:          12.80 ns/iter (+/- 1.25) = 1333 MB/s\n\ntest result: ok. 0 passed; 0 failed; 2 ignored; 1 measured; 0 filtered out\n";
    const { benchmarks, producer } = read(text, "criterion-text", "benchmarks");
    assert.deepEqual(
      benchmarks.map(({ name, value }) => [name, value]),
      [["nested::each", 12.8]],
    );
    assert.equal(producer, "libtest");
  });
});
