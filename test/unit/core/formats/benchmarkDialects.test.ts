import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { formats } from "../../../../src/core/formats/index.ts";
import { type ParseOutcome, ReportParser } from "../../../../src/core/formats/parser.ts";

/** Benchmarks as less common producers and versions write them. */

function parse(report: string): ParseOutcome {
  const parser = new ReportParser(formats, "report");
  parser.write(new TextEncoder().encode(report));
  return parser.end();
}

/** Name, value, unit and direction of each benchmark. */
function read(text: string, format: string): readonly unknown[] {
  const { status, problems, report, format: found } = parse(text);
  assert.equal(status, "read", JSON.stringify(problems));
  assert.equal(found, format);
  assert.ok(report?.kind === "benchmarks");
  return report.benchmarks.map(({ name, value, unit, better }) => [name, value, unit, better]);
}

describe("Text of cargo bench", () => {
  it("has other units than time of an iteration", () => {
    const text =
      "test a ... bench:       2,835 cycles/iter (+/- 14)\ntest b ... bench:  1911.5 MB/s (+/- 420)\n" +
      "test c ... bench:  3 µs/iter (+/- 1)\n";
    assert.deepEqual(read(text, "criterion-text"), [
      ["a", 2835, "cycles/iter", "smaller"],
      ["b", 1911.5, "MB/s", "bigger"],
      ["c", 3, "µs/iter", "smaller"],
    ]);
  });
});

describe("Text of a bench that failed or broke off", () => {
  const time = (name: string) => `Benchmarking ${name}: Analyzing\n${name}      time:   [1.0 ns 2.0 ns 3.0 ns]\n`;
  const libtest = "test a ... bench:  1 ns/iter (+/- 0)\n";
  for (const [text, why] of [
    [`${libtest}test b ... FAILED\n\nerror: bench failed, to rerun pass \`--bench x\`\n`, '"b" failed'],
    [`${time("a")}thread 'main' panicked at benches/b.rs:4:5\nerror: bench failed\n`, "the run failed"],
    [`${time("a")}Benchmarking b: Warming up for 3.0000 s\n`, "the last one that began has no result"],
  ] as const)
    it(`says that ${why}`, () => {
      assert.deepEqual(
        parse(text).problems.map(({ code, message }) => [code, message]),
        [["unfinished", `${why}: benchmarks may be missing`]],
      );
    });

  it("says nothing of one that did not", () => {
    assert.deepEqual(parse(time("a") + time("b") + libtest).problems, []);
  });
});

describe("Messages of cargo-criterion", () => {
  const message = (id: string) => ({
    ...{ reason: "benchmark-complete", id, measured_values: [4, 6], iteration_count: [2, 3], unit: "ns" },
    typical: { estimate: 2, unit: "ns" },
  });
  const expected = [
    ["a", 2, "ns", "smaller"],
    ["b", 2, "ns", "smaller"],
  ];

  for (const indent of [0, 2, "\t"]) {
    it(`are read with an indent of ${JSON.stringify(indent)}`, () => {
      const text = ["a", "b"].map((id) => `${JSON.stringify(message(id), null, indent)}\n`).join("");
      assert.deepEqual(read(text, "cargo-criterion"), expected);
      assert.deepEqual(read(text.replaceAll("\n", "\r\n"), "cargo-criterion"), expected);
    });
  }

  it("end though a lone brace stands between them", () => {
    const text = `${JSON.stringify(message("a"))}\n{\n${JSON.stringify(message("b"))}\n`;
    assert.deepEqual(read(text, "cargo-criterion"), expected);
  });

  it("are cut off where the last has no end", () => {
    const text = `${JSON.stringify(message("a"))}\n${JSON.stringify(message("b"), null, 2)}`.slice(0, -20);
    const { status, problems } = parse(text);
    assert.deepEqual([status, problems[0]?.code], ["invalid", "truncated"]);
  });
});

describe("A list of name, unit and value", () => {
  it("may have an entry on each line, which may tell what is better", () => {
    const rows = [
      { name: "a", unit: "ns", value: 1, biggerIsBetter: false },
      { name: "b", unit: "req/s", value: 2.5, biggerIsBetter: true, extra: "x\ny" },
      { name: "c", unit: "kB", value: 0 },
    ];
    const expected = [
      ["a", 1, "ns", "smaller"],
      ["b", 2.5, "req/s", "bigger"],
      ["c", 0, "kB", null],
    ];
    assert.deepEqual(read(rows.map((row) => `${JSON.stringify(row)}\n`).join(""), "benchmark-list"), expected);
    assert.deepEqual(read(JSON.stringify(rows), "benchmark-list"), expected);
  });
});
