import type { Finding } from "../model/findings.ts";
import type { FindingsReport } from "../model/report.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject } from "./head.ts";
import { asText, number, objects, onlyObjects, text } from "./jsonValues.ts";
import { NoisyJsonReader, objectAmong } from "./noisyJson.ts";

/**
 * SARIF 2.1.0 (OASIS); numbers in this file are sections of its specification. Also 1.0.0 and 2.0.0, where they say the
 * same with other names: 1.0.0 is what the C# compiler writes where no version is asked of it (`-errorlog`).
 */
export const sarif: ReportFormat = {
  id: "sarif",
  kind: "findings",
  title: "SARIF 2.1",
  patterns: ["**/*.sarif", "**/*.sarif.json", "**/spotbugsSarif.json"],
  recognise(head) {
    const root = objectAmong(head);
    if (root === null || !Array.isArray(root["runs"])) return missed(0, 'it has no list "runs"');
    return "version" in root || "$schema" in root ? matched : missed(0.6, 'it has no "version"');
  },
  // clang writes it (-fdiagnostics-format=sarif) where its other words go.
  read: (context) => new NoisyJsonReader((value) => report(value, context)),
};

function report(value: unknown, context: ReadContext): FindingsReport {
  const root = asObject(value);
  if (root === null || !Array.isArray(root["runs"])) throw new InvalidReport("structure", 'it has no list "runs"');
  const runs = onlyObjects(root["runs"]);
  if (runs.length === 0) throw new InvalidReport("nothing-measured", "it holds no run: nothing was scanned");
  const findings = runs.flatMap(findingsOf);
  const failed = runs
    .flatMap((run) => objects(run["invocations"]))
    .find((invocation) => invocation["executionSuccessful"] === false);
  tellDifficulties(runs, context);
  tellLevels(runs, context);
  const tool = asObject(runs[0]?.["tool"]);
  // Before 2.1 there were no components of a tool.
  const driver = asObject(tool?.["driver"]) ?? tool;
  const name = text(driver?.["name"]);
  const version = text(driver?.["semanticVersion"]) ?? text(driver?.["version"]);
  const revision = objects(runs[0]?.["versionControlProvenance"])[0];
  return {
    kind: "findings",
    findings,
    aborted: aborted(failed, runs),
    roots: runs.flatMap(rootsOf),
    dialect: `SARIF ${text(root["version"]) ?? "2.1"}`,
    producer: name === null ? null : version === null ? name : `${name} ${version}`,
    generated: text(objects(runs[0]?.["invocations"])[0]?.["endTimeUtc"]),
    commit: text(revision?.["revisionId"]),
    declared: null,
  };
}

function aborted(failed: JsonObject | undefined, runs: readonly JsonObject[]): string | null {
  const why = text(failed?.["exitCodeDescription"]) ?? notifiedError(failed);
  if (failed !== undefined) return `the tool says that its run failed${why === null ? "" : `: ${why}`}`;
  // 3.14.23: null, and not an empty list, where the scan did not begin; absent where none was meant.
  if (runs.some((run) => run["results"] === null)) return "the tool says that it did not begin its scan";
  // 3.14.2: large logs may have their results in files beside them.
  if (runs.some((run) => objects(asObject(run["externalPropertyFileReferences"])?.["results"]).length > 0))
    return "its results stand in other files, which are not read";
  return runs.every((run) => run["results"] === undefined)
    ? "it holds no results of a scan, not even an empty list"
    : null;
}

/** 3.20.21: what a tool says went wrong though its run did not fail: a file that it could not parse has no findings. */
function tellDifficulties(runs: readonly JsonObject[], context: ReadContext): void {
  const all = runs
    .flatMap((run) => objects(run["invocations"]))
    .flatMap((invocation) => objects(invocation["toolExecutionNotifications"]))
    .filter(({ level }) => level === "error" || level === "warning");
  if (all.length === 0) return;
  const words = text(asObject(all[0]!["message"])?.["text"])?.split(/[\r\n]/, 1)[0] ?? "";
  context.problem({
    severity: "warning",
    code: "unfinished",
    message: `The tool tells of ${all.length} ${all.length === 1 ? "difficulty" : "difficulties"} in its run${words === "" ? "" : `, such as "${words.slice(0, 200)}"`}: findings may be missing`,
  });
}

