// Desktop VS Code through @vscode/test-electron: what contributors have, wherever a download is possible.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { downloadAndUnzipVSCode } from "@vscode/test-electron";
import { progress, run } from "./commands.mjs";

const releases = "https://update.code.visualstudio.com/api/releases/stable";

/**
 * Desktop VS Code, downloaded if need be: { start }, or null where tests run in the server instead.
 * VSCODE_TEST_ELECTRON=1 insists on it (a failed download is an error then), 0 refuses it; unset, a short try decides.
 */
export async function desktopHost() {
  const wish = process.env.VSCODE_TEST_ELECTRON;
  if (wish === "0") return null;
  if (wish !== "1") {
    const display = process.platform !== "linux" || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
    if (!display || !(await downloadIsPossible())) return null;
  }
  const executable = await downloadAndUnzipVSCode("stable");
  return { start: (options) => start(executable, options) };
}

async function downloadIsPossible() {
  try {
    return (await fetch(releases, { signal: AbortSignal.timeout(4000) })).ok;
  } catch {
    progress("Desktop VS Code cannot be downloaded here; the VS Code server takes its place");
    return false;
  }
}

/** Opens a window that runs the tests and ends: its output. */
async function start(executable, { extensions, tests, open, trust, environment }) {
  const data = mkdtempSync(join(tmpdir(), "readiness-desktop-"));
  const user = join(data, "user", "User");
  mkdirSync(user, { recursive: true });
  const settings = {
    "chat.disableAIFeatures": true,
    "security.workspace.trust.enabled": trust,
    "security.workspace.trust.startupPrompt": "never",
    "telemetry.telemetryLevel": "off",
    "update.mode": "none",
    "workbench.startupEditor": "none",
  };
  writeFileSync(join(user, "settings.json"), JSON.stringify(settings));
  const args = [
    open,
    ...["--no-sandbox", "--disable-gpu-sandbox", "--disable-updates", "--skip-welcome", "--skip-release-notes"],
    ...[
      "--disable-extensions",
      `--user-data-dir=${join(data, "user")}`,
      `--extensions-dir=${join(data, "extensions")}`,
    ],
    ...extensions.map((path) => `--extensionDevelopmentPath=${path}`),
    `--extensionTestsPath=${tests}`,
    ...(trust ? [] : ["--disable-workspace-trust"]),
  ];
  const { ELECTRON_RUN_AS_NODE: _node, ...inherited } = process.env;
  try {
    return (await run(executable, args, { env: { ...inherited, ...environment }, timeoutMs: 6 * 60_000 })).output;
  } finally {
    rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
