import type { ReadResult, TestReport } from "../model/report.ts";
import type { TestCase } from "../model/tests.ts";
import type { TestFiles } from "./testFiles.ts";
import {
  beginningsOf,
  beginsOrEndsLike,
  endedAlike,
  endsOf,
  isAlike,
  isPlacedAlike,
  isWhole,
  mayShareHome,
  type NamedTest,
  sharesHome,
  TestNames,
  tailsOf,
} from "./testNames.ts";
import { isNested, mayBeOneRun, type ReportOrigins } from "./testOrigin.ts";

/** A report with its tests, reruns folded; its suite errors stand behind them, each as a test without a name. */
export interface ToldTests {
  readonly read: ReadResult;
  readonly report: TestReport;
  readonly tests: readonly TestCase[];
}

/** One test of one report: indexes into the reports, and into `tests` of that one. */
interface TestPlace {
  readonly report: number;
  readonly test: number;
}

/** A test that another report tells of, too. */
interface Repetition {
  readonly of: TestPlace;
  /** One of the two is a part of the other, as a section of a test case, or one row of its data. */
  readonly isPart: boolean;
}

/** Two reports that share names of tests, and no more tells whether these are the same tests. */
export interface Doubt {
  /** Indexes into the reports. */
  readonly report: number;
  readonly of: number;
  /** Number of tests of the one that have the name of a test of the other. */
  readonly tests: number;
}

/** A report whose every second test is one of a report of another format tells of the same tests as that one. */
const leastShared = 0.5;
/** Where the places have other names or none, the numbers tell: as many tests are not alike by chance … */
const tellingTests = 5;
/** … where one report has at least this part of the tests of the other. */
const mostOfSize = 0.9;
/** … or, where no place is named, where it has this part of them: a large one has any few words somewhere. */
const likeInSize = 0.75;
/** At most this part of the tests that one runner wrote in two formats passed by one, and failed by the other. */
const mostContradicting = 0.25;
/** At least this part of them stands in the same class, file or suite in both, where both name one. */
const leastAgreeing = 0.5;

/**
 * Which tests of one report are tests of a report of another format: a run that wrote JUnit and TAP ran each test once.
 * In one format the identity of a test tells; formats differ in how they write it, but they do it throughout. So the
 * reports are compared first: where half of the smaller one's tests have a name that the other has, too, they tell of the
 * same tests, and each test is one that both name. What one of them alone tells of remains a test of its own.
 *
 * A test that is counted twice is seen, one that is lost is not: so where in doubt, each counts, and the doubt is told.
 *
 * The largest report speaks. Time: grows with the tests times the groups of reports that have a name in common.
 *
 * @returns for each report and each of its tests the test that it repeats, or null; and the doubts, one for each folder
 */
export function repeatedTests(
  reports: readonly ToldTests[],
  files: TestFiles,
  origins: ReportOrigins,
): { readonly repeated: readonly (readonly (Repetition | null)[])[]; readonly doubts: readonly Doubt[] } {
  const repeated: (Repetition | null)[][] = reports.map(({ tests }) => tests.map(() => null));
  if (reports.length < 2) return { repeated, doubts: [] };
  const doubts = new Map<string, Doubt>();
  const kinds = reports.map(({ read, report }) => `${read.format}\u0000${report.dialect}`);
  const order = reports
    .map((_, at) => at)
    .sort(
      (a, b) =>
        reports[b]!.tests.length - reports[a]!.tests.length ||
        reports[b]!.report.cases.length - reports[a]!.report.cases.length ||
        stated(reports[b]!) - stated(reports[a]!) ||
        (reports[a]!.read.path < reports[b]!.read.path ? -1 : 1),
    );
  const names = new TestNames();
  const groups = new Groups();
  for (const report of order) {
    const { read, report: own, tests } = reports[report]!;
    const cases = tests.length - own.suiteErrors.length;
    const origin = origins.of(read, own);
    const named = tests.map((test, at) => names.of(test, files.of(test, read.path), at >= cases, origin));
    const asked = new AskedTests(named);
    const told = repeated[report]!;
    const key = `${kinds[report]}\u0000${origin.folder}`;
    for (const group of groups.near(named)) {
      if (told.every((each) => each !== null)) break;
      if (!group.mayTellOf(named)) continue;
      const repetitions = group.repeatedBy(asked, kinds[report]!);
      if (repetitions !== null && "tests" in repetitions) {
        if (!doubts.has(key)) doubts.set(key, { report, ...repetitions });
        continue;
      }
      repetitions?.forEach((repetition, at) => {
        // A leg of a matrix beside a report that repeats another leg: these two have one format, and identity tells.
        const isOwnKind = repetition !== null && kinds[repetition.of.report] === kinds[report];
        if (!isOwnKind || group.kind === kinds[report]) told[at] ??= repetition;
      });
    }
    const group = groups.of(kinds[report]!, origin.folder);
    // What is repeated already is a name more for the test that counts.
    for (const [test, name] of named.entries()) group.add(name, told[test]?.of ?? { report, test }, report);
  }
  return { repeated, doubts: [...doubts.values()].filter(({ report }) => repeated[report]!.includes(null)) };
}

