// Copies of the test workspaces: a test may change everything in them, the repository's stay as they are.
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

/** The repository; the runners are started from its root. */
export const root = process.cwd();

/**
 * Copies these workspaces beside each other into a new folder: { folder, open, remove() }. `open` is what a window opens:
 * the only folder, or a .code-workspace file over all of them.
 */
export function copyWorkspaces(names) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "readiness-workspace-")));
  for (const name of names) {
    const source = join(root, "test", "workspaces", name);
    if (!existsSync(source)) throw new Error(`test/workspaces/${name} is missing`);
    mkdirSync(join(folder, name));
    cpSync(source, join(folder, name), { recursive: true, preserveTimestamps: true, filter: (path) => !skip(path) });
  }
  let open = join(folder, names[0]);
  if (names.length > 1) {
    open = join(folder, "test.code-workspace");
    writeFileSync(open, JSON.stringify({ folders: names.map((path) => ({ path })) }));
  }
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  return { folder, open, remove };
}

function skip(path) {
  return /[\\/](?:node_modules|__pycache__|\.pytest_cache)$/.test(path);
}
