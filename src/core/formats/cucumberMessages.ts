import type { TestReport } from "../model/report.ts";
import { foldReruns, type SuiteError, type TestCase } from "../model/tests.ts";
import { outcomeOf, undefinedWords } from "./cucumber.ts";
import { matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject } from "./head.ts";
import { firstObjectLine, JsonLines, refuseLine } from "./jsonLines.ts";
import { asText, number, objects, text } from "./jsonValues.ts";
import { testCase, testReport } from "./testReport.ts";
import { cleanMessage } from "./testTexts.ts";
import { epochToIso } from "./times.ts";

/**
 * Cucumber's messages (https://github.com/cucumber/messages): one envelope a line, `{"testCaseStarted": {…}}`. A pickle is
 * a scenario or a row of an outline; a test case is a pickle with its hooks; each attempt at it is a run. Scenarios are
 * named as in Cucumber's JSON of the same run.
 */
export const cucumberMessages: ReportFormat = {
  id: "cucumber-messages",
  kind: "tests",
  title: "Cucumber messages (NDJSON)",
  patterns: ["**/*cucumber*.ndjson", "**/cucumber-report*/*.ndjson", "**/messages.ndjson"],
  recognise(head) {
    const first = firstObjectLine(head);
    if (first === null) return missed(0, "none of its lines is a JSON object");
    if ("protocolVersion" in (asObject(first["meta"]) ?? {})) return matched;
    const isEnvelope = ["gherkinDocument", "pickle", "testRunStarted"].some((name) => asObject(first[name]) !== null);
    return isEnvelope ? matched : missed("meta" in first ? 0.2 : 0, 'its first line has no "meta" of Cucumber');
  },
  read: (context) => new MessagesReader(context),
};

interface Pickle {
  readonly name: string;
  readonly uri: string;
  readonly line: number | null;
  readonly tags: readonly string[];
}

/** One attempt at a test case. */
interface Attempt {
  readonly pickle: Pickle | null;
  readonly statuses: Set<string>;
  seconds: number | null;
  message: string | null;
  ended: boolean;
}