/** A level that no version has counts as the one that is taken where none is stated. */
function tellLevels(runs: readonly JsonObject[], context: ReadContext): void {
  const stated = runs.flatMap((run) => onlyObjects(run["results"])).map(({ level }) => text(level));
  const unknown = new Set(stated.filter((level) => level !== null && !levels.has(level) && !kinds.has(level)));
  for (const level of unknown)
    context.problem({
      severity: "warning",
      code: "unknown-level",
      message: `The level "${level!.slice(0, 80)}" is not known: its findings count as warnings`,
    });
}

/** 3.14.14: where relative paths start from; one base may be relative to another. */
function rootsOf(run: JsonObject): readonly string[] {
  const bases = asObject(run["originalUriBaseIds"]) ?? {};
  const uriOf = (id: string, depth: number): string => {
    const base = asObject(bases[id]);
    const above = text(base?.["uriBaseId"]);
    const uri = text(base?.["uri"]) ?? "";
    return above === null || depth > 8 ? uri : uriOf(above, depth + 1) + uri;
  };
  return Object.keys(bases)
    .map((id) => pathOf(uriOf(id, 0)) ?? "")
    .filter((path) => path !== "");
}

/** 3.58: what went wrong, in words; ESLint tells so of a file that can not be parsed. */
function notifiedError(invocation: JsonObject | undefined): string | null {
  const all = ["toolConfigurationNotifications", "toolExecutionNotifications"].flatMap((key) =>
    objects(invocation?.[key]),
  );
  const error = all.find(({ level }) => level === "error");
  return text(asObject(error?.["message"])?.["text"]);
}

function findingsOf(run: JsonObject): readonly Finding[] {
  const tool = asObject(run["tool"]);
  const components = [asObject(tool?.["driver"]), ...objects(tool?.["extensions"])];
  const rules = new Map<string, JsonObject>();
  for (const rule of components.flatMap((component) => objects(component?.["rules"]))) {
    const id = text(rule["id"]);
    if (id !== null && !rules.has(id)) rules.set(id, rule);
  }
  // 1.0.0 and 2.0.0 have them by a key, in the run or its resources.
  const byKey = asObject(run["rules"]) ?? asObject(asObject(run["resources"])?.["rules"]) ?? {};
  for (const [key, rule] of Object.entries(byKey)) rules.set(key, asObject(rule) ?? {});
  const driverRules = objects(components[0]?.["rules"]);
  const artifacts = objects(run["artifacts"]);
  return (
    onlyObjects(run["results"])
      // 3.27.24: a result of the baseline that is no more.
      .filter((result) => result["baselineState"] !== "absent")
      .map((result) => {
        const index = number(result["ruleIndex"]) ?? number(asObject(result["rule"])?.["index"]);
        const byIndex =
          asObject(result["rule"])?.["toolComponent"] === undefined ? driverRules[index ?? -1] : undefined;
        const id = text(result["ruleId"]) ?? text(asObject(result["rule"])?.["id"]) ?? text(byIndex?.["id"]) ?? "";
        // 3.27.5: "CA1711/a" is reported by the rule CA1711. A key, of 1.0.0, tells rules of one id apart.
        const rule =
          rules.get(text(result["ruleKey"]) ?? id) ??
          rules.get(id.slice(0, Math.max(id.lastIndexOf("/"), 0))) ??
          byIndex;
        return finding(result, id, { ...rule, ...overridden(run, result, id, index) }, artifacts);
      })
  );
}

