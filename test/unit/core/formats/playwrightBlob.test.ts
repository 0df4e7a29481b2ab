import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "mocha";
import { formats } from "../../../../src/core/formats/index.ts";
import { type ParseOutcome, ReportParser } from "../../../../src/core/formats/parser.ts";
import type { TestReport } from "../../../../src/core/model/report.ts";

function parse(text: string): ParseOutcome {
  const parser = new ReportParser(formats, "report.jsonl");
  parser.write(new TextEncoder().encode(text));
  return parser.end();
}

function read(text: string, format = "playwright-blob"): TestReport {
  const outcome = parse(text);
  assert.equal(outcome.status, "read", JSON.stringify(outcome.problems));
  assert.equal(outcome.format, format);
  assert.ok(outcome.report?.kind === "tests");
  return outcome.report;
}

const call = (method: string, params: object) => `${JSON.stringify({ method, params })}\n`;

const first = (shard?: object) => call("onBlobReportMetadata", { version: 2, shard });

/** One project with one test in a suite of a file. */
const project = (list = "entries") =>
  call("onConfigure", { config: { rootDir: "/w", version: "1.57.0" } }) +
  call("onProject", {
    project: {
      name: "firefox",
      suites: [
        {
          title: "a.spec.js",
          [list === "entries" ? "entries" : "suites"]: [
            {
              title: "group",
              [list]: [
                {
                  testId: "t1",
                  title: "works",
                  location: { file: "a.spec.js", line: 3 },
                  tags: ["@slow"],
                  annotations: [],
                },
              ],
            },
          ],
        },
      ],
    },
  });

const ends = (status: string, expectedStatus = "passed", duration = 500) =>
  call("onTestEnd", {
    test: { testId: "t1", expectedStatus, annotations: [{ type: "issue", description: "7" }] },
    result: { id: "r", duration, status, errors: status === "passed" ? [] : [{ message: "why" }] },
  });

const end = (status = "passed") => call("onEnd", { result: { status, startTime: 1795887826462, duration: 9 } });

describe("Playwright's blob", () => {
  for (const version of ["1.44.1", "1.65.1"])
    it(`says of a shard what its JSON says: ${version}`, () => {
      const folder = `test/fixtures/playwright-${version}`;
      const facts = ({ cases, suiteErrors, shard, producer }: TestReport) => [
        // Where a page was and how long it took is another in each run.
        cases
          .map(({ durationSeconds, message, ...rest }) => JSON.stringify({ ...rest, hasMessage: message !== null }))
          .sort(),
        [suiteErrors, shard, producer],
      ];
      const blob = read(readFileSync(`${folder}/blob-1.jsonl`, "utf8"));
      assert.deepEqual(facts(blob), facts(read(readFileSync(`${folder}/shard-1.json`, "utf8"), "playwright-json")));
      assert.equal(blob.aborted, null);
    });

  const outcomes: readonly (readonly [what: string, runs: string, expected: readonly unknown[]])[] = [
    ["passed", ends("passed"), ["passed", 1, false, 0.5]],
    ["failed", ends("failed"), ["failed", 1, false, 0.5]],
    ["failed, and then passed", ends("failed") + ends("passed"), ["passed", 2, true, 1]],
    ["failed, as it should", ends("failed", "failed"), ["passed", 1, false, 0.5]],
    ["passed, and should fail", ends("passed", "failed"), ["failed", 1, false, 0.5]],
    ["was skipped", ends("skipped", "skipped", 0), ["skipped", 1, false, 0]],
    ["was interrupted", ends("interrupted"), ["skipped", 1, false, 0.5]],
    ["did not run", "", ["skipped", 1, false, null]],
  ];
  for (const [what, runs, expected] of outcomes)
    it(`has a test that ${what}`, () => {
      for (const list of ["entries", "tests"]) {
        const { cases, generated, aborted } = read(first() + project(list) + runs + end());
        assert.equal(cases.length, 1);
        const [test] = cases;
        assert.deepEqual([test!.outcome, test!.runs, test!.flaky, test!.durationSeconds], expected);
        assert.deepEqual(
          [test!.name, test!.className, test!.file, test!.line],
          ["works", "firefox > group", "/w/a.spec.js", 3],
        );
        assert.deepEqual([generated, aborted], ["2026-11-28T17:43:46.462Z", null]);
      }
    });

  it("is of a shard, where its first line says so", () => {
    assert.deepEqual(read(first({ current: 2, total: 3 }) + project() + ends("passed") + end()).shard, {
      index: 2,
      total: 3,
    });
  });

  it("without an end, or with that of a run that was broken off, is no whole run", () => {
    assert.equal(read(first() + project() + ends("passed")).aborted, "the run has no end");
    assert.equal(read(first() + project() + end("interrupted")).aborted, 'the run ended as "interrupted"');
  });

  it("has errors outside of the tests", () => {
    const error = call("onError", { error: { message: "no such file", location: { file: "a.spec.js" } } });
    assert.deepEqual(read(first() + project() + error + end("failed")).suiteErrors, [
      { suite: "a.spec.js", message: "no such file" },
    ]);
  });

  for (const [rest, why] of [
    [call("onTestEnd", { test: {} }), /has no "testId" or no "result"/],
    [call("onProject", { project: { name: "a", suites: [{ title: "a", entries: ["t1"] }] } }), /"t1".* is no object/],
    [call("onProject", { project: { name: "a", suites: [7] } }), /"7" is no object/],
    [ends("failed").replace("t1", "t2"), /ended that is in no project/],
    ["words\n", /no JSON objects/],
    ['{"method":', /cut off/],
  ] as const)
    it(`is refused: ${why.source}`, () => {
      const { status, problems } = parse(first() + project() + rest);
      assert.equal(status, "invalid");
      assert.match(problems.find(({ severity }) => severity === "error")!.message, why);
    });
});
