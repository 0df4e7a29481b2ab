import type { TestCase, TestOutcome } from "../model/tests.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject } from "./head.ts";
import { number, objects, text } from "./jsonValues.ts";
import { jsonAmong, NoisyJsonReader } from "./noisyJson.ts";
import { testCase, testReport } from "./testReport.ts";
import { cleanMessage, isoTime } from "./testTexts.ts";

/** Cucumber's JSON (Ruby, JVM, JavaScript, behave and others that write it): a list of features. */
export const cucumber: ReportFormat = {
  id: "cucumber",
  kind: "tests",
  title: "Cucumber JSON",
  patterns: ["**/cucumber*.json", "**/*cucumber*.json", "**/cucumber-report/*.json", "**/cucumber-reports/*.json"],
  recognise(head) {
    const first = objects(jsonAmong(head))[0];
    if (first === undefined) return missed(0, "it is no list of objects");
    return "elements" in first && ("uri" in first || first["keyword"] === "Feature")
      ? matched
      : missed("uri" in first && "keyword" in first ? 0.8 : 0, 'its first entry has no "uri" and "elements"');
  },
  read: (context) => new NoisyJsonReader((value) => report(value, context)),
};

type JsonObject = Readonly<Record<string, unknown>>;

function report(value: unknown, context: ReadContext) {
  if (!Array.isArray(value)) throw new InvalidReport("structure", "it is no list of features");
  const cases: TestCase[] = [];
  let generated: string | null = null;
  for (const feature of objects(value)) {
    const elements = objects(feature["elements"]);
    const numbered = outlineRows(elements);
    let background: JsonObject[] = [];
    for (const element of elements) {
      generated ??= isoTime(text(element["start_timestamp"]));
      if (element["type"] === "background") {
        // It ran before the scenario that follows it, and is part of its outcome.
        background = stepsOf(element);
        continue;
      }
      cases.push(caseOf(feature, element, [...background, ...stepsOf(element)], numbered));
      background = [];
    }
  }
  return testReport(context, { cases, dialect: "Cucumber", generated });
}

/** Steps with their hooks, in any order: all of them make the outcome. */
function stepsOf(element: JsonObject): JsonObject[] {
  const steps = objects(element["steps"]);
  return [
    ...objects(element["before"]),
    ...steps.flatMap((step) => [...objects(step["before"]), step, ...objects(step["after"])]),
    ...objects(element["after"]),
  ];
}

/** Rows of an outline have one name: those of several lines, with their lines in order. */
function outlineRows(elements: readonly JsonObject[]): ReadonlyMap<string, readonly number[]> {
  const lines = new Map<string, Set<number>>();
  for (const element of elements) {
    if (element["type"] === "background") continue;
    const name = text(element["name"]) ?? "";
    const known = lines.get(name) ?? new Set();
    lines.set(name, known.add(number(element["line"]) ?? 0));
  }
  return new Map([...lines].filter(([, of]) => of.size > 1).map(([name, of]) => [name, [...of].sort((a, b) => a - b)]));
}

function caseOf(
  feature: JsonObject,
  element: JsonObject,
  steps: readonly JsonObject[],
  numbered: ReadonlyMap<string, readonly number[]>,
): TestCase {
  const results = steps.map((step) => asObject(step["result"])).filter((result) => result !== null);
  const statuses = new Set(results.map((result) => String(result["status"]).toLowerCase()));
  const { outcome, skipKind } = outcomeOf(statuses);
  const durations = results.map((result) => number(result["duration"])).filter((each) => each !== null);
  const bad = results.find((result) => text(result["error_message"]) !== null);
  const name = text(element["name"]) ?? "";
  const line = number(element["line"]);
  const row = numbered.get(name)?.indexOf(line ?? 0);
  const uri = text(feature["uri"]);
  const title = text(feature["name"]) ?? "";
  return testCase({
    name: row === undefined ? name : `${name} #${row + 1}`,
    className: title,
    suite: title,
    file: uri?.replace(/^(?:file|classpath):/, "") ?? null,
    line,
    outcome,
    skipKind,
    // Nanoseconds.
    durationSeconds: durations.length === 0 ? null : durations.reduce((sum, each) => sum + each, 0) / 1e9,
    message:
      cleanMessage(text(bad?.["error_message"])) ?? (statuses.has("undefined") ? "a step has no definition" : null),
    properties: [...objects(feature["tags"]), ...objects(element["tags"])].map((tag) => ({
      name: "tag",
      value: text(tag["name"]) ?? "",
    })),
  });
}

/**
 * A scenario by its steps: one that failed or is ambiguous fails it; one without a definition makes it an error, as
 * Cucumber's own strict run does; one that is pending or skipped skips it. Nothing run is no pass.
 */
function outcomeOf(statuses: ReadonlySet<string>): { outcome: TestOutcome; skipKind: TestCase["skipKind"] } {
  if (statuses.has("failed") || statuses.has("ambiguous")) return { outcome: "failed", skipKind: null };
  if (statuses.has("undefined") || statuses.has("unknown")) return { outcome: "errored", skipKind: null };
  if (statuses.has("pending")) return { outcome: "skipped", skipKind: "todo" };
  if (statuses.has("skipped") || !statuses.has("passed")) return { outcome: "skipped", skipKind: null };
  return { outcome: "passed", skipKind: null };
}
