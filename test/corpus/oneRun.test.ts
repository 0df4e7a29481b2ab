import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "mocha";
import { gatherTests } from "../../src/core/evidence/testEvidence.ts";
import { WorkspaceIndex } from "../../src/core/evidence/workspaceIndex.ts";
import { formats } from "../../src/core/formats/index.ts";
import type { ReadResult, TestReport } from "../../src/core/model/report.ts";
import { testTotals } from "../../src/core/model/tests.ts";
import { readReportFile } from "../../src/node/readReport.ts";

const root = "test/fixtures";

/**
 * Reports of one suite, by the fixtures they lie in: one run wrote them, or runs of the same tests. Those of two lists of
 * one fixture tell of other tests. The number is that of the tests where the reports tell of tests of their own each.
 */
const suites: readonly (readonly [RegExp, readonly (readonly (string | number)[])[]])[] = [
  [/^avocado/, [["results.tap", "results.xml"]]],
  [/^bats/, [["bats.tap", "bats13.tap", "junit.xml"]]],
  [/^behave/, [["cucumber.json", "junit"]]],
  [/^boost-test/, [["junit.xml", "log.xml", "report.xml"]]],
  [/^busted/, [["busted.tap", "junit.xml"]]],
  [/^catch2-\d/, [["catch.xml", "junit.xml"]]],
  [/^check-/, [["check.tap", "check.xml"]]],
  [/^cmocka/, [["cmocka.tap", "junit.xml"]]],
  [/^ctest/, [["Test.xml", "junit.xml"]]],
  [/^cucumber-js/, [["cucumber.json", "junit.xml", "messages.ndjson"]]],
  [/^cucumber-jvm/, [["testng.xml", "junit.xml", "messages.ndjson", "cucumber.json"]]],
  [/^deno/, [["junit.xml", "report.tap"]]],
  [/^doctest/, [["doctest.xml", "junit.xml"]]],
  [/^godog/, [["cucumber.json", "junit.xml"]]],
  [/^gotestsum/, [["rerun.json", "rerun.xml"]]],
  [/^gtest/, [["gtest.json", "gtest.xml"]]],
  [
    /^jest-\d/,
    [
      ["broken-suites.xml", "broken.json", "broken.xml"],
      ["flaky.json", "flaky.xml", "flaky-ctrf.json"],
      ["jest.json", "junit-suites.xml", "junit.xml", "sonar.xml", "ctrf.json"],
    ],
  ],
  [/^junit-console/, [["TEST-junit-jupiter.xml", "open-test-report.xml"]]],
  [/^lab/, [["junit.xml", "tests.json"]]],
  [/^libtest/, [["test.json", "time.json"]]],
  [
    /^mocha-/,
    [
      ["flaky-ctrf.json", "flaky-junit.xml", "flaky-stream.txt", "flaky-teamcity.txt", "flaky-xunit.xml", "flaky.json"],
      ["flaky.json", "flaky.tap"],
      ["hooks-ctrf.json", "hooks-junit.xml", "hooks-stream.txt", "hooks-teamcity.txt", "hooks-xunit.xml", "hooks.json"],
      ["hooks.json", "hooks.tap"],
      ["shapes-ctrf.json", "shapes-junit.xml", "shapes-stream.txt", "shapes-teamcity.txt", "shapes-xunit.xml"],
      ["shapes-junit.xml", "shapes.json", "shapes.tap", "mochawesome.json", "multi.json", "multi.xml"],
    ],
  ],
  [/^newman/, [["junit.xml", "newman.json"]]],
  [/^nextest/, [["junit.xml", "retries.json"]]],
  [
    /^node-test/,
    [
      ["broken.tap", "broken.xml"],
      ["junit.xml", "report.tap"],
    ],
  ],
  [/^phpunit/, [["junit.xml", "teamcity.txt"]]],
  [/^playwright/, [["ctrf.json", "junit.xml", "report.json"]]],
  [/^pytest-\d/, [["junit-reruns.xml", "reruns.jsonl"]]],
  [
    /^pytest-more/,
    [
      ["junit.xml", "report.json", "tests.jsonl"],
      ["subtests.json", "subtests.jsonl", "subtests.xml"],
      ["teardown.json", "teardown.jsonl", "teardown.xml"],
    ],
  ],
  // An error within pytest has the name of its test in one of them, and none in the other.
  [/^pytest-stopped/, [["internal.json", "internal.xml", 3]]],
  [/^pytest-stopped/, [["interrupted.json", "interrupted.xml"]]],
  [
    /^qt-test/,
    [
      ["half.tap", "tst_half.xml"],
      ["junit.xml", "tst_half.xml"],
    ],
  ],
  [/^robotframework-/, [["output.xml", "xunit.xml"]]],
  [/^rspec/, [["junit.xml", "rspec.json"]]],
  [/^stestr/, [["junit.xml", "run.subunit", "stestr.subunit"]]],
  [/^tap-/, [["junit.xml", "report.tap"]]],
  [/^testng/, [["surefire.xml", "testng-results.xml"]]],
  // TestNG's own JUnit lists a test that is off, and Surefire's does not.
  [/^testng/, [["junitreports", "surefire.xml", 21]]],
  [/^testthat/, [["junit.xml", "testthat.tap"]]],
  [
    /^vitest-\d/,
    [
      ["broken.json", "broken.xml"],
      ["flaky.json", "flaky.xml"],
      ["flat.tap", "junit.xml", "report.tap", "results.json", "sonar.xml"],
    ],
  ],
];

