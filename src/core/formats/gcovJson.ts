import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder } from "./coverageBuilder.ts";
import { coverageReport } from "./coverageReport.ts";
import { InvalidReport, matched, missed, type Reader, type ReportFormat } from "./format.ts";
import { GcovFunctions, pathOf, readGcovLine } from "./gcovRows.ts";
import { asObject, jsonObject } from "./head.ts";
import { JsonSplitter } from "./jsonSplitter.ts";
import { onlyObjects, text } from "./jsonValues.ts";

/**
 * The intermediate JSON of gcov (`gcov --json-format`), with conditions since GCC 14; with `--stdout` one document
 * follows another. Manual: GCC, "Invoking gcov".
 */
export const gcovJson: ReportFormat = {
  id: "gcov-json",
  kind: "coverage",
  title: "gcov JSON",
  patterns: ["**/*.gcov.json", "**/*.gcov.json.gz"],
  recognise(head) {
    const root = jsonObject(head);
    if (root === null) return missed(0, "it is not a JSON object");
    if (!("gcc_version" in root))
      return missed("current_working_directory" in root ? 0.5 : 0, 'it has no "gcc_version"');
    return "files" in root || "data_file" in root || !head.complete ? matched : missed(0.7, 'it has no "files"');
  },
  read: () => new GcovJsonReader(),
};

class GcovJsonReader implements Reader {
  readonly #builder = new CoverageBuilder();
  readonly #functions = new GcovFunctions();
  readonly #roots = new Set<string>();
  readonly #root: Record<string, unknown> = {};
  #hasFiles = false;
  readonly #splitter = new JsonSplitter(
    {
      descend: (path, kind) => {
        if (path.length === 0) return kind === "object";
        if (path.length > 1 || path[0] !== "files" || kind !== "list") return false;
        this.#hasFiles = true;
        return true;
      },
      take: (path, value) => {
        if (path.length === 2) this.#file(value);
        else if (path.length === 1) this.#root[String(path[0])] = value;
        if (path.length === 1 && path[0] === "current_working_directory" && text(value) !== null)
          this.#roots.add(String(value));
      },
    },
    true,
  );

  constructor() {
    this.#builder.has("lines", "functions");
  }

  write(chunk: Uint8Array): void {
    this.#splitter.write(chunk);
  }

  end(): CoverageReport {
    this.#splitter.end();
    if (!this.#hasFiles) throw new InvalidReport("structure", 'it has no list "files"');
    this.#functions.finish();
    return coverageReport({
      coverage: this.#builder.build(),
      roots: [...this.#roots],
      dialect: `gcov format ${text(this.#root["format_version"]) ?? "without a number"}`,
      producer: `gcc ${text(this.#root["gcc_version"]) ?? ""}`.trim(),
    });
  }

  #file(value: unknown): void {
    const file = asObject(value);
    if (!Array.isArray(file?.["lines"])) throw new InvalidReport("structure", 'a file has no list "lines"');
    const path = pathOf(file, "file");
    const into = this.#builder.file(path);
    // Without -b every list of branches is empty: the report holds none then.
    for (const line of onlyObjects(file["lines"])) readGcovLine(line, into);
    for (const each of onlyObjects(file["functions"])) this.#functions.add(each, "start_line", path, into);
  }
}
