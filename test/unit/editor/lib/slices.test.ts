import assert from "node:assert/strict";
import { inSlices } from "../../../../src/editor/lib/slices.ts";

/** Holds the thread. */
function hold(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

describe("work in slices", () => {
  it("does all of it, in order", async () => {
    const done: number[] = [];
    assert.equal(await inSlices([1, 2, 3], (item) => done.push(item)), true);
    assert.deepEqual(done, [1, 2, 3]);
  });

  it("lets others in between", async () => {
    let others = 0;
    const timer = setInterval(() => others++, 1);
    await inSlices(Array.from({ length: 20 }), () => hold(3));
    clearInterval(timer);
    assert.ok(others >= 3, String(others));
  });

  it("ends when it is not wanted any more", async () => {
    let done = 0;
    assert.equal(
      await inSlices(
        Array.from({ length: 100 }),
        () => hold(++done && 3),
        () => false,
      ),
      false,
    );
    assert.ok(done < 10, String(done));
  });
});
