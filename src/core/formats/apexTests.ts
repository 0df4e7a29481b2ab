import { matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number, numericMembers, onlyObjects, text } from "./jsonValues.ts";
import { compareTotals, milliseconds, OutcomeWords, testCase, testReport } from "./testReport.ts";
import { cleanMessage, isoTime } from "./testTexts.ts";

/**
 * Apex tests of Salesforce as JSON: what `sf apex run test --result-format json` prints, in "result", and the file in its
 * --output-dir (plugin-apex, jsonReporter.ts); in the file of the VS Code extension the same keys begin with small letters
 * (apex-node, testResultStringifyStream.ts). Times are milliseconds.
 */
export const apexTests: ReportFormat = {
  id: "apex-tests",
  kind: "tests",
  title: "Salesforce Apex test results JSON",
  patterns: ["**/test-result.json", "**/test-result-707*.json", "**/*apex*test*.json"],
  recognise(head) {
    const summary = asObject(resultOf(jsonObject(head))["summary"]) ?? {};
    return "testsRan" in summary && "failRate" in summary ? matched : missed(0, 'its "summary" has no "testsRan"');
  },
  read: (context) => new JsonReader((value) => report(resultOf(asObject(value)), context)),
};

function resultOf(root: JsonObject | null): JsonObject {
  return asObject(root?.["result"]) ?? root ?? {};
}

function report(root: JsonObject, context: ReadContext) {
  const words = new OutcomeWords(context, { Pass: "passed", Fail: "failed", CompileFail: "errored", Skip: "skipped" });
  const cases = onlyObjects(root["tests"]).map((test) => {
    const of = (key: string) => test[key] ?? test[key[0]!.toLowerCase() + key.slice(1)];
    const name = text(of("MethodName")) ?? "";
    const trace = [text(of("Message")), text(of("StackTrace"))].filter((each) => each !== null);
    return testCase({
      name,
      // "namespace.Class.method"
      className: (text(of("FullName")) ?? "").slice(0, -name.length - 1),
      outcome: words.of(of("Outcome")),
      durationSeconds: milliseconds(number(of("RunTime"))),
      message: cleanMessage(trace.join("\n")),
    });
  });
  const summary = asObject(root["summary"]) ?? {};
  const sum = (key: string) => number(summary[key]);
  compareTotals(context, cases, { total: sum("testsRan"), passed: sum("passing"), skipped: sum("skipped") });
  if ("coverage" in root || "codecoverage" in root)
    context.problem({
      severity: "info",
      code: "embedded-coverage",
      message: "The report also holds coverage; coverage is read from the …codecoverage.json beside it",
    });
  const outcome = text(summary["outcome"]) ?? "";
  return testReport(context, {
    cases,
    aborted: /^(?:Abort|Process|Queue)/.test(outcome) ? `the outcome of the run is "${outcome}"` : null,
    dialect: "Salesforce Apex",
    producer: "Salesforce",
    generated: isoTime(text(summary["testStartTime"])),
    declared: numericMembers(summary),
  });
}