/** How much a report says of its tests. */
function stated({ tests }: ToldTests): number {
  const known = ({ file, line, className, durationSeconds }: TestCase) =>
    [file, line, className || null, durationSeconds].filter((each) => each !== null).length;
  return tests.reduce((sum, test) => sum + known(test), 0);
}

interface Entry {
  readonly name: NamedTest;
  readonly place: TestPlace;
  /** Number of its report, and its own place among the tests of the group. */
  readonly report: number;
  readonly at: number;
}

/** So many tests of a report tell whether the rest is worth a look … */
const sampleSize = 16;
/** … where at least this part of them is known. */
const leastInSample = 0.125;
/** Candidates of one name that are looked at: more of them are told apart by the words before the name. */
const mostCandidates = 64;

/** Some tests of a report, from all over it; all of them where they are few. */
function sampleOf(tests: readonly NamedTest[]): readonly NamedTest[] {
  const step = Math.ceil(tests.length / sampleSize);
  return step < 2 ? tests : tests.filter((_, at) => at % step === 0);
}

/** So many groups are looked at without asking first which of them have a name in common with a report. */
const fewGroups = 16;

/** All groups, in the order in which they came. */
class Groups {
  readonly #all = new Map<string, Group>();
  /** Groups by what their tests are found by, made where there are many: most modules have no name in common. */
  readonly #byKey = new Map<string, Group | Set<Group>>();

  of(kind: string, folder: string): Group {
    const key = `${kind}\u0000${folder}`;
    let group = this.#all.get(key);
    if (group === undefined) {
      group = new Group(kind);
      this.#all.set(key, group);
    }
    return group;
  }

  /** Those that may know one of the tests. */
  near(tests: readonly NamedTest[]): readonly Group[] {
    const all = [...this.#all.values()];
    if (all.length <= fewGroups) return all;
    for (const group of all) for (const key of group.newKeys()) this.#add(key, group);
    const near = new Set<Group>();
    for (const test of sampleOf(tests)) {
      if (test.isUnnamed) continue;
      for (const key of [...tailsOf(test), ...beginningsOf(test)]) {
        const found = this.#byKey.get(key);
        if (found instanceof Group) near.add(found);
        else if (found !== undefined) for (const group of found) near.add(group);
      }
    }
    return all.filter((group) => near.has(group));
  }

  #add(key: string, group: Group): void {
    const known = this.#byKey.get(key);
    if (known === undefined) this.#byKey.set(key, group);
    else if (known instanceof Set) known.add(group);
    else if (known !== group) this.#byKey.set(key, new Set([known, group]));
  }
}

/** The tests of the reports of one format in one folder, by their names. */
class Group {
  readonly kind: string;
  readonly #entries: Entry[] = [];
  readonly #files = new Set<string>();
  readonly #byEnd: Index;
  readonly #byBeginning: Index;
  /** How many of the tests `newKeys` has told of. */
  #told = 0;

  constructor(kind: string) {
    this.kind = kind;
    this.#byEnd = new Index(this.#entries, endsOf);
    this.#byBeginning = new Index(this.#entries, beginningsOf);
  }

  add(name: NamedTest, place: TestPlace, report: number): void {
    this.#entries.push({ name, place, report, at: this.#entries.length });
    if (name.file !== null) this.#files.add(name.file);
  }

  /** What the tests that came since it was last asked are found by. */
  *newKeys(): Generator<string> {
    for (; this.#told < this.#entries.length; this.#told++) {
      const { name } = this.#entries[this.#told]!;
      if (name.isUnnamed) continue;
      yield* endsOf(name);
      yield* beginningsOf(name);
    }
  }

