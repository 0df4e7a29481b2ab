import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { numberText } from "../../../src/core/numberText.ts";

describe("A count in words", () => {
  for (const [count, text] of [
    [0, "0"],
    [999, "999"],
    [1000, "1,000"],
    [-1234567, "-1,234,567"],
    [1234.5, "1,234.5"],
    [2 ** 53, "9,007,199,254,740,992"],
    [1e21, "1e+21"],
    [Number.NaN, "NaN"],
  ] as const)
    it(`${count} is ${text}`, () => assert.equal(numberText(count), text));

  it("is what English writes, for every whole number", () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (count) => assert.equal(numberText(count), count.toLocaleString("en"))));
  });
});
