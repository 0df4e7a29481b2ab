import { crc32 } from "../crc32.ts";
import type { TestReport } from "../model/report.ts";
import type { SuiteError, TestCase, TestOutcome } from "../model/tests.ts";
import { concat } from "./encoding.ts";
import { InvalidReport, matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { checkNumberOfTests, testCase, testReport } from "./testReport.ts";
import { cleanMessage } from "./testTexts.ts";
import { epochToIso } from "./times.ts";

/**
 * subunit, version 2 (README of testing-cabal/subunit): packets of bytes, each the status of a test, a part of a file that
 * belongs to it, or both. Written by stestr, testrepository and `python -m subunit.run`. As with unittest, a test that
 * passed and was expected to fail has failed.
 */
export const subunit: ReportFormat = {
  id: "subunit",
  kind: "tests",
  title: "subunit (version 2)",
  patterns: ["**/*.subunit", "**/subunit*.bin"],
  isBinary: true,
  recognise({ bytes }) {
    if (bytes[0] !== signature) return missed(0, "it does not begin with a packet of subunit");
    return bytes[1] !== undefined && bytes[1] >> 4 === version
      ? matched
      : missed(0.3, "it begins like a packet of subunit, of another version than 2");
  },
  read: (context) => new SubunitReader(context),
};

const signature = 0xb3;
const version = 2;

/** Bits of a packet's flags. */
const has = { id: 0x0800, time: 0x0200, runnable: 0x0100, tags: 0x0080, file: 0x0040, mime: 0x0020 };

export enum Status {
  none,
  exists,
  inProgress,
  success,
  unexpectedSuccess,
  skip,
  fail,
  expectedFailure,
  /** Version 1 only: what is no failed assertion. */
  error,
}

const outcomes: Readonly<Partial<Record<Status, TestOutcome>>> = {
  [Status.success]: "passed",
  [Status.unexpectedSuccess]: "failed",
  [Status.skip]: "skipped",
  [Status.fail]: "failed",
  [Status.expectedFailure]: "skipped",
  [Status.error]: "errored",
};

/** The longest packet that there can be: 4 MiB. */
const longestPacket = 4 * 1024 * 1024;
/** What is kept of the files of a test, in characters. */
const longestText = 8192;

export interface OpenTest {
  readonly id: string;
  status: Status;
  began: number | null;
  seconds: number | null;
  text: string;
  readonly tags: Set<string>;
  /** Times that it ended, and how at last. */
  ends: number;
  last?: Status;
  differs: boolean;
}

class SubunitReader implements Reader {
  readonly #tests: SubunitTests;
  /** Bytes whose packet is not complete. */
  #rest: Uint8Array = new Uint8Array(0);
  #packets = 0;

  constructor(context: ReadContext) {
    this.#tests = new SubunitTests(context);
  }

  write(chunk: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? chunk : concat([this.#rest, chunk]);
    let at = 0;
    while (at < bytes.length) {
      const length = bytes[at] === signature ? this.#lengthOf(bytes, at) : characterLength(bytes[at]!);
      if (length === null || at + length > bytes.length) break;
      // What the tests print may stand between the packets.
      if (bytes[at] === signature) this.#packet(bytes.subarray(at, at + length));
      at += length;
    }
    this.#rest = bytes.slice(at);
  }

  /** Bytes of the packet that begins at a place; null where they are not yet known. */
  #lengthOf(bytes: Uint8Array, at: number): number | null {
    if (bytes.length < at + 4 || bytes.length < at + 4 + (bytes[at + 3]! >> 6)) return null;
    const length = new Fields(bytes, at + 3, bytes.length).number();
    if (length < 8 || length > longestPacket)
      throw new InvalidReport("structure", `packet ${this.#packets + 1} has a length that none can have`);
    return length;
  }

  #packet(bytes: Uint8Array): void {
    this.#packets++;
    const end = bytes.length - 4;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (view.getUint32(end) !== crc32(bytes.subarray(0, end)))
      throw new InvalidReport("structure", `packet ${this.#packets} is damaged: its checksum is another`);
    const flags = view.getUint16(1);
    const fields = new Fields(bytes, 3, end);
    fields.number();
    const time = (flags & has.time) === 0 ? null : fields.time();
    const id = (flags & has.id) === 0 ? null : fields.text();
    const tags = (flags & has.tags) === 0 ? [] : fields.texts();
    if ((flags & has.mime) !== 0) fields.text();
    const file = (flags & has.file) === 0 ? "" : fields.file();
    this.#tests.begin(time);
    if (id === null) return;
    const test = this.#tests.test(id);
    this.#tests.print(test, file);
    for (const tag of tags) test.tags.add(tag);
    this.#tests.state(test, flags & 7, time, (flags & has.runnable) !== 0);
  }

  end(): TestReport {
    if (this.#rest.length > 0 && this.#rest[0] === signature)
      throw new InvalidReport("truncated", `it is cut off within packet ${this.#packets + 1}`);
    return this.#tests.report("subunit 2");
  }
}

/** The tests of a stream, of either version. */
export class SubunitTests {
  readonly #context: ReadContext;
  readonly #tests = new Map<string, OpenTest>();
  readonly #suiteErrors: SuiteError[] = [];
  #generated: string | null = null;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  /** The first time that the stream tells, in seconds since 1970. */
  begin(time: number | null): void {
    if (time !== null) this.#generated ??= epochToIso(time);
  }

  test(id: string): OpenTest {
    let test = this.#tests.get(id);
    if (test === undefined) {
      const status = Status.none;
      test = { id, status, began: null, seconds: null, text: "", tags: new Set(), ends: 0, differs: false };
      this.#tests.set(id, test);
      checkNumberOfTests(this.#tests.size);
    }
    return test;
  }

  print(test: OpenTest, text: string): void {
    if (test.text.length < longestText) test.text += text;
  }

  state(test: OpenTest, status: Status, time: number | null, isTest: boolean): void {
    if (status === Status.none || (status === Status.exists && test.status !== Status.none)) return;
    if (status <= Status.inProgress) {
      // A test that has ended is run again.
      if (test.ends > 0 && test.status > Status.inProgress) test.text = "";
      test.began = time;
      test.status = status;
      return;
    }
    if (!isTest) {
      // A process of the runner, and no test.
      this.#tests.delete(test.id);
      if (outcomes[status] === "failed")
        this.#suiteErrors.push({ suite: test.id, message: cleanMessage(test.text) ?? "it failed" });
      return;
    }
    if (test.began !== null && time !== null) test.seconds = (test.seconds ?? 0) + Math.max(time - test.began, 0);
    test.differs ||= test.last !== undefined && outcomes[test.last] !== outcomes[status];
    test.status = status;
    test.last = status;
    test.ends++;
  }

  report(dialect: string): TestReport {
    const tests = [...this.#tests.values()].filter(({ status }) => status !== Status.none);
    const unrun = tests.filter(({ status }) => status === Status.exists).length;
    const open = tests.find(({ status }) => status === Status.inProgress);
    return testReport(this.#context, {
      cases: tests.map(caseOf),
      suiteErrors: this.#suiteErrors,
      aborted:
        open !== undefined
          ? `no end of ${open.id}: the stream ends early`
          : unrun > 0 && unrun < tests.length
            ? `${unrun} tests were listed and did not run`
            : null,
      dialect,
      generated: this.#generated,
    });
  }
}

/** Bytes of the character of UTF-8 that begins with this one; its others may look like a signature. */
function characterLength(first: number): number {
  return first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

const utf8 = new TextDecoder();

/** The fields of a packet, one behind the other; what would go beyond its end makes it invalid. */
class Fields {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;

  constructor(bytes: Uint8Array, at: number, end: number) {
    [this.#bytes, this.#at, this.#end] = [bytes, at, end];
  }

  #take(count: number): Uint8Array {
    const from = this.#at;
    this.#at += count;
    if (this.#at > this.#end) throw new InvalidReport("structure", "a packet ends within one of its fields");
    return this.#bytes.subarray(from, this.#at);
  }

  /** Big-endian; the first two bits of the first byte are the number of bytes behind it. */
  number(): number {
    const [first] = this.#take(1);
    let value = first! & 0x3f;
    for (const byte of this.#take(first! >> 6)) value = value * 256 + byte;
    return value;
  }

  /** In seconds since 1970: a whole number of them in four bytes, and nanoseconds. */
  time(): number {
    let whole = 0;
    for (const byte of this.#take(4)) whole = whole * 256 + byte;
    return whole + this.number() / 1e9;
  }

  text(): string {
    return utf8.decode(this.#take(this.number()));
  }

  texts(): readonly string[] {
    const found: string[] = [];
    for (let count = this.number(); count > 0; count--) found.push(this.text());
    return found;
  }

  /** A name, and what is in it. */
  file(): string {
    this.text();
    return this.text();
  }
}

function caseOf({ id, status, seconds, text, tags, ends, differs }: OpenTest): TestCase {
  // "package.module.Class.test_name", with parameters behind it that may hold anything.
  const end = id.search(/[([]/);
  const at = id.lastIndexOf(".", end < 0 ? undefined : end);
  const outcome = outcomes[status] ?? (status === Status.exists ? "skipped" : "failed");
  const unended = status === Status.exists ? "it was listed and not run" : "it was begun and did not end";
  return testCase({
    name: id.slice(at + 1),
    className: at < 0 ? "" : id.slice(0, at),
    suite: at < 0 ? "" : id.slice(0, at),
    outcome,
    skipKind: status === Status.expectedFailure ? "expected-failure" : null,
    durationSeconds: seconds,
    message:
      outcome === "passed"
        ? null
        : (cleanMessage(text) ??
          (status <= Status.inProgress ? unended : null) ??
          (status === Status.unexpectedSuccess ? "it passed, and was expected to fail" : null)),
    properties: [...tags].map((value) => ({ name: "tag", value })),
    runs: Math.max(ends, 1),
    flaky: differs,
  });
}
