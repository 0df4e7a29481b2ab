import { matcher, nearMisses, textMatcher } from "../evidence/globs.ts";
import type { TestResult } from "../evidence/testEvidence.ts";
import type { GateResult, Offender } from "../model/gate.ts";
import type { MeasuredCounts, MeasurementStatus, Reason } from "../model/measurement.ts";
import { hasFailed } from "../model/tests.ts";
import type { TestSelector, TestsGateSettings } from "../policy/policy.ts";
import {
  absence,
  type GateContext,
  gateResult,
  orRemove,
  runFailureReasons,
  unmeasured,
  unreadReasons,
} from "./result.ts";

/** Pass rate of all tests or of the selected ones: passed / (passed + failed + errored). */
export async function measureTests(settings: TestsGateSettings, context: GateContext): Promise<GateResult> {
  const { evidence } = context;
  const { tests } = evidence;
  const selects = settings.select !== null;
  if (selects && isEmpty(settings.select!)) {
    return unmeasured(
      settings,
      "missing",
      [{ code: "no-selector", message: "which tests belong to this gate is not declared" }],
      `Declare gates.${settings.id}.tests in readiness.json`,
    );
  }
  if (tests.reports.length === 0) {
    const { status, reasons, evidence: provenance } = absence("tests", evidence);
    return unmeasured(
      settings,
      status,
      reasons,
      "Run the tests with a JUnit report, or run the assessment",
      provenance,
    );
  }
  const selected = settings.select === null ? tests.results : select(tests.results, settings.select);
  const provenance = [...new Set(selected.map((each) => each.report))].map((at) => tests.reports[at]!.read.provenance);
  const counts = { passed: 0, failed: 0, errored: 0, skipped: 0 };
  for (const { test } of selected) counts[test.outcome]++;
  const suiteErrors = selects ? [] : tests.suiteErrors;
  const errored = counts.errored + suiteErrors.length;
  const total = counts.passed + counts.failed + errored;
  const notes = [...notesOf(selected, suiteErrors.length), ...tests.remarks.map(({ message }) => message)];
  const reasons: Reason[] = [];
  for (const { path, reason } of tests.aborted) reasons.push({ code: "aborted", message: `${path}: ${reason}` });
  reasons.push(...runFailureReasons("tests", evidence));
  const offenders = [
    ...selected.filter(({ test }) => hasFailed(test.outcome)).map(failureOf),
    ...suiteErrors.map(
      (error): Offender => ({ file: error.suite, line: 0, kind: "failed-test", detail: error.message }),
    ),
  ];
  const unread = unreadReasons("tests", evidence);
  reasons.push(...unread);
  // How many tests they hold, and how these ended, nobody knows.
  if (tests.aborted.length > 0 || unread.length > 0) {
    return gateResult(settings, {
      status: "invalid",
      counts: null,
      reasons,
      evidence: provenance.length > 0 ? provenance : tests.evidence,
      offenders,
      distanceUnit: "tests",
      nextAction: tests.aborted.length > 0 ? "Run the tests to their end" : `Run the tests again, ${orRemove}`,
      notes,
    });
  }
  if (selects) {
    const unmatched = unmatchedParts(settings.select!, tests.results);
    if (selected.length < settings.minimumTests || selected.length === 0) {
      reasons.unshift(
        {
          code: "too-few-tests",
          message: `${selected.length} of ${tests.results.length} tests match the selector, ${Math.max(1, settings.minimumTests)} are needed`,
        },
        ...unmatched,
      );
      return unmeasured(
        settings,
        "missing",
        reasons,
        `Correct gates.${settings.id}.tests in readiness.json, or write the tests`,
        provenance,
        notes,
      );
    }
    // A part that matches nothing beside others that do is said, but what the others selected is measured.
    notes.push(...unmatched.map((reason) => reason.message));
  }
  if (total === 0) {
    reasons.unshift({
      code: "no-tests",
      message:
        selected.length === 0 ? "the reports hold no test" : `none of ${selected.length} tests ran: all were skipped`,
    });
    return unmeasured(settings, "invalid", reasons, "Find out why no test ran", tests.evidence, notes);
  }
  if (total < settings.minimumTests) {
    reasons.unshift({
      code: "too-few-tests",
      message: `${total} of the selected tests ran, ${settings.minimumTests} are needed`,
    });
    return unmeasured(settings, "missing", reasons, "Let the skipped tests run", provenance, notes);
  }
  const { known, more, reasons: whyMissing } = evidence.missingTests;
  // A selector cannot tell of tests that are only a number whether they are its own: they may be.
  const missing = (settings.select === null ? known : select(known, settings.select)).length + more;
  const measured: MeasuredCounts = { covered: counts.passed, total: total + missing, unknown: missing };
  let status: MeasurementStatus = "measured";
  if (missing > 0) {
    status = "partial";
    reasons.push(...whyMissing);
  }
  if (evidence.changedAfterTests.length > 0) {
    if (status === "measured") status = "stale";
    const files = evidence.changedAfterTests;
    reasons.push({
      code: "source-changed",
      message: `${files.length} file${files.length === 1 ? "" : "s"} changed since these tests ran: ${files.slice(0, 3).join(", ")}${files.length > 3 ? " …" : ""}`,
    });
  }
  return gateResult(settings, {
    status,
    counts: measured,
    reasons,
    evidence: provenance,
    offenders,
    distanceUnit: "tests",
    nextAction:
      offenders[0] === undefined
        ? missing > 0
          ? "Run all tests; if these were all, accept the run"
          : "Run the tests again"
        : `Repair ${offenders[0].detail ?? offenders[0].file}`,
    notes,
  });
}

