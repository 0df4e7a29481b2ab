// `npm run demo`: assesses the workspace `pendulum` on the terminal, then opens it with the extension: in desktop VS Code
// where `code` is on the PATH, else in a real VS Code served on this machine. `--check` ends once its address answers.
import { join } from "node:path";
import process from "node:process";
import { findProgram, Missing, run } from "./host/commands.mjs";
import { startServer } from "./host/server.mjs";
import { root } from "./host/workspaces.mjs";

const workspace = join(root, "test", "workspaces", "pendulum");
const checkOnly = process.argv.includes("--check");

try {
  await demo();
} catch (error) {
  console.error(error instanceof Missing ? error.message : error);
  process.exitCode = 1;
}

async function demo() {
  await must([join(root, "esbuild.mjs")], [0]);
  console.log("readiness assess test/workspaces/pendulum\n");
  // The workspace has gaps on purpose: "not ready" (1) and "a critical gate is not measured" (3) are answers too.
  await must([join(root, "dist", "cli.js"), "assess", workspace], [0, 1, 3]);
  const code = checkOnly ? null : findProgram("code", "code.cmd");
  if (code !== null) {
    console.log("\nOpening it in VS Code …");
    await run(code, ["--new-window", `--extensionDevelopmentPath=${root}`, workspace], { echo: true });
    return;
  }
  console.log("\nStarting a real VS Code …");
  const server = await startServer();
  const query = new URLSearchParams({
    folder: workspace,
    payload: JSON.stringify([["extensionDevelopmentPath", `vscode-remote://${server.authority}${root}`]]),
  });
  const address = `${server.address}/?${query}`;
  const answer = await fetch(address);
  console.log(`\nOpen in a browser: ${address}`);
  if (!checkOnly) {
    console.log("Ctrl+C ends it.");
    await new Promise((resolve) => {
      process.once("SIGINT", resolve);
      process.once("SIGTERM", resolve);
    });
  }
  await server.stop();
  if (!answer.ok) throw new Error(`The VS Code server answers ${answer.status}`);
}

async function must(args, codes) {
  const { code } = await run(process.execPath, args, { echo: true, cwd: root });
  if (!codes.includes(code)) throw new Error(`${args[0]} ended with code ${code}`);
}
