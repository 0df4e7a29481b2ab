import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { formats } from "../../../../src/core/formats/index.ts";
import { ReportParser } from "../../../../src/core/formats/parser.ts";
import type { Report } from "../../../../src/core/model/report.ts";

function parse(text: string) {
  const parser = new ReportParser(formats, "report");
  parser.write(new TextEncoder().encode(text));
  return parser.end();
}

const junit = (attributes: string) =>
  `<testsuites><testsuite name="s" tests="1e400" timestamp="yesterday"><testcase name="t" ${attributes}/></testsuite></testsuites>`;
const goTest = (elapsed: number) =>
  ["run", "pass"]
    .map((action) => JSON.stringify({ Action: action, Package: "p", Test: "TestA", Elapsed: elapsed }))
    .join("\n");
const sarif = (startLine: number, endLine: number) =>
  JSON.stringify({
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "x" } },
        results: [
          {
            message: { text: "m" },
            locations: [{ physicalLocation: { artifactLocation: { uri: "a.c" }, region: { startLine, endLine } } }],
          },
        ],
      },
    ],
  });
const pit = (line: string) =>
  `<mutations><mutation detected="true" status="KILLED" numberOfTestsRun="1"><sourceFile>A.java</sourceFile><mutatedClass>A</mutatedClass><mutatedMethod>m</mutatedMethod><lineNumber>${line}</lineNumber><mutator>M</mutator></mutation></mutations>`;
const rustdoc = (total: string, documented: string) =>
  `{"src/lib.rs":{"total":${total},"with_docs":${documented},"total_examples":1,"with_examples":0}}`;
const gcov = (count: string) =>
  `{"format_version":"1","gcc_version":"12","current_working_directory":"/x","data_file":"a.gcda","files":[{"file":"a.c","functions":[],"lines":[{"line_number":1,"count":1,"unexecuted_block":false,"branches":[{"count":${count},"fallthrough":true,"throw":false}]}]}]}`;

describe("What no tool can have meant", () => {
  const left: readonly (readonly [string, string, (report: Report) => unknown, unknown])[] = [
    [
      "a test's time beyond all numbers",
      junit('time="1e400"'),
      (each) => each.kind === "tests" && each.cases[0]!.durationSeconds,
      null,
    ],
    ["a test's time below zero", goTest(-1), (each) => each.kind === "tests" && each.cases[0]!.durationSeconds, null],
    ["a test's line that is none", junit('line="-3"'), (each) => each.kind === "tests" && each.cases[0]!.line, null],
    ["a count of tests that is infinite", junit(""), (each) => Object.values(each.declared ?? {}), []],
    ["a date that is none", junit(""), (each) => each.generated, null],
    [
      "a benchmark's infinite value",
      "goos: linux\nBenchmarkA-2 20 1e400 ns/op\nPASS\n",
      (each) => each.kind === "benchmarks" && each.benchmarks[0]!.value,
      null,
    ],
    [
      "a finding before the first line",
      sarif(-4, 9),
      (each) => each.kind === "findings" && [each.findings[0]!.line, each.findings[0]!.endLine],
      [null, null],
    ],
    [
      "a finding that ends before it begins",
      sarif(5, 3),
      (each) => each.kind === "findings" && [each.findings[0]!.line, each.findings[0]!.endLine],
      [5, null],
    ],
    ["a mutant on no line", pit("Infinity"), (each) => each.kind === "mutation" && each.mutants[0]!.line, null],
  ];
  for (const [what, text, told, expected] of left) {
    it(`is not told: ${what}`, () => {
      const { report, problems } = parse(text);
      assert.ok(report !== null, JSON.stringify(problems));
      assert.deepEqual(told(report), expected);
    });
  }

  const refused: readonly (readonly [string, string])[] = [
    ["more documented than there is", rustdoc("1", "2")],
    ["fewer than none documented", rustdoc("2", "-1")],
    ["half an item documented", rustdoc("2", "0.5")],
    ["a branch whose hits are a text", gcov('"1"')],
  ];
  for (const [what, text] of refused) {
    it(`makes a report invalid: ${what}`, () => {
      const { status, problems } = parse(text);
      assert.equal(status, "invalid", JSON.stringify(problems));
    });
  }
});
