// `npm run bench`: builds, then runs every benchmark one after the other in a process of its own. Flags go to all of
// them (`--large`). Absolute numbers are this machine's; ratios to the peers of the same run are what counts.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { cpus } from "node:os";
import process from "node:process";

const flags = process.argv.slice(2);
const build = spawnSync(process.execPath, ["esbuild.mjs", "--tests"], { stdio: "inherit" });
if (build.status !== 0) process.exit(build.status ?? 1);
console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}\n`);
let failed = 0;
for (const file of readdirSync("out/bench")
  .filter((name) => name.endsWith(".bench.js"))
  .sort()) {
  console.log(`── ${file.replace(".bench.js", "")}`);
  const run = spawnSync(process.execPath, ["--expose-gc", `out/bench/${file}`, ...flags], { stdio: "inherit" });
  if (run.status !== 0) failed++;
  console.log("");
}
process.exit(failed === 0 ? 0 : 1);
