import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { formats } from "../../../../src/core/formats/index.ts";
import { type ParseOutcome, ReportParser } from "../../../../src/core/formats/parser.ts";

/** "␀" stands for the byte. */
function read(text: string): ParseOutcome {
  const parser = new ReportParser(formats, "report");
  parser.write(new TextEncoder().encode(text.replaceAll("␀", "\0")));
  return parser.end();
}

describe("A NUL byte in a report", () => {
  const harmless: readonly (readonly [what: string, text: string])[] = [
    [
      "the diagnostics of TAP",
      "TAP version 13\n1..2\nok 1 - a\n# printed: ␀␀\nnot ok 2 - b\n  ---\n  found: ␀\n  ...\n",
    ],
    ["the name of a TAP test", "1..1\nok 1 - a␀b\n"],
    ["a name of LCOV, as Rollup begins those of its own modules", "SF:␀helpers.js\nDA:1,1\nend_of_record\n"],
    ["what is printed beside Go's benchmarks", "goos: linux\n␀\u0001\nBenchmarkA-8 \t 10\t 2.5 ns/op\nPASS\n"],
    [
      "what is printed beside a data race",
      "␀\n==================\nWARNING: DATA RACE\nRead at 0x00c000 by goroutine 7:\n",
    ],
    ["a source in gcov's text", "        -:    0:Source:a.c\n        1:    1:f(); /* ␀ */\n"],
  ];
  for (const [what, text] of harmless)
    it(`is none to ${what}`, () => {
      const outcome = read(text);
      assert.equal(outcome.status, "read", JSON.stringify(outcome.problems));
      const plain = read(text.replaceAll("␀", ""));
      assert.equal(JSON.stringify(outcome.report).replaceAll("\\u0000", ""), JSON.stringify(plain.report));
    });

  const harmful: readonly (readonly [what: string, text: string, line: number])[] = [
    ["a result of TAP", "1..2\nok 1 - a\nnot o␀k 2 - b\n", 3],
    ["the number of a result of TAP", "1..2\nok 1 - a\nnot ok␀ 2 - b\n", 3],
    ["the plan of TAP", "ok 1 - a\n1..␀1\n", 2],
    ["a line of LCOV", "SF:a.c\nDA:1,1\nDA:2␀,1\nend_of_record\n", 3],
    ["Go's cover profile", "mode: set\na/a.go:1.1,2.2 1 1\na/␀a.go:3.1,4.2 1 1\n", 3],
    ["a row of gcov's text", "        -:    0:Source:a.c\n        1:    1:f();\nbran␀ch  0 taken 1\n", 3],
    ["a result of Go's benchmarks", "BenchmarkB-8 \t 10\t 2 ns/op\nBenchmarkA-8 \t 10\t 2.␀5 ns/op\n", 2],
    ["a result of Benchmark.js", "b x 1,000 ops/sec ±1%\na x 1,0␀00 ops/sec ±1%\n", 2],
    ["a data race", "WARNING: DATA RACE\nRead at 0x00c000 by goroutine 7:\nWARNING: DA␀TA RACE\n", 3],
    [
      "an event of go test",
      '{"Action":"pass","Package":"a","Test":"A"}\n{"Action":"fail","Package":"a","Te␀st":"B"}\n',
      2,
    ],
    ["a text of XML", '<testsuite name="a">\n<testcase name="b"><system-out>␀</system-out></testcase></testsuite>', 2],
    ["a tag of XML", '<testsuite name="a">\n<testcase na␀me="b"/></testsuite>', 2],
    ["an end tag of XML", '<testsuite name="a">\n<testcase name="b"></test␀case></testsuite>', 2],
    ["a text of JSON", '{"total":{"lines":{"total":1,"covered":1}},\n"a␀.ts":{}}', 2],
    ["JSON, between its values", '{"total":{"lines":{"total":1,"covered":1}},\n␀"a.ts":{}}', 2],
    ["a number of JSON", '{"total":{"lines":{"total":1,"covered":1}},\n"a.ts":{"lines":{"total":1␀0}}}', 2],
  ];
  for (const [what, text, line] of harmful)
    it(`makes a report invalid that has it in ${what}`, () => {
      const { status, problems } = read(text);
      assert.equal(status, "invalid", JSON.stringify(problems));
      assert.equal(problems[0]!.code, "nul-byte");
      assert.match(problems[0]!.message, /NUL byte/);
      assert.equal(problems[0]!.line, line);
    });

  it("is told of a text that is no report", () => {
    const [problem] = read("all is well\nor ␀ not\nand more\n").problems;
    assert.match(problem!.message, /plain text, of no known report format, and holds a NUL byte \(line 2\)/);
  });

  it("leaves what is full of them binary", () => {
    for (const bytes of [
      Buffer.from(`\0\u0001\u0002${"\0".repeat(100)}TAP version 13\nok 1\n1..1\n`),
      Buffer.concat([
        Buffer.from("report.tap"),
        Buffer.alloc(502),
        Buffer.from("TAP version 13\nok 1\n1..1\n".repeat(999)),
      ]),
    ]) {
      const parser = new ReportParser(formats, "report");
      parser.write(bytes);
      const { status, problems } = parser.end();
      assert.equal(status, "unrecognised");
      assert.match(problems[0]!.message, /The file is binary/);
    }
  });

  const unwritten: readonly (readonly [what: string, text: string, line: number | undefined])[] = [
    ["TAP", "TAP version 13\n1..1\nok 1 - a\n", 4],
    ["LCOV", "SF:a.c\nDA:1,1\nend_of_record\n", 4],
    ["JSON", '{"total":{"lines":{"total":1,"covered":1}},\n"a.ts":{}}', 2],
    ["JSON lines", '{"Action":"pass","Package":"a","Test":"A"}\n', 2],
    ["XML", '<testsuite name="a">\n<testcase name="b"/></testsuite>', 2],
    ["UTF-16", "\ufeffSF:a.c\nDA:1,1\nend_of_record\n", 4],
    ["a report that is larger than its beginning", `SF:a.c\n${"DA:1,1\n".repeat(1e4)}end_of_record\n`, undefined],
  ];
  for (const [what, text, line] of unwritten)
    it(`at the end of ${what} says that it was not written to its end`, () => {
      const bytes = Buffer.from(text, what === "UTF-16" ? "utf16le" : "utf8");
      for (const nuls of [2, 100, 70_000])
        for (const size of [7, 4096, 1 << 20]) {
          const whole = Buffer.concat([bytes, Buffer.alloc(nuls)]);
          const parser = new ReportParser(formats, "report");
          for (let at = 0; at < whole.length; at += size) parser.write(whole.subarray(at, at + size));
          const { status, problems } = parser.end();
          assert.equal(status, "invalid", `${nuls} NULs, chunks of ${size}`);
          assert.match(problems[0]!.message, /NUL bytes at the end: the file was not written to its end/);
          if (nuls < 1000) assert.equal(problems[0]!.line, line);
        }
    });

  it("at the end of a text that is no report is told, too", () => {
    const [problem] = read("all is well\n␀␀␀").problems;
    assert.match(problem!.message, /no known report format, and has NUL bytes at the end: the file was not written/);
  });

  it("alone is a file that was made and not written", () => {
    for (const [count, words] of [
      [1, "holds"],
      [4096, "holds"],
      [100_000, "begins with"],
    ] as const) {
      const parser = new ReportParser(formats, "report");
      parser.write(Buffer.alloc(count));
      const { status, problems } = parser.end();
      assert.equal(status, "unrecognised");
      assert.equal(problems[0]!.message, `The file ${words} NUL bytes only: it was made and not written`);
    }
  });
});

