import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import { FolderAssessor } from "../../../src/core/folderAssessor.ts";
import { formats } from "../../../src/core/formats/index.ts";
import { DiskFiles } from "../../../src/node/files.ts";
import { noHistory } from "../../../src/node/git.ts";
import { readReportFile } from "../../../src/node/readReport.ts";
import { acceptedRuns, assessmentStore, observations } from "../../../src/node/store.ts";
import { code, lcov, Project } from "./project.ts";

describe("Sources that are looked at while reports are read", () => {
  let project: Project;
  let cache: string;
  /** Milliseconds that went by without waiting for them. */
  let passed: number;

  beforeEach(() => {
    passed = 0;
    project = new Project();
    cache = mkdtempSync(join(tmpdir(), "readiness-cache-"));
  });
  afterEach(() => {
    project.dispose();
    rmSync(cache, { recursive: true, force: true });
  });

  /** An assessor whose reading of a report takes as long as something else does. */
  const assessor = (meanwhile: () => Promise<void>, Disk = DiskFiles) => {
    const ignore = () => undefined;
    return new FolderAssessor({
      files: new Disk(project.folder, async () => null, ignore),
      reading: {
        read: async (file) => {
          await meanwhile();
          return readReportFile(join(project.folder, file.path), file.path, formats);
        },
      },
      history: noHistory,
      observations: observations(cache, ignore),
      store: assessmentStore(cache, ignore),
      accepted: acceptedRuns(cache, ignore),
      clock: { now: () => Date.now() + passed },
      log: ignore,
      collectGarbage: async () => undefined,
      formats,
    });
  };
  const later = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds));

  it("are looked at anew where a test run changed both meanwhile", async () => {
    project.write({ "src/a.py": code(2), "coverage/lcov.info": lcov({ "src/a.py": [1, 0] }) });
    let ran = false;
    const folder = assessor(async () => {
      if (ran) return;
      ran = true;
      // Long enough for the sources to be looked at.
      await later(100);
      project.write({ "src/a.py": code(4) });
      await later(20);
      project.write({ "coverage/lcov.info": lcov({ "src/a.py": [1, 1, 1, 0] }) });
    });
    for (const look of ["the look that it came into", "the next one"]) {
      const { assessment } = await folder.look(null, null, new AbortController().signal);
      const { status, counts } = assessment.gates[0]!.measurement;
      assert.deepEqual([status, counts], ["measured", { covered: 3, total: 4, unknown: 0 }], look);
    }
  });

  it("are looked at anew after a long reading in the first look: nothing is watched before it is over", async () => {
    project.write({ "src/a.py": code(2), "coverage/lcov.info": lcov({ "src/a.py": [1, 0] }) });
    const folder = assessor(async () => {
      await later(100);
      project.write({ "src/a.py": code(3) });
      passed += 5000;
    });
    const { evidence } = await folder.look(null, null, new AbortController().signal);
    assert.equal(evidence.coverage.sources.get("src/a.py")?.lines.length, 3);
  });

  it("are not looked at any more when the look is over, also where it broke off", async () => {
    project.write({ "src/a.py": code(2), "coverage/lcov.info": lcov({ "src/a.py": [1, 0] }) });
    let begun = 0;
    let open = 0;
    class Slow extends DiskFiles {
      override async source(path: string) {
        if (path === "readiness.json") return super.source(path);
        begun++;
        open++;
        await later(200);
        const source = await super.source(path);
        open--;
        return source;
      }
    }
    const folder = assessor(async () => {
      while (begun === 0) await later(1);
      throw new Error("broken off");
    }, Slow);
    await assert.rejects(folder.look(null, null, new AbortController().signal), /broken off/);
    assert.deepEqual([begun, open], [1, 0]);
  });
});
