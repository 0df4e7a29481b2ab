import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder, type FileBuilder } from "./coverageBuilder.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { asObject, type Head, jsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";

/** coverage-final.json of Istanbul, nyc, c8, jest and vitest. */
export const istanbulJson: ReportFormat = {
  id: "istanbul-json",
  kind: "coverage",
  title: "Istanbul coverage-final.json (nyc, c8, jest, vitest)",
  patterns: ["**/coverage-final.json", "**/coverage/*.json", "**/.nyc_output/*.json", "**/*coverage*.json"],
  recognise(head: Head) {
    const root = jsonObject(head);
    if (root === null) return missed(0, "it is not a JSON object");
    const map = mapOf(root);
    const first = asObject(Object.values(map)[0]);
    const file = first === null ? null : (asObject(first["data"]) ?? first);
    if (file === null || !("statementMap" in file))
      return missed(file !== null && ("s" in file || "fnMap" in file) ? 0.6 : 0, 'its entries have no "statementMap"');
    return matched;
  },
  read: (context) => new JsonReader((value) => report(value, context)),
};

/** The map of files: the document, what it holds under "map", or the document as the one file it is. */
function mapOf(root: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if ("statementMap" in root) return { [String(root["path"] ?? "")]: root };
  return asObject(root["map"]) ?? root;
}

interface Position {
  readonly line: number;
  /** NaN where it is not stated: the beginning or the end of the line. */
  readonly column: number;
}

interface Range {
  readonly start: Position;
  readonly end: Position;
}

function position(value: unknown): Position | null {
  const found = asObject(value);
  const line = found?.["line"];
  const column = found?.["column"];
  if (typeof line !== "number") return null;
  return { line, column: typeof column === "number" && column >= 0 ? column : Number.NaN };
}

function range(value: unknown): Range | null {
  const found = asObject(value);
  const start = position(found?.["start"]);
  return start === null ? null : { start, end: position(found?.["end"]) ?? start };
}

function hitsOf(value: unknown): number {
  return typeof value === "number" && value > 0 ? value : 0;
}

function report(value: unknown, context: ReadContext): CoverageReport {
  const root = asObject(value);
  if (root === null) throw new InvalidReport("structure", "it is not a JSON object");
  const map = mapOf(root);
  const builder = new CoverageBuilder();
  for (const group of ["lines", "statements", "branches", "functions"] as const) builder.has(group);
  for (const [key, entry] of Object.entries(map)) {
    const outer = asObject(entry);
    const file = asObject(outer?.["data"]) ?? outer;
    if (file === null || asObject(file["statementMap"]) === null)
      throw new InvalidReport("structure", `"${key}" has no statementMap`);
    const path = typeof file["path"] === "string" ? file["path"] : key;
    readFile(file, builder.file(path));
    if (file["inputSourceMap"] !== undefined) {
      context.problem({
        severity: "info",
        code: "source-map",
        message: `${path} was measured on transpiled code; its source map is not applied`,
      });
    }
  }
  return {
    kind: "coverage",
    coverage: builder.build(),
    roots: [],
    completeness: "full",
    dialect: "Istanbul",
    producer: null,
    generated: null,
    commit: null,
    declared: null,
  };
}

function readFile(file: Readonly<Record<string, unknown>>, into: FileBuilder): void {
  const counts = asObject(file["s"]) ?? {};
  // Istanbul's rule: a line's hits are the largest of the statements that start on it.
  const lines = new Map<number, number>();
  for (const [id, value] of Object.entries(asObject(file["statementMap"]) ?? {})) {
    const where = range(value);
    if (where === null) continue;
    const hits = hitsOf(counts[id]);
    lines.set(where.start.line, Math.max(lines.get(where.start.line) ?? 0, hits));
    into.statement(
      where.start.line,
      finite(where.start.column),
      where.end.line,
      Number.isNaN(where.end.column) ? Number.POSITIVE_INFINITY : where.end.column,
      hits,
    );
  }
  for (const [line, hits] of lines) into.line(line, hits);
  const calls = asObject(file["f"]) ?? {};
  for (const [id, value] of Object.entries(asObject(file["fnMap"]) ?? {})) {
    const found = asObject(value);
    const declared = range(found?.["decl"]) ?? range(found?.["loc"]);
    const body = range(found?.["loc"]) ?? declared;
    const name = typeof found?.["name"] === "string" ? found["name"] : `(anonymous_${id})`;
    into.function(name, declared?.start.line ?? 0, body?.end.line ?? 0, hitsOf(calls[id]));
  }
  const taken = asObject(file["b"]) ?? {};
  const keys = new Map<number, number>();
  for (const [id, value] of Object.entries(asObject(file["branchMap"]) ?? {})) {
    const found = asObject(value);
    const type = typeof found?.["type"] === "string" ? found["type"] : "";
    const whole = range(found?.["loc"]);
    const locations = Array.isArray(found?.["locations"]) ? found["locations"] : [];
    const arms = Array.isArray(taken[id]) ? taken[id] : [];
    arms.forEach((hits, arm) => {
      const line = whole?.start.line ?? range(locations[0])?.start.line ?? 0;
      const key = keys.get(line) ?? 0;
      keys.set(line, key + 1);
      into.branch(line, key, hitsOf(hits), armLabel(type, arm, arms.length, range(locations[arm])));
    });
  }
}

function finite(column: number): number {
  return Number.isNaN(column) ? 0 : column;
}

/** What an arm is, in the words of the language. */
function armLabel(type: string, arm: number, arms: number, where: Range | null): string {
  switch (type) {
    case "if":
      return arm === 0 ? "if" : "else";
    case "cond-expr":
      return arm === 0 ? "true" : "false";
    case "switch":
      return where === null || Number.isNaN(where.start.line)
        ? `case ${arm + 1} of ${arms}`
        : `case at line ${where.start.line}`;
    case "binary-expr":
      return `operand ${arm + 1}`;
    case "default-arg":
      return "default value";
    default:
      return "";
  }
}
