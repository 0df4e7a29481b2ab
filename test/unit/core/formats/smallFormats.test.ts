import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { formats } from "../../../../src/core/formats/index.ts";
import { ReportParser } from "../../../../src/core/formats/parser.ts";

function read(text: string, path = "report", size = 7) {
  const bytes = new TextEncoder().encode(text);
  const parser = new ReportParser(formats, path);
  for (let at = 0; at < bytes.length; at += size) parser.write(bytes.subarray(at, at + size));
  return parser.end();
}

const goBench =
  "goos: linux\nBenchmarkFib10-8   \t 5000000\t       325 ns/op\nBenchmarkFib10-8   \t 5000000\t       335 ns/op\nBenchmarkCopy-8\t 100\t 12.5 ns/op\t 16 B/op\nPASS\n";
const criterionText =
  "Benchmarking fib 10\nfib 10                  time:   [1.1000 µs 1.2000 µs 1.3000 µs]\n                        change: [-1% +0% +1%]\na very long name of a benchmark\n                        time:   [2.0 ms 2.5 ms 3.0 ms]\n";
const benchmarkJs =
  "fib(10) x 1,431,759 ops/sec ±0.74% (93 runs sampled)\nfib(20) x 12,146 ops/sec ±0.32% (96 runs sampled)\n";
const interrogate =
  "=== Coverage for /x ===\n------ Summary ------\n| Name      | Total | Miss | Cover | Cover% |\n|-----------|-------|------|-------|--------|\n| a.py      |     3 |    1 |     2 |    67% |\n| b.py      |     2 |    0 |     2 |   100% |\n|-----------|-------|------|-------|--------|\n| TOTAL     |     5 |    1 |     4 |  80.0% |\n------ RESULT: PASSED (minimum: 80.0%, actual: 80.0%) ------\n";
const tsan =
  "==================\nWARNING: ThreadSanitizer: data race (pid=42)\n  Write of size 4 at 0x1 by thread T1:\n    #0 worker(void*) /src/race.cc:12:10 (race+0x1)\n==================\n";
const goRace =
  "==================\nWARNING: DATA RACE\nWrite at 0x00c0000a by goroutine 7:\n  example.org/limit.(*Limit).Set()\n      /src/limit/limit.go:9 +0x44\n==================\n";
const pit =
  '<?xml version="1.0"?><mutations><mutation detected="true" status="KILLED"><sourceFile>Limit.java</sourceFile><mutatedClass>org.acme.Limit</mutatedClass><lineNumber>7</lineNumber><mutator>org.pitest.Math</mutator></mutation><mutation detected="false" status="SURVIVED"><sourceFile>Limit.java</sourceFile><mutatedClass>org.acme.Limit</mutatedClass><lineNumber>9</lineNumber><mutator>org.pitest.Bound</mutator></mutation></mutations>';

