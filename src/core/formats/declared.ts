import type { Counts } from "../model/coverage.ts";
import type { Problem } from "../model/report.ts";
import type { ReadContext } from "./format.ts";

/**
 * Warns where a report's own sum differs from what its elements add up to; the elements count. `what` is in the plural:
 * "lines".
 *
 * @param listed what they add up to as the report lists them, where it may list one more than once: its sum may be of these
 */
export function compareCounts(
  context: ReadContext,
  what: string,
  declared: Counts,
  counted: Counts | null,
  listed = counted,
): void {
  const difference = differenceOf(what, declared, counted);
  if (difference !== null && differenceOf(what, declared, listed) !== null) context.problem(difference);
}

/** That warning; null where the two agree or one of them is not there: the declared figures are NaN then. */
export function differenceOf(what: string, declared: Counts, counted: Counts | null): Problem | null {
  if (Number.isNaN(declared.covered) || Number.isNaN(declared.total)) return null;
  if (counted === null) {
    if (declared.total === 0) return null;
    return differs(`says ${declared.covered} of ${declared.total} ${what} are covered but does not list them`);
  }
  if (declared.covered === counted.covered && declared.total === counted.total) return null;
  return differs(
    `says ${declared.covered} of ${declared.total} ${what} are covered; its elements make ${counted.covered} of ${counted.total}, and they count`,
  );
}

/**
 * The same of the branches in Istanbul's XML, which has a row for each line on which a statement begins: branches of
 * other lines (default values of parameters) are in its sums and in no row (istanbul-reports, lib/cobertura and
 * lib/clover).
 */
export function unlisted(problem: Problem | null): Problem | null {
  return explained(problem, "Istanbul's XML does not list branches of lines without a statement");
}

/** A difference that is known of its producer: no warning. */
export function explained(problem: Problem | null, reason: string): Problem | null {
  return problem && { ...problem, severity: "info", message: `${problem.message}: ${reason}` };
}

/** The same for a rate between 0 and 1, as written: it may differ by one unit of its last digit. */
export function compareRate(what: string, written: string | null, counted: Counts | null): Problem | null {
  if (written === null || counted === null) return null;
  const number = /^\s*[01](?:\.(\d+))?\s*$/.exec(written);
  if (number === null) return null;
  // Of nothing at all the rate is 0 or 1, as the tool likes it.
  if (counted.total === 0)
    return Number(written) > 0 && Number(written) < 1
      ? differs(`says a rate of ${written.trim()} for ${what} and lists none`)
      : null;
  const unit = 10 ** -Math.min(number[1]?.length ?? 0, 9);
  const rate = counted.covered / counted.total;
  if (Math.abs(Number(written) - rate) <= Math.max(unit, 1e-9) * 1.000001) return null;
  return differs(
    `says a rate of ${written.trim()} for ${what}; its elements make ${counted.covered} of ${counted.total}, and they count`,
  );
}

function differs(what: string): Problem {
  return { severity: "warning", code: "summary-differs", message: `The report's own summary ${what}` };
}

/**
 * Whether a file without branches was not measured for any: stable rustc and swiftc know none, and llvm-cov and grcov
 * write of their code, too, that it has 0 of them.
 */
export function knowsNoBranches(path: string): boolean {
  return /\.(?:rs|swift)$/.test(path);
}
