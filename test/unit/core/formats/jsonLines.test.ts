import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { JsonLines } from "../../../../src/core/formats/jsonLines.ts";

/** What is none of the objects, each with its line. */
function others(text: string): readonly string[] {
  const found: string[] = [];
  const lines = new JsonLines(
    () => {},
    (line, number) => found.push(`${number}: ${line}`),
  );
  lines.write(new TextEncoder().encode(text));
  lines.end();
  return found;
}

describe("Lines that are no JSON objects", () => {
  for (const [what, text, expected] of [
    ["among objects", '{"a":1}\nwords\n', ["2: words"]],
    ["where an indented object that began has no end", '{\n  "a": 1,\nwords\n', ["1: {", '2:   "a": 1,', "3: words"]],
    ["where an indented object is damaged", '{"a":1}\n{\n  "a": x\n}\n', ["2: {", '3:   "a": x', "4: }"]],
  ] as const)
    it(`are told with their numbers ${what}`, () => assert.deepEqual(others(text), expected));

  it("are those of an indented object that is longer than a text can be", () => {
    let [told, taken] = [0, 0];
    const lines = new JsonLines(
      () => taken++,
      () => told++,
    );
    const line = new TextEncoder().encode(` ${"x".repeat(16_000_000)}\n`);
    lines.write(new TextEncoder().encode("{\n"));
    for (let count = 0; count < 34; count++) lines.write(line);
    lines.write(new TextEncoder().encode("}\n"));
    lines.end();
    assert.deepEqual([told, taken], [36, 0]);
  });
});
