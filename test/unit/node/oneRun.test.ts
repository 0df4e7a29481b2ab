import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, afterEach, beforeEach, describe, it } from "mocha";
import { junit, lcov, Project } from "./project.ts";

const fixture = (path: string) => readFileSync(`test/fixtures/${path}`);
const allure = "allure-pytest-2.16.2/allure-results";

/** Reports that real tools wrote of the same tests: 15, of which 10 passed, 2 failed and 3 were skipped. */
const reports: Readonly<Record<string, Readonly<Record<string, Uint8Array>>>> = {
  junit: { "reports/junit.xml": fixture("pytest-8.3.4/junit.xml") },
  "pytest-json-report": { "reports/report.json": fixture("pytest-json-report-1.5.0/report.json") },
  ctrf: { "ctrf/ctrf-report.json": fixture("pytest-json-ctrf-0.6.1/report.json") },
  tap: { "reports/testresults.tap": fixture("pytest-tap-3.5/testresults.tap") },
  allure: Object.fromEntries(
    readdirSync(`test/fixtures/${allure}`).map((name) => [`allure-results/${name}`, fixture(`${allure}/${name}`)]),
  ),
};

/** One attempt of one test, as allure-pytest writes it. */
function attempt(name: string, status: string, start: number): string {
  const labels = [{ name: "framework", value: "pytest" }];
  return JSON.stringify({
    name,
    status,
    start,
    stop: start + 1,
    historyId: name,
    fullName: `t#${name}`,
    uuid: "1",
    labels,
  });
}

describe("Attempts of one test in Allure's folder", () => {
  const project = new Project();
  after(() => project.dispose());

  it("are one test, the last that began counts, whatever the names and times of their files", async () => {
    project.write({
      "allure-results/1-result.json": attempt("a", "passed", 1_772_000_002_000),
      "allure-results/2-result.json": attempt("a", "failed", 1_772_000_001_000),
      "allure-results/3-result.json": attempt("b", "failed", 1_772_000_002_000),
      "allure-results/4-result.json": attempt("b", "passed", 1_772_000_001_000),
    });
    project.age("allure-results/1-result.json", 60).age("allure-results/4-result.json", 5);
    const { gates } = await project.assess();
    const { measurement } = gates.find(({ id }) => id === "test_pass_rate")!;
    assert.deepEqual(measurement.counts, { covered: 1, total: 2, unknown: 0 });
  });
});

describe("One test in the reports of two legs of a matrix", () => {
  const project = new Project();
  after(() => project.dispose());

  it("counts as its newest report has it, and is told to differ", async () => {
    const others = { b: "passed", c: "passed", d: "passed" } as const;
    project.write({
      "reports/junit-3.11.xml": junit({ a: "failed", ...others }),
      "reports/junit-3.12.xml": junit({ a: "passed", ...others }),
    });
    project.age("reports/junit-3.11.xml", 60);
    const { gates } = await project.assess();
    const { measurement, notes } = gates.find(({ id }) => id === "test_pass_rate")!;
    assert.deepEqual(measurement.counts, { covered: 4, total: 4, unknown: 0 });
    assert.match(notes.join(), /1 flaky/);
  });
});

