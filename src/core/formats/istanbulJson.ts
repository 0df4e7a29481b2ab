import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder, type FileBuilder } from "./coverageBuilder.ts";
import { coverageReport } from "./coverageReport.ts";
import { damagedValue, inFile } from "./damagedRow.ts";
import { InvalidReport, matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { asObject, type Head, type JsonObject, jsonObject } from "./head.ts";
import { MappedCoverage } from "./istanbulMapped.ts";
import { armHits, countOf, endOfLine, parseFileCoverage, Statements } from "./istanbulStatements.ts";
import { type JsonPath, JsonSplitter } from "./jsonSplitter.ts";

/** coverage-final.json of Istanbul, nyc, c8, jest and vitest; solidity-coverage's coverage.json. */
export const istanbulJson: ReportFormat = {
  id: "istanbul-json",
  kind: "coverage",
  title: "Istanbul coverage-final.json (nyc, c8, jest, vitest)",
  patterns: ["**/coverage-final.json", "**/coverage/*.json", "**/.nyc_output/*.json", "**/*coverage*.json"],
  recognise(head: Head) {
    const root = jsonObject(head);
    if (root === null) return missed(0, "it is not a JSON object");
    if ("statementMap" in root) return matched;
    const first = asObject(Object.values(asObject(root["map"]) ?? root)[0]);
    const file = first === null ? null : (asObject(first["data"]) ?? first);
    // Istanbul 0.x and solidity-coverage write the counts first: the maps may begin behind what is looked at.
    if (!head.complete && typeof file?.["path"] === "string" && asObject(file["s"]) !== null) return matched;
    if (file === null || !("statementMap" in file))
      return missed(file !== null && ("s" in file || "fnMap" in file) ? 0.6 : 0, 'its entries have no "statementMap"');
    return matched;
  },
  read: (context) => new IstanbulReader(context),
};

/** Members of one file's coverage: where they stand at the root, the document is that one file. */
const fileMembers = new Set(["statementMap", "fnMap", "branchMap", "s", "f", "b"]);

/** Reads file by file, so that a large report is never one text nor one value. */
class IstanbulReader implements Reader {
  readonly #context: ReadContext;
  readonly #builder = new CoverageBuilder();
  readonly #splitter: JsonSplitter;
  /** The members of a document that is one file. */
  #single: Record<string, unknown> | null = null;
  readonly #plain: Record<string, unknown> = {};
  readonly #mapped = new MappedCoverage();
  #mappedFiles = 0;
  #unmapped = 0;
  readonly #told: Told = { uncounted: 0, ignored: 0 };

  constructor(context: ReadContext) {
    this.#context = context;
    this.#builder.has("lines", "statements", "branches", "functions");
    this.#splitter = new JsonSplitter({
      // The files stand at the root, or below "map".
      descend: (path, kind) => kind === "object" && (path.length === 0 || (path.length === 1 && path[0] === "map")),
      take: (path, value) => this.#take(path, value),
      parse: parseFileCoverage,
    });
  }

  write(chunk: Uint8Array): void {
    this.#splitter.write(chunk);
  }

  end(): CoverageReport {
    this.#splitter.end();
    if (this.#single !== null) this.#file("", { ...this.#plain, ...this.#single });
    else {
      const [stray] = Object.entries(this.#plain).find(([, value]) => asObject(value) !== null) ?? [];
      if (stray !== undefined) throw new InvalidReport("structure", `"${stray}" has no statementMap`);
    }
    this.#told.uncounted += this.#mapped.uncounted;
    for (const [path, source] of this.#mapped.sources) readFile(source.file(), this.#builder.file(path), this.#told);
    this.#tell();
    return coverageReport({
      coverage: this.#builder.build(),
      dialect: "Istanbul",
    });
  }

  #tell(): void {
    const { uncounted, ignored } = this.#told;
    if (uncounted > 0) {
      this.#context.problem({
        severity: "warning",
        code: "uncounted",
        message: `${uncounted} branch(es) have null for a count, as Vitest 4 writes it: they were not taken`,
      });
    }
    if (ignored > 0) {
      this.#context.problem({
        severity: "info",
        code: "ignored",
        message: `${ignored} statements, functions or branches are marked to be ignored: they are left out, where Istanbul 0.x counts them as covered`,
      });
    }
    if (this.#mappedFiles > 0) {
      this.#context.problem({
        severity: "info",
        code: "source-map",
        message: `${this.#mappedFiles} files were measured on transpiled code; by their source maps they are ${this.#mapped.sources.size} sources`,
      });
    }
    if (this.#unmapped > 0) {
      this.#context.problem({
        severity: "warning",
        code: "source-map-damaged",
        message: `${this.#unmapped} files were measured on transpiled code and their source maps can not be read: their lines are not those of the source`,
      });
    }
  }

  #take(path: JsonPath, value: unknown): void {
    if (path.length === 0) throw new InvalidReport("structure", "it is not a JSON object");
    const key = String(path.at(-1));
    if (path.length === 1 && fileMembers.has(key)) {
      this.#single ??= {};
      this.#single[key] = value;
      return;
    }
    const entry = asObject(value);
    const file = asObject(entry?.["data"]) ?? entry;
    if (file !== null && "statementMap" in file) this.#file(key, file);
    else if (path.length === 1) this.#plain[key] = value;
    else throw new InvalidReport("structure", `"${key}" has no statementMap`);
  }

  #file(key: string, file: JsonObject): void {
    const path = typeof file["path"] === "string" ? file["path"] : key;
    const hasMap = file["inputSourceMap"] !== undefined && file["inputSourceMap"] !== null;
    if (hasMap && this.#mapped.add(path, file)) {
      this.#mappedFiles++;
      return;
    }
    if (hasMap) this.#unmapped++;
    try {
      readFile(file, this.#builder.file(path), this.#told);
    } catch (error) {
      throw inFile(error, path);
    }
  }
}

