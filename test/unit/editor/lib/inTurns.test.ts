import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { InTurns } from "../../../../src/editor/lib/inTurns.ts";

describe("An event in turns", () => {
  const unexpected = (error: unknown) => assert.fail(String(error));
  const turn = () => new Promise<void>((next) => setImmediate(next));

  it("calls every listener with every value, in order, each in a turn of its own", async () => {
    const event = new InTurns<number>(unexpected);
    const heard: string[] = [];
    event.event((value) => heard.push(`a${value}`));
    event.event((value) => heard.push(`b${value}`));
    event.fire(1);
    event.fire(2);
    assert.deepEqual(heard, []);
    for (let calls = 1; calls <= 4; calls++) {
      while (heard.length < calls) await turn();
      assert.equal(heard.length, calls);
    }
    assert.deepEqual(heard, ["a1", "b1", "a2", "b2"]);
  });

  it("is not held up by having had no listener", async () => {
    const event = new InTurns<number>(unexpected);
    event.fire(1);
    await event.settled();
    const heard: number[] = [];
    event.event((value) => heard.push(value));
    event.fire(2);
    await event.settled();
    assert.deepEqual(heard, [2]);
  });

  it("tells of a listener that throws and calls the others", async () => {
    const errors: unknown[] = [];
    const event = new InTurns<number>((error) => errors.push(error));
    const heard: number[] = [];
    const fault = new Error("broken");
    event.event(() => {
      throw fault;
    });
    event.event((value) => heard.push(value));
    event.fire(1);
    await event.settled();
    assert.deepEqual([errors, heard], [[fault], [1]]);
  });

  it("calls no listener that was disposed of meanwhile, and none after its own end", async () => {
    const event = new InTurns<number>(unexpected);
    const heard: string[] = [];
    const first = event.event(() => heard.push("first"));
    event.event(() => heard.push("second"));
    event.fire(1);
    first.dispose();
    await event.settled();
    event.fire(2);
    event.dispose();
    await event.settled();
    assert.deepEqual(heard, ["second"]);
  });
});
