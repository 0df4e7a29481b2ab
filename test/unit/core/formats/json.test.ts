import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { InvalidReport } from "../../../../src/core/formats/format.ts";
import { formats } from "../../../../src/core/formats/index.ts";
import { parseJson } from "../../../../src/core/formats/json.ts";
import { type JsonPath, JsonSplitter } from "../../../../src/core/formats/jsonSplitter.ts";
import { ReportParser } from "../../../../src/core/formats/parser.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function damageOf(step: () => unknown): InvalidReport {
  try {
    step();
  } catch (error) {
    assert.ok(error instanceof InvalidReport, String(error));
    return error;
  }
  return assert.fail("it was read");
}

type Taken = readonly [path: JsonPath, value: unknown];

/** Splits below "files", as a reader of coverage does, with chunks of `size` bytes. */
function split(text: string, size: number, many = false): Taken[] {
  const taken: Taken[] = [];
  const splitter = new JsonSplitter(
    {
      descend: (path) => path.length === 0 || (path.length === 1 && path[0] === "files"),
      take: (path, value) => taken.push([[...path], value]),
    },
    many,
  );
  const all = bytes(text);
  for (let at = 0; at < all.length; at += size) splitter.write(all.subarray(at, at + size));
  splitter.end();
  return taken;
}

const sample = `{
  "meta": { "n": [1, {"x": "}\\"]"}], "ü": "\\\\" },
  "files": {
    "a.py": {"lines": [1, 2], "text": "{[\\u00e9"},
    "b \\"q\\".py": [],
    "c.py": -1.5e3 , "d.py":null
  },
  "end": "last"
}
`;

describe("JSON documents", () => {
  const damages: readonly (readonly [text: string, code: string, line: number, words: RegExp])[] = [
    ["", "truncated", 1, /before its first value/],
    ["{", "truncated", 1, /in the middle of an object, line 1: the file is truncated/],
    ['{"a": [1,\n2', "truncated", 2, /in the middle of a list, line 2/],
    ['{"a":\n\n"b', "truncated", 3, /in the middle of a text, line 3/],
    ['{"a":tr', "truncated", 1, /in the middle of an object/],
    ['{"a":-', "truncated", 1, /in the middle of an object/],
    ['{"a":1}\n}', "syntax", 2, /the end of the file is expected/],
    ['{"a"\n:1,}', "syntax", 2, /a key in quotes is expected, but there is "}"/],
    ['{"a" 1}', "syntax", 1, /a colon is expected/],
    ["[1 2]", "syntax", 1, /a comma or the end of the list is expected/],
    ["[1}", "syntax", 1, /a comma or the end/],
    ["[01]", "syntax", 1, /a value or "\]" is expected/],
    ["{'a': 1}", "syntax", 1, /a key in quotes or "}" is expected/],
    ['["a\nb"]', "syntax", 1, /not JSON/],
    ["<html>", "syntax", 1, /a value is expected/],
  ];
  for (const [text, code, line, words] of damages) {
    it(`${JSON.stringify(text)} is refused with its line and what is wrong`, () => {
      const { problem } = damageOf(() => parseJson(bytes(text)));
      assert.equal(problem.code, code);
      assert.equal(problem.line, line);
      assert.match(problem.message, words);
    });
  }

  it("NaN and Infinity, which Python writes, are the numbers that they are; in texts they stay", () => {
    assert.deepEqual(parseJson(bytes('{"a":NaN,"b":[-Infinity,Infinity],"c":"NaN \\" Infinity"}')), {
      a: Number.NaN,
      b: [-Infinity, Infinity],
      c: 'NaN " Infinity',
    });
    assert.throws(() => parseJson(bytes("{NaN:1}")), /a key in quotes/);
  });

  it("what is not UTF-8 is read as Latin-1", () => {
    assert.deepEqual(parseJson(new Uint8Array([0x22, 0xe9, 0x22])), "é");
  });

  it("100,000 lists deep is read or refused, never a crash", () => {
    const deep = bytes("[".repeat(100_000) + "]".repeat(100_000));
    assert.doesNotThrow(() => parseJson(deep));
    assert.equal(damageOf(() => parseJson(deep.subarray(0, 100_000))).problem.code, "truncated");
  });

  it("of megabytes that nest without end, or hold nothing by the million, take no gigabytes, whatever their texts hold", () => {
    const before = process.memoryUsage().rss;
    for (const level of ["[", '{"a":', '["\\"]",'])
      assert.equal(damageOf(() => parseJson(bytes(level.repeat(30_000_000 / level.length)))).problem.code, "too-deep");
    const wide = bytes(`[${"[],".repeat(17_000_000)}[]]`);
    assert.equal(damageOf(() => parseJson(wide)).problem.code, "too-many");
    assert.ok(process.memoryUsage().rss - before < 400 * 2 ** 20, "too much memory");
    const text = JSON.stringify({ a: '[\\"{'.repeat(2_000_000) });
    assert.equal((parseJson(bytes(text)) as { a: string }).a.length, 8_000_000);
  });
});

