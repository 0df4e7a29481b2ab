import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "mocha";
import { mutmutCache } from "../../../../src/core/formats/mutmutCache.ts";
import { parseWith } from "./readXml.ts";

const cache = readFileSync("test/fixtures/mutmut-2.5.1/mutmut-cache");

/** The cache with every text replaced by another of the same length. */
function changed(from: string, to: string): Uint8Array {
  assert.equal(from.length, to.length);
  const text = cache.toString("latin1");
  assert.ok(text.includes(from));
  return Buffer.from(text.replaceAll(from, to), "latin1");
}

describe("The cache of mutmut 2", () => {
  it("has each mutant with its line, counted from 1, and how it ended", () => {
    const { status, report, problems } = parseWith(mutmutCache, cache);
    assert.equal(status, "read", JSON.stringify(problems));
    assert.ok(report?.kind === "mutation");
    assert.deepEqual(report.mutants.slice(0, 3), [
      { file: "steps/count.py", line: 5, mutator: "mutant 1", status: "survived" },
      { file: "steps/count.py", line: 5, mutator: "mutant 2", status: "killed" },
      { file: "steps/count.py", line: 6, mutator: "mutant 3", status: "killed" },
    ]);
    assert.deepEqual([report.producer, problems], ["mutmut 2", []]);
  });

  it("says where mutants that were not killed were run with other tests", () => {
    const { problems } = parseWith(mutmutCache, changed("hash_of_tests", "hash_of_testx"));
    assert.deepEqual(problems, []);
    const hash = /hash_of_tests([\da-f]{64})/.exec(cache.toString("latin1"))![1]!;
    const { status, problems: told } = parseWith(
      mutmutCache,
      changed(`hash_of_tests${hash}`, `hash_of_tests${"0".repeat(64)}`),
    );
    assert.equal(status, "read");
    assert.match(told[0]!.message, /^6 of 17 mutants were run with other tests/);
  });

  for (const [from, to, why] of [
    ["bad_survived", "bad_somewhat", /ended in a way that is not known: bad_somewhat/],
    ["SourceFileSourceFile", "SourceFilxSourceFile", /has no table "SourceFile"/],
  ] as const)
    it(`is refused where ${from} is ${to}`, () => {
      const { status, problems } = parseWith(mutmutCache, changed(from, to));
      assert.equal(status, "invalid");
      assert.match(problems[0]!.message, why);
    });

  it("is refused where it is cut off", () => {
    for (const length of [20_000, cache.length - 1]) {
      const { status, problems } = parseWith(mutmutCache, cache.subarray(0, length));
      assert.equal(status, "invalid", `${length} bytes: ${JSON.stringify(problems)}`);
    }
  });
});
