import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "mocha";
import { bodyLines } from "../../../src/core/evidence/importOnly.ts";
import type { GateResult } from "../../../src/core/model/gate.ts";
import { code, junit, lcov, Project } from "./project.ts";

const files = ["a", "b", "c", "d", "e"].map((name) => `src/${name}.py`);
const overall = "overall_test_coverage";

/** Tests of that number that all pass. */
const tests = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`test_${at}`, "passed" as const]));

/** Ten lines each: eight executed in `executed`, none in the others. */
const coverage = (executed: readonly string[], all = files) =>
  lcov(
    Object.fromEntries(
      all.map((file) => [file, executed.includes(file) ? [1, 1, 1, 1, 1, 1, 1, 1, 0, 0] : Array(10).fill(0)]),
    ),
  );

describe("a run of a part of the tests is told from the whole", () => {
  let project: Project;

  beforeEach(async () => {
    project = new Project();
    for (const file of files) project.write({ [file]: code(10) }).age(file, 7200);
    whole();
    await project.assess();
  });

  afterEach(() => project.dispose());

  const whole = () => project.write({ "coverage/lcov.info": coverage(files), "reports/junit.xml": junit(tests(40)) });

  const gates = async (acceptRun = false): Promise<ReadonlyMap<string, GateResult>> =>
    new Map((await project.assess({ acceptRun })).gates.map((gate) => [gate.id, gate]));

  const codes = (gate: GateResult | undefined) => gate?.measurement.reasons.map(({ code: each }) => each);

  it("one test over a whole-project report: carried where the source is the same, and only partly measured", async () => {
    project.write({ "coverage/lcov.info": coverage(["src/a.py"]), "reports/junit.xml": junit(tests(1)) });
    const { subset } = await project.assess();
    assert.deepEqual(subset?.files, { now: 1, before: 5 });
    assert.deepEqual(subset?.tests, { now: 1, before: 40 });
    const found = await gates();
    const lines = found.get(overall)!;
    assert.equal(lines.measurement.status, "partial");
    assert.deepEqual(lines.measurement.counts, { covered: 40, total: 50, unknown: 0 });
    assert.deepEqual(codes(lines), ["subset-run", "carried"]);
    assert.match(lines.measurement.reasons[0]!.message, /1 of 5 files and 1 tests instead of 40/);
    const rate = found.get("test_pass_rate")!;
    assert.equal(rate.measurement.status, "partial");
    assert.deepEqual(rate.measurement.counts, { covered: 1, total: 40, unknown: 39 });
    assert.equal(rate.verdict, "unknown");
  });

  it("what such a run does not cover of a changed file is unknown, and never fails a gate", async () => {
    project.write({ "src/b.py": code(10, "y"), "src/c.py": code(10, "z") });
    project.write({ "coverage/lcov.info": coverage(["src/a.py"]), "reports/junit.xml": junit(tests(1)) });
    const lines = (await gates()).get(overall)!;
    assert.deepEqual(lines.measurement.counts, { covered: 24, total: 50, unknown: 20 });
    assert.equal(lines.verdict, "unknown");
  });

  it("is whole again when everything has run again", async () => {
    project.write({ "coverage/lcov.info": coverage(["src/a.py"]), "reports/junit.xml": junit(tests(1)) });
    await project.assess();
    whole();
    const lines = (await gates()).get(overall)!;
    assert.equal(lines.measurement.status, "measured");
    assert.deepEqual(lines.measurement.counts, { covered: 40, total: 50, unknown: 0 });
  });

  it("is whole when a person says so, and the next run is held against it", async () => {
    project.write({ "coverage/lcov.info": coverage(["src/a.py"]), "reports/junit.xml": junit(tests(1)) });
    const accepted = await gates(true);
    assert.equal(accepted.get(overall)!.measurement.status, "measured");
    assert.deepEqual(accepted.get(overall)!.measurement.counts, { covered: 8, total: 50, unknown: 0 });
    assert.deepEqual(accepted.get("test_pass_rate")!.measurement.counts, { covered: 1, total: 1, unknown: 0 });
    assert.equal((await project.assess()).subset, null);
    project.write({ "coverage/lcov.info": coverage(["src/a.py", "src/b.py"]), "reports/junit.xml": junit(tests(2)) });
    assert.equal((await project.assess()).subset, null);
  });

  it("files that were deleted are not missed, nor is a fall of a fifth", async () => {
    project.remove("src/d.py", "src/e.py");
    project.write({ "coverage/lcov.info": coverage(files.slice(0, 3), files.slice(0, 3)) });
    assert.equal((await project.assess()).subset, null);
    project.write({ "reports/junit.xml": junit(tests(32)) });
    assert.equal((await project.assess()).subset, null);
    project.write({ "reports/junit.xml": junit(tests(25)) });
    assert.deepEqual((await project.assess()).subset?.tests, { now: 25, before: 32 });
  });

  it("coverage that was not written anew is not doubted because of a few tests", async () => {
    project.age("coverage/lcov.info", 3600);
    project.write({ "reports/junit.xml": junit(tests(1)) });
    const found = await gates();
    assert.equal(found.get(overall)!.measurement.status, "measured");
    assert.equal(found.get("test_pass_rate")!.measurement.status, "partial");
  });
});

