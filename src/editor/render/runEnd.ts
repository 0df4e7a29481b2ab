import { matcher } from "../../core/evidence/globs.ts";
import type { Assessment } from "../../core/model/assessment.ts";
import type { RunCommand } from "../../core/policy/policy.ts";
import type { RunExit } from "../../core/policy/runOutcome.ts";

/** How a command's task came to its end. */
export type TaskEnd =
  | { readonly kind: "exited"; readonly exitCode: number }
  | { readonly kind: "not-started" | "timed-out" | "cancelled" };

/** Reports that are there after a command and were not there so before: told by their times in both assessments. */
export function reportsWritten(before: Assessment | null, after: Assessment, command: RunCommand): readonly string[] {
  const known = new Map(before?.reports.map(({ path, provenance }) => [path, provenance?.modified]));
  const wanted = command.writes === null ? () => true : matcher(command.writes);
  return after.reports
    .filter(({ path, provenance }) => provenance !== null && provenance.modified !== known.get(path) && wanted(path))
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
