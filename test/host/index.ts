// Runs in the extension host of a real VS Code: mocha over the spec files of one scenario. Results go to the runner
// through files, because no stream leads out of a window.
import { appendFileSync, renameSync, writeFileSync } from "node:fs";
import process from "node:process";
import { format } from "node:util";
import Mocha from "mocha";
import { scenarios } from "./scenarios.ts";

/** What the runner reads: counts and, when the suite itself could not run, why. */
interface HostResult {
  readonly passed: number;
  readonly failed: number;
  readonly error: string | null;
}

/** Called by VS Code. Rejects when a test failed, which is how desktop VS Code learns its exit code. */
export async function run(): Promise<void> {
  const { READINESS_HOST_SCENARIO: scenario, READINESS_HOST_RESULT: file } = process.env;
  if (scenario === undefined || file === undefined) throw new Error("started without its runner, test/host/run.mjs");
  const result = await outcome(scenario, `${file}.log`);
  // Whole or not there: the runner watches for this name.
  writeFileSync(`${file}.part`, JSON.stringify(result));
  renameSync(`${file}.part`, file);
  if (result.failed > 0 || result.error !== null) throw new Error(result.error ?? `${result.failed} tests failed`);
}

async function outcome(scenario: string, log: string): Promise<HostResult> {
  try {
    const stats = await runMocha(scenario, log);
    const failed = stats.failures;
    const error = stats.passes + failed === 0 ? `the scenario "${scenario}" holds no test` : null;
    return { passed: stats.passes, failed, error };
  } catch (error) {
    return { passed: 0, failed: 0, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

async function runMocha(
  scenario: string,
  log: string,
): Promise<{ readonly passes: number; readonly failures: number }> {
  const mocha = new Mocha({
    ui: "bdd",
    reporter: "spec",
    timeout: 30_000,
    color: false,
    forbidOnly: true,
    forbidPending: true,
  });
  Mocha.reporters.Base.consoleLog = (...values: unknown[]) => appendFileSync(log, `${format(...values)}\n`);
  // The spec files call describe and it as globals; mocha defines them for a file that is about to be loaded.
  mocha.suite.emit("pre-require", globalThis, log, mocha);
  const files = scenarios[scenario];
  if (files === undefined) throw new Error(`no scenario is named "${scenario}"`);
  for (const load of files) await load();
  return new Promise((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats ?? { passes: 0, failures: 0 }));
  });
}
