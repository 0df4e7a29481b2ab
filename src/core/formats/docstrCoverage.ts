import type { DocumentedItem } from "../model/documentation.ts";
import type { DocumentationReport } from "../model/report.ts";
import { documentationReport } from "./documentationFormats.ts";
import { InvalidReport, matched, missed, type Reader, type ReportFormat } from "./format.ts";
import { TextLines } from "./textLines.ts";

/** What docstr-coverage prints: per file what lacks a docstring, then the sums. */
export const docstrCoverage: ReportFormat = {
  id: "docstr-coverage",
  kind: "documentation",
  title: "docstr-coverage text",
  patterns: ["**/docstr*.txt", "**/*docstring*.txt"],
  recognise(head) {
    if (/^Overall statistics/m.test(head.text) && /^Needed: \d+ /m.test(head.text)) return matched;
    return /^File: "/m.test(head.text) && /^ - No (?:module )?docstring|^ Needed: \d+;/m.test(head.text)
      ? matched
      : missed(0, 'it has no "Overall statistics" with "Needed: … - Found: …"');
  },
  read: () => new DocstrReader(),
};

/** What a line says by itself. */
const row =
  /^(?:File: "| - No |Overall statistics|\s*Needed:\s+\d+(?:;|\s+-)\s+Found:\s+\d+(?:;|\s+-)\s+Missing:\s+\d+)/;

class DocstrReader implements Reader {
  readonly #lines = new TextLines((line) => this.#line(line), row);
  readonly #items: DocumentedItem[] = [];
  /** Files that miss something: where single symbols are not listed (--verbose 2). */
  readonly #files: DocumentedItem[] = [];
  #file: string | null = null;
  #isOverall = false;
  #counts: { readonly covered: number; readonly total: number } | null = null;

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  end(): DocumentationReport {
    this.#lines.end();
    if (this.#counts === null)
      throw new InvalidReport("truncated", "it ends before its overall statistics: the file is truncated");
    return documentationReport(this.#counts, this.#items.length > 0 ? this.#items : this.#files, "docstr-coverage");
  }

  #line(line: string): void {
    const file = /^File: "(.+)"/.exec(line.slice(0, 4096));
    if (file !== null) this.#file = file[1]!;
    if (line.startsWith("Overall statistics")) this.#isOverall = true;
    const missing = /^ - No (module docstring|docstring for `(.+)`)/.exec(line.slice(0, 4096));
    if (missing !== null) {
      const name = missing[2] ?? this.#file ?? "";
      this.#items.push({ file: this.#file, line: missing[2] === undefined ? 1 : null, name, documented: false });
    }
    const ofFile = /^ Needed: (\d+); Found: \d+; Missing: (\d+)/.exec(line.slice(0, 4096));
    if (ofFile !== null && Number(ofFile[2]) > 0)
      this.#files.push({ file: this.#file, line: null, name: `${ofFile[2]} of ${ofFile[1]}`, documented: false });
    const counts = /^\s*Needed:\s+(\d+)\s+-\s+Found:\s+(\d+)\s+-\s+Missing:\s+(\d+)/.exec(line.slice(0, 4096));
    if (counts === null || !this.#isOverall) return;
    const [total, covered, missed] = counts.slice(1).map(Number) as [number, number, number];
    if (total !== covered + missed) throw new InvalidReport("contradiction", "its overall statistics do not add up");
    this.#counts = { covered, total };
  }
}