  /** Whether one run may have written both, or a file has tests in both. */
  mayTellOf(tests: readonly NamedTest[]): boolean {
    const [first, other] = [this.#entries[0], tests[0]];
    if (first === undefined || other === undefined) return false;
    if (mayBeOneRun(first.name.origin, other.origin)) return true;
    return tests.some(({ file }) => file !== null && this.#files.has(file));
  }

  /** What each test of a report repeats; null where the reports do not tell of the same tests, or the doubt. */
  repeatedBy(asked: AskedTests, kind: string): readonly (Repetition | null)[] | Omit<Doubt, "report"> | null {
    const { tests } = asked;
    const isSameKind = kind === this.kind;
    const sample = sampleOf(tests);
    const isRest = sample !== tests;
    if (isRest && this.#match(new AskedTests(sample), isSameKind).shared < leastInSample * sampleSize) return null;
    const matching = this.#match(asked, isSameKind);
    const { shared, counted } = matching;
    if (isSameKind) return matching.entries.every((entry) => entry !== null) ? matching.repetitions() : null;
    if (shared === 0 || shared < leastShared * counted.length) return null;
    const doubt = { of: matching.speaker()!.report, tests: shared };
    if (matching.agreeing < leastAgreeing * shared) {
      if (!this.#isWhole(matching)) return null;
    } else {
      if (matching.placed < leastAgreeing * shared && !this.#isSure(matching)) return doubt;
      matching.dropOthers();
    }
    for (const at of tests.keys()) if (matching.entries[at] === null) this.#byPlace(at, matching);
    this.#byOutcome(matching);
    return matching.repetitions();
  }

  #match(asked: AskedTests, isSameKind: boolean): Matching {
    const matching = new Matching(asked);
    for (const at of matching.named) this.#byName(at, matching, isSameKind);
    if (!isSameKind) for (const at of matching.named) if (matching.entries[at] === null) this.#byPart(at, matching);
    return matching;
  }

  /** The test of the most words in common, of those the one in the same class, file or suite. */
  #byName(at: number, matching: Matching, isSameKind: boolean): void {
    const test = matching.tests[at]!;
    for (const tail of matching.asked.tails(at)) {
      const agrees = ({ name }: Entry) => agreesIn(tail, name, test);
      // Of one format only what is written otherwise, as by another reporter: of what is not, the identity tells.
      const isOtherwiseNamed = (entry: Entry) => agrees(entry) && entry.name.title !== test.title;
      const free = matching
        .free(this.#byEnd.get(tail))
        .filter((entry) => isAlike(entry.name, test) && (!isSameKind || isOtherwiseNamed(entry)));
      if (free.length === 0) continue;
      const isLikely = ({ name }: Entry) =>
        Number(isWhole(name, tail)) * 4 + Number(sharesHome(name, test)) * 2 + Number(endedAlike(name, test));
      const entry = free.reduce((best, each) => (isLikely(each) > isLikely(best) ? each : best));
      if (agrees(entry) || sharesHome(entry.name, test)) matching.proven++;
      if (isPlacedAlike(entry.name, test)) matching.placed++;
      matching.take(at, entry, false, agrees(entry) || mayShareHome(entry.name, test));
      return;
    }
  }

  /** The test that this one is a part of, or a part of this one: the one whose outcome is the same, if there is one. */
  #byPart(at: number, matching: Matching): void {
    const test = matching.tests[at]!;
    const alike = this.#partsOf(test, matching.asked.beginnings(at));
    const entry = alike.find(({ name }) => endedAlike(name, test)) ?? alike[0];
    if (entry === undefined) return;
    if (sharesHome(entry.name, test)) matching.proven++;
    if (isPlacedAlike(entry.name, test)) matching.placed++;
    matching.take(at, entry, true, mayShareHome(entry.name, test));
  }

  #partsOf(test: NamedTest, beginnings: readonly string[]): readonly Entry[] {
    const parts = this.#byBeginning.get(test.title);
    const wholes = beginnings.flatMap((beginning) => this.#byEnd.get(beginning));
    return [...parts, ...wholes].slice(0, mostCandidates).filter(({ name }) => isAlike(name, test));
  }

  /** Whether tests are the same of which no file and no module tells it: their outcomes agree, as those of one run do. */
  #isSure(matching: Matching): boolean {
    const { contradicting, proven, shared, tests } = matching;
    const [one, other] = [tests[0]!.origin, matching.speaker()!.name.origin];
    // A runner's own formats may differ in what they make of a failure that was expected.
    const isOneRunner = one.folder === other.folder && one.runner !== null && one.runner === other.runner;
    if (contradicting > (isOneRunner ? mostContradicting * shared : 0)) return false;
    // Tools write all reports of a run to one folder, or into folders within it; other folders may be those of packages.
    if (!isNested(one.folder, other.folder)) return this.#isWhole(matching);
    if (proven >= leastAgreeing * shared) return true;
    // A name of one word, as "works", is in many reports: where no place is named, a few of them prove nothing.
    return (one.folder === other.folder || shared >= tellingTests) && this.#isAsLarge(matching, likeInSize);
  }

  /** Whether a report tells of nearly all that another one tells, of many tests, and each ended alike in both. */
  #isWhole(matching: Matching): boolean {
    const { tests, entries, counted } = matching;
    if (counted.length < tellingTests || !this.#isAsLarge(matching, mostOfSize)) return false;
    const report = entries[counted[0]!]?.report;
    if (report === undefined) return false;
    return counted.every((at) => entries[at]?.report === report && endedAlike(entries[at].name, tests[at]!));
  }

  /** Whether the report has at least this part of the tests of the one that knows the first of them. */
  #isAsLarge({ tests, entries }: Matching, part: number): boolean {
    const report = entries.find((entry) => entry !== null)?.report;
    const own = this.#entries.filter((entry) => entry.report === report).map(({ name }) => name);
    const numbers = [numberOfTests, numberOfNames];
    return numbers.some((numberOf) => numberOf(tests) >= part * numberOf(own));
  }

  /** What stands between the same two tests and ended like it: a name that one of the formats cut or replaced in part. */
  #byPlace(at: number, matching: Matching): void {
    const test = matching.tests[at]!;
    const [before, after] = [matching.entries[at - 1], matching.entries[at + 1]];
    const [next, previous] = [this.#beside(before, 1), this.#beside(after, -1)];
    const entry = next ?? previous;
    if (entry === null || (next !== null && previous !== null && next !== previous)) return;
    if (before && after && (next === null || previous === null)) return;
    if (matching.used.has(entry) || !endedAlike(entry.name, test) || entry.name.isError !== test.isError) return;
    if (isNameless(test) || isNameless(entry.name) || beginsOrEndsLike(test, entry.name))
      matching.take(at, entry, false, true);
  }

  #beside(entry: Entry | null | undefined, step: number): Entry | null {
    const beside = entry ? this.#entries[entry.at + step] : undefined;
    return beside !== undefined && beside.report === entry!.report ? beside : null;
  }

