import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { formats } from "../../../../src/core/formats/index.ts";
import { type ParseOutcome, ReportParser } from "../../../../src/core/formats/parser.ts";

/** Benchmarks as less common producers and versions write them. */

function parse(report: string): ParseOutcome {
  const parser = new ReportParser(formats, "report");
  parser.write(new TextEncoder().encode(report));
  return parser.end();
}

/** Name, value, unit and direction of each benchmark. */
function read(text: string, format: string): readonly unknown[] {
  const { status, problems, report, format: found } = parse(text);
  assert.equal(status, "read", JSON.stringify(problems));
  assert.equal(found, format);
  assert.ok(report?.kind === "benchmarks");
  return report.benchmarks.map(({ name, value, unit, better }) => [name, value, unit, better]);
}

describe("Text of cargo bench", () => {
  it("has other units than time of an iteration", () => {
    const text =
      "test a ... bench:       2,835 cycles/iter (+/- 14)\ntest b ... bench:  1911.5 MB/s (+/- 420)\n" +
      "test c ... bench:  3 µs/iter (+/- 1)\n";
    assert.deepEqual(read(text, "criterion-text"), [
      ["a", 2835, "cycles/iter", "smaller"],
      ["b", 1911.5, "MB/s", "bigger"],
      ["c", 3, "µs/iter", "smaller"],
    ]);
  });
});

describe("Text of a bench that failed or broke off", () => {
  const time = (name: string) => `Benchmarking ${name}: Analyzing\n${name}      time:   [1.0 ns 2.0 ns 3.0 ns]\n`;
  const libtest = "test a ... bench:  1 ns/iter (+/- 0)\n";
  for (const [text, why] of [
    [`${libtest}test b ... FAILED\n\nerror: bench failed, to rerun pass \`--bench x\`\n`, '"b" failed'],
    [`${time("a")}thread 'main' panicked at benches/b.rs:4:5\nerror: bench failed\n`, "the run failed"],
    [`${time("a")}Benchmarking b: Warming up for 3.0000 s\n`, "the last one that began has no result"],
  ] as const)
    it(`says that ${why}`, () => {
      assert.deepEqual(
        parse(text).problems.map(({ code, message }) => [code, message]),
        [["unfinished", `${why}: benchmarks may be missing`]],
      );
    });

  it("says nothing of one that did not", () => {
    assert.deepEqual(parse(time("a") + time("b") + libtest).problems, []);
  });
});

describe("Messages of cargo-criterion", () => {
  const message = (id: string) => ({
    ...{ reason: "benchmark-complete", id, measured_values: [4, 6], iteration_count: [2, 3], unit: "ns" },
    typical: { estimate: 2, unit: "ns" },
  });
  const expected = [
    ["a", 2, "ns", "smaller"],
    ["b", 2, "ns", "smaller"],
  ];

  for (const indent of [0, 2, "\t"]) {
    it(`are read with an indent of ${JSON.stringify(indent)}`, () => {
      const text = ["a", "b"].map((id) => `${JSON.stringify(message(id), null, indent)}\n`).join("");
      assert.deepEqual(read(text, "cargo-criterion"), expected);
      assert.deepEqual(read(text.replaceAll("\n", "\r\n"), "cargo-criterion"), expected);
    });
  }

  it("end though a lone brace stands between them", () => {
    const text = `${JSON.stringify(message("a"))}\n{\n${JSON.stringify(message("b"))}\n`;
    assert.deepEqual(read(text, "cargo-criterion"), expected);
  });

  it("are cut off where the last has no end", () => {
    const text = `${JSON.stringify(message("a"))}\n${JSON.stringify(message("b"), null, 2)}`.slice(0, -20);
    const { status, problems } = parse(text);
    assert.deepEqual([status, problems[0]?.code], ["invalid", "truncated"]);
  });
});

describe("A list of name, unit and value", () => {
  it("may have an entry on each line, which may tell what is better", () => {
    const rows = [
      { name: "a", unit: "ns", value: 1, biggerIsBetter: false },
      { name: "b", unit: "req/s", value: 2.5, biggerIsBetter: true, extra: "x\ny" },
      { name: "c", unit: "kB", value: 0 },
    ];
    const expected = [
      ["a", 1, "ns", "smaller"],
      ["b", 2.5, "req/s", "bigger"],
      ["c", 0, "kB", null],
    ];
    assert.deepEqual(read(rows.map((row) => `${JSON.stringify(row)}\n`).join(""), "benchmark-list"), expected);
    assert.deepEqual(read(JSON.stringify(rows), "benchmark-list"), expected);
  });
});