describe("a run of which a piece is missing", () => {
  let project: Project;

  beforeEach(() => {
    project = new Project();
    project.write({ "src/a.py": code(10) }).age("src/a.py", 7200);
  });

  afterEach(() => project.dispose());

  it("a missing shard is known as missing where the count is stated", async () => {
    for (const shard of [1, 3])
      project.write({
        [`reports/junit-${shard}-of-3.xml`]: junit({ [`test_${shard}`]: "passed", [`other_${shard}`]: "passed" }),
        [`coverage/shard-${shard}-of-3/lcov.info`]: lcov({ "src/a.py": [1, 1, 1, 1, 1, 0, 0, 0, 0, shard - 1] }),
      });
    const lines = await project.gate(overall);
    assert.equal(lines.measurement.status, "partial");
    assert.deepEqual(lines.measurement.counts, { covered: 6, total: 10, unknown: 4 });
    assert.match(lines.measurement.reasons.map(({ message }) => message).join(), /shard 2 of 3 is missing/);
    const rate = await project.gate("test_pass_rate");
    assert.deepEqual(rate.measurement.counts, { covered: 4, total: 6, unknown: 2 });
    project.write({
      "reports/junit-2-of-3.xml": junit({ test_2: "failed" }),
      "coverage/shard-2-of-3/lcov.info": lcov({ "src/a.py": [1, 1, 1, 1, 1, 1, 0, 0, 0, 0] }),
    });
    assert.deepEqual((await project.gate("test_pass_rate")).measurement.counts, { covered: 4, total: 5, unknown: 0 });
    assert.deepEqual((await project.gate(overall)).measurement.counts, { covered: 7, total: 10, unknown: 0 });
  });

  it("a shard that covered the same lines as another one is there, though it counts once", async () => {
    const same = lcov({ "src/a.py": [1, 1, 1, 1, 1, 0, 0, 0, 0, 0] });
    const reportOf = (shard: number) => `coverage/shard-${shard}-of-2/lcov.info`;
    project.write({ [reportOf(1)]: same });
    assert.equal((await project.gate(overall)).measurement.status, "partial");
    project.write({ [reportOf(2)]: same });
    const { measurement } = await project.gate(overall);
    assert.deepEqual([measurement.status, measurement.reasons], ["measured", []]);
  });

  it("parts of one run are added up, though most of what they list is the same in both", async () => {
    const names = Array.from({ length: 40 }, (_, at) => `src/m${at}.py`);
    project.write(Object.fromEntries(names.map((name) => [name, code(10)])));
    const part = (own: readonly number[], imported: 0 | 1) =>
      lcov(
        Object.fromEntries(
          names.map((name, at) => [
            name,
            code(10)
              .match(/\n/g)!
              .map((_, line) => (own.includes(at) || line < 3 * imported ? 1 : 0)),
          ]),
        ),
      );
    for (const [imported, covered] of [
      [0, 40],
      [1, 40 + 36 * 3],
    ] as const) {
      project.write({ "coverage/a/lcov.info": part([0, 1], imported), "coverage/b/lcov.info": part([2, 3], imported) });
      const { measurement } = await project.gate("overall_test_coverage");
      assert.equal(measurement.counts?.covered, covered);
    }
  });

  it("parallel data files that were never combined are named", async () => {
    project.write({
      "coverage/lcov.info": lcov({ "src/a.py": [1, 1, 1, 1, 1, 0, 0, 0, 0, 0] }),
      ".coverage.host.4711.XkQzaB": Buffer.from("SQLite format 3\0 coverage_schema"),
    });
    const { gates, reports } = await project.assess();
    const lines = gates.find(({ id }) => id === overall)!;
    assert.equal(lines.measurement.status, "partial");
    assert.deepEqual(lines.measurement.counts, { covered: 5, total: 10, unknown: 5 });
    assert.deepEqual(
      lines.measurement.reasons.map(({ code: each }) => each),
      ["uncombined"],
    );
    const state = reports.find(({ path }) => path.startsWith(".coverage."))!;
    assert.ok(state.problems.some(({ code: each }) => each === "uncombined"));
  });

  it("what c8 keeps of a process that ran no file of the project leaves nothing unknown", async () => {
    project.write({
      "coverage/lcov.info": lcov({ "src/a.py": [1, 1, 1, 1, 1, 0, 0, 0, 0, 0] }),
      "coverage/tmp/coverage-1-2-0.json": '{"result":[{"scriptId":"6","url":"node:internal/util","functions":[]}]}',
    });
    const { measurement } = await project.gate(overall);
    assert.deepEqual([measurement.status, measurement.counts?.unknown], ["measured", 0]);
  });

  it("a report of code that was only imported is named as such", async () => {
    const source = [
      "import os",
      "",
      "class A:",
      ...["f", "g", "h"].flatMap((name) => [`    def ${name}(self):`, "        x = 1", "        return x"]),
    ].join("\n");
    project.write({ "src/a.py": source }).age("src/a.py", 7200);
    const imported = [1, null, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0];
    project.write({ "coverage/lcov.info": lcov({ "src/a.py": imported }) });
    const { gates, reports } = await project.assess();
    assert.ok(reports[0]!.problems.some(({ code: each }) => each === "import-only"));
    const lines = gates.find(({ id }) => id === overall)!;
    assert.deepEqual(lines.measurement.counts, { covered: 5, total: 11, unknown: 0 });
    assert.ok(lines.measurement.reasons.some(({ code: each }) => each === "import-only"));
    project.write({ "coverage/lcov.info": lcov({ "src/a.py": imported.map((hits, at) => (at === 4 ? 1 : hits)) }) });
    assert.ok((await project.assess()).reports[0]!.problems.every(({ code: each }) => each !== "import-only"));
  });

  it("a class that was compiled without line numbers is not measured, beside others and alone", async () => {
    const branches = '<counter type="BRANCH" missed="1" covered="3"/>';
    const instructions = '<counter type="INSTRUCTION" missed="4" covered="9"/>';
    const file = (name: string, rows: string) =>
      `<sourcefile name="${name}">${rows}${instructions}${branches}</sourcefile>`;
    const rows = '<line nr="1" mi="0" ci="2" mb="0" cb="0"/><line nr="2" mi="0" ci="2" mb="1" cb="3"/>';
    const report = (files: string) =>
      `<report name="p"><package name="p">${files}</package>${instructions}${branches}</report>`;
    for (const name of ["A", "B"]) project.write({ [`src/p/${name}.java`]: "int a;\nint b;\n" });
    project.write({ "target/jacoco.xml": report(file("A.java", rows) + file("B.java", "")) });
    const beside = (await project.gate(overall)).measurement;
    assert.deepEqual([beside.status, beside.counts], ["partial", { covered: 2, total: 4, unknown: 2 }]);
    assert.match(beside.reasons.map(({ message }) => message).join(), /1 file no report mentions: src\/p\/B\.java/);
    project.write({ "target/jacoco.xml": report(file("B.java", "")), "lcov.info": lcov({ "src/p/A.java": [1, 1] }) });
    const apart = (await project.gate(overall)).measurement;
    assert.deepEqual([apart.status, apart.counts], ["partial", { covered: 2, total: 4, unknown: 2 }]);
    assert.match(
      apart.reasons.map(({ message }) => message).join(),
      /of 1 file the reports hold no line data: .*B.java/,
    );
    project.remove("lcov.info");
    project.remove("src/p/A.java").write({ "target/jacoco.xml": report(file("B.java", "")) });
    const alone = (await project.gate(overall)).measurement;
    assert.deepEqual([alone.status, alone.counts], ["missing", null]);
    assert.match(alone.reasons.map(({ message }) => message).join(), /the reports hold no line data/);
  });

  it("not one hit in 39,370 lines is no measurement", async () => {
    project.write({
      "src/a.py": code(39_370),
      "coverage/lcov.info": lcov({ "src/a.py": Array<number>(39_370).fill(0) }),
    });
    const lines = await project.gate(overall);
    assert.equal(lines.measurement.status, "invalid");
    assert.equal(lines.measurement.value, null);
    assert.match(lines.measurement.reasons[0]!.message, /0 hits in 39,370 lines/);
  });
});

describe("lines inside functions of a Python source", () => {
  it("are told by indentation, past heads of several lines, decorators and comments", () => {
    const text = `import os
@cached(
    size=3)
def one(a,
        b=2,
):
    # a comment
    return a

class K:
    size = 1
    async def two(self) -> int: return 3
    def three(self):

        def inner():
            return 4
        return inner
last = 1
`;
    assert.deepEqual([...bodyLines(text)], [8, 15, 16, 17]);
  });
});
