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
