import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { caseBuffers, packCases, unpackCases } from "../../../../src/core/model/caseColumns.ts";
import { type TestCase, TestMap, testIdentity } from "../../../../src/core/model/tests.ts";
import { sameData } from "../../../../src/core/sameData.ts";

const anyName = fc.oneof(fc.constantFrom("", "a", "b"), fc.string());
const plain = { noNullPrototype: true } as const;
const properties = fc.array(fc.record({ name: anyName, value: anyName }, plain), { maxLength: 2 });
const anyCase: fc.Arbitrary<TestCase> = fc.record(
  {
    name: anyName,
    className: anyName,
    suite: anyName,
    file: fc.option(anyName),
    line: fc.option(fc.integer({ min: 1, max: 0xfffffe })),
    outcome: fc.constantFrom("passed", "failed", "errored", "skipped"),
    skipKind: fc.constantFrom(null, "expected-failure", "collection", "todo", "or-passed"),
    durationSeconds: fc.option(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true })),
    message: fc.option(anyName),
    properties,
    runs: fc.integer({ min: 1, max: 1000 }),
    flaky: fc.boolean(),
  },
  plain,
);

describe("Tests in columns", () => {
  it("are the same tests when they are unpacked, also in another thread", () => {
    fc.assert(
      fc.property(fc.array(anyCase), (cases) => {
        const columns = packCases(cases);
        const sent = structuredClone(columns, { transfer: caseBuffers(columns) });
        assert.deepEqual(unpackCases(sent), cases);
      }),
      { numRuns: 300 },
    );
  });

  it("can be without messages", () => {
    fc.assert(
      fc.property(fc.array(anyCase), (cases) => {
        const expected = cases.map((test) => ({ ...test, message: null }));
        assert.deepEqual(unpackCases(packCases(cases, false)), expected);
      }),
      { numRuns: 100 },
    );
  });

  it("share the lists of properties that they shared", () => {
    const shared = [{ name: "a", value: "b" }];
    const test = { ...fc.sample(anyCase, 1)[0]!, properties: shared };
    const [one, other] = unpackCases(packCases([test, { ...test, name: "other" }]));
    assert.equal(one!.properties, other!.properties);
  });
});

describe("A map by test", () => {
  it("tells tests apart as their identity does", () => {
    fc.assert(
      fc.property(fc.array(anyCase), (cases) => {
        const [byTest, byIdentity] = [new TestMap<number>(), new Map<string, number>()];
        cases.forEach((test, at) => {
          assert.equal(byTest.get(test), byIdentity.get(testIdentity(test)));
          byTest.set(test, at);
          byIdentity.set(testIdentity(test), at);
        });
        assert.deepEqual([...byTest.values()].sort(), [...byIdentity.values()].sort());
      }),
      { numRuns: 300 },
    );
  });
});

const pairs: readonly (readonly [one: unknown, other: unknown, same: boolean])[] = [
  [1, 1, true],
  [1, "1", false],
  [Number.NaN, Number.NaN, true],
  [null, null, true],
  [null, {}, false],
  [[1, [2]], [1, [2]], true],
  [[1, [2]], [1, [3]], false],
  [[1], [1, undefined], false],
  [{ a: 1, b: [2] }, { b: [2], a: 1 }, true],
  [{ a: 1 }, { b: 1 }, false],
  [{ a: undefined }, { b: undefined }, false],
  [{}, [], false],
  [Uint32Array.of(1, 2), Uint32Array.of(1, 2), true],
  [Uint32Array.of(1, 2), Uint32Array.of(1, 3), false],
  [Uint32Array.of(1, 2), Uint8Array.of(1, 2), false],
  [Float64Array.of(Number.NaN), Float64Array.of(Number.NaN), true],
];

describe("Plain data", () => {
  for (const [one, other, same] of pairs) {
    it(`${same ? "is the same" : "differs"}: ${JSON.stringify(one)} and ${JSON.stringify(other)}`, () => {
      assert.equal(sameData(one, other), same);
      assert.equal(sameData(other, one), same);
    });
  }
});
