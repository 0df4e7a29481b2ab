import type { Mutant, MutantStatus } from "../model/mutation.ts";
import type { MutationReport } from "../model/report.ts";
import { matched, missed, type ReportFormat } from "./format.ts";
import { mutantStatus, mutationReport } from "./mutationFormats.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import type { XmlTag } from "./xmlTag.ts";

/** mutations.xml of PIT (pitest.org). */
export const pit: ReportFormat = {
  id: "pit",
  kind: "mutation",
  title: "PIT mutations.xml",
  patterns: ["**/pit-reports/**/mutations.xml", "**/pitest/**/mutations.xml", "**/mutations.xml"],
  recognise(head) {
    if (head.xml === null) return missed(0, "it is not XML");
    return head.xml.root === "mutations" ? matched : missed(0, "its root element is not <mutations>");
  },
  read: (context) => new XmlReader(context, new PitMutants()),
};

/**
 * DetectionStatus of PIT 1.30. PIT itself counts a mutant that the run broke on as detected. One that the machine would
 * not load is none, and one that does what the code does could not be found.
 */
const statuses: ReadonlyMap<string, MutantStatus> = new Map([
  ["KILLED", "killed"],
  ["SURVIVED", "survived"],
  ["TIMED_OUT", "timeout"],
  ["NO_COVERAGE", "no-coverage"],
  ["MEMORY_ERROR", "killed"],
  ["RUN_ERROR", "killed"],
  ["NON_VIABLE", "invalid"],
  ["EQUIVALENT", "ignored"],
  ["NOT_STARTED", "pending"],
  ["STARTED", "pending"],
]);

const texts = new Set(["sourceFile", "mutatedClass", "lineNumber", "mutator"]);

class PitMutants implements XmlContent {
  readonly #mutants: Mutant[] = [];
  readonly #texts = new Map<string, string>();
  #status: MutantStatus | null = null;

  report(): MutationReport {
    return mutationReport(this.#mutants, "PIT");
  }

  open(tag: XmlTag): void {
    if (tag.name === "mutation") {
      this.#status = mutantStatus(statuses, tag.get("status") ?? "", tag.line);
      this.#texts.clear();
    } else if (texts.has(tag.name)) tag.keepText();
  }

  close(name: string, text: string): void {
    if (texts.has(name)) this.#texts.set(name, text.trim());
    if (name !== "mutation" || this.#status === null) return;
    const line = Number(this.#texts.get("lineNumber") ?? Number.NaN);
    const mutator = this.#texts.get("mutator") ?? "";
    this.#mutants.push({
      file: this.#path(),
      line: line > 0 ? line : null,
      // The class of the mutator without its package: "ConditionalsBoundaryMutator".
      mutator: mutator.slice(mutator.lastIndexOf(".") + 1),
      status: this.#status,
    });
    this.#status = null;
  }

  /** The source file below the folders of its package, as Java and Kotlin keep it. */
  #path(): string | null {
    const file = this.#texts.get("sourceFile") ?? "";
    if (file === "") return null;
    const className = this.#texts.get("mutatedClass") ?? "";
    const folders = className.split(".").slice(0, -1);
    return [...folders, file].join("/");
  }
}
