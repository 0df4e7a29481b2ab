import type { TestReport } from "../model/report.ts";
import type { TestCase, TestOutcome } from "../model/tests.ts";
import { matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { asObject } from "./head.ts";
import { firstObjectLine, JsonLines } from "./jsonLines.ts";
import { number, text } from "./jsonValues.ts";
import { compareTotals, suitePath, testCase, testReport } from "./testReport.ts";
import { cleanMessage, seconds } from "./testTexts.ts";

/**
 * What Rust's test harness writes with `--format json` (unstable), and cargo-nextest as libtest-json: one event a line,
 * one suite a test binary. An event "timeout" only warns that a test runs long: its outcome comes later.
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

class LibtestReader implements Reader {
  readonly #context: ReadContext;
  readonly #lines = new JsonLines(
    (event) => this.#event(event),
    (line) => this.#noise(line),
  );
  readonly #cases: TestCase[] = [];
  readonly #declared: Record<string, number> = {};
  /** Tests that have begun, and whether they were said to run long. */
  readonly #running = new Map<string, boolean>();
  /** What cargo said it runs next. */
  #next: string | null = null;
  #suite = "";
  #suites = 0;
  #open = 0;
  readonly #broken: string[] = [];

  constructor(context: ReadContext) {
    this.#context = context;
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  #noise(line: string): void {
    const running = /^\s*(?:Running (?:unittests )?(\S+)|Doc-tests (\S+))/.exec(line);
    if (running !== null) this.#next = running[1] ?? `doc-tests ${running[2]}`;
  }

  #event(event: Readonly<Record<string, unknown>>): void {
    const kind = text(event["event"]);
    switch (event["type"]) {
      case "suite":
        if (kind === "started") this.#begin(event);
        else this.#end(event);
        return;
      case "test":
        if (kind !== null) this.#test(kind, event);
        return;
    }
  }

  #begin(event: Readonly<Record<string, unknown>>): void {
    this.#endRunning();
    this.#suites++;
    this.#open = 1;
    const nextest = asObject(event["nextest"]);
    // Binaries are not named in the events themselves: the same name in two of them is two tests.
    this.#suite =
      suitePath([text(nextest?.["crate"]), text(nextest?.["test_binary"])]) ||
      (this.#next ?? (this.#suites === 1 ? "" : `binary ${this.#suites}`));
    this.#next = null;
  }

  #end(event: Readonly<Record<string, unknown>>): void {
    this.#open = 0;
    for (const key of ["passed", "failed", "ignored", "measured", "filtered_out", "allowed_fail"]) {
      const value = number(event[key]);
      if (value !== null) this.#declared[key] = (this.#declared[key] ?? 0) + value;
    }
    this.#endRunning();
  }

  #test(kind: string, event: Readonly<Record<string, unknown>>): void {
    const name = text(event["name"]) ?? "";
    if (kind === "started") {
      this.#running.set(name, false);
      return;
    }
    if (kind === "timeout") {
      this.#running.set(name, true);
      return;
    }
    this.#running.delete(name);
    const time = event["exec_time"];
    this.#cases.push(
      testCase({
        name,
        suite: this.#suite,
        className: this.#suite,
        outcome: outcomes[kind] ?? "errored",
        durationSeconds: typeof time === "string" ? seconds(time.replace(/s$/, "")) : number(time),
        message: cleanMessage(text(event["message"]) ?? text(event["stdout"]) ?? text(event["stderr"])),
      }),
    );
  }

  /** Tests that never ended: the process died in one of them. */
  #endRunning(): void {
    for (const [name, wasLong] of this.#running) {
      const message = wasLong ? "it ran long and did not end" : "it was begun and did not end";
      this.#cases.push(testCase({ name, suite: this.#suite, className: this.#suite, outcome: "failed", message }));
      this.#broken.push(name);
    }
    this.#running.clear();
  }

  end(): TestReport {
    this.#lines.end();
    const wasOpen = this.#open > 0;
    this.#endRunning();
    const declared = this.#declared;
    compareTotals(this.#context, this.#cases, {
      passed: declared["passed"] ?? null,
      failed: declared["failed"] ?? null,
    });
    if ((declared["filtered_out"] ?? 0) > 0) {
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
          : wasOpen || this.#broken.length > 0
            ? `the test process did not end${this.#broken.length === 0 ? "" : ` (in ${this.#broken[0]})`}`
            : null,
      dialect: "libtest",
      producer: "libtest",
      declared: Object.keys(declared).length === 0 ? null : declared,
    });
  }
}