/**
 * How many arms have null for a count (`armHits`), and how many elements are left out for `skip`, by which Istanbul 0.x
 * keeps what its comments ignore.
 */
interface Told {
  uncounted: number;
  ignored: number;
}

function readFile(file: JsonObject, into: FileBuilder, told: Told): void {
  readStatements(file, into, told);
  readFunctions(file, into, told);
  readBranches(file, into, told);
}

function readStatements(file: JsonObject, into: FileBuilder, told: Told): void {
  const counts = asObject(file["s"]) ?? {};
  // Istanbul's rule: a line's hits are the largest of the statements that start on it.
  const lines = new Map<number, number>();
  const ignored = new Set<number>();
  const add = (id: string | number, line: number, column: number, endLine: number, endColumn: number) => {
    const hits = countOf(counts[id], `statement ${id}`);
    if (!into.isPlaced(line)) return;
    const known = lines.get(line);
    if (known === undefined || known < hits) lines.set(line, hits);
    into.statement(line, column, endLine || line, endColumn, hits);
  };
  const map = file["statementMap"];
  if (map instanceof Statements) {
    const { first, places } = map;
    for (let at = 0; at < places.length; at += 4) {
      const endColumn = places[at + 3]!;
      add(
        first + at / 4,
        places[at]!,
        places[at + 1]!,
        places[at + 2]!,
        endColumn === endOfLine ? Number.POSITIVE_INFINITY : endColumn,
      );
    }
  } else {
    for (const [id, place] of Object.entries(asObject(map) ?? {})) {
      const where = place as Place;
      if (where?.skip === true) {
        told.ignored++;
        ignored.add(lineOf(where.start) ?? 0);
        continue;
      }
      const line = lineOf(where?.start);
      if (line === null) throw damagedValue(where, `place of statement ${id}`);
      const column = where?.start?.column;
      const endColumn = where?.end?.column;
      add(
        id,
        line,
        isColumn(column) ? column : 0,
        lineOf(where?.end) ?? 0,
        // null and what is left out: to the end of the line.
        isColumn(endColumn) ? endColumn : Number.POSITIVE_INFINITY,
      );
    }
  }
  for (const line of ignored) if (!lines.has(line)) into.exclude(line);
  // solidity-coverage counts lines apart from statements.
  const own = Object.entries(asObject(file["l"]) ?? {});
  for (const [line, counted] of own.length > 0 ? own : lines) {
    const hits = countOf(counted, `line ${line}`);
    if (lines.has(Number(line)) || !ignored.has(Number(line))) into.line(Number(line), hits);
  }
}

