import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram } from "../../../../src/editor/lib/findProgram.ts";

describe("finding a program", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "program-"));
    writeFileSync(join(folder, "tool"), "#!/bin/sh\n", { mode: 0o755 });
  });
  after(() => rmSync(folder, { recursive: true }));

  it("looks along PATH for a name", async () => {
    assert.equal(await findProgram("tool", "/", { PATH: `/nowhere:${folder}` }), true);
    assert.equal(await findProgram("tool", folder, { PATH: "/nowhere" }), false);
    assert.equal(await findProgram("tool", folder, {}), false);
  });

  it("looks in the directory for a relative path", async () => {
    assert.equal(await findProgram("./tool", folder, {}), true);
    assert.equal(await findProgram("./tool", tmpdir(), {}), false);
    assert.equal(await findProgram(join(folder, "tool"), "/", {}), true);
  });
});