describe("One run that several formats tell of", () => {
  let project: Project;
  beforeEach(() => {
    project = new Project();
  });
  afterEach(() => project.dispose());

  async function passRate(): Promise<unknown> {
    const { gates } = await project.assess();
    return gates.find(({ id }) => id === "test_pass_rate")!.measurement.counts;
  }

  for (const format of Object.keys(reports).slice(1))
    it(`counts once in JUnit XML and ${format}`, async () => {
      project.write({ ...reports["junit"], ...reports[format] });
      assert.deepEqual(await passRate(), { covered: 10, total: 12, unknown: 0 });
    });

  it("counts once in all of them", async () => {
    for (const files of Object.values(reports)) project.write(files);
    assert.deepEqual(await passRate(), { covered: 10, total: 12, unknown: 0 });
    const { reports: states } = await project.assess();
    assert.equal(states.filter(({ status }) => status === "read").length, 1);
  });

  it("hides no failure of another run behind its passes, and names the tests", async () => {
    const passed = readFileSync("test/fixtures/pytest-8.3.4/junit.xml", "utf8")
      .replace(/<(failure|error)\b.*?<\/\1>/gs, "")
      .replace(/(failures|errors)="\d+"/g, '$1="0"');
    project.write({ ...reports["tap"], "other/junit.xml": passed });
    assert.deepEqual(await passRate(), { covered: 10, total: 12, unknown: 0 });
    const { reports: states } = await project.assess();
    const told = states.flatMap(({ problems }) => problems.map(({ message }) => message));
    assert.match(told.join(), /2 tests failed by one of the two alone \(/);
  });
});

describe("One run whose coverage several formats tell of", () => {
  let project: Project;
  beforeEach(() => {
    project = new Project();
  });
  afterEach(() => project.dispose());

  const fixtures: readonly (readonly [string, string, readonly string[]])[] = [
    // Its LCOV lists lines of classes and docstrings, its XML does not.
    ["coveragepy-6.5.0", "python", ["coverage.lcov", "coverage.xml", "coverage.json"]],
    // Its Codecov JSON lists every line that a range of V8 spans.
    ["monocart-2.13.0", "node", ["codecov.json", "lcov.info", "cobertura-coverage.xml", "coverage-final.json"]],
    ["gcovr-7.2", "cpp", ["gcovr.json", "summary.json", "cobertura.xml", "clover.xml", "jacoco.xml", "sonar.xml"]],
    ["c8-12.0.0", "node", ["lcov.info", "clover.xml", "cobertura-coverage.xml", "coverage-summary.json"]],
  ];
  for (const [tool, sample, names] of fixtures)
    it(`counts once in ${names.join(", ")} of ${tool}`, async () => {
      const sources = readdirSync(`test/fixtures/samples/${sample}`, { recursive: true, encoding: "utf8" });
      for (const name of sources.filter((each) => /\.(?:py|js|cpp|hpp)$/.test(each)))
        project.write({ [name]: fixture(`samples/${sample}/${name}`) });
      for (const name of names) project.write({ [`coverage/${name}`]: fixture(`${tool}/${name}`) });
      const { reports: states } = await project.assess();
      const statuses = states.filter(({ kind }) => kind === "coverage").map(({ status }) => status);
      assert.deepEqual(statuses.sort(), [...names.slice(1).map(() => "duplicate"), "read"]);
    });

  it("counts twice where each covers what the other one does not, though as many lines, of some files", async () => {
    const unit = [1, 1, 0, 1, 0];
    const e2e = [1, 0, 1, 0, 1];
    const imported = [1, 0, 0, 0, 0];
    for (const [files, covered] of [
      [[[unit, e2e]], 5],
      [[[unit, e2e], ...Array.from({ length: 19 }, () => [imported, imported])], 5 + 19],
    ] as const) {
      const lines = (hits: readonly number[]) =>
        hits.map((count, at) => `<line number="${at + 1}" hits="${count}"/>`).join("");
      const classes = files.map(
        ([, hits], at) => `<class name="m" filename="src/m${at}.py"><lines>${lines(hits!)}</lines></class>`,
      );
      project.write(Object.fromEntries(files.map((_, at) => [`src/m${at}.py`, "a = 1\n".repeat(5)])));
      project.write({
        "coverage/lcov.info": lcov(Object.fromEntries(files.map(([hits], at) => [`src/m${at}.py`, hits!]))),
        "coverage/e2e.xml": `<coverage line-rate="0.6"><packages><package name="src"><classes>${classes.join("")}</classes></package></packages></coverage>`,
      });
      const { measurement } = await project.gate("overall_test_coverage");
      assert.deepEqual(measurement.counts, { covered, total: 5 * files.length, unknown: 0 });
    }
  });
});
