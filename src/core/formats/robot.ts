import type { TestReport } from "../model/report.ts";
import type { SuiteError, TestCase, TestOutcome } from "../model/tests.ts";
import { matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { text } from "./jsonValues.ts";
import { lineOf } from "./lineNumber.ts";
import { robotJson } from "./robotJson.ts";
import { afterTearDown, KeywordCounts, mergedRuns, robotOutcomes, robotProducer, robotReport } from "./robotResults.ts";
import { checkNumberOfTests, milliseconds, OutcomeWords, suitePath, testCase } from "./testReport.ts";
import { cleanMessage, isoTime } from "./testTexts.ts";
import { XmlOrJsonReader } from "./xmlOrJson.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import type { XmlTag } from "./xmlTag.ts";

/** Robot Framework's output.xml, of version 3 and later, and output.json, which version 7.2 can write in its place. */
export const robot: ReportFormat = {
  id: "robot",
  kind: "tests",
  title: "Robot Framework output.xml",
  patterns: ["**/output.xml", "**/output-*.xml", "**/robot*.xml", "**/output.json"],
  recognise(head) {
    const { xml } = head;
    if (xml === null) {
      const root = jsonObject(head);
      const isRobot = /^(?:Robot|Rebot)\b/.test(text(root?.["generator"]) ?? "") && asObject(root?.["suite"]) !== null;
      return isRobot ? matched : missed(0, "its root is not <robot>");
    }
    if (xml.root !== "robot") return missed(0, "its root is not <robot>");
    return xml.attributes.has("generator") || xml.children.has("suite") ? matched : missed(0.7, "it has no <suite>");
  },
  read: (context) =>
    new XmlOrJsonReader(
      () => new XmlReader(context, new RobotTests(context)),
      () => new JsonReader((value) => robotJson(asObject(value) ?? {}, context)),
    ),
};

interface OpenSuite {
  readonly name: string;
  readonly source: string | null;
  readonly depth: number;
  /** The place of its first test. */
  readonly from: number;
  /** How its own tear-down ended, null without one. */
  tearDown: string | null;
  /** What its own status says beside the word. */
  message: string | null;
}

interface OpenTest {
  readonly depth: number;
  readonly name: string;
  readonly line: number | null;
  readonly tags: string[];
  outcome: TestOutcome;
  seconds: number | null;
  message: string | null;
  /** The words of its runs, the last one first, where rebot has merged several; else none. */
  runs: readonly string[];
}

class RobotTests implements XmlContent {
  readonly #context: ReadContext;
  readonly #words: OutcomeWords;
  readonly #cases: TestCase[] = [];
  readonly #suiteErrors: SuiteError[] = [];
  readonly #suites: OpenSuite[] = [];
  #test: OpenTest | null = null;
  /** Depth of the open suite's own tear-down while it is read, else 0. */
  #tearDown = 0;
  readonly #keywords = new KeywordCounts();
  /** Depth of the innermost open keyword that holds no other so far, else 0. */
  #keyword = 0;
  /** Whose own <status> is open: keywords and loops have theirs too. */
  #status: { of: "test" | "suite"; word: string } | null = null;
  #inTag = false;
  /** Within the `<tags>` of a test, which hold them before version 4. */
  #inTags = false;
  /** Within <statistics>, whose elements have the same names. */
  #statistics = false;
  #inTotal = false;
  #statTotal: Readonly<Record<string, number>> | null = null;
  #producer: string | null = null;
  #generated: string | null = null;

  constructor(context: ReadContext) {
    this.#context = context;
    this.#words = new OutcomeWords(context, robotOutcomes);
  }

  open(tag: XmlTag): void {
    if (this.#statistics) {
      this.#beginStatistic(tag);
      return;
    }
    switch (tag.name) {
      case "robot":
        this.#producer = robotProducer(tag.get("generator"));
        this.#generated = robotTime(tag.get("generated"));
        return;
      case "statistics":
        this.#statistics = tag.depth === 2;
        return;
      case "suite":
        this.#suites.push({
          name: tag.get("name") ?? "",
          source: tag.get("source"),
          depth: tag.depth,
          from: this.#cases.length,
          tearDown: null,
          message: null,
        });
        return;
      case "kw":
        this.#keyword = tag.depth;
        if (this.#test === null && tag.depth === this.#suiteDepth + 1 && /^teardown$/i.test(tag.get("type") ?? ""))
          this.#tearDown = tag.depth;
        return;
      case "test": {
        const line = tag.number("line");
        this.#test = {
          depth: tag.depth,
          name: tag.get("name") ?? "",
          line: lineOf(line),
          tags: [],
          outcome: "errored",
          seconds: null,
          message: null,
          runs: [],
        };
        return;
      }
      case "tags":
        this.#inTags = tag.depth === (this.#test?.depth ?? -9) + 1;
        return;
      case "tag":
        // Keywords have tags too.
        this.#inTag = this.#test !== null && (this.#inTags || tag.depth === this.#test.depth + 1);
        if (this.#inTag) tag.keepText();
        return;
      case "status":
        if (this.#test !== null && this.#keyword > 0 && tag.depth === this.#keyword + 1) {
          this.#keywords.add(tag.get("status") ?? "");
          this.#keyword = 0;
        }
        this.#beginStatus(tag);
    }
  }

  /** Version 3 has a row of the critical tests before that of all. */
  #beginStatistic(tag: XmlTag): void {
    if (tag.name === "total") this.#inTotal = true;
    if (tag.name !== "stat" || !this.#inTotal) return;
    const pass = tag.number("pass");
    const fail = tag.number("fail");
    const skip = tag.number("skip");
    if (!Number.isNaN(pass) && !Number.isNaN(fail))
      this.#statTotal = { pass, fail, ...(Number.isNaN(skip) ? {} : { skip }) };
  }

  get #suiteDepth(): number {
    return this.#suites.at(-1)?.depth ?? -9;
  }

  #beginStatus(tag: XmlTag): void {
    const word = tag.get("status") ?? "";
    if (this.#test !== null) {
      if (tag.depth !== this.#test.depth + 1) return;
      this.#test.outcome = this.#words.of(word);
      this.#test.seconds = duration(tag);
      this.#status = { of: "test", word };
      tag.keepText();
    } else if (this.#tearDown > 0) {
      // It is the last of its keyword: those of the keywords within are deeper.
      if (tag.depth !== this.#tearDown + 1) return;
      this.#suites.at(-1)!.tearDown = word;
      this.#tearDown = 0;
    } else if (tag.depth === this.#suiteDepth + 1) {
      this.#status = { of: "suite", word };
      tag.keepText();
    }
  }

  close(name: string, text: string): void {
    if (this.#statistics) {
      if (name === "statistics") this.#statistics = false;
      else if (name === "total") this.#inTotal = false;
      return;
    }
    switch (name) {
      case "tags":
        this.#inTags = false;
        return;
      case "tag":
        if (this.#inTag && text.trim() !== "") this.#test?.tags.push(text.trim());
        this.#inTag = false;
        return;
      case "status":
        this.#endStatus(text);
        return;
      case "test":
        this.#end();
        return;
      case "suite":
        this.#endSuite();
    }
  }

  #endSuite(): void {
    const suite = this.#suites.pop();
    if (suite !== undefined) afterTearDown(this.#cases, { ...suite, producer: this.#producer });
  }

  #endStatus(text: string): void {
    const status = this.#status;
    this.#status = null;
    if (status?.of === "test" && this.#test !== null) {
      const merged = mergedRuns(text);
      this.#test.message = cleanMessage(merged === null ? text : merged.message);
      this.#test.runs = merged?.words ?? [];
    }
    // A suite has words of its own only where its set-up or tear-down failed.
    const words = cleanMessage(text);
    if (status?.of === "suite") this.#suites.at(-1)!.message = words;
    if (status?.of === "suite" && status.word === "FAIL" && words !== null)
      this.#suiteErrors.push({ suite: suitePath(this.#suites.map(({ name }) => name)), message: words });
  }

  #end(): void {
    const test = this.#test;
    this.#test = null;
    if (test === null) return;
    this.#keywords.endTest(test.outcome);
    const suite = suitePath(this.#suites.map(({ name }) => name));
    checkNumberOfTests(this.#cases.length + 1);
    this.#cases.push(
      testCase({
        name: test.name,
        className: suite,
        suite,
        file: this.#suites.findLast(({ source }) => source !== null)?.source ?? null,
        line: test.line,
        outcome: test.outcome,
        durationSeconds: test.seconds,
        message: test.outcome === "passed" ? null : test.message,
        properties: test.tags.map((value) => ({ name: "tag", value })),
        runs: Math.max(1, test.runs.length),
        flaky: test.runs.includes("FAIL") && test.runs.includes("PASS"),
      }),
    );
  }

  report(): TestReport {
    return robotReport(
      this.#context,
      {
        cases: this.#cases,
        suiteErrors: this.#suiteErrors,
        producer: this.#producer,
        generated: this.#generated,
        declared: this.#statTotal,
      },
      this.#keywords,
    );
  }
}

/** "20230101 12:00:00.000" of versions before 7, ISO 8601 since. */
function robotTime(text: string | null): string | null {
  return isoTime(text?.replace(/^(\d{4})(\d\d)(\d\d) /, "$1-$2-$3T") ?? null);
}

/** `elapsed` in seconds since version 7; before it the difference of two times. */
function duration(tag: XmlTag): number | null {
  const elapsed = tag.number("elapsed");
  if (elapsed >= 0) return elapsed;
  const start = robotTime(tag.get("starttime"));
  const end = robotTime(tag.get("endtime"));
  return start === null || end === null ? null : milliseconds(Date.parse(end) - Date.parse(start));
}
