import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { formats } from "../../src/core/formats/index.ts";
import { ReportParser } from "../../src/core/formats/parser.ts";
import type { CoverageReport } from "../../src/core/model/report.ts";
import { convertCoverage } from "../../src/node/convert/convert.ts";
import { targets } from "../../src/node/convert/formats.ts";
import { held, type Part } from "../unit/node/held.ts";

const corpus = process.env["READINESS_CORPUS"] ?? "../shared/corpus";

function coverageOf(bytes: Uint8Array, path: string): CoverageReport | null {
  const parser = new ReportParser(formats, path);
  parser.write(bytes);
  const { report } = parser.end();
  return report?.kind === "coverage" ? report : null;
}

function readCorpus(path: string): CoverageReport | null {
  const bytes = readFileSync(join(corpus, path));
  return coverageOf(bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes, path);
}

describe("Every coverage report of the corpus, converted and read again", () => {
  const paths = readdirSync(corpus, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(corpus, path)).isFile())
    .sort();
  const reports = paths.flatMap((path) => {
    const report = readCorpus(path);
    const isWhole =
      report !== null &&
      report.coverage.lines !== null &&
      report.coverage.paths.some((each) => each !== "") &&
      report.completeness === "full";
    return isWhole ? [{ path, report }] : [];
  });

  it("is there in numbers", () => assert.ok(reports.length > 60, `only ${reports.length}`));

  for (const target of targets) {
    it(`as ${target}, all that the format can hold is the same`, () => {
      for (const { path, report } of reports) {
        const { text } = convertCoverage(report, target);
        const again = coverageOf(Buffer.from(text), `${path} as ${target}`);
        assert.ok(again !== null, `${path}: not read again: ${text.slice(0, 300)}`);
        const expected = held(report.coverage, target);
        const found = held(again.coverage, target);
        for (const part of Object.keys(expected) as Part[])
          assert.deepEqual(found[part], expected[part], `${path}: ${part}`);
      }
    });
  }
});
