import type { TestReport } from "../model/report.ts";
import type { SuiteError, TestCase } from "../model/tests.ts";
import { InvalidReport, matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject } from "./head.ts";
import { number, text } from "./jsonValues.ts";
import {
  checkNumberOfTests,
  milliseconds,
  suitePath,
  tellDifference,
  testCase,
  testReport,
  withDistinctNames,
} from "./testReport.ts";
import { cleanMessage } from "./testTexts.ts";
import { TextLines } from "./textLines.ts";

/**
 * Test Anything Protocol, versions 12 to 14 (https://testanything.org). A result with subtests (version 14, "Subtests")
 * repeats their outcome, so the results without subtests are what is counted; one that failed by itself is an error of
 * its suite. Subtests are indented by four and stand before their result (Node.js, Perl) or in braces behind it (node-tap,
 * vitest).
 */
export const tap: ReportFormat = {
  id: "tap",
  kind: "tests",
  title: "TAP (Test Anything Protocol)",
  patterns: ["**/*.tap", "**/tap*.txt", "**/test-results/*.txt"],
  recognise(head) {
    if (head.shape !== "text") return missed(0, "it is not plain text");
    const { text } = head;
    if (text.startsWith("#!")) return missed(0.5, "it is a script, and no output of one");
    if (proveLine.test(text) && /^(?:not )?ok +\d/m.test(text))
      return missed(
        0.9,
        "prove's own words stand among the results of each file: what its --formatter TAP::Formatter::JUnit writes is read",
      );
    if (/^TAP version 1[0-9]\s*$/m.test(text)) return matched;
    const hasPlan = /^1\.\.\d+/m.test(text);
    const hasResult = /^(?:not )?ok(?: +\d+\b|\s*$| - )/m.test(text);
    const starts = firstLine.test(text);
    if ((hasPlan && hasResult) || starts) return matched;
    return missed(hasPlan || hasResult ? 0.5 : 0, 'it has no line "TAP version", or no plan and results');
  },
  read: (context) => new TapReader(context),
};

