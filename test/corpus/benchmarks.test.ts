import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "mocha";
import { formats } from "../../src/core/formats/index.ts";
import { ReportParser } from "../../src/core/formats/parser.ts";

const corpus = process.env["READINESS_CORPUS"] ?? "../shared/corpus";

interface Expected {
  readonly format: string;
  readonly rule: string;
  readonly counted: {
    readonly benchmarks?: number;
    readonly values?: readonly (readonly [string, number | null, string | null])[];
    readonly total?: number;
    readonly with_docs?: number;
  };
}

const expectations: Readonly<Record<string, Expected>> = JSON.parse(
  readFileSync(join(corpus, "expected.json"), "utf8"),
).files;

function parse(path: string, size: number) {
  const bytes = readFileSync(join(corpus, path));
  const parser = new ReportParser(formats, path);
  for (let at = 0; at < bytes.length; at += size) parser.write(bytes.subarray(at, at + size));
  return parser.end();
}

describe("Benchmark reports of the corpus", () => {
  for (const [path, { rule, format, counted }] of Object.entries(expectations)) {
    if (rule !== "bench" || counted.values === undefined) continue;
    it(`${path} has the expected names, values and units`, () => {
      for (const size of [61, 1 << 20]) {
        const outcome = parse(path, size);
        assert.equal(outcome.status, "read", JSON.stringify(outcome.problems));
        assert.equal(outcome.format, format === "custom-benchmark" ? "benchmark-list" : format);
        assert.ok(outcome.report?.kind === "benchmarks");
        assert.deepEqual(
          outcome.report.benchmarks.map(({ name, value, unit }) => [name, value, unit]),
          counted.values,
        );
      }
    });
  }
});

describe("Documentation reports of the corpus", () => {
  for (const [path, { rule, counted }] of Object.entries(expectations)) {
    if (rule !== "rustdoc-coverage") continue;
    it(`${path} has the expected totals`, () => {
      const { report } = parse(path, 1 << 20);
      assert.ok(report?.kind === "documentation");
      assert.deepEqual([report.covered, report.total], [counted.with_docs, counted.total]);
    });
  }
});

describe("Benchmark texts of the corpus", () => {
  const texts: Readonly<Record<string, readonly (readonly [string, number, string])[]>> = {
    "benchmarkjs-text": [
      ["fib(10)", 1431759, "ops/sec"],
      ["fib(20)", 12146, "ops/sec"],
      ["createObjectBuffer with 200 comments", 81.61, "ops/sec"],
    ],
    "criterion-text": [
      ["file", 323.9, "ps"],
      ["rolling_file", 429.66, "ps"],
      ["tracing_file", 18.019, "µs"],
      ["tracing_rolling_file", 20.93, "µs"],
      ["benchmark: name with spaces", 20.93, "ns"],
    ],
    "go-bench-text": [
      ["BenchmarkFib10-8", 325, "ns/op"],
      ["BenchmarkFib20", 40537.123, "ns/op"],
      ["BenchmarkFib/my_tabled_benchmark_-_10-8", 325, "ns/op"],
      ["BenchmarkFib/my_tabled_benchmark_-_20", 40537.123, "ns/op"],
      ["BenchmarkFib/my/tabled/benchmark_-_20", 40537.456, "ns/op"],
      ["BenchmarkFib/my/tabled/benchmark_-_20,var1=13,var2=14", 40537.456, "ns/op"],
      ["BenchmarkFib11-16", 262.7, "ns/op"],
      ["BenchmarkFib22-16", 31915, "ns/op"],
    ],
  };
  for (const [path, { format }] of Object.entries(expectations)) {
    const values = texts[format];
    if (values === undefined) continue;
    it(`${path} has the names, values and units it prints`, () => {
      for (const size of [61, 1 << 20]) {
        const outcome = parse(path, size);
        assert.equal(outcome.format, format);
        assert.ok(outcome.report?.kind === "benchmarks");
        assert.deepEqual(
          outcome.report.benchmarks.map(({ name, value, unit }) => [name, value, unit]),
          values,
        );
      }
    });
  }
});
