import { foldReruns, type TestCase } from "../model/tests.ts";
import type { TestFiles } from "./testFiles.ts";

/** A report as it is compared with others. */
export interface Run {
  readonly format: string | null;
  /** Path of the report that speaks for it. */
  readonly speaker: string;
  /** Outcomes of the tests by their plain name, and by their class and name. */
  readonly byName: ReadonlyMap<string, string>;
  readonly byClass: ReadonlyMap<string, string>;
  /** Words that formats have for where a test stands: the class, the file, the suite. */
  readonly homes: ReadonlySet<string>;
  /** Workspace files of the tests, as far as they are known. */
  readonly files: ReadonlySet<string>;
}

export function runOf(cases: readonly TestCase[], format: string | null, speaker: string, located: TestFiles): Run {
  const named = new Map<string, string[]>();
  const byClass = new Map<string, string>();
  const homes = new Set<string>();
  const files = new Set<string>();
  for (const test of foldReruns(cases)) {
    const name = plainName(test.name);
    // Not every format tells an error from a failure.
    const outcome = test.outcome === "errored" ? "failed" : test.outcome;
    const known = named.get(name);
    if (known === undefined) named.set(name, [outcome]);
    else known.push(outcome);
    byClass.set(`${test.className}\u0000${test.name}`, test.outcome);
    for (const home of homesOf(test)) homes.add(home);
    const file = located.of(test, speaker);
    if (file !== null) files.add(file);
  }
  const byName = new Map([...named].map(([name, outcomes]) => [name, outcomes.sort().join()]));
  return { format, speaker, byName, byClass, homes, files };
}

/** The last parts of class, file and suite, each without its ending: "test_a" of tests/test_a.py and of tests.test_a. */
function homesOf({ className, file, suite }: TestCase): readonly string[] {
  const base = file?.split(/[\\/]/).at(-1)?.split(".")[0];
  const parts = [className, suite].map((path) => path.split(/[^\p{L}\p{N}_$]+/u).findLast((part) => part !== ""));
  return [base, ...parts].filter((part) => part !== undefined && part !== "") as string[];
}

/** Formats differ in how much of the describe path a name holds: the last part is in all of them. */
function lastName(name: string): string {
  const last = Math.max(name.lastIndexOf(" > "), name.lastIndexOf(" › "));
  return (last < 0 ? name : name.slice(last + 3)).trim();
}

/** A name without parameters and what stands before it: "tests/a.py::Shape.area[2]" of CTRF and TAP is "area". */
function plainName(name: string): string {
  const last = lastName(name);
  const bracket = last.search(/[[({]/);
  const bare = bracket > 0 ? last.slice(0, bracket).trimEnd() : last;
  if (/\s/.test(bare)) return bare;
  const end = Math.max(...[".", ":", "#", "/"].map((mark) => bare.lastIndexOf(mark)));
  return bare.slice(end + 1) || bare;
}

/** Reports of fewer tests than this may hold tests of the same names by chance. */
const tellingTests = 5;

/**
 * Runs to compare others with. Thousands of reports, as Allure and Surefire write them, are not each compared with all:
 * runs that are alike have names of tests in common, and are found by them.
 */
export class KnownRuns {
  readonly #runs: Run[] = [];
  /** Places in `#runs`, ascending, by the plain name of a test. */
  readonly #named = new Map<string, number[]>();

  add(run: Run): void {
    for (const name of run.byName.keys()) {
      const places = this.#named.get(name);
      if (places === undefined) this.#named.set(name, [this.#runs.length]);
      else places.push(this.#runs.length);
    }
    this.#runs.push(run);
  }

  /** The first one that is the same run, null where there is none. */
  like(run: Run, may: (other: Run) => boolean = () => true): Run | null {
    // Of two that are alike the larger one has at most this many tests more: one of these names is in both.
    const telling = Math.floor((1 - mostOfSize * mostOfOutcomes) * run.byClass.size) + 1;
    const places = new Set([...run.byName.keys()].slice(0, telling).flatMap((name) => this.#named.get(name) ?? []));
    for (const place of [...places].sort((a, b) => a - b)) {
      const other = this.#runs[place]!;
      if (may(other) && isSameRun(run, other)) return other;
    }
    return null;
  }
}

/** Of two runs that are the same, the smaller one has at least this part of the larger one's tests … */
const mostOfSize = 0.9;
/** … and at least this part of its own has the same outcome there. */
const mostOfOutcomes = 0.95;

/**
 * Reports of one format have one word for a class: tests of one name in several classes ("contextLoads") are several.
 * Of two formats only the names and outcomes are alike for sure, and that is telling where there are many.
 */
function isSameRun(a: Run, b: Run): boolean {
  // Two modules may have tests of the same names.
  if (a.files.size > 0 && b.files.size > 0 && [...a.files].every((file) => !b.files.has(file))) return false;
  if (a.format === b.format) return hasSameOutcomes(a.byClass, b.byClass);
  if (!hasSameOutcomes(a.byName, b.byName)) return false;
  const isTelling = Math.min(a.byName.size, b.byName.size) >= tellingTests || a.homes.size === 0 || b.homes.size === 0;
  return isTelling || [...a.homes].some((home) => b.homes.has(home));
}

function hasSameOutcomes(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  if (small.size === 0 || small.size < mostOfSize * large.size) return false;
  let same = 0;
  for (const [name, outcome] of small) {
    const other = large.get(name);
    if (other === outcome) same++;
    // A failure of one run is never hidden by another one that passed.
    else if (other !== undefined && contradict(outcome, other)) return false;
  }
  return same >= mostOfOutcomes * small.size;
}

/** One says passed of the tests of a name where the other says that some failed. */
function contradict(a: string, b: string): boolean {
  const [one, other] = [/failed|errored/.test(a), /failed|errored/.test(b)];
  return one !== other && (one ? b : a).includes("passed");
}
