import type { Reason } from "../model/measurement.ts";
import type { Problem } from "../model/report.ts";

/** A report that could not be read, as a reason: its path, the place and what is wrong there. */
export function unreadReason(report: { readonly path: string; readonly problems: readonly Problem[] }): Reason {
  const problem = report.problems.find((each) => each.severity === "error") ?? report.problems[0];
  const place = problem?.line === undefined ? report.path : `${report.path}:${problem.line}`;
  return { code: problem?.code ?? "invalid", message: `${place}: ${problem?.message ?? "not readable"}` };
}