/** prove -v, and pg_prove, before the results of a file. */
const proveLine = /^\S+\.(?:t|pl|pg|sql) \.{2,} *$/m;
/** A plan or a numbered result that only comments and empty lines stand before. */
const firstLine = /^(?:[^\S\n]*(?:#[^\n]*)?\n)*[^\S\n]*(?:1\.\.\d+[^\S\n]*(?:#[^\n]*)?(?:\n|$)|(?:not )?ok +\d+\b)/;
/** A lone carriage return may stand in its words. */
const resultLine = /^(not )?ok\b(?:\s+(\d+))?\s*(?:-\s*)?(.*)/s;
/** A directive stands behind a "#" that no backslash escapes. */
const directive = /(?<!\\)#\s*(todo|skip)\w*:?\s*(.*)/is;
/**
 * Those that only the Linux kernel has (Documentation/dev-tools/ktap.rst, kselftest.h); "exit=1" is of its runner, and
 * "timeout after 1s" of bats.
 */
const kernelDirective = /(?:^|\s)#\s*(XFAIL|XPASS|TIMEOUT|ERROR|exit=\d+|timeout after \d+s)(?=\s|$)\s*(.*)/s;
/** What `bats --timing` puts behind each name. */
const batsTime = /^(.*) in (\d+)ms$/s;
/** Results of bats that are no test's, and have no time. */
const batsHook = /^(?:setup|teardown)_(?:file|suite) failed$/;
/** Check (https://libcheck.github.io/check): file, test case, function and what it says of its outcome, in one. */
const checkName = /^([^:\s]+\.\w+):([^:]+):([^:]+): (.*)$/s;
/** "# time=1.5ms" of node-tap and vitest. */
const timing = /(?<=\s)#\s*time=([\d.]+)\s*(ms|s)\b/;
/** Nearly all lines of a large report. */
const plainResult = /^ok\b/;
const subtest = /^(?:not )?ok\s+\d+\b/;
/** Subtests nest as deep as a person writes them; deeper ones are damage. */
const deepest = 1000;

interface Result {
  readonly isNot: boolean;
  test: TestCase;
  /** Lines of the YAML block or of the comments below the result; one empty list for all that have none. */
  words: readonly string[];
  /** It passed and is to do, without a word why. */
  readonly isBareTodo: boolean;
  /** Its number, where it failed and is to do. */
  readonly todoNumber: string | null;
  subtests: readonly Result[];
}

const nothing: readonly never[] = [];

/** The results at one indentation; `owner` has them in braces. */
interface Scope {
  readonly indent: number;
  readonly owner: Result | null;
  readonly results: Result[];
}

/** What a line says by itself. */
const row = /^\s*(?:(?:not )?ok\b(?:\s+\d+\b)?|1\.\.\d+|Bail out!)/i;

class TapReader implements Reader {
  readonly #context: ReadContext;
  readonly #lines = new TextLines((line) => this.#line(line), row);
  readonly #top: Scope = { indent: 0, owner: null, results: [] };
  #scopes: Scope[] = [this.#top];
  /** Subtests whose result has not come yet, and the least indentation among them. */
  #orphans: Result[] = [];
  #orphanIndent = 0;
  #last: { readonly result: Result; readonly indent: number } | null = null;
  /** The words of `#last`, while it has any. */
  #words: string[] = [];
  /** The result whose brace is open, until its first subtest. */
  #braced: { readonly result: Result; readonly indent: number } | null = null;
  readonly #declared: Record<string, number> = {};
  #version: string | null = null;
  #isKtap = false;
  #isNodeTap = false;
  #plan: number | null = null;
  #planReason: string | null = null;
  #bailOut: string | null = null;
  /** Indentation of the YAML block that is open, -1 where none is. */
  #yaml = -1;
  #parents = 0;
  #results = 0;
  /** Places of cases that are to do and passed. */
  readonly #unexpected: number[] = [];

  constructor(context: ReadContext) {
    this.#context = context;
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  #line(line: string): void {
    if (this.#yaml < 0 && plainResult.test(line)) {
      this.#result(line.trimEnd(), 0);
      return;
    }
    const indent = line.length - line.trimStart().length;
    const content = line.slice(indent).trimEnd();
    if (this.#yaml >= 0) {
      if (content === "..." && indent === this.#yaml) this.#yaml = -1;
      else if (indent >= this.#yaml || content === "") {
        this.#keep(line);
        return;
      } else this.#yaml = -1;
      if (content === "...") return;
    }
    if (content === "---" && indent > 0) this.#yaml = indent;
    else if (content === "}") this.#close(indent);
    else if (indent === 0) this.#unindented(content);
    else this.#indented(content, indent);
  }

  #indented(content: string, indent: number): void {
    if (this.#isStep(indent) && subtest.test(content)) this.#result(content, indent);
    else if (/^Bail out!/i.test(content)) this.#bailOut ??= bailOutWords(content);
    else if (indent - (this.#last?.indent ?? 0) < 4 && !/^1\.\.\d+/.test(content)) this.#keep(content);
  }

  /** Subtests are indented by four; KTAP has two, and the kernel's own writers four. */
  #isStep(indent: number): boolean {
    return indent % (this.#isKtap ? 2 : 4) === 0;
  }

  #unindented(line: string): void {
    if (resultLine.test(line)) {
      this.#result(line, 0);
      return;
    }
    const plan = /^1\.\.(\d+)\s*(?:#(.*))?$/s.exec(line);
    if (plan !== null) {
      // Runs that are written one behind the other have a plan each.
      this.#plan = (this.#plan ?? 0) + Number(plan[1]);
      this.#planReason = plan[2]?.trim() ?? null;
      return;
    }
    if (/^Bail out!/i.test(line)) {
      this.#bailOut ??= bailOutWords(line);
      return;
    }
    const version = /^(K?)TAP version (\d+)$/.exec(line);
    if (version !== null) {
      this.#isKtap ||= version[1] === "K";
      this.#version ??= version[2]!;
      return;
    }
    const figure = /^# (tests|suites|pass|fail|cancelled|skipped|todo)\s+(\d+)$/.exec(line);
    if (figure !== null) this.#declared[figure[1]!] = Number(figure[2]);
    // node-tap ends with its figures from version 18, and before it with its time.
    else if (/^# \{ total: \d+(?:, (?:pass|fail|todo|skip): \d+)+ \}$/.test(line))
      for (const [, key, value] of line.matchAll(/ (total|pass|fail|todo|skip): (\d+)/g))
        this.#declared[key!] = Number(value);
    else if (/^# time=[\d.]+ms$/.test(line)) this.#isNodeTap = true;
    else if (line.startsWith("#") && !/^# Subtest/.test(line)) this.#keep(line.slice(1).trim());
  }

  #result(line: string, indent: number): void {
    checkNumberOfTests(++this.#results);
    this.#leave(indent);
    if (this.#scopes.at(-1)!.indent < indent) this.#enter(indent);
    const { results } = this.#scopes.at(-1)!;
    const result = resultOf(line, results.length + 1);
    const opensBrace = line.endsWith("{") && /\s\{$/.test(line);
    // Those of a scope that a lone "}" closed are no subtests of what stands beside them.
    if (!opensBrace && indent < this.#orphanIndent) {
      result.subtests = this.#orphans;
      this.#orphans = [];
    }
    if (goesOn(results.at(-1), result, line)) results.pop();
    results.push(result);
    this.#last = { result, indent };
    this.#braced = opensBrace ? this.#last : null;
  }

  #enter(indent: number): void {
    if (indent > 4 * deepest) throw new InvalidReport("too-deep", "its subtests nest deeper than 1,000");
    const owner = this.#braced !== null && this.#braced.indent < indent ? this.#braced.result : null;
    this.#scopes.push({ indent, owner, results: [] });
  }

  /** Leaves what is indented deeper: subtests of the result with the brace, else of the next result. */
  #leave(indent: number): void {
    while (this.#scopes.at(-1)!.indent > indent) {
      const { owner, results, indent: left } = this.#scopes.pop()!;
      if (owner === null) {
        this.#orphanIndent = this.#orphans.length === 0 ? left : Math.min(left, this.#orphanIndent);
        for (const result of results) this.#orphans.push(result);
        continue;
      }
      if (this.#orphanIndent > left) {
        for (const result of this.#orphans) results.push(result);
        this.#orphans = [];
      }
      owner.subtests = results;
    }
  }

  #close(indent: number): void {
    this.#leave(indent);
    this.#braced = null;
  }

  /** Words below a result: why it failed, how long it took. */
  #keep(line: string): void {
    if (this.#last === null) return;
    const { result } = this.#last;
    if (result.words === nothing) this.#words = result.words = [];
    if (this.#words.length < 200) this.#words.push(line);
  }

  end(): TestReport {
    const rest = this.#lines.rest();
    if (rest !== null) {
      this.#line(rest.line);
      // A name or a "# SKIP" that is cut off can not be told from a file without a last line break.
      if (resultLine.test(rest.line)) {
        this.#context.problem({
          severity: "warning",
          code: "unterminated",
          message: "the last result has no line break behind it: its words may be cut off",
        });
      }
    }
    this.#leave(0);
    this.#takeBatsTimes();
    this.#takeCheckNames();
    const cases: TestCase[] = [];
    const suiteErrors: SuiteError[] = [];
    // Subtests at the end, whose result is missing: the run broke off in them.
    const count = this.#top.results.length;
    for (const result of this.#top.results) this.#count(result, [], false, cases, suiteErrors);
    for (const result of this.#orphans) this.#count(result, [], false, cases, suiteErrors);
    // Millions of them need their memory twice otherwise.
    this.#top.results.length = 0;
    this.#compare(cases);
    if (this.#parents > 0) {
      this.#context.problem({
        severity: "info",
        code: "subtests",
        message: `${this.#parents} results have subtests, whose outcome they repeat: the ${cases.length} without subtests are counted`,
      });
      this.#declared["with subtests"] = this.#parents;
    }
    if (this.#plan !== null) this.#declared["plan"] = this.#plan;
    if (cases.length === 0 && this.#planReason !== null) {
      this.#context.problem({ severity: "info", code: "all-skipped", message: this.#planReason });
    }
    return testReport(this.#context, {
      // A description is no name: two tests may have the same.
      cases: withDistinctNames(cases),
      suiteErrors,
      aborted: this.#bailOut ?? this.#broken(count),
      dialect: this.#version === null ? "TAP" : `${this.#isKtap ? "KTAP" : "TAP"} ${this.#version}`,
      declared: this.#declared,
    });
  }

  /** The times that bats puts into all names are no part of them: a test would have another one in each run. */
  #takeBatsTimes(): void {
    const results = this.#top.results.filter(({ test }) => !batsHook.test(test.name));
    if (this.#version !== null || !results.every(({ test }) => batsTime.test(test.name))) return;
    for (const result of results) {
      const [, name, time] = batsTime.exec(result.test.name)!;
      result.test = { ...result.test, name: name!, durationSeconds: milliseconds(Number(time)) };
    }
  }

  /** What Check says of the outcome is no part of a name: a test would have another one where it failed. */
  #takeCheckNames(): void {
    const { results } = this.#top;
    if (this.#version !== null || !results.every(({ test }) => checkName.test(test.name))) return;
    for (const result of results) {
      const [, file, suite, name, words] = checkName.exec(result.test.name)!;
      const message = result.test.outcome === "failed" ? words! : null;
      result.test = { ...result.test, name: name!, className: suite!, file: file!, message };
    }
  }

  /**
   * Qt Test takes a test that passed although it was expected to fail for one that failed: TAP has no word for it, the
   * sums do. Other sums are those of the tool, which may count suites too.
   */
  #compare(cases: TestCase[]): void {
    const said = this.#declared["fail"];
    if (said === undefined || this.#parents > 0) return;
    const failed = cases.filter(({ outcome }) => outcome === "failed").length;
    if (said <= failed) return;
    if (said === failed + this.#unexpected.length) {
      for (const at of this.#unexpected) {
        const [test, reason] = [cases[at]!, "it passed, and was expected to fail"];
        cases[at] = { ...test, outcome: "failed", message: test.message ?? reason };
      }
      return;
    }
    tellDifference(this.#context, `${said} failed`, failed);
  }

  /** Adds the tests of a result: its subtests, or itself where it has none. `isTodo`: a result above it is to do. */
  #count(result: Result, path: readonly string[], isTodo: boolean, cases: TestCase[], suiteErrors: SuiteError[]): void {
    const { test, words, isNot } = result;
    // Node.js: a describe without tests.
    const isSuite = result.subtests.length > 0 || words.some((line) => /^\s*type: 'suite'/.test(line));
    if (!isSuite) {
      if (test.skipKind === "todo" && test.outcome === "passed") this.#unexpected.push(cases.length);
      cases.push(this.#case(result, suitePath(path), isTodo));
      return;
    }
    this.#parents++;
    const before = cases.length;
    const own = [...path, test.name];
    for (const each of result.subtests) this.#count(each, own, isTodo || test.skipKind === "todo", cases, suiteErrors);
    const isExplained = cases.slice(before).some(({ outcome }) => outcome === "failed");
    if (isNot && !isTodo && test.outcome === "failed" && !isExplained)
      suiteErrors.push({ suite: suitePath(own), message: whyOf(words) ?? "it failed beside its subtests" });
  }

  #case({ test, words, isNot, isBareTodo }: Result, path: string, isInTodo: boolean): TestCase {
    // Node.js and node-tap count what is to do apart from what passed; others say why it passed all the same.
    const countsTodo = this.#isNodeTap || "todo" in this.#declared;
    const isTodo = (isInTodo && isNot) || isBareTodo || (test.skipKind === "todo" && countsTodo);
    const outcome = isTodo ? "skipped" : test.outcome;
    if (outcome === "passed" && path === "" && words.length === 0 && test.skipKind === null) return test;
    return testCase({
      ...test,
      className: path || test.className,
      suite: path || test.className,
      outcome,
      skipKind: isTodo ? "todo" : outcome === "passed" ? null : test.skipKind,
      durationSeconds: test.durationSeconds ?? durationOf(words),
      message: test.message ?? (outcome === "failed" ? whyOf(words) : null),
      properties: placeOf(words).map((value) => ({ name: "location", value })),
    });
  }

  #broken(count: number): string | null {
    if (this.#plan === null) return "the report has no plan (1..N): it may end early";
    if (this.#plan === count) return null;
    return `${this.#plan} tests were planned, ${count} are there`;
  }
}

/**
 * Where a test is, "a.js:9". Node.js and Deno say it only of those that failed: as the file of the test it would make
 * another test of one that failed.
 */
function placeOf(words: readonly string[]): readonly string[] {
  const location = words.map((line) => /^\s*location: '(.+?:\d+)(?::\d+)?'$/.exec(line)?.[1]).find(Boolean);
  if (location !== undefined) return [location];
  const at = asObject(jsonBlock(words)?.["at"]);
  const [file, line] = [text(at?.["file"]), number(at?.["line"])];
  return file === null ? [] : [line === null ? file : `${file}:${line}`];
}

/** duration_ms of Node.js. */
function durationOf(words: readonly string[]): number | null {
  const found = words.map((line) => /^\s*duration_ms:\s*([\d.]+)\s*$/.exec(line)?.[1]).find(Boolean);
  return found === undefined ? null : milliseconds(Number(found));
}

/** A line "ok" or "not ok" by itself; `nth`: its place among its kind. */
function resultOf(line: string, nth: number): Result {
  const [, not, place, words] = resultLine.exec(line)!;
  const hasMark = words!.includes("#");
  const time = hasMark ? timing.exec(words!) : null;
  const open = words!.endsWith("{") ? words!.slice(0, -1) : words!;
  const rest = hasMark ? open.replace(timing, "") : open;
  const found = hasMark ? (directive.exec(rest) ?? kernelDirective.exec(rest)) : null;
  const kind = found?.[1]?.toLowerCase() ?? null;
  const written = found === null ? rest : rest.slice(0, found.index);
  const name = (written.includes("\\") ? written.replace(/\\([#\\])/g, "$1") : written).trim();
  const isNot = not !== undefined;
  const isSkipped = kind === "skip" || kind === "xfail" || (kind === "todo" && isNot);
  const reason = cleanMessage(found?.[2]);
  const isFailure = isNot && !isSkipped && found !== null;
  return {
    isNot,
    test: testCase({
      name: name === "" ? `test ${place ?? nth}` : name,
      outcome: isSkipped ? "skipped" : isNot ? "failed" : "passed",
      skipKind: kind === "todo" ? "todo" : kind === "xfail" ? "expected-failure" : null,
      message: isSkipped ? reason : isFailure ? cleanMessage(found[0].trim().slice(1)) : null,
      durationSeconds: time === null ? null : Number(time[1]) / (time[2] === "ms" ? 1000 : 1),
    }),
    words: nothing,
    // A test without a body (vitest, node-tap): it did not run.
    isBareTodo: kind === "todo" && !isNot && reason === null,
    todoNumber: kind === "todo" && isNot ? (place ?? null) : null,
    subtests: nothing,
  };
}

/** Qt Test has a line for each failure that was expected in a test, and one for its end, all of one number. */
function goesOn(last: Result | undefined, { test }: Result, line: string): boolean {
  const number = last?.todoNumber ?? null;
  return number !== null && last!.test.name === test.name && resultLine.exec(line)![2] === number;
}

function bailOutWords(line: string): string {
  return cleanMessage(line) ?? "Bail out!";
}

/** Deno writes the block as JSON, which is YAML too: on one line, with the place of the test. */
function jsonBlock(words: readonly string[]): JsonObject | null {
  const line = words.find((each) => each.trimStart().startsWith('{"'));
  if (line === undefined) return null;
  try {
    return asObject(JSON.parse(line));
  } catch {
    return null;
  }
}

/** The message of a YAML block; else the comments below the result. */
function whyOf(words: readonly string[]): string | null {
  const message = text(jsonBlock(words)?.["message"]);
  if (message !== null) return cleanMessage(message);
  for (const key of ["error", "message"]) {
    const at = words.findIndex((line) => new RegExp(`^\\s*${key}:`).test(line));
    if (at === -1) continue;
    const value = words[at]!.slice(words[at]!.indexOf(":") + 1).trim();
    // vitest: the error's members stand below it.
    if (value === "") continue;
    if (!/^[|>][-+]?$/.test(value)) return cleanMessage(value.replace(/^(['"])(.*)\1$/, "$2"));
    const indent = words[at]!.search(/\S/);
    const block: string[] = [];
    for (const line of words.slice(at + 1)) {
      if (line.trim() !== "" && line.search(/\S/) <= indent) break;
      block.push(line.trim());
    }
    return cleanMessage(block.join("\n"));
  }
  return cleanMessage(words.join("\n"));
}
