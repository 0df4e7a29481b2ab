import type { TestReport } from "../model/report.ts";
import { foldReruns, hasFailed, type SuiteError, type TestCase, type TestOutcome, testTotals } from "../model/tests.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat, unstated } from "./format.ts";
import { outsideTests } from "./gtestJson.ts";
import { Subtests } from "./nodeTapJunit.ts";
import { checkNumberOfTests, suitePath, tellDifference, withDistinctNames } from "./testReport.ts";
import { brokenDotnetRun, cleanMessage, isoTime, onlySetUp, seconds, tellingMessage } from "./testTexts.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import { resolveReferences, XmlTag } from "./xmlTag.ts";

/**
 * JUnit XML in the dialects in use: pytest, Surefire, Gradle, gtest, jest-junit, mocha, vitest, Playwright,
 * go-junit-report, gotestsum, PHPUnit, nextest, Bazel. There is no one schema: cases are counted, attributes are not.
 */
export const junit: ReportFormat = {
  id: "junit",
  kind: "tests",
  title: "JUnit XML (pytest, Surefire, jest-junit, vitest, gtest, …)",
  patterns: [
    "**/junit*.xml",
    "**/*junit*.xml",
    "**/TEST-*.xml",
    "**/test-results/**/*.xml",
    "**/test-reports/**/*.xml",
    "**/surefire-reports/*.xml",
    "**/failsafe-reports/*.xml",
    "**/test-results.xml",
    "**/test_results.xml",
    "**/testresults.xml",
    "**/pytest.xml",
    "**/nosetests.xml",
    "**/results.xml",
    "reports/**/*.xml",
    "bazel-testlogs/**/test.xml",
  ],
  recognise({ xml, text }) {
    if (xml === null) return missed(0, "it is not XML");
    const linter = linterOf(text);
    if (linter !== null)
      return missed(0.9, `its cases are findings of ${linter}, which are no tests: as SARIF they are read`);
    if (xml.elements.has("testcase") && xml.elements.has("mutation"))
      return missed(0.9, "its cases are mutants of Cosmic Ray, which are no tests");
    if (xml.root !== "testsuites" && xml.root !== "testsuite") {
      return missed(
        xml.elements.has("testcase") ? 0.6 : xml.elements.has("testsuite") ? 0.4 : 0,
        `its root is <${xml.root}>, not <testsuites> or <testsuite>`,
      );
    }
    const inside =
      xml.elements.size === 0 || ["testsuite", "testcase", "properties"].some((name) => xml.elements.has(name));
    return inside ? matched : missed(0.8, "it has neither <testsuite> nor <testcase>");
  },
  read: (context) => new XmlReader(context, new JUnitTests(context)),
};

