import type { TestOutcome } from "../model/tests.ts";
import { AllureSuite } from "./allureXml.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { number, objects, text } from "./jsonValues.ts";
import { milliseconds, OutcomeWords, suitePath, testCase, testReport, withParameters } from "./testReport.ts";
import { cleanMessage } from "./testTexts.ts";
import { epochToIso } from "./times.ts";
import { XmlOrJsonReader } from "./xmlOrJson.ts";
import { XmlReader } from "./xmlReader.ts";

/** One `*-result.json` of an Allure results folder: a report of one test; of Allure 1, one `*-testsuite.xml`. */
export const allure: ReportFormat = {
  id: "allure",
  kind: "tests",
  title: "Allure result",
  patterns: ["**/allure-results/*-result.json", "**/allure-results/*-testsuite.xml"],
  recognise(head) {
    if (head.xml !== null)
      return head.xml.root === "test-suite" && head.xml.children.has("test-cases")
        ? matched
        : missed(0, "its root is no <test-suite> with <test-cases>");
    const root = jsonObject(head);
    if (root === null || !("uuid" in root)) return missed(0, 'it has no "uuid"');
    if ("children" in root) return missed(0.5, "it is an Allure container: it holds set-up and tear-down and no test");
    const marks = ["historyId", "fullName", "labels", "stage", "start", "testCaseId"].filter((key) => key in root);
    return ("status" in root && marks.length >= 2) || marks.length >= 4
      ? matched
      : missed(0.4, 'it has no "status" with "historyId" or "fullName"');
  },
  read: (context) =>
    new XmlOrJsonReader(
      () => new XmlReader(context, new AllureSuite(context)),
      () => new JsonReader((value) => report(asObject(value), context)),
    ),
};

/** "broken" is a failure outside the assertions; "unknown", Allure's own word, or none is no pass. */
const outcomes: Readonly<Record<string, TestOutcome>> = {
  passed: "passed",
  failed: "failed",
  broken: "errored",
  skipped: "skipped",
  unknown: "errored",
};

function report(root: JsonObject | null, context: ReadContext) {
  if (root === null) throw new InvalidReport("structure", "it is no object");
  const labels = objects(root["labels"]).map((label) => ({
    name: text(label["name"]) ?? "",
    value: text(label["value"]) ?? "",
  }));
  const label = (name: string) => labels.find((each) => each.name === name)?.value ?? null;
  const details = asObject(root["statusDetails"]);
  const start = number(root["start"]);
  const stop = number(root["stop"]);
  const parameters = objects(root["parameters"]).filter(
    (each) => each["excluded"] !== true && each["mode"] !== "hidden",
  );
  const framework = label("framework");
  const words = new OutcomeWords(context, outcomes);
  // What allure-vitest writes of a test without a body; one that is "running" broke off.
  const isPlanned = root["status"] === undefined && root["stage"] === "pending";
  const unrun = framework?.startsWith("cucumber") && root["status"] === "passed" ? unrunStep(root) : null;
  return testReport(context, {
    cases: [
      testCase({
        name: withParameters(
          framework === "junit-platform" ? junitName(root, label) : fullName(root),
          parameters.map((each) => [text(each["name"]) ?? "", text(each["value"]) ?? ""]),
        ),
        className: label("testClass") ?? label("suite") ?? "",
        suite: suitePath([label("parentSuite"), label("suite"), label("subSuite")]),
        outcome: isPlanned ? "skipped" : (unrun?.outcome ?? words.of(root["status"] ?? "unknown")),
        skipKind: isPlanned ? "todo" : isExpectedFailure(root, framework) ? "expected-failure" : null,
        durationSeconds: start === null || stop === null ? null : milliseconds(stop - start),
        message: cleanMessage(text(details?.["message"]) ?? text(details?.["trace"]) ?? unrun?.why),
        properties: labels,
        flaky: details?.["flaky"] === true,
      }),
    ],
    dialect: framework === null ? "Allure" : `Allure of ${framework}`,
    producer: framework,
    generated: start === null ? null : epochToIso(start),
  });
}

/**
 * allure-cucumberjs writes a scenario as passed though a step of it has no definition, or several (then it has no status),
 * or is pending. As the reader of Cucumber's own JSON takes it, the first is an error and the other skips it.
 */
function unrunStep(root: JsonObject) {
  const steps = objects(root["steps"]);
  const unknown = steps.find(({ status }) => status === undefined || status === null);
  if (unknown !== undefined)
    return { outcome: "errored", why: text(asObject(unknown["statusDetails"])?.["message"]) } as const;
  return steps.some(({ status }) => status === "skipped") ? ({ outcome: "skipped", why: null } as const) : null;
}

/** allure-pytest has no word for it but the beginning of the message. */
function isExpectedFailure(root: JsonObject, framework: string | null): boolean {
  const message = text(asObject(root["statusDetails"])?.["message"]) ?? "";
  return framework === "pytest" && root["status"] === "skipped" && message.startsWith("XFAIL");
}

/** What tells tests of one name in several files apart. */
function fullName(root: JsonObject): string {
  return text(root["fullName"]) ?? text(root["name"]) ?? "";
}

/**
 * All rows and dynamic tests of a method of JUnit 5 have one full name. Its unique id, which newer versions write, has
 * their numbers and the parameters of the method; without one only the history id tells them apart.
 */
function junitName(root: JsonObject, label: (name: string) => string | null): string {
  const name = fullName(root);
  const id = label("junit.platform.uniqueid");
  if (id !== null) {
    const parameters = /\[(?:method|test-template|test-factory):[^(\]]*(\([^)]+\))/.exec(id)?.[1] ?? "";
    return name + parameters + [...id.matchAll(/:#(\d+)\]/g)].map(([, row]) => `[${row}]`).join("");
  }
  const method = label("testMethod");
  const shown = text(root["name"]) ?? "";
  if (method === null || shown.startsWith(`${method}(`)) return name;
  return `${name} ${shown} (${(text(root["historyId"]) ?? "").slice(0, 8)})`;
}
