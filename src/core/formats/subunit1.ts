import type { TestReport } from "../model/report.ts";
import { concat } from "./encoding.ts";
import { InvalidReport, matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { type OpenTest, Status, SubunitTests } from "./subunit.ts";

/**
 * subunit, version 1 (README of testing-cabal/subunit): lines of text that begin a test and say how it ended, with details
 * in brackets or, "[ multipart", in parts of chunks whose length is stated. Written by `subunit-2to1`, Python's
 * TestProtocolClient, Check (CK_SUBUNIT) and Samba. What the tests print stands between them. As in version 2, a test that
 * passed and was expected to fail has failed.
 */
export const subunit1: ReportFormat = {
  id: "subunit-1",
  kind: "tests",
  title: "subunit (version 1)",
  patterns: ["**/*.subunit", "**/*subunit*.txt", "**/*.subunit1"],
  recognise(head) {
    if (head.shape !== "text") return missed(0, "it is not plain text");
    const begun = new Set<string>();
    for (const line of head.text.split("\n")) {
      const [, keyword, name] = command.exec(line) ?? [];
      if (keyword === undefined) continue;
      if (keyword.startsWith("test")) begun.add(name!);
      else if (begun.has(name!)) return matched;
    }
    return missed(begun.size > 0 ? 0.4 : 0, 'it has no line "test: …" with its "success: …" or "failure: …"');
  },
  read: (context) => new Subunit1Reader(context),
};

const command = /^(test|testing|success|successful|failure|error|skip|xfail|uxsuccess): (.+?)( \[| \[ multipart)?\r?$/;
const timeLine = /^time: (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)Z\r?$/;
const tagsLine = /^tags: (.*?)\r?$/;

const statuses: Readonly<Record<string, Status>> = {
  success: Status.success,
  successful: Status.success,
  failure: Status.fail,
  error: Status.error,
  skip: Status.skip,
  xfail: Status.expectedFailure,
  uxsuccess: Status.unexpectedSuccess,
};

/** A line or a chunk that is longer is none of a stream: 16 MiB. */
const longest = 16 * 1024 * 1024;

/** Where the reader is: between tests and their ends, or within the details of an end. */
type Place = "outside" | "brackets" | "part" | "name" | "size" | "chunk";

const utf8 = new TextDecoder();

class Subunit1Reader implements Reader {
  readonly #tests: SubunitTests;
  #rest: Uint8Array = new Uint8Array(0);
  #line = 0;
  #place: Place = "outside";
  /** Bytes of the chunk, in `chunk`. */
  #length = 0;
  #isText = false;
  #time: number | null = null;
  readonly #tags = new Set<string>();
  /** The one that was begun last, or whose end is read. */
  #test: OpenTest | null = null;
  /** Python's TestProtocolClient writes no end of a test of which only a part (`subTest`) failed. */
  readonly #open = new Map<string, OpenTest>();
  /** How the test whose details are read has ended. */
  #status = Status.none;

  constructor(context: ReadContext) {
    this.#tests = new SubunitTests(context);
  }

  write(chunk: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? chunk : concat([this.#rest, chunk]);
    let at = 0;
    for (;;) {
      if (this.#place === "chunk") {
        if (at + this.#length > bytes.length) break;
        const words = bytes.subarray(at, at + this.#length);
        for (const byte of words) if (byte === 10) this.#line++;
        if (this.#isText) this.#tests.print(this.#test!, utf8.decode(words));
        at += this.#length;
        this.#place = "size";
      } else {
        const end = bytes.indexOf(10, at);
        if (end < 0) break;
        this.#line++;
        this.#take(utf8.decode(bytes.subarray(at, end)));
        at = end + 1;
      }
    }
    this.#rest = bytes.slice(at);
    if (this.#rest.length > longest + 2)
      throw new InvalidReport("too-long", "a line is longer than 16 MiB", this.#line + 1);
  }

  #take(line: string): void {
    switch (this.#place) {
      case "outside":
        this.#command(line);
        return;
      case "brackets":
        if (isClosing(line)) this.#end();
        // A line that is a bracket itself has a space before it.
        else this.#tests.print(this.#test!, `${line.startsWith(" ]") ? line.slice(1) : line}\n`);
        return;
      case "part":
        if (isClosing(line)) this.#end();
        else if (/^content-type:/i.test(line)) {
          this.#isText = /^content-type:\s*text\//i.test(line);
          this.#place = "name";
        } else throw new InvalidReport("structure", "a part of the details of a test has no content type", this.#line);
        return;
      case "name":
        this.#place = "size";
        return;
      case "size":
        this.#size(line);
    }
  }

  #size(line: string): void {
    const length = /^[\dA-Fa-f]{1,8}\r?$/.test(line) ? Number.parseInt(line, 16) : Number.NaN;
    if (!(length <= longest))
      throw new InvalidReport(
        "structure",
        "a chunk of the details of a test has no length that one can have",
        this.#line,
      );
    this.#length = length;
    this.#place = length === 0 ? "part" : "chunk";
  }

  #command(line: string): void {
    const time = timeLine.exec(line);
    if (time !== null) {
      this.#time = Date.parse(`${time[1]}T${time[2]}Z`) / 1000;
      if (Number.isNaN(this.#time)) this.#time = null;
      this.#tests.begin(this.#time);
      return;
    }
    const tags = tagsLine.exec(line);
    if (tags !== null) {
      // Those of a test are its own, and none of the next.
      const to = this.#test?.tags ?? this.#tags;
      for (const tag of tags[1]!.split(/\s+/)) {
        if (tag.startsWith("-")) to.delete(tag.slice(1));
        else if (tag !== "") to.add(tag);
      }
      return;
    }
    const [, keyword, name, brackets] = command.exec(line) ?? [];
    if (keyword === undefined) return;
    const status = statuses[keyword];
    const test = this.#open.get(name!);
    if (status === undefined) this.#begin(name!);
    // What is said of a test that does not run is printed by another.
    else if (test !== undefined) {
      this.#test = test;
      this.#status = status;
      if (brackets === undefined) this.#end();
      else this.#place = brackets === " [" ? "brackets" : "part";
    }
  }

  #begin(name: string): void {
    this.#test = this.#tests.test(name);
    this.#open.set(name, this.#test);
    for (const tag of this.#tags) this.#test.tags.add(tag);
    this.#tests.state(this.#test, Status.inProgress, this.#time, true);
  }

  #end(): void {
    this.#tests.state(this.#test!, this.#status, this.#time, true);
    this.#place = "outside";
    this.#open.delete(this.#test!.id);
    this.#test = null;
  }

  end(): TestReport {
    if (this.#place === "brackets" || this.#place === "outside") {
      if (this.#rest.length > 0) this.write(new Uint8Array([10]));
    } else if (this.#place === "part" && isClosing(utf8.decode(this.#rest))) this.#end();
    if (this.#place !== "outside")
      throw new InvalidReport("truncated", `it is cut off within the details of ${this.#test!.id}`, this.#line + 1);
    return this.#tests.report("subunit 1");
  }
}

function isClosing(line: string): boolean {
  return line === "]" || line === "]\r";
}
