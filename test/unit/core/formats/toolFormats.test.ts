import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { formats } from "../../../../src/core/formats/index.ts";
import { type ParseOutcome, ReportParser } from "../../../../src/core/formats/parser.ts";
import type { Report, ReportKind } from "../../../../src/core/model/report.ts";

function parse(text: string, path = "report", size = 7): ParseOutcome {
  const bytes = new TextEncoder().encode(text);
  const parser = new ReportParser(formats, path);
  for (let at = 0; at < bytes.length; at += size) parser.write(bytes.subarray(at, at + size));
  return parser.end();
}

function read<K extends ReportKind>(text: string, format: string, kind: K, path?: string): Report & { kind: K } {
  const outcome = parse(text, path);
  assert.equal(outcome.status, "read", JSON.stringify(outcome.problems));
  assert.equal(outcome.format, format);
  assert.equal(outcome.report?.kind, kind);
  return outcome.report as Report & { kind: K };
}

function refused(text: string, path?: string): string | undefined {
  const outcome = parse(text, path);
  assert.equal(outcome.status, "invalid");
  return outcome.problems[0]?.code;
}

const goBench = (names: readonly string[]) =>
  `${names.map((name) => `${name} \t 100\t 12 ns/op\t 8 B/op\n`).join("")}PASS\n`;

const cargoCriterion = `   Compiling a v0.1.0
{"reason":"benchmark-complete","id":"a/b","report_directory":"/x","iteration_count":[10,20],"measured_values":[50.0,90.0],"unit":"ns","throughput":[],"typical":{"estimate":4.75,"lower_bound":4.0,"upper_bound":5.0,"unit":"ns"},"mean":{"estimate":4.8,"lower_bound":4.0,"upper_bound":5.0,"unit":"ns"}}
{"reason":"group-complete","group_name":"a","benchmarks":["a/b"],"report_directory":"/x"}
`;

const googleRow = (rest: object) => ({ run_name: "BM", cpu_time: 1, time_unit: "us", ...rest });
const googleBenchmark = JSON.stringify({
  context: { num_cpus: 2, library_build_type: "release" },
  benchmarks: [
    googleRow({ name: "BM", run_type: "iteration", real_time: 3 }),
    googleRow({ name: "BM", run_type: "iteration", real_time: 5 }),
    googleRow({ name: "BM_mean", run_type: "aggregate", aggregate_name: "mean", real_time: 4 }),
    googleRow({ name: "BM_median", run_type: "aggregate", aggregate_name: "median", real_time: 4.5 }),
    { name: "BM_bad", run_type: "iteration", run_name: "BM_bad", error_occurred: true, real_time: 0, time_unit: "us" },
  ],
});

const docstr = `
File: "/src/pkg/mod.py"
 - No module docstring
 - No docstring for \`A.f\`
 Needed: 5; Found: 3; Missing: 2; Coverage: 60.0%


Overall statistics for 2 files:
Needed: 6  -  Found: 4  -  Missing: 2
Total coverage: 66.7%  -  Grade: Not bad
`;

const sphinx = (percent: string, undocumented: number) => `Undocumented Python objects
===========================

Statistics
----------

+---------+----------+--------------+
| Module  | Coverage | Undocumented |
+=========+==========+==============+
| pkg     | 100.00%  | 0            |
+---------+----------+--------------+
| pkg.mod | ${percent}%   | ${undocumented}            |
+---------+----------+--------------+
| TOTAL   | ${percent}%   | ${undocumented}            |
+---------+----------+--------------+

pkg.mod
-------

Functions:
 * h

Classes:
 * A -- missing methods:

   - f
`;

