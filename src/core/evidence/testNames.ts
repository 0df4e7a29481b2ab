import type { TestCase } from "../model/tests.ts";
import { isNested, isWithin, mayBeOneRun, type ReportOrigin } from "./testOrigin.ts";

/** A test by what reports of several formats call it: words alone, since formats differ in how they join and escape them. */
export interface NamedTest {
  /** The name as written, without the number that readers give to tests of one name. */
  readonly name: string;
  /** The words of the name. */
  readonly title: string;
  readonly place: TestHome;
  /** Workspace file. */
  readonly file: string | null;
  /** Not every format tells an error from a failure, or (unknown) a skip from a pass. */
  readonly outcome: "passed" | "failed" | "skipped" | "unknown";
  /** It ran more than once: not every format tells each run. */
  readonly isRerun: boolean;
  /** The format has no name for tests that did not run; the reader numbered it. */
  readonly isUnnamed: boolean;
  /** An error of a suite and no test: formats without such write it as a test. */
  readonly isError: boolean;
  readonly origin: ReportOrigin;
}

/** Where a test stands, as its suite, class and file tell: many tests have it in common. */
interface TestHome {
  /** The last words of suite and class. */
  readonly words: string;
  /** The words of the class. */
  readonly className: string;
  /** Words that formats have for it: the class, the file, the suite. */
  readonly homes: readonly string[];
  /** The name of the file as the report states it, null where it states none. */
  readonly fileName: string | null;
  /** Folders and module, as far as file or class tell. */
  readonly module: readonly string[];
  /** The suites, outermost first. */
  readonly suites: readonly string[];
}

