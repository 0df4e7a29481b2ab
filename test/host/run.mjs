// Host tests: mocha inside a real VS Code, one window a scenario. `node test/host/run.mjs [scenario …]`; the tests are
// built before (`node esbuild.mjs --tests`). Ends with counts; `READINESS_RESULT` names a file for them as JSON.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { benchFolder } from "./bench/folder.mjs";
import { desktopHost } from "./desktop.mjs";
import { startServer } from "./server.mjs";
import { answerTrust, openWindow } from "./window.mjs";
import { copyWorkspaces, root } from "./workspaces.mjs";

const scenarios = {
  single: { workspaces: ["pendulum"], trust: false },
  cart: { workspaces: ["cart"], trust: false },
  multi: { workspaces: ["pendulum", "cart"], trust: false },
  untrusted: { workspaces: ["pendulum"], trust: true },
  // Measure, and are run only when they are named: node test/host/run.mjs bench20 bench104 bench500 (megabytes)
  // benchgaps (some 20,000 places in safety-critical code)
  bench20: { bench: { lines: 370, variants: 4 }, trust: false, named: true },
  bench104: { bench: { lines: 1830, variants: 4 }, trust: false, named: true },
  benchgaps: { bench: { lines: 60, variants: 3, isSafety: true }, trust: false, named: true },
  bench500: { bench: { lines: 8800, variants: 2 }, trust: false, named: true },
};
const limitMs = 5 * 60_000;
const tests = join(root, "out", "host", "index.js");

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in scenarios));
if (unknown.length > 0) {
  console.error(`No such scenario: ${unknown.join(", ")}. There are: ${Object.keys(scenarios).join(", ")}`);
  process.exit(2);
}
if (!existsSync(tests)) {
  console.error("The tests are not built: node esbuild.mjs --tests");
  process.exit(2);
}

const total = { passed: 0, failed: 0 };
const desktop = await desktopHost();
console.log(`Host tests in ${desktop === null ? "the VS Code server, headless" : "desktop VS Code"}`);
const standard = Object.keys(scenarios).filter((name) => !scenarios[name].named);
for (const name of asked.length > 0 ? asked : standard) {
  console.log(`\n[${name}]`);
  const { passed, failed, error } = await runScenario(name, scenarios[name]);
  total.passed += passed;
  // A suite that could not run is one failure: it must never look like nothing to do.
  total.failed += failed + (error === null ? 0 : 1);
  if (error !== null) console.log(`  ${name} could not run: ${error}`);
}
if (process.env.READINESS_RESULT) writeFileSync(process.env.READINESS_RESULT, JSON.stringify(total));
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);

async function runScenario(name, scenario) {
  const exchange = mkdtempSync(join(tmpdir(), "readiness-host-"));
  const file = join(exchange, "result.json");
  let copies = null;
  try {
    const isBench = scenario.bench !== undefined;
    copies = isBench ? await benchFolder(scenario.bench) : copyWorkspaces(scenario.workspaces);
    const beside = isBench ? [join(root, "test", "host", "bench", "watch")] : [];
    const environment = {
      READINESS_HOST_SCENARIO: isBench ? "bench" : name,
      READINESS_HOST_RESULT: file,
      ...copies.environment,
    };
    const options = { name, open: copies.open, beside, trust: scenario.trust, environment, file };
    return desktop === null ? await inServer(options) : await inDesktop(options);
  } catch (error) {
    return { passed: 0, failed: 0, error: error instanceof Error ? error.message : String(error) };
  } finally {
    copies?.remove();
    rmSync(exchange, { recursive: true, force: true });
  }
}

async function inServer({ name, open, beside, trust, environment, file }) {
  // A window of the server loads one extension from source: others are put where installed ones lie.
  const extensionsDir = mkdtempSync(join(tmpdir(), "readiness-extensions-"));
  for (const path of beside) cpSync(path, join(extensionsDir, basename(path)), { recursive: true });
  const server = await startServer({ trust, environment, extensionsDir });
  let window = null;
  try {
    window = await openWindow(server, { workspace: open, extension: root, tests });
    // A window under test may open restricted without asking; the tests assert which mode it is in.
    if (trust) answerTrust(window.page, "no", limitMs).catch(() => undefined);
    const result = await resultOf(file);
    if (result === null || result.failed > 0 || result.error !== null) {
      console.log(`  picture: ${await window.screenshot(`host-${name}`)}`);
      for (const line of window.errors) console.log(`  [window] ${line.slice(0, 500)}`);
    }
    return result ?? { passed: 0, failed: 0, error: `no result after ${limitMs / 1000} s` };
  } finally {
    await window?.close();
    await server.stop();
    rmSync(extensionsDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function inDesktop({ open, beside, trust, environment, file }) {
  const ended = desktop.start({ extensions: [root, ...beside], tests, open, trust, environment });
  const result = await Promise.race([resultOf(file), ended.then(() => resultOf(file, 0))]);
  const output = await ended;
  return result ?? { passed: 0, failed: 0, error: `VS Code ended without a result:\n${output.slice(-3000)}` };
}

/** Prints what mocha says as it comes; the result, or null when there is none in time. */
async function resultOf(file, timeoutMs = limitMs) {
  const until = Date.now() + timeoutMs;
  let printed = 0;
  for (;;) {
    const done = existsSync(file);
    if (existsSync(`${file}.log`)) {
      const log = readFileSync(`${file}.log`, "utf8");
      process.stdout.write(log.slice(printed));
      printed = log.length;
    }
    if (done) return JSON.parse(readFileSync(file, "utf8"));
    if (Date.now() >= until) return null;
    await sleep(200);
  }
}
