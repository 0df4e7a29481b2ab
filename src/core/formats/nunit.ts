import type { TestReport } from "../model/report.ts";
import { type SuiteError, type TestCase, type TestOutcome, testTotals } from "../model/tests.ts";
import { matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import {
  checkNumberOfTests,
  compareTotals,
  OutcomeWords,
  suitePath,
  tellDifference,
  testCase,
  testReport,
  withDistinctNames,
} from "./testReport.ts";
import { cleanMessage, isoTime, seconds } from "./testTexts.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import type { XmlTag } from "./xmlTag.ts";
import { numericAttributes } from "./xmlTests.ts";

/** NUnit 3 (`test-run`) and NUnit 2 (`test-results`). */
export const nunit: ReportFormat = {
  id: "nunit",
  kind: "tests",
  title: "NUnit XML (2 and 3)",
  patterns: ["**/TestResult*.xml", "**/*nunit*.xml", "**/test-results/**/*.xml"],
  recognise({ xml }) {
    if (xml?.root !== "test-run" && xml?.root !== "test-results")
      return missed(
        xml?.elements.has("test-case") ? 0.6 : 0,
        `its root is ${xml === null ? "no element" : `<${xml.root}>`}, not <test-run> or <test-results>`,
      );
    return xml.elements.has("test-suite") || xml.attributes.has("total") || xml.elements.has("environment")
      ? matched
      : missed(0.8, "it has no <test-suite>");
  },
  read: (context) => new XmlReader(context, new NUnitTests(context)),
};

interface Suite {
  readonly name: string;
  readonly result: string | null;
  /** Where its failure comes from: its children, its parent, its own set-up or tear-down; NUnit 2 does not say. */
  readonly site: string | null;
  readonly className: string | null;
  readonly properties: { name: string; value: string }[];
  message: string | null;
  hasFailure: boolean;
  failedBelow: boolean;
}

interface OpenCase {
  readonly name: string;
  readonly className: string;
  readonly outcome: TestOutcome;
  readonly seconds: number | null;
  readonly properties: { name: string; value: string }[];
  message: string | null;
}

/** Results of both versions, by the words of their attribute `result`; NUnit 3 adds `label`. */
const results: Readonly<Record<string, TestOutcome>> = {
  Passed: "passed",
  Success: "passed",
  Warning: "passed",
  Failed: "failed",
  Failure: "failed",
  Error: "errored",
  NotRunnable: "errored",
  Invalid: "errored",
  Cancelled: "errored",
  Skipped: "skipped",
  Ignored: "skipped",
  Inconclusive: "skipped",
};
const errorLabels: ReadonlySet<string> = new Set(["Error", "Invalid", "Cancelled"]);

class NUnitTests implements XmlContent {
  readonly #context: ReadContext;
  readonly #words: OutcomeWords;
  readonly #cases: TestCase[] = [];
  readonly #suiteErrors: SuiteError[] = [];
  readonly #suites: Suite[] = [];
  #case: OpenCase | null = null;
  /** Within <failure> or <reason>. */
  #why = false;
  #declared: Readonly<Record<string, number>> | null = null;
  #generated: string | null = null;
  #producer: string | null = null;
  #dialect: string | null = null;
  /** Tests with a warning. */
  #warned = 0;

  constructor(context: ReadContext) {
    this.#context = context;
    this.#words = new OutcomeWords(context, results);
  }

  open(tag: XmlTag): void {
    if (tag.depth === 1) this.#root(tag);
    switch (tag.name) {
      case "environment": {
        const version = tag.get("nunit-version") ?? tag.get("framework-version");
        this.#producer ??= version === null ? null : `NUnit ${version}`;
        return;
      }
      case "test-suite":
        this.#suites.push({
          name: this.#suites.length === 0 ? assemblyName(tag.get("name") ?? "") : (tag.get("name") ?? ""),
          result: tag.get("result"),
          site: tag.get("site"),
          className:
            tag.get("classname") ?? (/Fixture$/.test(tag.get("type") ?? "") ? (tag.get("fullname") ?? null) : null),
          properties: [],
          message: null,
          hasFailure: false,
          failedBelow: false,
        });
        return;
      case "test-case":
        this.#case = this.#begin(tag);
        return;
      case "failure":
      case "reason":
        this.#why = true;
        if (this.#case === null && tag.name === "failure" && this.#suites.length > 0)
          this.#suites.at(-1)!.hasFailure = true;
        return;
      case "message":
        if (this.#why) tag.keepText();
        return;
      case "property":
      case "category": {
        const name = tag.name === "category" ? "Category" : tag.get("name");
        const value = tag.name === "category" ? tag.get("name") : tag.get("value");
        if (name === null || name.startsWith("_")) return;
        (this.#case ?? this.#suites.at(-1))?.properties.push({ name, value: value ?? "" });
      }
    }
  }

  close(name: string, text: string): void {
    switch (name) {
      case "failure":
      case "reason":
        this.#why = false;
        return;
      case "message":
        if (this.#why) {
          const owner = this.#case ?? this.#suites.at(-1);
          if (owner !== undefined) owner.message ??= cleanMessage(text);
        }
        return;
      case "test-case":
        this.#end();
        return;
      case "test-suite":
        this.#endSuite();
    }
  }

  #root(tag: XmlTag): void {
    const isThree = tag.name === "test-run";
    this.#dialect = isThree ? "NUnit 3" : "NUnit 2";
    const engine = tag.get("engine-version");
    if (engine !== null) this.#producer = `NUnit engine ${engine}`;
    const day = tag.get("run-date") ?? tag.get("date");
    const time = tag.get("start-time") ?? tag.get("time");
    this.#generated = isoTime(day === null ? time : `${day} ${time ?? ""}`.trim());
    this.#declared = numericAttributes(
      tag,
      isThree
        ? ["testcasecount", "total", "passed", "failed", "warnings", "inconclusive", "skipped"]
        : ["total", "errors", "failures", "not-run", "inconclusive", "ignored", "skipped", "invalid"],
    );
  }

  #begin(tag: XmlTag): OpenCase {
    if (tag.get("result") === "Warning") this.#warned++;
    const name = tag.get("name") ?? "";
    const full = tag.get("fullname") ?? name;
    const fixture = this.#suites.findLast(({ className }) => className !== null);
    const className = tag.get("classname") ?? fixture?.className ?? classOf(full);
    return {
      name: className !== "" && name.startsWith(`${className}.`) ? name.slice(className.length + 1) : name,
      className,
      outcome: outcomeOf(tag, this.#words),
      seconds: seconds(tag.get("duration") ?? tag.get("time")),
      properties: [],
      message: null,
    };
  }

  #end(): void {
    const open = this.#case;
    this.#case = null;
    if (open === null) return;
    if (open.outcome === "failed" || open.outcome === "errored")
      for (const suite of this.#suites) suite.failedBelow = true;
    const inherited = this.#suites.flatMap(({ properties }) => properties.filter(({ name }) => name === "Category"));
    checkNumberOfTests(this.#cases.length + 1);
    this.#cases.push(
      testCase({
        name: open.name,
        className: open.className,
        suite: suitePath(this.#suites.map(({ name }) => name)),
        outcome: open.outcome,
        durationSeconds: open.seconds,
        message: open.message,
        properties: [...inherited, ...open.properties],
      }),
    );
  }

  /** A suite that failed by itself: its own set-up or tear-down, or an assembly that could not be loaded. */
  #endSuite(): void {
    const suite = this.#suites.pop();
    if (suite === undefined) return;
    const { name, result, site, message, hasFailure, failedBelow } = suite;
    const outcome = result === null ? null : results[result];
    if (outcome !== "failed" && outcome !== "errored") return;
    const isOwn = site === null ? !failedBelow : site !== "Child" && site !== "Parent" && hasFailure;
    if (isOwn) this.#suiteErrors.push({ suite: name, message: message ?? "the suite failed" });
    // Those around it failed because of it.
    if (isOwn) for (const outer of this.#suites) outer.failedBelow = true;
  }

  /** A figure of the summary: tests with a warning passed, and stand beside the passed ones there, or in no figure. */
  #stated(key: "total" | "passed", listed: number): number | null {
    const stated = this.#declared?.[key] ?? null;
    return stated !== null && stated + this.#warned === listed ? listed : stated;
  }

  /** The sum of all tests in NUnit 2: those that were not run are beside the total, or in it where others write it. */
  #statedByTwo(listed: number): number | null {
    const total = this.#declared?.["total"] ?? null;
    const notRun = this.#declared?.["not-run"] ?? 0;
    return total === null || total === listed ? total : total + notRun;
  }

  /** NUnit 3 has errors among the failed ones, NUnit 2 beside them, and tests that are not valid beside both. */
  #compareFailures(listed: number): void {
    const declared = this.#declared ?? {};
    const said = declared["failed"] ?? (declared["failures"] ?? Number.NaN) + (declared["errors"] ?? 0);
    if (Number.isNaN(said) || said === listed || said + (declared["invalid"] ?? 0) === listed) return;
    tellDifference(this.#context, `${said} failures`, listed);
  }

  report(): TestReport {
    const declared = this.#declared;
    const counted = testTotals(this.#cases);
    const ran = this.#stated("total", counted.total);
    compareTotals(this.#context, this.#cases, {
      total: this.#dialect === "NUnit 3" ? ran : this.#statedByTwo(counted.total),
      passed: this.#stated("passed", counted.passed),
    });
    this.#compareFailures(counted.failed + counted.errored);
    const known = declared?.["testcasecount"];
    if (known !== undefined && ran !== null && known > ran) {
      this.#context.problem({
        severity: "info",
        code: "filtered-run",
        message: `${ran} of ${known} tests were selected for this run`,
      });
    }
    return testReport(this.#context, {
      // A fixture or a case may have arguments that are written alike: two of one name are two tests.
      cases: withDistinctNames(this.#cases),
      suiteErrors: this.#suiteErrors,
      dialect: this.#dialect,
      producer: this.#producer,
      generated: this.#generated,
      declared,
    });
  }
}

function outcomeOf(tag: XmlTag, words: OutcomeWords): TestOutcome {
  // Writers of their own, as runners for Unity's batch mode are, have the word in "status".
  const result = tag.get("result") ?? tag.get("status");
  if (result !== null) {
    const outcome = words.of(result);
    return outcome === "failed" && errorLabels.has(tag.get("label") ?? "") ? "errored" : outcome;
  }
  // `--explore` lists tests and runs none.
  if (!tag.has("executed") && !tag.has("success")) return "skipped";
  // NUnit before 2.5 has flags in the place of the word.
  if (tag.flag("executed") === false) return "skipped";
  return tag.flag("success") === true ? "passed" : "failed";
}

/**
 * The class of a full name: what stands before the last dot that is in no parameters. A fixture can have some too:
 * `N.Fixture(2).Method("a.b")`.
 */
function classOf(full: string): string {
  let end = 0;
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < full.length; at++) {
    const letter = full[at];
    if (letter === '"' && full[at - 1] !== "\\") isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (letter === "(") depth++;
    else if (letter === ")") depth--;
    else if (letter === "." && depth === 0) end = at;
  }
  return full.slice(0, end);
}

/** NUnit 2 names an assembly by its whole path, which is another one on each machine. */
function assemblyName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
