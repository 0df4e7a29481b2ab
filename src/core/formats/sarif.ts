import type { Finding } from "../model/findings.ts";
import type { FindingsReport } from "../model/report.ts";
import { InvalidReport, matched, missed, type ReportFormat } from "./format.ts";
import { asObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number, objects, text } from "./jsonValues.ts";

/** SARIF 2.1.0 (OASIS). */
export const sarif: ReportFormat = {
  id: "sarif",
  kind: "findings",
  title: "SARIF 2.1",
  patterns: ["**/*.sarif", "**/*.sarif.json"],
  recognise(head) {
    const root = jsonObject(head);
    if (root === null || !Array.isArray(root["runs"])) return missed(0, 'it has no list "runs"');
    return "version" in root || "$schema" in root ? matched : missed(0.6, 'it has no "version"');
  },
  read: () => new JsonReader(report),
};

function report(value: unknown): FindingsReport {
  const root = asObject(value);
  if (root === null || !Array.isArray(root["runs"])) throw new InvalidReport("structure", 'it has no list "runs"');
  const runs = objects(root["runs"]);
  const findings = runs.flatMap((run) => objects(run["results"]).map((result) => finding(result, run)));
  const failed = runs
    .flatMap((run) => objects(run["invocations"]))
    .find((invocation) => invocation["executionSuccessful"] === false);
  const driver = asObject(asObject(runs[0]?.["tool"])?.["driver"]);
  const name = text(driver?.["name"]);
  const version = text(driver?.["semanticVersion"]) ?? text(driver?.["version"]);
  const revision = objects(runs[0]?.["versionControlProvenance"])[0];
  return {
    kind: "findings",
    findings,
    aborted:
      failed === undefined
        ? null
        : `the tool says that its run failed${text(failed["exitCodeDescription"]) === null ? "" : `: ${String(failed["exitCodeDescription"])}`}`,
    dialect: `SARIF ${text(root["version"]) ?? "2.1"}`,
    producer: name === null ? null : version === null ? name : `${name} ${version}`,
    generated: text(objects(runs[0]?.["invocations"])[0]?.["endTimeUtc"]),
    commit: text(revision?.["revisionId"]),
    declared: null,
  };
}

/** 3.27.10: a result's level is its own, else its rule's, else "warning"; a kind other than "fail" is no finding. */
function finding(result: Readonly<Record<string, unknown>>, run: Readonly<Record<string, unknown>>): Finding {
  const id = text(result["ruleId"]) ?? text(asObject(result["rule"])?.["id"]) ?? "";
  const rules = objects(asObject(asObject(run["tool"])?.["driver"])?.["rules"]);
  const rule = rules[number(result["ruleIndex"]) ?? -1] ?? rules.find((each) => each["id"] === id);
  const level = text(result["level"]) ?? text(asObject(rule?.["defaultConfiguration"])?.["level"]) ?? "warning";
  const place = asObject(objects(result["locations"])[0]?.["physicalLocation"]);
  const region = asObject(place?.["region"]);
  // 3.35: a suppression that is under review or rejected does not suppress.
  const suppressed = objects(result["suppressions"]).some(
    (each) => each["status"] === undefined || each["status"] === "accepted",
  );
  const isFail = result["kind"] === undefined || result["kind"] === "fail";
  return {
    rule: id,
    level: !isFail ? "none" : level === "error" || level === "note" || level === "none" ? level : "warning",
    message: text(asObject(result["message"])?.["text"]) ?? text(asObject(rule?.["shortDescription"])?.["text"]) ?? "",
    file: text(asObject(place?.["artifactLocation"])?.["uri"]),
    line: number(region?.["startLine"]),
    endLine: number(region?.["endLine"]),
    suppressed,
  };
}
