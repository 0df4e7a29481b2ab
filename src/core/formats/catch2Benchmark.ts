import type { Benchmark } from "../model/benchmarks.ts";
import type { BenchmarkReport } from "../model/report.ts";
import { benchmarkReport, plainBenchmark } from "./benchmarkFormats.ts";
import { matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { hasLine, TextLines, withoutColours } from "./textLines.ts";

/** The columns of a table; below stand "mean  low mean  high mean" and "std dev  low std dev  high std dev". */
const heading = /^benchmark name +samples +iterations +est/;
const firstRow = /^\d+ +\d+ +[\d.]+ \w+$/;
const otherRow = /^([\d.]+) (\w+) +[\d.]+ \w+ +[\d.]+ \w+$/;

/** What the units of Catch2 are in nanoseconds. */
const units: Readonly<Record<string, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/**
 * The benchmarks that Catch2 prints, below the test case and the sections they stand in. Values are means. Long names
 * go on in the next line.
 */
export const catch2Benchmark: ReportFormat = {
  id: "catch2-benchmark-text",
  kind: "benchmarks",
  title: "Catch2 benchmark text",
  patterns: ["**/*catch*.txt", "**/*bench*.txt"],
  recognise(head) {
    if (head.shape !== "text") return missed(0, "it is not plain text");
    return hasLine(head.text, heading)
      ? matched
      : missed(0, "it has no table with a benchmark name, samples and iterations");
  },
  read: (context) => new Catch2Reader(context),
};

class Catch2Reader implements Reader {
  readonly #context: ReadContext;
  readonly #lines = new TextLines((line) => this.#line(line));
  readonly #benchmarks: Benchmark[] = [];
  /** Lines above a rule, null outside: the test case with its sections, which has one above too, or a table's columns. */
  #heading: string[] | null = null;
  #place: readonly string[] = [];
  /** Where the numbers of the table begin; 0 outside of one. */
  #column = 0;
  #name: string[] = [];
  /** The benchmark whose mean or deviation comes next. */
  #current: { readonly name: string; mean: Benchmark | null } | null = null;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  #line(printed: string): void {
    const line = withoutColours(printed).trimEnd();
    if (/^-{20,}$/.test(line)) this.#rule();
    else if (/^={20,}$/.test(line)) {
      this.#heading = null;
      this.#column = 0;
    } else if (heading.test(line)) this.#heading = [line];
    else if (this.#heading !== null) this.#heading.push(line);
    else if (this.#column > 0) this.#row(line.slice(0, this.#column).trim(), line.slice(this.#column).trim());
  }

  #rule(): void {
    const above = this.#heading;
    this.#column = 0;
    if (above === null || above.length === 0) {
      this.#heading = [];
      return;
    }
    this.#heading = null;
    if (heading.test(above[0]!)) this.#column = above[0]!.indexOf("samples");
    else this.#place = above.map((each) => each.trim()).filter((each) => each !== "");
  }

  #row(text: string, numbers: string): void {
    if (text !== "") this.#name.push(text);
    // The numbers of a name that can not be read are none.
    const isFailed =
      numbers.startsWith("Benchmark failed") || (text !== "" && numbers !== "" && !firstRow.test(numbers));
    if (isFailed || firstRow.test(numbers)) {
      const name = [...this.#place, this.#name.join(" ")].join(" > ");
      this.#name = [];
      this.#current = isFailed ? null : { name, mean: null };
      if (isFailed) this.#benchmarks.push(plainBenchmark(name, null, null, "smaller"));
      return;
    }
    const found = otherRow.exec(numbers);
    if (this.#current === null) return;
    if (found === null) {
      if (numbers === "") return;
      // The mean, or what follows it, can not be read.
      if (this.#current.mean === null) this.#benchmarks.push(plainBenchmark(this.#current.name, null, null, "smaller"));
      this.#current = null;
      return;
    }
    const [value, unit] = [Number(found[1]), found[2]!];
    const { name, mean } = this.#current;
    if (mean === null) {
      this.#current.mean = plainBenchmark(name, value, unit, "smaller");
      this.#benchmarks.push(this.#current.mean);
    } else {
      const factor = (units[unit] ?? Number.NaN) / (units[mean.unit ?? ""] ?? Number.NaN);
      if (Number.isFinite(factor)) this.#benchmarks.splice(-1, 1, { ...mean, deviation: value * factor });
      this.#current = null;
    }
  }

  end(): BenchmarkReport {
    this.#lines.end();
    if (this.#current !== null && this.#current.mean === null)
      this.#context.problem({
        severity: "warning",
        code: "unfinished",
        message: "the last benchmark that began has no result: benchmarks may be missing",
      });
    return benchmarkReport(this.#benchmarks, "Catch2");
  }
}