function isEmpty(select: TestSelector): boolean {
  return (
    select.files.length + select.names.length + select.classes.length + Object.keys(select.properties).length === 0
  );
}

/** Tests that match any part of a selector. */
function select(results: readonly TestResult[], selector: TestSelector): TestResult[] {
  const byFile = matcher(selector.files);
  const byName = textMatcher(selector.names);
  const byClass = textMatcher(selector.classes);
  const properties = Object.entries(selector.properties);
  return results.filter(
    ({ test, file }) =>
      (file !== null && byFile(file)) ||
      (test.file !== null && byFile(test.file)) ||
      byName(test.name) ||
      byClass(test.className) ||
      byClass(test.suite) ||
      properties.some(([name, value]) =>
        test.properties.some((each) => each.name === name && textMatcher([value])(each.value)),
      ),
  );
}

/** Parts of a selector that match nothing, with what comes near. */
function unmatchedParts(selector: TestSelector, results: readonly TestResult[]): Reason[] {
  const none = { files: [], names: [], classes: [], properties: {} };
  const parts: { label: string; pattern: string; selector: TestSelector; candidates: () => string[] }[] = [
    ...selector.files.map((pattern) => ({
      label: "file",
      pattern,
      selector: { ...none, files: [pattern] },
      candidates: () => results.flatMap(({ file, test }) => file ?? test.file ?? []),
    })),
    ...selector.names.map((pattern) => ({
      label: "name",
      pattern,
      selector: { ...none, names: [pattern] },
      candidates: () => results.map(({ test }) => test.name),
    })),
    ...selector.classes.map((pattern) => ({
      label: "class",
      pattern,
      selector: { ...none, classes: [pattern] },
      candidates: () => results.map(({ test }) => test.className),
    })),
    ...Object.entries(selector.properties).map(([name, value]) => ({
      label: "property",
      pattern: `${name}=${value}`,
      selector: { ...none, properties: { [name]: value } },
      candidates: () => results.flatMap(({ test }) => test.properties.map((each) => `${each.name}=${each.value}`)),
    })),
  ];
  return parts.flatMap((part) => {
    if (select(results, part.selector).length > 0) return [];
    const close = nearMisses(part.pattern, new Set(part.candidates()));
    return [
      {
        code: "selector-matches-nothing",
        message: `${part.label} "${part.pattern}" matches no test${close.length > 0 ? `; nearest: ${close.join(", ")}` : ""}`,
      },
    ];
  });
}

function failureOf({ test, file }: TestResult): Offender {
  const firstLine = test.message
    ?.split("\n")
    .find((line) => line.trim() !== "")
    ?.trim();
  const detail = firstLine === undefined ? test.name : `${test.name}: ${firstLine.slice(0, 200)}`;
  return {
    file: file ?? test.file ?? (test.className || test.suite),
    line: test.line ?? 0,
    kind: "failed-test",
    detail,
  };
}

/** Kinds of results that are not in the rate, each with its number. */
function notesOf(selected: readonly TestResult[], suiteErrors: number): string[] {
  const count = (wanted: (result: TestResult) => boolean) => selected.filter(wanted).length;
  const expected = count(({ test }) => test.outcome === "skipped" && test.skipKind === "expected-failure");
  const collection = count(({ test }) => test.outcome === "skipped" && test.skipKind === "collection");
  const skipped = count(({ test }) => test.outcome === "skipped") - expected - collection;
  const flaky = count(({ test }) => test.flaky);
  const notes: string[] = [];
  if (skipped > 0) notes.push(`${skipped} skipped`);
  if (expected > 0) notes.push(`${expected} expected failure${expected === 1 ? "" : "s"}`);
  if (collection > 0) notes.push(`${collection} not collected (import failures shown as skips)`);
  if (flaky > 0) notes.push(`${flaky} flaky: ended otherwise on a rerun or in another report`);
  if (suiteErrors > 0)
    notes.push(`${suiteErrors} suite${suiteErrors === 1 ? "" : "s"} failed to run, each counted as one error`);
  return notes;
}
