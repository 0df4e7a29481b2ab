import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import type { Assessment } from "../../../src/core/model/assessment.ts";
import type { SessionApi, SessionState } from "../../../src/core/session.ts";
import { openSession } from "../../../src/node/openSession.ts";
import { code, lcov, Project } from "./project.ts";

describe("A session of a folder", () => {
  let project: Project;
  let session: SessionApi;
  let cache: string;
  const states: SessionState[] = [];

  beforeEach(() => {
    project = new Project().write({ "src/a.py": code(5), "coverage/lcov.info": lcov({ "src/a.py": [1, 1, 1, 1, 0] }) });
    cache = mkdtempSync(join(tmpdir(), "readiness-cache-"));
    states.length = 0;
    session = openSession(project.folder, {
      workerPath: resolve("dist/cli.js"),
      watch: true,
      trusted: false,
      cacheDirectory: cache,
      log: () => undefined,
    });
    session.onDidChange((state) => states.push(state));
  });

  afterEach(async () => {
    await session.dispose();
    project.dispose();
    rmSync(cache, { recursive: true, force: true });
  });

  /** The first assessment that fulfils the condition. */
  const assessed = async (what: string, holds: (assessment: Assessment) => boolean): Promise<Assessment> => {
    const end = Date.now() + 10_000;
    for (;;) {
      const { state } = session;
      if (state.phase === "ready" && holds(state.assessment)) return state.assessment;
      assert.ok(Date.now() < end, `never so: ${what}`);
      await new Promise((later) => setTimeout(later, 20));
    }
  };
  const covered = (assessment: Assessment) => assessment.gates[0]!.measurement.counts?.covered;

  it("looks by itself at its start", async () => {
    assert.equal(session.state.phase === "starting" || session.state.phase === "reading", true);
    await assessed("4 of 5 lines", (assessment) => covered(assessment) === 4);
  }).timeout(20_000);

  it("looks again when a report was written, also where it names files that are new", async () => {
    await assessed("4 of 5 lines", (assessment) => covered(assessment) === 4);
    await new Promise((later) => setTimeout(later, 400));
    project.write({
      "src/b.py": code(3),
      "coverage/lcov.info": lcov({ "src/a.py": [1, 1, 1, 1, 1], "src/b.py": [1, 0, 1] }),
    });
    const found = await assessed("7 of 8 lines", (assessment) => covered(assessment) === 7);
    assert.deepEqual(found.reports[0]!.unmatched, []);
  }).timeout(20_000);

  it("looks again at what changed before changes were heard, and only then", async () => {
    // Within this call nothing is watched yet.
    const writeOnce = session.onDidChange((state) => {
      if (state.phase !== "ready") return;
      writeOnce();
      project.write({
        "src/b.py": code(3),
        "coverage/lcov.info": lcov({ "src/a.py": [1, 1, 1, 1, 1], "src/b.py": [1, 0, 1] }),
      });
    });
    await assessed("7 of 8 lines", (assessment) => covered(assessment) === 7);
    await new Promise((later) => setTimeout(later, 1000));
    assert.equal(states.filter(({ phase }) => phase === "ready").length, 2);
  }).timeout(20_000);

  it("looks once where nothing changes", async () => {
    await assessed("4 of 5 lines", (assessment) => covered(assessment) === 4);
    await new Promise((later) => setTimeout(later, 1000));
    assert.deepEqual(
      states.map(({ phase }) => phase),
      ["ready"],
    );
  }).timeout(20_000);

  it("makes one look of many requests, and gives all of them its answer", async () => {
    await assessed("a first answer", () => true);
    states.length = 0;
    const answers = await Promise.all(Array.from({ length: 8 }, () => session.refresh()));
    assert.equal(new Set(answers.slice(1)).size, 1);
    assert.ok(states.filter((state) => state.phase === "ready").length <= 2);
  }).timeout(20_000);

  it("knows the lines of a file and the files it knows lines of", async () => {
    await assessed("a first answer", () => true);
    const view = await session.fileView("src/a.py");
    assert.deepEqual(
      view?.lines.map(({ line, state, hits }) => [line, state, hits]),
      [
        [1, "covered", 1],
        [2, "covered", 1],
        [3, "covered", 1],
        [4, "covered", 1],
        [5, "uncovered", 0],
      ],
    );
    assert.equal(await session.fileView("README.md"), null);
    assert.deepEqual(
      (await session.coveredFiles()).map(({ file }) => file),
      ["src/a.py"],
    );
  }).timeout(20_000);

  it("adds the hits of several reports line by line, and tells those of each", async () => {
    project.write({
      "coverage/lcov.info": lcov({ "src/a.py": [1, 1, 1, 0, 0] }),
      "integration/lcov.info": lcov({ "src/a.py": [0, 2, null, 0, 3] }),
    });
    const assessment = await session.refresh();
    assert.equal(covered(assessment), 4);
    const view = await session.fileView("src/a.py");
    assert.deepEqual(
      view?.reports.map(({ path }) => path),
      ["coverage/lcov.info", "integration/lcov.info"],
    );
    assert.deepEqual(
      view?.lines.map(({ hits, hitsByReport }) => [hits, hitsByReport]),
      [
        [1, [1, 0]],
        [3, [1, 2]],
        [1, [1, null]],
        [0, [0, 0]],
        [3, [0, 3]],
      ],
    );
  }).timeout(20_000);

  it("can be ended in the middle of a look", async () => {
    const looking = session.refresh();
    await session.dispose();
    await assert.rejects(looking);
    assert.notEqual(session.state.phase, "failed");
  }).timeout(20_000);
});
