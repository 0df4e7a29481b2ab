import type { TestReport } from "../model/report.ts";
import type { SuiteError, TestCase, TestOutcome } from "../model/tests.ts";
import { matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import type { Head, JsonObject } from "./head.ts";
import { firstObjectLine, JsonLines } from "./jsonLines.ts";
import { number, text } from "./jsonValues.ts";
import { checkNumberOfTests, testCase, testReport } from "./testReport.ts";
import { cleanMessage, goWords, isoTime } from "./testTexts.ts";

/** What an event can tell. */
export const actions: ReadonlySet<unknown> = new Set([
  "start",
  "run",
  "pause",
  "cont",
  "pass",
  "bench",
  "fail",
  "output",
  "skip",
  "build-output",
  "build-fail",
  "attr",
  "artifacts",
]);

/**
 * What `go test -json` writes (`go doc test2json`): one event a line. A test that has subtests repeats their outcome, so
 * the tests without subtests are what is counted; one that failed by itself is an error of its suite.
 */
export const goTest: ReportFormat = {
  id: "go-test-json",
  kind: "tests",
  title: "go test -json",
  patterns: [
    "**/go-test*.json",
    "**/gotest*.json",
    "**/*go-test*.jsonl",
    "**/go-test*.out",
    "**/test-output.json",
    "**/test-report.json",
  ],
  recognise(head) {
    const first = firstObjectLine(head);
    if (first === null) return missed(0, "none of its lines is a JSON object");
    if (!actions.has(first["Action"])) return missed("Action" in first ? 0.5 : 0, 'its lines have no "Action" of Go');
    // `go tool test2json` without -p and -t names neither, and begins with nothing else.
    const isBare = first["Action"] === "start" && Object.keys(first).length === 1;
    if (!isBare && !("Package" in first || "ImportPath" in first || "Test" in first || "Time" in first))
      return missed(0.7, 'its lines have no "Package"');
    return onlyBenchmarks(head) ? missed(0.9, "only benchmarks ran in it, and no test") : matched;
  },
  read: (context) => new GoTestReader(context),
};

/** Whether what ran, as far as the head tells, were benchmarks and no tests. Before Go 1.20 only their output names them. */
export function onlyBenchmarks({ text }: Head): boolean {
  return /"(?:Test|Output)":"Benchmark/.test(text) && !/"Test":"(?!Benchmark)/.test(text);
}

/** "--- PASS: TestName (0.00s)", behind whatever was printed without a newline. */
const resultLine = /--- (PASS|FAIL|SKIP): (\S+) \(\d+\.\d+s\)\n$/;
const brokenBuild = /^FAIL\s+(\S+) \[(?:build|setup) failed\]\s*$/;

/** The time that every result of a benchmark begins with. */
export const benchmarkTime = /\d ns\/op(?:\s|$)/;

/** Output kept of a test that has not ended, in characters. */
export const longestOutput = 8192;

const outcomes: Readonly<Record<string, TestOutcome>> = { pass: "passed", fail: "failed", skip: "skipped" };

interface GoTest {
  readonly name: string;
  outcome: TestOutcome | null;
  output: string;
  seconds: number | null;
  /** Times it was begun, and ended. */
  begun: number;
  ended: number;
  /** What its line "--- PASS: …" says; before Go 1.20 there is no event for one that stands behind other words. */
  printed: TestOutcome | null;
  differs: boolean;
  /** What its last run said with `T.Attr` (Go 1.25). */
  properties: { name: string; value: string }[];
}

interface GoPackage {
  readonly tests: Map<string, GoTest>;
  outcome: string | null;
  output: string;
  failedBuild: string | null;
}

class GoTestReader implements Reader {
  readonly #tests: GoTests;
  readonly #lines = new JsonLines(
    (event) => this.#tests.event(event),
    (line) => this.#tests.noise(line),
  );

  constructor(context: ReadContext) {
    this.#tests = new GoTests(context);
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  end(): TestReport {
    this.#lines.end();
    return this.#tests.report("go test -json", this.#lines.others);
  }
}

/** The tests of packages, of the events that `go test -json` writes, or that stand for what its text says. */
export class GoTests {
  readonly #context: ReadContext;
  readonly #packages = new Map<string, GoPackage>();
  /** Output of builds that failed, by import path; null until the failure is stated. */
  readonly #builds = new Map<string, { output: string; failed: boolean }>();
  /** Tests of all packages. */
  #count = 0;
  #generated: string | null = null;
  #noiseKept = "";
  #benchmarks = 0;
  /** Packages that a line says did not build: before Go 1.20 there may be no event of them at all. */
  readonly #broken: string[] = [];

  constructor(context: ReadContext) {
    this.#context = context;
  }

  /** A line that is no event: of the compiler, or printed beside them. */
  noise(line: string): void {
    const broken = brokenBuild.exec(line);
    if (broken !== null) this.#broken.push(broken[1]!);
    if (this.#noiseKept.length < longestOutput) this.#noiseKept += `${line}\n`;
  }

  event(event: JsonObject): void {
    const action = text(event["Action"]);
    if (action === null || !actions.has(action)) return;
    this.#generated ??= isoTime(text(event["Time"]));
    const output = text(event["Output"]) ?? "";
    if (action === "build-output" || action === "build-fail") {
      const path = text(event["ImportPath"]) ?? "";
      const build = this.#builds.get(path) ?? { output: "", failed: false };
      build.output = appended(build.output, output);
      if (action === "build-fail") build.failed = true;
      this.#builds.set(path, build);
      return;
    }
    const key = text(event["Package"]) ?? "";
    let package_ = this.#packages.get(key);
    if (package_ === undefined) {
      package_ = { tests: new Map(), outcome: null, output: "", failedBuild: null };
      this.#packages.set(key, package_);
    }
    const name = text(event["Test"]);
    if ((name === null || name.startsWith("Benchmark")) && benchmarkTime.test(output)) this.#benchmarks++;
    if (name === null) {
      if (action === "output") package_.output = appended(package_.output, output);
      else if (action in outcomes) package_.outcome = action;
      package_.failedBuild = text(event["FailedBuild"]) ?? package_.failedBuild;
      return;
    }
    this.#testEvent(package_, name, action, output, number(event["Elapsed"]));
    const attribute = action === "attr" ? text(event["Key"]) : null;
    if (attribute !== null)
      package_.tests.get(name)?.properties.push({ name: attribute, value: text(event["Value"]) ?? "" });
  }

  #testEvent(package_: GoPackage, name: string, action: string, output: string, elapsed: number | null): void {
    let test = package_.tests.get(name);
    if (test === undefined) {
      // A benchmark is begun and printed like a test, and its result is no outcome.
      if (action === "bench" || /^Benchmark/.test(name)) return;
      test = {
        name,
        outcome: null,
        output: "",
        seconds: null,
        begun: 0,
        ended: 0,
        printed: null,
        differs: false,
        properties: [],
      };
      package_.tests.set(name, test);
      checkNumberOfTests(++this.#count);
    }
    if (action === "run") {
      test.begun++;
      test.output = "";
      test.printed = null;
      test.properties = [];
    } else if (action === "output") {
      test.output = appended(test.output, output);
      const printed = resultLine.exec(output);
      const of = printed === null ? undefined : package_.tests.get(printed[2]!);
      if (of !== undefined) of.printed = outcomes[printed![1]!.toLowerCase()]!;
    } else if (action in outcomes) {
      const outcome = outcomes[action]!;
      test.ended++;
      test.differs ||= test.outcome !== null && test.outcome !== outcome;
      test.outcome = outcome;
      test.seconds = elapsed === null ? test.seconds : (test.seconds ?? 0) + elapsed;
      if (outcome === "passed") test.output = "";
    }
  }

  /** @param others how many lines are no events */
  report(dialect: string, others: number): TestReport {
    const cases: TestCase[] = [];
    const suiteErrors: SuiteError[] = [];
    const unended: string[] = [];
    const explained = new Set<string>();
    let all = 0;
    for (const [path, package_] of this.#packages) {
      const [before, errorsBefore] = [cases.length, suiteErrors.length];
      all += package_.tests.size;
      collect(path, package_, cases, suiteErrors);
      const failures =
        suiteErrors.length > errorsBefore || cases.slice(before).some(({ outcome }) => outcome === "failed");
      if (package_.outcome === "fail") {
        const build = package_.failedBuild;
        if (build !== null) explained.add(build);
        if (!failures) suiteErrors.push({ suite: path, message: this.#whyPackage(path, package_) });
      } else if (package_.outcome === null) unended.push(path === "" ? "(without a name)" : path);
    }
    for (const path of this.#broken) {
      if (!this.#packages.has(path)) suiteErrors.push({ suite: path, message: this.#compilerWords(path) });
    }
    for (const [path, { output, failed }] of this.#builds) {
      if (failed && !explained.has(path))
        suiteErrors.push({ suite: path, message: cleanMessage(output) ?? "the build failed" });
    }
    if (others > 0) {
      this.#context.problem({
        severity: "info",
        code: "other-lines",
        message: `${others} lines are no events: words of the tests or of the compiler`,
      });
    }
    if (this.#benchmarks > 0) {
      this.#context.problem({
        severity: "warning",
        code: "benchmarks-not-read",
        message: `Results of ${this.#benchmarks} benchmarks in it are not read: keep what "go test -bench" prints without -json in a file of its own`,
      });
    }
    return testReport(this.#context, {
      cases,
      suiteErrors,
      aborted:
        unended.length === 0
          ? null
          : `no result of package ${unended.slice(0, 3).join(", ")}${unended.length > 3 ? ", …" : ""}: the output ends early`,
      dialect,
      producer: "go",
      generated: this.#generated,
      declared: { "tests and subtests": all, "without subtests of their own": cases.length },
    });
  }

  #whyPackage(path: string, { failedBuild, output }: GoPackage): string {
    const build = failedBuild === null ? undefined : this.#builds.get(failedBuild);
    return (
      cleanMessage(build?.output) ??
      (/\[(?:build|setup) failed\]/.test(output) ? this.#compilerWords(path) : null) ??
      goWords(output) ??
      "the package failed, though none of its tests did"
    );
  }

  /** Before Go 1.24 the compiler's words are no events: those below "# PATH", or all where there are none. */
  #compilerWords(path: string): string {
    const lines = this.#noiseKept.split("\n");
    const from = lines.findIndex((line) => line === `# ${path}` || line.startsWith(`# ${path} `));
    const end = lines.findIndex((line, at) => at > from && /^(?:# (?!\[)|FAIL\s)/.test(line));
    const words = from < 0 ? lines : lines.slice(from, end < 0 ? undefined : end);
    return cleanMessage(words.join("\n")) ?? "the build failed";
  }
}

function appended(text: string, more: string): string {
  return text.length >= longestOutput ? text : text + more.slice(0, longestOutput - text.length);
}

/** Adds the tests of a package that have no subtests, and as errors those others that failed by themselves. */
function collect(path: string, { tests, output }: GoPackage, cases: TestCase[], suiteErrors: SuiteError[]): void {
  const parents = new Set<string>();
  const failedBelow = new Set<string>();
  for (const { name, outcome } of tests.values()) {
    for (let at = name.lastIndexOf("/"); at > 0; at = name.lastIndexOf("/", at - 1)) {
      const parent = name.slice(0, at);
      parents.add(parent);
      if (outcome === "failed" || outcome === null) failedBelow.add(parent);
    }
  }
  for (const test of tests.values()) {
    const words = goWords(test.output);
    if (parents.has(test.name)) {
      if (test.outcome === "failed" && !failedBelow.has(test.name))
        suiteErrors.push({ suite: `${path}/${test.name}`, message: words ?? "it failed beside its subtests" });
      continue;
    }
    // Begun and never ended: the process died in it, unless its result is printed all the same.
    const died = test.begun > test.ended ? test.printed === null : test.outcome === null;
    const outcome = died ? "failed" : test.begun > test.ended ? test.printed! : test.outcome!;
    cases.push(
      testCase({
        name: test.name,
        className: path,
        suite: path,
        outcome,
        durationSeconds: test.seconds,
        message:
          outcome === "passed"
            ? null
            : (words ??
              (outcome === "failed" ? wordsAbove(tests, test.name) : null) ??
              (died ? (goWords(output) ?? "it was begun and did not end") : null)),
        runs: Math.max(1, test.ended),
        flaky: test.differs,
        properties: propertiesOf(tests, test),
      }),
    );
  }
}

/** What it said of itself, behind what the tests above it said. */
function propertiesOf(tests: ReadonlyMap<string, GoTest>, { name, properties }: GoTest): TestCase["properties"] {
  const all = [...properties];
  for (let at = name.lastIndexOf("/"); at > 0; at = name.lastIndexOf("/", at - 1))
    all.unshift(...(tests.get(name.slice(0, at))?.properties ?? []));
  return all;
}

/** A panic in a subtest stands in the output of a test above it. */
function wordsAbove(tests: ReadonlyMap<string, GoTest>, name: string): string | null {
  for (let at = name.lastIndexOf("/"); at > 0; at = name.lastIndexOf("/", at - 1)) {
    const above = tests.get(name.slice(0, at));
    const words = above?.outcome === "failed" ? goWords(above.output) : null;
    if (words !== null) return words;
  }
  return null;
}
