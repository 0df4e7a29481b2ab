import assert from "node:assert/strict";
import type { RunCommand } from "../../../../src/core/policy/policy.ts";
import { classifyRun } from "../../../../src/core/policy/runOutcome.ts";
import { reportsWritten, runExit, type TaskEnd } from "../../../../src/editor/render/runEnd.ts";
import { commandLine, commandsText, runSummary } from "../../../../src/editor/render/runWords.ts";
import { assessment, gate, missingGate, provenance, report } from "../assessments.ts";

const command: RunCommand = {
  name: "tests",
  command: ["python", "-m", "pytest", "-k", "a b"],
  directory: "",
  timeoutSeconds: 60,
  environment: {},
  writes: null,
};

describe("the judgement of a run", () => {
  const table: readonly (readonly [string, TaskEnd, readonly string[], string | null])[] = [
    ["ended well and wrote reports", { kind: "exited", exitCode: 0 }, ["junit.xml"], null],
    ["had failing tests and wrote reports", { kind: "exited", exitCode: 1 }, ["junit.xml"], null],
    ["ended well and wrote nothing", { kind: "exited", exitCode: 0 }, [], "no-report"],
    ["failed and wrote nothing", { kind: "exited", exitCode: 2 }, [], "crashed"],
    ["was killed although it wrote a report", { kind: "exited", exitCode: 139 }, ["junit.xml"], "crashed"],
    ["is not installed", { kind: "not-started" }, [], "could-not-start"],
    ["is not found by its shell", { kind: "exited", exitCode: 127 }, [], "could-not-start"],
    ["took too long although it wrote a report", { kind: "timed-out" }, ["junit.xml"], "timed-out"],
    ["was cancelled", { kind: "cancelled" }, [], "cancelled"],
  ];
  for (const [what, end, written, expected] of table) {
    it(`of a command that ${what} is ${expected ?? "no failure"}`, () => {
      assert.equal(classifyRun(runExit(command, end, written))?.kind ?? null, expected);
    });
  }

  it("counts only reports that changed, and only those the command says it writes", () => {
    const older = { ...provenance, modified: "2026-11-24T08:59:00Z" };
    const before = assessment({
      reports: [report({ path: "a/again.xml", provenance: older }), report({ path: "a/same.xml" })],
    });
    const after = assessment({
      reports: [report({ path: "a/again.xml" }), report({ path: "a/same.xml" }), report({ path: "b/new.xml" })],
    });
    assert.deepEqual(reportsWritten(before, after, command), ["a/again.xml", "b/new.xml"]);
    assert.deepEqual(reportsWritten(before, after, { ...command, writes: ["a/*.xml"] }), ["a/again.xml"]);
    assert.deepEqual(reportsWritten(null, after, command), ["a/again.xml", "a/same.xml", "b/new.xml"]);
  });
});

describe("the words of a run", () => {
  it("shows a command as one would type it", () => {
    assert.equal(commandLine(command), 'python -m pytest -k "a b"');
  });

  it("shows for consent everything that decides what is run", () => {
    const shown = commandsText([{ ...command, directory: "sub", environment: { CI: "1" } }]);
    assert.equal(shown, 'tests:\n   python -m pytest -k "a b"\n   in sub\n   with CI=1');
  });

  it("sums up the answer, naming what failed to be measured", () => {
    const runFailures = [
      { name: "tests", kind: "timed-out", message: "was stopped after 60 seconds", waiting: ["tests"] },
    ] as const;
    const gates = [gate(), missingGate({ title: "Test pass rate" })];
    assert.deepEqual(runSummary(assessment({ runFailures, gates })), {
      message:
        "Readiness: blocked, score 24–99 of 100. Tests: was stopped after 60 seconds. Not known: Test pass rate (not measured).",
      failed: true,
    });
    assert.equal(runSummary(assessment({ gates: [gate()] })).failed, false);
  });
});
