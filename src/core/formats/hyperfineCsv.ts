import type { Benchmark } from "../model/benchmarks.ts";
import type { BenchmarkReport } from "../model/report.ts";
import { benchmarkReport } from "./benchmarkFormats.ts";
import { CsvRows, fieldsByColumn } from "./csvRows.ts";
import { matched, missed, type Reader, type ReportFormat } from "./format.ts";

const heading = "command,mean,stddev,median,user,system,min,max";

/**
 * hyperfine's CSV (`--export-csv`): a row for each command with its statistics, then its parameters. Values are mean
 * seconds. Whether a command failed is not in it.
 */
export const hyperfineCsv: ReportFormat = {
  id: "hyperfine-csv",
  kind: "benchmarks",
  title: "hyperfine CSV",
  patterns: ["**/*hyperfine*.csv", "**/*bench*.csv"],
  recognise(head) {
    if (head.shape !== "text") return missed(0, "it is not plain text");
    return head.text.startsWith(heading) ? matched : missed(0, "its first line does not name hyperfine's columns");
  },
  read: () => new CsvReader(),
};

class CsvReader implements Reader {
  readonly #rows = new CsvRows((fields, line) => this.#row(fields, line));
  readonly #benchmarks: Benchmark[] = [];
  #columns: readonly string[] | null = null;

  write(chunk: Uint8Array): void {
    this.#rows.write(chunk);
  }

  #row(fields: readonly string[], line: number): void {
    if (this.#columns === null) this.#columns = fields;
    else this.#benchmarks.push(benchmark(this.#columns, fields, line));
  }

  end(): BenchmarkReport {
    this.#rows.end();
    return benchmarkReport(this.#benchmarks, "hyperfine");
  }
}

function benchmark(columns: readonly string[], fields: readonly string[], line: number): Benchmark {
  const of = fieldsByColumn(columns, fields, line);
  const numberOf = (column: string) => {
    const text = of(column)!;
    const value = text.trim() === "" ? Number.NaN : Number(text);
    return Number.isFinite(value) ? value : null;
  };
  const parameters = columns.flatMap((column, at) =>
    column.startsWith("parameter_") ? [`${column.slice("parameter_".length)}=${fields[at]}`] : [],
  );
  return {
    name: [fields[0]!, ...parameters].join(" "),
    value: numberOf("mean"),
    unit: "s",
    better: "smaller",
    samples: null,
    deviation: numberOf("stddev"),
  };
}
