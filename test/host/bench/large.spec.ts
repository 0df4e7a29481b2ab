import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { performance } from "node:perf_hooks";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import * as vscode from "vscode";
import { assessmentOf, Folder } from "../folder.ts";
import { activate, allReady, type Snapshot, shown } from "../snapshot.ts";

interface Memory {
  readonly grown: number;
  readonly atPeak: number;
}

/** What the extension beside ours tells: see watch/extension.cjs. */
interface Watch {
  reset(): void;
  read(): {
    readonly p99: number;
    readonly longest: number;
    readonly work: { readonly held: number; readonly queued: number } | null;
    readonly host: Memory;
    readonly all: Memory;
  };
}

/** Time after which what a look needed is not in use any more. */
const settleMs = 3000;

/**
 * Measures a large LCOV report in the extension host of a real VS Code, by a second extension in it; asserts nothing but
 * that the answers come. The runner made the folder: the sources, and variants of the report to write into it.
 */
describe("a large LCOV report in a real VS Code", () => {
  const folder = new Folder();
  const variants = process.env["READINESS_BENCH_VARIANTS"]!;
  const report = join(folder.path, "coverage", "lcov.info");
  const [first, ...others] = readdirSync(variants).sort();
  let watch: Watch;

  before(async function () {
    this.timeout(60_000);
    watch = await vscode.extensions.getExtension<Watch>("readiness-gates-test.event-loop-watch")!.activate();
    await activate();
    await seen("a folder without a report", allReady);
    // What the window itself does at its start is not measured; what it does without a report is told beside.
    await sleep(settleMs);
    watch.reset();
    await sleep(settleMs);
    tell(`without a report, ${settleMs / 1000} s long: ${told(watch)}`);
    // What the writing alone does to the machine.
    watch.reset();
    const elsewhere = join(folder.path, "data.bin");
    await rewrite(elsewhere, join(variants, first!));
    await sleep(settleMs);
    tell(`the same bytes written where nobody reads them: ${told(watch)}`);
    rmSync(elsewhere);
  });

  it("that another process writes for the first time", async function () {
    this.timeout(180_000);
    watch.reset();
    const written = await rewrite(report, join(variants, first!));
    await seen("a first score", hasReport);
    tell(`last write to the first score: ${(performance.now() - written).toFixed(0)} ms; ${told(watch)}`);
    await sleep(settleMs);
    tell(`${settleMs / 1000} s later: ${told(watch)}`);
  });

  it("that another process writes again", async function () {
    this.timeout(180_000);
    const times: number[] = [];
    for (const variant of others) {
      const sha = shaOf(await seen("a score", allReady));
      const written = await rewrite(report, join(variants, variant));
      await seen("the status bar of the new report", (now) => hasReport(now) && shaOf(now) !== sha);
      times.push(performance.now() - written);
    }
    const median = times.sort((a, b) => a - b)[times.length >> 1]!;
    tell(`last write to the new status bar: ${median.toFixed(0)} ms (median of ${times.length}); ${told(watch)}`);
    await sleep(settleMs);
    tell(`${settleMs / 1000} s later: ${told(watch)}`);
  });
});

/** Asks for no more than is needed: what the asking leaves to the garbage collector would be measured, too. */
function seen(what: string, holds: (now: Snapshot) => boolean): Promise<Snapshot> {
  return shown(what, holds, 120_000, ["statusBar"]);
}

function told(watch: Watch): string {
  const { p99, longest, work, host, all } = watch.read();
  const why =
    work === null
      ? ""
      : ` (held by work for at most ${work.held.toFixed(1)} ms, ready without a processor for at most ${work.queued.toFixed(1)} ms)`;
  const waits = `event loop p99 ${p99.toFixed(1)} ms, longest ${longest.toFixed(1)} ms${why}`;
  return `${waits}; resident: host ${grownBy(host)}, with the engine ${grownBy(all)}`;
}

function grownBy({ grown, atPeak }: Memory): string {
  return `${signed(grown)} MiB (peak ${signed(atPeak)})`;
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(0)}`;
}

function reportOf(now: Snapshot) {
  return assessmentOf(now)?.reports.find(({ path }) => path === "coverage/lcov.info");
}

function hasReport(now: Snapshot): boolean {
  return allReady(now) && /\d/.test(now.statusBar?.text ?? "") && (reportOf(now)?.matched ?? 0) > 1900;
}

function shaOf(now: Snapshot): string | undefined {
  return reportOf(now)?.provenance?.sha256;
}

/** Prints with the runner's own output. */
function tell(line: string): void {
  const file = process.env["READINESS_HOST_RESULT"];
  if (file !== undefined) appendFileSync(`${file}.log`, `      ${line}\n`);
}

/** Writes the report in a process of its own, a megabyte at a time; gives when it was done. */
function rewrite(report: string, variant: string): Promise<number> {
  mkdirSync(dirname(report), { recursive: true });
  const script = `require("fs").createReadStream(process.argv[1], { highWaterMark: 1 << 20 }).pipe(require("fs").createWriteStream(process.argv[2]))`;
  const environment = { ...process.env, ELECTRON_RUN_AS_NODE: "1" };
  const child = spawn(process.execPath, ["-e", script, variant, report], { stdio: "ignore", env: environment });
  return new Promise((done) => child.on("exit", () => done(performance.now())));
}