/** 3.27.10, 3.51: the configuration that the invocation which made a result gave to its rule. */
function overridden(run: JsonObject, result: JsonObject, id: string, index: number | null): JsonObject | undefined {
  const by = number(asObject(result["provenance"])?.["invocationIndex"]);
  if (by === null || by < 0) return undefined;
  const override = objects(objects(run["invocations"])[by]?.["ruleConfigurationOverrides"]).find((each) => {
    const descriptor = asObject(each["descriptor"]);
    return descriptor?.["id"] === undefined ? descriptor?.["index"] === index : descriptor["id"] === id;
  });
  const configuration = asObject(override?.["configuration"]);
  return text(configuration?.["level"]) === null ? undefined : { defaultConfiguration: configuration };
}

/** 3.27.10: a result's level is its own, else its rule's, else "warning"; a kind other than "fail" is no finding. */
function finding(result: JsonObject, id: string, rule: JsonObject, artifacts: readonly JsonObject[]): Finding {
  const level =
    text(result["level"]) ??
    text(asObject(rule["defaultConfiguration"])?.["level"]) ??
    text(rule["defaultLevel"]) ??
    "warning";
  const location = objects(result["locations"])[0];
  // 1.0.0 has the file itself as the place.
  const place =
    asObject(location?.["physicalLocation"]) ??
    asObject(location?.["resultFile"]) ??
    asObject(location?.["analysisTarget"]);
  const artifact = asObject(place?.["artifactLocation"]) ?? asObject(place?.["fileLocation"]) ?? place;
  const region = asObject(place?.["region"]);
  // 3.27.23: one suppression that is under review or rejected, and the result is not suppressed.
  const states: unknown = result["suppressionStates"];
  const suppressions = objects(result["suppressions"]);
  const suppressed =
    (suppressions.length > 0 && suppressions.every(({ status }) => (status ?? "accepted") === "accepted")) ||
    (Array.isArray(states) && states.length > 0);
  // Before 2.1 the kind was a level.
  const isFail = (result["kind"] === undefined || result["kind"] === "fail") && !kinds.has(level);
  return {
    rule: id,
    level: !isFail ? "none" : level === "error" || level === "note" || level === "none" ? level : "warning",
    message:
      text(result["message"]) ??
      text(asObject(result["message"])?.["text"]) ??
      messageById(result, rule) ??
      text(rule["shortDescription"]) ??
      text(asObject(rule["shortDescription"])?.["text"]) ??
      "",
    file: pathOf(
      text(artifact?.["uri"]) ?? text(asObject(artifacts[number(artifact?.["index"]) ?? -1]?.["location"])?.["uri"]),
    ),
    line: number(region?.["startLine"]),
    endLine: number(region?.["endLine"]),
    suppressed,
  };
}

/** 3.11.7: a message of the rule's with "{0}" for its arguments; "formattedRuleMessage" and "messageFormats" in 1.0.0. */
function messageById(result: JsonObject, rule: JsonObject): string | null {
  const message = asObject(result["message"]) ?? asObject(result["formattedRuleMessage"]);
  const id = text(message?.["id"]) ?? text(message?.["formatId"]);
  if (id === null) return null;
  const strings = asObject(rule["messageStrings"]) ?? asObject(rule["messageFormats"]);
  const words = text(strings?.[id]) ?? text(asObject(strings?.[id])?.["text"]);
  const given = message?.["arguments"];
  return (
    words?.replace(/\{(\d+)\}/g, (written, at) => asText((Array.isArray(given) && given[Number(at)]) ?? written)) ??
    null
  );
}

const levels: ReadonlySet<string> = new Set(["error", "warning", "note", "none"]);
/** Levels of 1.0.0 and 2.0.0 that tell of no failure. */
const kinds: ReadonlySet<string> = new Set(["pass", "notApplicable", "open"]);

/** The path of a URI, as source files are named elsewhere: without its scheme ("file:/a" is Java's), with its spaces. */
function pathOf(uri: string | null): string | null {
  if (uri === null) return null;
  const path = uri.replace(/^file:(?:\/\/[^/]*)?(?=\/)/i, "").replace(/^\/(?=[A-Za-z]:)/, "");
  try {
    return decodeURIComponent(path);
  } catch {
    // A "%" that encodes nothing: the tool wrote the path as it is.
    return path;
  }
}
