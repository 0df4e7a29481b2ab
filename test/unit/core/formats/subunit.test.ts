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