const tsan = `==================
WARNING: ThreadSanitizer: data race (pid=1)
  Write of size 4 at 0x55e8 by thread T2:
    #0 operator new(unsigned long) /usr/lib/new.cpp:1:1 (r+0x1)
    #1 w() /src/r.cpp:3:12 (r+0xd43a8) (BuildId: 40c5)
  Previous write of size 4 at 0x55e8 by thread T1:
    #0 w() /src/r.cpp:9:12 (r+0xd43a8)
SUMMARY: ThreadSanitizer: data race /src/r.cpp:3:12 in w()
==================
WARNING: ThreadSanitizer: lock-order-inversion (potential deadlock) (pid=1)
    #0 pthread_mutex_lock <null> (r+0x1)
    #1 lock /src/l.cpp:7:3 (r+0x2)
`;

const mutmutStats = {
  killed: 3,
  survived: 2,
  total: 6,
  no_tests: 1,
  skipped: 0,
  suspicious: 0,
  timeout: 0,
  segfault: 0,
};

const cargoMutant = (summary: string, line: number) => ({
  scenario: { Mutant: { name: "m", file: "src/lib.rs", span: { start: { line, column: 1 } }, genre: "FnValue" } },
  summary,
});
const cargoMutants = {
  outcomes: [
    { scenario: "Baseline", summary: "Success" },
    cargoMutant("CaughtMutant", 3),
    cargoMutant("MissedMutant", 7),
    cargoMutant("Timeout", 9),
    cargoMutant("Unviable", 11),
  ],
  total_mutants: 4,
  end_time: "2026-11-24T10:00:00Z",
  cargo_mutants_version: "25.0.0",
};

const pit = (status: string) =>
  `<mutations partial="true"><mutation detected="true" status="${status}"><sourceFile>A.kt</sourceFile><mutatedClass>A</mutatedClass><lineNumber>7</lineNumber><mutator>org.pitest.Math</mutator></mutation></mutations>`;

const stryker = (status: string) => ({
  schemaVersion: "1",
  thresholds: { high: 80, low: 60 },
  files: {
    "src/a.ts": { source: "", mutants: [{ id: "1", mutatorName: "Block", status, location: { start: { line: 3 } } }] },
  },
});

const sarifResult = (rest: object) => ({
  ruleId: "R1",
  message: { text: "m" },
  locations: [{ physicalLocation: { artifactLocation: { uri: "src/a.c" }, region: { startLine: 4, endLine: 5 } } }],
  ...rest,
});
const sarif = (results: unknown, rest: object = {}) => ({
  version: "2.1.0",
  runs: [
    {
      tool: {
        driver: { name: "T", version: "1", rules: [{ id: "R1", defaultConfiguration: { level: "error" } }] },
        extensions: [{ name: "E", rules: [{ id: "E/1", defaultConfiguration: { level: "note" } }] }],
      },
      artifacts: [{ location: { uri: "src/b.c" } }],
      results,
      ...rest,
    },
  ],
});

