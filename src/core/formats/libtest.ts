import type { TestReport } from "../model/report.ts";
import type { TestCase, TestOutcome } from "../model/tests.ts";
import { matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import type { JsonObject } from "./head.ts";
import { firstObjectLine, JsonLines, objectOf } from "./jsonLines.ts";
import { number, text } from "./jsonValues.ts";
import { checkNumberOfTests, compareTotals, OutcomeWords, suitePath, testCase, testReport } from "./testReport.ts";
import { cleanMessage, seconds } from "./testTexts.ts";

/**
 * What Rust's test harness writes with `--format json` (unstable), and cargo-nextest as libtest-json: one event a line,
 * one suite a test binary (nextest: a stretch of tests of one). An event "timeout" only warns that a test runs long: its outcome comes later.
 */
export const libtest: ReportFormat = {
  id: "libtest-json",
  kind: "tests",
  title: "Rust libtest JSON (cargo test, cargo-nextest)",
  patterns: ["**/libtest*.json", "**/cargo-test*.json", "**/*libtest*.jsonl", "**/test-output.json"],
  recognise(head) {
    const first = firstObjectLine(head);
    if (first === null) return missed(0, "none of its lines is a JSON object");
    const isKnown = ["suite", "test", "bench"].some((type) => type === first["type"]);
    return isKnown && "event" in first
      ? matched
      : missed(isKnown || "event" in first ? 0.4 : 0, 'its lines have no "type" and "event"');
  },
  read: (context) => new LibtestReader(context),
};

const outcomes: Readonly<Record<string, TestOutcome>> = {
  ok: "passed",
  failed: "failed",
  ignored: "skipped",
  allowed_failure: "skipped",
};

interface Running {
  readonly name: string;
  readonly suite: string;
  /** It was said to run long. */
  readonly isLong: boolean;
}

/** An event of a documentation test on Windows: rustdoc once wrote the backslashes of its file as they are. */
function mended(line: string): JsonObject | null {
  if (!/^\s*\{ ?"type": ?"test", /.test(line)) return null;
  const escaped = line.replace(/(?<="name": ?")[^"]*/, (name) => name.replaceAll("\\", "\\\\"));
  return objectOf(escaped);
}

class LibtestReader implements Reader {
  readonly #tests: LibtestTests;
  readonly #lines = new JsonLines(
    (event) => this.#tests.event(event),
    (line) => this.#tests.noise(line),
  );

  constructor(context: ReadContext) {
    this.#tests = new LibtestTests(context);
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  end(): TestReport {
    this.#lines.end();
    return this.#tests.report("libtest");
  }
}

/** The tests of binaries, of the events that the harness writes, or that stand for what its text says. */
export class LibtestTests {
  readonly #context: ReadContext;
  readonly #words: OutcomeWords;
  readonly #cases: TestCase[] = [];
  readonly #declared: Record<string, number> = {};
  /** Tests that have begun and not ended. */
  readonly #running = new Map<string, Running>();
  /** What cargo said it runs next. */
  #next: string | null = null;
  #suite = "";
  #suites = 0;
  /** Suites that have ended. */
  #ended = 0;
  /** Binaries that cargo named, by what their suites are called. */
  readonly #binaries = new Map<string, string>();
  #isNextest = false;
  #benchmarks = 0;
  /** Tests that `--list` has. */
  #listed = 0;
  readonly #broken: string[] = [];
  /** The last that cargo said is that a binary failed. */
  #hasStopped = false;

  constructor(context: ReadContext) {
    this.#context = context;
    this.#words = new OutcomeWords(context, outcomes);
  }

  /** A line that is no event of JSON: one that rustdoc did not escape, or cargo naming the binary that it runs next. */
  noise(line: string): void {
    const event = mended(line);
    if (event !== null) return this.event(event);
    const running = /^\s*(?:Running (?:unittests )?(\S+)(?: \((.+)\))?|Doc-tests (\S+))/.exec(line);
    if (running !== null) this.#next = running[3] === undefined ? this.#binary(running) : `doc-tests ${running[3]}`;
    // With --no-fail-fast it goes on, and lists all that failed at the end.
    if (/^error: test failed, to rerun pass /.test(line)) this.#hasStopped = true;
    else if (running !== null || /^error: \d+ targets? failed:$/.test(line)) this.#hasStopped = false;
  }

  /**
   * "Running unittests src/lib.rs (target/debug/deps/shapes-0123456789abcdef)": the packages of a workspace have the same
   * paths, so the binary is named too, and numbered where two of them have one name.
   */
  #binary([, path, file]: RegExpExecArray): string {
    const target = /^(.+)-[\da-f]{16}(?:\.exe)?$/.exec((file ?? path!).split(/[\\/]/).at(-1)!)?.[1] ?? null;
    // Cargo before 1.53 names the file only.
    const name = file === undefined && target !== null ? target : suitePath([target, path!]);
    for (let at = 1; ; at++) {
      const numbered = at === 1 ? name : `${name} #${at}`;
      const known = this.#binaries.get(numbered);
      if (known === undefined) this.#binaries.set(numbered, file ?? "");
      if (known === undefined || known === file || file === undefined) return numbered;
    }
  }

  event(event: JsonObject): void {
    const kind = text(event["event"]);
    switch (event["type"]) {
      case "suite":
        // "discovery" and "completed" are those of `--list`.
        if (kind === "started" || kind === "discovery") this.#begin(event);
        else this.#end(event);
        return;
      case "test":
        if (kind !== null) this.#test(kind, event);
        return;
      case "bench":
        // It is begun like a test, and its result is a time.
        this.#running.delete(this.#identify(text(event["name"]) ?? "").id);
        this.#benchmarks++;
        return;
    }
  }

  #begin(event: JsonObject): void {
    // nextest runs the binaries side by side: which one a test is of, its name tells.
    if ("nextest" in event) this.#isNextest = true;
    if (!this.#isNextest) this.#endRunning();
    this.#suites++;
    // Binaries are not named in the events themselves: the same name in two of them is two tests.
    this.#suite = this.#next ?? (this.#suites === 1 ? "" : `binary ${this.#suites}`);
    this.#next = null;
  }

  #end(event: JsonObject): void {
    this.#ended++;
    for (const key of ["passed", "failed", "ignored", "measured", "filtered_out", "allowed_fail"]) {
      const value = number(event[key]);
      if (value !== null) this.#declared[key] = (this.#declared[key] ?? 0) + value;
    }
    if (!this.#isNextest) this.#endRunning();
  }

  #test(kind: string, event: JsonObject): void {
    const { id, name, suite, runs } = this.#identify(text(event["name"]) ?? "");
    if (kind === "started" || kind === "timeout") {
      this.#running.set(id, { name, suite, isLong: kind === "timeout" });
      return;
    }
    this.#running.delete(id);
    if (kind === "discovered") {
      this.#listed++;
      const [file, line] = [text(event["source_path"]), number(event["start_line"])];
      const message = "it was listed and not run";
      this.#cases.push(testCase({ name, suite, className: suite, outcome: "skipped", message, file, line }));
      return;
    }
    const time = event["exec_time"];
    const outcome = this.#words.of(kind);
    const words = text(event["message"]) ?? text(event["stdout"]) ?? text(event["stderr"]) ?? text(event["reason"]);
    checkNumberOfTests(this.#cases.length + 1);
    this.#cases.push(
      testCase({
        name,
        suite,
        className: suite,
        outcome,
        durationSeconds: typeof time === "string" ? seconds(time.replace(/s$/, "")) : number(time),
        message: cleanMessage(words),
        runs,
        flaky: runs > 1 && outcome === "passed",
      }),
    );
  }

  /** nextest writes "crate::binary$module::test", and "#3" behind it where the third attempt is the one that counts. */
  #identify(stated: string): Running & { readonly id: string; readonly runs: number } {
    const found = /^([^\s:$]+)::([^\s$]+)\$(.+?)(?:#(\d+))?$/.exec(stated);
    if (found === null) return { id: stated, name: stated, suite: this.#suite, isLong: false, runs: 1 };
    this.#isNextest = true;
    const [, crate, binary, name, attempt] = found as unknown as [string, string, string, string, string | undefined];
    // As nextest itself calls the binary in its other reports.
    const suite = crate === binary ? crate : `${crate}::${binary}`;
    return { id: `${suite}$${name}`, name, suite, isLong: false, runs: Number(attempt ?? 1) };
  }

  /** Tests that never ended: the process died in one of them. */
  #endRunning(): void {
    for (const { name, suite, isLong } of this.#running.values()) {
      const message = isLong ? "it ran long and did not end" : "it was begun and did not end";
      this.#cases.push(testCase({ name, suite, className: suite, outcome: "failed", message }));
      this.#broken.push(name);
    }
    this.#running.clear();
  }

  report(dialect: string): TestReport {
    this.#endRunning();
    const isOpen = this.#suites > this.#ended || this.#broken.length > 0;
    const declared = this.#declared;
    if (!isOpen && this.#listed === 0)
      compareTotals(this.#context, this.#cases, {
        passed: declared["passed"] ?? null,
        failed: declared["failed"] ?? null,
      });
    if (this.#hasStopped) {
      this.#context.problem({
        severity: "warning",
        code: "stopped-early",
        message:
          "cargo test stops after the first binary that fails, unless it is told --no-fail-fast: others may be missing",
      });
    }
    if (this.#benchmarks > 0) {
      this.#context.problem({
        severity: "info",
        code: "benchmarks",
        message: `${this.#benchmarks} results of benchmarks are no tests; the text of cargo bench is read as benchmarks`,
      });
    }
    // nextest says so too of the tests that another stretch of the same binary has.
    if ((declared["filtered_out"] ?? 0) > 0 && !this.#isNextest) {
      this.#context.problem({
        severity: "info",
        code: "filtered-run",
        message: `${declared["filtered_out"]} tests were filtered out of this run`,
      });
    }
    return testReport(this.#context, {
      cases: this.#cases,
      aborted:
        this.#suites === 0
          ? "no suite was begun: the beginning of the output is missing"
          : isOpen
            ? `the test process did not end${this.#broken.length === 0 ? "" : ` (in ${this.#broken[0]})`}`
            : null,
      dialect: this.#isNextest ? "nextest" : dialect,
      producer: this.#isNextest ? "cargo-nextest" : "libtest",
      declared,
    });
  }
}
