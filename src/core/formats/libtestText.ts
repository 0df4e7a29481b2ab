import type { TestReport } from "../model/report.ts";
import { matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { LibtestTests } from "./libtest.ts";
import { checkNumberOfTests } from "./testReport.ts";
import { hasLine, TextLines, withoutColours } from "./textLines.ts";

/**
 * What Rust's test harness prints for people (`cargo test`, rustc book, "Tests"): a line for each test, what the failed ones
 * printed, and their numbers, of one binary after the other. Each line is the event that `--format json` has for it.
 */
export const libtestText: ReportFormat = {
  id: "libtest-text",
  kind: "tests",
  title: "cargo test text (Rust libtest)",
  patterns: ["**/cargo-test*.txt", "**/cargo-test*.log", "**/libtest*.txt"],
  recognise(head) {
    if (head.shape !== "text") return missed(0, "it is not plain text");
    if (!hasLine(head.text, running)) return missed(0, 'it has no line "running … tests"');
    if (hasLine(head.text, /^test .+ \.\.\. bench:/)) return missed(0.5, "its tests are benchmarks");
    return hasLine(head.text, named) || !hasLine(head.text, /^running [1-9]/)
      ? matched
      : missed(0.9, "it names only the tests that failed: cargo test without -q names all of them");
  },
  read: (context) => new LibtestTextReader(context),
};

const running = /^running \d+ tests?\r?$/;
const named = /^test (.+?) \.\.\. ?(.*?)\r?$/;
/** libtest-mimic writes the kind of a test before its name, and fills up with spaces. */
const kind = /^\[[^\]]+\] +/;
const ended = /^(ok|FAILED|ignored)(?:, (.*?))?(?: <(\d+\.\d+)s>)?$/;
/** What its text adds to a name. */
const manner = / - (?:should panic|compile|compile fail)$/;
const output = /^---- (.+?)(?: stdout)? ----$/;
const result = /^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored; (\d+) measured(?:; (\d+) filtered out)?/;
const runsLong = /^test (.+) has been running for (?:over|a long time)/;

interface Ended {
  readonly name: string;
  readonly event: string;
  readonly reason: string | undefined;
  readonly exec_time: string | undefined;
}

/** What is kept of what a test printed, in characters. */
const longestOutput = 8192;

class LibtestTextReader implements Reader {
  readonly #tests: LibtestTests;
  readonly #lines = new TextLines(
    (line) => this.#line(withoutColours(line)),
    /^(?:running \d+ tests?|test .+ \.\.\. \w+|test result: .*)$/,
  );
  /** Tests of the binary that have ended: what they printed comes after all of them. */
  #ended: Ended[] = [];
  readonly #outputs = new Map<string, string>();
  /** The test whose result is still to come, with one thread. */
  #open: string | null = null;
  /** The test whose output follows. */
  #printing: string | null = null;
  #isInFailures = false;
  /** The list that follows is of those that failed. */
  #isFailed = false;
  readonly #failed: string[] = [];

  constructor(context: ReadContext) {
    this.#tests = new LibtestTests(context);
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  #line(line: string): void {
    if (running.test(line) && !this.#isInFailures) {
      this.#close();
      this.#tests.event({ type: "suite", event: "started" });
      return;
    }
    const sums = result.exec(line);
    if (sums !== null) {
      this.#close();
      const [passed, failed, ignored, measured, filtered] = sums.slice(1).map(Number);
      const counts = { passed, failed, ignored, measured, filtered_out: filtered ?? 0 };
      this.#tests.event({ type: "suite", event: failed === 0 ? "ok" : "failed", ...counts });
      return;
    }
    if (this.#isInFailures) this.#failure(line);
    else if (line === "failures:" || line === "successes:") {
      this.#isInFailures = true;
      this.#isFailed = line === "failures:";
    } else this.#test(line);
  }

  #failure(line: string): void {
    const name = output.exec(line)?.[1];
    if (name !== undefined) this.#printing = name;
    else if (line === "failures:" || line === "successes:") {
      this.#printing = null;
      this.#isFailed = line === "failures:";
    } else if (this.#printing === null && this.#isFailed && line.startsWith("    ")) this.#failed.push(line.slice(4));
    else if (this.#printing !== null) {
      const known = this.#outputs.get(this.#printing) ?? "";
      if (known.length < longestOutput) this.#outputs.set(this.#printing, `${known}${line}\n`);
    }
  }

  #test(line: string): void {
    const long = runsLong.exec(line);
    if (long !== null) {
      this.#tests.event({ type: "test", event: "timeout", name: long[1]! });
      return;
    }
    const found = named.exec(line);
    if (found !== null) {
      const name = found[1]!.trim().replace(kind, "").replace(manner, "");
      if (!this.#end(name, found[2]!)) {
        this.#open = name;
        this.#tests.event({ type: "test", event: "started", name });
      }
    } else if (this.#open === null || !this.#end(this.#open, line)) this.#tests.noise(line);
  }

  /** Whether the words are a result. */
  #end(name: string, words: string): boolean {
    const [, event, reason, exec_time] = ended.exec(words) ?? [];
    if (event === undefined) return false;
    this.#open = null;
    this.#ended.push({ name, event: event.toLowerCase(), reason, exec_time });
    checkNumberOfTests(this.#ended.length);
    return true;
  }

  #close(): void {
    // With --nocapture the line of a test may stand behind what another printed.
    const known = new Set(this.#ended.map(({ name }) => name));
    for (const name of this.#failed)
      if (!known.has(name)) this.#ended.push({ name, event: "failed", reason: undefined, exec_time: undefined });
    this.#failed.length = 0;
    for (const { name, ...end } of this.#ended)
      this.#tests.event({ type: "test", name, ...end, stdout: this.#outputs.get(name) });
    this.#ended = [];
    this.#outputs.clear();
    this.#open = null;
    this.#printing = null;
    this.#isInFailures = false;
  }

  end(): TestReport {
    this.#lines.end();
    this.#close();
    return this.#tests.report("libtest text");
  }
}
