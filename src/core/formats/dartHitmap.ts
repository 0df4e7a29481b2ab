import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder, type FileBuilder } from "./coverageBuilder.ts";
import { coverageReport, refuseEmpty } from "./coverageReport.ts";
import { InvalidReport, matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { asObject, jsonObject } from "./head.ts";
import { JsonSplitter } from "./jsonSplitter.ts";
import { number, text } from "./jsonValues.ts";

/**
 * Dart's hit maps (`dart test --coverage=FOLDER`, `collect_coverage` of package:coverage): of each source one list of
 * `line, hits`, where a line may be a range as "3-5". Branches have one such list with a way into a block each, functions
 * one of hits and one of names. Sources are "package:name/path", which is lib/path of the package, or "file:" URLs.
 */
export const dartHitmap: ReportFormat = {
  id: "dart-hitmap",
  kind: "coverage",
  title: "Dart hit maps (dart test --coverage, collect_coverage)",
  patterns: ["**/coverage/**/*.vm.json", "**/coverage/**/*.chrome.json", "**/coverage/coverage.json"],
  recognise(head) {
    const root = jsonObject(head);
    if (root?.["type"] !== "CodeCoverage") return missed(0, 'its "type" is not "CodeCoverage"');
    return Array.isArray(root["coverage"]) ? matched : missed(0.5, 'it has no list "coverage"');
  },
  read: (context) => new DartReader(context),
};

/** A range of more lines than this is damage. */
const mostLines = 1_000_000;

interface DartFunction {
  name: string;
  hits: number;
}

/** Reads source by source; one that several isolates loaded stands there several times, and its hits are added. */
class DartReader implements Reader {
  readonly #context: ReadContext;
  readonly #builder = new CoverageBuilder();
  readonly #splitter: JsonSplitter;
  readonly #functions = new Map<string, Map<number, DartFunction>>();
  readonly #withoutFile = new Set<string>();
  #hasList = false;

  constructor(context: ReadContext) {
    this.#context = context;
    this.#builder.has("lines");
    this.#splitter = new JsonSplitter({
      descend: (path, kind) => {
        if (path.length === 0) return kind === "object";
        const isList = path.length === 1 && path[0] === "coverage" && kind === "list";
        this.#hasList ||= isList;
        return isList;
      },
      take: (path, value) => {
        if (path.length === 2) this.#source(value);
      },
    });
  }

  write(chunk: Uint8Array): void {
    this.#splitter.write(chunk);
  }

  #source(value: unknown): void {
    const entry = asObject(value);
    const source = text(entry?.["source"]);
    if (entry === null || source === null) throw new InvalidReport("structure", 'an entry has no "source"');
    // The libraries of the SDK, and what a debugger evaluated.
    if (/^(?:dart|evaluate|org-dartlang-\w+):/.test(source)) {
      this.#withoutFile.add(source);
      return;
    }
    const file = this.#builder.file(source);
    eachHit(entry["hits"], source, (line, hits) => file.line(line, hits));
    if ("branchHits" in entry) {
      this.#builder.has("branches");
      eachHit(entry["branchHits"], source, (line, hits) => file.branch(line, 0, hits));
    }
    if ("funcHits" in entry) this.#addFunctions(entry["funcHits"], entry["funcNames"], source);
  }

  #addFunctions(hits: unknown, names: unknown, source: string): void {
    this.#builder.has("functions");
    const known = this.#functions.get(source) ?? new Map<number, DartFunction>();
    this.#functions.set(source, known);
    const at = (line: number) => {
      const found = known.get(line) ?? { name: "", hits: 0 };
      known.set(line, found);
      return found;
    };
    eachHit(hits, source, (line, count) => {
      at(line).hits += count;
    });
    const list: readonly unknown[] = Array.isArray(names) ? names : [];
    for (let place = 0; place + 1 < list.length; place += 2) {
      const line = number(list[place]);
      if (line !== null && known.has(line)) at(line).name = text(list[place + 1]) ?? "";
    }
  }

  end(): CoverageReport {
    this.#splitter.end();
    if (!this.#hasList) throw new InvalidReport("structure", 'it has no list "coverage"');
    refuseEmpty(this.#builder);
    for (const [source, functions] of this.#functions) {
      const file: FileBuilder = this.#builder.file(source);
      for (const [line, { name, hits }] of functions) file.function(name, line, 0, hits);
    }
    if (this.#withoutFile.size > 0)
      this.#context.problem({
        severity: "info",
        code: "no-file",
        message: `${this.#withoutFile.size} libraries of Dart itself are left out`,
      });
    return coverageReport({
      coverage: this.#builder.build(),
      dialect: "Dart",
      producer: "package:coverage",
    });
  }
}

/** Gives each line with its hits of a list `line, hits, line, hits, …`. */
function eachHit(list: unknown, source: string, take: (line: number, hits: number) => void): void {
  if (!Array.isArray(list) || list.length % 2 !== 0)
    throw new InvalidReport("structure", `"${source}" has no list of lines and hits`);
  for (let at = 0; at < list.length; at += 2) {
    const [first, last] = linesOf(list[at]);
    const hits = number(list[at + 1]);
    if (hits === null || first === null || last === null || last < first || last - first > mostLines)
      throw new InvalidReport("structure", `"${source}" has hits that are of no line or no number`);
    for (let line = first; line <= last; line++) take(line, hits);
  }
}

/** 3 or "3-5". */
function linesOf(value: unknown): readonly [number | null, number | null] {
  if (typeof value === "number") return [number(value), number(value)];
  const range = typeof value === "string" ? /^(\d+)(?:-(\d+))?$/.exec(value) : null;
  return range === null ? [null, null] : [Number(range[1]), Number(range[2] ?? range[1])];
}
