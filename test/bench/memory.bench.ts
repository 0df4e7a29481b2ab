// Memory of a whole assessment (reading, placing, uniting, judging, counting) as a process of its own; and how much two
// reading threads do in the time of one, beside two processes. Only with `--large`: it writes some gigabytes to the temporary folder.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { placePaths } from "../../src/core/evidence/place.ts";
import { WorkspaceIndex } from "../../src/core/evidence/workspaceIndex.ts";
import { formats } from "../../src/core/formats/index.ts";
import { lcov } from "../../src/core/formats/lcov.ts";
import type { FoundFile } from "../../src/core/ports.ts";
import { ReadPool } from "../../src/node/readPool.ts";
import { lcovChunks, pathOfRecord, writeLcov } from "./generate.ts";

const gigabyte = { files: 20_000, lines: 1800 };

async function main(): Promise<void> {
  const [mode, folder, path] = process.argv.slice(2);
  if (mode === "--read-and-place") return readAndPlace();
  if (mode === "--read") return ReadingProcess.serve(folder!, path!);
  if (!process.argv.includes("--large")) {
    console.log("only with --large");
    return;
  }
  await twoAtOnce();
  spawnSync(process.execPath, [process.argv[1]!, "--read-and-place"], { stdio: "inherit" });
  assess("1 GB of LCOV", gigabyte.files, gigabyte.lines);
  assess("10 million lines in 100,000 files", 100_000, 100);
}

/** Streams 1 GB through the reader and places its paths; made and read chunk by chunk, so that memory is the engine's. */
function readAndPlace(): void {
  const { files, lines } = gigabyte;
  const sources = Array.from({ length: files }, (_, file) => pathOfRecord(file));
  const reader = lcov.read({ path: "bench.info", problem() {} });
  let bytes = 0;
  for (const chunk of lcovChunks(files, lines)) {
    bytes += chunk.length;
    reader.write(chunk);
  }
  const report = reader.end();
  if (report.kind !== "coverage") throw new Error("no coverage");
  const index = new WorkspaceIndex(sources, true);
  const context = { index, folders: ["/work/project"], rules: [], excluded: () => false, hidden: () => false };
  const placed = placePaths(report.coverage.paths, [], "coverage/lcov.info", context).files.filter(Boolean).length;
  const peak = process.resourceUsage().maxRSS / 1024;
  const rows = report.coverage.lines!.hits.length / 1e6;
  console.log(
    `1 GB of LCOV read and placed (${(bytes / 1e6).toFixed(0)} MB, ${rows.toFixed(0)} million lines, ${placed} of ${files} files placed): peak ${peak.toFixed(0)} MiB resident`,
  );
}

/** A folder with the sources of a generated report in it, and the report. */
function makeFolder(files: number, lines: number): { readonly folder: string; readonly bytes: number } {
  const folder = mkdtempSync(join(tmpdir(), "readiness-bench-"));
  const text = "x();\n".repeat(lines * 2 + 50);
  for (let file = 0; file < files; file++) {
    const path = join(folder, pathOfRecord(file));
    if (file < 97) mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  mkdirSync(join(folder, "coverage"));
  return { folder, bytes: writeLcov(join(folder, "coverage", "lcov.info"), files, lines, "bench") };
}

/** Assesses twice: the second start takes what was read from the cache. */
function assess(name: string, files: number, lines: number): void {
  const { folder, bytes } = makeFolder(files, lines);
  const cache = mkdtempSync(join(tmpdir(), "readiness-bench-"));
  for (const start of ["first start", "second start"]) {
    const begun = performance.now();
    const { stderr } = spawnSync(
      process.execPath,
      ["--require", resolve("test/bench/peak.cjs"), resolve("dist/cli.js"), "assess", "--quiet", folder],
      { encoding: "utf8", maxBuffer: 1 << 28, env: { ...process.env, XDG_CACHE_HOME: cache } },
    );
    const peak = /peak (\d+) MiB/.exec(stderr)?.[1];
    const seconds = (performance.now() - begun) / 1000;
    console.log(
      `${name} (${(bytes / 1e6).toFixed(0)} MB, ${files} files), ${start}: peak ${peak} MiB resident, ${seconds.toFixed(1)} s`,
    );
  }
  rmSync(folder, { recursive: true });
  rmSync(cache, { recursive: true });
}

/**
 * One file, then two at once: each read by a thread of its own, and each by a process of its own, which tells how much
 * two processors of this machine do at once of what one does alone.
 */
async function twoAtOnce(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "readiness-bench-"));
  const files = ["a.info", "b.info"].map((path) => {
    writeLcov(join(folder, path), 15_000, 250, path);
    return fileIn(folder, path);
  });
  const threads = async (count: number) => {
    const pool = new ReadPool(folder, formats, resolve("dist/cli.js"));
    const read = (some: readonly FoundFile[]) =>
      Promise.all(some.map((file) => pool.read(file, new AbortController().signal)));
    const time = await medianOfReads(
      () => read(files),
      () => read(files.slice(0, count)),
    );
    await pool.close();
    return time;
  };
  const processes = async (count: number) => {
    const started = files.slice(0, count).map(({ path }) => new ReadingProcess(folder, path));
    await Promise.all(started.map((each) => each.line()));
    const times = started.map((each) => each.line());
    for (const each of started) each.begin();
    return Math.max(...(await Promise.all(times)).map(Number));
  };
  const megabytes = (files[0]!.size / 1e6).toFixed(0);
  for (const [name, time] of Object.entries({ threads, processes })) {
    const one = await time(1);
    const two = await time(2);
    console.log(
      `two LCOV files of ${megabytes} MB by two ${name}: one ${one.toFixed(0)} ms, both at once ${two.toFixed(0)} ms, ${((2 * one) / two).toFixed(2)} x the throughput of one`,
    );
  }
  rmSync(folder, { recursive: true });
}

function fileIn(folder: string, path: string): FoundFile {
  const { size, mtimeMs } = statSync(join(folder, path));
  return { path, size, modified: mtimeMs };
}

/** Milliseconds of a read, after some that make the threads warm. */
async function medianOfReads(warm: () => Promise<unknown>, read: () => Promise<unknown>): Promise<number> {
  for (let round = 0; round < 3; round++) await warm();
  const times: number[] = [];
  for (let round = 0; round < 9; round++) {
    const begun = performance.now();
    await read();
    times.push(performance.now() - begun);
  }
  return times.sort((a, b) => a - b)[times.length >> 1]!;
}

/** A process that reads one file by a thread of its own: tells when it is warm, waits, and tells its time. */
class ReadingProcess {
  readonly #child;
  readonly #lines;

  constructor(folder: string, path: string) {
    this.#child = spawn(process.execPath, [process.argv[1]!, "--read", folder, path], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#lines = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    return String((await this.#lines.next()).value);
  }

  begin(): void {
    this.#child.stdin.end("now\n");
  }

  static async serve(folder: string, path: string): Promise<void> {
    const pool = new ReadPool(folder, formats, resolve("dist/cli.js"));
    const file = fileIn(folder, path);
    const read = () => pool.read(file, new AbortController().signal);
    for (let round = 0; round < 3; round++) await read();
    console.log("warm");
    await new Promise((now) => process.stdin.once("data", now));
    console.log(await medianOfReads(read, read));
    await pool.close();
    process.exit();
  }
}

void main();
