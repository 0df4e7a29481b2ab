import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "mocha";
import { Project } from "./project.ts";

/** Reports of one run count once, and tests of one name in several classes count each. */
describe("Several reports of tests", () => {
  let project: Project;
  beforeEach(() => {
    project = new Project().write({ "src/a.java": "class A {}\n", "README.md": "x" });
  });
  afterEach(() => project.dispose());

  const suite = (className: string, ...names: readonly string[]) =>
    `<testsuite name="${className}" tests="${names.length}">${names
      .map((name) => `<testcase classname="${className}" name="${name}"/>`)
      .join("")}</testsuite>`;
  const ctrf = (filePath: string, ...names: readonly string[]) =>
    JSON.stringify({
      reportFormat: "CTRF",
      results: {
        tool: { name: "t" },
        summary: { tests: names.length },
        tests: names.map((name) => ({ name, status: "passed", duration: 1, filePath })),
      },
    });

  async function expectTests(total: number, duplicates: number): Promise<void> {
    const { gates, reports } = await project.assess();
    const { measurement } = gates.find(({ id }) => id === "test_pass_rate")!;
    assert.deepEqual(measurement.counts, { covered: total, total, unknown: 0 });
    assert.equal(reports.filter(({ status }) => status === "duplicate").length, duplicates);
  }

  it("of several classes with tests of one name hold as many tests", async () => {
    for (const name of ["A", "B", "C"])
      project.write({ [`target/surefire-reports/TEST-x.${name}.xml`]: suite(`x.${name}`, "contextLoads") });
    await expectTests(3, 0);
  });

  it("that are copies of one are one run", async () => {
    project.write({ "reports/junit.xml": suite("x.A", "a", "b"), "old/junit.xml": suite("x.A", "a", "b") });
    await expectTests(2, 1);
  });

  it("in two formats are one run where the few tests stand in one place", async () => {
    project.write({ "reports/junit.xml": suite("tests.test_a", "a"), "ctrf/ctrf.json": ctrf("tests/test_a.py", "a") });
    await expectTests(1, 1);
  });

  it("in two formats are two runs where the few tests stand in different places", async () => {
    project.write({
      "reports/junit.xml": suite("tests.test_a", "a"),
      "ctrf/ctrf.json": ctrf("e2e/login.spec.ts", "a"),
    });
    await expectTests(2, 0);
  });

  it("in two formats are one run where many tests are alike, whatever their places are called", async () => {
    const names = ["a", "b", "c", "d", "e", "f"];
    project.write({ "reports/junit.xml": suite("X", ...names), "ctrf/ctrf.json": ctrf("y.ts", ...names) });
    await expectTests(6, 1);
  });
});
