import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { inParts, Parts } from "../../../src/node/messageParts.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);

function joined(message: unknown): unknown {
  const parts = new Parts<unknown>();
  const sent = inParts(message).map((part) => structuredClone(part));
  const taken = sent.map((part) => parts.take(part));
  assert.ok(taken.slice(0, -1).every((each) => each === null));
  return taken.at(-1);
}

describe("A message with long lists", () => {
  it("goes in parts that are short", () => {
    const message = { state: { gaps: numbers(20_000), reports: numbers(3).map(() => ({ paths: numbers(1000) })) } };
    const [head, ...parts] = inParts(message);
    assert.deepEqual(head, {
      message: { state: { gaps: [], reports: numbers(3).map(() => ({ paths: [] })) } },
      parts: 115,
    });
    assert.ok(parts.every(({ items }) => items.length <= 200));
    assert.equal(message.state.gaps.length, 20_000);
  });

  it("is the same when it has arrived, with long lists in long lists", () => {
    const message = {
      a: numbers(450).map((at) => (at % 200 === 7 ? { b: [numbers(401)], c: at } : at)),
      d: [[numbers(201)]],
    };
    assert.deepEqual(joined(message), message);
  });

  it("or any other message, is the same when it has arrived", () => {
    const list = fc.array(fc.oneof(fc.integer(), fc.jsonValue()), { minLength: 0, maxLength: 450, size: "max" });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), list, fc.record({ list, inner: fc.record({ list }) })), (message) => {
        assert.deepEqual(joined(message), structuredClone(message));
      }),
      { numRuns: 50 },
    );
  });

  it("goes by itself where its lists are short", () => {
    const message = { a: numbers(200), bytes: new Uint8Array(1000) };
    assert.deepEqual(inParts(message), [{ message }]);
  });
});
