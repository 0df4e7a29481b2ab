import type { Report } from "../model/report.ts";
import type { TestCase } from "../model/tests.ts";
import { InvalidReport } from "./format.ts";
import { lineOf } from "./lineNumber.ts";
import { checkNumberOfTests } from "./testReport.ts";

/**
 * The report without what no tool can have meant, whatever its format: times and figures that are none are not stated,
 * places that are none are not known, a measurement that is no number is none. Counts that cannot be throw
 * `InvalidReport`.
 */
export function sound(report: Report): Report {
  const told = {
    generated: report.generated === null || Number.isNaN(Date.parse(report.generated)) ? null : report.generated,
    declared: finiteFigures(report.declared),
  };
  switch (report.kind) {
    case "tests":
      checkNumberOfTests(report.cases.length);
      return { ...report, ...told, cases: soundCases(report.cases) };
    case "benchmarks":
      return {
        ...report,
        ...told,
        benchmarks: report.benchmarks.map((each) => ({
          ...each,
          value: finite(each.value),
          samples: each.samples?.every(Number.isFinite) === false ? null : each.samples,
          deviation: duration(each.deviation),
        })),
      };
    case "documentation": {
      const { covered, total } = report;
      if (!(Number.isInteger(covered) && Number.isInteger(total) && covered >= 0 && covered <= total))
        throw new InvalidReport("contradiction", `it contradicts itself: ${covered} of ${total} documented`);
      return { ...report, ...told };
    }
    case "findings":
      return {
        ...report,
        ...told,
        findings: report.findings.map((each) => {
          const line = lineOf(each.line);
          const endLine = line === null || (each.endLine ?? 0) < line ? null : lineOf(each.endLine);
          return { ...each, line, endLine };
        }),
      };
    case "mutation":
      return { ...report, ...told, mutants: report.mutants.map((each) => ({ ...each, line: lineOf(each.line) })) };
    default:
      return { ...report, ...told };
  }
}

/** The list itself where all are sound, as nearly always. */
function soundCases(cases: readonly TestCase[]): readonly TestCase[] {
  const isSound = ({ line, durationSeconds }: TestCase) =>
    lineOf(line) === line && duration(durationSeconds) === durationSeconds;
  if (cases.every(isSound)) return cases;
  return cases.map((each) =>
    isSound(each) ? each : { ...each, line: lineOf(each.line), durationSeconds: duration(each.durationSeconds) },
  );
}

/** Those that are stated; null where none is. */
function finiteFigures(figures: Report["declared"]): Report["declared"] {
  const stated = Object.entries(figures ?? {}).filter(([, value]) => Number.isFinite(value));
  return stated.length === 0 ? null : Object.fromEntries(stated);
}

function finite(number: number | null): number | null {
  return number !== null && Number.isFinite(number) ? number : null;
}

/** What is never below zero. */
function duration(number: number | null): number | null {
  return number !== null && number < 0 ? null : finite(number);
}