describe("Google Benchmark before 1.5", () => {
  const row = (name: string, time: number) => ({
    name,
    iterations: 9,
    real_time: time,
    cpu_time: time,
    time_unit: "ns",
  });
  const json = (...benchmarks: readonly object[]) => JSON.stringify({ context: { num_cpus: 2 }, benchmarks });

  it("tells repetitions and their statistics apart by their names", () => {
    const text = json(
      ...[row("BM_a", 5), row("BM_b", 1), row("BM_b", 3), row("BM_b", 4)],
      ...[row("BM_b_mean", 2.7), row("BM_b_median", 3), row("BM_b_stddev", 1.2)],
    );
    assert.deepEqual(read(text, "google-benchmark"), [
      ["BM_a", 5, "ns", "smaller"],
      ["BM_b", 3, "ns", "smaller"],
    ]);
    const { report } = parse(text);
    assert.deepEqual(report?.kind === "benchmarks" && report.benchmarks[1]!.samples, [1, 3, 4]);
  });

  it("has a mean where it has no median", () => {
    assert.deepEqual(read(json(row("BM_b_mean", 2.5), row("BM_b_stddev", 0.5)), "google-benchmark"), [
      ["BM_b", 2.5, "ns", "smaller"],
    ]);
  });

  it("may measure what is called a mean", () => {
    assert.deepEqual(read(json(row("BM_mean", 2), row("BM_row_mean", 3)), "google-benchmark"), [
      ["BM_mean", 2, "ns", "smaller"],
      ["BM_row_mean", 3, "ns", "smaller"],
    ]);
  });
});

describe("Benchmarks of Go", () => {
  const run = (...lines: readonly string[]) => ["pkg: a/b", ...lines, "PASS", "ok  \ta/b\t1.2s", ""].join("\n");

  it("may print between their name and their result", () => {
    const text = run(
      "BenchmarkA-8   \tseed 7",
      "     100\t        12.5 ns/op",
      "BenchmarkB-8   \t     100\t         3.0 ns/op",
    );
    assert.deepEqual(read(text, "go-bench-text"), [
      ["a/b.BenchmarkA", 12.5, "ns/op", "smaller"],
      ["a/b.BenchmarkB", 3, "ns/op", "smaller"],
    ]);
  });

  it("may report no time", () => {
    const text = run("BenchmarkA-8   \t     100\t        12.5 hops/op\t       3 B/op", "BenchmarkB-8 \t 7\t 5.5 MB/s");
    assert.deepEqual(read(text, "go-bench-text"), [
      ["a/b.BenchmarkA", 12.5, "hops/op", null],
      ["a/b.BenchmarkB", 5.5, "MB/s", "bigger"],
    ]);
  });

  it("are told of where they have no result", () => {
    const { problems } = parse(run("BenchmarkA-8 \tlog 100 12.5 ns/op", "BenchmarkB-8 \t 7\t 5.5 ns/op"));
    assert.deepEqual(
      problems.map(({ message }) => message),
      ["BenchmarkA-8 has no result: benchmarks may be missing"],
    );
    assert.deepEqual(
      parse(run("BenchmarkA", "BenchmarkA-8 \t 7\t 5.5 ns/op", "BenchmarkB \t--- SKIP: BenchmarkB")).problems,
      [],
    );
  });
});

