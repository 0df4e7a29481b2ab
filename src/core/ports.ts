import type { ReadResult } from "./model/report.ts";

/** A file as the file system tells it. Paths are relative to the workspace folder, "/"-separated. */
export interface FoundFile {
  readonly path: string;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** What one walk over a workspace folder found. */
export interface Listing {
  /** Files of the workspace that may be source: not ignored by git, not hidden by files.exclude, not in dependency folders. */
  readonly files: readonly string[];
  /** Files that are there beside them: git ignores them, or files.exclude hides them. */
  readonly hidden: readonly string[];
  /** Those of `files` that are symbolic links: another file's code under another name. */
  readonly links: readonly string[];
  /** Symbolic links to folders -> the folder of the workspace behind each, "" for the workspace itself. None leads out. */
  readonly folderLinks: ReadonlyMap<string, string>;
  /** Files whose path matches a pattern that was asked for, ignored by git or not. */
  readonly reports: readonly FoundFile[];
  /** Names of folders that were not entered. */
  readonly skippedFolders: readonly string[];
  /** Whether the file system tells "A" from "a". */
  readonly caseSensitive: boolean;
}

/** A source file's text with what tells whether it is still the one that was measured. */
export interface SourceText {
  readonly text: string;
  /** Of the bytes, in hex. */
  readonly sha256: string;
}

/** Hashes by which reports name the sources they measured. */
export type HashAlgorithm = "md5" | "sha1" | "sha256" | "sha512";

/** Everything the engine asks of a file system. No call throws for a file that is not there: it gives null. */
export interface Files {
  /** Absolute path of the folder, "/"-separated. */
  readonly folder: string;
  /** The same, and the path behind symbolic links where that is another one: tools write either. */
  readonly folders: readonly string[];
  list(patterns: readonly string[]): Promise<Listing>;
  /** Size and time, null where there is no such file. */
  stat(path: string): Promise<FoundFile | null>;
  /** null where there is no such file, or it is larger than source files are (`largestSourceMebibytes`). */
  source(path: string): Promise<SourceText | null>;
  /**
   * Hash of a file's bytes in hex, as they are or with these ends of lines; null where there is no such file, or it is
   * larger than source files are.
   */
  digest(path: string, algorithm: HashAlgorithm, ends?: "\n" | "\r\n"): Promise<string | null>;
  /**
   * Sums of a file's lines, see `LineColumns`: of each text without its end of line, and `end` behind it. null as above, and
   * where the text is no UTF-8.
   */
  lineSums(path: string, end: "" | "\r"): Promise<Uint32Array | null>;
  /** A file's or folder's existence; "empty" for a file without bytes and a folder without entries. */
  exists(path: string): Promise<"missing" | "empty" | "present">;
}

/** Reads one report file; an archive gives a result per report in it. Never rejects for what a file holds. */
export interface ReportReading {
  read(file: FoundFile, signal: AbortSignal): Promise<readonly ReadResult[]>;
  /** A report as it was read when its file had this hash, if that is still kept. */
  recall?(sha256: string, path: string): Promise<ReadResult | null>;
  /** Keeps what was read of these contents though no file has them any more; replaces what was named before. */
  pin?(sha256s: readonly string[]): void;
}

/** What version control knows. Everything is null or empty where there is no repository. */
export interface History {
  /** Why a repository that is there does not answer, in words; null: it does, or there is none. */
  refusal?(): Promise<string | null>;
  /** The commit that is checked out. */
  head(): Promise<string | null>;
  /**
   * The commit whose files were there when a report was written: the one that last changed the report where it is
   * committed and unchanged, else the one checked out at `time` (ISO 8601), else the last one before it.
   */
  commitOf(report: string, time: string): Promise<MeasuredCommit | null>;
  /** Whether the repository knows this commit. */
  knows(commit: string): Promise<boolean>;
  /**
   * Workspace files that may differ now from that commit, also uncommitted; null where that is not known. Renames give the
   * new path's old path.
   *
   * @param time ISO 8601, for repositories within the folder, of which the commit does not tell; null: not known
   */
  changedSince(commit: string, time: string | null): Promise<ReadonlyMap<string, ChangedFile> | null>;
  /** SHA-256 in hex that a file may have had when that commit was checked out; null where that is not known. */
  hashesThen(commit: string, path: string): Promise<readonly string[] | null>;
  /** Line changes of one file from that commit to now; null where that is not known. */
  lineChanges(commit: string, oldPath: string, path: string): Promise<readonly LineChange[] | null>;
}

/**
 * "report": the commit holds the report itself, null where it is beyond what a shallow clone has; "time": the one of the
 * report's time.
 */
export type MeasuredCommit =
  | { readonly commit: string | null; readonly by: "report" }
  | { readonly commit: string; readonly by: "time" };

/**
 * "unseen": version control does not look at the file, which need not be there. "added": it was not in that commit, which
 * tells nothing of one that was measured. "deleted": named by its old path. "led": a symbolic link to what changed.
 */
export interface ChangedFile {
  readonly kind: "modified" | "added" | "renamed" | "deleted" | "unseen" | "led";
  readonly oldPath: string;
  /** "modified" to what another file was that is gone now: that one, which was moved over it. */
  readonly holds?: string;
  /** "modified" to what another modified file was: if it was moved here, its time is older than that. */
  readonly mayBeMoved?: true;
  /** The commit of its own repository, where that is one within the folder. */
  readonly commit?: string;
}

/** Lines `oldLine`..`oldLine + oldCount - 1` became `newLine`..`newLine + newCount - 1`; a count of 0 names the line before. */
export interface LineChange {
  readonly oldLine: number;
  readonly oldCount: number;
  readonly newLine: number;
  readonly newCount: number;
}

/**
 * What an earlier look at one writing of a report saw of the source files it names: their hashes when the report was new. The
 * strongest evidence that a file is still the measured one.
 */
export interface Observations {
  get(writing: string): Promise<ReadonlyMap<string, string> | null>;
  put(writing: string, hashes: ReadonlyMap<string, string>): Promise<void>;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

export type Log = (level: "debug" | "info" | "warn" | "error", message: string) => void;

/** What a session wants to hear of. Paths are relative to the folder. */
export interface WatchInterest {
  /** Globs of reports, there or not yet there. */
  readonly patterns: readonly string[];
  /** Single files: the configuration, sources that reports speak of. */
  readonly files: readonly string[];
}

/**
 * Tells of files that were written, once they have settled, and of files that are gone; of null where something may have
 * changed while nothing was watched.
 */
export interface Watcher {
  /** Replaces what is watched. */
  watch(interest: WatchInterest): void;
  close(): Promise<void>;
}

export type StartWatching = (onChange: (path: string | null) => void) => Watcher;
