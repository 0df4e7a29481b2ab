/** With --setup-only and --setup-plan pytest sets up what the tests need, and calls none of them. */
export const onlySetUp = "pytest was asked for set-ups only: the test was not called";

const otherBase = /^0[box]/i;

/** Longest message kept of a test, in characters. */
const longestMessage = 8192;

const escapes = /\u001b\[[0-9;?]*[A-Za-z]|[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

/** A message as people read it: without terminal colours and control characters, cut to 8,192 characters; "" is null. */
export function cleanMessage(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  const clean = text.replace(escapes, "").trim();
  return clean === "" ? null : clean.slice(0, longestMessage);
}

/**
 * Seconds as tools write them: "1.5", "1,234.5" (thousands), "0,05" (a comma for the point), "1.234,5". null where it is
 * no number or below 0.
 */
export function seconds(text: string | null): number | null {
  if (text === null) return null;
  let plain = text.trim();
  const comma = plain.lastIndexOf(",");
  if (comma !== -1) {
    if (comma < plain.lastIndexOf(".") || /,\d{3},/.test(plain)) plain = plain.replaceAll(",", "");
    else plain = plain.replaceAll(".", "").replace(",", ".");
  }
  // Number() knows other bases, too: "0x10".
  const value = plain === "" || otherBase.test(plain) ? Number.NaN : Number(plain);
  return Number.isFinite(value) && value >= 0 ? value : null;
}

/**
 * What says no more than the outcome: the JUnit writers of Go, cargo2junit, nose2 and behave ("None") put what happened
 * into the text below.
 */
const onlyOutcome = /^(?:failed|skipped|build error|test failure|None|Error|failed (?:(?!::)\S)*::\S*)$/i;

/** The message of a result, or its text where that says more. */
export function tellingMessage(message: string | null, text: string): string | null {
  const words = cleanMessage(message);
  const isTelling = words !== null && !onlyOutcome.test(words);
  const told = isTelling ? words : (cleanMessage(text) ?? words);
  return told?.startsWith("=== RUN") ? (goWords(told) ?? (isTelling ? null : words)) : told;
}

const goLine = /^(?:\s*(?:=== (?:RUN|PAUSE|CONT|NAME|ATTR|ARTIFACTS)|--- (?:PASS|FAIL|SKIP):) |PASS$|FAIL(?:\t|$))/;

/** What a Go test printed, without the lines that `go test` adds. */
export function goWords(output: string): string | null {
  return cleanMessage(
    output
      .split("\n")
      .filter((line) => !goLine.test(line))
      .join("\n"),
  );
}

const utcWords = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

/**
 * ISO 8601 as written, with "T" between day and time; null where it is no time, or one that was not set: the year 1 of
 * .NET, the first second of 1970 (gtest and jest-junit write it for a suite that did not run). Mocha's XUnit writes it in
 * words: "Wed, 25 Nov 2026 10:22:59 GMT".
 */
export function isoTime(text: string | null): string | null {
  if (text === null) return null;
  if (utcWords.test(text)) return Number.isNaN(Date.parse(text)) ? null : new Date(text).toISOString();
  const iso = text.trim().replace(/^(\d{4}-\d\d-\d\d) (?=\d)/, "$1T");
  return /^\d{4}-\d\d-\d\d/.test(iso) &&
    !/^(?:0001-01-01|1970-01-01T00:00:00)/.test(iso) &&
    !Number.isNaN(Date.parse(iso))
    ? iso
    : null;
}

/**
 * What VSTest says of a run that did not come to its end, whatever its outcome is; Microsoft.Testing.Platform says it by
 * its exit code: the session was aborted (3), the host (7) or what it depends on (11) ended, it stopped at the most
 * failures that it should see (13).
 */
export const brokenDotnetRun =
  /\b(?:test run was (?:aborted|cancell?ed)|test host process\b[^.]*\bcrashed|(?:aborting|cancell?ing) test run)\b|^Exit code indicates failure: '(?:3|7|11|13)'/i;
