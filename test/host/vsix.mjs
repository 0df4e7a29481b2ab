// The packaged extension: which files are in it, how large it is, and that it works where a user installs it.
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { run } from "./commands.mjs";
import { installExtension, startServer } from "./server.mjs";
import { finish, step } from "./steps.mjs";
import { openWindow, screenshot, statusBarItem } from "./window.mjs";
import { copyWorkspaces, root } from "./workspaces.mjs";

const largest = 300 * 1024;
const required = [
  "CHANGELOG.md",
  "LICENSE",
  "dist/cli.js",
  "dist/extension.js",
  "docs/extension.md",
  "media/icon.png",
  "media/readiness.schema.json",
  "media/view.svg",
  "package.json",
  "package.nls.json",
];
const vsce = join(root, "node_modules", "@vscode", "vsce", "vsce");
const folder = mkdtempSync(join(tmpdir(), "readiness-vsix-"));
const file = join(folder, "readiness-gates.vsix");

/** What the command line and the extension share, in files that the build names by their content. */
const isShared = (name) => /^dist\/\w+-[A-Z0-9]{8}\.js$/.test(name);

await step("holds exactly the files it needs", async () => {
  const { code, output } = await run(
    process.execPath,
    [vsce, "ls", "--no-dependencies", "--readme-path", "docs/extension.md"],
    { cwd: root },
  );
  if (code !== 0) throw new Error(output);
  const files = output
    .split("\n")
    .filter((line) => /^[\w.-]+(?:\/[\w.-]+)*$/.test(line) && existsSync(join(root, line)));
  const missing = required.filter((name) => !files.includes(name));
  const foreign = files.filter((name) => !required.includes(name) && !isShared(name));
  if (missing.length + foreign.length > 0) {
    throw new Error(`missing: ${missing.join(", ") || "none"}; not expected: ${foreign.join(", ") || "none"}`);
  }
});

await step("is packed by npm run package's own arguments, under 300 KB", async () => {
  const args = [
    "package",
    "--no-dependencies",
    "--no-rewrite-relative-links",
    "--allow-missing-repository",
    "--readme-path",
    "docs/extension.md",
  ];
  const { code, output } = await run(process.execPath, [vsce, ...args, "-o", file], { cwd: root, timeoutMs: 120_000 });
  if (code !== 0) throw new Error(output);
  const { size } = statSync(file);
  if (size >= largest) throw new Error(`${size} bytes, the limit is ${largest}`);
});

await step("shows its status bar item in a window of a user who installed it", async () => {
  const serverDataDir = join(folder, "server");
  await installExtension(file, serverDataDir);
  const copies = copyWorkspaces(["pendulum"]);
  const server = await startServer({ serverDataDir });
  let window = null;
  try {
    window = await openWindow(server, { workspace: copies.open });
    // A score, and not only the item: the packaged worker threads have read the reports.
    await statusBarItem(window.page, /\d/);
  } catch (error) {
    if (window !== null) console.log(`    picture: ${await screenshot(window.page, "vsix")}`);
    throw error;
  } finally {
    await window?.close();
    await server.stop();
    copies.remove();
  }
});

rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
finish();
