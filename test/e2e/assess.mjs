// "Run Assessment" as a person does it: the commands are shown once, a click agrees, real processes run in the terminal,
// and the numbers become true; what cannot start is named on the gates that wait for it.
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "../host/server.mjs";
import { step } from "../host/steps.mjs";
import { openWindow, patience, statusBarItem } from "../host/window.mjs";
import { root } from "../host/workspaces.mjs";
import { gateRows } from "./person.mjs";

const source = `/** A value within [-limit, limit]. */
function clamp(value, limit) {
  if (value > limit) return limit;
  if (value < -limit) return -limit;
  return value;
}
module.exports = { clamp };
`;
const test = `const test = require("node:test");
const assert = require("node:assert");
const { clamp } = require("../src/limit.js");
test("holds above", () => assert.equal(clamp(5, 1), 1));
test("holds below", () => assert.equal(clamp(-5, 1), -1));
test("keeps what is within", () => assert.equal(clamp(0.5, 1), 0.5));
`;
/** Node's own test runner with its coverage: a real run of real tests, with nothing to install. */
const nodeTests = {
  name: "tests",
  command: [
    "node",
    "--test",
    "--experimental-test-coverage",
    "--test-reporter=lcov",
    "--test-reporter-destination=coverage/lcov.info",
    "--test-reporter=junit",
    "--test-reporter-destination=reports/junit.xml",
    "tests/limit.test.js",
  ],
  timeout: "2m",
};

/** A small project without reports. */
function makeProject(run) {
  const folder = join(realpathSync(mkdtempSync(join(tmpdir(), "readiness-assess-"))), "limit");
  for (const path of ["src", "tests", "coverage", "reports"]) mkdirSync(join(folder, path), { recursive: true });
  writeFileSync(join(folder, "src/limit.js"), source);
  writeFileSync(join(folder, "tests/limit.test.js"), test);
  const configuration = { profile: "basic", scopes: { safety: ["src/limit.js"] }, run: [run] };
  writeFileSync(join(folder, "readiness.json"), JSON.stringify(configuration, null, 2));
  return folder;
}

async function inWindow(run, act) {
  const folder = makeProject(run);
  const server = await startServer({ trust: false });
  let window = null;
  try {
    window = await openWindow(server, { workspace: folder, extension: root });
    await act(window, folder);
  } finally {
    await window?.close();
    await server.stop();
    rmSync(join(folder, ".."), { recursive: true, force: true });
  }
}

/** Starts the command and agrees to what is shown. */
async function runAssessment({ page, command }, shownCommand) {
  await statusBarItem(page);
  await command("Readiness: Run Assessment");
  const dialog = page.locator(".monaco-dialog-box");
  await dialog.filter({ hasText: shownCommand }).waitFor({ timeout: patience });
  await dialog.locator(".monaco-button").filter({ hasText: /^Run$/ }).click({ timeout: patience });
}

export async function assessments() {
  await step("Run Assessment shows its commands, runs them, and the numbers become true", () =>
    inWindow(nodeTests, async (window, folder) => {
      await runAssessment(window, "--experimental-test-coverage");
      await statusBarItem(window.page, /\d/);
      await (await statusBarItem(window.page)).click();
      await gateRows(window.page).filter({ hasText: "3/3 tests" }).first().waitFor({ timeout: patience });
      await gateRows(window.page).filter({ hasText: "passes · 100 % of 85 %" }).first().waitFor({ timeout: patience });
      for (const report of ["coverage/lcov.info", "reports/junit.xml"]) {
        if (!existsSync(join(folder, report))) throw new Error(`${report} was not written`);
      }
      await window.screenshot("assessed");
    }),
  );
  await step("Run Assessment names a program that is not there on the gates that wait for it", () =>
    inWindow({ name: "tests with coverage", command: ["no-such-test-runner", "--cov"] }, async (window) => {
      await runAssessment(window, "no-such-test-runner");
      await (await statusBarItem(window.page)).click();
      const gate = gateRows(window.page).filter({ hasText: "Overall test coverage" }).first();
      await gate.waitFor({ timeout: patience });
      await gate.click();
      await gateRows(window.page)
        .filter({ hasText: /no-such-test-runner.*was not found/ })
        .first()
        .waitFor({ timeout: patience });
      await window.screenshot("assessment-failed");
    }),
  );
}
