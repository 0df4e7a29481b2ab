// `npm test`: every level in order, fast ones first, and one sum at the end. `node test/run.mjs unit corpus` runs single
// levels. A level that cannot run, or that holds no test, is a failure: nothing is skipped silently.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { run } from "./host/commands.mjs";

const bin = (...parts) => join("node_modules", ...parts);
const results = mkdtempSync(join(tmpdir(), "readiness-results-"));

/** Each gives { passed, failed }. `built`: needs the product and the tests built. */
const levels = {
  types: { run: () => check([bin("typescript", "bin", "tsc"), "--noEmit"]) },
  lint: { run: () => check([bin("@biomejs", "biome", "bin", "biome"), "check", "--error-on-warnings", "."]) },
  build: { run: () => build() },
  unit: { built: true, run: () => mocha("unit") },
  corpus: { built: true, run: () => mocha("corpus") },
  cli: { built: true, run: () => mocha("cli") },
  fuzz: { built: true, run: () => mocha("fuzz") },
  host: { built: true, run: () => script("test/host/run.mjs") },
  vsix: { built: true, run: () => script("test/host/vsix.mjs") },
  e2e: { built: true, run: () => script("test/e2e/run.mjs") },
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in levels));
if (unknown.length > 0) {
  console.error(`No such level: ${unknown.join(", ")}. There are: ${Object.keys(levels).join(", ")}`);
  process.exit(2);
}

let built = null;
const lines = [];
const total = { passed: 0, failed: 0 };
for (const name of asked.length > 0 ? asked : Object.keys(levels)) {
  const level = levels[name];
  if (level.built && built === null) await build();
  console.log(`\n== ${name}`);
  const begun = Date.now();
  const { passed, failed } = level.built && !built ? notBuilt(name) : await level.run();
  total.passed += passed;
  total.failed += failed;
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  lines.push(
    `${name.padEnd(7)} ${String(passed).padStart(6)} passed ${String(failed).padStart(5)} failed ${seconds.padStart(8)} s`,
  );
}
rmSync(results, { recursive: true, force: true });
console.log(`\n${lines.join("\n")}\n\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

function notBuilt(name) {
  console.log(`${name} could not run: the build failed`);
  return { passed: 0, failed: 1 };
}

async function build() {
  const result = await check(["esbuild.mjs", "--tests"]);
  built = result.failed === 0;
  return result;
}

/** A program whose exit code is the whole answer: one passed or one failed. */
async function check(args) {
  const { code } = await run(process.execPath, args, { echo: true });
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function mocha(level) {
  const folder = join("out", level);
  const files = existsSync(folder)
    ? readdirSync(folder, { recursive: true })
        .filter((name) => name.endsWith(".test.js"))
        .map((name) => join(folder, name))
        .sort()
    : [];
  if (files.length === 0) {
    console.log(`${level} could not run: test/${level} holds no test file (*.test.ts)`);
    return { passed: 0, failed: 1 };
  }
  const file = join(results, `${level}.json`);
  const args = [bin("mocha", "bin", "mocha.js"), "--forbid-only", "--forbid-pending", "--exit", "--timeout", "60000"];
  const { code } = await run(process.execPath, [...args, "--reporter", "test/mochaReporter.cjs", ...files], {
    echo: true,
    env: { ...process.env, READINESS_RESULT: file },
  });
  return counts(level, file, code);
}

async function script(path) {
  if (!existsSync(path)) {
    console.log(`${path} is missing`);
    return { passed: 0, failed: 1 };
  }
  const file = join(results, `${path.replaceAll("/", "-")}.json`);
  const environment = { ...process.env, READINESS_RESULT: file };
  const { code } = await run(process.execPath, [path], { echo: true, env: environment });
  return counts(path, file, code);
}

/** What a level wrote. Nothing written, nothing tested, or failing without saying so is one failure more. */
function counts(name, file, code) {
  if (!existsSync(file)) {
    console.log(`${name} ended with code ${code} and without a result`);
    return { passed: 0, failed: 1 };
  }
  const { passed, failed } = JSON.parse(readFileSync(file, "utf8"));
  const silent = failed === 0 && (code !== 0 || passed === 0);
  if (silent) console.log(`${name} ended with code ${code} after ${passed} passed tests and no failed one`);
  return { passed, failed: failed + (silent ? 1 : 0) };
}
