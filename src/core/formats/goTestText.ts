import type { TestReport } from "../model/report.ts";
import { matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { benchmarkTime, GoTests, longestOutput } from "./goTest.ts";
import { checkNumberOfTests } from "./testReport.ts";
import { TextLines } from "./textLines.ts";

/**
 * What `go test -v` prints (`go doc testing`, `go doc test2json`): each line as the event that `go test -json` has for it.
 * Its package is named last. Without -v only tests that failed are named, so that such a text is none.
 */
export const goTestText: ReportFormat = {
  id: "go-test-text",
  kind: "tests",
  title: "go test -v text",
  patterns: ["**/go-test*.txt", "**/gotest*.txt", "**/go-test*.log", "**/gotest*.log"],
  recognise(head) {
    if (head.shape !== "text") return missed(0, "it is not plain text");
    if (/^=== RUN {3}(?!Benchmark)\S+\r?$/m.test(head.text)) return matched;
    return /^(?:ok {2}|FAIL|\? {3})\t\S+(?:\t| \[)/m.test(head.text)
      ? missed(0.9, "it names only the tests that failed: go test -v, or -json, names all of them")
      : missed(0, 'it has no line "=== RUN"');
  },
  read: (context) => new GoTextReader(context),
};

/** A test that is begun; what another printed without a newline may stand before it. */
const begun = /(?:^|\S)=== RUN {3}(\S+)$/;
/** A test whose words follow. */
const other = /(?:^|\S)=== (?:PAUSE|CONT {1,2}|NAME {1,2}) ?(\S+)$/;
const result = /--- (PASS|FAIL|SKIP): (\S+) \((\d+(?:\.\d+)?)s\)$/;
/** What stands before the result of a test, and what of that of one that is within others. */
const attribute = /^(?: {4})*=== ATTR {2}(\S+) (\S+) (.*)$/;
const end = /^(ok {2}|FAIL|\? {3})\t(\S+)(?:\t.*| \[.*)?$/;
const brokenBuild = /^FAIL\t\S+ \[(?:build|setup) failed\]$/;
const outcomeOf: Readonly<Record<string, string>> = { "ok  ": "pass", FAIL: "fail", "?   ": "skip" };

interface Event {
  readonly Action: string;
  readonly Test?: string;
  readonly Output?: string;
  readonly Elapsed?: number;
  readonly Key?: string;
  readonly Value?: string;
}

class GoTextReader implements Reader {
  readonly #tests: GoTests;
  readonly #lines = new TextLines(
    (line) => this.#line(line),
    /^=== RUN {3}\S+|--- (?:PASS|FAIL|SKIP): \S+|^(?:ok {2}|FAIL)\t\S+/,
  );
  /** Of the package whose name is still to come. */
  #events: Event[] = [];
  /** Its tests, and how much of what each printed is kept. */
  readonly #kept = new Map<string, number>();
  /** How often one of them was begun. */
  #begun = 0;
  /** How much is kept of what none of them printed. */
  #keptOutside = 0;
  #test = "";
  /** What a line that is a word alone says of it: a test binary that is called without `go test` names no package. */
  #verdict: string | null = null;
  #inBuild = false;

  constructor(context: ReadContext) {
    this.#tests = new GoTests(context);
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  #line(line: string): void {
    // Most lines are words of the tests.
    if (!/=== |--- |\t|^(?:PASS|FAIL)$/.test(line)) {
      this.#words(line);
      return;
    }
    const ended = end.exec(line);
    if (ended !== null) {
      if (brokenBuild.test(line)) this.#tests.noise(line);
      else this.#close(ended[2]!, outcomeOf[ended[1]!]!);
      this.#inBuild = false;
      return;
    }
    const started = begun.exec(line);
    if (started !== null) {
      this.#begin(started[1]!);
      this.#output(line.slice(0, line.lastIndexOf("=== RUN")));
      this.#test = started[1]!;
      return;
    }
    const found = result.exec(line);
    if (found !== null && this.#kept.has(found[2]!)) {
      this.#output(line.slice(0, found.index));
      this.#test = found[2]!;
      this.#events.push({ Action: found[1]!.toLowerCase(), Test: this.#test, Elapsed: Number(found[3]) });
      return;
    }
    const named = other.exec(line);
    if (named !== null && this.#kept.has(named[1]!)) {
      this.#output(line.slice(0, line.lastIndexOf("=== ")));
      this.#test = named[1]!;
      return;
    }
    const stated = attribute.exec(line);
    if (stated !== null && this.#kept.has(stated[1]!)) {
      this.#events.push({ Action: "attr", Test: stated[1]!, Key: stated[2]!, Value: stated[3]! });
      return;
    }
    this.#words(line);
  }

  #begin(test: string): void {
    this.#inBuild = false;
    this.#verdict = null;
    this.#kept.set(test, 0);
    checkNumberOfTests(++this.#begun);
    this.#events.push({ Action: "run", Test: test });
  }

  #words(line: string): void {
    if (line === "PASS" || line === "FAIL") {
      if (this.#kept.size > 0) this.#verdict = line.toLowerCase();
      this.#test = "";
      return;
    }
    // What the compiler says stands below the name of its package.
    if (this.#kept.size === 0 && line.startsWith("# ")) this.#inBuild = true;
    if (this.#inBuild) this.#tests.noise(line);
    else this.#output(`${line}\n`);
  }

  #output(text: string): void {
    const kept = this.#kept.get(this.#test) ?? this.#keptOutside;
    // Results of benchmarks are counted.
    if (text === "" || (kept > longestOutput && !benchmarkTime.test(text))) return;
    if (this.#test === "") this.#keptOutside += text.length;
    else this.#kept.set(this.#test, kept + text.length);
    this.#events.push({ Action: "output", ...(this.#test === "" ? {} : { Test: this.#test }), Output: text });
  }

  #close(path: string, outcome: string | null): void {
    for (const event of this.#events) this.#tests.event({ ...event, Package: path });
    if (outcome !== null) this.#tests.event({ Action: outcome, Package: path });
    this.#events = [];
    this.#kept.clear();
    this.#begun = 0;
    this.#keptOutside = 0;
    this.#test = "";
    this.#verdict = null;
  }

  end(): TestReport {
    this.#lines.end();
    if (this.#kept.size > 0) this.#close("", this.#verdict);
    return this.#tests.report("go test -v", 0);
  }
}
