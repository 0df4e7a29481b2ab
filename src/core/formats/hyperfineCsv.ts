import type { Benchmark } from "../model/benchmarks.ts";
import type { BenchmarkReport } from "../model/report.ts";
import { benchmarkReport } from "./benchmarkFormats.ts";
import { InvalidReport, matched, missed, type Reader, type ReportFormat } from "./format.ts";
import { TextLines } from "./textLines.ts";

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
  readonly #lines = new TextLines((line, number) => this.#line(line, number));
  readonly #benchmarks: Benchmark[] = [];
  #columns: readonly string[] | null = null;
  /** Lines of a row whose quoted field is still open. */
  #open = "";

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  #line(line: string, number: number): void {
    const row = this.#open + line;
    if ((row.split('"').length - 1) % 2 === 1) {
      this.#open = `${row}\n`;
      return;
    }
    this.#open = "";
    if (row === "") return;
    const fields = fieldsOf(row);
    if (this.#columns === null) this.#columns = fields;
    else this.#benchmarks.push(benchmark(this.#columns, fields, number));
  }

  end(): BenchmarkReport {
    const rest = this.#lines.rest();
    if (rest !== null) this.#line(rest.line, rest.number);
    if (this.#open !== "") throw new InvalidReport("truncated", "it ends in the middle of a field");
    return benchmarkReport(this.#benchmarks, "hyperfine");
  }
}

/** Fields between commas; a quoted one may hold commas, and a quote in it stands twice. */
function fieldsOf(row: string): readonly string[] {
  return [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!,
  );
}

function benchmark(columns: readonly string[], fields: readonly string[], line: number): Benchmark {
  if (fields.length !== columns.length)
    throw new InvalidReport("structure", `a row has ${fields.length} fields of ${columns.length}`, line);
  const numberOf = (column: string) => {
    const text = fields[columns.indexOf(column)]!;
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
