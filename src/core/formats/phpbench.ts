import type { Benchmark } from "../model/benchmarks.ts";
import type { BenchmarkReport } from "../model/report.ts";
import { benchmarkReport } from "./benchmarkFormats.ts";
import { matched, missed, type ReportFormat } from "./format.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import type { XmlTag } from "./xmlTag.ts";

/**
 * PHPBench's XML (`--dump-file`): suites, classes, subjects and their variants with iterations and statistics. Values are
 * the mode, which its own report shows, of the microseconds of a revolution; a variant with errors has none.
 */
export const phpbench: ReportFormat = {
  id: "phpbench",
  kind: "benchmarks",
  title: "PHPBench XML",
  patterns: ["**/*phpbench*.xml", "**/*bench*.xml"],
  recognise(head) {
    if (head.xml === null) return missed(0, "it is not XML");
    return head.xml.root === "phpbench" ? matched : missed(0, "its root element is not <phpbench>");
  },
  read: (context) => new XmlReader(context, new PhpBenchmarks()),
};

interface Variant {
  readonly revolutions: number;
  set: string;
  readonly samples: number[];
  value: number;
  deviation: number;
  failed: boolean;
}

class PhpBenchmarks implements XmlContent {
  readonly #benchmarks: Benchmark[] = [];
  #version: string | null = null;
  #date: string | null = null;
  #commit: string | null = null;
  #inVcs = false;
  #class = "";
  #subject = "";
  #variant: Variant | null = null;

  open(tag: XmlTag): void {
    const variant = this.#variant;
    switch (tag.name) {
      case "phpbench":
        this.#version = tag.get("version");
        break;
      case "suite":
        this.#date ??= tag.get("date");
        break;
      case "vcs":
        this.#inVcs = true;
        // Its attributes until version 0.17, values below it since.
        this.#commit ??= tag.get("version");
        break;
      case "value":
        if (this.#inVcs && tag.get("name") === "version") tag.keepText();
        break;
      case "benchmark":
        this.#class = (tag.get("class") ?? "").replace(/^\\/, "");
        break;
      case "subject":
        this.#subject = tag.get("name") ?? "";
        break;
      case "variant":
        this.#variant = {
          ...{ revolutions: tag.number("revs"), set: "", samples: [], failed: false },
          ...{ value: Number.NaN, deviation: Number.NaN },
        };
        break;
      case "parameter-set":
        if (variant !== null) variant.set = tag.get("name") ?? "";
        break;
      case "iteration":
        variant?.samples.push(
          tag.number("time-net") / (tag.has("time-revs") ? tag.number("time-revs") : variant.revolutions),
        );
        break;
      case "error":
      case "errors":
        if (variant !== null) variant.failed = true;
        break;
      case "stats":
        if (variant !== null) {
          variant.value = tag.number("mode");
          variant.deviation = tag.number("stdev");
        }
        break;
    }
  }

  close(name: string, text: string): void {
    if (name === "vcs") this.#inVcs = false;
    else if (name === "value" && text !== "") this.#commit ??= text.trim();
    else if (name === "variant" && this.#variant !== null) {
      const { set, samples, value, deviation, failed } = this.#variant;
      const suffix = set === "" || set === "0" ? "" : ` # ${set}`;
      this.#benchmarks.push({
        name: `${this.#class}::${this.#subject}${suffix}`,
        value: failed || !Number.isFinite(value) ? null : value,
        unit: "µs",
        better: "smaller",
        samples: samples.length > 0 && samples.every(Number.isFinite) ? samples : null,
        deviation: Number.isFinite(deviation) ? deviation : null,
      });
      this.#variant = null;
    }
  }

  report(): BenchmarkReport {
    return benchmarkReport(this.#benchmarks, "PHPBench", {
      producer: this.#version === null ? "PHPBench" : `PHPBench ${this.#version}`,
      generated: /^\d{4}-\d\d-\d\dT/.test(this.#date ?? "") ? this.#date : null,
      commit: this.#commit,
    });
  }
}