/** Linters write a file that they looked at as a suite or as a case that passed, and each finding as a failure. */
const linterMark =
  /<testsuites?\b[^<>]*?\s(?:package="(?:org\.(eslint|ruff|biome|spectral)|(tslint)|(stylelint)\.rules)"|name=["'](PHP_CodeSniffer|psalm|phpstan|trivy|rubocop|Oxlint|HTMLHint|semgrep)[ "'])/;
/** golangci-lint (pkg/printers/junitxml.go): a suite for each file, a case named after the linter for each finding. */
const golangciMark =
  /<testsuite name="[^"<>]+\.go"[^<>]*>\s*<testcase name="[\w-]+" classname="[^"<>]+\.go:\d+(?::\d+)?"/;
const otherMarks: readonly (readonly [linter: string, mark: RegExp])[] = [
  ["golangci-lint", golangciMark],
  // A case for each check of each resource, "[NONE][CKV_AWS_21] …".
  ["Checkov", /<testcase name="\[[A-Z]+\]\[CKV2?_/],
  ["Bandit", /<testsuite name="bandit" tests="\d+">/],
  ["Pylint", /<testcase name="[^"<>]*:\d+:\d+" classname="pylint"/],
];
const linters: Readonly<Record<string, string>> = {
  ...{ eslint: "ESLint", ruff: "Ruff", biome: "Biome", spectral: "Spectral", tslint: "TSLint", stylelint: "Stylelint" },
  ...{ psalm: "Psalm", phpstan: "PHPStan", trivy: "Trivy", rubocop: "RuboCop", semgrep: "Semgrep" },
};

function linterOf(text: string): string | null {
  const mark = linterMark.exec(text)?.slice(1).find(Boolean);
  if (mark !== undefined) return linters[mark] ?? mark;
  return otherMarks.find(([, other]) => other.test(text))?.[0] ?? null;
}

const isScript = /\.[cm]?[jt]sx?$/;

/** What a suite says of itself, while it is open. */
interface Suite {
  /** Names of the enclosing suites and its own. */
  readonly path: string;
  readonly name: string;
  readonly file: string | null;
  readonly timestamp: string | null;
  /** Of Playwright. */
  readonly project: string | null;
  readonly properties: { name: string; value: string }[];
  /** The list of them that its cases have. */
  shared: TestCase["properties"];
  /** Its own `tests`, NaN without one; and the place of its first case. */
  readonly tests: number;
  readonly from: number;
  /** Its own `failures` and `errors`, 0 without them; and how many errors of suites were known before it. */
  readonly failures: number;
  readonly errors: number;
  readonly errorsFrom: number;
  /** Of node-tap. */
  readonly skipped: number;
  readonly subtests: Subtests | null;
  /** The device of Android or the board of Zephyr that its tests ran on: the same test of two is two tests. */
  device: string | null;
  /** It says how many of its tests were flaky, and each of these says it of itself (Firebase Test Lab). */
  readonly marksFlaky: boolean;
  /** It holds no other suite. */
  isInnermost: boolean;
  /** It holds no case either. */
  isEmpty: boolean;
  error: string | null;
}

interface Failure {
  message: string | null;
  readonly type: string | null;
}

/** A test case while it is open. */
interface OpenCase {
  readonly tag: {
    name: string;
    className: string;
    file: string | null;
    line: number | null;
    status: string | null;
    result: string | null;
    time: number | null;
  };
  properties: { name: string; value: string }[] | null;
  failure: Failure | null;
  error: Failure | null;
  skipped: { message: string | null; type: string | null } | null;
  /** What is said of a test that neither failed nor was skipped for it. */
  note: string | null;
  /** It has a warning: of PHPUnit up to 9, and of Codeception. */
  isWarned: boolean;
  reruns: number;
  /** It says so of itself. */
  isFlaky: boolean;
  /** Boost.Test says so of a test that failed, beside its failures. */
  isDetected: boolean;
}

/** Places of a case's attributes in its tag, -1 for those that it does not have; `layout`: of all tags like it. */
interface CasePlaces {
  readonly layout: number;
  readonly name: number;
  readonly className: number;
  readonly file: number;
  readonly line: number;
  readonly time: number;
  readonly status: number;
  readonly result: number;
  readonly flaky: number;
  readonly feature: number;
}

function placesIn(tag: XmlTag): CasePlaces {
  return {
    layout: tag.layout,
    name: tag.find("name"),
    className: tag.has("classname") ? tag.find("classname") : tag.find("class"),
    file: tag.find("file"),
    line: tag.find("line"),
    time: tag.find("time"),
    status: tag.find("status"),
    result: tag.find("result"),
    flaky: tag.find("flaky"),
    feature: tag.find("feature"),
  };
}

function lineIn(tag: XmlTag, { line }: CasePlaces): number | null {
  const value = tag.numberAt(line);
  return Number.isInteger(value) && value >= 0 ? value : null;
}

/** Plain numbers are read without a string; the rest may have a comma. gotestsum has "-0.000000". */
function timeIn(tag: XmlTag, { time }: CasePlaces): number | null {
  const value = tag.numberAt(time);
  return value >= 0 ? value + 0 : seconds(tag.getAt(time));
}

const noPlaces: CasePlaces = placesIn(new XmlTag());

/**
 * Words of `status` and `result` that say it though the case holds no element that does; those that begin with "b" are of
 * Qt Test, of a test that is on its blacklist.
 */
const notRun: ReadonlySet<string> = new Set(
  "notrun not_run disabled skipped skip ignored pending untested notexecuted inactive canceled cancelled blocked inconclusive bpass bfail bxpass bxfail".split(
    " ",
  ),
);
/** What failed as expected has passed for Qt Test. */
const passedWords: ReadonlySet<string> = new Set(
  "run passed pass success successful succeeded ok completed complete done executed finished fixed flaky xpass xpassed xfail".split(
    " ",
  ),
);
const failedWords: ReadonlySet<string> = new Set(
  "failed fail failure error errored broken timeout timedout aborted stopped crashed incomplete running preparing installing".split(
    " ",
  ),
);
/** Ginkgo's nodes of a suite, by types.NodeType; a spec is named "[It] …". */
const ginkgoNode =
  /^\[(?:(?:Report|Synchronized)?(?:Before|After)Suite|DeferCleanup \(Suite\)|DeferOnFailure \(Suite\))\]/;

/** What cth_surefire lists as cases, and Common Test counts as none. */
const commonTestNode = /^(?:init|end)_per_(?:suite|group)$/;

/** What stands among the cases and is no test: set-ups of Ginkgo's and Common Test's suites, nextest's set-up scripts. */
function isNode(dialect: string | null, name: string, suite: string): boolean {
  if (dialect === "common-test") return commonTestNode.test(name);
  return dialect === "ginkgo" ? ginkgoNode.test(name) : dialect === "nextest" && suite.startsWith("@setup-script:");
}

/**
 * PHPUnit up to 9 writes what makes a test risky as an error; its summary and its exit code have no error then, unless
 * failOnRisky is on.
 */
const riskyType =
  /^PHPUnit\\Framework\\(?:RiskyTestError|OutputError|CoveredCodeNotExecutedException|MissingCoversAnnotationException|UnintentionallyCoveredCodeError)$/;
/** Codeception writes a useless test as an error too, and counts it apart. */
function isRisky(dialect: string | null, type: string | null, words: string | null): boolean {
  return riskyType.test(type ?? "") || (dialect === "codeception" && type === null && words === "Useless Test");
}

const rerunElements: ReadonlySet<string> = new Set(["flakyFailure", "flakyError", "rerunFailure", "rerunError"]);

/** How deep subtests of Go are looked at; a "/" may be of their own names, too. */
const deepestSubtest = 20;

/** The names that tests of Go stand below as subtests. */
function testsAbove(cases: readonly TestCase[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { name } of cases) {
    const parts = name.split("/", deepestSubtest);
    for (let count = 1; count < parts.length; count++) names.add(parts.slice(0, count).join("/"));
  }
  return names;
}

class JUnitTests implements XmlContent {
  readonly #context: ReadContext;
  readonly #cases: TestCase[] = [];
  readonly #suiteErrors: SuiteError[] = [];
  readonly #suites: Suite[] = [];
  /** Attributes of the root, or sums of those of the suites directly below it. */
  readonly #declared = { tests: Number.NaN, failures: Number.NaN, errors: Number.NaN, skipped: Number.NaN };
  #rootName = "";
  #generated: string | null = null;
  #aborted: string | null = null;
  /** The one object of all cases: a report has hundreds of thousands, and each is open by itself. */
  readonly #case: OpenCase = {
    tag: { name: "", className: "", file: null, line: null, status: null, result: null, time: null },
    properties: null,
    failure: null,
    error: null,
    skipped: null,
    note: null,
    isWarned: false,
    reruns: 0,
    isFlaky: false,
    isDetected: false,
  };
  /** `#case` while one is open, and again the one around it. */
  #open: OpenCase | null = null;
  /** Where the last case had its attributes: those of one report have them in the same places. */
  #places = noPlaces;
  /** The case that ends next was taken as it began: nothing stands in it. */
  #isTaken = false;
  /** Cases around the open one. */
  readonly #outer: OpenCase[] = [];
  /** Places of cases that have a warning and nothing worse. */
  readonly #warned: number[] = [];
  /** Places of cases that Boost.Test does not call failed. */
  readonly #expected: number[] = [];
  /** Elements of failures and errors: jasmine-reporters count these. */
  #failures = 0;
  /** Cases that are no tests. */
  #nodes = 0;
  #value: { message: string | null; type: string | null } | null = null;
  #dialect: string | null = null;
  /** Why no case was run, where the report says that none was. */
  #notRun: string | null = null;
  /** Words of tests that are not known. */
  readonly #told = new Set<string>();

  constructor(context: ReadContext) {
    this.#context = context;
  }

  report(): TestReport {
    this.#acceptExpected();
    this.#judgeWarned();
    if (this.#dialect === "node-tap") this.#judgeNodeTap();
    this.#compare();
    return {
      kind: "tests",
      ...unstated,
      // Node.js says who it is at the end.
      cases: this.#dialect === "node:test" ? withDistinctNames(this.#cases) : this.#cases,
      suiteErrors: this.#suiteErrors,
      aborted: this.#aborted,
      shard: null,
      dialect: this.#dialect ?? dialectOf(this.#rootName),
      generated: this.#generated,
      declared: this.#declared,
    };
  }

  open(tag: XmlTag): void {
    if (tag.depth === 1) {
      this.#rootName = tag.get("name") ?? "";
      this.#dialect ??= dialectOfSchema(tag.get("noNamespaceSchemaLocation")) ?? dialectOf(this.#rootName);
      if (tag.name === "testsuite") this.#dialect ??= dialectOfRootSuite(tag);
      // gtest_list_tests: what is run has the sum of its failures here.
      if (tag.name === "testsuites" && this.#dialect === "gtest" && tag.has("tests") && !tag.has("failures"))
        this.#notRun = "it was listed and not run";
      if (tag.name === "testsuites" && this.#rootName === "TAP Tests" && tag.has("assertions"))
        this.#dialect = "node-tap";
      if (tag.name === "testsuites") {
        this.#hasRootId = tag.get("id") !== null && tag.get("name") !== null;
        this.#rootAttributes = attributesOf(tag);
        this.#declare(tag);
        this.#time(tag);
      }
    }
    switch (tag.name) {
      case "testsuite":
        this.#beginSuite(tag);
        return;
      case "testcase":
        this.#beginCase(tag);
        return;
      case "property":
        this.#property(tag);
        return;
      case "failure":
      case "error":
      case "skipped":
      // Julia's TestReports has it for a test that is known to be broken.
      case "skip":
      case "warning":
        this.#value = { message: tag.get("message"), type: tag.get("type") };
        tag.keepText();
        return;
      case "system-out":
        if (this.#dialect === "libtest" || this.#dialect === "ounit" || this.#isTapOfMeson()) tag.keepText();
        return;
      case "system-err":
        if (this.#dialect === "ginkgo" || this.#dialect === "boost-test" || this.#isOfRun()) tag.keepText();
        return;
      default:
        if (this.#open !== null && rerunElements.has(tag.name)) this.#open.reruns++;
    }
  }

  close(name: string, text: string): void {
    switch (name) {
      case "testsuite":
        this.#endSuite();
        return;
      case "testcase":
        this.#endCase();
        return;
      case "failure":
      case "error":
      case "skipped":
      case "skip":
      case "warning": {
        if (name === "failure" || name === "error") this.#failures++;
        const { message, type } = this.#value ?? { message: null, type: null };
        this.#value = null;
        // "Test a in x_SUITE failed!" says nothing of it. LuaUnit has the message where others have its class.
        const own = this.#dialect === "common-test" ? null : this.#dialect === "luaunit" ? (type ?? message) : message;
        const words = tellingMessage(own, text);
        const open = this.#open;
        if (open === null) {
          const suite = this.#suites.at(-1);
          if (suite !== undefined && (name === "failure" || name === "error")) suite.error ??= words ?? name;
          return;
        }
        // A test with two failures is one failed test: the first one is what is told.
        if (name === "failure") open.failure ??= { message: words, type: cleanMessage(type) };
        // godog: a step behind one that failed, or one that had the scenario left.
        else if (name === "error" && type === "skipped") open.skipped ??= { message: words, type: null };
        else if (name === "error" && isRisky(this.#dialect, type, words)) open.note ??= words;
        else if (name === "warning") {
          open.isWarned = true;
          open.note ??= words;
        } else if (name === "error") open.error ??= { message: words, type: cleanMessage(type) };
        else open.skipped ??= { message: words, type };
        return;
      }
      case "system-out":
        // libtest's failure itself is empty.
        if (this.#dialect === "libtest" && this.#open?.failure?.message === null)
          this.#open.failure.message = cleanMessage(text);
        else if (this.#dialect === "ounit") this.#skipTold(text);
        else if (this.#isTapOfMeson()) this.#endTap(text);
        return;
      case "system-err":
        if (this.#isOfRun()) this.#endRunWords(text);
        else if (this.#open !== null && this.#dialect === "ginkgo")
          this.#open.reruns += text.match(/ Failure recorded during attempt \d+:/g)?.length ?? 0;
        else if (this.#open !== null) this.#open.isDetected ||= /^\s*Failures detected in:/.test(text);
        return;
    }
  }

  #beginSuite(tag: XmlTag): void {
    if (this.#open !== null) throw new InvalidReport("structure", "a <testsuite> stands within a <testcase>", tag.line);
    if (this.#suites.length === 0) this.#declare(tag);
    this.#time(tag);
    const name = steadyName(tag.get("name") ?? "");
    this.#dialect ??= dialectOf(name) ?? dialectOfMarks(tag);
    if (this.#cases.length === 0) this.#dialect ??= dialectOfAttributes(tag, this.#rootAttributes);
    if (tag.has("log") && name.endsWith("_SUITE")) this.#dialect ??= "common-test";
    if (tag.has("useless")) this.#dialect ??= "codeception";
    const parent = this.#suites.at(-1);
    if (parent !== undefined) parent.isInnermost = false;
    const project = this.#projectOf(tag, name);
    this.#suites.push({
      name,
      path: suitePath([parent?.path ?? project, name]),
      file: tag.get("file") ?? tag.get("filepath"),
      timestamp: tag.get("timestamp"),
      project,
      properties: project === null ? [] : [{ name: "project", value: project }],
      shared: none,
      tests: tag.number("tests"),
      from: this.#cases.length,
      failures: this.#sum(tag, "failures"),
      errors: this.#sum(tag, "errors"),
      errorsFrom: this.#suiteErrors.length,
      skipped: tag.number("skipped") || 0,
      subtests: this.#dialect === "node-tap" ? new Subtests(tag.number("skipped") || 0) : null,
      // Maestro has a suite for each device, all of one name.
      device: tag.get("device"),
      marksFlaky: tag.has("flakes"),
      isInnermost: true,
      isEmpty: true,
      error: null,
    });
  }

  /** What a suite counts and does not list is an error of it: a sum that can not be read hides one. */
  #sum(tag: XmlTag, attribute: string): number {
    const value = tag.number(attribute);
    if (!Number.isNaN(value)) return value;
    const text = tag.get(attribute)?.trim() ?? "";
    if (text !== "")
      this.#context.problem({
        severity: "warning",
        code: "sum-without-number",
        message: `The suite "${(tag.get("name") ?? "").slice(0, 80)}" says ${attribute}="${text.slice(0, 80)}", which is no number: the listed ones count`,
        line: tag.line,
      });
    return 0;
  }

  /**
   * Playwright has a suite for each file and project, and the project stands where others name the machine
   * (packages/playwright/src/reporters/junit.ts).
   */
  #projectOf(tag: XmlTag, name: string): string | null {
    if (this.#dialect === null && this.#hasRootId && tag.get("hostname") !== null && isScript.test(name))
      this.#dialect = "Playwright";
    const project = this.#dialect === "Playwright" ? tag.get("hostname") : null;
    return project === "" ? null : project;
  }

  #hasRootId = false;
  #rootAttributes = "";
  /** What the root itself declares. */
  readonly #ofRoot = new Set<string>();

  /** A suite of Meson that is not the project's is a test that speaks TAP, and what it said stands behind its cases. */
  #isTapOfMeson(): boolean {
    return this.#dialect === "meson" && this.#open === null && this.#suites.length > 0;
  }

  /** Meson has such a test failed where it broke off, and no case stands for it. */
  #endTap(output: string): void {
    const suite = this.#suites.at(-1)!;
    const bailOut = /^Bail out!.*$/im.exec(output);
    const plan = /^1\.\.(\d+)\s*$/m.exec(output);
    const count = this.#cases.length - suite.from;
    if (bailOut !== null) suite.error ??= bailOut[0].trim();
    else if (plan !== null && Number(plan[1]) !== count)
      suite.error ??= `${plan[1]} tests were planned, ${count} are there`;
  }

  /** What a suite says outside its cases is of the run: on a device of Android, and of .NET. */
  #isOfRun(): boolean {
    return this.#open === null && (this.#dialect === "android" || this.#dialect === "JunitXml.TestLogger");
  }

  /** What broke a run off stands there, and no test has failed for it. .NET has a line for each failure too. */
  #endRunWords(text: string): void {
    if (this.#dialect === "android") this.#suites.at(-1)!.error ??= cleanMessage(text);
    else this.#aborted ??= cleanMessage(text.split("\n").find((line) => brokenDotnetRun.test(line)));
  }

  /** Takes the declared totals of the root, and adds those of the top suites that the root does not have. */
  #declare(tag: XmlTag): void {
    const read = (key: "tests" | "failures" | "errors" | "skipped", ...names: string[]) => {
      const value = names.map((name) => tag.number(name)).find((number) => !Number.isNaN(number));
      if (value === undefined || this.#ofRoot.has(key)) return;
      this.#declared[key] = (this.#declared[key] || 0) + value;
      if (tag.depth === 1) this.#ofRoot.add(key);
    };
    read("tests", "tests");
    read("failures", "failures");
    read("errors", "errors");
    read("skipped", "skipped", "skips", "disabled");
  }

  /** OUnit writes a skipped test as one that passed, and says so in its log: "… W: Skip test NAME: WHY." */
  #skipTold(log: string): void {
    const reasons = new Map<string, string>();
    for (const [, words] of log.matchAll(/ W: Skip test (.+)\.$/gm)) {
      // A name may hold ": ".
      const parts = words!.split(": ", 20);
      for (let count = 1; count < parts.length; count++)
        reasons.set(parts.slice(0, count).join(": "), parts.slice(count).join(": "));
    }
    for (let at = this.#suites.at(-1)?.from ?? 0; at < this.#cases.length; at++) {
      const test = this.#cases[at]!;
      const why = reasons.get(test.name);
      if (why !== undefined && test.outcome === "passed")
        this.#cases[at] = { ...test, outcome: "skipped", message: cleanMessage(why) };
    }
  }

  #endSuite(): void {
    const suite = this.#suites.pop();
    if (suite === undefined) return;
    if (suite.subtests !== null) this.#endSubtests(suite);
    if (suite.isInnermost) {
      if (this.#dialect === "testthat") this.#foldExpectations(suite);
      else if (this.#dialect !== null && describedDialects.has(this.#dialect))
        for (const test of withDistinctNames(this.#cases.splice(suite.from))) this.#cases.push(test);
      else if (this.#mayListAttempts(suite)) this.#foldAttempts(suite);
    }
    // Newman counts a request that got no answer, and what it says of it is output: no case stands for it.
    if (suite.isInnermost && suite.isEmpty && suite.failures + suite.errors > 0 && suite.subtests === null)
      suite.error ??= `it counts ${suite.failures + suite.errors} failures or errors, and lists none`;
    else if (suite.isInnermost && this.#hasUnlistedError(suite))
      suite.error ??= `it counts errors (${suite.errors}), and lists none`;
    if (suite.error !== null) this.#suiteErrors.push({ suite: suite.name, message: suite.error });
  }

  /**
   * ScalaTest counts the error that broke a suite off, and Karma that of a browser which went away, and no case stands
   * for it. TestCafe counts each failure as an error too, Surefire the runs of a test before the last.
   */
  #hasUnlistedError({ from, errors, failures, errorsFrom }: Suite): boolean {
    // Qt Test counts all that a test printed.
    if (errors === 0 || this.#suiteErrors.length > errorsFrom || this.#dialect === "Qt Test") return false;
    const cases = this.#cases.slice(from);
    if (cases.some(({ outcome, runs }) => outcome === "errored" || runs > 1)) return false;
    const failed = cases.filter(({ outcome }) => outcome === "failed").length;
    return failed === 0 || (failed <= failures && errors !== failures);
  }

  #hasFileSuites(): boolean {
    return this.#dialect === "vitest" || this.#dialect === "Playwright" || this.#dialect === "deno";
  }

  /**
   * Runners of JavaScript let two tests have one name, and jest-junit leaves tests that are to do out of its count. Only
   * pytest counts a test more than once, and gotestsum each attempt.
   */
  #mayListAttempts({ tests, from }: Suite): boolean {
    const listed = this.#cases.length - from;
    if (this.#dialect === "gotestsum") return true;
    // Not stated, it is NaN, and tells nothing.
    return this.#dialect === "pytest" ? tests < listed || tests > listed : this.#dialect === null && tests < listed;
  }

  /**
   * pytest-rerunfailures writes each attempt as a case of its own, the failed ones bare as if they had passed, and the
   * suite counts the tests: where that count is the number of different tests, each one is its last attempt. pytest
   * itself writes a failure in the tear-down as a second case, and counts that and each subtest beside the test. gotestsum
   * lists the attempts of --rerun-fails, those that passed at last. Anything else is left as it is listed.
   */
  #foldAttempts({ from, tests, failures, errors }: Suite): void {
    const folded = foldReruns(this.#cases.slice(from));
    const isPytest = this.#dialect === "pytest";
    // It counts a test that passed once it was called.
    if (isPytest && tests === 0 && folded.every(({ outcome }) => outcome === "passed")) {
      for (let at = from; at < this.#cases.length; at++)
        this.#cases[at] = { ...this.#cases[at]!, outcome: "skipped", message: onlySetUp };
      return;
    }
    const isGo = this.#dialect === "gotestsum";
    // A subtest of Go runs with each attempt at its test.
    const whole = isGo ? folded.filter(({ name }) => !name.includes("/")) : folded;
    const well = whole.filter(({ outcome }) => !hasFailed(outcome));
    // Where all were run several times (xdist's --dist each, -count=2), none that is well stands alone.
    const areReruns = well.some(({ runs }) => runs === 1);
    if (isGo && !(areReruns && well.every(({ runs, flaky }) => runs === 1 || flaky))) return;
    const isFailureKept = folded.every(({ outcome, flaky }) => outcome !== "passed" || !flaky);
    const isCounted = areReruns || tests - failures - errors === well.length;
    if (!isGo && folded.length !== tests && !(isPytest && isCounted && folded.length < tests && isFailureKept)) return;
    this.#cases.length = from;
    const broken = isGo ? testsAbove(folded.filter(({ outcome }) => hasFailed(outcome))) : null;
    for (const test of folded) {
      if (isPytest && test.runs > 1) this.#cases.push({ ...test, flaky: test.outcome === "passed" });
      // It ran once more for each subtest that had failed.
      else if (test.flaky && broken?.has(test.name)) this.#cases.push({ ...test, outcome: "failed", flaky: false });
      else this.#cases.push(test);
    }
  }

  /** testthat writes each expectation of a test as a case; the test ended like the worst of them. */
  #foldExpectations({ from }: Suite): void {
    const groups = new Map<string, TestCase[]>();
    for (const test of this.#cases.splice(from)) {
      const known = groups.get(test.name);
      if (known === undefined) groups.set(test.name, [test]);
      else known.push(test);
    }
    for (const group of groups.values()) {
      const told = worstFirst.map((word) => group.find(({ outcome }) => outcome === word)).find(Boolean) ?? group[0]!;
      const times = group.flatMap(({ durationSeconds }) => durationSeconds ?? []);
      this.#cases.push({ ...told, durationSeconds: times.length > 0 ? times.reduce((sum, each) => sum + each) : null });
    }
  }

  /** The earliest time of any suite. */
  #time(tag: XmlTag): void {
    const time = isoTime(tag.get("timestamp"));
    if (time !== null && (this.#generated === null || Date.parse(time) < Date.parse(this.#generated)))
      this.#generated = time;
  }

  #beginCase(tag: XmlTag): void {
    const suite = this.#suites.at(-1);
    if (suite !== undefined) {
      refuseMutants(suite.name, tag);
      suite.isEmpty = false;
    }
    checkNumberOfTests(this.#cases.length + 1);
    if (this.#places.layout !== tag.layout) this.#places = placesIn(tag);
    const at = this.#places;
    if (this.#dialect === null && this.#cases.length === 0 && isOfTestthat(tag, suite?.name ?? ""))
      this.#dialect = "testthat";
    if (this.#dialect === null && at.feature >= 0) this.#dialect = "codeception";
    if (tag.empty && this.#isPassed(tag, at)) {
      this.#cases.push(this.#passed(tag, at, suite));
      this.#isTaken = true;
      return;
    }
    // clojure.test: a test that calls another.
    if (this.#open !== null) this.#outer.push({ ...this.#open, tag: { ...this.#open.tag } });
    const open = this.#case;
    const own = open.tag;
    own.name = tag.getAt(at.name) ?? "";
    // Common Test runs a test in each group that names it.
    const group = this.#dialect === "common-test" ? tag.get("group") : null;
    own.className = tag.getAt(at.className) ?? group ?? "";
    own.file = tag.getAt(at.file);
    own.line = lineIn(tag, at);
    own.status = tag.getAt(at.status);
    own.result = tag.getAt(at.result);
    own.time = timeIn(tag, at);
    open.properties = null;
    open.failure = null;
    open.error = null;
    open.skipped = null;
    open.note = null;
    open.isWarned = false;
    open.reruns = 0;
    open.isFlaky = tag.getAt(at.flaky) === "true";
    open.isDetected = false;
    this.#open = open;
  }

  #property(tag: XmlTag): void {
    const name = tag.get("name");
    if (name === null) return;
    const property = { name, value: tag.get("value") ?? "" };
    if (this.#dialect === "node-tap" && this.#takeOfNodeTap(property)) return;
    // Surefire without a schema (2.12 is what Maven 3 takes where none is named) has the properties of Maven itself, or,
    // where it ran the tests in a process of their own, those it gave that.
    if (name === "classworlds.conf" || ofSurefire.test(name)) this.#dialect ??= "surefire";
    if (name === "QTestVersion") this.#dialect ??= "Qt Test";
    if (name === "results_style_1_X") this.#dialect ??= "ounit";
    if (name === "LuaUnit Version") this.#dialect ??= "luaunit";
    // The first of karma-junit-reporter.
    if (name === "browser.fullName") this.#dialect ??= "karma";
    if (name === "go.version") this.#dialect ??= property.value.includes(" ") ? "gotestsum" : "go-junit-report";
    if (this.#open !== null) {
      this.#open.properties ??= [];
      this.#open.properties.push(property);
      return;
    }
    const suite = this.#suites.at(-1);
    suite?.properties.push(property);
    if (suite !== undefined) suite.device ??= deviceOf(suite.properties);
    if (suite?.device != null && (name === "architecture" || name === "project"))
      this.#dialect ??= name === "project" ? "android" : "twister";
    if (name === "SuiteSucceeded") this.#dialect ??= "ginkgo";
    else if (name === "DryRun" && this.#dialect === "ginkgo")
      this.#notRun = property.value === "true" ? "a dry run: it was not run" : null;
    else if (name === "SpecialSuiteFailureReason" && suite !== undefined && property.value !== "")
      suite.error ??= property.value;
  }

  /** What node-tap says by properties: of a case that it was not run, of a suite that it was well or broke off. */
  #takeOfNodeTap({ name, value }: { readonly name: string; readonly value: string }): boolean {
    if (this.#open !== null) {
      if (name !== "skip" && name !== "todo") return false;
      this.#open.skipped ??= { message: value === "true" ? null : value, type: name };
      return true;
    }
    if (name === "bailout") this.#aborted ??= value === "true" ? "Bail out!" : `Bail out! ${value}`;
    if (name === "ok" && this.#suites.length === 0) this.#isWell = value === "true";
    return true;
  }

  /** The whole run of node-tap says that it was well. */
  #isWell = false;

  /** Whether a case of node-tap repeats a suite; one that failed by itself is an error of that suite. */
  #repeatsSubtests(open: OpenCase): boolean {
    const suite = this.#suites.at(-1);
    const { tag, failure } = open;
    const found = suite?.subtests?.take(tag.name) ?? null;
    if (found === "passed" && failure !== null)
      this.#suiteErrors.push({
        suite: suitePath([suite!.path, tag.name]),
        message: failure.message ?? "it failed beside its subtests",
      });
    if (found === null) suite?.subtests?.add(this.#cases.length, open.skipped !== null, failure?.message ?? null);
    // It stands only at those that failed: as the file of the test it would make another test of one that failed.
    if (tag.file !== null) {
      const value = tag.line === null ? tag.file : `${tag.file}:${tag.line}`;
      open.properties = [...(open.properties ?? none), { name: "location", value }];
      tag.file = tag.line = null;
    }
    return found !== null;
  }

  #endSubtests({ name, skipped, subtests, from, errorsFrom }: Suite): void {
    for (const at of subtests?.untold ?? [])
      this.#cases[at] = { ...this.#cases[at]!, outcome: "skipped", message: null };
    const own = this.#cases.slice(from);
    const hasFailed = this.#suiteErrors.length > errorsFrom || own.some(({ outcome }) => outcome === "failed");
    this.#suites.at(-1)?.subtests?.end(name, skipped, own.length === 0 ? null : hasFailed);
  }

  /** A file that failed beside its tests, as by its exit code, has no case: the run says only that it was not well. */
  #judgeNodeTap(): void {
    const isKnown = this.#aborted !== null || this.#suiteErrors.length > 0;
    if (this.#isWell || isKnown || this.#cases.some(({ outcome }) => outcome === "failed")) return;
    this.#suiteErrors.push({ suite: this.#rootName, message: "the run failed, and none of its tests did" });
  }

  /** A test without a failure has passed, whatever else is written of it: JUnit's own form has no word for it. */
  #tellWord(word: string | null): void {
    if (word === null || passedWords.has(word.toLowerCase()) || this.#told.has(word)) return;
    this.#told.add(word);
    this.#context.problem({
      severity: "warning",
      code: "unknown-outcome",
      message: `The status "${word.slice(0, 80)}" is not known: tests with it and without a failure count as passed`,
    });
  }

  #endCase(): void {
    if (this.#isTaken) {
      this.#isTaken = false;
      return;
    }
    const open = this.#open!;
    this.#open = this.#outer.length === 0 ? null : this.#outer.pop()!;
    const { tag } = open;
    const suite = this.#suites.at(-1);
    if (this.#dialect === "node-tap" && this.#repeatsSubtests(open)) return;
    const written = wasCancelled(this.#dialect, open) ? "errored" : outcomeOf(open);
    if (written === "passed") {
      this.#tellWord(tag.status);
      this.#tellWord(tag.result);
    }
    // It failed, ran again and passed: the failure is kept.
    const isFlaky = open.isFlaky && suite?.marksFlaky === true && (written === "failed" || written === "errored");
    const outcome = isFlaky ? "passed" : written === "passed" && this.#notRun !== null ? "skipped" : written;
    this.#aborted ??= brokeOff(this.#dialect, tag, outcome);
    if (isNameless(this.#dialect, tag, outcome)) return;
    if (isNode(this.#dialect, tag.name, suite?.name ?? "")) {
      this.#endNode(open, suite?.name ?? "");
      return;
    }
    // A failure of the set-up or tear-down of all tests (testing::Environment), which gtest does not count.
    if (tag.name === "" && suite?.name === outsideTests && this.#dialect === "gtest") {
      this.#suiteErrors.push({ suite: suite.name, message: (open.failure ?? open.error)?.message ?? "it failed" });
      return;
    }
    // jest-junit writes a file that failed to run as an error, and once more as a failure (reportTestSuiteErrors).
    const last = this.#cases.at(-1);
    if (tag.className === "Test suite failed to run" && last?.className === tag.className && last.name === tag.name)
      return;
    if (this.#dialect === "boost-test" && outcome === "failed" && !open.isDetected)
      this.#expected.push(this.#cases.length);
    if (open.isWarned && outcome === "passed") this.#warned.push(this.#cases.length);
    if (this.#dialect === "busted") placeOfBusted(tag);
    const isUnstable = this.#dialect === "testcafe" && cleanNameOfTestCafe(tag);
    this.#cases.push({
      // The set-up or tear-down of a class has no name in Surefire 3, in Surefire 2 that of the class.
      name: withDevice(tag.name === "" ? tag.className : tag.name, suite?.device ?? null),
      className: this.#classOf(tag.className, suite),
      suite: this.#suiteOf(tag.className, suite),
      file: this.#fileOf(tag.file, suite),
      line: this.#lineOf(tag.line),
      outcome,
      skipKind: outcome === "skipped" ? skipKind(open) : null,
      durationSeconds: tag.time,
      message:
        open.error?.message ??
        open.failure?.message ??
        open.skipped?.message ??
        open.note ??
        (open.error ?? open.failure)?.type ??
        (written === "passed" ? this.#notRun : null),
      properties: joined(suite, open.properties),
      runs: 1 + (isFlaky ? 1 : open.reruns),
      flaky: isFlaky || ((isUnstable || open.reruns > 0) && outcome === "passed"),
    });
  }

  /** Whether a case in which nothing stands passed, as nearly all do, and no more is to be known of it. */
  #isPassed(tag: XmlTag, { name, status, result, flaky }: CasePlaces): boolean {
    const saysMore = status >= 0 || result >= 0 || flaky >= 0 || name < 0 || tag.starts[name] === tag.ends[name];
    return !saysMore && this.#notRun === null && (this.#dialect === null || !judgedDialects.has(this.#dialect));
  }

  #passed(tag: XmlTag, at: CasePlaces, suite: Suite | undefined): TestCase {
    const className = tag.getAt(at.className) ?? "";
    return {
      name: withDevice(tag.getAt(at.name) ?? "", suite?.device ?? null),
      className: this.#classOf(className, suite),
      suite: this.#suiteOf(className, suite),
      file: this.#fileOf(tag.getAt(at.file), suite),
      line: this.#lineOf(lineIn(tag, at)),
      outcome: "passed",
      skipKind: null,
      durationSeconds: timeIn(tag, at),
      message: null,
      properties: suite === undefined ? none : propertiesOf(suite),
      runs: 1,
      flaky: false,
    };
  }

  /** The same test of two projects is two tests. */
  #classOf(className: string, suite: Suite | undefined): string {
    return suite === undefined || suite.project === null ? className : suitePath([suite.project, className]);
  }

  /** The class tells a test of Surefire and TestNG wherever it is listed: a suite is a class, or all of them. */
  #suiteOf(className: string, suite: Suite | undefined): string {
    if (this.#dialect !== null && javaDialects.has(this.#dialect)) return className;
    return suite === undefined ? "" : suite.path;
  }

  #fileOf(file: string | null, suite: Suite | undefined): string | null {
    if (file !== null || suite === undefined) return file;
    return suite.file ?? (this.#hasFileSuites() ? suite.name : null);
  }

  /** pytest counts lines from 0 in this attribute. */
  #lineOf(line: number | null): number | null {
    return line === null ? null : this.#dialect === "pytest" ? line + 1 : line === 0 ? null : line;
  }

  comment(text: string): void {
    // Qt Test 5 has no element for a test that was skipped, nor a result of it.
    if (this.#dialect === "Qt Test" && this.#open?.tag.result === null) {
      const [, message] = /(?:^|\s)message="([^"]*)"\s+type="skip"\s*$/.exec(text) ?? [];
      if (message !== undefined) this.#open.skipped ??= { message: resolveReferences(message), type: null };
    }
    const found = /generated by ([\w.-]+)/i.exec(text);
    // Node.js ends with its totals ("tests 19"); the attributes of its suites count what stands directly in them.
    if (found === null && this.#rootName === "" && /^\s*tests \d+\s*$/.test(text)) this.#dialect ??= "node:test";
    // TestNG names the class that wrote the report.
    if (found !== null) this.#dialect ??= /^org\.testng\./.test(found[1]!) ? "testng" : found[1]!.toLowerCase();
  }

  /** A set-up or tear-down of whole suites, which the tool's summary does not count: its failure is one of the suite. */
  #endNode({ tag, error, failure }: OpenCase, suite: string): void {
    if (this.#dialect !== "common-test") this.#nodes++;
    const failed = error ?? failure;
    const words = failed?.message ?? failed?.type ?? "it failed";
    if (failed !== null) this.#suiteErrors.push({ suite, message: `${tag.name}: ${words}` });
  }

  /**
   * Boost.Test lists the failures of a test that passed since they were expected (`expected_failures`), and does not
   * count it: where its own sum is that of the others, those passed.
   */
  #acceptExpected(): void {
    if (this.#expected.length === 0) return;
    const failed = this.#cases.filter(({ outcome }) => outcome === "failed").length;
    if (failed - this.#expected.length !== this.#declared.failures) return;
    for (const at of this.#expected) this.#cases[at] = { ...this.#cases[at]!, outcome: "passed", message: null };
  }

  /**
   * Codeception counts a test with a warning among the failures. PHPUnit does not, and what has no class is no test that
   * ran there: it says that a class has none.
   */
  #judgeWarned(): void {
    if (this.#warned.length === 0) return;
    const failed = this.#cases.filter(({ outcome }) => outcome === "failed").length;
    const areFailures = failed + this.#warned.length === this.#declared.failures;
    for (const at of this.#warned) {
      const test = this.#cases[at]!;
      const outcome = areFailures ? "failed" : test.className === "" ? "skipped" : "passed";
      this.#cases[at] = { ...test, outcome };
    }
  }

  /** Notes where the report's own sums are not those of its cases. */
  #compare(): void {
    const { failures, errors } = this.#declared;
    const counted = testTotals(this.#cases);
    // Catch2, doctest and testthat count assertions here, and Boost.Test and TestCafe count what they skipped apart.
    const isOfAssertions = ["catch2", "doctest", "testthat"].includes(this.#dialect ?? "");
    // node-tap counts the tests with subtests too, and Node.js each of these.
    const countsSuites = this.#dialect === "node:test" || this.#dialect === "node-tap";
    if ((isOfAssertions || countsSuites) && counted.total > 0) return;
    // So does LuaUnit.
    const { skipped } = this.#declared;
    const addsUp = this.#declared.tests + skipped === counted.total && skipped === counted.skipped;
    const countsSkippedApart = this.#dialect === "boost-test" || this.#dialect === "testcafe" || addsUp;
    const tests = this.#declared.tests + (countsSkippedApart ? this.#declared.skipped : 0);
    // Surefire 2 counts each run of a test, Surefire 3 up to 3.5 the tests of the last run.
    const isSurefire = this.#dialect === "surefire" || this.#dialect === "failsafe";
    const countsRuns = () => {
      const runs = this.#cases.reduce((sum, test) => sum + test.runs, 0);
      return runs !== counted.total && (runs === tests || isSurefire);
    };
    if (counted.total === 0 && (Number.isNaN(tests) || tests === 0)) {
      this.#context.problem({ severity: "warning", code: "no-tests", message: "the report holds no test" });
    } else if (!Number.isNaN(tests) && tests !== counted.total + this.#nodes && !countsRuns()) {
      tellDifference(this.#context, `${tests} tests`, counted.total);
    } else if (!countsRuns()) {
      const listed = counted.failed + counted.errored;
      const most = Math.max(listed + this.#nodes + this.#suiteErrors.length, this.#failures);
      const isOfErrors = failures <= most && this.#dialect !== "Qt Test";
      const [said, word] = isOfErrors ? [errors, "errors"] : [failures, "failures"];
      // Newman's reporters "xunit" and "junitfull" count no assertion that failed.
      const saidAll = failures + (errors || 0);
      if (said > most || saidAll < counted.failed)
        tellDifference(this.#context, said > most ? `${said} ${word}` : `${saidAll} failures`, listed);
    }
  }
}

/** Surefire and TestNG tell a test by class and name, whichever suite lists it. */
const javaDialects: ReadonlySet<string> = new Set(["surefire", "failsafe", "testng"]);
/**
 * Runners whose tests have descriptions, which may be equal, and that do not list reruns as tests. Of one name are in
 * Java dynamic and repeated tests, rows of data, and each failure of a test that has several.
 */
const describedDialects: ReadonlySet<string> = new Set([
  "rspec",
  "doctest",
  "catch2",
  "cucumber-jvm",
  "busted",
  "jest-junit",
  "vitest",
  "mocha",
  "codeception",
  "bun",
  "deno",
  // Repeated ones (--repeat-each): it wants titles that differ.
  "Playwright",
  "JunitXml.TestLogger",
  "minitest-reporters",
  "node-tap",
  "jasmine-reporters",
  "karma",
  "mocha-jenkins-reporter",
  "lab",
  "testcafe",
  ...javaDialects,
]);
/** What these write as a case may be none, or says more than that it passed. */
const judgedDialects: ReadonlySet<string> = new Set("node-tap common-test ginkgo nextest busted testcafe".split(" "));
const worstFirst = ["errored", "failed", "skipped"] as const;

/** pytest writes the test in which it was interrupted, or failed itself, without name and outcome. */
function isNameless(dialect: string | null, { name, className }: OpenCase["tag"], outcome: TestOutcome): boolean {
  return dialect === "pytest" && name === "" && className === "" && outcome === "passed";
}

/** Why the run is not whole, where its last case says so (_pytest/junitxml.py, pytest_internalerror). */
function brokeOff(dialect: string | null, tag: OpenCase["tag"], outcome: TestOutcome): string | null {
  if (isNameless(dialect, tag, outcome))
    return "a test is listed without a name and an outcome: the run broke off in it";
  const isInternal = dialect === "pytest" && tag.className === "pytest" && tag.name === "internal";
  return isInternal && outcome === "errored" ? "pytest failed internally" : null;
}

/** unittest-xml-reporting and Avocado put the time of the run into a suite's name: its tests are the same each time. */
function steadyName(name: string): string {
  return name.replace(/^(job)-\d{4}-\d\d-\d\dT\d\d\.\d\d-[\da-f]{7,}$|-\d{14}$/, "$1");
}

/**
 * `mutmut junitxml` of version 2 (mutmut/cache.py, create_junitxml): its cases are mutants, and one that was not run or
 * is suspicious stands there like one that was killed.
 */
function refuseMutants(suite: string | undefined, tag: XmlTag): void {
  if (suite !== "mutmut" || !/^Mutant #\d+$/.test(tag.get("name") ?? "")) return;
  throw new InvalidReport(
    "not-tests",
    "these are mutants of mutmut 2 and no tests, and killed ones look like those that were not run: mutmut 3 keeps results that tell (mutants/**/*.meta)",
    tag.line,
  );
}

/** What the Android plugin of Gradle and Zephyr's twister say of a suite, in this order. */
const deviceProperties = ["device flavor project", "version platform architecture"];

function deviceOf(properties: Suite["properties"]): string | null {
  // There may be thousands of others.
  if (properties.length !== 3) return null;
  const names = properties.map(({ name }) => name).join(" ");
  if (!deviceProperties.includes(names)) return null;
  return properties[names.startsWith("device") ? 0 : 1]!.value;
}

/** As the Android plugin of Gradle prints it. */
function withDevice(name: string, device: string | null): string {
  return device === null || device === "" ? name : `${name}[${device}]`;
}

const none: TestCase["properties"] = [];

/** Those of a suite at this time: one list for all tests that have no others. */
function propertiesOf(suite: Suite): TestCase["properties"] {
  if (suite.shared.length !== suite.properties.length) suite.shared = [...suite.properties];
  return suite.shared;
}

function joined(suite: Suite | undefined, own: TestCase["properties"] | null): TestCase["properties"] {
  const outer = suite === undefined ? none : propertiesOf(suite);
  return own === null ? outer : [...outer, ...own];
}

/**
 * A test that is written as skipped and was not left out on purpose: one that CTest could not start (no such executable,
 * files missing, the set-up of a fixture failed) is failed in its summary and by its exit code, and what it left out is
 * "SKIP_…" or disabled (CMake, Source/CTest/cmCTestRunTest.cxx). EUnit writes what was cancelled so, as by a time-out
 * (eunit_surefire.erl), and has no other kind.
 */
function wasCancelled(dialect: string | null, { tag, skipped, failure, error }: OpenCase): boolean {
  if (skipped === null) return false;
  if (dialect === "ctest") return tag.status === "notrun" && !/^SKIP_/.test(skipped.message ?? "");
  return dialect === "eunit" && failure === null && error === null;
}

/** Error before failure before skipped; a status that says the test did not run; else passed. */
function outcomeOf(open: OpenCase): TestOutcome {
  if (isExpectedFailure(open)) return "skipped";
  // nose2, whose run fails by it.
  if (open.skipped?.message === "test passes unexpectedly") return "failed";
  // Node.js writes the failure of what is to do beside it.
  if (open.skipped?.type === "todo") return "skipped";
  if (open.error !== null) return "errored";
  if (open.failure !== null) return "failed";
  if (open.skipped !== null) return "skipped";
  if (open.tag.status === null && open.tag.result === null) return "passed";
  const status = open.tag.status?.toLowerCase() ?? "";
  const result = open.tag.result?.toLowerCase() ?? "";
  if (failedWords.has(status) || failedWords.has(result)) return "failed";
  return notRun.has(status) || notRun.has(result) || result === "suppressed" ? "skipped" : "passed";
}

/** Catch2 writes the failure of a test that may or should fail, and that it is one. */
function isExpectedFailure({ skipped, failure, error }: OpenCase): boolean {
  return (failure ?? error) !== null && skipped?.message === "TEST_CASE tagged with !mayfail";
}

function skipKind(open: OpenCase): TestCase["skipKind"] {
  const { skipped, tag } = open;
  if (skipped === null) return null;
  const isExpected = /xfail$/i.test(skipped.type ?? "") || /^expected (?:test )?failure\b/i.test(skipped.message ?? "");
  if (isExpected || isExpectedFailure(open)) return "expected-failure";
  // pytest writes a module that could not be imported as one skipped case without a class.
  if (
    /\bcollection skipped\b/i.test(skipped.message ?? "") ||
    (tag.className === "" &&
      /could not import|ImportError|ModuleNotFoundError|import(?:ing)? .* failed/i.test(skipped.message ?? ""))
  ) {
    return "collection";
  }
  return skipped.type === "todo" || /^todo\b/i.test(skipped.message ?? "") ? "todo" : null;
}

/** Surefire and Failsafe name their schema at the root. */
function dialectOfSchema(location: string | null): string | null {
  return /\bmaven-(surefire|failsafe)-plugin\b/.exec(location ?? "")?.[1] ?? null;
}

/** Runners of C++, Rust and .NET that are told by the attributes of their suites. */
function dialectOfMarks(tag: XmlTag): string | null {
  if (tag.has("doctest_version")) return "doctest";
  if (tag.get("name") === "test" && tag.get("package") === "test") return "libtest";
  if (tag.get("id") === "0" && tag.get("package") === tag.get("name") && /\.(?:dll|exe)$/i.test(tag.get("name") ?? ""))
    return "JunitXml.TestLogger";
  return tag.get("hostname") === "tbd" ? "catch2" : null;
}

/**
 * Meson, and runners of JavaScript that a project may have name the run as it likes, are told by the attributes of a
 * suite, in their order.
 */
const attributesOfSuites: Readonly<Record<string, string>> = {
  "name timestamp hostname tests failures errors skipped time": "vitest",
  "name errors failures skipped timestamp time tests": "jest-junit",
  "name timestamp hostname time errors tests skipped disabled failures": "jasmine-reporters",
  "name tests errors failures skipped timestamp time": "mocha-jenkins-reporter",
  "name tests skipped errors time": "lab",
  "name tests errors failures skipped time": "meson",
};

/** Names of the attributes, in their order. */
function attributesOf(tag: XmlTag): string {
  return tag.names
    .slice(0, tag.count)
    .map(({ local }) => local)
    .join(" ");
}

/** @param root names of the attributes of <testsuites>, "" where there is none */
function dialectOfAttributes(tag: XmlTag, root: string): string | null {
  const dialect = attributesOfSuites[attributesOf(tag)] ?? null;
  // Robot Framework up to 4 has the same at its root, and converters below a root that has a name or a time.
  if (dialect === "meson" && root !== "tests errors failures") return null;
  // A suite of Vitest is a file.
  return dialect === "vitest" && !isScript.test(tag.get("name") ?? "") ? null : dialect;
}

/** CTest and Boost.Test write one suite, the root. Boost.Test numbers it and gives no time of day. */
function dialectOfRootSuite(tag: XmlTag): string | null {
  if (tag.has("disabled") && tag.has("hostname") && !tag.has("errors")) return "ctest";
  return tag.get("id") === "0" && tag.has("skipped") && !tag.has("timestamp") ? "boost-test" : null;
}

const ofSurefire = /^surefire\.(?:version|(?:real|test)\.class\.path)$/;

/**
 * testthat (R/reporter-junit.R): its root is <testsuites>, which that of a Surefire whose cases look alike is not; the
 * time comes first, the class is the suite, the name has only letters and "_".
 */
function isOfTestthat(tag: XmlTag, suite: string): boolean {
  return (
    tag.depth > 2 &&
    tag.names[0]?.local === "time" &&
    tag.count === 3 &&
    tag.get("classname") === suite &&
    /^\w+$/.test(tag.get("name") ?? "")
  );
}

/** busted writes "spec/a_spec.lua:9" as the class, and its suite is the run: neither is of the test's name. */
function placeOfBusted(tag: OpenCase["tag"]): void {
  const [, file, line] = /^(.+):(\d+)$/.exec(tag.className) ?? [];
  if (file === undefined) return;
  tag.file = file;
  tag.line = Number(line);
  tag.className = "";
}

/** TestCafe adds to the name that a test failed before it passed, and the folder of its screenshots. */
function cleanNameOfTestCafe(tag: OpenCase["tag"]): boolean {
  const name = tag.name;
  const shots = name.lastIndexOf(" (screenshots: ");
  if (shots > 0) tag.name = name.slice(0, shots);
  const isUnstable = tag.name.endsWith(" (unstable)");
  if (isUnstable) tag.name = tag.name.slice(0, -" (unstable)".length);
  return isUnstable;
}

/** Tools that name themselves as the suite. */
function dialectOf(name: string): string | null {
  const known: Readonly<Record<string, string>> = {
    pytest: "pytest",
    "pytest tests": "pytest",
    "JUnit Jupiter": "junit-platform",
    Cucumber: "cucumber-jvm",
    "io.cucumber.core.plugin.JUnitFormatter": "cucumber-jvm",
    "JUnit Vintage": "junit-platform",
    "vitest tests": "vitest",
    "bun test": "bun",
    "deno test": "deno",
    "jest tests": "jest-junit",
    "Mocha Tests": "mocha",
    AllTests: "gtest",
    "nextest-run": "nextest",
    nosetests: "nose",
    rspec: "rspec",
    // What minitest-reporters before 1.3 takes for the class of all tests of Minitest since 5.11.
    "Minitest::Result": "minitest-reporters",
  };
  return (
    known[name] ??
    (/^module '[^']+'$/.test(name)
      ? "eunit"
      : /^Run \d+ of \d+$/.test(name)
        ? "busted"
        : name.startsWith("TestCafe Tests: ")
          ? "testcafe"
          : // mocha-junit-reporter begins with it, also where the run is named otherwise: by Cypress, and in its mode of Ant.
            /^Root Suite(?:\.|$)/.test(name)
            ? "mocha"
            : null)
  );
}
