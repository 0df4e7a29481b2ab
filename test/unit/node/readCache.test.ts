import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, it } from "mocha";
import { formats } from "../../../src/core/formats/index.ts";
import type { ReadResult } from "../../../src/core/model/report.ts";
import type { FoundFile } from "../../../src/core/ports.ts";
import { readColumnFile, writeColumnFile } from "../../../src/node/columnFile.ts";
import { ReadCache } from "../../../src/node/readCache.ts";
import { readReportFile } from "../../../src/node/readReport.ts";

const never = new AbortController().signal;

describe("what was read of reports is kept across starts", () => {
  let folder: string;
  let kept: string;
  /** Paths that were really read, in order. */
  let read: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "readiness-cache-"));
    kept = join(folder, ".kept");
    read = [];
    for (let at = 0; at < 200; at++) await writeFile(join(folder, `${at}.info`), tracefile(at, 1));
    await writeFile(join(folder, "junit.xml"), '<testsuite name="a"><testcase name="t" time="1.5"/></testsuite>');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const tracefile = (at: number, hits: number) => `TN:\nSF:src/file${at}.c\nDA:1,${hits}\nDA:7,0\nend_of_record\n`;

  /** One start: every report of the folder is asked for once. */
  const start = async (build = "1"): Promise<ReadonlyMap<string, readonly ReadResult[]>> => {
    read = [];
    const reading = {
      read: (file: FoundFile) => {
        read.push(file.path);
        // A file of this name stands for an archive of it.
        const name = file.path.replace(/^archive.*/, "$&!/member.info");
        return readReportFile(join(folder, file.path), name, formats);
      },
    };
    const cache = new ReadCache(folder, kept, build, reading, () => undefined);
    const names = (await readdir(folder)).filter((name) => /\.(?:info|xml|trs)$/.test(name));
    const results = new Map<string, readonly ReadResult[]>();
    for (const path of names) {
      const { size, mtimeMs } = await stat(join(folder, path));
      results.set(path, await cache.read({ path, size, modified: mtimeMs }, never));
    }
    await cache.close();
    return results;
  };

  it("a second start with nothing changed reads none of them, and says the same", async () => {
    const first = await start();
    assert.equal(read.length, 201);
    const second = await start();
    assert.deepEqual(read, []);
    assert.deepEqual(second, first);
  });

  it("of 201 reports one was written anew: only that one is read", async () => {
    await start();
    await writeFile(join(folder, "77.info"), tracefile(77, 5));
    const now = await start();
    assert.deepEqual(read, ["77.info"]);
    const report = now.get("77.info")![0]!.report;
    assert.ok(report?.kind === "coverage");
    assert.deepEqual([...report.coverage.lines!.hits], [5, 0]);
    await start();
    assert.deepEqual(read, []);
  });

  it("one that was rewritten in the same size and given its old time is read all the same", async () => {
    await start();
    const path = join(folder, "3.info");
    const { atime, mtime } = await stat(path);
    await writeFile(path, tracefile(3, 9));
    await utimes(path, atime, mtime);
    await start();
    assert.deepEqual(read, ["3.info"]);
  });

  it("one of the same content at another path is kept under both", async () => {
    await start();
    await writeFile(join(folder, "copy.info"), await readFile(join(folder, "5.info")));
    const now = await start();
    assert.deepEqual(read, ["copy.info"]);
    const again = await start();
    assert.deepEqual(read, []);
    assert.equal(again.get("copy.info")![0]!.path, "copy.info");
    assert.equal(again.get("5.info")![0]!.provenance.path, "5.info");
    assert.deepEqual(again, now);
  });

  it("tests that their report's path names keep their names, though two reports have the same content", async () => {
    for (const name of ["up.trs", "down.trs"]) await writeFile(join(folder, name), ":test-result: PASS\n");
    const namesOf = (results: ReadonlyMap<string, readonly ReadResult[]>) =>
      ["up.trs", "down.trs"].map((name) => {
        const report = results.get(name)![0]!.report;
        return report?.kind === "tests" ? report.cases.map((test) => test.name) : null;
      });
    await start();
    assert.deepEqual(namesOf(await start()), [["up"], ["down"]]);
    assert.deepEqual(read, []);
  });

  it("one in an archive is kept beside a file of the same content, each by its own name", async () => {
    await writeFile(join(folder, "archive.info"), tracefile(0, 1));
    await start();
    const second = await start();
    assert.deepEqual(read, []);
    const pathOf = (file: string) => second.get(file)![0]!.path;
    assert.deepEqual(["archive.info", "0.info"].map(pathOf), ["archive.info!/member.info", "0.info"]);
  });

  it("what another build of the readers kept is not used", async () => {
    await start("1");
    await start("2");
    assert.equal(read.length, 201);
    await start("2");
    assert.deepEqual(read, []);
  });

  it("what is damaged, cut or deleted is read from the reports", async () => {
    const first = await start();
    const files = (await readdir(kept)).filter((name) => name.endsWith(".report"));
    const bytes = await readFile(join(kept, files[0]!));
    await writeFile(join(kept, files[0]!), bytes.subarray(0, bytes.length - 9));
    await writeFile(join(kept, files[1]!), "no such thing");
    await rm(join(kept, files[2]!));
    assert.deepEqual(await start(), first);
    assert.equal(read.length, 3);
    await writeFile(join(kept, "index.json"), "{");
    assert.deepEqual(await start(), first);
    assert.equal(read.length, 201);
    await rm(kept, { recursive: true });
    assert.deepEqual(await start(), first);
    assert.equal(read.length, 201);
  });

  it("what no report has any more is deleted", async () => {
    await start();
    for (let at = 0; at < 190; at++) await rm(join(folder, `${at}.info`));
    await writeFile(join(folder, "195.info"), tracefile(195, 2));
    await start();
    assert.equal((await readdir(kept)).filter((name) => name.endsWith(".report")).length, 11);
  });
});

describe("data with columns in a file", () => {
  it("comes back as it was, whatever it holds", async () => {
    const folder = await mkdtemp(join(tmpdir(), "readiness-columns-"));
    const column = fc.oneof(
      fc.uint8Array(),
      fc.int8Array(),
      fc.uint16Array(),
      fc.int16Array(),
      fc.uint32Array(),
      fc.int32Array(),
      fc.float64Array(),
    );
    const leaf = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null), column);
    const { data } = fc.letrec((tie) => ({
      data: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(fc.record({ rows: tie("data"), at: fc.integer() }, { noNullPrototype: true }), { maxLength: 4 }),
        fc.dictionary(
          fc.string().filter((key) => key !== "__proto__"),
          tie("data"),
          { maxKeys: 4, noNullPrototype: true },
        ),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(data, async (value) => {
        const path = join(folder, "data");
        await writeColumnFile(path, { value });
        assert.deepEqual(await readColumnFile(path), { value });
      }),
      { numRuns: 200 },
    );
    await rm(folder, { recursive: true });
  });
});
