import type { TestReport } from "../model/report.ts";
import type { TestCase } from "../model/tests.ts";
import { matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { milliseconds, testCase, testReport } from "./testReport.ts";
import { cleanMessage } from "./testTexts.ts";
import { TextLines } from "./textLines.ts";

/**
 * Test Anything Protocol, versions 12 to 14 (https://testanything.org). The unindented results count: what stands
 * indented below one are its subtests, whose outcome it repeats.
 */
export const tap: ReportFormat = {
  id: "tap",
  kind: "tests",
  title: "TAP (Test Anything Protocol)",
  patterns: ["**/*.tap", "**/tap*.txt", "**/test-results/*.txt"],
  recognise(head) {
    if (head.shape !== "text") return missed(0, "it is not plain text");
    const { text } = head;
    if (/^TAP version 1[0-9]\s*$/m.test(text)) return matched;
    const hasPlan = /^1\.\.\d+/m.test(text);
    const hasResult = /^(?:not )?ok(?: +\d+\b|\s*$| - )/m.test(text);
    const starts = /^\s*(?:(?:#.*\s*)*)(?:1\.\.\d+\s*(?:#.*)?$|(?:not )?ok +\d+\b)/m.exec(text)?.index === 0;
    if ((hasPlan && hasResult) || starts) return matched;
    return missed(hasPlan || hasResult ? 0.5 : 0, 'it has no line "TAP version", or no plan and results');
  },
  read: (context) => new TapReader(context),
};

const resultLine = /^(not )?ok\b(?:\s+(\d+))?\s*(?:-\s*)?(.*)$/;
/** A directive stands behind a "#" that no backslash escapes. */
const directive = /(?:^|[^\\])\s*#\s*(todo|skip)\w*\b:?\s*(.*)$/i;
const indentedResult = /^\s+(?:not )?ok\b/;

interface OpenResult {
  test: TestCase;
  /** Lines of the YAML block or of the comments below the result. */
  words: string[];
}

class TapReader implements Reader {
  readonly #context: ReadContext;
  readonly #lines = new TextLines((line) => this.#line(line));
  readonly #results: OpenResult[] = [];
  readonly #declared: Record<string, number> = {};
  #version: string | null = null;
  #plan: number | null = null;
  #planReason: string | null = null;
  #bailOut: string | null = null;
  /** Indentation of the YAML block that is open, -1 where none is. */
  #yaml = -1;
  #subtests = 0;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  #line(line: string): void {
    const indent = line.length - line.trimStart().length;
    const content = line.slice(indent).trimEnd();
    if (this.#yaml >= 0) {
      if (content === "..." && indent === this.#yaml) this.#yaml = -1;
      else if (indent >= this.#yaml || content === "") {
        // Blocks of subtests stand deeper than those of the results that count.
        if (this.#yaml < 4) this.#keep(line);
        return;
      } else this.#yaml = -1;
      if (content === "...") return;
    }
    if (indent > 0) {
      if (content === "---") this.#yaml = indent;
      else if (indentedResult.test(line)) this.#subtests++;
      else if (/^Bail out!/i.test(content) && this.#bailOut === null) this.#bailOut = bailOutWords(content);
      else if (indent < 4) this.#keep(content);
      return;
    }
    this.#unindented(content);
  }

  #unindented(line: string): void {
    const result = resultLine.exec(line);
    if (result !== null) {
      this.#result(result[1] !== undefined, result[2], result[3] ?? "");
      return;
    }
    const plan = /^1\.\.(\d+)\s*(?:#\s*(.*))?$/.exec(line);
    if (plan !== null) {
      // Runs that are written one behind the other have a plan each.
      this.#plan = (this.#plan ?? 0) + Number(plan[1]);
      this.#planReason = plan[2] ?? null;
      return;
    }
    if (/^Bail out!/i.test(line)) {
      this.#bailOut ??= bailOutWords(line);
      return;
    }
    const version = /^TAP version (\d+)$/.exec(line);
    if (version !== null) {
      this.#version ??= version[1]!;
      return;
    }
    const figure = /^# (tests|suites|pass|fail|cancelled|skipped|todo)\s+(\d+)$/.exec(line);
    if (figure !== null) this.#declared[figure[1]!] = Number(figure[2]);
    else if (line.startsWith("#") && !/^# Subtest/.test(line)) this.#keep(line.slice(1).trim());
  }

  #result(isNot: boolean, number: string | undefined, rest: string): void {
    const found = directive.exec(` ${rest}`);
    const kind = found?.[1]?.toLowerCase() ?? null;
    const name = (found === null ? rest : rest.slice(0, Math.max(found.index, 0)))
      .replace(/\\([#\\])/g, "$1")
      .replace(/\s*\{$/, "")
      .trim();
    const isSkipped = kind === "skip" || (kind === "todo" && isNot);
    this.#results.push({
      test: testCase({
        name: name === "" ? `test ${number ?? this.#results.length + 1}` : name,
        outcome: isSkipped ? "skipped" : isNot ? "failed" : "passed",
        skipKind: kind === "todo" && isNot ? "todo" : null,
        message: isSkipped ? cleanMessage(found?.[2]) : null,
      }),
      words: [],
    });
  }

  /** Words below a result: why it failed, how long it took. */
  #keep(line: string): void {
    const words = this.#results.at(-1)?.words;
    if (words !== undefined && words.length < 200) words.push(line);
  }

  end(): TestReport {
    const rest = this.#lines.rest();
    if (rest !== null) {
      this.#line(rest.line);
      // A name or a "# SKIP" that is cut off can not be told from a file without a last line break.
      if (resultLine.test(rest.line)) {
        this.#context.problem({
          severity: "warning",
          code: "unterminated",
          message: "the last result has no line break behind it: its words may be cut off",
        });
      }
    }
    const cases = this.#results.map(({ test, words }): TestCase => {
      const duration = words.map((line) => /^\s*duration_ms:\s*([\d.]+)\s*$/.exec(line)?.[1]).find(Boolean);
      return {
        ...test,
        durationSeconds: duration === undefined ? null : milliseconds(Number(duration)),
        message: test.message ?? (test.outcome === "failed" ? whyOf(words) : null),
      };
    });
    if (this.#subtests > 0) {
      this.#context.problem({
        severity: "info",
        code: "subtests",
        message: `${this.#subtests} subtests stand below ${cases.length} tests, which repeat their outcome: the ${cases.length} are counted`,
      });
      this.#declared["subtests"] = this.#subtests;
    }
    if (this.#plan !== null) this.#declared["plan"] = this.#plan;
    if (cases.length === 0 && this.#planReason !== null) {
      this.#context.problem({ severity: "info", code: "all-skipped", message: this.#planReason });
    }
    return testReport(this.#context, {
      cases,
      aborted: this.#bailOut ?? this.#broken(cases.length),
      dialect: this.#version === null ? "TAP" : `TAP ${this.#version}`,
      declared: Object.keys(this.#declared).length === 0 ? null : this.#declared,
    });
  }

  #broken(count: number): string | null {
    if (this.#plan === null) return "the report has no plan (1..N): it may end early";
    if (this.#plan === count) return null;
    return `${this.#plan} tests were planned, ${count} are there`;
  }
}

function bailOutWords(line: string): string {
  return cleanMessage(line) ?? "Bail out!";
}

/** The message of a YAML block; else the comments below the result. */
function whyOf(words: readonly string[]): string | null {
  for (const key of ["error", "message"]) {
    const at = words.findIndex((line) => new RegExp(`^\\s*${key}:`).test(line));
    if (at === -1) continue;
    const value = words[at]!.slice(words[at]!.indexOf(":") + 1).trim();
    if (!/^[|>][-+]?$/.test(value)) return cleanMessage(value.replace(/^(['"])(.*)\1$/, "$2"));
    const indent = words[at]!.search(/\S/);
    const block: string[] = [];
    for (const line of words.slice(at + 1)) {
      if (line.trim() !== "" && line.search(/\S/) <= indent) break;
      block.push(line.trim());
    }
    return cleanMessage(block.join("\n"));
  }
  return cleanMessage(words.join("\n"));
}
