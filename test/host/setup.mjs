// What a real VS Code in a headless browser needs, installed from package registries alone: Node 24 and the VS Code
// server from npm into a cache folder, Chromium and the headers of Kerberos from the system's packages.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { findProgram, Missing, progress, run } from "./commands.mjs";

const serverVersion = "4.139.1";
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "readiness-gates");
const nodeFolder = join(cache, "node-24");
const serverFolder = join(cache, `code-server-${serverVersion}`);
const nodeBinary = join(nodeFolder, "node_modules", "node", "bin", "node");
const serverRoot = join(serverFolder, "node_modules", "code-server", "lib", "vscode");
const systemPackages = ["chromium", "libkrb5-dev", "g++", "make", "python3", "pkg-config"];

/**
 * The VS Code server, installed if it is not yet: { node, root }, `root` holding `out/server-main.js`.
 * Rejects with `Missing` when it can neither be found nor installed.
 */
export async function ensureVsCodeServer() {
  if (!ready()) await locked(install);
  return { node: nodeBinary, root: serverRoot };
}

/** A Chromium to drive: its path. Rejects with `Missing` when there is none and none can be installed. */
export async function ensureChromium() {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const found = findProgram(...names);
  if (found !== null) return found;
  await installSystemPackages(["chromium"], "A Chromium browser");
  const installed = findProgram(...names);
  if (installed === null) throw new Missing("Chromium was installed but is not on the PATH; set CHROMIUM_PATH.");
  return installed;
}

function ready() {
  return existsSync(nodeBinary) && serverIsComplete(serverFolder);
}

/** npm writes its list of what is installed last, after every build step: once for the package, once for the server. */
function serverIsComplete(folder) {
  const server = join(folder, "node_modules", "code-server", "lib", "vscode");
  return [
    join(folder, "node_modules", ".package-lock.json"),
    join(server, "node_modules", ".package-lock.json"),
    join(server, "out", "server-main.js"),
  ].every((file) => existsSync(file));
}

async function install() {
  if (ready()) return;
  if (!existsSync(nodeBinary)) {
    progress("Installing Node 24 for the VS Code server (once, into the cache) …");
    await installFresh(nodeFolder, "node@24", process.env, 10 * 60_000, (folder) =>
      existsSync(join(folder, "node_modules", "node", "bin", "node")),
    );
  }
  if (serverIsComplete(serverFolder)) return;
  if (process.platform === "linux" && !kerberosHeaders()) {
    await installSystemPackages(["libkrb5-dev", "g++", "make", "python3"], "The headers of Kerberos (gssapi)");
  }
  progress(`Installing VS Code server ${serverVersion} (once, into the cache; about three minutes, 600 MB) …`);
  const environment = {
    ...process.env,
    ...(await nodeHeaders()),
    FORCE_NODE_VERSION: "24",
    PATH: `${dirname(nodeBinary)}${delimiter}${process.env.PATH ?? ""}`,
  };
  await installFresh(serverFolder, `code-server@${serverVersion}`, environment, 30 * 60_000, serverIsComplete);
}

/**
 * npm installs into an empty folder beside the wanted one; only what is complete takes its place. A try that failed
 * leaves nothing behind, as it would never work; a folder that is there is not touched before its replacement stands.
 */
async function installFresh(folder, wanted, environment, timeoutMs, complete) {
  const log = `${folder}.log`;
  const fresh = `${folder}.new`;
  for (let attempt = 1; ; attempt++) {
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh, { recursive: true });
    writeFileSync(join(fresh, "package.json"), '{"private":true}\n');
    const ticking = setInterval(() => progress(`  … still installing ${wanted}`), 30_000);
    const { code, output } = await run("npm", ["install", "--no-audit", "--no-fund", "--no-save", wanted], {
      cwd: fresh,
      env: clean(environment),
      timeoutMs,
    });
    clearInterval(ticking);
    writeFileSync(log, output);
    if (code === 0 && complete(fresh)) {
      rmSync(folder, { recursive: true, force: true });
      renameSync(fresh, folder);
      return;
    }
    rmSync(fresh, { recursive: true, force: true });
    if (attempt === 2) {
      const end = output.trim().split("\n").slice(-12).join("\n");
      throw new Missing(`${wanted} could not be installed (npm install ${wanted}). Full output: ${log}\n${end}`);
    }
    progress(`  ${wanted}: the first try failed, starting clean`);
  }
}

/**
 * An npm that runs inside an npm script must not take over the outer project's settings, nor its user agent: packages
 * read from it which Node they are installed for.
 */
function clean(environment) {
  const own =
    /^npm_(?:package|lifecycle|command|execpath|node_execpath|config_local_prefix|config_prefix|config_global|config_user_agent)/;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !own.test(name) && name !== "INIT_CWD"));
}

/** Native modules are built against Node's headers: downloaded where that is possible, else those beside this Node. */
async function nodeHeaders() {
  if (process.env.npm_config_nodedir) return {};
  try {
    const answer = await fetch("https://nodejs.org/dist/index.json", {
      method: "HEAD",
      signal: AbortSignal.timeout(5000),
    });
    if (answer.ok) return {};
  } catch {
    // Not reachable: the local headers are all there is.
  }
  const prefix = [dirname(dirname(process.execPath)), "/usr/local", "/usr"].find((folder) =>
    existsSync(join(folder, "include", "node", "node.h")),
  );
  return prefix === undefined ? {} : { npm_config_nodedir: prefix };
}

function kerberosHeaders() {
  return existsSync("/usr/include/gssapi/gssapi.h") || existsSync("/usr/include/gssapi.h");
}

async function installSystemPackages(packages, what) {
  const command = `apt-get install -y --no-install-recommends ${packages.join(" ")}`;
  const advice = `Install it with: ${process.getuid?.() === 0 ? "" : "sudo "}${command}`;
  if (findProgram("apt-get") === null) {
    throw new Missing(
      `${what} is missing, and this system has no apt-get. Packages (Debian): ${systemPackages.join(" ")}`,
    );
  }
  const prefix = process.getuid?.() === 0 ? [] : findProgram("sudo") === null ? null : ["sudo", "-n"];
  if (prefix === null) throw new Missing(`${what} is missing. ${advice}`);
  progress(`${what} is missing; installing ${packages.join(", ")} …`);
  const apt = (...args) => {
    const [program, ...rest] = [...prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", ...args];
    return run(program, rest, { timeoutMs: 15 * 60_000 });
  };
  await apt("update");
  const { code, output } = await apt("install", "-y", "--no-install-recommends", ...packages);
  if (code !== 0) throw new Missing(`${what} is missing. ${advice}\n${output.trim().split("\n").slice(-5).join("\n")}`);
}

/** One installation at a time, also among processes; the lock of a process that is gone is taken over. */
async function locked(work) {
  mkdirSync(cache, { recursive: true });
  const lock = join(cache, "install.lock");
  let told = false;
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (!alive(lock)) {
      takeAway(lock);
      continue;
    }
    if (!told) progress("Another process is installing the VS Code server; waiting for it …");
    told = true;
    await sleep(1000);
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Moves a dead lock aside in one step: of two that try, one succeeds. */
function takeAway(lock) {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
    rmSync(aside, { force: true });
  } catch {
    // The other one was faster.
  }
}

function alive(lock) {
  try {
    const holder = Number(readFileSync(lock, "utf8"));
    // A lock just made may not hold its number yet.
    if (!Number.isInteger(holder) || holder <= 0) return true;
    process.kill(holder, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