describe("Other benchmarks", () => {
  it("of hyperfine that a signal ended have no time", () => {
    const result = { command: "a", mean: 0.5, stddev: null, times: [0.5], exit_codes: [null] };
    assert.deepEqual(read(JSON.stringify({ results: [result] }), "hyperfine"), [["a", null, "s", "smaller"]]);
  });

  it("of BenchmarkDotNet 0.9 are named by their parts", () => {
    const each = { Namespace: "N", Type: "T", Method: "M", Parameters: "P=1", Statistics: { Mean: 5 } };
    const text = JSON.stringify({ HostEnvironmentInfo: {}, Benchmarks: [each, { Namespace: null, Method: "m" }] });
    assert.deepEqual(read(text, "benchmarkdotnet"), [
      ["N.T.M(P=1)", 5, "ns", "smaller"],
      ["m", null, "ns", "smaller"],
    ]);
  });

  it("of pytest are told apart, and none is no report", () => {
    const json = (...benchmarks: readonly object[]) => JSON.stringify({ machine_info: {}, benchmarks });
    const test = (mean: number) => ({ fullname: "t.py::a", stats: { mean } });
    assert.deepEqual(read(json(test(1), test(2)), "pytest-benchmark"), [
      ["t.py::a", 1, "s", "smaller"],
      ["t.py::a #2", 2, "s", "smaller"],
    ]);
    assert.equal(parse(json()).problems[0]?.code, "nothing-measured");
  });

  it("of Criterion.rs before 0.3.4 have names with capitals", () => {
    const text = JSON.stringify({ Mean: { point_estimate: 1.5 }, StdDev: { point_estimate: 0.1 } });
    const parser = new ReportParser(formats, "target/criterion/fib/new/estimates.json");
    parser.write(new TextEncoder().encode(text));
    const { report } = parser.end();
    assert.ok(report?.kind === "benchmarks");
    assert.deepEqual(report.benchmarks[0], {
      ...{ name: "fib/new", value: 1.5, unit: "ns", better: "smaller", samples: null, deviation: 0.1 },
      name: "fib",
    });
  });
});

describe("pyperf JSON", () => {
  it("has what all benchmarks share above them, runs that calibrate, and units", () => {
    const run = (values: readonly number[]) => ({ metadata: { load_avg_1min: 2.33 }, values, warmups: [[1000, 9]] });
    const common = { hostname: "vm", cpu_model_name: "Xeon", perf_version: "2.11.0", name: "x" };
    const text = JSON.stringify({
      benchmarks: [
        { metadata: { unit: "second" }, runs: [run([2, 4]), run([6, 8])] },
        { metadata: { name: "mem", unit: "byte" }, runs: [{ metadata: {}, warmups: [[1, 2]] }, run([12845056])] },
        { metadata: { name: "none" }, runs: [{ metadata: {}, warmups: [[1, 2]] }] },
      ],
      metadata: common,
      version: "1.0",
    });
    assert.deepEqual(read(text, "pyperf"), [
      ["x", 5, "s", "smaller"],
      ["mem", 12845056, "B", "smaller"],
      ["none", null, "s", "smaller"],
    ]);
    const { report } = parse(text);
    assert.ok(report?.kind === "benchmarks");
    assert.deepEqual([report.producer, report.machine], ["pyperf 2.11.0", "vm, Xeon"]);
    assert.equal(report.benchmarks[0]?.deviation?.toFixed(3), "2.582");
  });
});

describe("deno bench JSON", () => {
  it("has groups, and benchmarks that failed", () => {
    const ok = (avg: number) => [{ ok: { n: 718, min: 53.1, max: 905.3, avg, p75: 64.6, highPrecision: false } }];
    const origin = "file:///w/a_bench.ts";
    const text = JSON.stringify({
      ...{ version: 1, runtime: "Deno/2.9.6 x86_64-unknown-linux-gnu", cpu: "Xeon" },
      benches: [
        { origin, group: null, name: "a", baseline: false, results: ok(70.5) },
        { origin, group: "g", name: "a", baseline: true, results: ok(38.75) },
        { origin, group: "g", name: "c", baseline: false, results: [{ failed: { name: "Error", message: "z" } }] },
      ],
    });
    assert.deepEqual(read(text, "deno-bench"), [
      ["a", 70.5, "ns", "smaller"],
      ["g > a", 38.75, "ns", "smaller"],
      ["g > c", null, "ns", "smaller"],
    ]);
  });
});

