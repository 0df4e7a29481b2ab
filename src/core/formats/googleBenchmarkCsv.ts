import type { BenchmarkReport } from "../model/report.ts";
import { CsvRows, fieldsByColumn } from "./csvRows.ts";
import { matched, missed, type Reader, type ReportFormat } from "./format.ts";
import { googleReport } from "./googleBenchmark.ts";
import type { JsonObject } from "./head.ts";
import { isoTime } from "./testTexts.ts";

const heading = /^name,iterations,real_time,cpu_time,time_unit,/m;

/**
 * Google Benchmark's CSV (`--benchmark_format=csv`, and `--benchmark_out_format=csv`, which has lines about the machine
 * before it): a row for each of the rows that its JSON has, without saying which are statistics of others.
 */
export const googleBenchmarkCsv: ReportFormat = {
  id: "google-benchmark-csv",
  kind: "benchmarks",
  title: "Google Benchmark CSV",
  patterns: ["**/*benchmark*.csv", "**/*bench*.csv"],
  recognise(head) {
    if (head.shape !== "text") return missed(0, "it is not plain text");
    return heading.test(head.text) ? matched : missed(0, "no line of it names Google Benchmark's columns");
  },
  read: () => new CsvReader(),
};

class CsvReader implements Reader {
  readonly #rows = new CsvRows((fields, line) => this.#row(fields, line));
  readonly #benchmarks: JsonObject[] = [];
  #columns: readonly string[] | null = null;
  #generated: string | null = null;
  #machine: string | null = null;

  write(chunk: Uint8Array): void {
    this.#rows.write(chunk);
  }

  #row(fields: readonly string[], line: number): void {
    if (this.#columns === null) this.#before(fields);
    else this.#benchmarks.push(rowOf(fieldsByColumn(this.#columns, fields, line)));
  }

  #before(fields: readonly string[]): void {
    const [first = ""] = fields;
    if (first === "name" && fields[1] === "iterations") this.#columns = fields;
    this.#generated ??= isoTime(first);
    const processors = /^Run on \((\d+) X /.exec(first)?.[1];
    if (processors !== undefined) this.#machine = `${processors} CPUs`;
  }

  end(): BenchmarkReport {
    this.#rows.end();
    return googleReport(this.#benchmarks, { generated: this.#generated, machine: this.#machine });
  }
}

/** As the object that JSON has for it. The row of a fit has its coefficient where others have a time. */
function rowOf(fieldOf: (column: string) => string | undefined): JsonObject {
  const of = (column: string) => fieldOf(column) ?? "";
  const name = of("name");
  if (of("iterations") === "" && /_(?:BigO|RMS)$/.test(name)) return { name };
  const time = of("real_time").trim();
  return {
    name,
    real_time: time === "" ? null : Number(time),
    time_unit: of("time_unit"),
    error_occurred: of("error_occurred") === "true",
  };
}
