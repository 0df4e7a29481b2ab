import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { collectGarbage } from "../../../src/node/memory.ts";

describe("giving memory back", () => {
  it("frees what nobody uses any more, and keeps the rest", async () => {
    const megabyte = 2 ** 20;
    const kept = new Uint8Array(10 * megabyte).fill(1);
    const before = process.memoryUsage().arrayBuffers;
    let dropped: Uint8Array | null = new Uint8Array(64 * megabyte).fill(1);
    assert.ok(process.memoryUsage().arrayBuffers - before >= dropped.length);
    dropped = null;
    await collectGarbage();
    assert.ok(process.memoryUsage().arrayBuffers - before < megabyte);
    assert.equal(kept.at(-1), 1);
  });
});
