// Memory of a whole assessment (reading, placing, uniting, judging, counting) as a process of its own; and how much two
// reading threads do in the time of one. Only with `--large`: it writes some gigabytes to the temporary folder.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { placePaths } from "../../src/core/evidence/place.ts";
import { WorkspaceIndex } from "../../src/core/evidence/workspaceIndex.ts";
import { formats } from "../../src/core/formats/index.ts";
import { lcov } from "../../src/core/formats/lcov.ts";
import { ReadPool } from "../../src/node/readPool.ts";
import { lcovChunks, pathOfRecord, writeLcov } from "./generate.ts";

const gigabyte = { files: 20_000, lines: 1800 };

async function main(): Promise<void> {
  if (process.argv.includes("--read-and-place")) return readAndPlace();
  if (!process.argv.includes("--large")) {
    console.log("only with --large");
    return;
  }
  await twoThreads();
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

/** One file, then two at once, each read by a thread of its own. */
async function twoThreads(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "readiness-bench-"));
  const files = ["a.info", "b.info"].map((path) => {
    writeLcov(join(folder, path), 15_000, 250, path);
    const { size, mtimeMs } = statSync(join(folder, path));
    return { path, size, modified: mtimeMs };
  });
  const signal = new AbortController().signal;
  const time = async (count: number) => {
    const pool = new ReadPool(folder, formats, resolve("dist/cli.js"));
    // The threads are started and warm.
    await Promise.all(files.map((file) => pool.read(file, signal)));
    const times: number[] = [];
    for (let round = 0; round < 5; round++) {
      const begun = performance.now();
      await Promise.all(files.slice(0, count).map((file) => pool.read(file, signal)));
      times.push(performance.now() - begun);
    }
    await pool.close();
    return times.sort((a, b) => a - b)[2]!;
  };
  const one = await time(1);
  const two = await time(2);
  console.log(
    `two LCOV files of ${(files[0]!.size / 1e6).toFixed(0)} MB: one ${one.toFixed(0)} ms, both at once ${two.toFixed(0)} ms, ${((2 * one) / two).toFixed(2)} x the throughput of one thread`,
  );
  rmSync(folder, { recursive: true });
}

void main();