describe("Benchmark formats", () => {
  const names: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    [
      "the number of processors is no part of a name",
      ["BenchmarkA-8", "BenchmarkB/x=1-8"],
      ["BenchmarkA", "BenchmarkB/x=1"],
    ],
    [
      "a number that only some names have is theirs",
      ["BenchmarkA-8", "BenchmarkA-16"],
      ["BenchmarkA-8", "BenchmarkA-16"],
    ],
    ["a name without a number stays", ["BenchmarkA", "BenchmarkA/n-100"], ["BenchmarkA", "BenchmarkA/n-100"]],
  ];
  for (const [rule, written, expected] of names) {
    it(`Go: ${rule}`, () => {
      const { benchmarks } = read(goBench(written), "go-bench-text", "benchmarks");
      assert.deepEqual(
        benchmarks.map(({ name }) => name),
        expected,
      );
    });
  }

  it("Go: the same name in two packages is two benchmarks; a run that does not say how it ended is told", () => {
    const outcome = parse("pkg: a\nBenchmarkA 1 5 ns/op\npkg: b\nBenchmarkA 1 7 ns/op\n");
    assert.ok(outcome.report?.kind === "benchmarks");
    assert.deepEqual(
      outcome.report.benchmarks.map(({ name, value }) => [name, value]),
      [
        ["a.BenchmarkA", 5],
        ["b.BenchmarkA", 7],
      ],
    );
    assert.deepEqual(
      outcome.problems.map(({ code }) => code),
      ["unfinished"],
    );
  });

  it("cargo-criterion: the typical time, with a sample for each measured value", () => {
    const { benchmarks } = read(cargoCriterion, "cargo-criterion", "benchmarks");
    assert.deepEqual(benchmarks, [
      { name: "a/b", value: 4.75, unit: "ns", better: "smaller", samples: [5, 4.5], deviation: null },
    ]);
  });

  it("Criterion: how two runs differ is no result", () => {
    const text = '{"mean":{"point_estimate":0.02},"median":{}}';
    assert.equal(refused(text, "target/criterion/a/change/estimates.json"), "not-a-result");
  });

  it("libtest: nanoseconds an iteration", () => {
    const { benchmarks } = read("test a::b ... bench:   1,234.50 ns/iter (+/- 56)\n", "criterion-text", "benchmarks");
    assert.deepEqual([benchmarks[0]?.name, benchmarks[0]?.value, benchmarks[0]?.unit], ["a::b", 1234.5, "ns/iter"]);
  });

  it("Google Benchmark: the median with its repetitions; one that failed has no value", () => {
    const { benchmarks } = read(googleBenchmark, "google-benchmark", "benchmarks");
    assert.deepEqual(
      benchmarks.map(({ name, value, samples }) => [name, value, samples]),
      [
        ["BM", 4.5, [3, 5]],
        ["BM_bad", null, null],
      ],
    );
  });
});

