import type { BenchmarkReport } from "../model/report.ts";
import { benchmarkReport, plainBenchmark } from "./benchmarkFormats.ts";
import { SampledBenchmarks } from "./benchmarkText.ts";
import { matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { actions, onlyBenchmarks } from "./goTest.ts";
import type { JsonObject } from "./head.ts";
import { firstObjectLine, JsonLines } from "./jsonLines.ts";
import { text } from "./jsonValues.ts";
import { TextLines } from "./textLines.ts";

/**
 * The text of `go test -bench` (https://golang.org/design/14313-benchmark-format), as it is or in the events of
 * `go test -json -bench`, where no tests ran beside. Values are ns/op, or the first metric
 * of a benchmark that reports no time; with -count a benchmark stands several times: these are its samples and their
 * median is its value, as benchstat has it.
 */
export const goBench: ReportFormat = {
  id: "go-bench-text",
  kind: "benchmarks",
  title: "go test -bench text, or its -json events",
  patterns: ["**/*bench*.txt", "**/*bench*.out", "**/go*bench*.json"],
  recognise(head) {
    const first = firstObjectLine(head);
    if (first !== null && actions.has(first["Action"]))
      return onlyBenchmarks(head) ? matched : missed(0, "tests ran in it");
    if (head.shape !== "text") return missed(0, "it is not plain text");
    return /^Benchmark\S*\s+\d+\s+[\d.e+-]+ [^\s\d]\S*(?:\s|$)/m.test(head.text)
      ? matched
      : missed(/^Benchmark\S*\s+\d+/m.test(head.text) ? 0.6 : 0, 'it has no line "Benchmark… N x ns/op"');
  },
  read: (context) => new GoBenchReader(context),
};

const result = /^(Benchmark\S*)\s+\d+\s+(\d\S*) ([^\s\d]\S*)(?:\s|$)/;
/** What a benchmark prints itself stands between its name and its result. */
const interrupted = /^(Benchmark(?![a-z])\S*) *\t\s*(?!--- SKIP)\S/;
const restOfResult = /^\s+\d+\s+(\d\S*) ([^\s\d]\S*)(?:\s|$)/;
const setting = /^(goos|goarch|pkg|cpu): (.+)$/;
const processors = /-\d+$/;

interface Result {
  readonly folder: string | undefined;
  readonly name: string;
  readonly value: number | null;
  readonly unit: string;
}

class GoBenchReader implements Reader {
  readonly #context: ReadContext;
  readonly #lines = new TextLines((line) => this.#line(line), result);
  /** Where the text stands in events; null: it stands there as it is. */
  #events: JsonLines | null | undefined;
  /** Names of tests that ran beside. */
  readonly #tests = new Set<string>();
  readonly #results: Result[] = [];
  /** A benchmark whose name stands alone so far. */
  #open: string | null = null;
  #lost: string | null = null;
  readonly #settings = new Map<string, string>();
  #failed = 0;
  #isFinished = false;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  write(chunk: Uint8Array): void {
    if (this.#events === undefined) {
      const first = chunk.find((byte) => byte > 0x20);
      if (first === undefined) return;
      this.#events =
        first === 0x7b
          ? new JsonLines(
              (event) => this.#event(event),
              (line) => this.#line(line),
            )
          : null;
    }
    (this.#events ?? this.#lines).write(chunk);
  }

  /** What is printed comes in pieces, line by line or in parts of one. */
  #event(event: JsonObject): void {
    const test = text(event["Test"]);
    if (test !== null && !test.startsWith("Benchmark")) this.#tests.add(`${text(event["Package"])} ${test}`);
    this.#lines.write(new TextEncoder().encode(text(event["Output"]) ?? ""));
  }

  end(): BenchmarkReport {
    this.#events?.end();
    if (this.#tests.size > 0) {
      this.#context.problem({
        severity: "warning",
        code: "tests-not-read",
        message: `${this.#tests.size} tests in it are not read: run them and the benchmarks one after the other`,
      });
    }
    this.#lines.end();
    this.#close();
    if (!this.#isFinished || this.#failed > 0 || this.#lost !== null) {
      const why =
        this.#failed > 0
          ? `${this.#failed} of its packages failed`
          : this.#isFinished
            ? `${this.#lost} has no result`
            : "no line says how the run ended";
      this.#context.problem({ severity: "warning", code: "unfinished", message: `${why}: benchmarks may be missing` });
    }
    const found = new SampledBenchmarks();
    // Go puts GOMAXPROCS behind every name, or behind none where it is 1; a number of one name only is its own.
    const suffixes = new Set(this.#results.map(({ name }) => processors.exec(name)?.[0] ?? ""));
    const suffix = suffixes.size === 1 ? [...suffixes][0]! : "";
    for (const { folder, name, value, unit } of this.#results) {
      const plain = name.slice(0, name.length - suffix.length);
      const better = unit.endsWith("/s") ? "bigger" : /^(?:ns|B|allocs)\/op$/.test(unit) ? "smaller" : null;
      found.add(plainBenchmark(folder === undefined ? plain : `${folder}.${plain}`, value, unit, better));
    }
    const machine = [this.#settings.get("cpu"), this.#settings.get("goos"), this.#settings.get("goarch")];
    return benchmarkReport(found.all(), "go test -bench", {
      machine: machine.filter((part) => part !== undefined).join(", ") || null,
    });
  }

  #line(line: string): void {
    const found = result.exec(line);
    const rest = found === null && this.#open !== null ? restOfResult.exec(line) : null;
    if (found !== null || rest !== null) {
      const [name, written, unit] = found?.slice(1) ?? [this.#open!, ...rest!.slice(1)];
      const value = Number(written);
      if (rest === null) this.#close();
      this.#open = null;
      this.#results.push({
        ...{ folder: this.#settings.get("pkg"), name: name!, unit: unit! },
        // One that can not be read is none.
        value: Number.isFinite(value) ? value : null,
      });
      return;
    }
    const test = /^=== RUN {3}(?!Benchmark)(\S+)$/.exec(line)?.[1];
    if (test !== undefined) this.#tests.add(test);
    const stated = setting.exec(line);
    if (stated !== null) this.#settings.set(stated[1]!, stated[2]!.trim());
    else if (/^(?:PASS$|ok\s|FAIL)/.test(line)) {
      this.#close();
      this.#isFinished = true;
    }
    if (/^FAIL\s+\S/.test(line)) this.#failed++;
    const begun = interrupted.exec(line);
    if (begun === null) return;
    this.#close();
    this.#open = begun[1]!;
  }

  #close(): void {
    this.#lost ??= this.#open;
    this.#open = null;
  }
}
