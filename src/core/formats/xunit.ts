import type { SuiteError, TestCase, TestOutcome } from "../model/tests.ts";
import { matched, missed, type ReportFormat } from "./format.ts";
import { testCase, testReport } from "./testReports.ts";
import { isoTime, seconds } from "./testTexts.ts";
import { XmlScanner } from "./xml.ts";
import type { XmlTag } from "./xmlTag.ts";

/** xUnit.net v1 (root assembly), v2 and v3 (root assemblies). */
export const xunit: ReportFormat = {
  id: "xunit",
  kind: "tests",
  title: "xUnit.net XML",
  patterns: ["**/xunit*.xml", "**/*xunit*.xml", "**/TestResults/**/*.xml"],
  recognise({ xml }) {
    if (xml === null) return missed(0, "it is not XML");
    if (xml.root === "assemblies") return matched;
    return xml.root === "assembly" &&
      (xml.attributes.has("test-framework") || xml.elements.has("test") || xml.elements.has("collection"))
      ? matched
      : missed(0, `its root is <${xml.root}>, not <assemblies> or <assembly>`);
  },
  read(context) {
    const cases: TestCase[] = [];
    const suiteErrors: SuiteError[] = [];
    const declared: Record<string, number> = {};
    let generated: string | null = null;
    let producer: string | null = null;
    let assembly = "";
    let current: {
      name: string;
      type: string;
      result: string;
      seconds: number | null;
      file: string | null;
      line: number | null;
      properties: { name: string; value: string }[];
    } | null = null;
    let message: string | null = null;
    let inErrors = false;
    const scanner = new XmlScanner(
      {
        open(tag: XmlTag) {
          switch (tag.name) {
            case "assembly": {
              assembly = (tag.get("name") ?? "").split(/[\\/]/).at(-1)!;
              producer ??= tag.get("test-framework");
              for (const key of ["total", "passed", "failed", "skipped", "errors"]) {
                const value = tag.number(key);
                if (!Number.isNaN(value)) declared[key] = (declared[key] ?? 0) + value;
              }
              const day = tag.get("run-date");
              generated ??=
                isoTime(tag.get("start-rtf")) ??
                (day === null ? null : isoTime(`${day}T${tag.get("run-time") ?? "00:00:00"}`));
              return;
            }
            case "errors":
              inErrors = true;
              return;
            case "error":
              if (inErrors)
                suiteErrors.push({
                  suite: tag.get("name") ?? assembly,
                  message: tag.get("type") ?? "error outside of a test",
                });
              return;
            case "test": {
              const line = tag.number("source-line");
              message = null;
              current = {
                name: tag.get("name") ?? "",
                type: tag.get("type") ?? "",
                result: tag.get("result") ?? "",
                seconds: seconds(tag.get("time")),
                file: tag.get("source-file"),
                line: Number.isNaN(line) ? null : line,
                properties: [],
              };
              return;
            }
            case "trait":
              current?.properties.push({ name: tag.get("name") ?? "", value: tag.get("value") ?? "" });
              return;
            case "message":
            case "reason":
              if (current !== null) tag.keepText();
          }
        },
        close(name, text) {
          if (name === "errors") inErrors = false;
          else if ((name === "message" || name === "reason") && current !== null) message ??= text;
          else if (name === "test" && current !== null) {
            const { type, result, seconds: time, ...rest } = current;
            cases.push(
              testCase({
                ...rest,
                className: type,
                suite: assembly,
                outcome: outcomes[result] ?? "skipped",
                message,
                durationSeconds: time,
              }),
            );
            current = null;
          }
        },
      },
      context.problem,
    );
    return {
      write: (chunk) => scanner.write(chunk),
      end() {
        scanner.end();
        return testReport(
          {
            cases,
            suiteErrors,
            dialect: "xUnit.net",
            producer,
            generated,
            declared: Object.keys(declared).length > 0 ? declared : null,
            declaredTotal: declared["total"] ?? null,
          },
          context.problem,
        );
      },
    };
  },
};

const outcomes: Readonly<Record<string, TestOutcome>> = {
  Pass: "passed",
  Fail: "failed",
  Skip: "skipped",
  NotRun: "skipped",
};