/** What parts a name within: "area > of a circle", "shapes::area", "area[2]", "rows - #1.1: row 1". */
const mark = /\s[-–>›|]\s|:\s|::|[/.#([{]/gu;
/** Names longer than this are parameters: no other format writes them alike. */
const mostMarks = 8;
/** As many words more are enough to tell tests of one name apart. */
const mostEnds = 4;
/** Words before the title that are in both of two formats: the describe path, the class. */
const wordsBefore = 10;

/** Names tests by what formats have in common. */
export class TestNames {
  readonly #places = new Map<string, TestHome>();

  of(test: TestCase, file: string | null, isError: boolean, origin: ReportOrigin): NamedTest {
    // A file that could not be read may be the name, as a path or as a module.
    // Allure names parameters: "area[side=2]".
    const own = test.name.replace(/ #\d+$/, "").replace(/([[,] ?)\w+=/g, "$1");
    const name = isPath(own) ? own.slice(0, own.lastIndexOf(".")) : own;
    return {
      name,
      title: joined(name),
      place: this.#placeOf(test),
      file,
      outcome: test.skipKind === "or-passed" ? "unknown" : test.outcome === "errored" ? "failed" : test.outcome,
      isRerun: test.runs > 1 || test.flaky,
      isUnnamed: /^(?:pending |disabled )?test (?:case )?\d+$/.test(test.name),
      isError,
      origin,
    };
  }

  #placeOf(test: TestCase): TestHome {
    const key = `${test.suite}\u0000${test.className}\u0000${test.file}`;
    let place = this.#places.get(key);
    if (place === undefined) {
      const words = wordsOf(`${test.suite} ${test.className}`).split(" ").slice(-wordsBefore).join(" ");
      const fileName = test.file?.split(/[\\/]/).at(-1) ?? null;
      const suites = test.suite.split(" > ");
      place = {
        words,
        className: wordsOf(test.className),
        homes: homesOf(test),
        fileName,
        module: moduleOf(test),
        suites,
      };
      this.#places.set(key, place);
    }
    return place;
  }
}

/** As far as both tell. */
export function endedAlike({ outcome: one }: NamedTest, { outcome: other }: NamedTest): boolean {
  if (one === "unknown" || other === "unknown") return one !== "failed" && other !== "failed";
  return one === other;
}

/** Ends of suite, class and name by which a test is found: the title, with some words before it, or what a mark parts. */
export function endsOf(test: NamedTest): readonly string[] {
  return unique([test.title, ...longerOf(test).slice(-mostEnds), ...partsOf(test, (name, at) => name.slice(at))]);
}

/** Ends of suite, class and name, the longest first, by which a test looks for another one. */
export function tailsOf(test: NamedTest): readonly string[] {
  const endings = partsOf(test, (name, at) => name.slice(at));
  return unique([...longerOf(test), test.title, ...halvesOf(test.title), ...endings]);
}

/** Whether an end of a test's words is all of its class and name. */
export function isWhole({ title, place }: NamedTest, end: string): boolean {
  return end === (place.className === "" ? title : `${place.className} ${title}`);
}

/** Whether two names have their first or their last word in common, also where one of them has the class before it. */
export function beginsOrEndsLike(a: NamedTest, b: NamedTest): boolean {
  const [one, other] = [a.title.split(" "), b.title.split(" ")];
  const [ofOne, ofOther] = [a.place.className.split(" ")[0], b.place.className.split(" ")[0]];
  return one.at(-1) === other.at(-1) || one[0] === other[0] || one[0] === ofOther || ofOne === other[0];
}

/** What the title begins with, up to a mark: the test that this one is a part of, the longest first. */
export function beginningsOf(test: NamedTest): readonly string[] {
  const beginnings = partsOf(test, (name, at) => name.slice(0, at));
  return unique(beginnings.filter((each) => each !== test.title)).reverse();
}

function longerOf({ place, title }: NamedTest): readonly string[] {
  return endingsOf(`${place.words} `).map((words) => words + title);
}

function partsOf({ name }: NamedTest, cut: (name: string, at: number) => string): readonly string[] {
  const marks = [...name.matchAll(mark)].slice(0, mostMarks).filter(({ index }) => index > 0);
  return marks.map(({ index }) => joined(cut(name, index)));
}

/** Whether two of a name may be one: not where their files, their folders or what ran them are known and others. */
export function isAlike(a: NamedTest, b: NamedTest): boolean {
  if ((a.isError || b.isError) && a.outcome !== b.outcome) return false;
  if (a.file !== null && b.file !== null && a.file !== b.file) return false;
  if (!(a.file !== null && a.file === b.file) && !mayShareRun(a, b)) return false;
  if (a.place === b.place) return true;
  if (a.place.fileName !== null && b.place.fileName !== null && a.place.fileName !== b.place.fileName) return false;
  const [one, other] = [a.place.module, b.place.module];
  return !standsElsewhere(one, other) && !standsElsewhere(other, one);
}

function mayShareRun(a: NamedTest, b: NamedTest): boolean {
  if (!mayBeOneRun(a.origin, b.origin)) return false;
  return a.origin.folder === b.origin.folder || (mayTellOf(b.origin, a) && mayTellOf(a.origin, b));
}

/** Not of a package that it lies outside of: one with a manifest, or a folder with tests beside their report. */
function mayTellOf({ folder, project }: ReportOrigin, { file, origin }: NamedTest): boolean {
  if (!isNested(folder, origin.project) || (file !== null && !isWithin(file, project))) return false;
  return file === null || !isWithin(file, origin.folder) || isNested(folder, origin.folder);
}

/**
 * Whether both name the file, or a module with its folder or package: what tells a test from one of that name elsewhere,
 * which a describe path or a class alone does not.
 */
export function isPlacedAlike(a: NamedTest, b: NamedTest): boolean {
  if (a.file !== null && a.file === b.file) return true;
  if (a.place.fileName !== null && a.place.fileName === b.place.fileName) return true;
  const [one, other] = [a.place.module, b.place.module];
  if (holdsEnd(one, other) || holdsEnd(other, one)) return true;
  // Allure names folder and module as suites.
  if (holdsEnd(one, b.place.suites) || holdsEnd(other, a.place.suites)) return true;
  // TAP of pytest has the path in the name.
  return namesModule(b, one) || namesModule(a, other);
}

function namesModule({ title }: NamedTest, module: readonly string[]): boolean {
  return module.length > 1 && ` ${title} `.includes(` ${wordsOf(module.slice(-2).join(" "))} `);
}

/** Whether the last two parts of the one follow each other in the other. */
function holdsEnd(one: readonly string[], other: readonly string[]): boolean {
  const at = one.length < 2 ? -1 : other.lastIndexOf(one.at(-1)!);
  return at > 0 && other[at - 1] === one.at(-2);
}

export function sharesHome(a: NamedTest, b: NamedTest): boolean {
  return a.place.homes.some((home) => b.place.homes.includes(home));
}

/** As far as both name a class, file or suite; of an error the suite is the name, and a name may have it in it. */
export function mayShareHome(a: NamedTest, b: NamedTest): boolean {
  const [one, other] = [a.place.homes, b.place.homes];
  if (a.isError || b.isError || one.length === 0 || other.length === 0 || sharesHome(a, b)) return true;
  return one.some((home) => namesWord(b, home)) || other.some((home) => namesWord(a, home));
}

function namesWord({ title }: NamedTest, word: string): boolean {
  return ` ${title} `.includes(` ${word.toLowerCase()} `);
}

/** The words of a text, a blank between each; letters that some tools replace or escape part them. */
function wordsOf(text: string): string {
  const plain = /[&\\]/.test(text)
    ? text.replace(/&(?:#x?[\da-f]+|[a-z]+);|\\(?:[nrt]|x[\da-f]{2}|u[\da-f]{4})/gi, " ")
    : text;
  const parts = /^[\u0000-\u007f]*$/.test(plain) ? /[^a-z0-9]+/g : /[^\p{L}\p{N}]+|[\u0080-\u024f]+/gu;
  return plain.toLowerCase().replace(parts, " ").trim();
}

/** The words of a name; of one without words its letters. */
function joined(name: string): string {
  return wordsOf(name) || name.trim();
}

/** The text, and what follows each of its blanks but the last. */
function endingsOf(text: string): readonly string[] {
  const tails = text.trim() === "" ? [] : [text];
  for (let at = text.indexOf(" "); at >= 0 && at < text.length - 1; at = text.indexOf(" ", at + 1))
    tails.push(text.slice(at + 1));
  return tails;
}

/** Ends of a title that are at least half of it, or long: formats differ in how much of the describe path a name holds. */
function halvesOf(title: string): readonly string[] {
  const tails = endingsOf(title);
  return tails.slice(1, Math.max(Math.floor(tails.length / 2), tails.length - mostEnds) + 1);
}

function unique(texts: readonly string[]): string[] {
  return texts.filter((text, at) => text !== "" && texts.indexOf(text) === at);
}

/** The last parts of class, file and suite, each without its ending: "test_a" of tests/test_a.py and of tests.test_a. */
function homesOf({ className, file, suite }: TestCase): readonly string[] {
  const base = file?.split(/[\\/]/).at(-1)?.split(".")[0];
  const parts = [className, suite].map((path) => path.split(/[^\p{L}\p{N}_$]+/u).findLast((part) => part !== ""));
  return [base, ...parts].filter((part) => part !== undefined && part !== "") as string[];
}

/** Folders and file of a test without its ending, else the parts of its class. */
function moduleOf({ className, file, suite }: TestCase): readonly string[] {
  const path = [file, suite, className].find((each) => each !== null && isPath(each));
  const parts = path ? path.slice(0, path.lastIndexOf(".")).split(/[\\/]/) : className.split(/[.:/]+/);
  return parts.filter((part) => part !== "" && part !== ".");
}

function isPath(text: string): boolean {
  return /[\\/]/.test(text) && !/[\s>]/.test(text) && /\.\w+$/.test(text);
}

/** Whether a module of the same name lies in another folder: tests/unit/test_user.py and tests.integration.test_user. */
function standsElsewhere(one: readonly string[], other: readonly string[]): boolean {
  const at = one.length === 0 ? -1 : other.lastIndexOf(one.at(-1)!);
  const [mine, its] = [one.at(-2), other[at - 1]];
  return at > 0 && mine !== undefined && its !== undefined && mine !== its;
}
