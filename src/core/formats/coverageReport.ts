import type { CoverageReport } from "../model/report.ts";
import { InvalidReport, unstated } from "./format.ts";

/** A report with what a format states; the rest is "not stated", and its lists hold all that could run. */
export function coverageReport(
  stated: Pick<CoverageReport, "coverage"> & Partial<Omit<CoverageReport, "kind" | "coverage">>,
): CoverageReport {
  return {
    kind: "coverage",
    roots: [],
    completeness: "full",
    ...unstated,
    ...stated,
  };
}

/** Refuses the report that lists nothing of what it is made for. `what` is one of them: "statement". */
export function refuseEmpty(collected: { readonly fileCount: number }, what = "file"): void {
  if (collected.fileCount === 0) throw new InvalidReport("nothing-measured", `the report lists no ${what}`);
}
