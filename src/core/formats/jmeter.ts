import type { BenchmarkReport } from "../model/report.ts";
import { benchmarkReport } from "./benchmarkFormats.ts";
import { CsvRows, fieldsByColumn } from "./csvRows.ts";
import { damagedRow, damagedTag } from "./damagedRow.ts";
import { matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { isoTime } from "./testTexts.ts";
import { epochToIso } from "./times.ts";
import { XmlOrJsonReader } from "./xmlOrJson.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";

/** The line of CSV that names the columns: which there are, and what stands between them, is configured. */
const heading = /^(?=.*\belapsed\b)(?=.*\blabel\b)"?\w+"?([^\w" ]).*\b(?:success|responseCode|threadName|Latency)\b/;

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
      () => new XmlReader(context, ofXml(samples)),
      () => csvReader(samples),
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
  readonly #context: ReadContext;
  readonly #labels = new Map<string, Sums>();
  #generated: string | null = null;
  #hasOutcomes = true;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  /** `elapsed` is in ms, NaN where it was not saved; `passed` and the time of its start are null then. */
  add(label: string, elapsed: number, passed: boolean | null, start: string | null): void {
    const sums = this.#labels.get(label) ?? { count: 0, failed: 0, elapsed: 0, squares: 0 };
    this.#labels.set(label, sums);
    this.#generated ??= epochToIso(Number(start)) ?? isoTime(start?.replaceAll("/", "-") ?? null);
    this.#hasOutcomes &&= passed !== null;
    sums.count++;
    if (passed === false) sums.failed++;
    else {
      sums.elapsed += elapsed;
      sums.squares += elapsed ** 2;
    }
  }

  report(): BenchmarkReport {
    const failed = [...this.#labels].filter(([, sums]) => sums.failed > 0);
    if (failed.length > 0) {
      const shown = failed.slice(0, 5).map(([label, sums]) => `${label} (${sums.failed} of ${sums.count})`);
      this.#context.problem({
        severity: "warning",
        code: "failed-samples",
        message: `Samples of ${failed.length} label(s) failed, and are in no mean: ${shown.join(", ")}`,
      });
    }
    if (!this.#hasOutcomes)
      this.#context.problem({
        severity: "info",
        code: "no-outcomes",
        message: "Whether a sample failed was not saved: all of them are in the means",
      });
    const benchmarks = [...this.#labels].map(([name, { count, failed, elapsed, squares }]) => {
      const passed = count - failed;
      const variance = (squares - elapsed ** 2 / passed) / (passed - 1);
      return {
        name,
        // No numbers where no sample passed or times were not saved, and no deviation of one.
        value: elapsed / passed / 1000,
        unit: "s",
        better: "smaller" as const,
        samples: null,
        deviation: Math.sqrt(Math.max(variance, 0)) / 1000,
      };
    });
    return benchmarkReport(benchmarks, "JMeter", { generated: this.#generated });
  }
}

/** null where it was not saved, undefined where it is no outcome; spreadsheets write it in capitals. */
function passedOf(success: string | null | undefined): boolean | null | undefined {
  if (success === undefined || success === null) return null;
  const word = success.toLowerCase();
  return word === "true" || (word === "false" ? false : undefined);
}

function csvReader(samples: Samples): Reader {
  let columns: readonly string[] | null = null;
  const rows = new CsvRows(
    (fields, line) => {
      columns ??= fields;
      const of = fieldsByColumn(columns, fields, line);
      const [elapsed = "", label, success] = [of("elapsed"), of("label"), of("success")];
      // The line of the columns; files that were put together have it again.
      if (elapsed === "elapsed") return;
      if (label === undefined || !milliseconds.test(elapsed)) throw damagedRow(elapsed, "time in milliseconds", line);
      const passed = passedOf(success);
      // Half a word, where the file is cut off.
      if (passed === undefined) throw damagedRow(success!, "success", line);
      samples.add(label, Number(elapsed), passed, of("timeStamp") ?? null);
    },
    (row) => heading.exec(row)?.[1] ?? ",",
  );
  return {
    write: (chunk) => rows.write(chunk),
    end() {
      rows.end();
      return samples.report();
    },
  };
}

function ofXml(samples: Samples): XmlContent<BenchmarkReport> {
  /** Of the samples that are open. */
  const labels: string[] = [];
  const isSample = (name: string) => name === "sample" || name === "httpSample";
  return {
    open(tag) {
      if (!isSample(tag.name)) return;
      const label = tag.get("lb") ?? "";
      const elapsed = tag.get("t");
      if (elapsed !== null && !milliseconds.test(elapsed)) throw damagedTag(tag, "sample with a time in milliseconds");
      const passed = passedOf(tag.get("s"));
      if (passed === undefined) throw damagedTag(tag, "sample with its success");
      // What a redirection or a page consists of is a part of the sample that it is named after.
      if (labels.at(-1) !== label) samples.add(label, Number(elapsed ?? Number.NaN), passed, tag.get("ts"));
      labels.push(label);
    },
    close(name) {
      if (isSample(name)) labels.pop();
    },
    report: () => samples.report(),
  };
}