type Sourced = { readonly read: ReadResult; readonly report: TestReport };

async function readTests(path: string): Promise<readonly Sourced[]> {
  const files = statSync(path, { throwIfNoEntry: false })?.isDirectory()
    ? readdirSync(path, { recursive: true, encoding: "utf8" }).map((name) => join(path, name))
    : [path];
  const found: Sourced[] = [];
  for (const file of files.filter((each) => statSync(each, { throwIfNoEntry: false })?.isFile()))
    for (const read of await readReportFile(file, file, formats))
      if (read.report?.kind === "tests") {
        // A checkout writes all files at one time.
        const provenance = { ...read.provenance, modified: "2026-01-01T00:00:00.000Z" };
        found.push({ read: { ...read, provenance }, report: read.report });
      }
  return found;
}

/** What the test gate counts, suite errors included. */
function counted(reports: readonly Sourced[]): { readonly all: number; readonly failures: number } {
  const { results, suiteErrors } = gatherTests(reports, new WorkspaceIndex([], true));
  const { total, failed, errored } = testTotals(results.map(({ test }) => test));
  return { all: total + suiteErrors.length, failures: failed + errored + suiteErrors.length };
}

describe("Reports of one run in two formats", () => {
  for (const folder of readdirSync(root).sort()) {
    const lists = suites.flatMap(([fixture, all]) => (fixture.test(folder) ? all : []));
    for (const [at, list] of lists.entries()) {
      const names = list.filter((each): each is string => typeof each === "string");
      const pairs = names.flatMap((one, place) => names.slice(place + 1).map((other) => [one, other] as const));
      for (const [one, other] of pairs) {
        if (![one, other].every((name) => statSync(join(root, folder, name), { throwIfNoEntry: false }))) continue;
        it(`count once: ${one} and ${other} of ${folder}`, async () => {
          const [a, b] = [await readTests(join(root, folder, one)), await readTests(join(root, folder, other))];
          const [first, second, both] = [counted(a), counted(b), counted([...a, ...b])];
          const most = list.find((each) => typeof each === "number") ?? Math.max(first.all, second.all);
          assert.equal(both.all, most, JSON.stringify({ first, second, both }));
          assert.ok(both.failures >= Math.max(first.failures, second.failures), "a failure is hidden");
          assert.deepEqual(counted([...b, ...a]), both, "whatever the order");
        });
      }
      const others = lists
        .slice(at + 1)
        .flat()
        .filter((each): each is string => typeof each === "string");
      if (others.some((each) => names.includes(each))) continue;
      for (const [one, other] of names.flatMap((name) => others.map((each) => [name, each] as const))) {
        if (![one, other].every((name) => statSync(join(root, folder, name), { throwIfNoEntry: false }))) continue;
        // One test stands in both runs that broke off; the modules' suites are one.
        if (/^(?:pytest-stopped|testng)/.test(folder)) continue;
        it(`count each where they tell of other tests: ${one} and ${other} of ${folder}`, async () => {
          const [a, b] = [await readTests(join(root, folder, one)), await readTests(join(root, folder, other))];
          assert.equal(counted([...a, ...b]).all, counted(a).all + counted(b).all);
        });
      }
    }
  }
});