describe("Small text formats", () => {
  it("go test -bench: several runs of one benchmark are its samples", () => {
    const { report, format } = read(goBench);
    assert.equal(format, "go-bench-text");
    assert.ok(report?.kind === "benchmarks");
    assert.deepEqual(
      report.benchmarks.map(({ name, value, unit, samples }) => [name, value, unit, samples]),
      [
        ["BenchmarkFib10", 330, "ns/op", [325, 335]],
        ["BenchmarkCopy", 12.5, "ns/op", null],
      ],
    );
  });

  it("Criterion's text: the estimate between its bounds, long names above their time", () => {
    const { report } = read(criterionText);
    assert.ok(report?.kind === "benchmarks");
    assert.deepEqual(
      report.benchmarks.map(({ name, value, unit }) => [name, value, unit]),
      [
        ["fib 10", 1.2, "µs"],
        ["a very long name of a benchmark", 2.5, "ms"],
      ],
    );
  });

  it("Criterion's estimates: named by their folder", () => {
    const { report, format } = read(
      '{"mean":{"point_estimate":24.5},"std_dev":{"point_estimate":0.5}}',
      "target/criterion/group/fib 10/new/estimates.json",
    );
    assert.equal(format, "criterion");
    assert.ok(report?.kind === "benchmarks");
    assert.deepEqual(report.benchmarks[0], {
      name: "group/fib 10",
      value: 24.5,
      unit: "ns",
      better: "smaller",
      samples: null,
      deviation: 0.5,
    });
  });

  it("Benchmark.js: more operations are better", () => {
    const { report } = read(benchmarkJs);
    assert.ok(report?.kind === "benchmarks");
    assert.deepEqual(
      report.benchmarks.map(({ name, value, better }) => [name, value, better]),
      [
        ["fib(10)", 1431759, "bigger"],
        ["fib(20)", 12146, "bigger"],
      ],
    );
  });

  it("interrogate: whole numbers of the table, never the rounded percentage", () => {
    const { report } = read(interrogate);
    assert.ok(report?.kind === "documentation");
    assert.deepEqual([report.covered, report.total], [4, 5]);
  });

  it("interrogate: the same in the colours of a terminal", () => {
    const coloured = interrogate.replace(/^.+$/gm, (line) => `\u001b[31m\u001b[1m${line}\u001b[0m`);
    assert.deepEqual(read(coloured).report, read(interrogate).report);
  });

  it("race logs: one finding a race, at the first frame with a place", () => {
    for (const [text, place] of [
      [tsan, ["/src/race.cc", 12]],
      [goRace, ["/src/limit/limit.go", 9]],
      [tsan.replace(/^/gm, "12: "), ["/src/race.cc", 12]],
      [goRace.replace(/^/gm, "2024-05-06T07:08:09.1234567Z "), ["/src/limit/limit.go", 9]],
      ["3: /src/a b.c:4:5: runtime error: signed integer overflow\n", ["/src/a b.c", 4]],
      // color=always in TSAN_OPTIONS, or a terminal.
      [
        tsan.replace("WARNING", "\u001b[1m\u001b[31mWARNING").replace("  Write", "\u001b[1m\u001b[0m\u001b[34m  Write"),
        ["/src/race.cc", 12],
      ],
      [
        "\u001b[1mub.cpp:1:58:\u001b[1m\u001b[31m runtime error: \u001b[1m\u001b[0msigned integer overflow\u001b[0m\n",
        ["ub.cpp", 1],
      ],
    ] as const) {
      const { report, format } = read(text);
      assert.equal(format, "race-log");
      assert.ok(report?.kind === "findings");
      assert.deepEqual(
        report.findings.map(({ file, line, level }) => [file, line, level]),
        [[...place, "error"]],
      );
    }
  });

  it("PIT: the file by package and name", () => {
    const { report } = read(pit);
    assert.ok(report?.kind === "mutation");
    assert.deepEqual(
      report.mutants.map(({ file, line, mutator, status }) => [file, line, mutator, status]),
      [
        ["org/acme/Limit.java", 7, "Math", "killed"],
        ["org/acme/Limit.java", 9, "Bound", "survived"],
      ],
    );
  });

  it("a JSON file whose type is an object is no report, and no fault", () => {
    const outcome = read('{"type":{"name":"x"},"event":"started"}');
    assert.equal(outcome.status, "unrecognised");
  });

  it("cut at any byte are read, refused or not recognised, never a fault", () => {
    for (const text of [goBench, criterionText, benchmarkJs, interrogate, tsan, goRace, pit]) {
      for (let length = 0; length <= text.length; length++) {
        const outcome = read(text.slice(0, length));
        assert.ok(!outcome.problems.some(({ code }) => code === "reader-fault"), JSON.stringify(outcome.problems));
      }
    }
  });

  it("archives that are not unpacked are named", () => {
    const tar = Buffer.concat([Buffer.alloc(257), Buffer.from("ustar\0"), Buffer.alloc(249)]);
    for (const [bytes, words] of [
      [tar, /tar archive, which is not unpacked/],
      [Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 1]), /compressed with xz/],
      [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00]), /compressed with Zstandard/],
    ] as const) {
      const parser = new ReportParser(formats, "report");
      parser.write(bytes);
      const { status, problems } = parser.end();
      assert.equal(status, "unrecognised");
      assert.match(problems[0]?.message ?? "", words);
    }
  });
});
