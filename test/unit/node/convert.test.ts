import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { CoverageBuilder } from "../../../src/core/formats/coverageBuilder.ts";
import { formats } from "../../../src/core/formats/index.ts";
import { ReportParser } from "../../../src/core/formats/parser.ts";
import type { CoverageColumns } from "../../../src/core/model/coverage.ts";
import type { CoverageReport } from "../../../src/core/model/report.ts";
import { convertCoverage, NotConvertible } from "../../../src/node/convert/convert.ts";
import { type Target, targets } from "../../../src/node/convert/formats.ts";
import { held, type Part } from "./held.ts";

const report = (coverage: CoverageColumns, completeness: CoverageReport["completeness"] = "full"): CoverageReport => ({
  kind: "coverage",
  coverage,
  completeness,
  roots: [],
  dialect: null,
  producer: null,
  generated: null,
  commit: null,
  declared: null,
});

function readAgain(text: string, target: Target): CoverageColumns {
  const parser = new ReportParser(formats, "again");
  parser.write(Buffer.from(text));
  const outcome = parser.end();
  assert.equal(outcome.format, target, JSON.stringify(outcome.problems));
  assert.ok(outcome.report?.kind === "coverage", JSON.stringify(outcome.problems));
  return outcome.report.coverage;
}

const path = fc.oneof(
  fc.constantFrom("src/a.c", "/home/ci/ü b/c.py", "C:\\x\\y.cs", "a&b<c>\"d'.ts", "webpack:///./src/x.js"),
  fc.stringMatching(/^[a-z]{1,6}(\/[a-z&'<>" -]{1,8}){0,3}\.[a-z]$/),
);
const line = fc.integer({ min: 1, max: 60 });
const hits = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constantFrom(2 ** 31, 2 ** 33, 2 ** 53, 1e21, 0.5));
const name = fc.oneof(
  fc.stringMatching(/^[a-z_<>&"' ,:]{1,12}$/),
  fc.constantFrom("12,f", "(anonymous_0)", "operator,"),
);
const file = fc.record({
  path,
  lines: fc.array(fc.tuple(line, hits), { minLength: 1, maxLength: 30 }),
  branches: fc.array(
    fc.tuple(line, fc.integer({ min: 0, max: 5 }), fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constant(-1))),
  ),
  functions: fc.array(fc.tuple(name, line, fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 4 })), {
    maxLength: 5,
  }),
});

function build(files: readonly (typeof file extends fc.Arbitrary<infer T> ? T : never)[]): CoverageColumns {
  const builder = new CoverageBuilder();
  for (const each of files) {
    const into = builder.file(each.path);
    for (const [at, count] of each.lines) into.line(at, count);
    for (const [at, key, count] of each.branches) into.branch(at, key, count);
    for (const [text, at, length, count] of each.functions) into.function(text.trim() || "f", at, at + length, count);
  }
  return builder.build();
}

describe("coverage in another format", () => {
  for (const target of targets) {
    it(`as ${target} holds all that the format can hold, whatever the report`, () => {
      fc.assert(
        fc.property(fc.array(file, { minLength: 1, maxLength: 4 }), (files) => {
          const columns = build(files);
          const { text } = convertCoverage(report(columns), target);
          const found = held(readAgain(text, target), target);
          const expected = held(columns, target);
          for (const part of Object.keys(expected) as Part[]) assert.deepEqual(found[part], expected[part], part);
        }),
        { numRuns: 200 },
      );
    });
  }

  for (const target of targets) {
    it(`as ${target} keeps files of any name, or says that it cannot write them`, () => {
      const paths = [
        "__proto__",
        "constructor",
        " a ",
        "a#b%20?.js",
        "e\u0301.c",
        "a\nSF:b.c\nDA:9,9",
        "c\r.c",
        "d\u0001.c",
      ];
      const builder = new CoverageBuilder();
      for (const path of paths) builder.file(path).line(1, 1);
      const { text, notHeld } = convertCoverage(report(builder.build()), target);
      const again = readAgain(text, target);
      const lost = paths.filter((path) => !again.paths.includes(path));
      const expected = { lcov: [2, 5, 6], "istanbul-json": [] as number[] }[target as string] ?? [7];
      assert.deepEqual(
        lost,
        expected.map((at) => paths[at]),
      );
      assert.equal(again.paths.length, paths.length - lost.length, "a file that was not there");
      const said = notHeld.filter((each) => /characters in their paths/.test(each));
      assert.deepEqual(
        said,
        lost.length === 0 ? [] : [`${lost.length} files with characters in their paths that it cannot write`],
      );
    });
  }

  it("names what the format cannot hold", () => {
    const builder = new CoverageBuilder();
    const into = builder.file("a.c");
    into.line(1, 3);
    for (const key of [0, 1, 2]) into.branch(1, key, 1);
    into.branch(9, 0, 1);
    into.condition(1, 0, 1, "x true");
    into.function("f", 1, 4, 3);
    const columns = builder.build();
    const lost = (target: Target) => convertCoverage(report(columns), target).notHeld;
    assert.deepEqual(lost("lcov"), []);
    assert.deepEqual(lost("istanbul-json"), ["conditions (MC/DC)"]);
    assert.deepEqual(lost("clover"), ["conditions (MC/DC)", "where functions end"]);
    assert.deepEqual(lost("cobertura"), [
      "conditions (MC/DC)",
      "where functions end",
      "which of a line's branches ran",
      "1 branches on lines that the report does not list",
    ]);
    assert.deepEqual(lost("sonar-generic"), [
      "conditions (MC/DC)",
      "functions",
      "how often lines ran",
      "which of a line's branches ran",
      "1 branches on lines that the report does not list",
    ]);
  });

  it("names what else is lost: functions, statements, exclusions, that something was not counted", () => {
    const builder = new CoverageBuilder();
    const into = builder.file("a.c");
    into.line(1, 1);
    into.exclude(3);
    const plain = convertCoverage(report(builder.build()), "istanbul-json").notHeld;
    assert.deepEqual(plain, [
      "that functions were not counted",
      "that branches were not counted",
      "lines that were excluded",
    ]);
    for (const hits of [1, 0]) into.function("f", 4, 4, hits);
    into.function("g", 0, 0, 1);
    into.branch(1, 0, -1);
    const lost = (target: Target) => convertCoverage(report(builder.build()), target).notHeld;
    assert.ok(lost("clover").includes("1 functions without a line"));
    assert.ok(lost("istanbul-json").includes("which decisions were never reached"));
  });

  it("keeps in Cobertura where paths start from, and the time there and in Clover; elsewhere it names both", () => {
    const builder = new CoverageBuilder();
    builder.file("a.c").line(1, 3);
    const whole = { ...report(builder.build()), roots: ["/ci/a & b", "src"], generated: "2024-05-06T07:08:09.000Z" };
    for (const target of targets) {
      const { text, notHeld } = convertCoverage(whole, target);
      const parser = new ReportParser(formats, "again");
      parser.write(Buffer.from(text));
      const again = parser.end().report;
      assert.ok(again?.kind === "coverage");
      const isHeld = { roots: target === "cobertura", time: target === "cobertura" || target === "clover" };
      assert.deepEqual(again.roots, isHeld.roots ? whole.roots : [], target);
      assert.equal(again.generated, isHeld.time ? whole.generated : null, target);
      assert.equal(notHeld.includes("where its paths start from (/ci/a & b, src)"), !isHeld.roots, target);
      assert.equal(notHeld.includes("when it was measured"), !isHeld.time, target);
    }
  });

  it("does not contradict itself where functions share their name or branches have no line", () => {
    const builder = new CoverageBuilder();
    const into = builder.file("a.c");
    into.line(1, 3);
    for (const [line, hits] of [
      [1, 3],
      [1, 0],
      [2, 5],
    ] as const)
      into.function("f", line, line, hits);
    into.function("g", 0, 0, 1);
    into.branch(1, 0, 1);
    into.branch(9, 0, 1);
    for (const target of targets) {
      const parser = new ReportParser(formats, "again");
      parser.write(Buffer.from(convertCoverage(report(builder.build()), target).text));
      assert.deepEqual(parser.end().problems, [], target);
    }
  });

  it("keeps ends of functions, decisions never reached and conditions in LCOV", () => {
    const builder = new CoverageBuilder();
    const into = builder.file("a.c");
    into.line(2, 1);
    into.branch(2, 0, -1);
    into.branch(2, 1, 4);
    into.condition(2, 0, 1, "x > 1 true");
    into.condition(2, 1, 0, "x > 1 false");
    into.function("f", 1, 9, 1);
    const { text } = convertCoverage(report(builder.build()), "lcov");
    assert.deepEqual(text.trim().split("\n"), [
      "TN:",
      "SF:a.c",
      "FN:1,9,f",
      "FNDA:1,f",
      "FNF:1",
      "FNH:1",
      "BRDA:2,0,0,-",
      "BRDA:2,0,1,4",
      "BRF:2",
      "BRH:1",
      "MCDC:2,1,t,1,0,x > 1",
      "MCDC:2,1,f,0,0,x > 1",
      "MCF:2",
      "MCH:1",
      "DA:2,1",
      "LF:1",
      "LH:1",
      "end_of_record",
    ]);
  });

  it("is refused for what holds no lines, no files, or only what ran", () => {
    const lines = new CoverageBuilder();
    lines.file("a.c").line(1, 1);
    const totals = new CoverageBuilder();
    totals.file("a.c").totals = { linesCovered: 1, linesTotal: 2, branchesCovered: 0, branchesTotal: 0 };
    const nameless = new CoverageBuilder();
    nameless.file("").line(1, 1);
    for (const each of [report(lines.build(), "executed-only"), report(totals.build()), report(nameless.build())])
      assert.throws(() => convertCoverage(each, "lcov"), NotConvertible);
  });
});
