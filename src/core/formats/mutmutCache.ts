import type { Mutant, MutantStatus } from "../model/mutation.ts";
import type { MutationReport } from "../model/report.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { mutationReport } from "./mutationFormats.ts";
import { isSqlite, SqliteFile, type SqliteRow } from "./sqlite.ts";
import { WholeFile } from "./wholeFile.ts";

/**
 * What mutmut 2 keeps of its mutants: `.mutmut-cache`, an SQLite database (mutmut/cache.py). Each mutant has its line and
 * how it ended; its tables are SourceFile, Line and Mutant.
 */
export const mutmutCache: ReportFormat = {
  id: "mutmut-cache",
  kind: "mutation",
  title: "mutmut 2 cache (.mutmut-cache)",
  patterns: ["**/.mutmut-cache"],
  isBinary: true,
  recognise(head) {
    if (!isSqlite(head.bytes)) return missed(0, "it is not an SQLite database");
    // The schema's text stands in the first pages.
    return new TextDecoder("latin1").decode(head.bytes).includes("tested_against_hash")
      ? matched
      : missed(0.3, 'it has no column "tested_against_hash"');
  },
  read: (context) => new WholeFile((bytes) => report(bytes, context)),
};

/** "suspicious" took long and proves nothing. */
const statuses: Readonly<Record<string, MutantStatus>> = {
  ok_killed: "killed",
  ok_suspicious: "survived",
  bad_survived: "survived",
  bad_timeout: "timeout",
  skipped: "ignored",
  untested: "pending",
};

function report(bytes: Uint8Array, context: ReadContext): MutationReport {
  const warn = (code: string, count: number, all: number, what: string) => {
    if (count > 0) context.problem({ severity: "warning", code, message: `${count} of ${all} mutants ${what}` });
  };
  const database = new SqliteFile(bytes);
  for (const table of ["SourceFile", "Line", "Mutant"])
    if (!database.has(table)) throw new InvalidReport("structure", `the database has no table "${table}"`);
  const files = new Map([...database.rows("SourceFile")].map(({ id, filename }) => [id, filename]));
  const lines = new Map([...database.rows("Line")].map((row) => [row["id"], row]));
  const mutants: Mutant[] = [];
  const tests = [...database.rows("MiscData")].find(({ key }) => key === "hash_of_tests")?.["value"];
  let [pending, outdated] = [0, 0];
  for (const row of database.rows("Mutant")) {
    const mutant = mutantOf(row, lines.get(row["line"]), files);
    mutants.push(mutant);
    if (mutant.status === "pending") pending++;
    // mutmut takes it that what killed a mutant once does so still.
    else if (mutant.status !== "killed" && tests !== undefined && row["tested_against_hash"] !== tests) outdated++;
  }
  if (mutants.length === 0) throw new InvalidReport("nothing-measured", "the cache holds no mutant");
  warn("not-run", pending, mutants.length, "were not run: they do not count");
  warn("outdated", outdated, mutants.length, "were run with other tests than there are now, and were not killed");
  return mutationReport(mutants, "cache", { producer: "mutmut 2" });
}

function mutantOf(
  { id, status }: SqliteRow,
  line: SqliteRow | undefined,
  files: ReadonlyMap<unknown, unknown>,
): Mutant {
  const file = files.get(line?.["sourcefile"]);
  const number = line?.["line_number"];
  const known = typeof status === "string" && Object.hasOwn(statuses, status) ? statuses[status]! : null;
  if (typeof file !== "string" || typeof number !== "number")
    throw new InvalidReport("contradiction", `mutant ${String(id)} is of a line that is not listed`);
  if (known === null)
    throw new InvalidReport("structure", `mutant ${String(id)} ended in a way that is not known: ${String(status)}`);
  // Lines are counted from 0.
  return { file, line: number + 1, mutator: `mutant ${String(id)}`, status: known };
}
