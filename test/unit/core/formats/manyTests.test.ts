import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { formats } from "../../../../src/core/formats/index.ts";
import { ReportParser } from "../../../../src/core/formats/parser.ts";
import { mostTests } from "../../../../src/core/formats/testReport.ts";

const perChunk = 10_000;

/** Reads a report of some tests, made chunk by chunk. */
function read(head: string, test: string, count: number, tail = "") {
  const parser = new ReportParser(formats, "report");
  const encoder = new TextEncoder();
  parser.write(encoder.encode(head));
  const chunk = encoder.encode(test.repeat(perChunk));
  for (let written = 0; written < count && !parser.done; written += perChunk) parser.write(chunk);
  parser.write(encoder.encode(tail));
  return parser.end();
}

const endless: readonly { readonly name: string; readonly head: string; readonly test: string }[] = [
  { name: "TAP", head: "TAP version 13\n", test: "ok 1\n" },
  { name: "Automake", head: "", test: ":test-result: PASS\n" },
  { name: "JUnit", head: '<testsuites>\n<testsuite name="s">\n', test: '<testcase name="a"/>\n' },
  { name: "libtest", head: "", test: '{ "type": "test", "name": "a", "event": "ok" }\n' },
  { name: "text of go test -v", head: "", test: "=== RUN   TestA\n" },
  { name: "text of cargo test", head: "running 9 tests\n", test: "test a ... ok\n" },
  {
    name: "xUnit",
    head: '<assemblies>\n<assembly name="a">\n<collection>\n',
    test: '<test name="a" result="Pass"/>\n',
  },
  {
    name: "SonarQube",
    head: '<testExecutions version="1">\n<file path="a">\n',
    test: '<testCase name="a" duration="1"/>\n',
  },
];

describe("Reports of very many tests", () => {
  for (const { name, head, test } of endless) {
    it(`is invalid with the line where it goes on for ever: ${name}`, () => {
      const { status, problems } = read(head, test, 3 * mostTests);
      const line = head.split("\n").length + mostTests;
      const [{ code, message }, at] = [problems[0]!, problems[0]!.line];
      assert.deepEqual(
        [status, code, message, at],
        ["invalid", "too-many-tests", "it holds more than 2 million tests", line],
      );
    });
  }

  it("folds attempts of gotestsum in linear time", () => {
    const properties = '<properties><property name="go.version" value="go1.26 linux/amd64"/></properties>';
    const rows = (count: number, inside: string) =>
      Array.from({ length: count }, (_, at) => `<testcase name="Test${at}">${inside}</testcase>`).join("");
    const parser = new ReportParser(formats, "report");
    const attempts = `${rows(60_000, "<failure/>")}<testcase name="TestWell"/>${rows(30_000, "")}`;
    const began = Date.now();
    parser.write(new TextEncoder().encode(`<testsuite name="p">${properties}${attempts}</testsuite>`));
    const { report } = parser.end();
    assert.ok(report?.kind === "tests" && report.cases.length === 60_001);
    assert.equal(report.cases.filter(({ flaky }) => flaky).length, 30_000);
    assert.ok(Date.now() - began < 5000);
  });

  it("takes some hundred bytes for each test of TAP", () => {
    const before = process.memoryUsage().heapUsed;
    const count = 300_000;
    const { report } = read("TAP version 13\n", "ok 1 - it works as it should\n", count, `1..${count}\n`);
    const perTest = (process.memoryUsage().heapUsed - before) / count;
    assert.ok(report?.kind === "tests" && report.cases.length === count);
    assert.ok(perTest < 1000, `${Math.round(perTest)} bytes`);
  });

  it("keeps little of what stands beside the tests of go test -v", () => {
    const parser = new ReportParser(formats, "report");
    const encoder = new TextEncoder();
    parser.write(encoder.encode("=== RUN   TestA\n--- PASS: TestA (0.02s)\nPASS\n"));
    const chunk = encoder.encode("a word of the server\n".repeat(perChunk));
    const before = process.memoryUsage().heapUsed;
    for (let written = 0; written < 2_000_000; written += perChunk) parser.write(chunk);
    const grown = (process.memoryUsage().heapUsed - before) / 1024 ** 2;
    parser.write(encoder.encode("ok  \tp\t0.1s\n"));
    const { report } = parser.end();
    assert.ok(report?.kind === "tests" && report.cases.length === 1);
    assert.ok(grown < 100, `${Math.round(grown)} MB`);
  });

  it("has one list of a suite's properties for all its tests in JUnit, however many both are", () => {
    const properties = '<property name="a" value="b"/>'.repeat(20_000);
    const head = `<testsuite name="s"><properties>${properties}</properties>`;
    const { report } = read(head, '<testcase name="a"/>', perChunk, "</testsuite>");
    assert.ok(report?.kind === "tests" && report.cases.length === perChunk);
    assert.equal(report.cases[0]!.properties.length, 20_000);
    assert.ok(report.cases.every(({ properties: own }) => own === report.cases[0]!.properties));
  });
});
