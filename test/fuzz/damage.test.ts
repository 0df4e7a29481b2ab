import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, it } from "mocha";
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
    );
}

const reports = [
  ...filesBelow(process.env["READINESS_CORPUS"] ?? "../shared/corpus"),
  ...filesBelow("test/workspaces/pendulum").filter((path) => /\.(?:xml|json)$/.test(path)),
];

/** Every chunk comes in the same buffer, as a file's do: a reader that keeps one reads what came after it. */
function parse(bytes: Uint8Array, path: string, size: number): ParseOutcome {
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

function parseWhole(bytes: Uint8Array, path: string): ParseOutcome {
  const parser = new ReportParser(formats, path);
  parser.write(bytes);
  return parser.end();
}

/** What every outcome must hold, whatever was read: no reader fails, and what it gives is whole. */
function check(outcome: ParseOutcome, path: string): void {
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

describe("A damaged report is read exactly, or refused with its reason", () => {
  assert.ok(reports.length > 10, "no reports to damage");

  it("in chunks of any size that are written over as in one piece", () => {
    for (const path of reports) {
      const bytes = readFileSync(path);
      const whole = parseWhole(bytes, path);
      for (const size of [61, 1009]) assert.deepEqual(parse(bytes, path, size), whole, `${path} in chunks of ${size}`);
    }
  }).timeout(300_000);

  it(`cut off at any place (${reports.length} files, 40 places each)`, () => {
    for (const path of reports) {
      const bytes = readFileSync(path);
      for (let step = 0; step < 40; step++) {
        const cut = Math.floor((bytes.length * (step + 0.37)) / 40);
        check(parse(bytes.subarray(0, cut), path, 1009), path);
      }
    }
  }).timeout(300_000);

  it("with bytes changed", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...reports),
        fc.array(
          fc.tuple(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), fc.integer({ min: 0, max: 255 })),
          { minLength: 1, maxLength: 12 },
        ),
        (path, changes) => {
          const bytes = new Uint8Array(readFileSync(path));
          for (const [where, value] of changes) bytes[Math.floor(where * bytes.length)] = value;
          check(parse(bytes, path, 4099), path);
        },
      ),
      { numRuns: 1500, seed: 20261124 },
    );
  }).timeout(300_000);

  it("with pieces taken out, doubled and put elsewhere", () => {
    const place = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...reports), place, place, place, (path, a, b, c) => {
        const bytes = readFileSync(path);
        const [from, to] = [Math.min(a, b), Math.max(a, b)].map((each) => Math.floor(each * bytes.length)) as [
          number,
          number,
        ];
        const at = Math.floor(c * bytes.length);
        check(
          parse(Buffer.concat([bytes.subarray(0, at), bytes.subarray(from, to), bytes.subarray(at)]), path, 997),
          path,
        );
        check(parse(Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]), path, 997), path);
      }),
      { numRuns: 700, seed: 20261124 },
    );
  }).timeout(300_000);

  it("that is no report at all", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 2000 }),
        fc.constantFrom("<", "{", "[", "SF:", "mode: set\n", "<testsuite>", "TAP version 13\n", ""),
        (bytes, start) => {
          check(parse(Buffer.concat([Buffer.from(start), bytes]), "random", 64), "random");
        },
      ),
      { numRuns: 2000, seed: 20261124 },
    );
  }).timeout(120_000);

  const hostile: readonly (readonly [string, () => Uint8Array])[] = [
    ["10,000 elements deep", () => Buffer.from(`<testsuites>${"<testsuite>".repeat(10_000)}`)],
    ["100,000 arrays deep", () => Buffer.from(`{"meta":{"version":"7"},"files":${"[".repeat(100_000)}`)],
    ["one line of 100 MB", () => Buffer.concat([Buffer.from("SF:a.c\nDA:1,"), Buffer.alloc(100_000_000, 0x31)])],
    [
      "one attribute of 100 MB",
      () => Buffer.concat([Buffer.from('<coverage line-rate="'), Buffer.alloc(100_000_000, 0x31)]),
    ],
    ["NUL bytes in its middle", () => Buffer.from("SF:a.c\nDA:1,1\n\u0000\u0000\nDA:2,1\nend_of_record\n")],
    [
      "an attribute that stands twice",
      () => Buffer.from('<coverage line-rate="1" line-rate="0"><packages/></coverage>'),
    ],
    [
      "numbers beyond 2^53",
      () => Buffer.from(`SF:a.c\nDA:1,${"9".repeat(400)}\nDA:${"9".repeat(30)},1\nDA:2,0\nend_of_record\n`),
    ],
  ];
  for (const [name, make] of hostile) {
    it(`with ${name}, in bounded time and memory`, () => {
      const bytes = make();
      const before = process.memoryUsage().rss;
      const outcome = parse(bytes, name, 1 << 16);
      check(outcome, name);
      assert.ok(process.memoryUsage().rss - before < 600 * 2 ** 20, "too much memory");
    }).timeout(30_000);
  }
});
