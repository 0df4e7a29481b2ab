import type { BenchmarkReport } from "../model/report.ts";
import { benchmarkReport } from "./benchmarkFormats.ts";
import { CsvRows } from "./csvRows.ts";
import { damagedRow, damagedTag } from "./damagedRow.ts";
import { InvalidReport, matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { isoTime } from "./testTexts.ts";
import { epochToIso } from "./times.ts";
import { type XmlHandler, XmlScanner } from "./xml.ts";
import { XmlOrJsonReader } from "./xmlOrJson.ts";
import type { XmlTag } from "./xmlTag.ts";

/** The line of CSV that names the columns: which there are, and what stands between them, is configured. */
const heading = /^(?=.*\belapsed\b)(?=.*\blabel\b)"?\w+"?([^\w"]).*\b(?:success|responseCode|threadName|Latency)\b/;

const milliseconds = /^\d{1,15}$/;

/**
 * What JMeter writes of each sample, as CSV or as XML (JTL; "Listeners" in its manual). A benchmark is a label: the mean
 * time in seconds of its samples that did not fail, since an error is soon there, or late. A load test has millions of
 * samples: only their sums are kept.
 */
export const jmeter: ReportFormat = {
  id: "jmeter",
  kind: "benchmarks",
  title: "JMeter results (JTL: CSV and XML)",
  patterns: ["**/*.jtl", "**/*jmeter*.{csv,xml}", "**/jmeter/**/*.{csv,xml}"],
  recognise({ shape, text, xml }) {
    if (xml?.root === "testResults")
      return xml.attributes.has("version") ? matched : missed(0.6, 'its <testResults> has no "version"');
    return shape === "text" && heading.test(text)
      ? matched
      : missed(0, 'its first line does not name JMeter\'s columns "elapsed" and "label"');
  },
  read(context) {
    const samples = new Samples(context);
    return new XmlOrJsonReader(
      () => new XmlSamples(samples),
      () => new CsvSamples(samples),
    );
  },
};

/** Of the samples of one label; times in ms, of those that did not fail. */
interface Sums {
  count: number;
  failed: number;
  elapsed: number;
  squares: number;
}

class Samples {
  readonly context: ReadContext;
  readonly #labels = new Map<string, Sums>();
  #generated: string | null = null;
  #hasOutcomes = true;

  constructor(context: ReadContext) {
    this.context = context;
  }

  /** `elapsed` is in ms, NaN where it was not saved; `success` and the time of its start are null then. */
  add(label: string, elapsed: number, success: string | null, start: string | null): void {
    const sums = this.#labels.get(label) ?? { count: 0, failed: 0, elapsed: 0, squares: 0 };
    this.#labels.set(label, sums);
    this.#generated ??= epochToIso(Number(start)) ?? isoTime(start?.replaceAll("/", "-") ?? null);
    this.#hasOutcomes &&= success !== null;
    sums.count++;
    if (success !== null && success !== "true") sums.failed++;
    else {
      sums.elapsed += elapsed;
      sums.squares += elapsed ** 2;
    }
  }

  report(): BenchmarkReport {
    const failed = [...this.#labels].filter(([, sums]) => sums.failed > 0);
    if (failed.length > 0) {
      const shown = failed.slice(0, 5).map(([label, sums]) => `${label} (${sums.failed} of ${sums.count})`);
      const more = failed.length > 5 ? ` and ${failed.length - 5} more` : "";
      this.context.problem({
        severity: "warning",
        code: "failed-samples",
        message: `Samples failed, and are in no mean: ${shown.join(", ")}${more}`,
      });
    }
    if (!this.#hasOutcomes)
      this.context.problem({
        severity: "info",
        code: "no-outcomes",
        message: "Whether a sample failed was not saved: all of them are in the means",
      });
    const benchmarks = [...this.#labels].map(([name, { count, failed, elapsed, squares }]) => {
      const passed = count - failed;
      const variance = (squares - elapsed ** 2 / passed) / (passed - 1);
      return {
        name,
        value: finite(elapsed / passed / 1000),
        unit: "s",
        better: "smaller" as const,
        samples: null,
        deviation: finite(Math.sqrt(Math.max(variance, 0)) / 1000),
      };
    });
    return benchmarkReport(benchmarks, "JMeter", { generated: this.#generated });
  }
}

/** null: of no sample, of times that were not saved, or a deviation of one. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

class CsvSamples implements Reader {
  readonly #rows = new CsvRows(
    (fields, line) => this.#row(fields, line),
    (row) => heading.exec(row)?.[1] ?? ",",
  );
  readonly #samples: Samples;
  #columns: readonly string[] | null = null;

  constructor(samples: Samples) {
    this.#samples = samples;
  }

  write(chunk: Uint8Array): void {
    this.#rows.write(chunk);
  }

  #row(fields: readonly string[], line: number): void {
    const columns = this.#columns;
    if (columns === null) {
      this.#columns = fields;
      return;
    }
    if (fields.length !== columns.length)
      throw new InvalidReport("structure", `a row has ${fields.length} fields of ${columns.length}`, line);
    const of = (column: string) => fields[columns.indexOf(column)] ?? null;
    const elapsed = of("elapsed")!;
    // Files that were put together have the line of the columns again.
    if (elapsed === "elapsed") return;
    if (!milliseconds.test(elapsed)) throw damagedRow(elapsed, "time in milliseconds", line);
    this.#samples.add(of("label")!, Number(elapsed), of("success"), of("timeStamp"));
  }

  end(): BenchmarkReport {
    this.#rows.end();
    return this.#samples.report();
  }
}

class XmlSamples implements Reader, XmlHandler {
  readonly #scanner: XmlScanner;
  readonly #samples: Samples;
  /** Of the samples that are open. */
  readonly #labels: string[] = [];

  constructor(samples: Samples) {
    this.#samples = samples;
    this.#scanner = new XmlScanner(this, (problem) => samples.context.problem(problem));
  }

  open(tag: XmlTag): void {
    if (!isSample(tag.name)) return;
    const label = tag.get("lb") ?? "";
    const elapsed = tag.get("t");
    if (elapsed !== null && !milliseconds.test(elapsed))
      throw damagedTag(tag, 'sample whose "t" is a time in milliseconds');
    // What a redirection or a page consists of is a part of the sample that it is named after.
    if (this.#labels.at(-1) !== label)
      this.#samples.add(label, Number(elapsed ?? Number.NaN), tag.get("s"), tag.get("ts"));
    this.#labels.push(label);
  }

  close(name: string): void {
    if (isSample(name)) this.#labels.pop();
  }

  write(chunk: Uint8Array): void {
    this.#scanner.write(chunk);
  }

  end(): BenchmarkReport {
    this.#scanner.end();
    return this.#samples.report();
  }
}

function isSample(name: string): boolean {
  return name === "sample" || name === "httpSample";
}
