import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { coveragepySqlite } from "../../../../src/core/formats/coveragepySqlite.ts";
import { parseWith, writtenDown } from "./readXml.ts";

const pageSize = 512;

type Value = string | number | Uint8Array | null;

function varint(value: number): number[] {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift(128 + (rest % 128));
  return bytes;
}

/** A record as SQLite stores it. Integers take two bytes. */
function record(values: readonly Value[]): number[] {
  const types: number[] = [];
  const body: number[] = [];
  for (const value of values) {
    if (value === null) types.push(0);
    else if (typeof value === "number") {
      types.push(2);
      body.push((value >> 8) & 255, value & 255);
    } else {
      const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
      types.push(...varint(12 + 2 * bytes.length + (typeof value === "string" ? 1 : 0)));
      body.push(...bytes);
    }
  }
  return [...varint(types.length + 1), ...types, ...body];
}

/** A database of one page a table and overflow pages where rows are long. Roots: 2, 3, … in the order given. */
function database(
  tables: readonly { readonly name: string; readonly sql: string; readonly rows: readonly (readonly Value[])[] }[],
): Uint8Array {
  const pages: Uint8Array[] = Array.from({ length: tables.length + 1 }, () => new Uint8Array(pageSize));
  const fill = (page: number, rows: readonly (readonly Value[])[]) => {
    const bytes = pages[page]!;
    const header = page === 0 ? 100 : 0;
    let end = pageSize;
    bytes.set([0x0d, 0, 0, 0, rows.length], header);
    rows.forEach((values, row) => {
      const payload = record(values);
      const most = pageSize - 35;
      let cell = [...varint(payload.length), ...varint(row + 1), ...payload];
      if (payload.length > most) {
        const least = Math.floor(((pageSize - 12) * 32) / 255) - 23;
        const fitting = least + ((payload.length - least) % (pageSize - 4));
        const local = fitting <= most ? fitting : least;
        cell = [...varint(payload.length), ...varint(row + 1), ...payload.slice(0, local), 0, 0, 0, pages.length + 1];
        for (let at = local; at < payload.length; at += pageSize - 4) {
          const more = at + pageSize - 4 < payload.length;
          const overflow = new Uint8Array(pageSize);
          overflow.set([0, 0, 0, more ? pages.length + 2 : 0, ...payload.slice(at, at + pageSize - 4)]);
          pages.push(overflow);
        }
      }
      end -= cell.length;
      bytes.set(cell, end);
      bytes.set([end >> 8, end & 255], header + 8 + 2 * row);
    });
  };
  for (const [index, { rows }] of tables.entries()) fill(index + 1, rows);
  fill(
    0,
    tables.map(({ name, sql }, index) => ["table", name, name, index + 2, sql]),
  );
  const head = new Uint8Array(100);
  head.set(new TextEncoder().encode("SQLite format 3\0"));
  head.set([pageSize >> 8, pageSize & 255, 1, 1, 0], 16);
  head.set([0, 0, 0, pages.length], 28);
  head.set([0, 0, 0, 1], 56);
  pages[0]!.set(head);
  return Uint8Array.from(pages.flatMap((page) => [...page]));
}

const schema = { name: "coverage_schema", sql: "create table coverage_schema (version integer)", rows: [[7]] };
const meta = {
  name: "meta",
  sql: "create table meta (key text, value text)",
  rows: [
    ["version", "7.10.7"],
    ["when", "2026-01-02 03:04:05"],
  ],
};
const files = (...paths: readonly string[]) => ({
  name: "file",
  sql: "create table file (id integer primary key, path text, unique (path))",
  rows: paths.map((path) => [null, path]),
});
const bits = (rows: readonly (readonly Value[])[]) => ({
  name: "line_bits",
  sql: "create table line_bits (file_id integer, context_id integer, numbits blob)",
  rows,
});

function read(bytes: Uint8Array, size = 1 << 20) {
  const outcome = parseWith(coveragepySqlite, bytes, size);
  assert.equal(outcome.status, "read", JSON.stringify(outcome.problems));
  assert.ok(outcome.report?.kind === "coverage");
  return outcome.report;
}

