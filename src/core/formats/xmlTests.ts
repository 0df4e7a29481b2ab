import type { ReadContext } from "./format.ts";

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
