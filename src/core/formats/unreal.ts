import { matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number, numericMembers, objects, onlyObjects, text } from "./jsonValues.ts";
import { compareTotals, OutcomeWords, testCase, testReport } from "./testReport.ts";
import { cleanMessage, isoTime } from "./testTexts.ts";

/**
 * index.json of Unreal Engine's automation tests (`-ReportExportPath=FOLDER`; docs, "Run Automation Tests"): tests with
 * their dotted paths, states, seconds and what they logged. It is written while they run.
 */
export const unreal: ReportFormat = {
  id: "unreal",
  kind: "tests",
  title: "Unreal Engine automation JSON",
  patterns: ["**/*Automation*/**/index.json", "**/*[Tt]est*[Rr]eport*/**/index.json"],
  recognise(head) {
    const root = jsonObject(head);
    return root !== null && "succeededWithWarnings" in root && "notRun" in root
      ? matched
      : missed(0, 'it has no "succeededWithWarnings"');
  },
  read: (context) => new JsonReader((value) => report(asObject(value) ?? {}, context)),
};

function report(root: JsonObject, context: ReadContext) {
  const words = new OutcomeWords(context, {
    Success: "passed",
    Fail: "failed",
    Skipped: "skipped",
    NotRun: "skipped",
    InProcess: "errored",
  });
  let open = 0;
  const cases = onlyObjects(root["tests"]).map((test) => {
    const path = text(test["fullTestPath"]) ?? "";
    const name = text(test["testDisplayName"]) ?? path;
    const isOpen = test["state"] === "NotRun" || test["state"] === "InProcess";
    if (isOpen) open++;
    const error = objects(test["entries"]).find((entry) => asObject(entry["event"])?.["type"] === "Error");
    const [file, line] = [text(error?.["filename"]), number(error?.["lineNumber"]) ?? 0];
    return testCase({
      name,
      className: path.endsWith(`.${name}`) ? path.slice(0, -name.length - 1) : path,
      outcome: words.of(test["state"]),
      // Of a test that was not run it is 0.
      durationSeconds: isOpen ? null : number(test["duration"]),
      message: cleanMessage(text(asObject(error?.["event"])?.["message"])),
      properties: file === null ? [] : [{ name: "location", value: line > 0 ? `${file}:${line}` : file }],
    });
  });
  const sum = (key: string) => number(root[key]);
  const succeeded = sum("succeeded");
  compareTotals(context, cases, {
    passed: succeeded === null ? null : succeeded + (sum("succeededWithWarnings") ?? 0),
    failed: sum("failed"),
  });
  return testReport(context, {
    cases,
    aborted: open === 0 ? null : `${open} of ${cases.length} tests did not run to their end`,
    dialect: "Unreal Engine",
    producer: "Unreal Engine",
    // "2023.06.16-18.28.49", of its own clock.
    generated: isoTime(
      (text(root["reportCreatedOn"]) ?? "").replace(/^(....).(..).(..).(..).(..)./, "$1-$2-$3T$4:$5:"),
    ),
    declared: numericMembers(root),
  });
}
