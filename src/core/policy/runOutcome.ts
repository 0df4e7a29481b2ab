import type { RunFailure } from "../model/assessment.ts";
import type { ReportKind } from "../model/report.ts";
import type { RunCommand } from "./policy.ts";

/** How a command of "run" ended. */
export interface RunExit {
  readonly command: RunCommand;
  /** null: ended by a signal, or never started. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Why it could not be started (a system error's code and words), else null. */
  readonly startError: { readonly code: string; readonly message: string } | null;
  readonly timedOut: boolean;
  readonly cancelled: boolean;
  /** Reports that were written while it ran. */
  readonly written: readonly string[];
  /** Last lines it printed, for the message. */
  readonly lastOutput: string;
}

/** Kinds of reports that commands of this name and these arguments are to write. */
function waitingKinds(command: RunCommand): readonly ReportKind[] {
  const words = [command.name, ...command.command, ...(command.writes ?? [])].join(" ").toLowerCase();
  const kinds: ReportKind[] = [];
  if (/cov|c8|nyc|jacoco|lcov/.test(words)) kinds.push("coverage");
  if (/junit|test|pytest|vitest|jest|mocha|verify/.test(words)) kinds.push("tests");
  if (/bench/.test(words)) kinds.push("benchmarks");
  if (/interrogate|docs?\b|docstr|typedoc/.test(words)) kinds.push("documentation");
  if (/sarif|lint|analy/.test(words)) kinds.push("findings");
  if (/mutat|mutmut|stryker|pitest/.test(words)) kinds.push("mutation");
  return kinds.length > 0 ? kinds : ["coverage", "tests"];
}

/** pytest's own exit codes: https://docs.pytest.org/en/stable/reference/exit-codes.html */
const pytestCodes: Readonly<Record<number, readonly [RunFailure["kind"], string]>> = {
  2: ["crashed", "pytest was interrupted before it ended (exit code 2)"],
  3: ["crashed", "pytest failed within itself (exit code 3)"],
  4: ["crashed", "pytest could not be used as it was called (exit code 4)"],
  5: ["no-tests", "pytest collected no tests (exit code 5)"],
};

/**
 * What went wrong with a command, or null where it did what it was to do. Failing tests are no failure of the run: a
 * runner that ends with an error code and has written its reports has run.
 */
export function classifyRun(exit: RunExit): RunFailure | null {
  const { command } = exit;
  const failure = (kind: RunFailure["kind"], message: string): RunFailure => ({
    name: command.name,
    kind,
    message,
    waiting: waitingKinds(command),
  });
  const program = command.command[0];
  if (exit.startError !== null) {
    const why =
      exit.startError.code === "ENOENT"
        ? `"${program}" was not found: is it installed and on the PATH?`
        : `"${program}" could not be started: ${exit.startError.message}`;
    return failure("could-not-start", why);
  }
  if (exit.cancelled) return failure("cancelled", "the run was cancelled");
  if (exit.timedOut) return failure("timed-out", `it did not end within ${duration(command.timeoutSeconds)}`);
  const last = exit.lastOutput.trim().split("\n").at(-1)?.trim().slice(0, 200) ?? "";
  const said = last === "" ? "" : `; it last said: ${last}`;
  if (exit.signal !== null) return failure("crashed", `it was ended by ${exit.signal}${said}`);
  const code = exit.exitCode;
  if (code === null) return failure("crashed", `it ended without an exit code${said}`);
  if (code === 127 || code === 9009)
    return failure("could-not-start", `"${program}" or what it calls was not found (exit code ${code})${said}`);
  const isPytest = command.command.some((part) => /(?:^|[\\/])(?:py\.?test)(?:\.exe)?$/.test(part));
  const known = isPytest ? pytestCodes[code] : undefined;
  if (known !== undefined) return failure(known[0], `${known[1]}${said}`);
  if (isPytest && code === 1 && /No module named pytest/.test(exit.lastOutput))
    return failure("could-not-start", "pytest is not installed for this Python");
  if (code >= 128) return failure("crashed", `it ended with exit code ${code}${said}`);
  if (exit.written.length === 0)
    return failure(
      code === 0 ? "no-report" : "crashed",
      code === 0 ? "it ended well but wrote no report" : `it ended with exit code ${code} and wrote no report${said}`,
    );
  return null;
}

function duration(seconds: number): string {
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

/** Environment that makes tools write UTF-8 whatever the machine's own setting. */
export const utf8Environment: Readonly<Record<string, string>> = {
  PYTHONIOENCODING: "utf-8",
  PYTHONUTF8: "1",
  LC_ALL: "C.UTF-8",
  LANG: "C.UTF-8",
};
