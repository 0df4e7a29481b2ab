import type { SubsetRun } from "../model/assessment.ts";
import { type CaseColumns, caseAt, packCases } from "../model/caseColumns.ts";
import type { CoverageColumns } from "../model/coverage.ts";
import type { Reason } from "../model/measurement.ts";
import { Numbered } from "../model/numbered.ts";
import type { ReadResult } from "../model/report.ts";
import { TestMap } from "../model/tests.ts";
import type { PlacedReport } from "./placedReport.ts";
import { reportTime } from "./placedReport.ts";
import type { TestEvidence, TestResult } from "./testEvidence.ts";

/** What the last run that counted as whole had executed; the next one is held against it. Plain data, kept in a file. */
export interface AcceptedRun {
  readonly coverage: {
    /** ISO 8601. */
    readonly time: string;
    readonly reports: readonly { readonly path: string; readonly sha256: string }[];
    /** Files with an executed line, each with the hash of the source that was measured; "" where it was not fresh. */
    readonly executed: readonly (readonly [file: string, sha256: string])[];
  } | null;
  readonly tests: {
    readonly time: string;
    readonly reports: readonly { readonly path: string; readonly sha256: string }[];
    readonly ran: RanTests;
  } | null;
}

/** Tests that ran, without their messages: a million of them are kept and compared as columns. */
interface RanTests {
  readonly tests: CaseColumns;
  /** The workspace file of each test as an index into `files`, 0 where it is not known. */
  readonly file: Uint32Array;
  readonly files: readonly string[];
}

/** More than this part of what ran before must be missing for a suspicion. */
const suspiciousFall = 0.2;
/** All reports of one run, of other tests too, are written within this time, in milliseconds. */
const sameRunMilliseconds = 30 * 60_000;

/** Files with at least one executed line. */
function executedFiles(reports: readonly PlacedReport[]): Set<string> {
  const executed = new Set<string>();
  for (const { contributions } of reports)
    for (const [file, { columns, row }] of contributions) if (hasHit(columns, row)) executed.add(file);
  return executed;
}

function hasHit({ lines, totals }: CoverageColumns, row: number): boolean {
  if (lines === null) return (totals?.linesCovered[row] ?? 0) > 0 || (totals?.statementsCovered?.[row] ?? 0) > 0;
  for (let at = lines.start[row]!; at < lines.start[row + 1]!; at++) if (lines.hits[at]! > 0) return true;
  return false;
}

function didRun({ test }: TestResult): boolean {
  return test.outcome !== "skipped";
}

/** How much of the last whole run is missing now. What was deleted since is not missing. */
export interface Fall {
  readonly subset: SubsetRun | null;
  /** Paths of coverage reports of the suspected run. */
  readonly partReports: ReadonlySet<string>;
  readonly coverage: readonly Reason[];
  readonly tests: readonly Reason[];
  /** Tests of the last whole run that did not run now. */
  readonly missingTests: readonly TestResult[];
}

export const noFall: Fall = {
  subset: null,
  partReports: new Set(),
  coverage: [],
  tests: [],
  missingTests: [],
};