  /**
   * For a test without a name, or an error of a suite, what else ended like it and is told of by no name: one format
   * lists a set-up that failed as a test, the other has but a count of errors.
   */
  #byOutcome(matching: Matching): void {
    const rest = new Map<string, Entry[]>();
    for (const entry of this.#entries) {
      if (matching.used.has(entry)) continue;
      append(rest, entry.name.outcome, entry);
      if (isNameless(entry.name)) append(rest, `${entry.name.outcome}, nameless`, entry);
    }
    matching.tests.forEach((test, at) => {
      if (matching.entries[at] !== null) return;
      const free = matching.free(rest.get(isNameless(test) ? test.outcome : `${test.outcome}, nameless`) ?? []);
      const entry = free.find(({ name }) => sharesHome(name, test)) ?? free[0];
      // A test that has a name is an error of its own suite alone.
      if (entry === undefined || (entry.name.isError && !isNameless(test) && !sharesHome(entry.name, test))) return;
      matching.take(at, entry, false, true);
    });
  }
}

function numberOfTests(tests: readonly NamedTest[]): number {
  return tests.filter(({ isError }) => !isError).length;
}

/** Number of names: some formats list each assertion by the name of its test. */
function numberOfNames(tests: readonly NamedTest[]): number {
  return new Set(tests.flatMap((test) => (isNameless(test) ? [] : [`${test.place.words} ${test.title}`]))).size;
}

function isNameless({ isError, isUnnamed }: NamedTest): boolean {
  return isError || isUnnamed;
}

function append(map: Map<string, Entry[]>, key: string, entry: Entry): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [entry]);
  else known.push(entry);
}

/** Reports of at most so many tests, of which there may be thousands, remember the words by which they are looked for. */
const mostRemembered = 1000;

/** The tests of a report, for which each group is asked. */
class AskedTests {
  readonly tests: readonly NamedTest[];
  readonly #tails: (readonly string[])[] = [];
  readonly #beginnings: (readonly string[])[] = [];

  constructor(tests: readonly NamedTest[]) {
    this.tests = tests;
  }

  tails(at: number): readonly string[] {
    return this.#remembered(this.#tails, at, tailsOf);
  }

  beginnings(at: number): readonly string[] {
    return this.#remembered(this.#beginnings, at, beginningsOf);
  }

  #remembered(known: (readonly string[])[], at: number, of: (test: NamedTest) => readonly string[]): readonly string[] {
    const words = known[at] ?? of(this.tests[at]!);
    if (this.tests.length <= mostRemembered) known[at] = words;
    return words;
  }
}

