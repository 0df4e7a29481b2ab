import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder } from "./coverageBuilder.ts";
import { coverageReport } from "./coverageReport.ts";
import { InvalidReport, matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject, jsonObject } from "./head.ts";
import { JsonSplitter } from "./jsonSplitter.ts";
import { number, numbers, objects, onlyObjects, text } from "./jsonValues.ts";

/**
 * What Node.js writes with NODE_V8_COVERAGE: ranges of characters with counts, by script and function (V8 inspector,
 * Profiler.ScriptCoverage). Which lines hold code at all is not in it, so that no percentage follows: functions and, for
 * scripts whose line lengths Node.js keeps beside a source map, the lines that ran.
 */
export const v8Coverage: ReportFormat = {
  id: "v8",
  kind: "coverage",
  title: "V8 raw coverage (NODE_V8_COVERAGE)",
  patterns: ["**/coverage/tmp/coverage-*.json", "**/coverage-*-*-*.json"],
  recognise(head) {
    const root = jsonObject(head);
    const first = objects(root?.["result"])[0];
    if (first === undefined)
      return missed(root !== null && "result" in root && "timestamp" in root ? 0.5 : 0, 'it has no list "result"');
    return "scriptId" in first && "url" in first ? matched : missed(0.5, 'its results have no "scriptId" and "url"');
  },
  read: (context) => new V8Reader(context),
};

interface Script {
  readonly url: string;
  readonly functions: readonly JsonObject[];
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

class V8Reader implements Reader {
  readonly #context: ReadContext;
  readonly #scripts: Script[] = [];
  /** Lengths of the lines of a script, by its address. */
  readonly #lengths = new Map<string, readonly number[]>();
  #hasResult = false;
  readonly #splitter = new JsonSplitter({
    descend: (path, kind) => {
      if (path.length === 0) return kind === "object";
      if (path.length > 1) return false;
      if (path[0] === "result" && kind === "list") this.#hasResult = true;
      return (path[0] === "result" && kind === "list") || (path[0] === "source-map-cache" && kind === "object");
    },
    take: (path, value) => {
      const entry = asObject(value);
      if (path.length !== 2 || entry === null) return;
      if (path[0] === "result") this.#script(entry);
      else {
        const lengths = numbers(entry["lineLengths"]);
        if (lengths !== null) this.#lengths.set(String(path[1]), lengths);
      }
    },
  });

  constructor(context: ReadContext) {
    this.#context = context;
  }

  write(chunk: Uint8Array): void {
    this.#splitter.write(chunk);
  }

  end(): CoverageReport {
    this.#splitter.end();
    if (!this.#hasResult) throw new InvalidReport("structure", 'it has no list "result"');
    // c8 keeps what each process ran: that of the test runner itself names no script of a file.
    const builder = new CoverageBuilder();
    builder.has("functions");
    for (const script of this.#scripts) readScript(script, this.#lengths.get(script.url) ?? null, builder);
    this.#context.problem({
      severity: "warning",
      code: "needs-conversion",
      message:
        "V8's raw coverage does not say which lines hold code: let c8 convert it (c8 report --reporter=lcov), no percentage is taken from it",
    });
    return coverageReport({
      coverage: builder.build(),
      completeness: "executed-only",
      dialect: "V8",
      producer: "Node.js",
    });
  }

  #script(entry: JsonObject): void {
    const url = text(entry["url"]);
    if (url === null || !Array.isArray(entry["functions"]))
      throw new InvalidReport("structure", 'a result has no "url" and "functions"');
    // node:fs and evaluated code are no files.
    if (/^(?:file:|\/|[A-Za-z]:)/.test(url)) this.#scripts.push({ url, functions: onlyObjects(entry["functions"]) });
  }
}

function readScript({ url, functions }: Script, lengths: readonly number[] | null, builder: CoverageBuilder): void {
  const into = builder.file(url);
  const starts = lengths === null ? null : lineStarts(lengths);
  const all: Range[] = [];
  for (const each of functions) {
    const ranges = onlyObjects(each["ranges"]).map(rangeOf);
    const [whole] = ranges;
    if (whole === undefined) throw new InvalidReport("structure", `a function of ${url} has no ranges`);
    for (const range of ranges) all.push(range);
    const name = text(each["functionName"]);
    // The function without a name from the first character on is the script itself.
    if (name === null && whole.start === 0) continue;
    const line = starts === null ? 0 : lineAt(starts, whole.start);
    const end = starts === null ? 0 : lineAt(starts, Math.max(whole.end - 1, 0));
    into.function(name ?? "(anonymous)", line, end, whole.count);
  }
  if (starts === null || lengths === null) return;
  builder.has("lines");
  for (const [index, hits] of lineCounts(all, starts, lengths)) into.line(index + 1, hits);
}

function rangeOf(value: JsonObject): Range {
  const [start, end, count] = [number(value["startOffset"]), number(value["endOffset"]), number(value["count"])];
  if (start === null || end === null || count === null)
    throw new InvalidReport("structure", 'a range has no "startOffset", "endOffset" and "count"');
  return { start, end, count };
}

/** Offset of the first character of each line; one character ends a line. */
function lineStarts(lengths: readonly number[]): readonly number[] {
  const starts: number[] = [];
  let at = 0;
  for (const length of lengths) {
    starts.push(at);
    at += length + 1;
  }
  return starts;
}

/** 1-based line of an offset. */
function lineAt(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= offset) low = middle + 1;
    else high = middle;
  }
  return Math.max(low, 1);
}

/**
 * The lines that ran, by index, with the count of the innermost range that holds the whole line: V8's ranges nest, and
 * the shorter one counts.
 */
function lineCounts(
  ranges: readonly Range[],
  starts: readonly number[],
  lengths: readonly number[],
): ReadonlyMap<number, number> {
  const sorted = [...ranges].sort((a, b) => b.end - b.start - (a.end - a.start));
  const counts = new Float64Array(starts.length).fill(Number.NaN);
  for (const { start, end, count } of sorted) {
    let line = lineAt(starts, start) - 1;
    if (starts[line]! < start) line++;
    for (; line < starts.length && starts[line]! + lengths[line]! <= end; line++) counts[line] = count;
  }
  const ran = new Map<number, number>();
  counts.forEach((count, line) => {
    if (count > 0 && lengths[line]! > 0) ran.set(line, count);
  });
  return ran;
}