describe("JSON documents that are split", () => {
  it("give the same values however the bytes are cut", () => {
    const expected: Taken[] = [
      [["meta"], { n: [1, { x: '}"]' }], ü: "\\" }],
      [["files", "a.py"], { lines: [1, 2], text: "{[é" }],
      [["files", 'b "q".py'], []],
      [["files", "c.py"], -1500],
      [["files", "d.py"], null],
      [["end"], "last"],
    ];
    for (const size of [1, 2, 3, 7, 64, 4096]) assert.deepEqual(split(sample, size), expected, `chunks of ${size}`);
  });

  it("give the items of lists with their place", () => {
    assert.deepEqual(split('{"files":[{"a":1}, 2, "x"]}', 3), [
      [["files", 0], { a: 1 }],
      [["files", 1], 2],
      [["files", 2], "x"],
    ]);
    assert.deepEqual(split('{"files":[]}', 1), []);
  });

  it("may follow one another only where the format says so", () => {
    assert.equal(split('{"a":1}\n{"a":2}\n', 5, true).length, 2);
    assert.equal(damageOf(() => split('{"a":1}\n{"a":2}', 5)).problem.line, 2);
  });

  it("are refused wherever they are cut off", () => {
    const whole = sample.trimEnd();
    for (let cut = 0; cut < whole.length; cut++) {
      const { problem } = damageOf(() => split(whole.slice(0, cut), 11));
      assert.equal(problem.code, "truncated", `cut at ${cut}: ${problem.message}`);
    }
  });

  const broken: readonly (readonly [text: string, line: number])[] = [
    ['{"files":\n{"a" {}}}', 2],
    ['{"files":{"a":\n{},}}', 2],
    ['{"files":{"a":{}\n"b":{}}}', 2],
    ['{"files":{"a":{"x":\n[1}}}', 2],
    ['{"files":{"a":1\n]}', 2],
    ['{"files":[,1]}', 1],
    ['{"a":1}\nx', 2],
    ["{a:1}", 1],
    ['{"files":{"a":\nyes}}', 2],
  ];
  for (const [text, line] of broken) {
    it(`${JSON.stringify(text)} is refused with its line`, () => {
      for (const size of [1, 5, 1000]) {
        const { problem } = damageOf(() => split(text, size));
        assert.equal(problem.code, "syntax", problem.message);
        assert.equal(problem.line, line);
      }
    });
  }
});

describe("JSON that is no report", () => {
  const outcomeOf = (value: unknown) => {
    const parser = new ReportParser(formats, "report.json");
    parser.write(bytes(JSON.stringify(value)));
    return parser.end();
  };

  // Objects of a document have no prototype: they cannot become a text.
  it("is unrecognised, whatever stands where a report has a text", () => {
    for (const value of [
      [
        ["a", { b: 1 }],
        ["c", { d: 2 }],
      ],
      [{ a: 1 }, [{ b: 1 }]],
      [[{ a: 1 }], "1"],
    ])
      assert.equal(outcomeOf(value).status, "unrecognised", JSON.stringify(value));
  });

  it("makes no reader fail", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const { problems } = outcomeOf(value);
        assert.ok(!problems.some(({ code }) => code === "reader-fault"), JSON.stringify(problems));
      }),
      { numRuns: 500 },
    );
  });
});