describe("A report in UTF-32", () => {
  for (const [name, order] of [
    ["LE", true],
    ["BE", false],
  ] as const)
    it(`${name} with its mark is read as if it were UTF-8`, () => {
      const text = "TAP version 13\n1..2\nok 1 - grün 😀\nnot ok 2 - b\n";
      const characters = [0xfeff, ...[...text].map((each) => each.codePointAt(0)!)];
      const bytes = Buffer.alloc(4 * characters.length);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      characters.forEach((code, at) => {
        view.setUint32(4 * at, code, order);
      });
      for (const size of [1, 7, 1 << 16]) {
        const parser = new ReportParser(formats, "report");
        for (let at = 0; at < bytes.length; at += size) parser.write(bytes.subarray(at, at + size));
        const { status, report } = parser.end();
        assert.equal(status, "read");
        assert.deepEqual(report, read(text).report);
      }
    });

  it("that is cut off in a character or holds what is none is damaged, and never a crash", () => {
    const bytes = Buffer.from([
      0xff,
      0xfe,
      0,
      0,
      ...[..."TAP version 13\n1..1\n"].flatMap((each) => [each.charCodeAt(0), 0, 0, 0]),
    ]);
    for (const rest of [[0x6f], [0x6f, 0, 0], [0xff, 0xff, 0xff, 0xff], [0, 0xd8, 0, 0]]) {
      const parser = new ReportParser(formats, "report");
      parser.write(Buffer.concat([bytes, Buffer.from(rest)]));
      assert.equal(parser.end().problems.length > 0, true);
    }
  });
});
