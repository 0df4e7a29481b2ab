import { execFileSync } from "node:child_process";
import { lcov } from "../../src/core/formats/lcov.ts";
import { coverageTotals } from "../../src/core/model/coverage.ts";
import { lcovChunks } from "./generate.ts";

/**
 * Throughput of the LCOV reader (lines, branches and functions kept) beside lcov-parse, a bare newline scan and a loop
 * over the bytes, alternating in one run on the same bytes: what counts is the ratio. `LCOV_BENCH_FILES` sets the number
 * of records of 250 lines (default 15,000, about 105 MB), `LCOV_BENCH_ROUNDS` the rounds (default 3). `--large` also
 * streams 1 GB through the reader in a process of its own and prints that process's peak of resident memory.
 */
const files = Number(process.env["LCOV_BENCH_FILES"] ?? 15_000);
const rounds = Number(process.env["LCOV_BENCH_ROUNDS"] ?? 3);
const linesPerFile = 250;
const filesOfGigabyte = 143_000;
const chunkSize = 64 * 1024;

interface Contender {
  readonly name: string;
  /** Gives the number of lines covered, or null where it does not read the bytes' meaning. */
  readonly run: (bytes: Buffer) => Promise<number | null> | number | null;
  /** Reads once: one reading takes ten seconds and a gigabyte. */
  readonly slow?: boolean;
}

type LcovParse = (text: string, done: (error: unknown, records: readonly ParsedRecord[]) => void) => void;

interface ParsedRecord {
  readonly lines: { readonly details: readonly { readonly hit: number }[] };
}

function read(chunks: Iterable<Uint8Array>): number {
  const reader = lcov.read({ path: "bench.info", problem() {} });
  for (const chunk of chunks) reader.write(chunk);
  const report = reader.end();
  return report.kind === "coverage" ? (coverageTotals(report.coverage).lines?.covered ?? -1) : -1;
}

function* cut(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkSize) yield bytes.subarray(at, at + chunkSize);
}

function newlineScan(bytes: Buffer): null {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  if (count === 0) throw new Error("no lines");
  return null;
}

function byteLoop(bytes: Buffer): null {
  let count = 0;
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === 10) count++;
  if (count === 0) throw new Error("no lines");
  return null;
}

async function lcovParse(): Promise<Contender | null> {
  const name = "lcov-parse";
  let parse: LcovParse;
  try {
    const module = (await import(name)) as { readonly default: LcovParse };
    parse = module.default;
  } catch {
    console.log(`${name} is not installed: left out`);
    return null;
  }
  return {
    name,
    slow: true,
    run: (bytes) =>
      new Promise((resolve, reject) => {
        parse(bytes.toString("utf8"), (error, records) => {
          if (error) return reject(error);
          let covered = 0;
          for (const record of records) for (const line of record.lines.details) if (line.hit > 0) covered++;
          resolve(covered);
        });
      }),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}

async function compare(): Promise<void> {
  const bytes = Buffer.concat([...lcovChunks(files, linesPerFile)]);
  const contenders: Contender[] = [
    { name: "reader", run: (all) => read(cut(all)) },
    { name: "newline scan", run: newlineScan },
    { name: "byte loop", run: byteLoop },
  ];
  const peer = await lcovParse();
  if (peer !== null) contenders.push(peer);
  const speeds = contenders.map((): number[] => []);
  let agreed: number | null = null;
  // The first round only warms up.
  for (let round = 0; round <= rounds; round++) {
    for (const [at, { name, run, slow }] of contenders.entries()) {
      if (slow === true && round !== 1) continue;
      const begin = performance.now();
      const covered = await run(bytes);
      const speed = bytes.length / 1e3 / (performance.now() - begin);
      if (round > 0) speeds[at]!.push(speed);
      if (covered === null) continue;
      agreed ??= covered;
      if (agreed !== covered) throw new Error(`${name} counted ${covered} covered lines, another ${agreed}`);
    }
  }
  console.log(`\nLCOV, ${(bytes.length / 1e6).toFixed(0)} MB, ${agreed} covered lines, ${rounds} rounds`);
  console.log("                     MB/s (range)          reader is");
  for (const [at, { name }] of contenders.entries()) {
    const own = speeds[at]!;
    const range = `${median(own).toFixed(0)} (${Math.min(...own).toFixed(0)}–${Math.max(...own).toFixed(0)})`;
    const ratio = median(speeds[0]!) / median(own);
    console.log(`${name.padEnd(20)} ${range.padEnd(21)} ${at === 0 ? "" : `${ratio.toFixed(2)} x as fast`}`);
  }
}

/** Streams about 1 GB through the reader; made and read chunk by chunk, so that memory is the reader's. */
function large(): void {
  let bytes = 0;
  function* counted(): Generator<Uint8Array> {
    for (const chunk of lcovChunks(filesOfGigabyte, linesPerFile)) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  const covered = read(counted());
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(`\nLCOV, ${(bytes / 1e6).toFixed(0)} MB streamed, ${covered} covered lines: peak ${peak.toFixed(0)} MiB`);
}

async function main(): Promise<void> {
  if (process.argv.includes("--large-only")) return large();
  await compare();
  if (process.argv.includes("--large"))
    execFileSync(process.execPath, [process.argv[1]!, "--large-only"], { stdio: "inherit" });
}

void main();
