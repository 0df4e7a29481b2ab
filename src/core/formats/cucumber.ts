import type { TestCase } from "../model/tests.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject } from "./head.ts";
import { asText, number, objects, onlyObjects, text } from "./jsonValues.ts";
import { jsonAmong, NoisyJsonReader } from "./noisyJson.ts";
import { testCase, testReport, withDistinctNames } from "./testReport.ts";
import { cleanMessage, isoTime } from "./testTexts.ts";

/** Cucumber's JSON (Ruby, JVM, JavaScript, behave and others that write it): a list of features. */
export const cucumber: ReportFormat = {
  id: "cucumber",
  kind: "tests",
  title: "Cucumber JSON",
  patterns: [
    "**/cucumber*.json",
    "**/*cucumber*.json",
    "**/cucumber-report/*.json",
    "**/cucumber-reports/*.json",
    "**/behave*.json",
  ],
  recognise(head) {
    const entries = objects(jsonAmong(head));
    const first = entries[0];
    if (first === undefined) return missed(0, "it is no list of objects");
    // A feature without scenarios has no elements, or stands alone: then its keyword and its place tell.
    const isFeature = (entry: JsonObject) =>
      "elements" in entry
        ? "uri" in entry || entry["keyword"] === "Feature"
        : entry["keyword"] === "Feature" && ("uri" in entry || "location" in entry);
    return entries.some(isFeature)
      ? matched
      : missed("uri" in first && "keyword" in first ? 0.8 : 0, 'its first entry has no "uri" and "elements"');
  },
  read: (context) => new NoisyJsonReader((value) => report(value, context)),
};

function report(value: unknown, context: ReadContext) {
  if (!Array.isArray(value)) throw new InvalidReport("structure", "it is no list of features");
  const cases: TestCase[] = [];
  let generated: string | null = null;
  let isBehave = false;
  let isPytestBdd = false;
  for (const feature of onlyObjects(value)) {
    const elements = onlyObjects(feature["elements"]);
    isBehave ||= !("uri" in feature) && "location" in feature;
    // Others make the id of the feature's name.
    isPytestBdd ||= "language" in feature && feature["id"] === feature["uri"];
    const numbered = outlineRows(elements);
    let background: JsonObject[] = [];
    for (const element of elements) {
      generated ??= isoTime(text(element["start_timestamp"]));
      if (isBackground(element)) {
        // It ran before the scenario that follows it, and is part of its outcome. behave names its steps and runs them
        // as steps of the scenarios: there they have no result.
        background = stepsOf(element).filter((step) => "result" in step);
        continue;
      }
      cases.push(caseOf(feature, element, [...background, ...stepsOf(element)], numbered));
      background = [];
    }
  }
  if (isPytestBdd && cases.some(({ outcome }) => outcome === "passed")) {
    context.problem({
      severity: "warning",
      code: "skipped-as-passed",
      message:
        "pytest-bdd writes a step that was skipped as passed, and one without a definition not at all: pytest's JUnit XML tells whether these scenarios passed",
    });
  }
  const dialect = isBehave ? "behave" : isPytestBdd ? "pytest-bdd" : "Cucumber";
  // pytest-bdd has the rows of an outline in the line of the outline; others that repeat a scenario ran it again.
  return testReport(context, { cases: isPytestBdd ? withDistinctNames(cases) : cases, dialect, generated });
}

function isBackground(element: JsonObject): boolean {
  return element["type"] === "background" || (element["type"] === undefined && element["keyword"] === "Background");
}

/** Steps with their hooks, in any order: all of them make the outcome. */
function stepsOf(element: JsonObject): JsonObject[] {
  const steps = onlyObjects(element["steps"]);
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
    if (isBackground(element)) continue;
    const name = text(element["name"]) ?? "";
    const known = lines.get(name) ?? new Set();
    lines.set(name, known.add(placeOf(element).line ?? 0));
  }
  return new Map([...lines].filter(([, of]) => of.size > 1).map(([name, of]) => [name, [...of].sort((a, b) => a - b)]));
}

/** Where a feature or scenario stands: `uri` and `line`, or behave's "features/a.feature:12". */
function placeOf(of: JsonObject): { readonly file: string | null; readonly line: number | null } {
  const location = /^(.+):(\d+)$/.exec(text(of["location"]) ?? "");
  if (location !== null) return { file: location[1]!, line: Number(location[2]) };
  return { file: text(of["uri"])?.replace(/^(?:file|classpath):/, "") ?? null, line: number(of["line"]) };
}

