import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { seconds } from "../../../../src/core/formats/testTexts.ts";

describe("Seconds as tools write them", () => {
  for (const [text, value] of [
    ["1.5", 1.5],
    ["9e-05", 9e-5],
    ["0E-8", 0],
    [" 2 ", 2],
    ["1,234.5", 1234.5],
    ["1,234,567", 1234567],
    ["0,05", 0.05],
    ["1.234,5", 1234.5],
    ["", null],
    ["soon", null],
    ["0x10", null],
    ["0b1", null],
    ["-1", null],
    ["Infinity", null],
    [null, null],
  ] as const) {
    it(`are ${value} in ${JSON.stringify(text)}`, () => assert.equal(seconds(text), value));
  }
});