function readFunctions(file: JsonObject, into: FileBuilder, told: Told): void {
  const counts = asObject(file["f"]) ?? {};
  const map = asObject(file["fnMap"]) ?? {};
  for (const id of Object.keys(map)) {
    const found = asObject(map[id]);
    const hits = countOf(counts[id], `function ${id}`);
    if (found === null) throw damagedValue(map[id], `place of function ${id}`);
    if (found["skip"] === true) {
      told.ignored++;
      continue;
    }
    const body = found["loc"] as Place;
    const declared = found["decl"] as Place;
    const line = lineOf(declared?.start) || lineOf(body?.start) || 0;
    const name = typeof found["name"] === "string" ? found["name"] : `(anonymous_${id})`;
    into.function(name, line, lineOf(body?.end) || lineOf(declared?.end) || 0, hits);
  }
}

function readBranches(file: JsonObject, into: FileBuilder, told: Told): void {
  const counts = asObject(file["b"]) ?? {};
  const map = asObject(file["branchMap"]) ?? {};
  const keys = new Map<number, number>();
  for (const id of Object.keys(map)) {
    const found = asObject(map[id]);
    const arms = counts[id];
    if (found === null || !Array.isArray(arms)) throw damagedValue(arms, `list of the counts of branch ${id}`);
    const type = typeof found["type"] === "string" ? found["type"] : "";
    const places: readonly Place[] = Array.isArray(found["locations"]) ? found["locations"] : [];
    const line = lineOf((found["loc"] as Place)?.start) ?? lineOf(places[0]?.start) ?? lineOf({ line: found["line"] });
    if (line === null) throw damagedValue(found["loc"], `place of branch ${id}`);
    for (let arm = 0; arm < arms.length; arm++) {
      const key = keys.get(line) ?? 0;
      keys.set(line, key + 1);
      if (places[arm]?.skip === true) told.ignored++;
      else into.branch(line, key, armHits(arms[arm], id, told), armLabel(type, arm, lineOf(places[arm]?.start) ?? 0));
    }
  }
}

/** A range as it may stand in a report: nothing of it is sure. */
type Place = { readonly start?: Position; readonly end?: Position; readonly skip?: unknown } | null | undefined;
type Position = { readonly line?: unknown; readonly column?: unknown } | null | undefined;

/** The line, or null where none is stated: the "else" that is not written has `{}` for its place. */
function lineOf(position: Position): number | null {
  const line = position?.line ?? null;
  if (line !== null && typeof line !== "number") throw damagedValue(line, "line number");
  return line;
}

function isColumn(value: unknown): value is number {
  return typeof value === "number" && value >= 0;
}

/** What an arm is, in the words of the language; `line` is where it begins, 0 where unknown. */
function armLabel(type: string, arm: number, line: number): string {
  switch (type) {
    case "if":
      return arm === 0 ? "if" : "else";
    case "cond-expr":
      return arm === 0 ? "true" : "false";
    case "switch":
      return line === 0 ? `case ${arm + 1}` : `case at line ${line}`;
    case "binary-expr":
      return `operand ${arm + 1}`;
    case "default-arg":
      return "default value";
    default:
      return "";
  }
}
