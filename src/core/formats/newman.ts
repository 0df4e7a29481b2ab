import type { SuiteError, TestCase } from "../model/tests.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number, numericMembers, objects, onlyObjects, text } from "./jsonValues.ts";
import { compareTotals, suitePath, testCase, testReport, withDistinctNames } from "./testReport.ts";
import { cleanMessage } from "./testTexts.ts";
import { epochToIso } from "./times.ts";

/**
 * What newman's reporter "json" exports: a Postman collection and its run. An assertion (`pm.test`) of one request in one
 * iteration is a test, as newman itself counts; a request or a script that failed is an error outside the tests.
 */
export const newman: ReportFormat = {
  id: "newman",
  kind: "tests",
  title: "newman JSON (Postman)",
  patterns: ["**/newman/*.json", "**/newman*.json"],
  recognise(head) {
    const root = jsonObject(head);
    const collection = asObject(root?.["collection"]);
    if (root === null || collection === null) return missed(0, 'it has no "collection"');
    const run = asObject(root["run"]);
    const isRun = run === null ? !head.complete && "item" in collection : "executions" in run || "stats" in run;
    return isRun ? matched : missed(0.6, 'it has a "collection" and no "run"');
  },
  read: (context) => new JsonReader((value) => report(asObject(value), context)),
};

function report(root: JsonObject | null, context: ReadContext) {
  const run = asObject(root?.["run"]);
  if (root === null || run === null) throw new InvalidReport("structure", 'it has no "run": it is a collection only');
  const collection = asObject(root["collection"]);
  const title = text(asObject(collection?.["info"])?.["name"]) ?? "";
  const folders = foldersOf(collection);
  const cases: TestCase[] = [];
  const suiteErrors: SuiteError[] = [];
  for (const execution of onlyObjects(run["executions"])) {
    const item = asObject(execution["item"]);
    const path = suitePath([...(folders.get(text(item?.["id"]) ?? "") ?? []), text(item?.["name"])]);
    const iteration = number(asObject(execution["cursor"])?.["iteration"]) ?? 0;
    for (const assertion of onlyObjects(execution["assertions"])) {
      const error = asObject(assertion["error"]);
      const name = text(assertion["assertion"]) ?? "";
      cases.push(
        testCase({
          name: iteration === 0 ? name : `${name} (iteration ${iteration + 1})`,
          className: path,
          suite: suitePath([title, path]),
          outcome: error !== null ? "failed" : assertion["skipped"] === true ? "skipped" : "passed",
          message: cleanMessage(text(error?.["message"]) ?? text(error?.["name"])),
        }),
      );
    }
  }
  for (const failure of objects(run["failures"])) {
    if (/^assertion:/.test(text(failure["at"]) ?? "")) continue;
    const [error, source] = [asObject(failure["error"]), asObject(failure["source"])];
    suiteErrors.push({
      suite: suitePath([title, ...(folders.get(text(source?.["id"]) ?? "") ?? []), text(source?.["name"])]),
      message: cleanMessage(text(error?.["message"]) ?? text(error?.["name"])) ?? "a request or its script failed",
    });
  }
  const sums = asObject(asObject(run["stats"])?.["assertions"]);
  compareTotals(context, cases, { total: number(sums?.["total"]), failed: number(sums?.["failed"]) });
  const broken = asObject(run["error"]);
  return testReport(context, {
    cases: withDistinctNames(cases),
    suiteErrors,
    aborted: broken === null ? null : (cleanMessage(text(broken["message"])) ?? "the run broke off"),
    dialect: "newman",
    producer: "newman",
    generated: epochToIso(number(asObject(run["timings"])?.["started"]) ?? 0),
    declared: Object.fromEntries(
      Object.entries(numericMembers(sums)).map(([key, value]) => [`assertions ${key}`, value]),
    ),
  });
}

/** Names of the folders above each request, by its id. */
function foldersOf(collection: JsonObject | null): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const pending = [{ items: collection?.["item"], names: [] as readonly string[] }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const item of objects(next.items)) {
      const [id, name] = [text(item["id"]), text(item["name"]) ?? ""];
      if (Array.isArray(item["item"])) pending.push({ items: item["item"], names: [...next.names, name] });
      else if (id !== null) found.set(id, next.names);
    }
  }
  return found;
}