export function compareWithAccepted(
  accepted: AcceptedRun,
  reports: readonly PlacedReport[],
  tests: TestEvidence,
  exists: (file: string) => boolean,
): Fall {
  const newReports = fresh(accepted.coverage?.reports, reports);
  const newTests = fresh(accepted.tests?.reports, tests.reports);
  let files: SubsetRun["files"] = null;
  if (accepted.coverage !== null && reports.length > 0 && newReports.length > 0) {
    const executed = executedFiles(reports);
    const before = accepted.coverage.executed.filter(([file]) => exists(file));
    const now = before.filter(([file]) => executed.has(file)).length;
    if (before.length - now > suspiciousFall * before.length) files = { now, before: before.length };
  }
  let ran: SubsetRun["tests"] = null;
  let missingTests: TestResult[] = [];
  if (accepted.tests !== null && tests.reports.length > 0 && newTests.length > 0) {
    const now = tests.results.filter(didRun).length;
    const before = rowsThere(accepted.tests.ran, exists);
    if (before.length - now > suspiciousFall * before.length) {
      ran = { now, before: before.length };
      missingTests = testsMissing(accepted.tests.ran, before, tests.results);
    }
  }
  if (files === null && ran === null) return noFall;
  const testTimes = newTests.map(({ read }) => reportTime(read));
  const ofThatRun = newReports.filter(
    ({ read }) => files !== null || testTimes.some((time) => Math.abs(time - reportTime(read)) < sameRunMilliseconds),
  );
  const said: string[] = [];
  if (files !== null) said.push(`${files.now} of ${files.before} files`);
  if (ran !== null) said.push(`${ran.now} tests instead of ${ran.before}`);
  const since = accepted.coverage?.time ?? accepted.tests?.time ?? "";
  const message = `this run looks like a part of the tests: it executed ${said.join(" and ")} of the last whole run (${since.slice(0, 16).replace("T", " ")} UTC)`;
  const reason: Reason = { code: "subset-run", message };
  return {
    subset: { message, files, tests: ran },
    partReports: new Set(ofThatRun.map(({ read }) => read.path)),
    coverage: ofThatRun.length > 0 ? [reason] : [],
    tests: ran === null ? [] : [reason],
    missingTests,
  };
}

function ranTests(results: readonly TestResult[]): RanTests {
  const ran = results.filter(didRun);
  const files = new Numbered("");
  const file = Uint32Array.from(ran, (each) => (each.file === null ? 0 : files.numberOf(each.file)));
  const tests = packCases(
    ran.map(({ test }) => test),
    false,
  );
  return { tests, file, files: files.all };
}

/** Rows of the tests whose file is still there, or not known. */
function rowsThere({ file, files }: RanTests, exists: (file: string) => boolean): Uint32Array {
  const isThere = files.map((each, index) => index === 0 || exists(each));
  return Uint32Array.from(file.keys()).filter((row) => isThere[file[row]!]);
}

/** Those of the rows that did not run now. */
function testsMissing(
  { tests, file, files }: RanTests,
  rows: Uint32Array,
  results: readonly TestResult[],
): TestResult[] {
  const there = new TestMap<true>();
  for (const result of results) if (didRun(result)) there.set(result.test, true);
  const missing: TestResult[] = [];
  for (const row of rows) {
    const test = caseAt(tests, row);
    if (there.get(test) === undefined)
      missing.push({ file: file[row] === 0 ? null : files[file[row]!]!, test, report: 0 });
  }
  return missing;
}

/** Reports with another content than the accepted ones. */
function fresh<T extends { readonly read: ReadResult }>(
  accepted: readonly { readonly sha256: string }[] | undefined,
  reports: readonly T[],
): T[] {
  const known = new Set(accepted?.map(({ sha256 }) => sha256));
  return reports.filter(({ read }) => !known.has(read.provenance.sha256));
}

/** Executed files, each with the hash of its source where that is the measured one, else "". */
function executedWithHashes(
  reports: readonly PlacedReport[],
  sourceHash: (file: string) => string,
): (readonly [file: string, sha256: string])[] {
  const hashes = new Map<string, string>();
  for (const file of executedFiles(reports)) hashes.set(file, "");
  // Whichever report says so: one that ran nothing of the file, too.
  for (const { contributions } of reports) {
    for (const [file, { freshness }] of contributions)
      if (freshness === "fresh" && hashes.has(file)) hashes.set(file, sourceHash(file));
  }
  return [...hashes];
}

/** What is kept of a run that counts as whole. A kind of report that is not there leaves what was kept of it. */
export function acceptedRun(
  before: AcceptedRun | null,
  reports: readonly PlacedReport[],
  tests: TestEvidence,
  sourceHash: (file: string) => string,
): AcceptedRun {
  const provenance = (all: readonly { readonly read: ReadResult }[]) =>
    all.map(({ read }) => ({ path: read.path, sha256: read.provenance.sha256 }));
  const newest = (all: readonly { readonly read: ReadResult }[]) =>
    new Date(Math.max(...all.map(({ read }) => reportTime(read)))).toISOString();
  return {
    coverage:
      reports.length === 0
        ? (before?.coverage ?? null)
        : {
            time: newest(reports),
            reports: provenance(reports),
            executed: executedWithHashes(reports, sourceHash),
          },
    tests:
      tests.reports.length === 0 || tests.aborted.length > 0
        ? (before?.tests ?? null)
        : {
            time: newest(tests.reports),
            reports: provenance(tests.reports),
            ran: ranTests(tests.results),
          },
  };
}

