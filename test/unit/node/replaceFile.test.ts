import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import { replaceFile } from "../../../src/node/replaceFile.ts";

describe("A file that is replaced", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "readiness-replace-"));
    await writeFile(join(folder, "kept"), "old");
    await mkdir(join(folder, "folder", "within"), { recursive: true });
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("has the new content", async () => {
    await replaceFile(join(folder, "kept"), (path) => writeFile(path, "new"));
    assert.equal(await readFile(join(folder, "kept"), "utf8"), "new");
  });

  it("keeps the old one, and nothing is left beside it, where the new one cannot be written", async () => {
    const fail = async (path: string) => {
      await writeFile(path, "half of it");
      throw new Error("the disk is full");
    };
    await assert.rejects(replaceFile(join(folder, "kept"), fail), /the disk is full/);
    await assert.rejects(replaceFile(join(folder, "folder"), (path) => writeFile(path, "new")));
    assert.equal(await readFile(join(folder, "kept"), "utf8"), "old");
    assert.deepEqual((await readdir(folder)).sort(), ["folder", "kept"]);
  });
});
