import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { gatherTests } from "../../../../src/core/evidence/testEvidence.ts";
import { WorkspaceIndex } from "../../../../src/core/evidence/workspaceIndex.ts";
import { testCase, testReport } from "../../../../src/core/formats/testReport.ts";
import type { ReadResult, TestReport } from "../../../../src/core/model/report.ts";
import type { TestCase } from "../../../../src/core/model/tests.ts";

/** A report of this path with these tests; `minute` tells when it was written. */
function report(
  path: string,
  cases: readonly TestCase[],
  { format = "junit", minute = 0 } = {},
): { readonly read: ReadResult; readonly report: TestReport } {
  const modified = new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString();
  const own = testReport({ path, problem() {} }, { cases });
  const provenance = { path, format, producer: null, generated: null, modified, commit: null, sha256: path };
  const read: ReadResult = {
    path,
    size: 1,
    format,
    kind: "tests",
    status: "read",
    problems: [],
    report: own,
    provenance,
  };
  return { read, report: own };
}

/** "class.name outcome" of each test that counts, "flaky" where it is. */
function counted(reads: Parameters<typeof gatherTests>[0], files: readonly string[] = []): readonly string[] {
  return gatherTests(reads, new WorkspaceIndex(files, true))
    .results.map(({ test }) => `${test.className}.${test.name} ${test.outcome}${test.flaky ? " flaky" : ""}`)
    .sort();
}

function tests(className: string, outcomes: Readonly<Record<string, TestCase["outcome"]>>): readonly TestCase[] {
  return Object.entries(outcomes).map(([name, outcome]) => testCase({ name, className, suite: className, outcome }));
}

describe("Tests of several reports", () => {
  const app = (module: string, outcome: TestCase["outcome"], minute: number) =>
    report(
      `${module}/target/surefire-reports/TEST-com.acme.AppTest.xml`,
      tests("com.acme.AppTest", { works: outcome }),
      {
        minute,
      },
    );
  const sources = ["a", "b"].map((module) => `${module}/src/test/java/com/acme/AppTest.java`);

  it("are two where two modules have a test of one name", () => {
    assert.deepEqual(counted([app("a", "failed", 0), app("b", "passed", 5)], sources), [
      "com.acme.AppTest.works failed",
      "com.acme.AppTest.works passed",
    ]);
    assert.equal(counted([app("a", "passed", 0), app("b", "passed", 5)], sources).length, 2);
  });

  it("are one where legs of a matrix run them: the newest counts, and a difference is told", () => {
    const leg = (name: string, outcome: TestCase["outcome"], minute: number) =>
      report(`results/${name}/junit.xml`, tests("app", { one: "passed", two: "passed", three: outcome }), { minute });
    assert.deepEqual(counted([leg("linux", "failed", 0), leg("windows", "passed", 5)]), [
      "app.one passed",
      "app.three passed flaky",
      "app.two passed",
    ]);
  });

  it("are several where the reports of two packages share but a few names", () => {
    const of = (name: string, outcome: TestCase["outcome"], minute: number) =>
      report(
        `packages/${name}/junit.xml`,
        [...tests("index", { renders: outcome }), ...tests(name, { one: "passed", two: "passed" })],
        { minute },
      );
    assert.deepEqual(counted([of("cart", "failed", 0), of("shop", "passed", 5)]), [
      "cart.one passed",
      "cart.two passed",
      "index.renders failed",
      "index.renders passed",
      "shop.one passed",
      "shop.two passed",
    ]);
  });

  it("are one where only those that failed ran once more", () => {
    const all = report("first/junit.xml", tests("app", { one: "passed", two: "passed", three: "failed" }));
    const again = report("again/junit.xml", tests("app", { three: "passed" }), { minute: 5 });
    assert.deepEqual(counted([all, again]), ["app.one passed", "app.three passed flaky", "app.two passed"]);
  });

  it("are one where one run was written in two formats", () => {
    const names = { one: "passed", two: "passed", three: "failed", four: "passed", five: "passed" } as const;
    const found = gatherTests(
      [
        report("reports/junit.xml", tests("tests.app", names)),
        report("reports/ctrf.json", tests("app", names), { format: "ctrf" }),
      ],
      new WorkspaceIndex([], true),
    );
    assert.equal(found.results.length, 5);
    assert.deepEqual([...found.duplicates], [["reports/junit.xml", "reports/ctrf.json"]]);
  });

  it("are told where one of many ended otherwise in a report that is alike else", () => {
    const names = Array.from({ length: 40 }, (_, at) => `test_${at}`);
    const all = (outcome: TestCase["outcome"]) =>
      tests("app", Object.fromEntries(names.map((name, at) => [name, at === 7 ? outcome : "passed"])));
    const legs = [
      report("linux/junit.xml", all("failed")),
      report("windows/junit.xml", all("passed"), { minute: 5 }),
    ] as const;
    assert.deepEqual(
      counted(legs).filter((each) => !each.endsWith(" passed")),
      ["app.test_7 passed flaky"],
    );
    const formats = [
      report("junit.xml", all("failed")),
      report("ctrf.json", all("passed"), { format: "ctrf" }),
    ] as const;
    assert.ok(counted(formats).some((each) => /^app\.test_7 (?:failed|passed flaky)$/.test(each)));
  });

  it("of thousands of reports are compared by the names they share", () => {
    const reads = Array.from({ length: 5000 }, (_, at) =>
      report(`allure-results/${at}-result.json`, tests(`app${at % 50}`, { [`test_${at}`]: "passed" }), {
        format: "allure",
      }),
    );
    assert.equal(counted(reads).length, 5000);
  });
});
