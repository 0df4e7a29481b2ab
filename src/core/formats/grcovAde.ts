import { coverageTotals } from "../model/coverage.ts";
import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder } from "./coverageBuilder.ts";
import { coverageReport } from "./coverageReport.ts";
import { compareCounts } from "./declared.ts";
import { InvalidReport, matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject } from "./head.ts";
import { firstObjectLine, JsonLines } from "./jsonLines.ts";
import { number, numbers, text } from "./jsonValues.ts";

/**
 * grcov's ade (`-t ade`, for ActiveData-ETL): a line of JSON for each function with its lines, then one for the whole file
 * with all of them. They ran or did not: hits are 1 or 0, and branches are not in it.
 */
export const grcovAde: ReportFormat = {
  id: "grcov-ade",
  kind: "coverage",
  title: "grcov ade (ActiveData-ETL)",
  // "activedata" is what grcov calls it where it writes several types into one folder, none of them with an ending.
  patterns: ["**/{coverage,grcov,target}/**/activedata", "**/activedata.json", "**/*[-_.]ade.json", "**/ade.json"],
  recognise(head) {
    const first = firstObjectLine(head);
    if (first === null) return missed(0, "none of its lines is a JSON object");
    const [file, method] = [asObject(first["file"]), asObject(first["method"])];
    if (file === null || method === null) return missed(0, 'its lines have no "file" and "method"');
    return text(file["name"]) !== null && Array.isArray(method["uncovered"])
      ? matched
      : missed(0.5, 'its functions have no list "uncovered"');
  },
  read: (context) => new AdeReader(context),
};

class AdeReader implements Reader {
  readonly #context: ReadContext;
  readonly #builder = new CoverageBuilder();
  readonly #lines = new JsonLines(
    (row) => this.#row(row),
    () => {},
  );
  /** Files of which functions stand there, and not yet the whole. */
  readonly #open = new Set<string>();
  readonly #declared = { covered: 0, total: 0 };

  constructor(context: ReadContext) {
    this.#context = context;
    this.#builder.has("lines", "functions");
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  #row(row: JsonObject): void {
    const [whole, method] = [asObject(row["file"]), asObject(row["method"])];
    const path = text(whole?.["name"]);
    if (whole === null || method === null || path === null)
      throw new InvalidReport("structure", 'a line has no "method", or no "name" of its file');
    const file = this.#builder.file(path);
    if (row["is_file"] !== true) {
      this.#open.add(path);
      const [covered, uncovered] = rows(method, path);
      const all = [...covered, ...uncovered];
      const start = all.reduce((first, line) => Math.min(first, line), Number.POSITIVE_INFINITY);
      const end = all.reduce((last, line) => Math.max(last, line), 0);
      file.function(text(method["name"]) ?? "", Number.isFinite(start) ? start : 0, end, covered.length > 0 ? 1 : 0);
      return;
    }
    this.#open.delete(path);
    const [covered, uncovered] = rows(whole, path);
    for (const line of covered) file.line(line, 1);
    for (const line of uncovered) file.line(line, 0);
    const stated = number(whole["total_covered"]) ?? Number.NaN;
    this.#declared.covered += stated;
    this.#declared.total += stated + (number(whole["total_uncovered"]) ?? Number.NaN);
  }

  end(): CoverageReport {
    this.#lines.end();
    for (const path of this.#open)
      throw new InvalidReport("truncated", `functions of "${path}", and no line of the whole file`);
    if (this.#lines.others > 0) throw new InvalidReport("structure", "some of its lines are no JSON objects");
    const coverage = this.#builder.build();
    compareCounts(this.#context, "lines", this.#declared, coverageTotals(coverage).lines);
    return coverageReport({
      coverage,
      dialect: "ade",
      producer: "grcov",
      declared: {
        total_covered: this.#declared.covered,
        total_uncovered: this.#declared.total - this.#declared.covered,
      },
    });
  }
}

/** The lines that ran, and those that did not. */
function rows(of: JsonObject, path: string): readonly [covered: readonly number[], uncovered: readonly number[]] {
  const [covered, uncovered] = [numbers(of["covered"]), numbers(of["uncovered"])];
  if (covered === null || uncovered === null)
    throw new InvalidReport("structure", `of "${path}" a list of lines is missing or no list of numbers`);
  return [covered, uncovered];
}