describe("The data file of coverage.py", () => {
  it("lists the lines that ran over all contexts, and says that it holds nothing else", () => {
    const report = read(
      database([
        schema,
        meta,
        files("/p/a.py", "/p/b.py"),
        bits([
          [1, 1, Uint8Array.of(0b1010)],
          [1, 2, Uint8Array.of(0b10, 1)],
        ]),
      ]),
      7,
    );
    assert.deepEqual(writtenDown(report.coverage), {
      "/p/a.py": { lines: ["1:1", "3:1", "8:1"] },
      "/p/b.py": { lines: [] },
    });
    assert.equal(report.completeness, "executed-only");
    assert.deepEqual(
      [report.producer, report.dialect, report.generated],
      ["coverage.py 7.10.7", "schema 7", "2026-01-02T03:04:05"],
    );
  });

  it("reads rows that go on in overflow pages", () => {
    const numbits = new Uint8Array(1500);
    numbits[0] = 2;
    numbits[1499] = 128;
    const report = read(database([schema, files("/p/a.py"), bits([[1, 1, numbits]])]));
    assert.deepEqual(writtenDown(report.coverage), { "/p/a.py": { lines: ["1:1", "11999:1"] } });
  });

  it("takes lines from arcs, whose ends below 1 are none, and from rows of old schemas", () => {
    const arc = {
      name: "arc",
      sql: "create table arc (file_id integer, context_id integer, fromno integer, tono integer)",
      rows: [
        [1, 1, -1, 4],
        [1, 1, 4, 9],
        [1, 1, 9, -1],
      ],
    };
    const line = { name: "line", sql: "create table line (file_id integer, lineno integer)", rows: [[1, 2]] };
    const report = read(database([schema, files("/p/a.py"), arc, line]));
    assert.deepEqual(writtenDown(report.coverage), { "/p/a.py": { lines: ["2:1", "4:1", "9:1"] } });
  });

  const whole = database([schema, files("/p/a.py"), bits([[1, 1, new Uint8Array(900).fill(255)]])]);
  const invalid: readonly (readonly [what: string, bytes: Uint8Array, code: string])[] = [
    ["it lists no file", database([schema, files(), bits([])]), "nothing-measured"],
    [
      "it is of coverage.py before 5.0",
      new TextEncoder().encode('!coverage.py: This is a private format{"lines":{}}'),
      "too-old",
    ],
    ["it has no files", database([schema, meta]), "structure"],
    [
      "lines are of a file that is not listed",
      database([schema, files("/p/a.py"), bits([[7, 1, Uint8Array.of(2)]])]),
      "contradiction",
    ],
    ["its last page is missing", whole.subarray(0, whole.length - 1), "truncated"],
  ];
  for (const [what, bytes, code] of invalid) {
    it(`is invalid where ${what}`, () => {
      const { status, problems } = parseWith(coveragepySqlite, bytes);
      assert.deepEqual([status, problems[0]?.code], ["invalid", code]);
    });
  }

  it("is invalid where its pages lead back to themselves", () => {
    const bytes = whole.slice();
    // The root of line_bits becomes an inner page with itself as its right-most child.
    bytes.set([0x05, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4], 3 * pageSize);
    assert.equal(parseWith(coveragepySqlite, bytes).problems[0]?.code, "damaged");
  });

  it("is refused wherever it is cut off, and never fails on damage", () => {
    for (let length = 0; length < whole.length; length += 13)
      assert.notEqual(parseWith(coveragepySqlite, whole.subarray(0, length)).status, "read", `${length} bytes`);
    const change = fc.array(fc.tuple(fc.integer({ min: 16, max: whole.length - 1 }), fc.nat(255)), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(change, (changes) => {
        const bytes = whole.slice();
        for (const [at, value] of changes) bytes[at] = value;
        const { problems } = parseWith(coveragepySqlite, bytes);
        assert.ok(!problems.some(({ code }) => code === "reader-fault"), JSON.stringify(problems));
      }),
      { numRuns: 400 },
    );
  });
});
