import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "mocha";
import type { RunCommand } from "../../../src/core/policy/policy.ts";
import type { RunOutcome } from "../../../src/core/session.ts";
import { assessFolder } from "../../../src/node/openSession.ts";
import { runCommands } from "../../../src/node/run.ts";
import { code, junit, lcov, Project } from "./project.ts";

describe("The commands that make reports are run for real", () => {
  let project: Project;
  beforeEach(() => {
    project = new Project().write({ "src/a.js": code(5) });
  });
  afterEach(() => project.dispose());

  /** A Node script as a command. */
  const script = (text: string, change: Partial<RunCommand> = {}): RunCommand => ({
    name: "tests with coverage",
    command: [process.execPath, "-e", text],
    directory: "",
    timeoutSeconds: 20,
    environment: {},
    writes: null,
    ...change,
  });

  const run = (
    commands: readonly RunCommand[],
    signal = new AbortController().signal,
    output: (text: string) => void = () => undefined,
  ): Promise<RunOutcome> =>
    runCommands(commands, {
      folder: project.folder,
      reportPatterns: ["coverage/lcov.info", "reports/junit.xml"],
      output,
      started: () => undefined,
      signal,
    });

  const writesReports = `const fs = require("fs"); fs.mkdirSync("coverage", { recursive: true }); fs.writeFileSync("coverage/lcov.info", ${JSON.stringify(lcov({ "src/a.js": [1, 1, 1, 1, 0] }))});`;

  it("and the numbers are there afterwards", async () => {
    const outcome = await run([script(writesReports)]);
    assert.deepEqual(outcome.failures, []);
    const overall = await project.gate("overall_test_coverage");
    assert.deepEqual(overall.measurement.counts, { covered: 4, total: 5, unknown: 0 });
  });

  it("and failing tests are results, not failures of the run", async () => {
    assert.deepEqual((await run([script(`${writesReports} process.exit(1);`)])).failures, []);
  });

  it("in UTF-8, with what they print passed on", async () => {
    let printed = "";
    await run(
      [script(`console.log("gr\u00fc\u00dfe", process.env.PYTHONIOENCODING); ${writesReports}`)],
      undefined,
      (text) => {
        printed += text;
      },
    );
    assert.match(printed, /gr\u00fc\u00dfe utf-8/);
  });

  it("and a program that is not there is named on the gates that wait for it", async () => {
    const outcome = await run([script("", { command: ["no-such-program-here", "--cov"] })]);
    assert.equal(outcome.failures[0]?.kind, "could-not-start");
    assert.match(outcome.failures[0].message, /"no-such-program-here" was not found/);
    const assessment = await assessFolder(project.folder, {
      workerPath: "dist/cli.js",
      trusted: false,
      log: () => undefined,
      runOutcome: outcome,
    });
    const overall = assessment.gates.find((gate) => gate.id === "overall_test_coverage")!;
    assert.equal(overall.measurement.value, null);
    assert.equal(overall.measurement.reasons[0]?.code, "run-could-not-start");
  });

  it("and one that takes too long is ended with all it has started, and what it half wrote is invalid", async () => {
    const child = `require("child_process").spawn(process.execPath, ["-e", "setTimeout(() => require('fs').writeFileSync('late', ''), 4000)"], { stdio: "ignore" });`;
    const outcome = await run([
      script(`${writesReports} ${child} setInterval(() => {}, 1000);`, { timeoutSeconds: 1 }),
    ]);
    assert.equal(outcome.failures[0]?.kind, "timed-out");
    const assessment = await assessFolder(project.folder, {
      workerPath: "dist/cli.js",
      trusted: false,
      log: () => undefined,
      runOutcome: outcome,
    });
    assert.equal(assessment.reports[0]?.status, "invalid");
    const overall = assessment.gates.find((gate) => gate.id === "overall_test_coverage")!;
    assert.equal(overall.measurement.value, null);
    assert.equal(overall.measurement.status, "invalid");
    await new Promise((later) => setTimeout(later, 4500));
    assert.throws(() => project.read("late"), "what the command had started went on");
  }).timeout(20_000);

  it("and one that is cancelled ends, and the rest is not started", async () => {
    const abort = new AbortController();
    const running = run(
      [script("setInterval(() => {}, 1000);"), script(`require("fs").writeFileSync("second", "");`)],
      abort.signal,
    );
    setTimeout(() => abort.abort(), 300);
    const outcome = await running;
    assert.deepEqual(
      outcome.failures.map((failure) => failure.kind),
      ["cancelled"],
    );
    assert.throws(() => project.read("second"));
  }).timeout(20_000);

  it("and one that ends well without a report is named", async () => {
    project.write({ "reports/junit.xml": junit({ one: "passed" }) }).age("reports/junit.xml", 600);
    assert.equal((await run([script("")])).failures[0]?.kind, "no-report");
  });
});
