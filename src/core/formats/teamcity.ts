import type { TestReport } from "../model/report.ts";
import { foldReruns, type SuiteError, type TestCase, type TestOutcome } from "../model/tests.ts";
import { InvalidReport, matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { checkNumberOfTests, milliseconds, suitePath, testCase, testReport, withDistinctNames } from "./testReport.ts";
import { cleanMessage, isoTime } from "./testTexts.ts";
import { latin1Warning, TextLines } from "./textLines.ts";

/**
 * TeamCity service messages of tests (https://www.jetbrains.com/help/teamcity/service-messages.html), anywhere in what a
 * build prints: `##teamcity[testStarted name='a' flowId='1']`. What runs side by side has flows of its own, each with its
 * own suites. A test passed unless a message between its begin and its end says otherwise.
 */
export const teamcity: ReportFormat = {
  id: "teamcity",
  kind: "tests",
  title: "TeamCity service messages",
  patterns: ["**/teamcity*.txt", "**/teamcity*.log", "**/*.teamcity"],
  recognise(head) {
    if (head.shape !== "text") return missed(0, "it is not plain text");
    if (/##teamcity\[test[A-Z]/.test(head.text)) return matched;
    return missed(head.text.includes("##teamcity[") ? 0.7 : 0, 'it has no line "##teamcity[test…"');
  },
  read: (context) => new TeamCityReader(context),
};

const escaped = /\|(?:0x([\dA-Fa-f]{4})|(.))/g;
const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", x: "\u0085", l: "\u2028", p: "\u2029" };

function unescaped(value: string): string {
  return value.includes("|")
    ? value.replace(escaped, (_, code?: string, letter?: string) =>
        code === undefined ? (escapes[letter!] ?? letter!) : String.fromCharCode(Number.parseInt(code, 16)),
      )
    : value;
}

/** Suites nest as deep as a person writes them; deeper ones are damage. */
const deepest = 1000;

const opening = "##teamcity[";
const word = /\w*/y;
const attributeStart = /\s+(\w+)\s*=\s*'/y;
const closing = /\s*\]/y;

/** What kind of message begins at a place, and its attributes; null where it is not whole, or has none. */
function messageAt(line: string, from: number): readonly [kind: string, attributes: Attributes | null] {
  word.lastIndex = from;
  const kind = word.exec(line)![0];
  const attributes = new Map<string, string>();
  let at = from + kind.length;
  for (;;) {
    closing.lastIndex = attributeStart.lastIndex = at;
    if (closing.test(line)) return [kind, attributes];
    const name = attributeStart.exec(line)?.[1];
    if (name === undefined) return [kind, null];
    const start = attributeStart.lastIndex;
    const end = valueEnd(line, start);
    if (end < 0) return [kind, null];
    attributes.set(name, unescaped(line.slice(start, end)));
    at = end + 1;
  }
}

/** Where the apostrophe stands that ends a value, which may be of megabytes; the letter behind a "|" is never one. */
function valueEnd(line: string, from: number): number {
  for (let at = from; at < line.length; at++) {
    const letter = line[at];
    if (letter === "'") return at;
    if (letter === "|") at++;
  }
  return -1;
}

interface Flow {
  readonly suites: string[];
  /** Tests that were begun and have not ended, by name. */
  readonly open: Map<string, OpenTest>;
}

interface OpenTest {
  readonly name: string;
  readonly path: string;
  readonly place: Pick<TestCase, "file" | "line">;
  outcome: TestOutcome;
  message: string | null;
  readonly properties: { name: string; value: string }[];
  runs: number;
}

type Attributes = ReadonlyMap<string, string>;

class TeamCityReader implements Reader {
  readonly #context: ReadContext;
  readonly #lines = new TextLines((line, number) => this.#line(line, number));
  /** Number of the line that is read. */
  #number = 0;
  readonly #flows = new Map<string, Flow>();
  readonly #cases: TestCase[] = [];
  readonly #suiteErrors: SuiteError[] = [];
  #retries = false;
  #generated: string | null = null;
  /** What `testCount` said, added up. */
  #planned: number | null = null;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  #line(line: string, number: number): void {
    this.#number = number;
    for (let at = line.indexOf(opening); at >= 0; at = line.indexOf(opening, at + 1)) {
      const [kind, attributes] = messageAt(line, at + opening.length);
      if (attributes !== null) this.#message(kind, attributes);
      // One that says a test failed would be missing.
      else if (/^test[A-Z]/.test(kind))
        throw new InvalidReport("structure", "a service message of a test is not whole", number);
    }
  }

  #flow(id: string, parent?: string): Flow {
    let flow = this.#flows.get(id);
    if (flow === undefined) {
      flow = { suites: [...(this.#flows.get(parent ?? "")?.suites ?? [])], open: new Map() };
      this.#flows.set(id, flow);
    }
    return flow;
  }

  #message(kind: string, attributes: Attributes): void {
    this.#generated ??= isoTime(attributes.get("timestamp") ?? null);
    const id = attributes.get("flowId") ?? "";
    const name = attributes.get("name") ?? "";
    switch (kind) {
      case "flowStarted":
        this.#flow(id, attributes.get("parent"));
        return;
      case "flowFinished":
        this.#endAll(this.#flow(id));
        this.#flows.delete(id);
        return;
      case "testSuiteStarted": {
        const { suites } = this.#flow(id);
        suites.push(name);
        if (suites.length > deepest)
          throw new InvalidReport("too-deep", `suites nest deeper than ${deepest}`, this.#number);
        return;
      }
      case "testSuiteFinished": {
        const flow = this.#flow(id);
        this.#endAll(flow);
        const at = flow.suites.lastIndexOf(name);
        if (at >= 0) flow.suites.length = at;
        return;
      }
      case "testRetrySupport":
        this.#retries = /^true$/i.test(attributes.get("enabled") ?? "");
        return;
      case "testCount": {
        const count = Number(attributes.get("count") || Number.NaN);
        if (Number.isSafeInteger(count)) this.#planned = (this.#planned ?? 0) + count;
        return;
      }
      case "buildProblem":
        this.#error("", attributes.get("description"));
        return;
      default:
        this.#test(kind, this.#flow(id), name, attributes);
    }
  }

  #test(kind: string, flow: Flow, name: string, attributes: Attributes): void {
    const open = flow.open.get(name);
    switch (kind) {
      case "testStarted":
        // Mocha begins a test that failed anew, and says only how it ended at last.
        if (open !== undefined) open.runs++;
        else flow.open.set(name, begun(flow, name, attributes.get("locationHint")));
        return;
      case "testFailed": {
        const words = [attributes.get("message"), attributes.get("details")].map(cleanMessage);
        const told = words.filter((each) => each !== null).join("\n");
        if (open !== undefined) {
          open.outcome = "failed";
          open.message ??= cleanMessage(told);
        } else this.#error(suitePath([...flow.suites, name]), told);
        return;
      }
      case "testIgnored": {
        // It need not have been begun.
        const test = open ?? begun(flow, name, attributes.get("locationHint"));
        if (test.outcome !== "failed") test.outcome = "skipped";
        test.message ??= cleanMessage(attributes.get("message"));
        if (open === undefined) this.#end(test, null);
        return;
      }
      case "testMetadata": {
        const test = flow.open.get(attributes.get("testName") ?? "");
        const value = attributes.get("value");
        if (test !== undefined && name !== "" && value !== undefined) test.properties.push({ name, value });
        return;
      }
      case "testFinished":
        if (open === undefined) return;
        flow.open.delete(name);
        this.#end(open, milliseconds(Number(attributes.get("duration") || Number.NaN)));
    }
  }

  #error(suite: string, words: string | undefined): void {
    this.#suiteErrors.push({ suite, message: cleanMessage(words) ?? "an error outside the tests" });
  }

  #end(test: OpenTest, durationSeconds: number | null): void {
    const { name, path, place, outcome, message, properties, runs } = test;
    checkNumberOfTests(this.#cases.length + 1);
    this.#cases.push(
      testCase({
        ...{ name, className: path, suite: path, ...place, outcome, message, properties, runs },
        durationSeconds: Number.isNaN(durationSeconds) ? null : durationSeconds,
        flaky: runs > 1 && outcome === "passed",
      }),
    );
  }

  /** Tests that have no end where their suite has one: what was to run before them failed, or the process died. */
  #endAll({ open }: Flow): void {
    for (const test of open.values()) {
      test.message ??= "it was begun and did not end";
      test.outcome = test.outcome === "passed" ? "errored" : test.outcome;
      this.#end(test, null);
    }
    open.clear();
  }

  end(): TestReport {
    this.#lines.end();
    const unended = [...this.#flows.values()].flatMap(({ suites, open }) => [...open.keys(), ...suites]);
    for (const flow of this.#flows.values()) this.#endAll(flow);
    if (this.#lines.isLatin1) this.#context.problem(latin1Warning);
    return testReport(this.#context, {
      // Where reruns are not announced, two tests of one name are two tests.
      cases: this.#retries ? foldReruns(this.#cases) : withDistinctNames(this.#cases),
      suiteErrors: this.#suiteErrors,
      aborted: unended.length === 0 ? null : `no end of ${unended[0]}: the output ends early`,
      dialect: "TeamCity service messages",
      generated: this.#generated,
      declared: this.#planned === null ? null : { "planned tests": this.#planned },
    });
  }
}

function begun({ suites }: Flow, name: string, hint: string | undefined): OpenTest {
  return {
    ...{ name, path: suitePath(suites), place: placeOf(hint ?? ""), properties: [], runs: 1 },
    outcome: "passed",
    message: null,
  };
}

/** "php_qn:///work/tests/ShapeTest.php::\ShapeTest::testArea", "file:///work/a.js:3". */
function placeOf(hint: string): Pick<TestCase, "file" | "line"> {
  const [, file, line] = /^php_qn:\/\/(.+?)::/.exec(hint) ?? /^file:\/\/(.+?)(?::(\d+))?(?::\d+)?$/.exec(hint) ?? [];
  return { file: file ?? null, line: line === undefined || Number(line) === 0 ? null : Number(line) };
}
