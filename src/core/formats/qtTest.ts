import type { TestReport } from "../model/report.ts";
import type { TestCase, TestOutcome } from "../model/tests.ts";
import { concat } from "./encoding.ts";
import { matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { milliseconds, testCase, testReport } from "./testReport.ts";
import { cleanMessage } from "./testTexts.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import type { XmlTag } from "./xmlTag.ts";
import { tellBenchmarks } from "./xmlTests.ts";

/**
 * Qt Test's XML (`-o FILE,xml`): a class with its functions, and what happened in each; a row of data is a test. As in Qt's
 * own totals, initTestCase and cleanupTestCase are tests, and one that failed as expected and went on has passed. Its light
 * XML (`-o FILE,lightxml`) is what stands within the class, whose name is not in it.
 */
export const qtTest: ReportFormat = {
  id: "qt-test",
  kind: "tests",
  title: "Qt Test XML, also light",
  patterns: ["**/tst_*.xml", "**/*qtest*.xml"],
  recognise({ xml }) {
    if (xml?.root === "Environment" && xml.elements.has("QTestVersion")) return matched;
    if (xml?.root !== "TestCase") return missed(0, "its root is not <TestCase>");
    return xml.children.has("TestFunction") || xml.elements.has("QtVersion")
      ? matched
      : missed(0.6, "its <TestCase> has no <TestFunction>");
  },
  read: (context) => new QtReader(context),
};

const before = new TextEncoder().encode("<TestCase>");
const behind = new TextEncoder().encode("</TestCase>");

/** Gives the light XML the root that it lacks. */
class QtReader implements Reader {
  readonly #tests: QtTests;
  readonly #xml: XmlReader<TestReport>;
  /** Its beginning, until the first tag is there. */
  #beginning: Uint8Array | null = new Uint8Array(0);
  #isLight = false;

  constructor(context: ReadContext) {
    this.#tests = new QtTests(context);
    this.#xml = new XmlReader(context, this.#tests);
  }

  write(chunk: Uint8Array): void {
    if (this.#beginning === null) {
      this.#xml.write(chunk);
      return;
    }
    this.#beginning = concat([this.#beginning, chunk]);
    if (this.#beginning.length >= longestBeginning) this.#begin(this.#beginning);
  }

  #begin(bytes: Uint8Array): void {
    this.#beginning = null;
    this.#isLight = /^\s*<Environment[\s>]/.test(new TextDecoder().decode(bytes.subarray(0, longestBeginning)));
    if (this.#isLight) this.#xml.write(before);
    this.#xml.write(bytes);
  }

  end(): TestReport {
    if (this.#beginning !== null) this.#begin(this.#beginning);
    if (!this.#isLight) return this.#xml.end();
    this.#xml.write(behind);
    const report = this.#xml.end();
    // Without a root only the time of the whole run, which stands last, tells that it came to its end.
    const aborted = report.aborted ?? (this.#tests.hasEnded ? null : "it has no time of the whole run: it ends early");
    return { ...report, aborted, dialect: "Qt Test light" };
  }
}

/** Within these the first tag begins. */
const longestBeginning = 256;

/**
 * What the incidents and messages of a test make of it, the first one of this order that there is; blacklisted ones (b…)
 * are in no sum of what passed and failed. "xfail" alone is none: what it does at last tells.
 */
const kinds: readonly (readonly [type: string, outcome: TestOutcome])[] = [
  ["fail", "failed"],
  ["xpass", "failed"],
  ["bfail", "skipped"],
  ["bxpass", "skipped"],
  ["bpass", "skipped"],
  ["bxfail", "skipped"],
  ["skip", "skipped"],
  ["pass", "passed"],
];

/** One incident or message. */
interface Event {
  readonly type: string;
  readonly location: string | null;
  tag: string;
  description: string | null;
}

interface Row {
  readonly name: string;
  readonly events: Event[];
}

class QtTests implements XmlContent {
  readonly #context: ReadContext;
  readonly #cases: TestCase[] = [];
  #className = "";
  #producer = "Qt Test";
  #function: { readonly name: string; readonly rows: Map<string, Row>; seconds: number | null } | null = null;
  #event: Event | null = null;
  #fatal: string | null = null;
  #benchmarks = 0;
  /** The time of the whole run was the last that was told. */
  hasEnded = false;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  open(tag: XmlTag): void {
    this.hasEnded = tag.name === "Duration" && this.#function === null;
    switch (tag.name) {
      case "TestCase":
        if (tag.depth === 1) this.#className = tag.get("name") ?? "";
        return;
      case "TestFunction":
        this.#function = { name: tag.get("name") ?? "", rows: new Map(), seconds: null };
        return;
      case "Incident":
      case "Message": {
        const [file, line] = [tag.get("file") ?? "", tag.number("line")];
        const location = file === "" ? null : line > 0 ? `${file}:${line}` : file;
        this.#event = { type: tag.get("type") ?? "", location, tag: "", description: null };
        return;
      }
      case "Duration":
        if (this.#function !== null) {
          const time = tag.number("msecs");
          this.#function.seconds = Number.isNaN(time) ? null : milliseconds(time);
        }
        return;
      case "BenchmarkResult":
        this.#benchmarks++;
        return;
      case "DataTag":
      case "Description":
      case "QTestVersion":
        tag.keepText();
    }
  }

  close(name: string, text: string): void {
    switch (name) {
      case "QTestVersion":
        this.#producer = `Qt Test ${text.trim()}`;
        return;
      case "DataTag":
        if (this.#event !== null) this.#event.tag = text.trim();
        return;
      case "Description":
        if (this.#event !== null) this.#event.description = cleanMessage(text);
        return;
      case "Incident":
      case "Message":
        if (this.#event !== null) this.#take(this.#event);
        this.#event = null;
        return;
      case "TestFunction":
        this.#end();
    }
  }

  #take(event: Event): void {
    if (event.type === "qfatal") this.#fatal ??= event.description ?? "a fatal message";
    if (this.#function === null || (event.type !== "xfail" && kinds.every(([type]) => type !== event.type))) return;
    const { name, rows } = this.#function;
    const row = rows.get(event.tag) ?? { name: event.tag === "" ? name : `${name}(${event.tag})`, events: [] };
    rows.set(event.tag, row);
    row.events.push(event);
  }

  #end(): void {
    if (this.#function === null) return;
    const { name, rows, seconds } = this.#function;
    this.#function = null;
    // The time is that of all its rows.
    const durationSeconds = rows.size > 1 ? null : seconds;
    if (rows.size === 0) rows.set("", { name, events: [] });
    for (const row of rows.values()) this.#cases.push({ ...caseOf(row, this.#className), durationSeconds });
  }

  report(): TestReport {
    tellBenchmarks(this.#context, this.#benchmarks);
    return testReport(this.#context, {
      cases: this.#cases,
      aborted: this.#fatal === null ? null : `a fatal message ended the run: ${this.#fatal}`,
      dialect: "Qt Test",
      producer: this.#producer,
    });
  }
}

function caseOf({ name, events }: Row, className: string): TestCase {
  const kind = kinds.find(([type]) => events.some((event) => event.type === type));
  const told = kind === undefined ? undefined : events.find(({ type }) => type === kind[0]);
  const isFailure = kind?.[0] === "bfail" || kind?.[0] === "bxfail";
  return testCase({
    ...{ name, className, suite: className },
    outcome: kind?.[1] ?? "errored",
    skipKind: isFailure ? "expected-failure" : null,
    message: kind === undefined ? "it was begun and did not end" : (told?.description ?? null),
    // Only of those that did not pass: as the file of the test it would make another test of one that failed.
    properties: told?.location == null ? [] : [{ name: "location", value: told.location }],
  });
}
