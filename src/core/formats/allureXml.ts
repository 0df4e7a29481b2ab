import type { TestReport } from "../model/report.ts";
import type { TestCase, TestOutcome } from "../model/tests.ts";
import type { ReadContext } from "./format.ts";
import { milliseconds, OutcomeWords, testCase, testReport, withParameters } from "./testReport.ts";
import { cleanMessage } from "./testTexts.ts";
import { epochToIso } from "./times.ts";
import type { XmlContent } from "./xmlReader.ts";
import type { XmlTag } from "./xmlTag.ts";

/** As Allure 2 reads them: what was cancelled or is pending did not run. */
const outcomes: Readonly<Record<string, TestOutcome>> = {
  passed: "passed",
  failed: "failed",
  broken: "errored",
  skipped: "skipped",
  canceled: "skipped",
  pending: "skipped",
};

interface OpenCase {
  readonly status: string;
  readonly seconds: number | null;
  readonly labels: { readonly name: string; readonly value: string }[];
  readonly parameters: [string, string][];
  name: string;
  message: string | null;
}

/** One `*-testsuite.xml` of Allure 1 (allure-model, testsuite.xsd): a suite with its test cases. */
export class AllureSuite implements XmlContent {
  readonly #context: ReadContext;
  readonly #words: OutcomeWords;
  readonly #cases: TestCase[] = [];
  #suite = "";
  readonly #labels: { readonly name: string; readonly value: string }[] = [];
  #case: OpenCase | null = null;
  /** Steps have names and times of their own. */
  #steps = 0;
  #isFailure = false;
  #start: number | null = null;

  constructor(context: ReadContext) {
    this.#context = context;
    this.#words = new OutcomeWords(context, outcomes);
  }

  open(tag: XmlTag): void {
    switch (tag.name) {
      case "test-suite":
        this.#start = tag.number("start");
        return;
      case "test-case": {
        const [start, stop] = [tag.number("start"), tag.number("stop")];
        this.#case = {
          status: tag.get("status") ?? "",
          seconds: Number.isNaN(stop - start) ? null : milliseconds(stop - start),
          labels: [],
          parameters: [],
          name: "",
          message: null,
        };
        return;
      }
      case "steps":
        this.#steps++;
        return;
      case "failure":
        this.#isFailure = true;
        return;
      case "name":
      case "message":
        tag.keepText();
        return;
      case "parameter":
        // Those of the environment are not the test's own.
        if (this.#steps === 0 && tag.get("kind") === "argument")
          this.#case?.parameters.push([tag.get("name") ?? "", tag.get("value") ?? ""]);
        return;
      case "label":
        (this.#case?.labels ?? this.#labels).push({ name: tag.get("name") ?? "", value: tag.get("value") ?? "" });
    }
  }

  close(name: string, text: string): void {
    switch (name) {
      case "steps":
        this.#steps--;
        return;
      case "failure":
        this.#isFailure = false;
        return;
      case "name":
        if (this.#case === null) this.#suite = text.trim();
        else if (this.#steps === 0) this.#case.name = text.trim();
        return;
      case "message":
        if (this.#case !== null && this.#isFailure) this.#case.message ??= cleanMessage(text);
        return;
      case "test-case":
        this.#end();
    }
  }

  #end(): void {
    const open = this.#case;
    this.#case = null;
    if (open === null) return;
    this.#cases.push(
      testCase({
        name: withParameters(open.name, open.parameters),
        className: open.labels.find(({ name }) => name === "testClass")?.value ?? this.#suite,
        suite: this.#suite,
        outcome: this.#words.of(open.status.toLowerCase()),
        durationSeconds: open.seconds,
        message: open.message,
        properties: open.labels,
      }),
    );
  }

  report(): TestReport {
    const framework = this.#labels.find(({ name }) => name === "framework")?.value ?? null;
    return testReport(this.#context, {
      // The suite's own labels stand behind its cases.
      cases: this.#cases.map((test) => ({ ...test, properties: [...test.properties, ...this.#labels] })),
      dialect: framework === null ? "Allure 1" : `Allure 1 of ${framework}`,
      producer: framework,
      generated: this.#start === null ? null : epochToIso(this.#start),
    });
  }
}
