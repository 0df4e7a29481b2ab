import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder } from "./coverageBuilder.ts";
import { coverageReport } from "./coverageReport.ts";
import { damagedRow } from "./damagedRow.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { isSourceLine } from "./lineNumber.ts";
import { isSqlite, SqliteFile, type SqliteValue } from "./sqlite.ts";
import { WholeFile } from "./wholeFile.ts";

/** The text form of coverage.py before 5.0. */
const oldText = "!coverage.py:";

/**
 * The data file of coverage.py 5 and after (`.coverage`), an SQLite database. It lists what ran and not what could have
 * run. Source of the format: the coverage.py documentation, "Coverage data file schema".
 */
export const coveragepySqlite: ReportFormat = {
  id: "coveragepy-sqlite",
  kind: "coverage",
  title: "coverage.py data file",
  patterns: ["**/.coverage", "**/.coverage.*"],
  isBinary: true,
  recognise(head) {
    if (head.text.startsWith(oldText)) return matched;
    if (!isSqlite(head.bytes)) return missed(0, "it is not an SQLite database");
    // The schema's text stands in the first pages.
    return new TextDecoder("latin1").decode(head.bytes).includes("coverage_schema")
      ? matched
      : missed(0.4, 'it has no table "coverage_schema"');
  },
  read: (context) => new WholeFile((bytes) => report(bytes, context)),
};

function report(bytes: Uint8Array, context: ReadContext): CoverageReport {
  if (!isSqlite(bytes))
    throw new InvalidReport(
      "too-old",
      'this is a data file of coverage.py before 5.0; run "coverage xml" or "coverage json" and use that report',
      1,
    );
  const database = new SqliteFile(bytes);
  if (!database.has("file")) throw new InvalidReport("structure", 'the database has no table "file"');
  if (database.usesLog)
    context.problem({
      severity: "warning",
      code: "write-ahead-log",
      message: "the newest data may stand in a -wal file beside this one, which is not read",
    });
  const lines = executedLines(database);
  if (lines.size === 0)
    throw new InvalidReport("nothing-measured", "the data file holds no executed file: nothing was measured");
  const builder = new CoverageBuilder();
  builder.has("lines");
  for (const [path, numbers] of lines) {
    const file = builder.file(path);
    for (const number of numbers) file.line(number, 1);
  }
  const meta = metaOf(database);
  const version = meta.get("version");
  const schema = [...database.rows("coverage_schema")][0]?.["version"];
  return coverageReport({
    coverage: builder.build(),
    completeness: "executed-only",
    dialect: typeof schema === "number" ? `schema ${schema}` : null,
    producer: version === undefined ? "coverage.py" : `coverage.py ${version}`,
    generated: meta.get("when")?.replace(" ", "T") ?? null,
  });
}

function metaOf(database: SqliteFile): ReadonlyMap<string, string> {
  const meta = new Map<string, string>();
  for (const { key, value } of database.rows("meta"))
    if (typeof key === "string" && typeof value === "string") meta.set(key, value);
  return meta;
}

/** The lines that ran, by path, over all contexts; a file of which no line ran has none. */
function executedLines(database: SqliteFile): ReadonlyMap<string, ReadonlySet<number>> {
  const paths = new Map<SqliteValue, Set<number>>();
  const lines = new Map<string, Set<number>>();
  for (const { id, path } of database.rows("file")) {
    if (typeof path !== "string") throw new InvalidReport("structure", "a file of the database has no path");
    const numbers = lines.get(path) ?? new Set();
    lines.set(path, numbers);
    paths.set(id ?? null, numbers);
  }
  const of = (id: SqliteValue | undefined): Set<number> => {
    const numbers = paths.get(id ?? null);
    if (numbers === undefined)
      throw new InvalidReport("contradiction", `lines of file ${String(id)}, which is not listed`);
    return numbers;
  };
  for (const { file_id, numbits } of database.rows("line_bits")) {
    if (!(numbits instanceof Uint8Array)) throw damagedRow(String(numbits), "bits of lines");
    addBits(numbits, of(file_id));
  }
  for (const { file_id, lineno } of database.rows("line")) add(lineno, of(file_id));
  for (const { file_id, fromno, tono } of database.rows("arc")) {
    const numbers = of(file_id);
    add(fromno, numbers);
    add(tono, numbers);
  }
  return lines;
}

/** Ends of arcs below 1 stand for entering and leaving code. */
function add(number: SqliteValue | undefined, to: Set<number>): void {
  if (typeof number !== "number") throw damagedRow(String(number), "line number");
  if (number >= 1 && isSourceLine(number)) to.add(number);
}

/** Line n is bit n % 8 of byte n / 8. */
function addBits(numbits: Uint8Array, to: Set<number>): void {
  for (let at = 0; at < numbits.length; at++)
    for (let bit = 0; bit < 8; bit++) if ((numbits[at]! >> bit) & 1) add(8 * at + bit, to);
}