describe("Documentation formats", () => {
  it("Vitest 5: benchmarks stand in its tests, a report of other tests too is one of tests", () => {
    const tasks = [{ name: "b", latency: { mean: 0.5, sd: 0.1 } }];
    const benchmark = { title: "a", status: "passed", benchmarks: [{ name: "x > a", tasks }] };
    const skipped = { title: "c", status: "skipped", benchmarks: [] };
    const run = (...assertionResults: readonly object[]) =>
      JSON.stringify({ numTotalTests: 2, testResults: [{ name: "/w/a.bench.ts", assertionResults }] });
    const { benchmarks } = read(run(benchmark, skipped), "vitest-bench", "benchmarks");
    assert.deepEqual(
      benchmarks.map(({ name, value, unit, deviation }) => [name, value, unit, deviation]),
      [["x > a > b", 0.5, "ms", 0.1]],
    );
    read(run(benchmark, { title: "d", status: "passed", benchmarks: [] }), "jest-json", "tests");
  });

  it("docstr-coverage: files that miss something, where it lists no symbols", () => {
    const text = docstr.replace(/^ - No .*\n/gm, "");
    const { items } = read(text, "docstr-coverage", "documentation");
    assert.deepEqual(items, [{ file: "/src/pkg/mod.py", line: null, name: "2 of 5", documented: false }]);
  });

  it("interrogate: a percentage alone is no count", () => {
    assert.equal(refused("RESULT: FAILED (minumum: 80.0%, actual: 50.0%)\n"), "no-counts");
    assert.equal(refused("RESULT: FAILED (minimum: 80.0%, actual: 50.0%)\n"), "no-counts");
  });

  it("docstr-coverage: the sums, and what lacks a docstring", () => {
    const { covered, total, items } = read(docstr, "docstr-coverage", "documentation");
    assert.deepEqual([covered, total], [4, 6]);
    assert.deepEqual(
      items?.map(({ file, name }) => [file, name]),
      [
        ["/src/pkg/mod.py", "/src/pkg/mod.py"],
        ["/src/pkg/mod.py", "A.f"],
      ],
    );
  });

  it("docstr-coverage: cut off before its sums, or with sums that do not add up, is refused", () => {
    assert.equal(refused(docstr.slice(0, docstr.indexOf("Needed: 6"))), "truncated");
    assert.equal(refused(docstr.replace("Found: 4", "Found: 3")), "contradiction");
  });

  it("Sphinx: the only number of objects that the percentage fits", () => {
    const { covered, total, items } = read(sphinx("33.33", 2), "sphinx-coverage", "documentation");
    assert.deepEqual([covered, total], [1, 3]);
    assert.deepEqual(
      items?.map(({ name }) => name),
      ["pkg.mod.h", "pkg.mod.A.f"],
    );
  });

  it("Sphinx: without its headline (coverage_write_headline) it begins with its table", () => {
    const text = sphinx("33.33", 2);
    const { covered, total } = read(text.slice(text.indexOf("Statistics")), "sphinx-coverage", "documentation");
    assert.deepEqual([covered, total], [1, 3]);
  });

  it("Sphinx: where more than one number fits, or none is stated, nothing is guessed", () => {
    assert.equal(refused(sphinx("99.95", 1)), "no-counts");
    assert.equal(
      refused("Undocumented Python objects\n===========================\npkg\n---\nFunctions:\n * h\n"),
      "no-counts",
    );
  });

  it("Sphinx: where nothing is missing the modules count", () => {
    const text = sphinx("100.00", 0);
    const whole = text.slice(0, text.indexOf("pkg.mod\n---"));
    const { covered, total } = read(whole, "sphinx-coverage", "documentation");
    assert.deepEqual([covered, total], [2, 2]);
  });

  it("Sphinx: modules that failed to import are named, and no number is made of the others", () => {
    const failed =
      "Modules that failed to import\n-----------------------------\n\n * pkg.a -- No module named 'pkg'\n * pkg.b -- no\n";
    const { status, problems } = parse(`${sphinx("33.33", 2)}\n${failed}`);
    assert.equal(status, "invalid");
    assert.equal(problems[0]?.code, "nothing-measured");
    assert.match(problems[0].message, /^2 of 4 modules failed to import, .*: pkg\.a, pkg\.b$/);
  });

  it("Sphinx: a TOTAL of 100 with nothing undocumented, of nothing, measures nothing", () => {
    const empty = sphinx("100.00", 0).replace(/\| TOTAL.*/, "| TOTAL   | 100      | 0            |");
    const table = empty.slice(0, empty.indexOf("pkg.mod\n---"));
    assert.equal(refused(table), "nothing-measured");
    assert.equal(refused(table.replace(/\| pkg.*\n\+[-+]+\n/g, "")), "nothing-measured");
  });

  it("Sphinx: a class that is listed and that its statistics do not count is no full coverage", () => {
    assert.equal(refused(sphinx("100.00", 0)), "no-counts");
  });
});

