import { matcher } from "../../core/evidence/globs.ts";
import type { Assessment } from "../../core/model/assessment.ts";
import type { RunCommand } from "../../core/policy/policy.ts";
import type { RunExit } from "../../core/policy/runOutcome.ts";

/** How a command's task came to its end. `exitCode` is null where it is not known. */
export type TaskEnd =
  | { readonly kind: "exited"; readonly exitCode: number | null }
  | { readonly kind: "not-started" | "timed-out" | "cancelled" };

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

/** A task's end as the engine judges it. What it printed stands in its terminal and is not known here. */
export function runExit(command: RunCommand, end: TaskEnd, written: readonly string[]): RunExit {
  return {
    command,
    exitCode: end.kind === "exited" ? end.exitCode : null,
    signal: null,
    startError: end.kind === "not-started" ? { code: "ENOENT", message: "" } : null,
    timedOut: end.kind === "timed-out",
    cancelled: end.kind === "cancelled",
    written,
    lastOutput: "",
  };
}
