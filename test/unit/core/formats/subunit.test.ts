import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { crc32 } from "../../../../src/core/crc32.ts";
import { formats } from "../../../../src/core/formats/index.ts";
import { type ParseOutcome, ReportParser } from "../../../../src/core/formats/parser.ts";
import type { TestReport } from "../../../../src/core/model/report.ts";

/** A number of up to 30 bits, as short as can be. */
function number(value: number): readonly number[] {
  if (value < 0x40) return [value];
  return value < 0x4000
    ? [0x40 | (value >> 8), value & 0xff]
    : [0x80 | (value >> 16), (value >> 8) & 0xff, value & 0xff];
}

function text(value: string): readonly number[] {
  const bytes = [...Buffer.from(value)];
  return [...number(bytes.length), ...bytes];
}

const statuses = ["", "exists", "inprogress", "success", "uxsuccess", "skip", "fail", "xfail"];

interface Stated {
  readonly status?: string;
  /** Seconds since 1970. */
  readonly time?: number;
  readonly file?: string;
  readonly tags?: readonly string[];
  readonly runnable?: boolean;
}

/** A packet of version 2. */
function packet(id: string, { status = "", time, file, tags, runnable = true }: Stated = {}): Buffer {
  const flags =
    0x2800 |
    statuses.indexOf(status) |
    (time === undefined ? 0 : 0x200) |
    (runnable ? 0x100 : 0) |
    (tags === undefined ? 0 : 0x80) |
    (file === undefined ? 0 : 0x40);
  const seconds = Buffer.alloc(4);
  seconds.writeUInt32BE(time ?? 0);
  const fields = [
    ...(time === undefined ? [] : [...seconds, ...number(0)]),
    ...text(id),
    ...(tags === undefined ? [] : [...number(tags.length), ...tags.flatMap(text)]),
    ...(file === undefined ? [] : [...text("traceback"), ...text(file)]),
  ];
  const length = 3 + fields.length + 4;
  const whole = Buffer.from([0xb3, flags >> 8, flags & 0xff, ...number(length + (length < 63 ? 1 : 2)), ...fields]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(whole));
  return Buffer.concat([whole, sum]);
}

function parse(parts: readonly Uint8Array[], size = 1 << 16): ParseOutcome {
  const bytes = Buffer.concat(parts);
  const parser = new ReportParser(formats, "run.subunit");
  for (let at = 0; at < bytes.length; at += size) parser.write(bytes.subarray(at, at + size));
  return parser.end();
}

function read(...parts: readonly Uint8Array[]): TestReport {
  const outcome = parse(parts);
  assert.equal(outcome.status, "read", JSON.stringify(outcome.problems));
  assert.equal(outcome.format, "subunit");
  assert.deepEqual(parse(parts, 1).report, outcome.report, "byte by byte");
  assert.ok(outcome.report?.kind === "tests");
  return outcome.report;
}

function outcomes({ cases }: TestReport): readonly string[] {
  return cases.map(({ name, outcome, skipKind }) => `${name} ${outcome}${skipKind === null ? "" : ` (${skipKind})`}`);
}

describe("subunit", () => {
  for (const [status, expected] of [
    ["success", "passed"],
    ["fail", "failed"],
    ["uxsuccess", "failed"],
    ["skip", "skipped"],
    ["xfail", "skipped (expected-failure)"],
    ["exists", "skipped"],
  ] as const) {
    it(`a test whose status is ${status} is ${expected}`, () => {
      assert.deepEqual(outcomes(read(packet("m.C.a", { status }))), [`a ${expected}`]);
    });
  }

  it("class, parameters, time, tags and what it left behind are kept", () => {
    const id = "m.C.a(x.y, [1])";
    const report = read(
      packet(id, { status: "inprogress", time: 1_700_000_000, tags: ["worker-0"] }),
      packet(id, { file: "größer" }),
      packet(id, { status: "fail", time: 1_700_000_002 }),
    );
    const [test] = report.cases;
    assert.deepEqual([test?.className, test?.name], ["m.C", "a(x.y, [1])"]);
    assert.deepEqual([test?.durationSeconds, test?.message], [2, "größer"]);
    assert.deepEqual(test?.properties, [{ name: "tag", value: "worker-0" }]);
    assert.equal(report.generated, "2023-11-14T22:13:20.000Z");
  });

  it("what is printed between packets is passed over, though its bytes look like one", () => {
    const noise = Buffer.from("camión ó +\n");
    assert.ok(noise.includes(0xb3));
    const report = read(packet("m.a", { status: "inprogress" }), noise, packet("m.a", { status: "success" }));
    assert.deepEqual(outcomes(report), ["a passed"]);
  });

  it("a test that is run again is one, of which the last run counts", () => {
    const run = (status: string) => [packet("m.a", { status: "inprogress" }), packet("m.a", { status })];
    const [test, ...others] = read(...run("fail"), ...run("success")).cases;
    assert.deepEqual([test?.outcome, test?.runs, test?.flaky, others.length], ["passed", 2, true, 0]);
  });

  it("a process of the runner is no test, and an error where it failed", () => {
    const report = read(
      packet("m.a", { status: "success" }),
      packet("process-returncode", { status: "fail", runnable: false, file: "returned 1" }),
    );
    assert.deepEqual(outcomes(report), ["a passed"]);
    assert.deepEqual(report.suiteErrors, [{ suite: "process-returncode", message: "returned 1" }]);
  });

  it("a stream that ends in a test, or before tests that it lists, ends early", () => {
    const begun = read(packet("m.a", { status: "inprogress" }));
    assert.deepEqual([outcomes(begun), begun.aborted], [["a failed"], "no end of m.a: the stream ends early"]);
    const listed = read(packet("m.a", { status: "exists" }), packet("m.b", { status: "success" }));
    assert.equal(listed.aborted, "1 tests were listed and did not run");
  });

  it("a packet that is cut off or damaged makes it invalid", () => {
    const whole = packet("m.a", { status: "success" });
    const cut = parse([whole, whole.subarray(0, -1)]);
    assert.deepEqual([cut.status, cut.problems[0]?.code], ["invalid", "truncated"]);
    const damaged = Buffer.from(whole);
    damaged[8]! ^= 1;
    assert.match(parse([damaged]).problems[0]?.message ?? "", /packet 1 is damaged/);
  });
});

