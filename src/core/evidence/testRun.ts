import { contradict, foldReruns, type TestCase, type TestOutcome } from "../model/tests.ts";
import type { TestFiles } from "./testFiles.ts";

/** A report as it is compared with others of its format. */
interface Run {
  /** Path of the report. */
  readonly speaker: string;
  /** Outcomes of the tests by format, class and name. */
  readonly outcomes: ReadonlyMap<string, TestOutcome>;
  /** Workspace files of the tests, as far as they are known. */
  readonly files: ReadonlySet<string>;
}

export function runOf(cases: readonly TestCase[], format: string | null, speaker: string, located: TestFiles): Run {
  const outcomes = new Map<string, TestOutcome>();
  const files = new Set<string>();
  for (const test of foldReruns(cases)) {
    outcomes.set(`${format}\u0000${test.className}\u0000${test.name}`, test.outcome);
    const file = located.of(test, speaker);
    if (file !== null) files.add(file);
  }
  return { speaker, outcomes, files };
}

/**
 * Runs to compare others with, the largest first. Thousands of reports, as Allure and Surefire write them, are not each
 * compared with all: a run that another one repeats holds each test of it.
 */
export class KnownRuns {
  readonly #named = new Map<string, Run[]>();

  add(run: Run): void {
    for (const name of run.outcomes.keys()) {
      const runs = this.#named.get(name);
      if (runs === undefined) this.#named.set(name, [run]);
      else runs.push(run);
    }
  }

  /**
   * The first one that is the same run, null where there is none.
   *
   * @param mayBe whether the report of this path may tell of the same run
   */
  like(run: Run, mayBe: (speaker: string) => boolean): Run | null {
    const first = run.outcomes.keys().next();
    if (first.done === true) return null;
    return this.#named.get(first.value)?.find((other) => isSameRun(run, other) && mayBe(other.speaker)) ?? null;
  }
}

/** Of two runs that are the same, the smaller one has at least this part of the larger one's tests … */
const mostOfSize = 0.9;
/** … and at least this part of its own has the same outcome there. */
const mostOfOutcomes = 0.95;

/** Whether each test of a run stands in the larger one, and nearly all with the same outcome. */
function isSameRun(small: Run, large: Run): boolean {
  // Two modules may have tests of the same names.
  if (small.files.size > 0 && large.files.size > 0 && [...small.files].every((file) => !large.files.has(file)))
    return false;
  if (small.outcomes.size < mostOfSize * large.outcomes.size) return false;
  let same = 0;
  for (const [name, outcome] of small.outcomes) {
    const other = large.outcomes.get(name);
    if (other === outcome) same++;
    // A failure of one run is never hidden by another one that passed.
    else if (other === undefined || contradict(outcome, other)) return false;
  }
  return same >= mostOfOutcomes * small.outcomes.size;
}
