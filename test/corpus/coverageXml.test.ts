import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { formats } from "../../src/core/formats/index.ts";
import { type ParseOutcome, ReportParser } from "../../src/core/formats/parser.ts";
import { type CoverageTotals, coverageTotals } from "../../src/core/model/coverage.ts";

const corpus = process.env["READINESS_CORPUS"] ?? "../shared/corpus";

interface Pair {
  readonly covered: number;
  readonly total: number;
}

interface Expected {
  readonly format: string;
  readonly counted?: Readonly<Record<string, Pair>> & {
    readonly files: number;
    readonly noInstructionCounts?: boolean;
  };
  readonly declared?: Readonly<Record<string, unknown>>;
  readonly sources?: readonly (string | null)[];
}

const expectations: Readonly<Record<string, Expected>> = JSON.parse(
  readFileSync(join(corpus, "expected.json"), "utf8"),
).files;

/** One file through the whole parser, in chunks of `size` bytes. */
function parse(path: string, size: number): ParseOutcome {
  const bytes = readFileSync(join(corpus, path));
  const parser = new ReportParser(formats, path);
  for (let at = 0; at < bytes.length; at += size) parser.write(bytes.subarray(at, at + size));
  return parser.end();
}

function totalsOf(outcome: ParseOutcome): CoverageTotals {
  assert.equal(outcome.status, "read", JSON.stringify(outcome.problems));
  assert.ok(outcome.report?.kind === "coverage");
  return coverageTotals(outcome.report.coverage);
}

/** 0 of 0 in the expectations stands for "no such data" as well as for "nothing of it". */
function same(found: Pair | null, expected: Pair, what: string): void {
  assert.deepEqual(found ?? { covered: 0, total: 0 }, expected, what);
}

const formatFolders = ["cobertura", "jacoco", "clover", "opencover", "sonar-generic"];

describe("Coverage reports in XML of the corpus", () => {
  const files = Object.entries(expectations).filter(([path]) => formatFolders.includes(path.split("/")[0]!));

  it("are all listed in the expectations", () => {
    const there = formatFolders.flatMap((folder) =>
      readdirSync(join(corpus, folder)).map((name) => `${folder}/${name}`),
    );
    assert.deepEqual(files.map(([path]) => path).sort(), there.sort());
  });

  for (const [path, { format, counted, declared, sources }] of files) {
    it(`${path} has the expected totals, however it is cut`, () => {
      for (const size of [61, 4093, 1 << 20]) {
        const outcome = parse(path, size);
        const totals = totalsOf(outcome);
        assert.equal(outcome.format, format);
        assert.ok(counted !== undefined);
        assert.ok(outcome.report?.kind === "coverage");
        // OpenCover's points without a file stand under no name, which is no file.
        const paths = outcome.report.coverage.paths.filter((each) => format !== "opencover" || each !== "");
        assert.equal(paths.length, counted.files);
        if (counted.noInstructionCounts === true) {
          // Which lines ran is not in the report: only its own totals are there.
          const lines = declared?.["LINE"] as Pair;
          same(totals.lines, lines, "lines");
          assert.equal(outcome.report.coverage.lines, null);
        } else same(totals.lines, counted["lines"]!, "lines");
        if (counted["branches"] !== undefined) same(totals.branches, counted["branches"], "branches");
        if (counted["conditions"] !== undefined) same(totals.branches, counted["conditions"], "conditions");
        if (counted["methods"] !== undefined) same(totals.functions, counted["methods"], "methods");
        if (counted["sequencePoints"] !== undefined) same(totals.statements, counted["sequencePoints"], "points");
        if (sources !== undefined) {
          assert.ok(outcome.report?.kind === "coverage");
          assert.deepEqual(
            outcome.report.roots,
            sources.filter((source) => source !== null),
          );
        }
      }
    });
  }
});

describe("XML files of the corpus that are no coverage reports", () => {
  for (const name of readdirSync(join(corpus, "negative")).filter((name) => name.endsWith(".xml"))) {
    it(`negative/${name} is not read as one`, () => {
      for (const size of [1, 4093]) {
        const outcome = parse(`negative/${name}`, size);
        assert.ok(outcome.status !== "read" || outcome.kind !== "coverage", outcome.status);
        assert.ok(outcome.problems.length > 0);
      }
    });
  }
});
