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
  readonly counted: Readonly<Record<string, Counts | number | boolean | null>> & {
    readonly files?: number;
    readonly summaryOnly?: boolean;
  };
  readonly declared?: Readonly<Record<string, number>>;
}

const expectations: Readonly<Record<string, Expected>> = JSON.parse(
  readFileSync(join(corpus, "expected.json"), "utf8"),
).files;

function parse(path: string, size: number): ParseOutcome {
  const bytes = readFileSync(join(corpus, path));
  const parser = new ReportParser(formats, path);
  for (let at = 0; at < bytes.length; at += size) parser.write(bytes.subarray(at, at + size));
  return parser.end();
}

/** 0 of 0 in the expectations stands for "no such data" as well as for "nothing of it". */
function same(found: Counts | null, expected: Counts | number | boolean | null | undefined, what: string): void {
  if (expected !== undefined) assert.deepEqual(found ?? { covered: 0, total: 0 }, expected, what);
}

const read = ["lcov", "go-cover", "gcov-text", "simplecov", "coveragepy-sqlite"];

describe("Coverage reports in plain text, of SimpleCov and of coverage.py's data file in the corpus", () => {
  for (const [path, expected] of Object.entries(expectations)) {
    if (!read.includes(expected.format)) continue;
    it(`${path} has the expected totals, however it is cut`, () => {
      for (const size of [7, 61, 4093, 1 << 20]) {
        const outcome = parse(path, size);
        assert.equal(outcome.status, "read", JSON.stringify(outcome.problems));
        assert.equal(outcome.format, expected.format);
        assert.ok(outcome.report?.kind === "coverage");
        const totals = coverageTotals(outcome.report.coverage);
        const { counted, declared } = expected;
        if (counted.summaryOnly === true)
          same(totals.lines, { covered: declared!["LH"]!, total: declared!["LF"]! }, "lines");
        else same(totals.lines, counted["lines"], "lines");
        const executed = counted["executed_lines"] as number | undefined;
        if (executed !== undefined) {
          assert.deepEqual(totals.lines, { covered: executed, total: executed });
          assert.equal(outcome.report.completeness, "executed-only");
        }
        same(totals.branches, counted["branches"], "branches");
        same(totals.functions, counted["functions"], "functions");
        same(totals.conditions, counted["mcdc"], "conditions");
        same(totals.statements, counted["statements"], "statements");
        if (counted.files !== undefined && counted.summaryOnly !== true) assert.equal(totals.files, counted.files);
      }
    });
  }

  for (const path of Object.keys(expectations).filter((each) => each.startsWith("negative/"))) {
    it(`${path} is none of these, and never a result`, () => {
      const { format, status } = parse(path, 61);
      assert.ok(format === null || !read.includes(format) || status === "invalid", `${format} ${status}`);
    });
  }
});
