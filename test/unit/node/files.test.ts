import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import { DiskFiles } from "../../../src/node/files.ts";
import { Project } from "./project.ts";

describe("Sources of a folder on disk", () => {
  let project: Project;
  let files: DiskFiles;

  beforeEach(() => {
    project = new Project();
    files = new DiskFiles(
      project.folder,
      async () => null,
      () => undefined,
    );
  });
  afterEach(() => project.dispose());

  const text = (length: number) => "0123456789abcde\n".repeat(Math.ceil(length / 16)).slice(0, length);
  const hashOf = (content: string) => createHash("sha256").update(content).digest("hex");

  it("are read whole, whatever their size", async () => {
    for (const size of [0, 1, 65_535, 65_536, 65_537, 262_144, 300_000, 5_000_000]) {
      project.write({ "a.py": text(size) });
      assert.deepEqual(await files.source("a.py"), { text: text(size), sha256: hashOf(text(size)) }, `${size}`);
    }
  });

  it("are not mixed up when many are read at once", async () => {
    const names = Array.from({ length: 100 }, (_, at) => `f${at}.py`);
    project.write(Object.fromEntries(names.map((name, at) => [name, `${name}\n${text(at * 1500)}`])));
    for (let round = 0; round < 2; round++) {
      const read = await Promise.all(names.map((name) => files.source(name)));
      assert.deepEqual(
        read.map((each) => each?.text),
        names.map((name, at) => `${name}\n${text(at * 1500)}`),
      );
    }
  });

  it("are read to their end where the file system gives them in small pieces", async () => {
    project.write({ "a.py": text(200_000) });
    const handle = await open(join(project.folder, "a.py"));
    const prototype = Object.getPrototypeOf(handle) as { read: (...args: unknown[]) => unknown };
    await handle.close();
    const { read } = prototype;
    prototype.read = function (this: FileHandle, buffer, offset, length, position) {
      return read.call(this, buffer, offset, Math.min(1000, length as number), position);
    };
    try {
      assert.equal((await files.source("a.py"))?.sha256, hashOf(text(200_000)));
      assert.equal(await files.digest("a.py", "sha256"), hashOf(text(200_000)));
    } finally {
      prototype.read = read;
    }
  });
});
