import { assess } from "./assessment/assess.ts";
import { type HistoryEntry, measuredGates } from "./assessment/trend.ts";
import { configurationFile, listingFiles, sha256 } from "./configuration.ts";
import type { AcceptedRun } from "./evidence/completeness.ts";
import { type EarlierRun, type Evidence, gatherEvidence } from "./evidence/evidence.ts";
import { writingOf } from "./evidence/placedReport.ts";
import { SourceFactsCache } from "./evidence/sourceFacts.ts";
import { isKnownSource } from "./evidence/sourceLines.ts";
import type { ReportFormat } from "./formats/format.ts";
import { filesAtOnce, inParallel } from "./inParallel.ts";
import { largeReportBytes } from "./largeReport.ts";
import type { Assessment, ReportState } from "./model/assessment.ts";
import type { ReadResult } from "./model/report.ts";
import { parsePolicy } from "./policy/parse.ts";
import type { Policy } from "./policy/policy.ts";
import type { Clock, Files, FoundFile, History, Listing, Log, Observations, ReportReading } from "./ports.ts";
import { sameData } from "./sameData.ts";
import { sameList } from "./sameList.ts";
import { type SearchPatterns, searchPatterns } from "./searchPatterns.ts";

/** Where earlier assessments of a folder are kept. Neither call rejects: a place that cannot be written keeps nothing. */
export interface AssessmentStore {
  load(): Promise<readonly (HistoryEntry & { readonly key: string })[]>;
  append(entry: HistoryEntry & { readonly key: string }): Promise<void>;
}

/** What the last whole run had executed. Neither call rejects. */
export interface AcceptedRuns {
  load(): Promise<AcceptedRun | null>;
  save(run: AcceptedRun): Promise<void>;
}

interface FolderPorts {
  readonly files: Files;
  readonly reading: ReportReading;
  readonly history: History & { forget?(): void };
  readonly observations: Observations;
  readonly store: AssessmentStore;
  readonly accepted: AcceptedRuns;
  readonly clock: Clock;
  readonly log: Log;
  /** Gives back the memory of what is not used any more; takes some tens of milliseconds. */
  readonly collectGarbage: () => Promise<void>;
  readonly formats: readonly ReportFormat[];
}

/** What was looked at longer ago than this is looked at again where nobody would tell of a change, in milliseconds. */
const longReading = 1000;

/** A run of the commands that make reports, as far as it is over. Times in milliseconds since 1970. */
export interface RunRecord {
  readonly started: number;
  readonly finished: number;
  readonly failures: Assessment["runFailures"];
}

/** One look at a folder: what was found, read, placed and measured. */
export interface Look {
  readonly assessment: Assessment;
  readonly evidence: Evidence;
  readonly policy: Policy;
  readonly patterns: SearchPatterns;
  readonly listing: Listing;
}

/**
 * Makes assessments of one folder, reading again only what changed: reports by path, size and time, source files
 * likewise. Calls must not overlap: the session queues them.
 */
export class FolderAssessor {
  readonly #ports: FolderPorts;
  readonly #facts: SourceFactsCache;
  readonly #read = new Map<string, { file: FoundFile; results: readonly ReadResult[] }>();

  /** The next look takes its run as whole, whatever it looks like. */
  #acceptNext = false;

  /** The last search, with what was searched for. */
  #found: { readonly patterns: readonly string[]; readonly listing: Listing } | null = null;

  /** The configuration's text at the last look; null: there was none. */
  #configuration: string | null = null;

  constructor(ports: FolderPorts) {
    this.#ports = ports;
    this.#facts = new SourceFactsCache(ports.files);
  }

  /** Forgets every report that was read and what was found. */
  forget(): void {
    this.#read.clear();
    this.#found = null;
  }

  /** Takes the run of the next look as a whole one: the ones after it are held against it. */
  acceptRun(): void {
    this.#acceptNext = true;
  }