/** Which tests of a group those of a report are. */
class Matching {
  readonly asked: AskedTests;
  readonly tests: readonly NamedTest[];
  readonly entries: (Entry | null)[];
  /** Tests that have a name, and those of them that are no errors of suites. */
  readonly named: readonly number[];
  readonly counted: readonly number[];
  readonly used = new Set<Entry>();
  /** Number of matches of which it is known that the class, file or suite is the same, or the words before the name. */
  proven = 0;
  /** Number of matches that stand in one file, or in a module of one name in a folder or package of one name. */
  placed = 0;
  readonly #parts = new Set<number>();
  readonly #others = new Set<number>();
  readonly #from = new Map<readonly Entry[], number>();

  constructor(asked: AskedTests) {
    const { tests } = asked;
    this.asked = asked;
    this.tests = tests;
    this.entries = tests.map(() => null);
    this.named = [...tests.keys()].filter((at) => !tests[at]!.isUnnamed);
    this.counted = this.named.filter((at) => !tests[at]!.isError);
  }

  /** Number of tests that are found by their names. */
  get shared(): number {
    return this.counted.filter((at) => this.entries[at] !== null).length;
  }

  /** The first of the tests that are found. */
  speaker(): Entry | undefined {
    return this.entries.find((entry) => entry !== null) ?? undefined;
  }

  /** Number of tests that passed by one of the two, and failed by the other. */
  get contradicting(): number {
    return this.counted.filter((at) => {
      const [test, entry] = [this.tests[at]!, this.entries[at]!];
      if (entry === null || this.#parts.has(at) || this.#others.has(at)) return false;
      if (test.isRerun || entry.name.isRerun) return false;
      const outcomes = [test.outcome, entry.name.outcome];
      return outcomes.includes("passed") && outcomes.includes("failed");
    }).length;
  }

  take(at: number, entry: Entry, isPart: boolean, agrees: boolean): void {
    this.entries[at] = entry;
    this.used.add(entry);
    if (isPart) this.#parts.add(at);
    if (!agrees) this.#others.add(at);
  }

  /** Number of matches of which it is not known that the class, file or suite is another one. */
  get agreeing(): number {
    return this.shared - this.#others.size;
  }

  /** Where most stand in the same class, those in another one are not the same. */
  dropOthers(): void {
    for (const at of this.#others) {
      this.used.delete(this.entries[at]!);
      this.entries[at] = null;
      this.#parts.delete(at);
    }
    this.#others.clear();
  }

  /** The first of the entries that are not taken. */
  free(entries: readonly Entry[]): readonly Entry[] {
    const free: Entry[] = [];
    let from = this.#from.get(entries) ?? 0;
    // Those of one name are taken in about their order.
    while (from < entries.length && this.used.has(entries[from]!)) from++;
    if (entries.length > mostCandidates) this.#from.set(entries, from);
    for (let at = from; at < entries.length && at < from + mostCandidates; at++)
      if (!this.used.has(entries[at]!)) free.push(entries[at]!);
    return free;
  }

  repetitions(): readonly (Repetition | null)[] {
    return this.entries.map((entry, at) => (entry === null ? null : { of: entry.place, isPart: this.#parts.has(at) }));
  }
}

/** Whether both have more words in common than one of the names has: those before it are the same, too. */
function agreesIn(tail: string, a: NamedTest, b: NamedTest): boolean {
  return tail.length > Math.min(a.title.length, b.title.length);
}

/** Tests by some of their words. Those that come later are taken in where they are asked for. */
class Index {
  readonly #entries: readonly Entry[];
  readonly #keysOf: (test: NamedTest) => readonly string[];
  readonly #byKey = new Map<string, Entry | Entry[]>();
  #indexed = 0;

  constructor(entries: readonly Entry[], keysOf: (test: NamedTest) => readonly string[]) {
    this.#entries = entries;
    this.#keysOf = keysOf;
  }

  get(key: string): readonly Entry[] {
    for (; this.#indexed < this.#entries.length; this.#indexed++) this.#add(this.#entries[this.#indexed]!);
    const found = this.#byKey.get(key);
    return found === undefined ? [] : Array.isArray(found) ? found : [found];
  }

  #add(entry: Entry): void {
    if (entry.name.isUnnamed) return;
    for (const key of this.#keysOf(entry.name)) {
      const known = this.#byKey.get(key);
      if (known === undefined) this.#byKey.set(key, entry);
      else if (Array.isArray(known)) known.push(entry);
      else this.#byKey.set(key, [known, entry]);
    }
  }
}
