import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "mocha";
import type { Assessment } from "../../src/core/model/assessment.ts";

/** Counted by a program of its own: test/workspaces/expected.py. */
interface Expected {
  readonly level: string;
  readonly gates: Readonly<
    Record<
      string,
      { readonly status: string; readonly counts: unknown; readonly line?: unknown; readonly skipped?: number }
    >
  >;
  readonly stale: readonly string[];
  readonly silent: readonly string[];
}

function assess(workspace: string): Assessment {
  const run = spawnSync(process.execPath, ["dist/cli.js", "assess", "--json", `test/workspaces/${workspace}`], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  assert.equal(run.stderr, "");
  return JSON.parse(run.stdout) as Assessment;
}

for (const workspace of ["pendulum", "cart"]) {
  describe(`The command line's assessment of ${workspace}`, () => {
    const expected = JSON.parse(readFileSync(`test/workspaces/${workspace}.expected.json`, "utf8")) as Expected;
    const assessment = assess(workspace);

    it(`is ${expected.level}`, () => assert.equal(assessment.level, expected.level));

    for (const [id, { status, counts, line }] of Object.entries(expected.gates)) {
      it(`measures ${id} as an independent count does`, () => {
        const { measurement } = assessment.gates.find((gate) => gate.id === id)!;
        assert.deepEqual({ status: measurement.status, counts: measurement.counts }, { status, counts });
        if (line !== undefined)
          assert.deepEqual(measurement.metrics.find((metric) => metric.metric === "line")?.counts, line);
      });
    }

    it("names the stale file and the silent file", () => {
      const stale = new Set(assessment.reports.flatMap((report) => report.stale));
      assert.deepEqual([...stale], expected.stale);
      assert.deepEqual(assessment.silentFiles, expected.silent);
    });

    it("says in every gate what is not known of it", () => {
      for (const { id, measurement, verdict } of assessment.gates) {
        if (measurement.status !== "measured") assert.ok(measurement.reasons.length > 0, id);
        if (measurement.value === null) assert.ok(verdict === "unknown" || verdict === "not-applicable", id);
      }
    });
  });
}

describe("The command line's exit code", () => {
  const rows: readonly (readonly [string, readonly string[], number])[] = [
    ["is 1 where a critical gate fails", ["test/workspaces/pendulum"], 1],
    ["is 2 for a folder that is not there", ["test/workspaces/nowhere"], 2],
    ["is 2 for an option that is not known", ["--jsn"], 2],
    ["is 2 for a level that is not known", ["--require", "perfect"], 2],
    ["is 3 where a critical gate is not measured", ["media"], 3],
    ["is 0 for help", ["--help"], 0],
    ["is 0 for a report that can be read", ["inspect", "test/workspaces/pendulum/coverage.xml"], 0],
    ["is 1 for a file that is no report", ["inspect", "package.json"], 1],
    ["is 0 for a folder of reports", ["inspect", "test/workspaces/pendulum/reports"], 0],
    ["is 2 for a folder without a report", ["inspect", "media"], 2],
    ["is 0 for a report that was converted", ["convert", "test/workspaces/pendulum/coverage.xml", "--to", "lcov"], 0],
    ["is 1 for a file that cannot be converted", ["convert", "package.json", "--to", "lcov"], 1],
    [
      "is 1 for a report that holds no coverage",
      ["convert", "test/workspaces/pendulum/reports/junit.xml", "--to", "lcov"],
      1,
    ],
    ["is 2 for a format that cannot be written", ["convert", "coverage.xml", "--to", "html"], 2],
    ["is 2 for a conversion to nothing", ["convert", "coverage.xml"], 2],
    ["is 3 for a gate that is not measured", ["explain", "system_compatibility", "test/workspaces/cart"], 3],
    ["is 2 for a gate that is not there", ["explain", "speed", "test/workspaces/cart"], 2],
  ];
  for (const [name, args, code] of rows) {
    it(name, () =>
      assert.equal(spawnSync(process.execPath, ["dist/cli.js", ...args], { encoding: "utf8" }).status, code),
    );
  }
});

describe("The command line's output", () => {
  it("has no colour where it does not go to a terminal, and has it where it is forced", () => {
    const plain = spawnSync(process.execPath, ["dist/cli.js", "test/workspaces/cart"], { encoding: "utf8" }).stdout;
    const forced = spawnSync(process.execPath, ["dist/cli.js", "test/workspaces/cart"], {
      encoding: "utf8",
      env: { ...process.env, FORCE_COLOR: "1" },
    }).stdout;
    assert.ok(!plain.includes("\u001b["));
    assert.ok(forced.includes("\u001b["));
  });

  it("says what was searched where nothing was found", () => {
    const run = spawnSync(process.execPath, ["dist/cli.js", "media"], { encoding: "utf8" });
    assert.match(run.stdout, /Cannot be assessed/);
    assert.match(run.stdout, /None found\. Looked for/);
  });

  it("converts a report, which then is inspected with the same counts", () => {
    const folder = mkdtempSync(join(tmpdir(), "readiness-convert-"));
    const output = join(folder, "lcov.info");
    const source = "test/workspaces/pendulum/coverage.json";
    execFileSync(process.execPath, ["dist/cli.js", "convert", source, "--to", "lcov", "--output", output]);
    const text = execFileSync(process.execPath, ["dist/cli.js", "inspect", "--json", source, output], {
      encoding: "utf8",
    });
    const [before, after] = JSON.parse(text) as { format: string; coverage: Record<string, unknown> }[];
    assert.equal(after?.format, "lcov");
    for (const part of ["files", "lines", "branches"])
      assert.deepEqual(after.coverage[part], before?.coverage[part], part);
    rmSync(folder, { recursive: true });
  });

  it("reads hundreds of reports though a process may open few files", () => {
    const folder = mkdtempSync(join(tmpdir(), "readiness-many-"));
    const reports = 600;
    mkdirSync(join(folder, "allure-results"));
    for (let at = 0; at < reports; at++) {
      const name = String(at).padStart(12, "0");
      const result = {
        uuid: name,
        historyId: name,
        fullName: `tests.a#test_${at}`,
        name: `test_${at}`,
        status: "passed",
      };
      writeFileSync(
        join(folder, "allure-results", `00000000-0000-4000-8000-${name}-result.json`),
        JSON.stringify({ ...result, stage: "finished", start: 1_700_000_000_000, stop: 1_700_000_000_100 }),
      );
    }
    // Shells of Windows have no such limit, nor has a process there.
    const limit = process.platform === "win32" ? "" : "ulimit -n 200 && ";
    const run = spawnSync(`${limit}"${process.execPath}" dist/cli.js assess --json "${folder}"`, {
      shell: true,
      encoding: "utf8",
      maxBuffer: 1 << 26,
      env: { ...process.env, XDG_CACHE_HOME: join(folder, "cache") },
    });
    const { gates } = JSON.parse(run.stdout) as { gates: { id: string; measurement: { counts: unknown } }[] };
    const passed = gates.find(({ id }) => id === "test_pass_rate")?.measurement.counts;
    assert.deepEqual(passed, { covered: reports, total: reports, unknown: 0 });
    rmSync(folder, { recursive: true });
  }).timeout(60_000);

  it("inspects each report of a folder, and no other file of it", () => {
    const folder = mkdtempSync(join(tmpdir(), "readiness-inspect-"));
    mkdirSync(join(folder, "deep"));
    for (const name of ["b.xml", "deep/a.xml"])
      copyFileSync("test/workspaces/pendulum/reports/junit.xml", join(folder, name));
    writeFileSync(join(folder, "notes.txt"), "no report\n");
    const text = execFileSync(process.execPath, ["dist/cli.js", "inspect", "--json", folder], { encoding: "utf8" });
    const found = JSON.parse(text) as { path: string; format: string }[];
    assert.deepEqual(
      found.map(({ path, format }) => [path, format]),
      [
        [join(folder, "b.xml"), "junit"],
        [join(folder, "deep", "a.xml"), "junit"],
      ],
    );
    rmSync(folder, { recursive: true });
  });

  it("inspects as JSON what the contract says", () => {
    const text = execFileSync(
      process.execPath,
      ["dist/cli.js", "inspect", "--json", "test/workspaces/pendulum/reports/junit.xml"],
      { encoding: "utf8" },
    );
    const [file] = JSON.parse(text) as {
      format: string;
      kind: string;
      status: string;
      tests: { total: number; skipped: number };
    }[];
    assert.equal(file?.format, "junit");
    assert.equal(file.kind, "tests");
    assert.equal(file.status, "read");
    assert.deepEqual([file.tests.total, file.tests.skipped], [38, 2]);
  });
});
