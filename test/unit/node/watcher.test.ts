import assert from "node:assert/strict";
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import { FolderWatcher } from "../../../src/node/watcher.ts";

/** What a change must be heard within, in milliseconds; the machine may be busy. */
const patience = 8000;

describe("a folder is watched for reports", () => {
  let root: string;
  let watcher: FolderWatcher;
  let heard: string[];
  let logged: string[];

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "readiness-watch-"));
    heard = [];
    logged = [];
    watcher = new FolderWatcher(
      root,
      (path) => heard.push(path ?? "anything"),
      (message) => logged.push(message),
    );
  });

  afterEach(async () => {
    await watcher.close();
    await rm(root, { recursive: true, force: true });
  });

  const start = async (
    patterns: readonly string[] = ["coverage/lcov.info", "**/junit*.xml"],
    files: readonly string[] = [],
  ) => {
    await hears("anything", async () => watcher.watch({ patterns, files }));
  };

  const hearsOneOf = async (paths: readonly string[], act: () => Promise<unknown>, within = patience) => {
    heard.length = 0;
    await act();
    const end = Date.now() + within;
    while (!heard.some((each) => paths.includes(each))) {
      assert.ok(Date.now() < end, `heard nothing of ${paths.join(", ")}, only of [${heard.join(", ")}]`);
      await new Promise((later) => setTimeout(later, 20));
    }
  };

  const hears = (path: string, act: () => Promise<unknown>, within?: number) => hearsOneOf([path], act, within);

  /** Of folders within new folders a busy machine hears late: until they are watched, anything may have changed. */
  const hearsOfNewFolders = (path: string, act: () => Promise<unknown>) => hearsOneOf([path, "anything"], act);

  const write = (path: string, text: string) => async () => {
    await mkdir(join(root, path, ".."), { recursive: true });
    await writeFile(join(root, path), text);
  };

  it("hears a report in a folder that was not there at the start", async () => {
    await start();
    await hears("coverage/lcov.info", write("coverage/lcov.info", "one"));
    await hears("coverage/lcov.info.gz", write("coverage/lcov.info.gz", "compressed"));
  }).timeout(20_000);

  it("hears a report behind a link at the top that a pattern names, also of a link made later", async () => {
    const outside = await mkdtemp(join(tmpdir(), "readiness-outside-"));
    try {
      const report = join(outside, "logs", "pkg", "test.xml");
      const writeOutside = (text: string) => async () => {
        await mkdir(join(report, ".."), { recursive: true });
        await writeFile(report, text);
      };
      await writeOutside("one")();
      await start(["bazel-testlogs/**/test.xml", "nowhere/**/*.xml", "same/**/*.xml"]);
      await symlink(join(outside, "missing"), join(root, "nowhere"));
      await hears("anything", () => symlink(join(outside, "logs"), join(root, "bazel-testlogs")));
      await hears("bazel-testlogs/pkg/test.xml", writeOutside("another"));
      assert.ok(heard.length < 5, `started anew again and again: ${heard.length}`);
      await hears("anything", () => symlink(join(outside, "logs"), join(root, "same")));
      await watcher.close();
      await start(["bazel-testlogs/**/test.xml"]);
      await hears("bazel-testlogs/pkg/test.xml", writeOutside("the last one"));
    } finally {
      await rm(outside, { recursive: true, force: true });
    }
  }).timeout(30_000);

  it("hears it written again, and renamed into place", async () => {
    await write("coverage/lcov.info", "one")();
    await start();
    await hears("coverage/lcov.info", write("coverage/lcov.info", "two, and longer"));
    await hears("coverage/lcov.info", async () => {
      await writeFile(join(root, "coverage/part"), "three, and longer still");
      await rename(join(root, "coverage/part"), join(root, "coverage/lcov.info"));
    });
  }).timeout(30_000);

  it("hears it after its folder was deleted and made anew, as runners do", async () => {
    await write("coverage/lcov.info", "one")();
    await start();
    await hears("coverage/lcov.info", () => rm(join(root, "coverage"), { recursive: true }));
    await hears("coverage/lcov.info", write("coverage/lcov.info", "two"));
    await hears("coverage/lcov.info", () => rm(join(root, "coverage"), { recursive: true }));
    await hears("coverage/lcov.info", write("coverage/lcov.info", "three"));
  }).timeout(60_000);

  it("hears reports that may lie anywhere, and single files that are wanted", async () => {
    await write("src/deep/er/limit.py", "x")();
    await start(["**/junit*.xml"], ["src/deep/er/limit.py"]);
    await hearsOfNewFolders("packages/a/reports/junit-1.xml", write("packages/a/reports/junit-1.xml", "<testsuite/>"));
    await hears("src/deep/er/limit.py", write("src/deep/er/limit.py", "changed"));
  }).timeout(30_000);

  it("hears a report, and a folder with one, made while their folder was being read", async () => {
    const many = await mkdtemp(join(root, "..", "readiness-many-"));
    try {
      // Long enough to read that what is written next falls between the reading and the watching.
      await Promise.all(Array.from({ length: 10_000 }, (_, at) => writeFile(join(many, `${at}.o`), "")));
      await start();
      for (const delay of [40, 160]) {
        const wait = () => new Promise((later) => setTimeout(later, delay));
        await hears("out/junit.xml", async () => {
          await rename(many, join(root, "out"));
          await wait();
          await write("out/junit.xml", "<testsuite/>")();
        });
        await hears("out/junit.xml", write("out/junit.xml", "<testsuite>written again</testsuite>"));
        await rm(join(root, "out/junit.xml"));
        await rename(join(root, "out"), many);
        await new Promise((later) => setTimeout(later, 500));
        heard.length = 0;
        await rename(many, join(root, "out"));
        await wait();
        for (const text of ["<testsuite/>", "<testsuite>written again</testsuite>"])
          await hearsOfNewFolders("out/logs/junit.xml", write("out/logs/junit.xml", text));
        await rm(join(root, "out/logs"), { recursive: true });
        await rename(join(root, "out"), many);
        await new Promise((later) => setTimeout(later, 500));
      }
    } finally {
      await rm(many, { recursive: true, force: true });
    }
  }).timeout(120_000);

  it("waits until a file that is being written has settled", async () => {
    await write("coverage/lcov.info", "")();
    await start();
    let last = 0;
    await hears("coverage/lcov.info", async () => {
      for (let part = 0; part < 8; part++) {
        await writeFile(join(root, "coverage/lcov.info"), "x".repeat(part * 10), { flag: "a" });
        last = Date.now();
        assert.deepEqual(heard, [], "told of a file that was still being written");
        await new Promise((later) => setTimeout(later, 60));
      }
    });
    assert.ok(Date.now() >= last);
  }).timeout(30_000);

  it("hears a deletion while more files become wanted", async () => {
    await write("coverage/lcov.info", "one")();
    for (let at = 0; at < 10; at++) await write(`src/part${at}/limit.py`, "x")();
    await start();
    const remove = () => rm(join(root, "coverage"), { recursive: true });
    const files: string[] = [];
    const wantMore = () => {
      files.push(`src/part${files.length}/limit.py`);
      watcher.watch({ patterns: ["coverage/lcov.info", "**/junit*.xml"], files: [...files] });
    };
    for (const delay of [0, 5, 20, 60, 95]) {
      for (const order of [
        [wantMore, remove],
        [remove, wantMore],
      ]) {
        await hears("coverage/lcov.info", async () => {
          await order[0]!();
          await new Promise((later) => setTimeout(later, delay));
          await order[1]!();
        });
        await hears("coverage/lcov.info", write("coverage/lcov.info", "back"));
      }
    }
    for (const file of files) await hears(file, write(file, "changed"));
  }).timeout(90_000);

  it("tells that anything may have changed when other reports become wanted", async () => {
    await start();
    await hears("anything", async () => watcher.watch({ patterns: ["out/*.xml"], files: [] }));
    await hears("out/junit.xml", write("out/junit.xml", "<testsuite/>"));
  }).timeout(30_000);

  it("looks at the folder now and then where something cannot be watched", async () => {
    await start();
    watcher.watch({ patterns: ["coverage/lcov.info", "**/junit*.xml"], files: ["x".repeat(300)] });
    // What was added is looked at once, soon.
    await new Promise((later) => setTimeout(later, 1000));
    await hears("anything", async () => undefined, 20_000);
    assert.equal(logged.length, 1);
    assert.match(logged[0]!, /: it is looked at every 10 s as well$/);
  }).timeout(40_000);

  it("does not enter dependency folders", async () => {
    await start(["**/junit.xml"]);
    await write("node_modules/x/junit.xml", "<testsuite/>")();
    await hears("reports/junit.xml", write("reports/junit.xml", "<testsuite/>"));
    assert.deepEqual([...new Set(heard)], ["reports/junit.xml"]);
  }).timeout(20_000);
});