describe("Results of asv", () => {
  const about = { commit_hash: "abc", python: "3.12", date: 1767225600000, params: { machine: "m", cpu: "p" } };
  const columns = ["result", "params", "version", "started_at", "duration", "samples"];
  const version2 = (results: object) => JSON.stringify({ ...about, result_columns: columns, results, version: 2 });

  it("have a benchmark for each combination of parameters, and units by asv's names", () => {
    const text = version2({
      "a.C.time_it": [
        [1, 2, null, 4],
        [
          ["1", "10"],
          ["'x'", "'y'"],
        ],
        "v",
        1795879435516,
        1,
        [[1, 1.5], null],
      ],
      "a.peakmem_it": [[5], []],
      "a.track_it": [[6], []],
      "a.time_fails": [null, []],
      "a.TimeSuite": [[7], []],
    });
    assert.deepEqual(read(text, "asv"), [
      ["a.C.time_it(1, 'x')", 1, "s", "smaller"],
      ["a.C.time_it(1, 'y')", 2, "s", "smaller"],
      ["a.C.time_it(10, 'x')", null, "s", "smaller"],
      ["a.C.time_it(10, 'y')", 4, "s", "smaller"],
      ["a.peakmem_it", 5, "bytes", "smaller"],
      ["a.track_it", 6, null, null],
      ["a.time_fails", null, "s", "smaller"],
      ["a.TimeSuite", 7, "s", "smaller"],
    ]);
    const { report } = parse(text);
    assert.ok(report?.kind === "benchmarks");
    assert.deepEqual(report.benchmarks[0]!.samples, [1, 1.5]);
    assert.deepEqual([report.commit, report.machine, report.generated], ["abc", "m, p", "2026-11-28T15:23:55.516Z"]);
  });

  it("are read of version 1, where a number may stand alone", () => {
    const results = { "a.time_one": 0.5, "a.time_none": null, "a.time_many": { params: [["1", "2"]], result: [1, 2] } };
    assert.deepEqual(read(JSON.stringify({ ...about, results, version: 1 }), "asv"), [
      ["a.time_one", 0.5, "s", "smaller"],
      ["a.time_none", null, "s", "smaller"],
      ["a.time_many(1)", 1, "s", "smaller"],
      ["a.time_many(2)", 2, "s", "smaller"],
    ]);
  });

  for (const [results, why] of [
    [{ a: 1 }, /no list of columns/],
    [{ a: [[1, 2], [["1"]]] }, /more results than combinations/],
    [{ a: [[1], Array.from({ length: 30 }, () => ["1", "2"])] }, /combinations/],
    [{}, /no benchmark/],
  ] as const)
    it(`are refused: ${why.source}`, () => {
      const { status, problems } = parse(version2(results));
      assert.equal(status, "invalid");
      assert.match(problems[0]!.message, why);
    });
});

describe("mitata's JSON", () => {
  const stats = (avg: number) => ({ avg, min: avg, samples: [avg, avg] });
  const context = { now: 1795879421215, runtime: "node", version: "20", cpu: { name: "p" }, noop: { fn: stats(0) } };

  it("has the runs of each benchmark with its group, and no number of one that threw", () => {
    const text = JSON.stringify({
      layout: [{ name: null }, { name: "sort" }],
      benchmarks: [
        { group: 0, alias: "f", runs: [{ name: "f", stats: stats(2) }] },
        {
          group: 1,
          alias: "g $n",
          runs: [
            { name: "g 1", stats: stats(3) },
            { name: "g 2", error: { message: "no" } },
          ],
        },
      ],
      context,
    });
    assert.deepEqual(read(text, "mitata"), [
      ["f", 2, "ns", "smaller"],
      ["sort > g 1", 3, "ns", "smaller"],
      ["sort > g 2", null, "ns", "smaller"],
    ]);
    const { report } = parse(text);
    assert.ok(report?.kind === "benchmarks");
    assert.deepEqual([report.machine, report.generated], ["p, node 20", "2026-11-28T15:23:41.215Z"]);
  });

  it("is read of version 0, without samples that are too many to compare", () => {
    const samples = Array.from({ length: 10_001 }, () => 1);
    const one = { name: "f", group: null, warmup: true, baseline: false, stats: { avg: 1, samples } };
    const text = JSON.stringify({ benchmarks: [one, { ...one, group: "g", stats: stats(2) }], cpu: "p", runtime: "n" });
    const { report } = parse(text);
    assert.ok(report?.kind === "benchmarks");
    assert.deepEqual(
      report.benchmarks.map((each) => [each.name, each.value, each.samples]),
      [
        ["f", 1, null],
        ["g > f", 2, [2, 2]],
      ],
    );
    assert.equal(report.machine, "p, n");
  });
});

