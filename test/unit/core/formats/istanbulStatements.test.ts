import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import type { InvalidReport } from "../../../../src/core/formats/format.ts";
import { formats } from "../../../../src/core/formats/index.ts";
import { parseFileCoverage, Statements } from "../../../../src/core/formats/istanbulStatements.ts";
import { ReportParser } from "../../../../src/core/formats/parser.ts";

function read(text: string) {
  const parser = new ReportParser(formats, "coverage-final.json");
  parser.write(new TextEncoder().encode(text));
  return parser.end();
}

const number = fc.oneof({ weight: 8, arbitrary: fc.nat(3000) }, fc.constantFrom<unknown>(-1, 1.5, 1e12, null, "4"));
const place = fc.record({
  start: fc.record({ line: number, column: number }),
  end: fc.record({ line: number, column: fc.option(number) }),
});
/** Mostly the ids that Istanbul gives, from 0 or 1 on; now and then others. */
const ids = fc
  .tuple(fc.constantFrom(0, 1), fc.nat(6), fc.boolean())
  .map(([first, count, isOdd]) =>
    Array.from({ length: count }, (_, at) => String(isOdd && at === count - 1 ? at + 5 : first + at)),
  );
const file = ids.chain((all) =>
  fc
    .tuple(
      fc.tuple(...all.map(() => place)),
      fc.tuple(...all.map(() => fc.option(fc.nat(5), { freq: 8, nil: undefined }))),
      fc.constantFrom({}, { inputSourceMap: null }, { all: true }),
    )
    .map(([places, counts, more]) => ({
      path: 'src/"statementMap":{"0":a.ts',
      statementMap: Object.fromEntries(all.map((id, at) => [id, places[at]])),
      fnMap: {},
      branchMap: {},
      s: Object.fromEntries(all.map((id, at) => [id, counts[at]])),
      f: {},
      b: {},
      ...more,
    })),
);

describe("Statements of Istanbul's JSON", () => {
  it("read from the bytes are what JSON.parse reads, however the numbers and ids are", () => {
    fc.assert(
      fc.property(fc.array(file, { minLength: 1, maxLength: 3 }), fc.boolean(), (files, isWrapped) => {
        const all = Object.fromEntries(files.map((each, at) => [`a${at}.ts`, isWrapped ? { data: each } : each]));
        // Only what is written without spaces is read from the bytes.
        const [compact, spaced] = [read(JSON.stringify(all)), read(JSON.stringify(all, null, 1))];
        assert.deepEqual(compact.report, spaced.report);
        assert.equal(compact.status, spaced.status);
      }),
      { numRuns: 500, seed: 20261125 },
    );
  });

  it("are read from the bytes where they stand as Istanbul writes them, and not of transpiled code", () => {
    const map = '{"0":{"start":{"line":1,"column":0},"end":{"line":2,"column":null}}}';
    const parse = (text: string) => parseFileCoverage(new TextEncoder().encode(text), 1) as Record<string, unknown>;
    const { statementMap, s } = parse(`{"path":"a.ts","statementMap":${map},"s":{"0":3}}`);
    assert.ok(statementMap instanceof Statements);
    assert.deepEqual([...statementMap.places], [1, 0, 2, 0xffffffff]);
    assert.deepEqual(s, { 0: 3 });
    assert.deepEqual(parse(`{"statementMap":${map},"inputSourceMap":{}}`)["statementMap"], JSON.parse(map));
  });

  it("beside damage are refused with the line of the damage", () => {
    const map = '{"0":{"start":{"line":1,"column":0},"end":{"line":1,"column":5}}}';
    const bytes = new TextEncoder().encode(`{"path":"a.ts",\n"statementMap":${map},\n"s":{"0":x}}`);
    assert.throws(
      () => parseFileCoverage(bytes, 7),
      ({ problem }: InvalidReport) => problem.code === "syntax" && problem.line === 9,
    );
  });
});
