import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { getPriority, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import type { Assessment } from "../../../src/core/model/assessment.ts";
import type { SessionApi } from "../../../src/core/session.ts";
import { Engine } from "../../../src/node/engineClient.ts";
import { engineArgument } from "../../../src/node/engineProtocol.ts";
import { code, lcov, Project } from "./project.ts";

const builtFile = resolve("dist/cli.js");

describe("The engine in a process of its own", () => {
  let engine: Engine;
  let cache: string;
  let log: string[];
  let projects: Project[];
  let sessions: SessionApi[];

  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), "readiness-cache-"));
    log = [];
    projects = [];
    sessions = [];
    const tell = (level: string, message: string) => {
      if (level === "error") log.push(message);
    };
    engine = new Engine({ builtFile, cacheDirectory: cache, log: tell });
  });

  afterEach(async () => {
    for (const session of sessions) await session.dispose();
    for (const project of projects) project.dispose();
    rmSync(cache, { recursive: true, force: true });
  });

  const made = (hits: readonly number[]): Project => {
    const files = { "src/a.py": code(hits.length), "coverage/lcov.info": lcov({ "src/a.py": [...hits] }) };
    const project = new Project().write(files);
    projects.push(project);
    return project;
  };
  const opened = (project: Project): SessionApi => {
    const session = engine.open(project.folder, false);
    sessions.push(session);
    return session;
  };
  const assessed = async (session: SessionApi, holds: (now: Assessment) => boolean = () => true) => {
    const { state } = await until("an assessment", () => {
      const now = session.state;
      return now.phase === "ready" && holds(now.assessment) ? { state: now } : null;
    });
    return state.assessment;
  };
  const covered = (assessment: Assessment) => assessment.gates[0]!.measurement.counts?.covered;

  it("says what the command line says, and tells of files and lines", async () => {
    const project = made([1, 1, 0, 1]);
    const session = opened(project);
    const { configuration, score, gates } = await assessed(session);
    const here = await project.assess();
    const timeless = (all: Assessment["gates"]) =>
      all.map(({ id, verdict, measurement: { value } }) => [id, verdict, value]);
    assert.deepEqual([configuration, score, timeless(gates)], [here.configuration, here.score, timeless(here.gates)]);
    assert.deepEqual(await session.coveredFiles(), [
      { file: "src/a.py", lines: { covered: 3, total: 4, unknown: 0 }, branches: null },
    ]);
    assert.deepEqual(
      (await session.fileView("src/a.py"))!.lines.map(({ line, hits }) => [line, hits]),
      [
        [1, 1],
        [2, 1],
        [3, 0],
        [4, 1],
      ],
    );
    assert.equal(await session.fileView("src/none.py"), null);
  }).timeout(20_000);

  it("answers a refresh with the assessment that it made for it, and keeps the last one while it reads", async () => {
    const project = made([1, 0]);
    const session = opened(project);
    const before = await assessed(session);
    const kept: unknown[] = [];
    session.onDidChange((state) => state.phase === "reading" && kept.push(state.previous));
    project.write({ "coverage/lcov.info": lcov({ "src/a.py": [1, 1] }) });
    assert.equal(covered(await session.refresh()), 2);
    assert.equal(kept[0], before);
  }).timeout(20_000);

  it("serves all folders by one process, which yields to others and ends with the last folder", async () => {
    const [one, other] = [opened(made([1, 0])), opened(made([1, 1, 1]))];
    assert.deepEqual([covered(await assessed(one)), covered(await assessed(other))], [1, 3]);
    const pid = engine.pid!;
    assert.equal(getPriority(pid), Math.max(10, getPriority()));
    await one.dispose();
    assert.equal(engine.pid, pid);
    assert.equal((await other.coveredFiles()).length, 1);
    await other.dispose();
    assert.equal(engine.pid, null);
    await until("the process is gone", () => !isRunning(pid));
    assert.deepEqual(log, []);
  }).timeout(20_000);

  it("fails with the reason when its process dies, and a folder opened then has a new one", async () => {
    const project = made([1, 0]);
    const session = opened(project);
    await assessed(session);
    const pid = engine.pid!;
    process.kill(pid, "SIGKILL");
    await until("the session fails", () => session.state.phase === "failed");
    assert.deepEqual(session.state, { phase: "failed", message: "the engine stopped (by SIGKILL)" });
    await assert.rejects(session.coveredFiles(), /the engine stopped/);
    assert.match(log[0]!, /^the engine stopped \(by SIGKILL\)/);
    assert.equal(covered(await assessed(opened(project))), 1);
    assert.notEqual(engine.pid, pid);
  }).timeout(20_000);

  it("fails with the reason when no process can be started, and starts one as soon as that works", async () => {
    const project = made([1, 0]);
    const fails = async (prepare: () => void, reason: RegExp) => {
      const [runtime, environment] = [process.execPath, process.env];
      let session: SessionApi;
      try {
        process.env = { ...environment };
        prepare();
        session = opened(project);
      } finally {
        process.execPath = runtime;
        process.env = environment;
      }
      const heard = new Promise<string>((tell) => session.onDidChange(({ phase }) => tell(phase)));
      await assert.rejects(session.refresh(), reason);
      assert.equal(await heard, "failed");
      await session.dispose();
    };
    // Told by an event.
    await fails(() => {
      process.execPath = join(cache, "none");
    }, /the engine stopped \(.*ENOENT/);
    // Thrown.
    await fails(() => {
      process.env["READINESS_LARGE"] = "x".repeat(40_000_000);
    }, /the engine stopped \(spawn /);
    assert.equal(covered(await assessed(opened(project))), 1);
  }).timeout(20_000);

  it("answers nobody of a folder that was closed, and lets nobody wait for it", async () => {
    const [one, other] = [opened(made([1, 0])), opened(made([1, 1]))];
    await assessed(other);
    const pid = engine.pid!;
    // As a process that is too busy to close the folder in time; Windows cannot hold one.
    const holds = process.platform !== "win32";
    if (holds) process.kill(pid, "SIGSTOP");
    const waiting = assert.rejects(one.refresh(), /the folder is closed/);
    await one.dispose();
    if (holds) process.kill(pid, "SIGCONT");
    await waiting;
    await assert.rejects(one.coveredFiles(), /the folder is closed/);
    assert.equal((await other.coveredFiles()).length, 1);
    await other.dispose();
    await assert.rejects(other.refresh(), /the folder is closed/);
    assert.deepEqual(log, []);
  }).timeout(20_000);

  it("ends with the process that started it, even one that is killed", async () => {
    const script = `const { pid } = require("child_process").fork(${JSON.stringify(builtFile)}, [${JSON.stringify(engineArgument)}]); console.log(pid); setInterval(() => {}, 1000);`;
    const before = sharedPriority();
    const parent = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    const pid = await new Promise<number>((told) => parent.stdout.once("data", (text) => told(Number(String(text)))));
    assert.ok(isRunning(pid));
    // This one shares a session with its parent, and with us: its politeness is its own.
    await until("the engine is polite", () => getPriority(pid) >= 10);
    assert.equal(sharedPriority(), before);
    parent.kill("SIGKILL");
    await until("the engine is gone", () => !isRunning(pid));
  }).timeout(20_000);
});

/** What Linux gives to our session as one; "" elsewhere. */
function sharedPriority(): string {
  try {
    return readFileSync("/proc/self/autogroup", "latin1");
  } catch {
    return "";
  }
}

/** What the look gives once that is something; fails when that takes too long. */
async function until<T>(what: string, look: () => T | null | false): Promise<T> {
  const end = Date.now() + 15_000;
  for (;;) {
    const found = look();
    if (found !== null && found !== false) return found;
    assert.ok(Date.now() < end, `never so: ${what}`);
    await new Promise((later) => setTimeout(later, 20));
  }
}

/** One that has ended and that nobody asked for its end (on Linux, state Z) does not run. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return process.platform !== "linux";
  }
}