class MessagesReader implements Reader {
  readonly #context: ReadContext;
  readonly #lines = new JsonLines((envelope) => this.#envelope(envelope), refuseLine);
  /** Titles of features by the path of their file. */
  readonly #features = new Map<string, string>();
  /** Lines of scenarios and rows of examples by their id. */
  readonly #places = new Map<string, number>();
  readonly #pickles = new Map<string, Pickle>();
  /** Pickles of test cases by the test case's id. */
  readonly #testCases = new Map<string, Pickle>();
  readonly #attempts = new Map<string, Attempt>();
  /** Attempts of runs before the last one: ids are of one run only. */
  readonly #before: Attempt[] = [];
  readonly #suiteErrors: SuiteError[] = [];
  #runs = 0;
  #ended = 0;
  #failed = false;
  #producer: string | null = null;
  #generated: string | null = null;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  #envelope(envelope: JsonObject): void {
    for (const [kind, value] of Object.entries(envelope)) {
      const message = asObject(value);
      if (message !== null) this.#message(kind, message);
    }
  }

  #message(kind: string, message: JsonObject): void {
    switch (kind) {
      case "meta": {
        const { name, version } = asObject(message["implementation"]) ?? {};
        this.#producer ??= text(name) === null ? null : `${name} ${text(version) ?? ""}`.trim();
        return;
      }
      case "gherkinDocument":
        this.#document(message);
        return;
      case "parseError": {
        const uri = text(asObject(message["source"])?.["uri"]) ?? "";
        this.#error(uri, text(message["message"]) ?? "the feature could not be read");
        return;
      }
      case "pickle":
        this.#pickle(message);
        return;
      case "testRunStarted":
        this.#before.push(...this.#attempts.values());
        this.#attempts.clear();
        this.#runs++;
        this.#generated ??= epochToIso(secondsOf(message["timestamp"]) ?? 0);
        return;
      case "testCase": {
        const pickle = this.#pickles.get(text(message["pickleId"]) ?? "");
        if (pickle !== undefined) this.#testCases.set(text(message["id"]) ?? "", pickle);
        return;
      }
      case "testCaseStarted":
        this.#attempts.set(text(message["id"]) ?? "", {
          pickle: this.#testCases.get(text(message["testCaseId"]) ?? "") ?? null,
          statuses: new Set(),
          seconds: null,
          message: null,
          ended: false,
        });
        return;
      case "testStepFinished": {
        const attempt = this.#attempts.get(text(message["testCaseStartedId"]) ?? "");
        const result = asObject(message["testStepResult"] ?? message["testResult"]);
        if (attempt !== undefined && result !== null) take(attempt, result);
        return;
      }
      case "testCaseFinished": {
        const attempt = this.#attempts.get(text(message["testCaseStartedId"]) ?? "");
        if (attempt !== undefined) attempt.ended = true;
        return;
      }
      case "testRunHookFinished": {
        const result = asObject(message["result"]);
        if (result?.["status"] === "FAILED")
          this.#error("", text(result["message"]) ?? "a hook of the run failed, before or after all scenarios");
        return;
      }
      case "testRunFinished": {
        this.#ended++;
        this.#failed ||= message["success"] === false;
        const words = text(message["message"]) ?? text(asObject(message["exception"])?.["message"]);
        if (words !== null) this.#error("", words);
      }
    }
  }

  #error(suite: string, words: string): void {
    this.#suiteErrors.push({ suite, message: cleanMessage(words) ?? "an error outside the scenarios" });
  }

  #document(document: JsonObject): void {
    const feature = asObject(document["feature"]);
    if (feature === null) return;
    this.#features.set(text(document["uri"]) ?? "", text(feature["name"]) ?? "");
    for (const child of objects(feature["children"])) {
      this.#scenario(asObject(child["scenario"]));
      for (const inner of objects(asObject(child["rule"])?.["children"])) this.#scenario(asObject(inner["scenario"]));
    }
  }

  #scenario(scenario: JsonObject | null): void {
    if (scenario === null) return;
    const rows = objects(scenario["examples"]).flatMap((examples) => objects(examples["tableBody"]));
    for (const node of [scenario, ...rows]) {
      const [id, line] = [text(node["id"]), lineOf(node)];
      if (id !== null && line !== null) this.#places.set(id, line);
    }
  }

  #pickle(pickle: JsonObject): void {
    const nodes: readonly unknown[] = Array.isArray(pickle["astNodeIds"]) ? pickle["astNodeIds"] : [];
    this.#pickles.set(text(pickle["id"]) ?? "", {
      name: text(pickle["name"]) ?? "",
      uri: text(pickle["uri"]) ?? "",
      // Of a scenario, or of a scenario and its row of examples.
      line: this.#places.get(asText(nodes.at(-1))) ?? lineOf(pickle),
      tags: objects(pickle["tags"]).flatMap(({ name }) => text(name) ?? []),
    });
  }

  end(): TestReport {
    this.#lines.end();
    const attempts = [...this.#before, ...this.#attempts.values()];
    const numbered = rowsOf(attempts);
    const cases = foldReruns(attempts.map((attempt) => this.#case(attempt, numbered)));
    if (this.#failed && this.#suiteErrors.length === 0 && cases.every(({ outcome }) => outcome === "passed"))
      this.#error("", "the run failed, though none of its scenarios did");
    return testReport(this.#context, {
      cases,
      suiteErrors: this.#suiteErrors,
      aborted: this.#runs > this.#ended || this.#runs === 0 ? "the run has no end in it: it may end early" : null,
      dialect: "Cucumber messages",
      producer: this.#producer,
      generated: this.#generated,
    });
  }

  #case(attempt: Attempt, numbered: ReadonlyMap<string, readonly number[]>): TestCase {
    const { pickle, statuses, ended } = attempt;
    const { name, uri, line, tags } = pickle ?? { name: "a scenario that is not named", uri: "", line: null, tags: [] };
    const row = numbered.get(`${uri}\u0000${name}`)?.indexOf(line ?? 0);
    const title = this.#features.get(uri) ?? "";
    const { outcome, skipKind } = ended ? outcomeOf(statuses) : { outcome: "failed" as const, skipKind: null };
    return testCase({
      name: row === undefined ? name : `${name} #${row + 1}`,
      className: title,
      suite: title,
      file: uri === "" ? null : uri.replace(/^(?:file|classpath):/, ""),
      line,
      outcome,
      skipKind,
      durationSeconds: attempt.seconds,
      message: attempt.message ?? (ended ? undefinedWords(statuses) : "it was begun and did not end"),
      properties: tags.map((value) => ({ name: "tag", value })),
    });
  }
}

function take(attempt: Attempt, result: JsonObject): void {
  const status = text(result["status"])?.toLowerCase() ?? "unknown";
  attempt.statuses.add(status);
  const seconds = secondsOf(result["duration"]);
  if (seconds !== null) attempt.seconds = (attempt.seconds ?? 0) + seconds;
  if (status !== "passed")
    attempt.message ??= cleanMessage(text(result["message"]) ?? text(asObject(result["exception"])?.["message"]));
}

/** Rows of an outline may have one name: those of several lines, with their lines in order. */
function rowsOf(attempts: readonly Attempt[]): ReadonlyMap<string, readonly number[]> {
  const lines = new Map<string, Set<number>>();
  for (const { pickle } of attempts) {
    if (pickle === null) continue;
    const key = `${pickle.uri}\u0000${pickle.name}`;
    lines.set(key, (lines.get(key) ?? new Set<number>()).add(pickle.line ?? 0));
  }
  return new Map([...lines].filter(([, of]) => of.size > 1).map(([key, of]) => [key, [...of].sort((a, b) => a - b)]));
}

function lineOf(node: JsonObject): number | null {
  const line = number(asObject(node["location"])?.["line"]);
  return line !== null && line > 0 ? line : null;
}

/** `{"seconds": 1, "nanos": 500000000}`, of a duration or since 1970; writers of protocol buffers have seconds as text. */
function secondsOf(value: unknown): number | null {
  const { seconds, nanos } = asObject(value) ?? {};
  const whole = Number(seconds ?? Number.NaN) + (number(nanos) ?? 0) / 1e9;
  return Number.isFinite(whole) && whole >= 0 ? whole : null;
}
