import type { TestReport } from "../model/report.ts";
import type { TestCase, TestOutcome } from "../model/tests.ts";
import { matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { OutcomeWords, testCase, testReport, withDistinctNames } from "./testReport.ts";
import { cleanMessage, isoTime, seconds } from "./testTexts.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import type { XmlTag } from "./xmlTag.ts";

/** What Check, the unit test framework of C, writes with srunner_set_xml: a test once for each iteration of its loop. */
export const checkXml: ReportFormat = {
  id: "check",
  kind: "tests",
  title: "Check XML",
  patterns: ["**/check*.xml", "**/*_check.xml"],
  recognise({ xml }) {
    if (xml?.root !== "testsuites") return missed(0, "its root is not <testsuites>");
    const isOf = (xml.attributes.get("xmlns") ?? "").includes("check.sourceforge.net") || xml.children.has("suite");
    return isOf ? matched : missed(0.3, "its <testsuites> has no <suite>");
  },
  read: (context) => new XmlReader(context, new CheckTests(context)),
};

const outcomes: Readonly<Record<string, TestOutcome>> = { success: "passed", failure: "failed", error: "errored" };

const kept: ReadonlySet<string> = new Set("datetime title fn id iteration duration description message".split(" "));

class CheckTests implements XmlContent {
  readonly #context: ReadContext;
  readonly #words: OutcomeWords;
  readonly #tests: { readonly test: TestCase; readonly iteration: string }[] = [];
  #suite = "";
  #generated: string | null = null;
  #result: string | null = null;
  /** Texts within the open test, by element. */
  #texts = new Map<string, string>();

  constructor(context: ReadContext) {
    this.#context = context;
    this.#words = new OutcomeWords(context, outcomes);
  }

  open(tag: XmlTag): void {
    if (tag.name === "test") {
      this.#result = tag.get("result") ?? "";
      this.#texts = new Map();
    } else if (kept.has(tag.name)) tag.keepText();
  }

  close(name: string, text: string): void {
    if (name === "test") this.#end();
    else if (this.#result !== null && kept.has(name)) this.#texts.set(name, text.trim());
    else if (name === "title") this.#suite = text.trim();
    else if (name === "datetime") this.#generated ??= isoTime(text);
  }

  #end(): void {
    const outcome = this.#words.of(this.#result);
    const texts = this.#texts;
    const location = texts.get("fn");
    this.#result = null;
    this.#tests.push({
      iteration: texts.get("iteration") ?? "0",
      test: testCase({
        name: texts.get("id") ?? "",
        className: texts.get("description") ?? "",
        suite: this.#suite,
        outcome,
        durationSeconds: seconds(texts.get("duration") ?? null),
        message: outcome === "passed" ? null : cleanMessage(texts.get("message")),
        // The last place it came by, and not where it stands.
        properties: location === undefined ? [] : [{ name: "location", value: location }],
      }),
    });
  }

  report(): TestReport {
    const keyOf = ({ suite, className, name }: TestCase) => `${suite}\u0000${className}\u0000${name}`;
    const loops = new Set(this.#tests.filter(({ iteration }) => iteration !== "0").map(({ test }) => keyOf(test)));
    const cases = this.#tests.map(({ test, iteration }) =>
      loops.has(keyOf(test)) ? { ...test, name: `${test.name}[${iteration}]` } : test,
    );
    return testReport(this.#context, {
      cases: withDistinctNames(cases),
      dialect: "Check",
      producer: "Check",
      generated: this.#generated,
    });
  }
}
