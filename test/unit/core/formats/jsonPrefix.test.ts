import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { formats } from "../../../../src/core/formats/index.ts";
import { parseJson } from "../../../../src/core/formats/json.ts";
import { parseJsonPrefix } from "../../../../src/core/formats/jsonPrefix.ts";
import { ReportParser } from "../../../../src/core/formats/parser.ts";

describe("The beginning of a JSON document", () => {
  it("is read wherever it is cut, also within a number", () => {
    const text = '{"a": [1.5e-7, -0.25, 12E+3, 0, true, null], "b": {"c": "x\\"y", "d": NaN, "e": -Infinity}}';
    for (let end = 1; end <= text.length; end++) {
      const prefix = parseJsonPrefix(text.slice(0, end));
      assert.notEqual(prefix, null, text.slice(0, end));
      assert.equal(prefix?.whole, end === text.length);
    }
    assert.deepEqual({ ...(parseJsonPrefix('{"a": [1.5, 12.')?.value as object) }, { a: [1.5] });
    assert.deepEqual({ ...(parseJsonPrefix('{"a": [1.5, 12e-')?.value as object) }, { a: [1.5] });
  });

  it("is none where it is damaged before the cut", () => {
    for (const text of ['{"a": 1.}', "[1e, 2]", "[1 2", "[1.5.6"]) assert.equal(parseJsonPrefix(text), null, text);
  });
});

describe("A JSON text with some million escapes, as logs have them,", () => {
  const log = "\\n".repeat(6_000_000);

  it("is looked at, read, and searched for damage", () => {
    assert.deepEqual(parseJsonPrefix(`{"a":"${log}","b":1}`)?.whole, true);
    assert.equal(parseJsonPrefix(`{"a":"${log}`)?.whole, false);
    const read = parseJson(new TextEncoder().encode(`{"a":"${log} NaN","b":NaN}`)) as { a: string; b: number };
    assert.ok(Number.isNaN(read.b));
    assert.ok(read.a.endsWith(" NaN"));
    for (const [damage, message] of [
      [`{"a":"${log}"`, /in the middle of an object/],
      [`{"a":"${log}`, /in the middle of a text/],
      [`{"a":"${log}\\q"}`, /a value is expected/],
    ] as const)
      assert.throws(() => parseJson(new TextEncoder().encode(damage)), message);
  }).timeout(60_000);
});

describe("A JSON report whose format is told far behind its beginning", () => {
  /** Reads in pieces; gives format and status. */
  const read = (value: unknown, size = 10_000) => {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    const parser = new ReportParser(formats, "report");
    for (let at = 0; at < bytes.length; at += size) parser.write(bytes.subarray(at, at + size));
    const { format, status } = parser.end();
    return `${format} ${status}`;
  };
  const screenshot = "A".repeat(300_000);

  it("is known: a feature of Cucumber whose uri stands behind its scenarios", () => {
    const steps = [{ name: "x", result: { status: "passed" }, embeddings: [{ data: screenshot }] }];
    const scenarios = Array.from({ length: 20 }, (_, line) => ({ type: "scenario", name: `s${line}`, line, steps }));
    const feature = (elements: unknown) => ({ line: 1, elements, name: "F", keyword: "Feature", uri: "a.feature" });
    // Within 512 KiB, 4 MiB and 32 MiB.
    for (const count of [1, 10, 20])
      assert.equal(read([feature(scenarios.slice(0, count))]), "cucumber read", `${count} scenarios`);
  });

  it("is known: findings whose version stands behind them", () => {
    const results = Array.from({ length: 2000 }, () => ({ ruleId: "R", message: { text: "m".repeat(100) } }));
    assert.equal(
      read({ runs: [{ results, tool: { driver: { name: "T" } } }], version: "2.1.0" }, 70_000),
      "sarif read",
    );
  });

  it("is read from one buffer that is used again for each piece", () => {
    const results = Array.from({ length: 3000 }, (_, line) => ({ ruleId: `R${line}`, message: { text: "m" } }));
    const bytes = Buffer.from(
      JSON.stringify({ runs: [{ results, tool: { driver: { name: "T" } } }], version: "2.1.0" }),
    );
    const parser = new ReportParser(formats, "report");
    const shared = Buffer.alloc(7000);
    for (let at = 0; at < bytes.length; at += shared.length)
      parser.write(shared.subarray(0, bytes.copy(shared, 0, at, at + shared.length)));
    const { report, problems } = parser.end();
    assert.ok(report?.kind === "findings", JSON.stringify(problems));
    assert.deepEqual([report.findings.length, report.findings.at(-1)?.rule], [3000, "R2999"]);
  });

  it("is none where nothing tells", () => {
    assert.equal(read({ a: screenshot, b: screenshot }), "null unrecognised");
  });
});
