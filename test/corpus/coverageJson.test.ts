import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "mocha";
import { formats } from "../../src/core/formats/index.ts";
import { type ParseOutcome, ReportParser } from "../../src/core/formats/parser.ts";
import { type Counts, coverageTotals } from "../../src/core/model/coverage.ts";

const corpus = process.env["READINESS_CORPUS"] ?? "../shared/corpus";

interface Expected {
  readonly format: string;
  readonly counted?: Readonly<Record<string, Counts>> & { readonly files?: number };
  /** Of summaries, which hold nothing to count. */
  readonly declared?: Readonly<Record<string, Counts>>;
}

const expectations: Readonly<Record<string, Expected>> = JSON.parse(
  readFileSync(join(corpus, "expected.json"), "utf8"),
).files;
const covered = ["coveragepy-json", "istanbul-json", "coverlet-json", "llvm-cov", "gcovr-json", "istanbul-summary"];

function parse(path: string, size: number): ParseOutcome {
  const bytes = readFileSync(join(corpus, path));
  const parser = new ReportParser(formats, path);
  for (let at = 0; at < bytes.length; at += size) parser.write(bytes.subarray(at, at + size));
  return parser.end();
}

describe("Coverage reports in JSON of the corpus", () => {
  for (const [path, { format, counted, declared }] of Object.entries(expectations)) {
    if (!covered.includes(format)) continue;
    it(`${path} has the expected totals, however it is cut`, () => {
      for (const size of [61, 4093, 1 << 20]) {
        const outcome = parse(path, size);
        assert.equal(outcome.status, "read", JSON.stringify(outcome.problems));
        assert.equal(outcome.format, format);
        assert.ok(outcome.report?.kind === "coverage");
        const totals = coverageTotals(outcome.report.coverage);
        for (const metric of ["lines", "branches", "functions", "statements"] as const) {
          if (counted === undefined) {
            const singular = { lines: "line", branches: "branch", functions: "function", statements: "statement" }[
              metric
            ];
            const stated = declared?.[metric] ?? declared?.[singular];
            if (stated !== undefined) assert.deepEqual(totals[metric], stated, metric);
          } else if (counted[metric] !== undefined)
            assert.deepEqual(totals[metric] ?? { covered: 0, total: 0 }, counted[metric], metric);
        }
        if (counted?.files !== undefined) assert.equal(totals.files, counted.files);
      }
    });
  }
});
