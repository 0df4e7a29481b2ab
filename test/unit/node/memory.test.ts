import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
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

  it("is no condition for anything else: a runtime may have no inspector", () => {
    const folder = mkdtempSync(join(tmpdir(), "readiness-runtime-"));
    try {
      const without = join(folder, "without.cjs");
      writeFileSync(
        without,
        `const Module = require("node:module");
        const load = Module._load;
        Module._load = function (name, ...rest) {
          if (/^(node:)?inspector/.test(name)) throw new Error("Inspector is not available");
          return load.call(this, name, ...rest);
        };`,
      );
      const said = execFileSync(process.execPath, ["--require", without, resolve("dist/cli.js"), "--version"]);
      assert.match(String(said), /^\S*\d+\.\d+\.\d+/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }).timeout(20_000);
});
