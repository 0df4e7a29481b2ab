// From a report's last write to the new assessment, with the engine in its thread as the editor runs it, while the
// event loop of this thread is watched; and a cold assessment on the command line.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { Engine } from "../../src/node/engineClient.ts";
import { lcovChunks, writeLcov } from "./generate.ts";

const files = 2000;

async function main(): Promise<void> {
  const cold: number[] = [];
  for (let run = 0; run < 5; run++) {
    const start = performance.now();
    spawnSync(process.execPath, ["dist/cli.js", "assess", "--json", "test/workspaces/pendulum"]);
    cold.push(performance.now() - start);
  }
  console.log(`assess of pendulum, cold: ${median(cold).toFixed(0)} ms (median of 5)`);
  for (const [megabytes, lines] of [
    [20, 370],
    [104, 1830],
  ] as const) {
    await rewrite(megabytes, lines);
  }
}

/** A folder of sources and one report that is written anew three times. */
async function rewrite(megabytes: number, linesPerFile: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "readiness-bench-"));
  const report = join(folder, "coverage", "lcov.info");
  mkdirSync(dirname(report));
  const size = writeLcov(report, files, linesPerFile, "run0");
  for (const path of pathsOf(linesPerFile)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), "x();\n".repeat(linesPerFile * 2 + 50));
  }
  const loop = monitorEventLoopDelay({ resolution: 1 });
  const before = process.memoryUsage().rss;
  const started = performance.now();
  loop.enable();
  const engine = new Engine({
    builtFile: resolve("dist/cli.js"),
    cacheDirectory: join(folder, ".cache"),
    log: () => undefined,
  });
  const session = engine.open(folder, false);
  const ready = () =>
    new Promise<void>((done) => {
      const end = session.onDidChange((state) => {
        if (state.phase !== "ready") return;
        end();
        done();
      });
    });
  await ready();
  const first = performance.now() - started;
  await new Promise((later) => setTimeout(later, 500));
  const times: number[] = [];
  for (let run = 0; run < 3; run++) {
    const changed = ready();
    await writeElsewhere(report, linesPerFile, run + 1);
    const written = performance.now();
    await changed;
    times.push(performance.now() - written);
  }
  loop.disable();
  const grown = (process.memoryUsage().rss - before) / 2 ** 20;
  console.log(
    `${(size / 1e6).toFixed(0)} MB LCOV over ${files} files (asked: ${megabytes}): first assessment ${first.toFixed(0)} ms; last write to new assessment ${median(times).toFixed(0)} ms (median of 3); event loop of the asking thread p99 ${(loop.percentile(99) / 1e6).toFixed(1)} ms, longest ${(loop.max / 1e6).toFixed(1)} ms; resident +${grown.toFixed(0)} MB`,
  );
  await session.dispose();
  rmSync(folder, { recursive: true, force: true });
}

/** The report is written by a process of its own, as test runners do: this thread's event loop is what is watched. */
function writeElsewhere(path: string, linesPerFile: number, salt: number): Promise<void> {
  const child = spawn(process.execPath, [__filename, "--write", path, String(linesPerFile), String(salt)], {
    stdio: "ignore",
  });
  return new Promise((done) => child.on("exit", () => done()));
}

/** Source files that the generated report names. */
function pathsOf(linesPerFile: number): string[] {
  const decoder = new TextDecoder();
  let text = "";
  const paths: string[] = [];
  for (const chunk of lcovChunks(files, linesPerFile)) {
    text += decoder.decode(chunk);
    for (const [, path] of text.matchAll(/^SF:(.+)$/gm)) paths.push(path!.replace(/^\/+/, ""));
    text = text.slice(text.lastIndexOf("\n") + 1);
  }
  return [...new Set(paths)];
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

const [flag, path, lines, salt] = process.argv.slice(2);
if (flag === "--write") writeLcov(path!, files, Number(lines), `run${salt}`);
else void main();
