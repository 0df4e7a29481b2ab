import { spawn } from "node:child_process";
import { appendFileSync, closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import process from "node:process";
import { lcovChunks } from "../../bench/generate.ts";
import { assessmentOf, Folder } from "../folder.ts";
import { activate, allReady, shown } from "../snapshot.ts";

const files = 2000;
/** Lines of each file that make 20 MB and 104 MB. */
const sizes: readonly (readonly [string, number])[] = [
  ["20 MB", 370],
  ["104 MB", 1830],
];

/** Measures, in the extension host itself; asserts nothing but that the answer comes. */
describe("a large LCOV report in a real VS Code", () => {
  const folder = new Folder();

  for (const [name, lines] of sizes) {
    it(`of ${name} over ${files} files, rewritten by another process`, async function () {
      this.timeout(180_000);
      await activate();
      writeSources(folder.path, lines);
      await shown("an assessment", allReady);
      const before = process.memoryUsage().rss;
      const variants = makeVariants(lines);
      await rewrite(folder.path, variants[0]!);
      await shown(
        "the report",
        (now) =>
          assessmentOf(now)?.reports.some(({ path, matched }) => path === "coverage/lcov.info" && matched > 1900) ??
          false,
        120_000,
      );
      const loop = monitorEventLoopDelay({ resolution: 1 });
      loop.enable();
      const times: number[] = [];
      for (let run = 1; run <= 3; run++) {
        const sha = shaOf(await shown("a score", allReady));
        const written = await rewrite(folder.path, variants[run]!);
        await shown(
          "the status bar of the new report",
          (now) => allReady(now) && shaOf(now) !== sha && now.statusBar !== null,
          120_000,
        );
        times.push(performance.now() - written);
      }
      loop.disable();
      rmSync(dirname(variants[0]!), { recursive: true, force: true });
      const median = times.sort((a, b) => a - b)[1]!;
      tell(
        `${name}: last write to the new status bar ${median.toFixed(0)} ms (median of 3); extension host's event loop p99 ${(loop.percentile(99) / 1e6).toFixed(1)} ms, longest ${(loop.max / 1e6).toFixed(1)} ms; resident +${((process.memoryUsage().rss - before) / 2 ** 20).toFixed(0)} MB`,
      );
    });
  }
});

function shaOf(now: Parameters<typeof assessmentOf>[0]): string | undefined {
  return assessmentOf(now)?.reports.find(({ path }) => path === "coverage/lcov.info")?.provenance?.sha256;
}

function writeSources(folder: string, lines: number): void {
  const text = "x();\n".repeat(lines * 2 + 50);
  for (let file = 0; file < files; file++) {
    const path = join(folder, "src", `area_${file % 97}`, `module_${file}.cpp`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

/** Prints with the runner's own output. */
function tell(line: string): void {
  const file = process.env["READINESS_HOST_RESULT"];
  if (file !== undefined) appendFileSync(`${file}.log`, `      ${line}\n`);
}

/** Variants of the report, made before anything is measured. */
function makeVariants(lines: number): string[] {
  const folder = mkdtempSync(join(tmpdir(), "readiness-host-bench-"));
  return [0, 1, 2, 3].map((salt) => {
    const path = join(folder, `${salt}.info`);
    const file = openSync(path, "w");
    writeSync(file, `TN:run${salt}\n`);
    for (const chunk of lcovChunks(files, lines)) writeSync(file, chunk);
    closeSync(file);
    return path;
  });
}

/** Writes the report in a process of its own, a megabyte at a time; gives when it was done. */
function rewrite(folder: string, variant: string): Promise<number> {
  mkdirSync(join(folder, "coverage"), { recursive: true });
  const script = `require("fs").createReadStream(process.argv[1], { highWaterMark: 1 << 20 }).pipe(require("fs").createWriteStream(process.argv[2]))`;
  const environment = { ...process.env, ELECTRON_RUN_AS_NODE: "1" };
  const child = spawn(process.execPath, ["-e", script, variant, join(folder, "coverage", "lcov.info")], {
    stdio: "ignore",
    env: environment,
  });
  return new Promise((done) => child.on("exit", () => done(performance.now())));
}