describe("Findings formats", () => {
  it("ThreadSanitizer: the place of the summary, or the first that is not of a library", () => {
    const { findings, aborted } = read(tsan, "race-log", "findings");
    assert.equal(aborted, null);
    assert.deepEqual(
      findings.map(({ rule, file, line }) => [rule, file, line]),
      [
        ["data race", "/src/r.cpp", 3],
        ["lock-order-inversion (potential deadlock)", "/src/l.cpp", 7],
      ],
    );
  });

  it("a sanitizer that could not start makes the run broken off", () => {
    const { findings, aborted } = read(
      "FATAL: ThreadSanitizer: unexpected memory mapping 0x1\n",
      "race-log",
      "findings",
    );
    assert.deepEqual(findings, []);
    assert.match(aborted ?? "", /unexpected memory mapping/);
  });

  it("SARIF: levels of rules and extensions, suppressions, baselines, places by index", () => {
    const { findings } = read(
      JSON.stringify(
        sarif([
          sarifResult({}),
          sarifResult({ ruleId: "R1/sub", level: "note" }),
          sarifResult({ ruleId: "E/1" }),
          sarifResult({ ruleId: "none" }),
          sarifResult({ suppressions: [{ kind: "inSource" }] }),
          sarifResult({ suppressions: [{ kind: "external", status: "rejected" }] }),
          sarifResult({ kind: "pass" }),
          sarifResult({ baselineState: "absent" }),
          sarifResult({ locations: [{ physicalLocation: { artifactLocation: { index: 0 } } }] }),
        ]),
      ),
      "sarif",
      "findings",
    );
    assert.deepEqual(
      findings.map(({ rule, level, file, line, suppressed }) => [rule, level, file, line, suppressed]),
      [
        ["R1", "error", "src/a.c", 4, false],
        ["R1/sub", "note", "src/a.c", 4, false],
        ["E/1", "note", "src/a.c", 4, false],
        ["none", "warning", "src/a.c", 4, false],
        ["R1", "error", "src/a.c", 4, true],
        ["R1", "error", "src/a.c", 4, false],
        ["R1", "none", "src/a.c", 4, false],
        ["R1", "error", "src/b.c", null, false],
      ],
    );
  });

  it("SARIF: a run that failed tells why in its notifications", () => {
    const notification = { level: "error", message: { text: "Parsing error" } };
    const invocations = [{ executionSuccessful: false, toolConfigurationNotifications: [notification] }];
    const { aborted } = read(JSON.stringify(sarif([], { invocations })), "sarif", "findings");
    assert.equal(aborted, "the tool says that its run failed: Parsing error");
  });

  it("SARIF: a run that failed or did not begin is broken off", () => {
    const failed = sarif([], { invocations: [{ executionSuccessful: false, exitCodeDescription: "out of memory" }] });
    assert.match(read(JSON.stringify(failed), "sarif", "findings").aborted ?? "", /out of memory/);
    assert.notEqual(read(JSON.stringify(sarif(null)), "sarif", "findings").aborted, null);
    assert.equal(read(JSON.stringify(sarif([])), "sarif", "findings").aborted, null);
  });
});

describe("Mutation formats", () => {
  const strykerStatuses = [
    ["Killed", "killed"],
    ["Timeout", "timeout"],
    ["Survived", "survived"],
    ["NoCoverage", "no-coverage"],
    ["CompileError", "invalid"],
    ["RuntimeError", "invalid"],
    ["Ignored", "ignored"],
    ["Pending", "pending"],
  ] as const;
  for (const [written, status] of strykerStatuses) {
    it(`Stryker: ${written} is ${status}`, () => {
      const { mutants } = read(JSON.stringify(stryker(written)), "stryker", "mutation");
      assert.deepEqual(mutants, [{ file: "src/a.ts", line: 3, mutator: "Block", status }]);
    });
  }

  const pitStatuses = [
    ["KILLED", "killed"],
    ["TIMED_OUT", "timeout"],
    ["SURVIVED", "survived"],
    ["NO_COVERAGE", "no-coverage"],
    ["NON_VIABLE", "invalid"],
    ["MEMORY_ERROR", "killed"],
    ["NOT_STARTED", "pending"],
  ] as const;
  for (const [written, status] of pitStatuses) {
    it(`PIT: ${written} is ${status}`, () => {
      const { mutants } = read(pit(written), "pit", "mutation");
      assert.deepEqual(mutants, [{ file: "A.kt", line: 7, mutator: "Math", status }]);
    });
  }

  it("a status that is not known is refused, not left out", () => {
    assert.equal(refused(JSON.stringify(stryker("Odd"))), "structure");
    assert.equal(refused(pit("ODD")), "structure");
    assert.equal(refused(JSON.stringify({ ...cargoMutants, outcomes: [cargoMutant("Odd", 1)] })), "structure");
  });

  it("mutmut: by exit code, of the file whose results they are; what was not run is told", () => {
    const codes = { "m.x_a__mutmut_1": 1, "m.x_a__mutmut_2": 0, "m.x_a__mutmut_3": 36, "m.x_a__mutmut_4": null };
    const outcome = parse(JSON.stringify({ exit_code_by_key: codes }), "mutants/pkg/m.py.meta");
    assert.equal(outcome.format, "mutmut");
    assert.ok(outcome.report?.kind === "mutation");
    assert.deepEqual(
      outcome.report.mutants.map(({ file, status }) => [file, status]),
      [
        ["pkg/m.py", "killed"],
        ["pkg/m.py", "survived"],
        ["pkg/m.py", "timeout"],
        ["pkg/m.py", "pending"],
      ],
    );
    assert.deepEqual(
      outcome.problems.map(({ code }) => code),
      ["not-run"],
    );
  });

  it("mutmut: its counts; more than its total, or an interrupted run, is refused", () => {
    const { mutants } = read(JSON.stringify(mutmutStats), "mutmut", "mutation");
    assert.deepEqual(
      mutants.map(({ status }) => status),
      ["killed", "killed", "killed", "survived", "survived", "no-coverage"],
    );
    assert.equal(refused(JSON.stringify({ ...mutmutStats, total: 5 })), "contradiction");
    assert.equal(refused(JSON.stringify({ ...mutmutStats, check_was_interrupted_by_user: 1 })), "aborted");
  });

  it("cargo-mutants: file, line and outcome; the run without a mutant does not count", () => {
    const { mutants, producer } = read(JSON.stringify(cargoMutants), "cargo-mutants", "mutation");
    assert.equal(producer, "cargo-mutants 25.0.0");
    assert.deepEqual(
      mutants.map(({ line, status }) => [line, status]),
      [
        [3, "killed"],
        [7, "survived"],
        [9, "timeout"],
        [11, "invalid"],
      ],
    );
  });

  it("cargo-mutants: a run that broke off, or whose tests fail anyway, is refused", () => {
    assert.equal(refused(JSON.stringify({ ...cargoMutants, end_time: null })), "aborted");
    const baseline = { scenario: "Baseline", summary: "Failure" };
    assert.equal(refused(JSON.stringify({ ...cargoMutants, outcomes: [baseline] })), "aborted");
  });
});