describe("Text of divan", () => {
  const text = `Timer precision: 21 ns
shapes         fastest       │ slowest       │ median        │ mean          │ samples │ iters
├─ sort                      │               │               │               │         │
│  ├─ 1        6.422 ns      │ 7.495 ns      │ 7.412 ns      │ 7.17 ns       │ 100     │ 51200
│  │           1.245 GB/s    │ 1.067 GB/s    │ 1.079 GB/s    │ 1.115 GB/s    │         │
│  ╰─ two one  50 ns         │ 155.1 ns      │ 51.14 µs      │ 52.22 ns      │ 100     │ 3200
╰─ inner                     │               │               │               │         │
   ├─ later    (ignored)     │               │               │               │         │
   ╰─ sum      0.674 ns      │ 6.256 ns      │ 0.676 ns      │ 0.732 ns      │ 100     │ 409600
more  fastest  │ slowest  │ median  │ mean    │ samples │ iters
╰─ f  1 s      │ 2 s      │ 3 s     │ 4 s     │ 5       │ 6
`;
  const expected = [
    ["shapes > sort > 1", 7.412, "ns", "smaller"],
    ["shapes > sort > two one", 51.14, "µs", "smaller"],
    ["shapes > inner > sum", 0.676, "ns", "smaller"],
    ["more > f", 3, "s", "smaller"],
  ];

  it("has the medians of a tree for each binary, and none of what is ignored", () => {
    assert.deepEqual(read(text, "divan"), expected);
    assert.deepEqual(read(text.replaceAll("\n", "\r\n"), "divan"), expected);
  });

  it("is refused where nothing was measured", () => {
    const { status, problems } = parse(text.split("\n").slice(0, 3).join("\n"));
    assert.deepEqual([status, problems[0]?.code], ["invalid", "nothing-measured"]);
  });
});

describe("A summary of k6", () => {
  const trend = { avg: 3, min: 1, med: 2, max: 9, "p(95)": 5 };
  const expected = [
    ["http_req_duration{expected_response:true} avg", 3, "ms", "smaller"],
    ["http_req_duration{expected_response:true} med", 2, "ms", "smaller"],
    ["http_req_duration{expected_response:true} p(95)", 5, "ms", "smaller"],
    ["http_reqs", 40, "1/s", "bigger"],
  ];

  it("of --summary-export has trends without the parts of a request, and says which thresholds were crossed", () => {
    const metrics = {
      "http_req_duration{expected_response:true}": { ...trend, thresholds: { "p(95)<4": true, "p(95)<9": false } },
      http_req_blocked: trend,
      http_reqs: { count: 10, rate: 40 },
      checks: { passes: 1, fails: 0, value: 1 },
      vus: { value: 1, min: 1, max: 2 },
      body_size: { avg: 15 },
    };
    const text = JSON.stringify({ root_group: {}, metrics });
    assert.deepEqual(read(text, "k6"), [...expected, ["body_size avg", 15, null, null]]);
    assert.match(parse(text).problems[0]!.message, /1 threshold\(s\) were crossed: .*: p\(95\)<4$/);
  });

  it("of handleSummary says what its metrics hold", () => {
    const of = (type: string, contains: string, values: object, ok = true) => ({
      ...{ type, contains, values, thresholds: { rule: { ok } } },
    });
    const metrics = {
      "http_req_duration{expected_response:true}": of("trend", "time", trend),
      http_reqs: of("counter", "default", { count: 10, rate: 40 }),
      wait: of("trend", "time", { avg: 7 }),
      size: of("trend", "default", { avg: 8 }, false),
    };
    const text = JSON.stringify({ root_group: {}, options: {}, state: {}, metrics });
    assert.deepEqual(read(text, "k6"), [...expected, ["wait avg", 7, "ms", "smaller"], ["size avg", 8, null, null]]);
    assert.match(parse(text).problems[0]!.message, /size: rule/);
  });
});

