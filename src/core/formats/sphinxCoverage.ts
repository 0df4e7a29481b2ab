import type { DocumentedItem } from "../model/documentation.ts";
import type { DocumentationReport } from "../model/report.ts";
import { damagedRow } from "./damagedRow.ts";
import { documentationReport } from "./documentationFormats.ts";
import { InvalidReport, matched, missed, type Reader, type ReportFormat } from "./format.ts";
import { TextLines } from "./textLines.ts";

/**
 * python.txt of Sphinx's coverage builder: the undocumented objects, and since Sphinx 7.2 a table with a percentage and
 * the number of undocumented objects by module. How many objects there are follows from the two where only one number
 * fits; it is never guessed.
 */
export const sphinxCoverage: ReportFormat = {
  id: "sphinx-coverage",
  kind: "documentation",
  title: "Sphinx coverage (python.txt)",
  patterns: ["**/_build/**/python.txt", "**/coverage/python.txt"],
  recognise(head) {
    return /^\s*Undocumented Python objects\s*\n=+/.test(head.text) || table.test(head.text)
      ? matched
      : missed(0, 'it does not begin with "Undocumented Python objects"');
  },
  read: () => new SphinxReader(),
};

/** What it begins with where `coverage_write_headline` is off. */
const table = /^\s*Statistics\s*\n-+\s*\n\+-[-+]*\r?\n\| Module +\| Coverage +\| Undocumented +\|/;

interface Row {
  readonly name: string;
  readonly percent: string;
  readonly undocumented: number;
}

/** The TOTAL of no object at all: the only one without two digits and a sign. */
const ofNothing = "100";

/** What a line says by itself. */
const row = /^(?:\|.*\|| \* \S+| {3}- \S+|-+$)/;

class SphinxReader implements Reader {
  readonly #lines = new TextLines((line, number) => this.#line(line, number), row);
  readonly #items: DocumentedItem[] = [];
  readonly #rows: Row[] = [];
  /** Modules that could not be imported: they are in no row of the table. */
  readonly #failed: string[] = [];
  #previous = "";
  #module = "";
  #class = "";

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  end(): DocumentationReport {
    this.#lines.end();
    const total = this.#rows.find((row) => row.name === "TOTAL");
    if (total === undefined)
      throw new InvalidReport(
        "no-counts",
        "it lists what is undocumented and not of how many: let Sphinx 7.2 or later write its statistics (coverage_statistics_to_report)",
      );
    const modules = this.#rows.length - 1;
    if (this.#failed.length > 0)
      throw new InvalidReport(
        "nothing-measured",
        `${this.#failed.length} of ${this.#failed.length + modules} modules failed to import, what they document is not known: ${namesOf(this.#failed)}`,
      );
    if (modules === 0 || total.percent === ofNothing)
      throw new InvalidReport(
        "nothing-measured",
        "its statistics count no object: nothing was measured, whatever their TOTAL says (coverage_modules names modules)",
      );
    if (total.undocumented === 0) return this.#whole(modules);
    const objects = objectsOf(total);
    if (objects === null)
      throw new InvalidReport(
        "no-counts",
        `${total.percent}% with ${total.undocumented} undocumented objects fits more than one number of objects: how many there are is not stated`,
      );
    return documentationReport({ covered: objects - total.undocumented, total: objects }, this.#items, "Sphinx");
  }

  /** Nothing is missing: how many objects that is, is not stated, but how many modules is. */
  #whole(modules: number): DocumentationReport {
    if (this.#items.length > 0)
      throw new InvalidReport(
        "no-counts",
        `its statistics leave out classes: they say that nothing is undocumented, and ${namesOf(this.#items.map(({ name }) => name))} are listed`,
      );
    return documentationReport({ covered: modules, total: modules }, null, "Sphinx (modules)");
  }

  #line(line: string, number: number): void {
    const cells = line.startsWith("|") && line.length < 4096 ? line.split("|").map((cell) => cell.trim()) : [];
    const percent = /^(\d+\.\d\d%|100)$/.exec(cells[2] ?? "")?.[1]?.replace("%", "");
    if (percent !== undefined && /^\d+$/.test(cells[3] ?? ""))
      this.#rows.push({ name: cells[1]!, percent, undocumented: Number(cells[3]) });
    else if (cells.length === 5 && cells[1] !== "Module") throw damagedRow(line, "row of a module", number);
    if (/^-+$/.test(line) && this.#previous !== "Statistics") this.#module = this.#previous;
    const entry = /^( \* | {3}- )(\S+)( -- missing methods:)?/.exec(line.slice(0, 4096));
    if (entry !== null && this.#module !== "") {
      const [, indent, name] = entry;
      if (this.#module === "Modules that failed to import") {
        this.#failed.push(name!);
        return;
      }
      if (indent === " * ") this.#class = name!;
      // A class with missing methods is documented itself.
      if (entry[3] === undefined)
        this.#items.push({
          file: null,
          line: null,
          name: indent === " * " ? `${this.#module}.${name}` : `${this.#module}.${this.#class}.${name}`,
          documented: false,
        });
    }
    this.#previous = line.trim();
  }
}

/** The first names of a list. */
function namesOf(names: readonly string[]): string {
  return names.length > 5 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : names.join(", ");
}

/** The only number of objects that gives the percentage to its two digits, or null. */
function objectsOf({ percent, undocumented }: Row): number | null {
  const near = Math.round(undocumented / (1 - Number(percent) / 100));
  const fits = (total: number) =>
    total >= undocumented && ((100 * (total - undocumented)) / total).toFixed(2) === percent;
  return Number.isFinite(near) && fits(near) && !fits(near - 1) && !fits(near + 1) ? near : null;
}
