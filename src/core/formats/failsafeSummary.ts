import type { TestReport } from "../model/report.ts";
import { matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { testReport } from "./testReport.ts";
import { cleanMessage } from "./testTexts.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import type { XmlTag } from "./xmlTag.ts";

/**
 * failsafe-summary.xml of a run that broke off (maven-surefire, failsafe-summary.xsd): the only trace of a virtual machine
 * that crashed, since the classes it was in leave no report. Of a run that ended the tests stand in the files beside it.
 */
export const failsafeSummary: ReportFormat = {
  id: "failsafe-summary",
  kind: "tests",
  title: "Failsafe summary of a run that broke off",
  patterns: ["**/failsafe-summary*.xml"],
  recognise({ xml, text }) {
    if (xml?.root !== "failsafe-summary") return missed(0, "its root is not <failsafe-summary>");
    const brokeOff =
      xml.attributes.get("timeout") === "true" ||
      /<failureMessage(?:\s[^>]*)?(?<!\/)>\s*(?:[^<\s]|<!\[CDATA)/.test(text);
    return brokeOff ? matched : missed(0.9, "its run ended: its tests stand in TEST-*.xml beside it");
  },
  read: (context) => new XmlReader(context, new Summary(context)),
};

class Summary implements XmlContent {
  readonly #context: ReadContext;
  #isTimeout = false;
  #message: string | null = null;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  open(tag: XmlTag): void {
    if (tag.depth === 1) this.#isTimeout = tag.flag("timeout") === true;
    else if (tag.name === "failureMessage") tag.keepText();
  }

  close(name: string, text: string): void {
    if (name === "failureMessage") this.#message = wordsOf(text);
  }

  report(): TestReport {
    const aborted = this.#message ?? (this.#isTimeout ? "the run was stopped since it took too long" : null);
    return testReport(this.#context, { cases: [], aborted, dialect: "failsafe" });
  }
}

/** The message of the exception without its class, the command and the calls. */
function wordsOf(text: string): string | null {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const telling = lines.filter((line) => line !== "" && !/^(?:at |Command was )/.test(line));
  return cleanMessage(telling.join(" ").replace(/^[\w.$]+(?:Exception|Error): /, ""));
}