describe("JSON of BenchmarkTools.jl", () => {
  const versions = { Julia: "1.10.4", BenchmarkTools: "1.0.0" };
  const trial = (times: readonly number[]) => ["Trial", { allocs: 0, gctimes: [0], memory: 0, params: [], times }];

  it("has a trial's median, estimates, and groups within groups", () => {
    const group = (data: object) => ["BenchmarkGroup", { data, tags: [] }];
    const inner = group({ sort: trial([3, 1, 2]), estimate: ["BenchmarkTools.TrialEstimate", { time: 7 }], note: 5 });
    const text = JSON.stringify([versions, [group({ inner, plain: trial([4, 6]) }), trial([9])]]);
    assert.deepEqual(read(text, "benchmarktools-jl"), [
      ["inner > sort", 2, "ns", "smaller"],
      ["inner > estimate", 7, "ns", "smaller"],
      ["plain", 5, "ns", "smaller"],
      ["benchmark", 9, "ns", "smaller"],
    ]);
    const { report } = parse(text);
    assert.ok(report?.kind === "benchmarks");
    assert.deepEqual([report.producer, report.machine], ["BenchmarkTools.jl 1.0.0", "Julia 1.10.4"]);
    assert.deepEqual(report.benchmarks[0]!.samples, [3, 1, 2]);
  });

  it("is no report where it holds what tuning found", () => {
    const parameters = ["BenchmarkTools.Parameters", { seconds: 5, evals: 1 }];
    const text = JSON.stringify([versions, [["BenchmarkTools.BenchmarkGroup", { data: { a: parameters } }]]]);
    const { status, problems } = parse(text);
    assert.equal(status, "unrecognised");
    assert.match(problems[0]!.message, /parameters of benchmarks, and no results/);
  });

  it("is refused where it holds none, or groups without end", () => {
    let deep: unknown = trial([1]);
    for (let depth = 0; depth < 120; depth++) deep = ["BenchmarkGroup", { data: { a: deep } }];
    for (const [values, code] of [
      [[], "nothing-measured"],
      [[["TrialJudgement", {}]], "nothing-measured"],
      [[deep], "too-deep"],
      [1, "structure"],
    ] as const)
      assert.equal(parse(JSON.stringify([versions, values])).problems[0]?.code, code);
  });
});

describe("nanobench's JSON", () => {
  const result = (name: string, median: number | null, batch = 1) => ({
    ...{ title: "sums", name, unit: "op", batch, epochs: 2, "median(elapsed)": median, totalTime: 1 },
    measurements: [
      { iterations: 1, elapsed: 4 },
      { iterations: 2, elapsed: 8 },
    ],
  });

  it("has medians of a unit, of which a batch has several, and samples alike", () => {
    const text = JSON.stringify({ results: [result("one", 3), result("batch", 6, 4), result("none", null)] });
    assert.deepEqual(read(text, "nanobench"), [
      ["sums > one", 3, "s", "smaller"],
      ["sums > batch", 1.5, "s", "smaller"],
      ["sums > none", null, "s", "smaller"],
    ]);
    const { report } = parse(text);
    assert.ok(report?.kind === "benchmarks");
    assert.deepEqual(report.benchmarks[1]!.samples, [1, 2]);
  });
});

describe("PHPBench's XML", () => {
  const report = (variants: string, vcs = "") => `<?xml version="1.0"?>
<phpbench version="1.7.0"><suite tag="" date="2026-01-01T00:00:00+00:00"><env>${vcs}<value name="version">8.2</value></env>
<benchmark class="\\Acme\\SortBench"><subject name="benchSort">${variants}</subject></benchmark></suite></phpbench>`;
  const variant = (set: string, inner: string) =>
    `<variant revs="10" output-time-unit="microseconds"><parameter-set name="${set}"/>${inner}</variant>`;
  const iterations = '<iteration time-net="20" time-revs="10" time-avg="2"/><iteration time-net="40"/>';
  const stats = '<stats mean="3" mode="2.5" stdev="1"/>';

  it("has the mode of each variant, and no number of one with errors", () => {
    const failed = variant("bad", '<errors><error exception-class="E">no</error></errors>');
    const text = report(variant("0", iterations + stats) + variant("many", stats) + failed);
    assert.deepEqual(read(text, "phpbench"), [
      ["Acme\\SortBench::benchSort", 2.5, "µs", "smaller"],
      ["Acme\\SortBench::benchSort # many", 2.5, "µs", "smaller"],
      ["Acme\\SortBench::benchSort # bad", null, "µs", "smaller"],
    ]);
    const { report: found } = parse(text);
    assert.ok(found?.kind === "benchmarks");
    assert.deepEqual([found.benchmarks[0]!.samples, found.benchmarks[0]!.deviation], [[2, 4], 1]);
    assert.deepEqual([found.producer, found.generated], ["PHPBench 1.7.0", "2026-01-01T00:00:00+00:00"]);
  });

  for (const [vcs, commit] of [
    ['<vcs system="git" branch="main" version="abc"/>', "abc"],
    ['<vcs><value name="branch">main</value><value name="version">abc</value></vcs>', "abc"],
    ["", null],
  ] as const)
    it(`says which commit was measured: ${vcs || "none"}`, () => {
      const { report: found } = parse(report(variant("0", stats), vcs));
      assert.equal(found?.commit, commit);
    });

  it("is refused without a variant, and where it is cut off", () => {
    assert.equal(parse(report("")).problems[0]?.code, "nothing-measured");
    assert.equal(parse(report(variant("0", stats)).slice(0, -20)).status, "invalid");
  });
});

