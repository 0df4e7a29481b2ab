import { matcher } from "../../core/evidence/globs.ts";
import type { Assessment, RunFailure } from "../../core/model/assessment.ts";
import type { RunCommand } from "../../core/policy/policy.ts";

/** How a command came to its end. `exitCode` is null where it is not known. */
export type CommandEnd =
  | { readonly kind: "exited"; readonly exitCode: number | null }
  | { readonly kind: "not-started" | "timed-out" | "cancelled" };

/** Kinds of reports that test commands write; which of them one is to write, it does not say. */
const waiting = ["coverage", "tests", "benchmarks"] as const;

/** File systems keep times in steps of up to two seconds. */
const timeSlack = 2000;

/** Reports a command wrote, by what it says it writes or else by time alone. `started` in milliseconds since 1970. */
export function reportsWritten(assessment: Assessment, command: RunCommand, started: number): readonly string[] {
  const wanted = command.writes === null ? () => true : matcher(command.writes);
  return assessment.reports
    .filter(
      ({ path, provenance }) =>
        provenance !== null && Date.parse(provenance.modified) >= started - timeSlack && wanted(path),
    )
    .map(({ path }) => path);
}

/**
 * What went wrong with a command, null: nothing. An exit code other than 0 is no failure by itself: test runners end so
 * when a test fails, and the reports say which.
 */
export function judge(command: RunCommand, end: CommandEnd, written: readonly string[]): RunFailure | null {
  const failure = (kind: RunFailure["kind"], message: string): RunFailure => ({
    name: command.name,
    kind,
    message,
    waiting,
  });
  switch (end.kind) {
    case "not-started":
      return failure("could-not-start", `could not start: is ${command.command[0]} installed?`);
    case "timed-out":
      return failure("timed-out", `was stopped after ${command.timeoutSeconds} seconds`);
    case "cancelled":
      return failure("cancelled", "was cancelled");
    case "exited":
      break;
  }
  const { exitCode } = end;
  if (exitCode === 127 || exitCode === 126)
    return failure("could-not-start", `could not start: is ${command.command[0]} installed?`);
  if (exitCode !== null && (exitCode < 0 || exitCode > 128))
    return failure("crashed", `crashed with exit code ${exitCode}`);
  if (written.length > 0) return null;
  if (exitCode === 0) return failure("no-report", "ended without writing a report");
  return failure("crashed", `ended with exit code ${exitCode ?? "unknown"} and wrote no report`);
}
