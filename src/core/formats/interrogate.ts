import type { DocumentedItem } from "../model/documentation.ts";
import type { DocumentationReport } from "../model/report.ts";
import { documentationReport } from "./documentationFormats.ts";
import { InvalidReport, matched, missed, type Reader, type ReportFormat } from "./format.ts";
import { TextLines, withoutColours } from "./textLines.ts";

/** The tables of interrogate (`interrogate -v`, with single symbols `-vv`); its RESULT line alone holds no counts. */
export const interrogate: ReportFormat = {
  id: "interrogate",
  kind: "documentation",
  title: "interrogate text",
  patterns: ["**/interrogate*.txt", "**/*docstring*.txt"],
  recognise(head) {
    const text = withoutColours(head.text);
    if (/^=+ Coverage for .+ =+\s*$/m.test(text) && /^\| Name +\|/m.test(text)) return matched;
    // "minumum" until version 1.1.
    return /RESULT: (?:PASSED|FAILED) \(min[iu]mum: [\d.]+%, actual: [\d.]+%\)/.test(text)
      ? matched
      : missed(0, 'it has no table "Coverage for" and no line "RESULT: … (minimum: …, actual: …)"');
  },
  read: () => new InterrogateReader(),
};

/** What a line says by itself. */
const row = /^(?:\|.*\||=+ Coverage for .+ =+)/;

class InterrogateReader implements Reader {
  readonly #lines = new TextLines((line) => this.#line(line), row);
  readonly #items: DocumentedItem[] = [];
  /** Files that miss something: where single symbols are not listed. */
  readonly #files: DocumentedItem[] = [];
  /** The folder that the paths are relative to, with its separator. */
  #base = "";
  #file = "";
  #totals: { readonly covered: number; readonly total: number } | null = null;

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  end(): DocumentationReport {
    this.#lines.end();
    if (this.#totals === null)
      throw new InvalidReport(
        "no-counts",
        'it has no row TOTAL: a percentage alone says nothing of how many; keep the output of "interrogate -v"',
      );
    return documentationReport(this.#totals, this.#items.length > 0 ? this.#items : this.#files, "interrogate");
  }

  #line(printed: string): void {
    if (printed.length > 4096) return;
    const line = withoutColours(printed);
    const base = /^=+ Coverage for (.+?) =+\s*$/.exec(line)?.[1];
    if (base !== undefined) this.#base = /[\\/]$/.test(base) ? base : `${base}/`;
    if (!line.startsWith("|")) return;
    const cells = line.split("|").map((cell) => cell.trim());
    // | TOTAL | total | miss | cover | percent |
    if (cells[1] === "TOTAL" && cells.length === 7) {
      const [total, missing, covered] = cells.slice(2, 5).map(Number);
      if (total === undefined || covered === undefined || total !== covered + (missing ?? Number.NaN))
        throw new InvalidReport("contradiction", "its row TOTAL does not add up");
      this.#totals = { covered, total };
    } else if (cells.length === 7 && Number(cells[3]) > 0) {
      this.#files.push({
        file: this.#base + cells[1]!,
        line: null,
        name: `${cells[3]} of ${cells[2]}`,
        documented: false,
      });
    } else if (cells.length === 4 && (cells[2] === "COVERED" || cells[2] === "MISSED")) {
      this.#item(cells[1]!, cells[2] === "COVERED");
    }
  }

  /** "a.py (module)", then its symbols: "A.f (L4)". */
  #item(name: string, documented: boolean): void {
    const module = /^(.+) \(module\)$/.exec(name);
    if (module !== null) this.#file = this.#base + module[1]!;
    const symbol = /^(.+) \(L(\d+)\)$/.exec(name);
    this.#items.push({
      file: this.#file || null,
      line: symbol === null ? (module === null ? null : 1) : Number(symbol[2]),
      name: symbol?.[1] ?? module?.[1] ?? name,
      documented,
    });
  }
}
