import type { SuiteError, TestCase, TestOutcome } from "../model/tests.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject } from "./head.ts";
import { number, numericMembers, objects, onlyObjects, text } from "./jsonValues.ts";
import { NoisyJsonReader, objectAmong } from "./noisyJson.ts";
import { compareTotals, testCase, testReport, withDistinctNames } from "./testReport.ts";
import { cleanMessage } from "./testTexts.ts";

/** RSpec's `--format json` (rspec-core, formatters/json_formatter.rb); what the examples print may stand before it. */
export const rspecJson: ReportFormat = {
  id: "rspec-json",
  kind: "tests",
  title: "RSpec JSON",
  patterns: ["**/*rspec*.json", "**/test-results/*.json", "reports/*.json"],
  recognise(head) {
    const root = objectAmong(head);
    if (root === null || !("examples" in root)) return missed(0, 'it has no "examples"');
    const first = objects(root["examples"])[0];
    return "summary_line" in root || (first !== undefined && "full_description" in first)
      ? matched
      : missed(0.5, 'it has no "summary_line", and its examples no "full_description"');
  },
  read: (context) => new NoisyJsonReader((value) => report(asObject(value), context)),
};

/** A pending example ran and failed, as it was to, or did not run: which of the two is not written. */
const outcomes: ReadonlyMap<string, TestOutcome> = new Map([
  ["passed", "passed"],
  ["failed", "failed"],
  ["pending", "skipped"],
]);

function report(root: JsonObject | null, context: ReadContext) {
  if (!Array.isArray(root?.["examples"])) throw new InvalidReport("structure", 'it has no list "examples"');
  const cases = withDistinctNames(onlyObjects(root["examples"]).map(caseOf));
  const summary = asObject(root["summary"]) ?? {};
  const stated = (key: string) => number(summary[`${key}_count`]);
  compareTotals(context, cases, {
    total: stated("example"),
    failed: stated("failure"),
    skipped: stated("pending"),
  });
  const version = text(root["version"]);
  return testReport(context, {
    cases,
    suiteErrors: errorsOf(root, stated("errors_outside_of_examples") ?? 0),
    dialect: "rspec",
    producer: version === null ? "RSpec" : `RSpec ${version}`,
    declared: numericMembers({
      example: stated("example"),
      failure: stated("failure"),
      pending: stated("pending"),
      errors_outside_of_examples: stated("errors_outside_of_examples"),
    }),
  });
}

/** Files that could not be loaded and hooks that failed outside of examples: none of their examples ran. */
function errorsOf(root: JsonObject, count: number): readonly SuiteError[] {
  const messages = Array.isArray(root["messages"]) ? root["messages"] : [];
  const errors = messages
    .map((message) => cleanMessage(text(message)))
    .filter((message) => message !== null && /^An error occurred/.test(message));
  return Array.from({ length: Math.min(Math.max(count, errors.length), mostErrors) }, (_, at) => ({
    suite: "",
    message: errors[at] ?? "an error occurred outside of examples",
  }));
}

/** A count beyond this is damage. */
const mostErrors = 10_000;

function caseOf(example: JsonObject): TestCase {
  const status = text(example["status"]) ?? "";
  const outcome = outcomes.get(status);
  if (outcome === undefined) throw new InvalidReport("structure", `an example has the status "${status}"`);
  const exception = asObject(example["exception"]);
  const pending = text(example["pending_message"]);
  const line = number(example["line_number"]);
  return testCase({
    name: text(example["full_description"]) ?? text(example["description"]) ?? "",
    file: text(example["file_path"]),
    line: line !== null && line > 0 ? line : null,
    outcome,
    skipKind: outcome === "skipped" && pending === "Not yet implemented" ? "todo" : null,
    durationSeconds: number(example["run_time"]),
    message: cleanMessage(text(exception?.["message"]) ?? pending),
  });
}
