// The folder of the bench: sources of C++, and variants of a large LCOV report over them to write into it.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { root } from "../workspaces.mjs";

const files = 2000;

/**
 * Makes it: { open, environment, remove() }.
 *
 * @param lines executable lines of each source; 370 make a report of 20 MB, 1,830 one of 104 MB
 * @param variants how many different reports of that size
 * @param isSafety whether all code is safety-critical, so that each gap is told
 */
export async function benchFolder({ lines, variants, isSafety = false }) {
  const { pathOfRecord, writeLcov } = await import(join(root, "out", "bench", "generate.mjs"));
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "readiness-bench-")));
  const open = join(folder, "project");
  const other = join(folder, "variants");
  const text = "x();\n".repeat(lines * 2 + 50);
  for (let file = 0; file < files; file++) {
    const path = join(open, pathOfRecord(file));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  if (isSafety) writeFileSync(join(open, "readiness.json"), JSON.stringify({ scopes: { safety: ["**/*.cpp"] } }));
  mkdirSync(other);
  for (let salt = 0; salt < variants; salt++) writeLcov(join(other, `${salt}.info`), files, lines, `run${salt}`);
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  process.on("exit", remove);
  return { open, environment: { READINESS_BENCH_VARIANTS: other }, remove };
}