describe("A report of a tool that is cut off", () => {
  const documents: readonly (readonly [string, string])[] = [
    ["google-benchmark", googleBenchmark],
    ["sarif", JSON.stringify(sarif([sarifResult({})]))],
    ["stryker", JSON.stringify(stryker("Killed"))],
    ["pit", pit("KILLED")],
    ["cargo-mutants", JSON.stringify(cargoMutants)],
    ["mutmut", JSON.stringify(mutmutStats)],
  ];
  for (const [format, text] of documents) {
    it(`${format}: is refused at any byte`, () => {
      for (let length = 0; length < text.length; length++) {
        const outcome = parse(text.slice(0, length), "report", 64);
        assert.notEqual(outcome.status, "read", `cut at ${length}`);
        assert.ok(!outcome.problems.some(({ code }) => code === "reader-fault"), JSON.stringify(outcome.problems));
      }
    });
  }

  const texts: readonly (readonly [string, string, (report: Report) => boolean])[] = [
    ["go-bench-text", goBench(["BenchmarkA"]), (it) => it.kind === "benchmarks" && it.benchmarks[0]!.value === 12],
    ["docstr-coverage", docstr, (it) => it.kind === "documentation" && it.covered === 4 && it.total === 6],
    ["sphinx-coverage", sphinx("33.33", 2), (it) => it.kind === "documentation" && it.covered === 1 && it.total === 3],
    ["cargo-criterion", cargoCriterion, (it) => it.kind === "benchmarks" && it.benchmarks[0]!.value === 4.75],
    ["race-log", tsan, (it) => it.kind === "findings" && it.findings.every(({ rule }) => rule !== "")],
  ];
  for (const [format, text, isExact] of texts) {
    it(`${format}: gives what it states or nothing`, () => {
      for (let length = 0; length <= text.length; length++) {
        const { report, problems } = parse(text.slice(0, length), "report", 64);
        assert.ok(!problems.some(({ code }) => code === "reader-fault"), JSON.stringify(problems));
        assert.ok(report === null || isExact(report), `cut at ${length}: ${JSON.stringify(report)}`);
      }
    });
  }
});
