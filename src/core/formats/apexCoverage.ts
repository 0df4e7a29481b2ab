import { coverageTotals } from "../model/coverage.ts";
import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder } from "./coverageBuilder.ts";
import { coverageReport, refuseEmpty } from "./coverageReport.ts";
import { damagedValue } from "./damagedRow.ts";
import { compareCounts } from "./declared.ts";
import { matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { figure, number, numbers, objects, onlyObjects, text } from "./jsonValues.ts";

/**
 * Coverage of Salesforce's Apex (`sf apex run test --code-coverage --output-dir`; plugin-apex, jsonReporter.ts): classes
 * and triggers of the org by name, with 1 or 0 for each line. And what the VS Code extension writes (apex-node,
 * testService.ts): for each test a list of what it covers, with the numbers of lines.
 */
export const apexCoverage: ReportFormat = {
  id: "apex-coverage",
  kind: "coverage",
  title: "Salesforce Apex coverage JSON",
  patterns: ["**/test-result*-codecoverage.json"],
  recognise(head) {
    const [first = {}] = objects(entriesOf(head.json));
    return "apexClassOrTriggerName" in first || ("totalLines" in first && "lines" in first)
      ? matched
      : missed(0, 'it is no list with "totalLines" and "lines"');
  },
  read: (context) => new JsonReader((value) => report(value, context)),
};

function report(value: unknown, context: ReadContext): CoverageReport {
  const builder = new CoverageBuilder();
  builder.has("lines");
  const stated = { covered: 0, total: 0 };
  for (const entry of onlyObjects(entriesOf(value))) {
    const [name, lines] = [text(entry["name"] ?? entry["apexClassOrTriggerName"]), linesOf(entry)];
    if (name === null || lines === null) throw damagedValue(entry, "class with its name and lines");
    // What a test covers may be stated as sums alone.
    if (lines.length === 0 && "apexTestMethodName" in entry) continue;
    // A name stands for one file of an org, in whatever folder; ids of triggers begin with 01q, of classes with 01p.
    const id = text(entry["id"] ?? entry["apexClassOrTriggerId"]);
    const file = builder.file(name + (id?.startsWith("01q") === true ? ".trigger" : ".cls"));
    for (const [line, hits] of lines) {
      if (number(hits) === null) throw damagedValue(hits, `count of line ${line} of "${name}"`);
      file.line(Number(line), hits as number);
    }
    stated.covered += figure(entry["totalCovered"], "totalCovered");
    stated.total += figure(entry["totalLines"], "totalLines");
  }
  refuseEmpty(builder, "class");
  const coverage = builder.build();
  compareCounts(context, "lines", stated, coverageTotals(coverage).lines);
  return coverageReport({ coverage, dialect: "Salesforce Apex", producer: "Salesforce", declared: stated });
}

/** What the list holds, or the lists in it; what is none stays what it is. */
function entriesOf(value: unknown): unknown {
  return Array.isArray(value) ? value.flat() : value;
}

/** Lines with their counts; null where they are damaged. */
function linesOf({
  lines,
  coverage,
  apexTestMethodName,
}: JsonObject): readonly (readonly [string | number, unknown])[] | null {
  if (apexTestMethodName === undefined) return asObject(lines) && Object.entries(lines as JsonObject);
  const { coveredLines = [], uncoveredLines = [] } = asObject(coverage ?? {}) ?? { coveredLines: null };
  const [ran, missed] = [numbers(coveredLines), numbers(uncoveredLines)];
  return ran && missed && [...ran.map((line) => [line, 1] as const), ...missed.map((line) => [line, 0] as const)];
}