  /**
   * Whether a look would find other files, reports or sources than the last one did: what changed while nobody told of
   * changes. Costs a search of the folder and a glance at each file.
   */
  async hasChanged(): Promise<boolean> {
    if (this.#found === null) return true;
    const { patterns, listing: before } = this.#found;
    const { files } = this.#ports;
    const listing = await files.list(patterns);
    const reports = listing.reports.filter(isReport);
    const isSame =
      sameList(listing.files, before.files) &&
      reports.length === this.#read.size &&
      reports.every((report) => this.#knownResults(report) !== null) &&
      ((await files.source(configurationFile))?.text ?? null) === this.#configuration;
    return !isSame || (await this.#facts.haveChanged());
  }

  /** What was read of a report that is as it was then. */
  #knownResults(report: FoundFile): readonly ReadResult[] | null {
    const known = this.#read.get(report.path);
    if (known === undefined || known.file.size !== report.size || known.file.modified !== report.modified) return null;
    return known.results;
  }

  /**
   * @param changed files that changed since the last look; null: anything may have. Where all of them were found before,
   * the folder is not searched anew.
   */
  async look(run: RunRecord | null, changed: ReadonlySet<string> | null, signal: AbortSignal): Promise<Look> {
    const { files, history, formats, log } = this.#ports;
    history.forget?.();
    this.#facts.begin();
    const now = this.#ports.clock.now();
    const today = new Date(now).toISOString().slice(0, 10);
    const text = (await files.source(configurationFile))?.text ?? null;
    this.#configuration = text;
    const { policy, problems, hashText } = parsePolicy(text, today);
    const patterns = searchPatterns(formats, policy);
    const accepted = await this.#ports.accepted.load();
    const { reading } = this.#ports;
    reading.pin?.(accepted?.coverage?.reports.map(({ sha256: hash }) => hash) ?? []);
    const isWhole = this.#acceptNext;
    const before: EarlierRun | null =
      accepted === null
        ? null
        : { accepted, isWhole, recall: async (hash, path) => (await reading.recall?.(hash, path)) ?? null };
    const gather = async (listing: Listing) => {
      signal.throwIfAborted();
      const reports = listing.reports.filter(isReport);
      const read = await this.#readAll(reports, listing.files, changed === null, signal);
      await this.#tidy(reports);
      const reads = read.map((each) => doubted(notCounting(each, patterns), run));
      signal.throwIfAborted();
      const evidence = await gatherEvidence(reads, listing, policy, patterns.byKind, run?.failures ?? [], before, {
        files,
        history,
        observations: this.#ports.observations,
        facts: this.#facts,
        now,
      });
      await this.#tidy(reports);
      signal.throwIfAborted();
      return { listing, reports, reads, evidence };
    };
    let gathered = await gather(await this.#search(patterns, changed));
    // A report written again may name files that are new since the folder was searched.
    const isLost = ({ path, unmatched }: ReportState) =>
      changed?.has(path) === true && unmatched.some(({ reason }) => reason === "not-in-workspace");
    if (gathered.evidence.reports.some(isLost)) gathered = await gather(await this.#search(patterns, null));
    const { listing, reports, reads, evidence } = gathered;
    await this.#observe(evidence, now);
    const broke = run?.failures.some(({ kind }) => kind !== "no-report") === true;
    if (isWhole || (evidence.subset === null && evidence.coverage.incomplete.length === 0 && !broke)) {
      this.#acceptNext = false;
      if (!sameData(evidence.acceptable, accepted)) await this.#ports.accepted.save(evidence.acceptable);
    }
    const hash = await sha256(hashText);
    const commit = await history.head();
    const key = await sha256(
      [hash, commit, ...reads.map((read) => `${read.path} ${read.provenance.sha256}`)].join("\n"),
    );
    const earlier = (await this.#ports.store.load()).filter((entry) => entry.key !== key);
    const assessment = await assess(evidence, {
      policy,
      configuration: { path: text === null ? null : configurationFile, hash, problems },
      search: { patterns: patterns.all, found: reports.length, skippedFolders: listing.skippedFolders },
      commit,
      today,
      history: earlier,
    });
    if (assessment.measuredWeight > 0) {
      const { score, level, gates } = assessment;
      await this.#ports.store.append({
        key,
        time: new Date(now).toISOString(),
        commit,
        configurationHash: hash,
        measured: measuredGates(gates),
        score,
        level,
      });
    }
    log(
      "debug",
      `assessed ${files.folder}: ${assessment.level}, ${reports.length} reports, ${this.#ports.clock.now() - now} ms`,
    );
    return { assessment, evidence, policy, patterns, listing };
  }

  async #tidy(reports: readonly FoundFile[]): Promise<void> {
    const bytes = reports.reduce((sum, { size }) => sum + size, 0);
    if (bytes >= largeReportBytes) await this.#ports.collectGarbage();
  }

  async #search(patterns: SearchPatterns, changed: ReadonlySet<string> | null): Promise<Listing> {
    const { files } = this.#ports;
    const known = sameList(this.#found?.patterns ?? [], patterns.all) ? (this.#found?.listing ?? null) : null;
    if (known !== null && changed !== null) {
      const paths = new Set([...known.files, ...known.reports.map((report) => report.path)]);
      for (const file of listingFiles) paths.delete(file);
      if ([...changed].every((path) => paths.has(path))) {
        const reports = await inParallel(known.reports, filesAtOnce, (report) => files.stat(report.path));
        // A report that is gone is searched for anew: its folder may be gone with others in it.
        if (reports.every((report) => report !== null)) return { ...known, reports };
      }
    }
    const listing = await files.list(patterns.all);
    this.#found = { patterns: patterns.all, listing };
    return listing;
  }

  /**
   * @param sources files that the reports may be about: looked at while others read the reports
   * @param unwatched nobody may tell of a source that changes meanwhile
   */
  async #readAll(
    reports: readonly FoundFile[],
    sources: readonly string[],
    unwatched: boolean,
    signal: AbortSignal,
  ): Promise<ReadResult[]> {
    const found = new Set(reports.map((report) => report.path));
    for (const path of this.#read.keys()) if (!found.has(path)) this.#read.delete(path);
    const isRead = new AbortController();
    let writtenMeanwhile = false;
    const begun = this.#ports.clock.now();
    const ahead = this.#facts.ahead(sources.filter(isKnownSource), isRead.signal);
    const results = await inParallel(reports, filesAtOnce, async (file) => {
      const known = this.#knownResults(file);
      if (known !== null) return known;
      const read = await this.#ports.reading.read(file, signal);
      this.#read.set(file.path, { file, results: read });
      writtenMeanwhile ||= read.some(({ provenance }) => provenance.modified !== new Date(file.modified).toISOString());
      return read;
    }).finally(() => {
      isRead.abort();
      // Also where reading broke off: no file is open any more once the look is over.
      return ahead;
    });
    // A report that is newer than the search may be of sources that are newer than what was looked at.
    if (writtenMeanwhile || (unwatched && this.#ports.clock.now() - begun > longReading)) this.#facts.begin();
    return results.flat();
  }

  /**
   * Keeps the hashes of the sources of reports that were just written: whoever looks later knows exactly whether they
   * are still the measured ones. A source touched after its report is left out.
   */
  async #observe(evidence: Evidence, now: number): Promise<void> {
    for (const { read, contributions } of evidence.coverage.reports) {
      const written = Date.parse(read.provenance.modified);
      if (now - written > 60_000 || (await this.#ports.observations.get(writingOf(read))) !== null) continue;
      const hashes = new Map<string, string>();
      for (const [file, part] of contributions) {
        const source = evidence.coverage.sources.get(file);
        if (source !== undefined && part.freshness === "fresh" && source.modified <= written)
          hashes.set(file, source.sha256);
      }
      if (hashes.size > 0) await this.#ports.observations.put(writingOf(read), hashes);
    }
  }
}

function isReport({ path }: FoundFile): boolean {
  return path !== configurationFile;
}

/** A report of a kind whose reports readiness.json names, and that is not one of them. */
function notCounting(read: ReadResult, patterns: SearchPatterns): ReadResult {
  if (read.kind === null || read.status !== "read" || patterns.counts(read.path, read.kind)) return read;
  const problem = {
    severity: "info" as const,
    code: "not-declared",
    message: `Not among reports.${read.kind} in readiness.json: not counted`,
  };
  return { ...read, report: null, problems: [...read.problems, problem] };
}

/** What a run wrote that broke off is no evidence, whatever is in it. */
function doubted(read: ReadResult, run: RunRecord | null): ReadResult {
  if (run === null || read.kind === null || read.report === null) return read;
  const modified = Date.parse(read.provenance.modified);
  // File systems keep times in steps of up to two seconds.
  if (modified < run.started - 2000 || modified > run.finished + 2000) return read;
  const failure = run.failures.find(
    (each) => each.waiting.includes(read.kind!) && each.kind !== "could-not-start" && each.kind !== "no-report",
  );
  if (failure === undefined) return read;
  const problem = {
    severity: "error" as const,
    code: `run-${failure.kind}`,
    message: `Written by a run that did not end well (${failure.name}: ${failure.message})`,
  };
  return { ...read, status: "invalid", report: null, problems: [...read.problems, problem] };
}