/** One part of a run that was divided over several machines. */
interface Shard {
  /** 1-based. */
  readonly index: number;
  readonly total: number;
}

/** Which shard a report is of, as its path tells ("junit-2-of-4.xml", "shard-2-4/lcov.info"). */
function shardOfPath(path: string): (Shard & { readonly group: string }) | null {
  const found =
    /(?<![\d.])(\d{1,3})[-_ ]?of[-_ ]?(\d{1,3})(?![\d.]\d)/i.exec(path) ??
    /shard[-_]?(\d{1,3})[-_](\d{1,3})/i.exec(path);
  if (found === null) return null;
  const [index, total] = [Number(found[1]), Number(found[2])];
  if (index < 1 || total < 2 || index > total) return null;
  return { index, total, group: `${path.slice(0, found.index)}*${path.slice(found.index + found[0].length)}` };
}

/** Shards that are not there although the others say that they exist. */
interface MissingShards {
  readonly reasons: readonly Reason[];
  /** Paths of the shards that are there. */
  readonly paths: ReadonlySet<string>;
  /** How many tests the missing ones may hold: each as many as the largest that is there. */
  readonly tests: number;
}

/**
 * @param duplicates paths of reports that say what one of the reports says: a shard with the same hits is there, too
 * @param size how much a shard holds, for tests their number
 */
export function missingShards<T extends { readonly read: ReadResult }>(
  reports: readonly T[],
  duplicates: Iterable<string>,
  stated: (each: T) => Shard | null,
  size: (each: T) => number,
): MissingShards {
  const groups = new Map<string, { total: number; there: Set<number>; paths: string[]; largest: number }>();
  for (const each of reports) {
    const own = stated(each);
    const shard = own === null ? shardOfPath(each.read.path) : { ...own, group: each.read.format ?? "" };
    if (shard === null) continue;
    const key = `${shard.total} ${shard.group}`;
    const group = groups.get(key) ?? { total: shard.total, there: new Set<number>(), paths: [], largest: 0 };
    groups.set(key, group);
    group.there.add(shard.index);
    group.paths.push(each.read.path);
    group.largest = Math.max(group.largest, size(each));
  }
  for (const path of duplicates) {
    const shard = shardOfPath(path);
    if (shard !== null) groups.get(`${shard.total} ${shard.group}`)?.there.add(shard.index);
  }
  const reasons: Reason[] = [];
  const paths = new Set<string>();
  let tests = 0;
  for (const { total, there, paths: own, largest } of groups.values()) {
    const missing = Array.from({ length: total }, (_, at) => at + 1).filter((index) => !there.has(index));
    if (missing.length === 0) continue;
    tests += missing.length * largest;
    for (const path of own) paths.add(path);
    reasons.push({
      code: "missing-shard",
      message: `shard ${missing.join(", ")} of ${total} is missing beside ${own.slice(0, 2).join(", ")}${own.length > 2 ? " …" : ""}${largest > 0 ? `: taken to hold up to ${largest} tests${missing.length > 1 ? " each" : ""}, as the largest of the others` : ""}`,
    });
  }
  return { reasons, paths, tests };
}

/**
 * Data files of single processes (`.coverage.host.pid.number`) that nobody combined: what those processes ran is in no
 * report. `coverage combine` deletes them, so that one beside a newer report is left from a run of its own.
 */
export function uncombined(reads: readonly ReadResult[], reports: readonly PlacedReport[]): readonly string[] {
  const parallel = reads.filter(
    ({ format, path }) => format === "coveragepy-sqlite" && /(?:^|\/)\.coverage\.[^/]+$/.test(path),
  );
  const newest = Math.max(Number.NEGATIVE_INFINITY, ...reports.map(({ read }) => Date.parse(read.provenance.modified)));
  return parallel
    .filter(({ provenance }) => Date.parse(provenance.modified) > newest - sameRunMilliseconds)
    .map(({ path }) => path);
}
