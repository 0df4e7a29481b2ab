/** What became of one test. "errored" is a failure outside the test's own assertions (set-up, crash, collection). */
export type TestOutcome = "passed" | "failed" | "errored" | "skipped";

/** One result of one test as the report states it; reruns are folded by the reader, the last outcome counts. */
export interface TestCase {
  readonly name: string;
  /** Class, module or describe path; "" where the format has none. */
  readonly className: string;
  /** Names of the enclosing suites, outermost first, joined by " > "; "" where there is none. */
  readonly suite: string;
  readonly file: string | null;
  /** 1-based. */
  readonly line: number | null;
  readonly outcome: TestOutcome;
  /**
   * Why a skipped test did not run, where the report says so: an expected failure is not a plain skip. "or-passed": the
   * report does not tell it from a test that passed, and another one of its run may.
   */
  readonly skipKind: "expected-failure" | "collection" | "todo" | "or-passed" | null;
  readonly durationSeconds: number | null;
  readonly message: string | null;
  readonly properties: readonly { readonly name: string; readonly value: string }[];
  /** Runs of this test in the report, 1 without reruns. */
  readonly runs: number;
  /** Outcomes of its reruns differ. */
  readonly flaky: boolean;
}

/** An error that belongs to a suite and to no test of it: a file that failed to load, a build that broke. */
export interface SuiteError {
  readonly suite: string;
  readonly message: string;
}

interface TestTotals {
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly errored: number;
  readonly skipped: number;
  readonly durationSeconds: number | null;
}

/** Counts outcomes case by case. The duration is the sum of the stated ones, null where no case states one. */
export function testTotals(cases: readonly TestCase[]): TestTotals {
  let [passed, failed, errored, skipped] = [0, 0, 0, 0];
  let duration: number | null = null;
  for (const { outcome, durationSeconds } of cases) {
    if (outcome === "passed") passed++;
    else if (outcome === "failed") failed++;
    else if (outcome === "errored") errored++;
    else skipped++;
    if (durationSeconds !== null) duration = (duration ?? 0) + durationSeconds;
  }
  return { total: cases.length, passed, failed, errored, skipped, durationSeconds: duration };
}

/** It ran and did not pass. */
export function hasFailed(outcome: TestOutcome): boolean {
  return outcome === "failed" || outcome === "errored";
}

/** One passed where the other failed. */
export function contradict(one: TestOutcome, other: TestOutcome): boolean {
  return (one === "passed" && hasFailed(other)) || (other === "passed" && hasFailed(one));
}

/** Identity of a test across reports and reruns: file, class, name with its parameters. */
export function testIdentity(test: TestCase): string {
  return `${test.file ?? test.suite}\u0000${test.className}\u0000${test.name}`;
}

/**
 * Something of each test, by its identity. A report may have millions of tests, most of which share file and class with
 * the one before: so no text of the whole identity is made for each.
 */
export class TestMap<T> {
  readonly #homes = new Map<string, Map<string, T>>();
  /** The file and the class that were asked for last, with what is known of its tests. */
  #file = "";
  #className = "";
  #last: Map<string, T> | null = null;

  get(test: TestCase): T | undefined {
    return this.#homeOf(test).get(test.name);
  }

  set(test: TestCase, value: T): void {
    this.#homeOf(test).set(test.name, value);
  }

  *values(): Generator<T> {
    for (const home of this.#homes.values()) yield* home.values();
  }

  #homeOf({ file, suite, className }: TestCase): Map<string, T> {
    const place = file ?? suite;
    if (this.#last !== null && place === this.#file && className === this.#className) return this.#last;
    const key = `${place}\u0000${className}`;
    let home = this.#homes.get(key);
    if (home === undefined) {
      home = new Map();
      this.#homes.set(key, home);
    }
    this.#file = place;
    this.#className = className;
    this.#last = home;
    return home;
  }
}

/**
 * Folds the runs of each test into one result: the last one counts, and the test is flaky where they differ. A set-up
 * or tear-down that failed beside a passed or failed body makes the test errored: pytest writes it as a second entry.
 * Keeps the order of first appearance.
 */
export function foldReruns(cases: readonly TestCase[]): readonly TestCase[] {
  const places = new TestMap<number>();
  const folded: TestCase[] = [];
  /** All runs of the tests that have several. */
  const runs = new Map<number, TestCase[]>();
  for (const test of cases) {
    const place = places.get(test);
    if (place === undefined) {
      places.set(test, folded.length);
      folded.push(test);
      continue;
    }
    const known = runs.get(place);
    if (known === undefined) runs.set(place, [folded[place]!, test]);
    else known.push(test);
  }
  for (const [place, all] of runs) folded[place] = foldRuns(all);
  return folded;
}

function foldRuns(runs: readonly TestCase[]): TestCase {
  const folded = runs.reduce((known, test) => {
    const outcomes = new Set([known.outcome, test.outcome]);
    const isTearDown = test.outcome === "errored" && known.outcome !== "errored";
    return {
      ...test,
      durationSeconds: addDurations(known.durationSeconds, test.durationSeconds),
      runs: known.runs + test.runs,
      flaky: known.flaky || test.flaky || (outcomes.size > 1 && !isTearDown && !outcomes.has("skipped")),
    };
  });
  return { ...folded, properties: runs.flatMap(({ properties }) => properties) };
}

function addDurations(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : a + b;
}
