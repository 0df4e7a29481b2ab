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

function readOf(path: string): CoverageReport | null {
  const bytes = readFileSync(path);
  return coverageOf(bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes, path);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort();
}

describe("Every coverage report of the corpus and of the real tools, converted and read again", () => {
  const reports = [...filesBelow(corpus), ...filesBelow("test/fixtures")].flatMap((path) => {
    const report = readOf(path);
    const isWhole =
      report !== null &&
      report.coverage.lines !== null &&
      report.coverage.paths.some((each) => each !== "") &&
      report.completeness === "full";
    return isWhole ? [{ path, report }] : [];
  });

  it("is there in numbers", () => assert.ok(reports.length > 200, `only ${reports.length}`));

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
