import type { TestReport } from "../model/report.ts";
import { InvalidReport, matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject } from "./head.ts";
import { firstObjectLine, JsonLines } from "./jsonLines.ts";
import { asText, number, onlyObjects, text } from "./jsonValues.ts";
import { playwrightReport } from "./playwrightJson.ts";
import { epochToIso } from "./times.ts";

/**
 * What Playwright's reporter "blob" writes of one shard: a ZIP archive with report.jsonl, each line a call of a reporter
 * (packages/playwright/src/isomorphic/teleReceiver.ts). Here they make the report that `merge-reports --reporter=json`
 * would write of it.
 */
export const playwrightBlob: ReportFormat = {
  id: "playwright-blob",
  kind: "tests",
  title: "Playwright blob report",
  patterns: ["**/blob-report/*.zip", "**/blob-report/**/*.jsonl", "**/*blob-report*/*.zip"],
  recognise(head) {
    const first = firstObjectLine(head);
    if (first === null) return missed(0, "none of its lines is a JSON object");
    return first["method"] === "onBlobReportMetadata"
      ? matched
      : missed(0, 'its first line is no call of "onBlobReportMetadata"');
  },
  read: (context) => new BlobReader(context),
};

/** Suites nest as deep as a person writes them; deeper ones are damage. */
const deepest = 1000;

/** How the runs of a test ended. */
class Test {
  expected = "passed";
  annotations: unknown = null;
  /** It stands in a suite. */
  isPlaced = false;
  /** In order. */
  readonly results: JsonObject[] = [];
}

class BlobReader implements Reader {
  readonly #context: ReadContext;
  readonly #lines = new JsonLines(
    (call) => this.#call(text(call["method"]), asObject(call["params"]) ?? {}),
    () => {},
  );
  #shard: JsonObject | null = null;
  #config: JsonObject = {};
  readonly #projects: JsonObject[] = [];
  readonly #tests = new Map<string, Test>();
  readonly #errors: unknown[] = [];
  #generated: string | null = null;
  /** How the run ended; null before it did. */
  #status: string | null = null;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  #call(method: string | null, params: JsonObject): void {
    switch (method) {
      case "onBlobReportMetadata":
        this.#shard = asObject(params["shard"]);
        return;
      case "onConfigure":
        this.#config = asObject(params["config"]) ?? {};
        return;
      case "onProject":
        this.#projects.push(asObject(params["project"]) ?? {});
        return;
      case "onTestEnd": {
        const [test, result] = [asObject(params["test"]), asObject(params["result"])];
        const id = text(test?.["testId"]);
        if (test === null || result === null || id === null)
          throw new InvalidReport("structure", 'the end of a test has no "testId" or no "result"');
        const known = this.#tests.get(id) ?? new Test();
        known.expected = text(test["expectedStatus"]) ?? "passed";
        known.annotations = firstFilled(result["annotations"], test["annotations"], known.annotations);
        known.results.push(result);
        this.#tests.set(id, known);
        return;
      }
      case "onError":
        this.#errors.push(params["error"]);
        return;
      case "onEnd": {
        const result = asObject(params["result"]);
        this.#status = text(result?.["status"]) ?? "";
        this.#generated = epochToIso(number(result?.["startTime"]) ?? Number.NaN);
      }
    }
  }

  end(): TestReport {
    this.#lines.end();
    if (this.#lines.others > 0) throw new InvalidReport("structure", "some of its lines are no JSON objects");
    const suites = this.#projects.flatMap((project) =>
      onlyObjects(project["suites"]).map((suite) => this.#suite(suite, text(project["name"]), 0)),
    );
    // Its own test would be one that did not run.
    if ([...this.#tests.values()].some(({ isPlaced }) => !isPlaced))
      throw new InvalidReport("structure", "a test ended that is in no project");
    const report = playwrightReport(
      { config: { ...this.#config, shard: this.#shard }, suites, errors: this.#errors },
      this.#context,
    );
    const broken = this.#status === "interrupted" || this.#status === "timedout";
    return {
      ...report,
      generated: this.#generated,
      dialect: `${report.dialect}, blob`,
      aborted:
        report.aborted ??
        (this.#status === null ? "the run has no end" : broken ? `the run ended as "${this.#status}"` : null),
    };
  }

  /** As the JSON reporter has it: suites and "specs", each test one. Before 1.44 they stand in two lists here. */
  #suite(suite: JsonObject, project: string | null, depth: number): JsonObject {
    if (depth > deepest) throw new InvalidReport("too-deep", "its suites nest deeper than 1,000");
    const entries = [suite["entries"], suite["suites"], suite["tests"]].flatMap(onlyObjects);
    return {
      title: suite["title"],
      suites: entries.filter((each) => !("testId" in each)).map((each) => this.#suite(each, project, depth + 1)),
      specs: entries.filter((each) => "testId" in each).map((each) => this.#spec(each, project)),
    };
  }

  #spec(test: JsonObject, projectName: string | null): JsonObject {
    const ended = this.#tests.get(text(test["testId"]) ?? "") ?? new Test();
    ended.isPlaced = true;
    const { expected, annotations, results } = ended;
    const location = asObject(test["location"]);
    return {
      title: test["title"],
      tags: (Array.isArray(test["tags"]) ? test["tags"] : []).map((tag) => asText(tag).replace(/^@/, "")),
      file: location?.["file"],
      line: location?.["line"],
      tests: [
        {
          projectName,
          annotations: firstFilled(annotations, test["annotations"]),
          status: outcomeOf(
            expected,
            results.map((result) => text(result["status"]) ?? ""),
          ),
          results,
        },
      ],
    };
  }
}

/** Of lists, the first one that holds something: versions state what is noted of a test at different places. */
function firstFilled(...lists: readonly unknown[]): unknown {
  return lists.find((list) => Array.isArray(list) && list.length > 0) ?? null;
}

/** What Playwright makes of the runs of a test (`TestCase.outcome`): one that was interrupted says nothing. */
function outcomeOf(expected: string, statuses: readonly string[]): string {
  const run = statuses.filter((status) => status !== "interrupted" && status !== "skipped");
  if (run.length === 0) return "skipped";
  const failed = run.filter((status) => status !== expected).length;
  return failed === 0 ? "expected" : failed === run.length ? "unexpected" : "flaky";
}
