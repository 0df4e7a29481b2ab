// A real VS Code server on a free port of this machine, with folders of its own.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { run } from "./commands.mjs";
import { ensureVsCodeServer } from "./setup.mjs";

/** Nothing here hides a surface of ours; it keeps foreign ones out and the network quiet. */
const settings = {
  "chat.disableAIFeatures": true,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "window.menuBarVisibility": "classic",
  "workbench.startupEditor": "none",
  "workbench.welcomePage.experimentalOnboarding": false,
  "workbench.enableExperiments": false,
};

const stillRunning = new Set();
process.on("exit", () => {
  for (const child of stillRunning) end(child, "SIGKILL");
});

/**
 * Starts a server: { address, authority, port, dataDir, output(), stop() }.
 *
 * @param options.trust true: Workspace Trust is on, folders open in Restricted Mode
 * @param options.userSettings more settings
 * @param options.environment variables the extension host sees
 * @param options.extensionsDir, options.serverDataDir folders to use; new ones, removed at the end, where not given
 */
export async function startServer({
  trust = false,
  userSettings = {},
  environment = {},
  extensionsDir,
  serverDataDir,
} = {}) {
  const { node, root } = await ensureVsCodeServer();
  const dataDir = serverDataDir ?? mkdtempSync(join(tmpdir(), "readiness-server-"));
  mkdirSync(join(dataDir, "data", "Machine"), { recursive: true });
  const file = join(dataDir, "data", "Machine", "settings.json");
  writeFileSync(file, JSON.stringify({ ...settings, ...userSettings }, null, 2));
  const port = await freePort();
  const args = [
    "out/server-main.js",
    ...["--host", "127.0.0.1", "--port", String(port), "--without-connection-token"],
    ...["--accept-server-license-terms", "--enable-smoke-test-driver", "--telemetry-level", "off"],
    ...["--server-data-dir", dataDir],
    ...(extensionsDir === undefined ? [] : ["--extensions-dir", extensionsDir]),
    ...(trust ? [] : ["--disable-workspace-trust"]),
  ];
  // A group of its own: the server's extension hosts must not outlive it.
  const child = spawn(node, args, {
    cwd: root,
    env: { ...process.env, VSCODE_CWD: undefined, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    detached: process.platform !== "win32",
  });
  stillRunning.add(child);
  let output = "";
  await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The VS Code server did not start in 60 s:\n${output}`)), 60_000);
    const take = (chunk) => {
      output = (output + chunk).slice(-20_000);
      if (!output.includes("Extension host agent started")) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", reject);
    child.on("exit", (code) => {
      clearTimeout(timer);
      stillRunning.delete(child);
      reject(new Error(`The VS Code server ended with code ${code}:\n${output}`));
    });
  });
  const authority = `127.0.0.1:${port}`;
  return {
    port,
    authority,
    address: `http://${authority}`,
    dataDir,
    output: () => output,
    stop: async () => {
      await ended(child);
      stillRunning.delete(child);
      const remove = { recursive: true, force: true, maxRetries: 5, retryDelay: 200 };
      if (serverDataDir === undefined) rmSync(dataDir, remove);
    },
  };
}

/** Installs a packaged extension into a server's data folder, as a user's "Install from VSIX" does. */
export async function installExtension(file, serverDataDir) {
  const { node, root } = await ensureVsCodeServer();
  const args = ["out/server-main.js", "--accept-server-license-terms", "--install-extension", file];
  const { code, output } = await run(node, [...args, "--server-data-dir", serverDataDir], {
    cwd: root,
    env: { ...process.env, VSCODE_CWD: undefined },
    timeoutMs: 120_000,
  });
  if (code !== 0 || !/successfully installed/.test(output)) throw new Error(`${file} was not installed:\n${output}`);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function end(child, signal) {
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // Already gone.
  }
}

/** Ends the server and its extension hosts; resolves when it is gone. */
function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) {
    end(child, "SIGKILL");
    return undefined;
  }
  return new Promise((resolve) => {
    const force = setTimeout(() => end(child, "SIGKILL"), 5000);
    child.once("exit", () => {
      clearTimeout(force);
      end(child, "SIGKILL");
      resolve();
    });
    end(child, "SIGTERM");
  });
}
