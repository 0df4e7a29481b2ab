import type { TestReport } from "../model/report.ts";
import type { ReadContext, Reader } from "./format.ts";
import { type XmlHandler, XmlScanner } from "./xml.ts";

/** A reader of test results in XML: the format says what to do at each tag and what the report is at the end. */
export interface XmlTests extends XmlHandler {
  report(): TestReport;
}

export class XmlTestsReader implements Reader {
  readonly #tests: XmlTests;
  readonly #scanner: XmlScanner;

  constructor(context: ReadContext, tests: XmlTests) {
    this.#tests = tests;
    this.#scanner = new XmlScanner(tests, (problem) => context.problem(problem));
  }

  write(chunk: Uint8Array): void {
    this.#scanner.write(chunk);
  }

  end(): TestReport {
    this.#scanner.end();
    return this.#tests.report();
  }
}

/** Attributes of the root that are finite numbers: the report's own summary. */
export function numericAttributes(
  tag: { number(name: string): number },
  names: readonly string[],
): Readonly<Record<string, number>> | null {
  const found = names.map((name) => [name, tag.number(name)] as const).filter(([, value]) => !Number.isNaN(value));
  return found.length === 0 ? null : Object.fromEntries(found);
}

/** Says that a report of tests holds results of benchmarks, too, which are not read. */
export function tellBenchmarks(context: ReadContext, count: number): void {
  if (count > 0)
    context.problem({
      severity: "info",
      code: "benchmarks-not-read",
      message: `Results of ${count} benchmarks in it are not read`,
    });
}