describe("Benchmarks that Catch2 prints", () => {
  const rule = "-".repeat(79);
  const column = (text: string) => text.padEnd(37);
  const columns = `${column("benchmark name")}samples       iterations    est run time
${column("")}mean          low mean      high mean
${column("")}std dev       low std dev   high std dev
${rule}
`;
  const rows = (name: string, mean: string, deviation: string) =>
    `${column(name)}           100           208     7.1968 ms \n${column("")}   ${mean}    342.773 ns    349.402 ns \n${column("")}   ${deviation}    9.85837 ns    25.0974 ns \n`;
  const of = (place: string) => `\n${rule}\n${place}\n${rule}\nb.cpp:15\n${".".repeat(79)}\n\n${columns}`;
  const text =
    `${"~".repeat(79)}\nb is a Catch v2 host application.\nRun with -? for options\n${of("sums")}` +
    rows("fast", "344.341 ns", "0.5 us") +
    `\n${column("a name that goes on")}\n${rows("below", "2 us", "1 us")}${of("sums\n  section")}` +
    `${column("fails")}Benchmark failed (on purpose) \n\n${rows("fast", "3 ms", "1 ms")}${"=".repeat(79)}\nAll tests passed\n`;

  it("have their test case and sections before their names, and none has a number that failed", () => {
    assert.deepEqual(read(text, "catch2-benchmark-text"), [
      ["sums > fast", 344.341, "ns", "smaller"],
      ["sums > a name that goes on below", 2, "us", "smaller"],
      ["sums > section > fails", null, null, "smaller"],
      ["sums > section > fast", 3, "ms", "smaller"],
    ]);
    const { report } = parse(text);
    assert.ok(report?.kind === "benchmarks");
    assert.deepEqual(
      report.benchmarks.map(({ deviation }) => deviation),
      [500, 1, null, 1],
    );
  });

  it("may be missing where the last one has no result", () => {
    const cut = text.slice(0, text.indexOf("2 us"));
    assert.deepEqual(
      parse(cut).problems.map(({ code }) => code),
      ["unfinished"],
    );
  });

  it("are refused where the text ends before the first", () => {
    assert.equal(parse(of("sums")).problems[0]?.code, "nothing-measured");
  });
});

describe("hyperfine's CSV", () => {
  const columns = "command,mean,stddev,median,user,system,min,max";
  const numbers = "0.5,0.1,0.4,0.3,0.2,0.1,0.9";

  it("has the mean of each command with its parameters", () => {
    const text = `${columns},parameter_n\nsleep 1,${numbers},2\n"echo ""a, b""\n  | cat",0.25,,0,0,0,0,0,3\n,${numbers},4\n`;
    const expected = [
      ["sleep 1 n=2", 0.5, "s", "smaller"],
      ['echo "a, b"\n  | cat n=3', 0.25, "s", "smaller"],
      [" n=4", 0.5, "s", "smaller"],
    ];
    assert.deepEqual(read(text, "hyperfine-csv"), expected);
    const { report } = parse(text);
    assert.ok(report?.kind === "benchmarks");
    assert.deepEqual(
      report.benchmarks.map(({ deviation }) => deviation),
      [0.1, null, 0.1],
    );
  });

  for (const [rows, line, why] of [
    [`a,${numbers}\nb,1\n`, 3, /a row has 2 fields of 8/],
    [`"a,${numbers}\n`, undefined, /in the middle of a field/],
    [`,${numbers},1\n`, 2, /a row has 9 fields of 8/],
    [`"a""${numbers}\n${"some words, some more\n".repeat(60_000)}`, 47664, /a row is longer than 1 MiB/],
    [`"${"a".repeat(12e6)}",${numbers}\n`, 2, /a row is longer than 1 MiB/],
    ["", undefined, /no benchmark/],
  ] as const)
    it(`is refused: ${why.source}`, () => {
      const { status, problems } = parse(`${columns}\n${rows}`);
      assert.deepEqual([status, problems[0]?.line], ["invalid", line]);
      assert.match(problems[0]!.message, why);
    });
});