describe("subunit 1", () => {
  function parse1(text: string, size = 1 << 16): ParseOutcome {
    const bytes = Buffer.from(text);
    const parser = new ReportParser(formats, "run.subunit");
    for (let at = 0; at < bytes.length; at += size) parser.write(bytes.subarray(at, at + size));
    return parser.end();
  }

  function read1(text: string): TestReport {
    const outcome = parse1(text);
    assert.equal(outcome.status, "read", JSON.stringify(outcome.problems));
    assert.equal(outcome.format, "subunit-1");
    assert.deepEqual(parse1(text, 1).report, outcome.report, "byte by byte");
    assert.ok(outcome.report?.kind === "tests");
    return outcome.report;
  }

  for (const [keyword, expected] of [
    ["success", "passed"],
    ["successful", "passed"],
    ["failure", "failed"],
    ["error", "errored"],
    ["skip", "skipped"],
    ["xfail", "skipped (expected-failure)"],
    ["uxsuccess", "failed"],
  ] as const)
    it(`has a test that ends with ${keyword} as ${expected}`, () => {
      assert.deepEqual(outcomes(read1(`test: p.T.test_a\n${keyword}: p.T.test_a\n`)), [`test_a ${expected}`]);
    });

  it("has times, tags, and details in brackets, in which a bracket has a space before it", () => {
    const { cases, generated } = read1(
      "tags: all\ntime: 2026-01-02 03:04:05.5Z\r\ntesting: p.T.a\ntags: slow -all\ntime: 2026-01-02 03:04:07Z\nfailure: p.T.a [\nwhy\n ]\n] not\n]\ntest: p.T.b\nsuccess: p.T.b\n",
    );
    const [a, b] = cases;
    assert.equal(generated, "2026-01-02T03:04:05.500Z");
    assert.deepEqual([a!.durationSeconds, a!.message, a!.className], [1.5, "why\n]\n] not", "p.T"]);
    assert.deepEqual(
      [a, b].map((test) => test!.properties.map(({ value }) => value)),
      [["slow"], ["all"]],
    );
  });

  it("has details in parts of chunks, of which only texts are words", () => {
    const part = (type: string, words: string) =>
      `Content-Type: ${type}\nname\n${Buffer.byteLength(words).toString(16).toUpperCase()}\r\n${words}0\r\n`;
    const { cases } = read1(
      `test: a\nerror: a [ multipart\n${part("text/plain;charset=utf8", "größe\n]\nsuccess: a\n")}${part("image/png", "\u0001")}]\n`,
    );
    assert.deepEqual([cases[0]!.outcome, cases[0]!.message], ["errored", "größe\n]\nsuccess: a"]);
  });

  it("may hold what the tests print, and ends of tests that do not run", () => {
    assert.deepEqual(outcomes(read1("hello\ntest: a\nsuccess: b\n]\nsuccess: a\ntest: c\nsuccess: c")), [
      "a passed",
      "c passed",
    ]);
  });

  it("says that a test was begun and did not end, and has those behind it", () => {
    const report = read1("test: a\ntest: b\nsuccess: b\n");
    assert.deepEqual(outcomes(report), ["a failed", "b passed"]);
    assert.match(report.aborted!, /no end of a/);
  });

  it("has a test that ran twice, and ended otherwise, as flaky", () => {
    const [a] = read1("test: a\nfailure: a\ntest: a\nsuccess: a\n").cases;
    assert.deepEqual([a!.outcome, a!.runs, a!.flaky], ["passed", 2, true]);
  });

  for (const [rest, line, why] of [
    ["failure: b [\nwhy\n", 6, /cut off within the details of b/],
    ["failure: b [ multipart\nContent-Type: text/plain\nx\n5\r\nwh", 8, /cut off within the details of b/],
    ["failure: b [ multipart\nwhy\n]\n", 5, /no content type/],
    ["failure: b [ multipart\nContent-Type: text/plain\nx\nwhy\n]\n", 7, /no length that one can have/],
    ["failure: b [ multipart\nContent-Type: text/plain\nx\nFFFFFFFF\r\n]\n", 7, /no length that one can have/],
  ] as const)
    it(`is refused: ${why.source} on line ${line}`, () => {
      const { status, problems } = parse1(`test: a\nsuccess: a\ntest: b\n${rest}`);
      assert.equal(status, "invalid");
      assert.match(problems[0]!.message, why);
      assert.equal(problems[0]!.line, line);
    });
});