function caseOf(
  feature: JsonObject,
  element: JsonObject,
  steps: readonly JsonObject[],
  numbered: ReadonlyMap<string, readonly number[]>,
): TestCase {
  const results = steps.map((step) => asObject(step["result"])).filter((result) => result !== null);
  const statuses = new Set(results.map((result) => asText(result["status"]).toLowerCase()));
  if (objects(element["steps"]).some((step) => asObject(step["result"]) === null)) statuses.add("skipped");
  const { outcome, skipKind } = stated(element) ?? outcomeOf(statuses);
  const durations = results.map((result) => number(result["duration"])).filter((each) => each !== null);
  // behave writes seconds, all others nanoseconds.
  const unit = "location" in element ? 1 : 1e9;
  const name = text(element["name"]) ?? "";
  const { file, line } = placeOf(element);
  const row = numbered.get(name)?.indexOf(line ?? 0);
  const title = text(feature["name"]) ?? "";
  const words = results.map((result) => messageOf(result["error_message"])).find((each) => each !== null);
  return testCase({
    name: row === undefined ? name : `${name} #${row + 1}`,
    className: title,
    suite: title,
    file: placeOf(feature).file ?? file,
    line,
    outcome,
    skipKind,
    durationSeconds: durations.length === 0 ? null : durations.reduce((sum, each) => sum + each, 0) / unit,
    message: words ?? undefinedWords(statuses),
    // Cucumber-JVM repeats the tags of a feature at its scenarios.
    properties: [...new Set([...tagsOf(feature), ...tagsOf(element)])].map((value) => ({ name: "tag", value })),
  });
}

/** A text, or behave's list of lines. */
function messageOf(value: unknown): string | null {
  return cleanMessage(Array.isArray(value) ? value.join("\n") : text(value));
}

/** `{name, line}`, or behave's plain names. */
function tagsOf(of: JsonObject): readonly string[] {
  const tags: readonly unknown[] = Array.isArray(of["tags"]) ? of["tags"] : [];
  return tags.map((tag) => text(tag) ?? text(asObject(tag)?.["name"]) ?? "");
}

type Outcome = Pick<TestCase, "outcome" | "skipKind">;

/**
 * What behave says of the scenario itself (behave/model_type.py, class Status): only there do hooks show that failed.
 * "untested" and what begins so did not run.
 */
function stated(element: JsonObject): Outcome | null {
  const status = text(element["status"])?.toLowerCase();
  if (status === undefined || !("location" in element)) return null;
  if (status === "passed" || status === "failed") return { outcome: status, skipKind: null };
  const isSkipped = status === "skipped" || status.startsWith("untested");
  return { outcome: isSkipped ? "skipped" : "errored", skipKind: null };
}

const failedStatuses = ["failed", "ambiguous"];
const skippedStatuses = ["skipped", "pending", "untested", "missing"];

const isKnown = (status: string) => status === "passed" || skippedStatuses.includes(status);

export function undefinedWords(statuses: ReadonlySet<string>): string | null {
  if (statuses.has("ambiguous")) return "a step has several definitions";
  if (statuses.has("undefined")) return "a step has no definition";
  const unknown = [...statuses].find((status) => !isKnown(status) && !failedStatuses.includes(status));
  return unknown === undefined ? null : `a step has the status "${unknown.slice(0, 80)}", which is not known`;
}

/**
 * A scenario by its steps: one that failed or is ambiguous fails it; one without a definition makes it an error, as
 * Cucumber's own strict run does, and so does a word that is not known ("error" of behave); one that is pending or
 * skipped skips it. Nothing run is no pass.
 */
export function outcomeOf(statuses: ReadonlySet<string>): Outcome {
  if (failedStatuses.some((status) => statuses.has(status))) return { outcome: "failed", skipKind: null };
  if (![...statuses].every(isKnown)) return { outcome: "errored", skipKind: null };
  if (statuses.has("pending")) return { outcome: "skipped", skipKind: "todo" };
  if (statuses.size > 1 || !statuses.has("passed")) return { outcome: "skipped", skipKind: null };
  return { outcome: "passed", skipKind: null };
}
