import type { Finding } from "../model/findings.ts";
import type { FindingsReport } from "../model/report.ts";
import { matched, missed, type ReadContext, type Reader, type ReportFormat, unstated } from "./format.ts";
import { TextLines, withoutColours } from "./textLines.ts";

/**
 * What Go's race detector and the sanitizers of LLVM and GCC (thread, address, memory, undefined behaviour) write of
 * each finding, among other output. A run without findings writes nothing that could be told from other text.
 */
export const raceLog: ReportFormat = {
  id: "race-log",
  kind: "findings",
  title: "race detector and sanitizer logs (Go, ThreadSanitizer)",
  patterns: ["**/*race*.log", "**/*race*.txt", "**/*tsan*", "**/*sanitizer*.log"],
  recognise(head) {
    return head.shape !== "binary" && marks.test(withoutColours(head.text))
      ? matched
      : missed(0, 'it has no "WARNING: DATA RACE" and no line of a sanitizer');
  },
  read: (context) => new RaceLogReader(context),
};

const marks =
  /^(?:\d{4}-\d\d-\d\dT[\d:.]+Z |\d+: )?(?:WARNING: DATA RACE\s*$|(?:==\d+==\s?)?(?:WARNING|ERROR|FATAL): \w+Sanitizer: )|: runtime error: /m;
/** What continuous integration writes before every line: its time, or the number of a test (ctest -V). */
const prefix = /^(?:\d{4}-\d\d-\d\dT[\d:.]+Z |\d+: )/;
const longestLine = 8192;

interface Open {
  readonly rule: string;
  readonly producer: string;
  /** The first place in the stacks that is not of the language or its library. */
  place: { file: string; line: number } | null;
  first: { file: string; line: number } | null;
  symbol: string;
}

class RaceLogReader implements Reader {
  readonly #context: ReadContext;
  readonly #lines = new TextLines((line) => this.#line(line), marks);
  readonly #findings: Finding[] = [];
  #open: Open | null = null;
  #producer: string | null = null;
  #aborted: string | null = null;
  /** Tests that `go test -v` names in it. */
  #tests = 0;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  end(): FindingsReport {
    this.#lines.end();
    // A finding whose end is cut off is one all the same.
    this.#close();
    if (this.#tests > 0) {
      this.#context.problem({
        severity: "warning",
        code: "tests-not-read",
        message: `${this.#tests} tests in it are not read: keep what "go test -json" prints in a file of its own`,
      });
    }
    return {
      kind: "findings",
      ...unstated,
      findings: this.#findings,
      aborted: this.#aborted,
      dialect: this.#producer,
      producer: this.#producer,
    };
  }

  #line(whole: string): void {
    const line = withoutColours(whole.slice(0, longestLine)).replace(prefix, "");
    if (/^WARNING: DATA RACE\s*$/.test(line)) {
      this.#begin("data race", "Go race detector");
      return;
    }
    const begin = /^(?:==\d+==\s?)?(WARNING|ERROR|FATAL): (\w+Sanitizer): (.*)$/.exec(line);
    if (begin !== null) {
      const [, level, tool, words] = begin as unknown as [string, string, string, string];
      if (level === "FATAL" || / failed to |unexpected memory mapping/.test(words))
        this.#aborted ??= `${tool}: ${words}`;
      else this.#begin(words.replace(/ (?:on|in) (?:unknown )?address .*| \(pid=.*| 0x[\da-f]+.*/, ""), tool);
      return;
    }
    const undefinedBehaviour = /^(\S.*?):(\d+):\d+: runtime error: (.+)$/.exec(line);
    if (undefinedBehaviour !== null) {
      const [, file, number, words] = undefinedBehaviour as unknown as [string, string, string, string];
      this.#begin("undefined behaviour", "UndefinedBehaviorSanitizer");
      this.#finish(file, Number(number), words);
      return;
    }
    if (/^=== RUN {3}\S+$/.test(line)) this.#tests++;
    if (this.#open === null) return;
    const place = summaryPlace(line);
    if (place !== null) this.#finish(place.file, place.line, place.symbol);
    else if (/^=+\s*$/.test(line) || line.startsWith("SUMMARY: ")) this.#close();
    else this.#frame(line);
  }

  #begin(rule: string, producer: string): void {
    this.#close();
    this.#producer ??= producer;
    this.#open = { rule: rule.trim() || "finding", producer, place: null, first: null, symbol: "" };
  }

  /** "    #0 f() /src/a.cpp:3:12 (a+0x1)" of a sanitizer, "  pkg.F()" with "      /src/a.go:4 +0x33" below it of Go. */
  #frame(line: string): void {
    const open = this.#open!;
    if (open.place !== null) return;
    const frame =
      /^\s+#\d+ (?:0x[\da-f]+ in )?(.*) (\S+?):(\d+)(?::\d+)?(?: \(.*)?$/.exec(line) ??
      /^\s+()(\/\S+|[A-Za-z]:\/\S+):(\d+)(?: \+0x[\da-f]+)?$/.exec(line);
    if (frame === null) {
      const symbol = /^ {2}([^\s(]+\(.*\))$/.exec(line);
      if (symbol !== null) open.symbol = symbol[1]!;
      return;
    }
    const place = { file: frame[2]!, line: Number(frame[3]) };
    open.first ??= place;
    if (frame[1] !== "") open.symbol = frame[1]!;
    // Where Go lies is not known, its packages are: what they do for a map or a lock is the caller's race.
    const isGoItself = /^(?:runtime|internal\/[\w/]+|sync(?:\/atomic)?)\./.test(open.symbol);
    if (!isGoItself && !/\/usr\/|\/src\/runtime\/|compiler-rt|libsanitizer/.test(place.file)) open.place = place;
  }

  #close(): void {
    const open = this.#open;
    if (open === null) return;
    const place = open.place ?? open.first;
    this.#finish(place?.file ?? null, place?.line ?? null, open.symbol);
  }

  #finish(file: string | null, line: number | null, symbol: string): void {
    const { rule, producer } = this.#open!;
    this.#findings.push({
      rule,
      level: "error",
      message: symbol === "" ? `${producer}: ${rule}` : `${producer}: ${rule}: ${symbol}`,
      file,
      line,
      endLine: line,
      suppressed: false,
    });
    this.#open = null;
  }
}

/** "SUMMARY: ThreadSanitizer: data race /src/a.cpp:3:12 in f()": its place is the first word that can be one. */
function summaryPlace(line: string): { readonly file: string; readonly line: number; readonly symbol: string } | null {
  if (!/^SUMMARY: \w+Sanitizer: /.test(line)) return null;
  for (const { 0: word, index } of line.matchAll(/\S+/g)) {
    const numbers = /:(\d+)(?::\d+)?$/.exec(word);
    const rest = line.slice(index + word.length);
    if (numbers === null || (rest !== "" && !/^ in ./.test(rest))) continue;
    const file = word.slice(0, numbers.index);
    if (/^(?:\/|[A-Za-z]:\\)|\.\w+$/.test(file))
      return { file, line: Number(numbers[1]), symbol: rest.slice(" in ".length) };
  }
  return null;
}
