import assert from "node:assert/strict";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { formats } from "../../src/core/formats/index.ts";
import { type ParseOutcome, ReportParser } from "../../src/core/formats/parser.ts";
import { coverageTotals } from "../../src/core/model/coverage.ts";

/** Larger files say nothing that smaller ones do not, and take long. */
const largest = 40_000;

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter(
      (path) => statSync(path).isFile() && statSync(path).size < largest && !/(?:\.md|expected\.json|\.gz)$/.test(path),
    )
    .sort();
}

/** Reports to damage: of the corpus, of the real tools, of the workspaces. */
export const reports: readonly string[] = [
  ...filesBelow(process.env["READINESS_CORPUS"] ?? "../shared/corpus"),
  ...filesBelow("test/fixtures").filter((path) => !/^test[\\/]fixtures[\\/](?:make|samples)\b/.test(path)),
  ...filesBelow("test/workspaces/pendulum").filter((path) => /\.(?:xml|json)$/.test(path)),
];

/** Every chunk comes in the same buffer, as a file's do: a reader that keeps one reads what came after it. */
export function parse(bytes: Uint8Array, path: string, size: number): ParseOutcome {
  const parser = new ReportParser(formats, path);
  const buffer = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size) {
    const chunk = bytes.subarray(at, at + size);
    buffer.set(chunk);
    parser.write(buffer.subarray(0, chunk.length));
    buffer.fill(0x21);
  }
  return parser.end();
}

export function parseWhole(bytes: Uint8Array, path: string): ParseOutcome {
  const parser = new ReportParser(formats, path);
  parser.write(bytes);
  return parser.end();
}

/** What every outcome must hold, whatever was read: no reader fails, and what it gives is whole. Throws where not. */
export function check(outcome: ParseOutcome, path: string): void {
  assert.ok(
    !outcome.problems.some((problem) => problem.code === "reader-fault"),
    `${path}: ${JSON.stringify(outcome.problems)}`,
  );
  assert.equal(outcome.report === null, outcome.status !== "read");
  if (outcome.status !== "read") assert.ok(outcome.problems.length > 0, path);
  if (outcome.report?.kind !== "coverage") return;
  const { coverage } = outcome.report;
  const totals = coverageTotals(coverage);
  for (const metric of ["lines", "branches", "functions", "conditions", "statements"] as const) {
    const counts = totals[metric];
    if (counts === null) continue;
    assert.ok(
      counts.covered >= 0 && counts.covered <= counts.total,
      `${path}: ${metric} ${counts.covered}/${counts.total}`,
    );
  }
  const { lines } = coverage;
  if (lines === null) return;
  assert.equal(lines.start.length, coverage.paths.length + 1);
  assert.equal(lines.start.at(-1), lines.number.length);
  for (let file = 0; file < coverage.paths.length; file++) {
    for (let row = lines.start[file]! + 1; row < lines.start[file + 1]!; row++)
      assert.ok(lines.number[row]! > lines.number[row - 1]!, `${path}: lines of ${coverage.paths[file]} do not ascend`);
  }
}