describe("Google Benchmark's CSV", () => {
  const columns =
    "name,iterations,real_time,cpu_time,time_unit,bytes_per_second,items_per_second,label,error_occurred,error_message";
  const row = (name: string, time: number | string) => `"${name}",9,${time},1,ns,,,,,\n`;

  it("has a median in place of its repetitions, no value of a fit, and one row of a benchmark that failed", () => {
    const failed = '"BM_c",,,,,,,,true,"no ""data"", none"\n';
    const text = `2026-11-28T17:45:34+00:00\nRunning ./bench\nRun on (8 X 2300 MHz CPU s)\n${columns}\n${
      row("BM_a", 5) + row("BM_b", 1) + row("BM_b", 3) + row("BM_b", 4)
    }${row("BM_b_mean", 2.7)}${row("BM_b_median", 3)}${row("BM_b_stddev", 1.2)}"BM_BigO",,10.4,5.9,lgN,,,,,\n"BM_RMS",,0.8,0.1,,,,,,\n${failed}${failed}`;
    assert.deepEqual(read(text, "google-benchmark-csv"), [
      ["BM_a", 5, "ns", "smaller"],
      ["BM_b", 3, "ns", "smaller"],
      ["BM_BigO", null, null, "smaller"],
      ["BM_RMS", null, null, "smaller"],
      ["BM_c", null, null, "smaller"],
    ]);
    const { report } = parse(text);
    assert.ok(report?.kind === "benchmarks");
    assert.deepEqual(
      [report.generated, report.machine, report.benchmarks[1]!.samples],
      ["2026-11-28T17:45:34+00:00", "8 CPUs", [1, 3, 4]],
    );
  });

  for (const [rows, line, why] of [
    [`${row("a", 1)}"b",1\n`, 3, /a row has 2 fields of 10/],
    ['"a,1,2\n', undefined, /in the middle of a field/],
    ["", undefined, /no benchmark/],
  ] as const)
    it(`is refused: ${why.source}`, () => {
      const { status, problems } = parse(`${columns}\n${rows}`);
      assert.deepEqual([status, problems[0]?.line], ["invalid", line]);
      assert.match(problems[0]!.message, why);
    });
});

describe("Qt Test's CSV", () => {
  const row = (name: string, tag: string, metric: string, value: string | number) =>
    `"${name}","${tag}","${metric}",${value},${value},1\n`;

  it("has the value of one iteration, and beside times other metrics, of which rates are better where they are bigger", () => {
    const text =
      '"plain","","WalltimeMilliseconds",0.00025,64,262144\r\n' +
      row("text", "two", "WalltimeNanoseconds", 7.5e-5) +
      row("frames", "", "FramesPerSecond", 60.5) +
      row("plain", "", "CacheMisses", 12);
    assert.deepEqual(read(text, "qt-test-csv"), [
      ["plain", 0.00025, "ms", "smaller"],
      ["text(two)", 7.5e-5, "ns", "smaller"],
      ["frames FramesPerSecond", 60.5, "FramesPerSecond", "bigger"],
      ["plain CacheMisses", 12, "CacheMisses", "smaller"],
    ]);
  });

  it("may have quotes and commas in tags as they are, and values that are none", () => {
    const text = row("f", 'a "b", c', "WalltimeMilliseconds", 1) + row("g", "", "Events", "nan");
    assert.deepEqual(read(text, "qt-test-csv"), [
      ['f(a "b", c)', 1, "ms", "smaller"],
      ["g Events", null, "Events", "smaller"],
    ]);
  });

  it("has a benchmark that was run again as one with samples", () => {
    const { report } = parse([3, 1, 2].map((value) => row("f", "", "WalltimeMilliseconds", value)).join(""));
    assert.ok(report?.kind === "benchmarks");
    assert.deepEqual(
      report.benchmarks.map(({ name, value, samples }) => [name, value, samples]),
      [["f", 2, [3, 1, 2]]],
    );
  });

  for (const [what, last] of [
    ["is cut off", '"g","","WalltimeMilliseconds",0.5,'],
    ["has a value below 0", '"g","","WalltimeMilliseconds",-0.5,1,1\n'],
    ["has a value that is none", '"g","","WalltimeMilliseconds",0.5x,1,1\n'],
  ] as const)
    it(`is refused with the line where it ${what}`, () => {
      const { status, problems } = parse(row("f", "", "WalltimeMilliseconds", 1) + last);
      assert.deepEqual([status, problems[0]?.code, problems[0]?.line], ["invalid", "malformed-line", 2]);
    });
});
