import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, it } from "mocha";
import { formats } from "../../../src/core/formats/index.ts";
import { readReportFile } from "../../../src/node/readReport.ts";
import { code, junit, lcov, Project } from "./project.ts";

const good = lcov({ "src/a.py": [1, 1, 1, 0, 1] });
const entityBomb = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><coverage line-rate="1"><packages><package name="&c;"/></packages></coverage>`;
const withDoctype = `<?xml version="1.0" ?><!DOCTYPE coverage SYSTEM "http://example.invalid/coverage-04.dtd"><coverage version="7.6" timestamp="1" line-rate="0.8"><sources><source>src</source></sources><packages><package name="."><classes><class name="a.py" filename="a.py"><methods/><lines><line number="1" hits="1"/><line number="2" hits="1"/><line number="3" hits="1"/><line number="4" hits="0"/><line number="5" hits="1"/></lines></class></classes></package></packages></coverage>`;
const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);

describe("A folder with bad reports is assessed all the same", () => {
  let project: Project;
  beforeEach(() => {
    project = new Project().write({
      "src/a.py": code(5),
      "README.md": "x",
      "reports/junit.xml": junit({ one: "passed", two: "passed" }),
    });
  });
  afterEach(() => project.dispose());

  /** The report beside good tests: what becomes of it, and that the tests count as ever. */
  const report = async (path: string, bytes: string | Uint8Array) => {
    project.write({ [path]: bytes });
    const assessment = await project.assess();
    const tests = assessment.gates.find((gate) => gate.id === "test_pass_rate")!;
    assert.deepEqual(
      tests.measurement.counts,
      { covered: 2, total: 2, unknown: 0 },
      "the rest of the assessment is harmed",
    );
    const overall = assessment.gates.find((gate) => gate.id === "overall_test_coverage")!;
    return { state: assessment.reports.find((each) => each.path === path)!, overall };
  };

  const refused: readonly (readonly [string, string, string | Uint8Array, string, string])[] = [
    ["an empty file", "coverage/lcov.info", "", "unrecognised", "empty"],
    [
      "a binary file",
      "coverage/lcov.info",
      Uint8Array.from({ length: 4096 }, (_, at) => (at * 7919) % 256),
      "unrecognised",
      "unrecognised",
    ],
    ["plain words", "coverage/lcov.info", "all is well\n", "unrecognised", "unrecognised"],
    ["XML cut off in its middle", "coverage.xml", withDoctype.slice(0, -60), "invalid", ""],
    ["a tag that is not closed", "coverage.xml", withDoctype.replace("</lines>", ""), "invalid", ""],
    ["an entity bomb", "coverage.xml", entityBomb, "invalid", "entity"],
    [
      "JSON cut off in its middle",
      "coverage/coverage-final.json",
      '{"/a/src/a.py":{"path":"/a/src/a.py","statementMap":{"0":{"start":{"line":1,"column":0},"end":{"line":1',
      "invalid",
      "truncated",
    ],
    [
      "a tracefile without a hit",
      "coverage/lcov.info",
      lcov({ "src/a.py": [0, 0, 0, 0, 0] }),
      "invalid",
      "nothing-measured",
    ],
    ["a tracefile cut off in its middle", "coverage/lcov.info", good.slice(0, -20), "invalid", "truncated"],
    [
      "sums of the whole and of none of its files",
      "coverage.xml",
      '<coverage lines-covered="8" lines-valid="10"><packages><package name="p"><classes><class name="A" filename="a.py"/><class name="B" filename="b.py"/></classes></package></packages></coverage>',
      "ignored",
      "no-line-data",
    ],
    ["deep nesting", "coverage.xml", `<coverage line-rate="1"><packages>${"<package>".repeat(20_000)}`, "invalid", ""],
  ];
  for (const [name, path, bytes, status, problem] of refused) {
    it(`refuses ${name}: ${status}, with the reason, and no number`, async () => {
      const { state, overall } = await report(path, bytes);
      assert.equal(state.status, status, JSON.stringify(state.problems));
      assert.ok(state.problems.length > 0);
      if (problem !== "")
        assert.ok(
          state.problems.some((each) => each.code === problem),
          JSON.stringify(state.problems),
        );
      assert.equal(overall.measurement.value, null);
      assert.equal(overall.verdict, "unknown");
      assert.ok(overall.measurement.reasons.length > 0);
    });
  }

  const read: readonly (readonly [string, string, string | Uint8Array])[] = [
    ["UTF-16 with a byte-order mark, as PowerShell writes it", "coverage/lcov.info", utf16(good)],
    ["UTF-8 with a byte-order mark", "coverage/lcov.info", `\ufeff${good}`],
    ["Windows line ends", "coverage/lcov.info", good.replaceAll("\n", "\r\n")],
    [
      "a declared Latin-1",
      "coverage.xml",
      Buffer.from(
        withDoctype
          .replace('version="1.0" ', 'version="1.0" encoding="ISO-8859-1" ')
          .replace('name="."', 'name="Pr\u00fcfung"'),
        "latin1",
      ),
    ],
    ["a DOCTYPE of the network, which is not fetched", "coverage.xml", withDoctype],
    ["gzip", "coverage/lcov.info", gzipSync(good)],
    ["gzip by its own name", "coverage/lcov.info.gz", gzipSync(good)],
    [
      "negative and fractional hits",
      "coverage/lcov.info",
      "SF:src/a.py\nDA:1,1.5\nDA:2,2\nDA:3,1e3\nDA:4,-1\nDA:5,18446744073709551616\nend_of_record\n",
    ],
  ];
  for (const [name, path, bytes] of read) {
    it(`reads ${name}`, async () => {
      const { state, overall } = await report(path, bytes);
      assert.equal(state.status, "read", JSON.stringify(state.problems));
      assert.deepEqual(overall.measurement.counts, { covered: 4, total: 5, unknown: 0 });
    });
  }

  it("does not follow paths out of the workspace", async () => {
    const { state, overall } = await report(
      "coverage/lcov.info",
      `${good}SF:../../../../../../etc/passwd\nDA:1,1\nend_of_record\n`,
    );
    assert.deepEqual(
      state.unmatched.map(({ reason }) => reason),
      ["outside-workspace"],
    );
    assert.deepEqual(overall.measurement.counts, { covered: 4, total: 5, unknown: 0 });
  });

  it("adds up what two reports that contradict each other know, and shows both", async () => {
    project.write({ "coverage/lcov.info": good, "coverage/other/lcov.info": lcov({ "src/a.py": [0, 0, 0, 1, 0] }) });
    const { gates, reports } = await project.assess();
    assert.deepEqual(gates.find((gate) => gate.id === "overall_test_coverage")!.measurement.counts, {
      covered: 5,
      total: 5,
      unknown: 0,
    });
    assert.equal(reports.filter((each) => each.kind === "coverage" && each.status === "read").length, 2);
  });
});

describe("A report that cannot be read beside one that can", () => {
  let project: Project;
  beforeEach(() => {
    project = new Project().write({
      "src/a.py": code(5),
      "coverage/lcov.info": good,
      "reports/junit.xml": junit({ one: "passed" }),
    });
  });
  afterEach(() => project.dispose());

  it("leaves the test pass rate unknown: its tests may have failed", async () => {
    project.write({ "reports/junit-e2e.xml": junit({ two: "failed" }).slice(0, -20) });
    const { measurement, verdict, nextAction } = await project.gate("test_pass_rate");
    assert.deepEqual([measurement.status, measurement.value, verdict], ["invalid", null, "unknown"]);
    assert.match(measurement.reasons[0]?.message ?? "", /^reports\/junit-e2e\.xml:1: the file ends /);
    assert.equal(nextAction, "Run the tests again, or remove the report that is broken");
  });

  it("leaves lines that the other one does not cover unknown: it may cover them", async () => {
    project.write({ "coverage/e2e/lcov.info": "SF:src/a.py\nDA:4,1x\nend_of_record\n" });
    const { measurement, nextAction } = await project.gate("overall_test_coverage");
    assert.deepEqual([measurement.status, measurement.counts], ["partial", { covered: 4, total: 5, unknown: 1 }]);
    assert.match(measurement.reasons[0]?.message ?? "", /^coverage\/e2e\/lcov\.info:2: "DA:4,1x"/);
    assert.equal(nextAction, "Run the tests with coverage again, or remove the report that is broken");
  });

  const sarif = (results: readonly object[]) =>
    JSON.stringify({ version: "2.1.0", runs: [{ tool: { driver: { name: "t" } }, results }] });
  const stryker = (status: string) =>
    JSON.stringify({
      schemaVersion: "1",
      thresholds: {},
      files: {
        "src/a.js": { mutants: [{ id: "1", mutatorName: "m", status, location: { start: { line: 1, column: 1 } } }] },
      },
    });
  for (const [kind, gate, path, whole, expected] of [
    ["findings", { kind: "findings" }, "analysis.sarif", sarif([]), "partial"],
    ["mutants", { kind: "mutation" }, "mutation/mutation.json", stryker("Killed"), "invalid"],
  ] as const)
    it(`leaves ${kind} unknown`, async () => {
      project.write({ [path]: whole, "readiness.json": JSON.stringify({ gates: { extra: gate } }) });
      const before = await project.gate("extra");
      assert.equal(before.measurement.status, "measured", JSON.stringify(before));
      project.write({ [`other/${path}`]: whole.slice(0, -3) });
      const after = await project.gate("extra");
      assert.deepEqual([after.measurement.status, after.verdict], [expected, "unknown"]);
      assert.match(after.nextAction ?? "", /or remove the report that is broken$/);
    });
});

describe("What has the place of a report and is none", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "readiness-none-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const reasonOf = async (path: string) => {
    const [{ status, problems } = { status: "none", problems: [] }] = await readReportFile(path, "lcov.info", formats);
    return `${status}: ${problems.map(({ message }) => message).join()}`;
  };

  const none = "invalid: The file cannot be read: it is no regular file but a folder, a pipe or a device";
  if (process.platform !== "win32") {
    it("is refused at once where it is a pipe that nobody writes to", async () => {
      execFileSync("mkfifo", [join(folder, "lcov.info")]);
      assert.equal(await reasonOf(join(folder, "lcov.info")), none);
    }).timeout(5000);

    it("is refused at once where it is a device without an end", async () => {
      assert.equal(await reasonOf("/dev/zero"), none);
    });

    it("is refused where it is a link to itself", async () => {
      symlinkSync("lcov.info", join(folder, "lcov.info"));
      assert.match(await reasonOf(join(folder, "lcov.info")), /^invalid: The file cannot be read: ELOOP/);
      const run = spawnSync(process.execPath, ["dist/cli.js", "inspect", join(folder, "lcov.info")], {
        encoding: "utf8",
      });
      assert.deepEqual([run.status, run.stderr], [1, ""]);
    });
  }

  if (process.platform !== "win32") {
    it("is named where it lies in a folder that cannot be listed, beside what can be read", () => {
      writeFileSync(join(folder, "lcov.info"), good);
      mkdirSync(join(folder, "sub"), { mode: 0 });
      // Root may list everything: then somebody else looks, with a copy of the program where everybody may read it.
      const program = mkdtempSync(join(tmpdir(), "readiness-program-"));
      cpSync("dist", program, { recursive: true });
      for (const open of [folder, program]) chmodSync(open, 0o755);
      const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
      const run = spawnSync(process.execPath, [join(program, "cli.js"), "inspect", folder], {
        encoding: "utf8",
        cwd: program,
        ...nobody,
      });
      chmodSync(join(folder, "sub"), 0o755);
      rmSync(program, { recursive: true });
      assert.deepEqual([run.status, run.stderr], [1, ""]);
      assert.match(run.stdout, /lcov\.info {2}lcov[\s\S]*sub {2}invalid[\s\S]*EACCES/);
    });
  }

  if (process.platform === "linux") {
    it("is no failing gate where the disk of the output is full", () => {
      writeFileSync(join(folder, "lcov.info"), good);
      const full = openSync("/dev/full", "w");
      const run = spawnSync(process.execPath, ["dist/cli.js", "inspect", join(folder, "lcov.info")], {
        encoding: "utf8",
        stdio: ["ignore", full, "pipe"],
      });
      closeSync(full);
      assert.equal(run.status, 2);
      assert.match(run.stderr, /^readiness: standard output cannot be written: ENOSPC/);
    });
  }

  it("is refused where it is a folder", async () => {
    assert.match(await reasonOf(folder), /^invalid: /);
  });

  for (const [what, bytes] of [
    ["JSON", '{"/a.js":{"path":"/a.js","statementMap":{},"fnMap":{},"branchMap":{},"s":{},"f":{},"b":{}}}'],
    ["XML", withDoctype],
    ["text", good],
  ] as const) {
    it(`is read where ${what} has its byte-order mark twice`, async () => {
      writeFileSync(join(folder, "r"), `\ufeff\ufeff${bytes}`);
      assert.equal(await reasonOf(join(folder, "r")), "read: ");
    });
  }
});

describe("A folder that lacks something is assessed all the same", () => {
  let project: Project;
  beforeEach(() => {
    project = new Project();
  });
  afterEach(() => project.dispose());

  it("without any file: nothing is measured, and where it looked is said", async () => {
    const assessment = await project.assess();
    assert.equal(assessment.level, "unmeasured");
    assert.deepEqual(assessment.score, { low: 0, high: 100 });
    assert.equal(assessment.measuredWeight, 0);
    assert.ok(assessment.search.patterns.length > 10);
    for (const gate of assessment.gates) assert.equal(gate.measurement.value, null, gate.id);
  });

  it("with a readiness.json that is wrong: each mistake is named, the rest applies", async () => {
    project.write({
      "src/a.py": code(5),
      "coverage/lcov.info": good,
      "readiness.json":
        '{\n  "profil": "basic", // a slip\n  "gates": { "test_pass_rate": { "weight": -1 }, "overall_test_coverage": { "threshold": 70 } },\n}',
    });
    const { configuration, gates } = await project.assess();
    assert.deepEqual(
      configuration.problems.map((problem) => problem.path.join(".")),
      ["profil", "gates.test_pass_rate.weight"],
    );
    assert.match(configuration.problems[0]!.message, /profil is no key of readiness\.json: did you mean "profile"\?/);
    assert.match(configuration.problems[1]!.message, /gates\.test_pass_rate\.weight is -1: it is a number from 0 up/);
    assert.equal(gates.find((gate) => gate.id === "overall_test_coverage")!.threshold, 70);
    assert.equal(gates.find((gate) => gate.id === "test_pass_rate")!.weight, 0.1);
  });

  it("with a pattern that matches nothing: its gate is not measured, and the near misses are named", async () => {
    project.write({
      "src/limits/clip.py": code(5),
      "coverage/lcov.info": lcov({ "src/limits/clip.py": [1, 1, 1, 1, 1] }),
      "readiness.json": '{ "scopes": { "safety": ["src/limit/*.py"] } }',
    });
    const gate = await project.gate("safety_critical_coverage");
    assert.equal(gate.verdict, "unknown");
    assert.equal(gate.measurement.value, null);
    assert.equal(gate.measurement.reasons[0]!.code, "pattern-matches-nothing");
    assert.match(gate.measurement.reasons[0]!.message, /src\/limits\/clip\.py/);
  });

  it("on a disk that cannot be written", async () => {
    project.write({ "src/a.py": code(5), "coverage/lcov.info": good });
    chmodSync(project.folder, 0o555);
    try {
      const overall = await project.gate("overall_test_coverage");
      assert.deepEqual(overall.measurement.counts, { covered: 4, total: 5, unknown: 0 });
    } finally {
      chmodSync(project.folder, 0o755);
    }
  });
});
