import type { Dirent, Stats } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { type FSWatcher, watch } from "chokidar";
import { matcher, reportMatcher } from "../core/evidence/globs.ts";
import { ancestors, folderOf } from "../core/evidence/paths.ts";
import type { Watcher, WatchInterest } from "../core/ports.ts";
import { sameList } from "../core/sameList.ts";
import { isLiteral, linkedFolders, namedFolders } from "./linkedFolders.ts";

/** A file has settled when its size has not changed for this long, in milliseconds. */
const settledMilliseconds = 120;

/**
 * chokidar reads a folder and watches it then: what is made in between it never tells. So folders that were made are
 * looked into again after these times, in milliseconds; the second is for a machine too busy for the first.
 */
const lookDelays: readonly number[] = [500, 5000];

/** How often a folder is looked at of which something cannot be watched, in milliseconds. */
const unwatchedMilliseconds = 10_000;

/**
 * Watches a folder for reports and single files. The root is watched with a predicate that enters only folders on the
 * way to what is wanted: watching report paths themselves goes deaf when a runner deletes and makes the folder anew, and
 * never hears of a folder that was not there at the start.
 *
 * One chokidar instance serves as long as the patterns stay: two at once share their handles, and the handle of a folder
 * that was deleted makes the other deaf for the folder made anew.
 */
export class FolderWatcher implements Watcher {
  readonly #root: string;
  readonly #onChange: (path: string | null) => void;
  readonly #log: (message: string) => void;
  #watcher: FSWatcher | null = null;
  #wanted: Wanted = { patterns: [], files: new Set(), isReport: () => false, enters: () => false, links: new Set() };
  /** Links that are watched where they lead: names and where that is. */
  #links: ReadonlyMap<string, string> = new Map();
  /** Folders that were made since folders were last looked into. */
  #made = new Set<string>();
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Runs where something cannot be watched: Linux gives each user so many watches, which a large folder uses up. */
  #looks: NodeJS.Timeout | null = null;

  /**
   * @param onChange called with the "/"-separated path of a file that settled or is gone; null: something may have
   *   changed while nothing was watched
   */
  constructor(root: string, onChange: (path: string | null) => void, log: (message: string) => void) {
    this.#root = root;
    this.#onChange = onChange;
    this.#log = log;
  }

  watch(interest: WatchInterest): void {
    const before = this.#wanted;
    const samePatterns = this.#watcher !== null && sameList(before.patterns, interest.patterns);
    const more = interest.files.filter((file) => !before.files.has(file));
    if (samePatterns && more.length === 0) return;
    // What is not wanted any more stays watched: a change there costs one look, a restart can miss one.
    const files = samePatterns ? [...before.files, ...more] : interest.files;
    this.#wanted = wantedOf({ patterns: interest.patterns, files });
    if (!samePatterns || this.#watcher === null) return this.#restart();
    this.#watcher.add(this.#notEntered(more, before));
    // They may have changed before they were watched.
    this.#later(lookDelays[0]!, () => this.#onChange(null));
  }

  /** The folders that must be entered, and the files that must be watched, for files that were not wanted before. */
  #notEntered(files: readonly string[], before: Wanted): string[] {
    const paths = new Set<string>();
    for (const file of files) {
      const closed = ancestors(folderOf(file)).findLast((folder) => folder !== "" && !before.enters(folder));
      if (closed !== undefined) paths.add(join(this.#root, closed));
      else if (!before.isReport(file)) paths.add(join(this.#root, file));
    }
    return [...paths];
  }

  #restart(): void {
    // Handles are let go of at once, the promise only tells when all is over.
    void this.#watcher?.close();
    this.#forgetTimers();
    const watcher = this.#start();
    this.#watcher = watcher;
    // Nobody told of what changed until now.
    watcher.once("ready", () => {
      if (this.#watcher === watcher) this.#onChange(null);
    });
  }

  #start(): FSWatcher {
    this.#links = linkedFolders(this.#root, this.#wanted.patterns);
    const watcher = watch([this.#root, ...new Set(this.#links.values())], {
      ignoreInitial: true,
      followSymlinks: false,
      awaitWriteFinish: { stabilityThreshold: settledMilliseconds, pollInterval: 30 },
      ignored: (path: string, stats?: Stats) => {
        const inside = this.#inside(path);
        if (inside === "" || this.#wanted.links.has(inside)) return false;
        if (stats === undefined) return !(this.#wanted.enters(inside) || this.#wants(inside));
        return !this.#watches(inside, stats);
      },
    });
    watcher.on("all", (event, path) => {
      if (event === "addDir") this.#lookIntoLater(watcher, path);
      const inside = this.#inside(path);
      // Bazel makes its links when it first runs. chokidar tells of those that were there before, too.
      if (this.#wanted.links.has(inside) && event !== "addDir" && event !== "unlinkDir") {
        const target = linkedFolders(this.#root, this.#wanted.patterns).get(inside);
        if (this.#watcher === watcher && target !== this.#links.get(inside)) this.#restart();
        return;
      }
      if ((event === "add" || event === "change" || event === "unlink") && this.#wants(inside)) this.#onChange(inside);
    });
    watcher.on("error", (error) => this.#lookInstead(error as Error));
    return watcher;
  }

  #lookIntoLater(watcher: FSWatcher, folder: string): void {
    this.#made.add(folder);
    if (this.#made.size > 1) return;
    this.#later(lookDelays[0]!, () => {
      const folders = this.#made;
      this.#made = new Set();
      this.#lookInto(watcher, folders);
      for (const delay of lookDelays.slice(1)) this.#later(delay, () => this.#lookInto(watcher, folders));
    });
  }

  /** Watches what lies in these folders and is not watched, and tells of it. */
  async #lookInto(watcher: FSWatcher, folders: ReadonlySet<string>): Promise<void> {
    const listed = await Promise.all([...folders].map(async (folder) => [folder, await entriesOf(folder)] as const));
    if (this.#watcher !== watcher) return;
    // Asked for after the folders were read: what was heard of meanwhile is among them.
    const watched = watcher.getWatched();
    for (const [folder, entries] of listed) {
      const known = new Set(watched[folder]);
      const missed = entries.filter(
        (entry) => !known.has(entry.name) && this.#watches(this.#inside(join(folder, entry.name)), entry),
      );
      if (missed.length === 0) continue;
      watcher.add(missed.map(({ name }) => join(folder, name)));
      // What is added is not told of, nor is what a folder holds by the time that it is watched, which may be late.
      for (const entry of missed) if (!entry.isDirectory()) this.#onChange(this.#inside(join(folder, entry.name)));
      if (missed.some((entry) => entry.isDirectory()))
        for (const delay of lookDelays) this.#later(delay, () => this.#onChange(null));
    }
  }

  #lookInstead(error: Error): void {
    if (this.#looks !== null) return;
    const every = `${unwatchedMilliseconds / 1000} s`;
    this.#log(`watching ${this.#root}: ${error.message}: it is looked at every ${every} as well`);
    this.#looks = setInterval(() => this.#onChange(null), unwatchedMilliseconds);
  }

  #later(milliseconds: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, milliseconds);
    this.#timers.add(timer);
  }

  #forgetTimers(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#made.clear();
    if (this.#looks !== null) clearInterval(this.#looks);
    this.#looks = null;
  }

  #watches(inside: string, entry: Stats | Dirent): boolean {
    return entry.isDirectory() ? this.#wanted.enters(inside) : this.#wants(inside);
  }

  #wants(file: string): boolean {
    return this.#wanted.isReport(file) || this.#wanted.files.has(file);
  }

  #inside(path: string): string {
    for (const [name, target] of this.#links)
      if (path === target || path.startsWith(target + sep))
        return name + path.slice(target.length).split(sep).join("/");
    return relative(this.#root, path).split(sep).join("/");
  }

  async close(): Promise<void> {
    const watcher = this.#watcher;
    this.#watcher = null;
    this.#forgetTimers();
    await watcher?.close();
  }
}

/** What lies in the folder; nothing where it is gone. */
async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

interface Wanted {
  readonly patterns: readonly string[];
  readonly files: ReadonlySet<string>;
  readonly isReport: (file: string) => boolean;
  readonly enters: (folder: string) => boolean;
  /** Names of folders at the top that may be links. */
  readonly links: ReadonlySet<string>;
}

function wantedOf(interest: WatchInterest): Wanted {
  return {
    patterns: interest.patterns,
    files: new Set(interest.files),
    isReport: reportMatcher(interest.patterns),
    enters: folderPredicate(interest),
    links: new Set(namedFolders(interest.patterns)),
  };
}

/** Folders that reports or wanted files can lie in: below a pattern's fixed part, and on the way there. */
function folderPredicate({ patterns, files }: WatchInterest): (folder: string) => boolean {
  const ways = new Set<string>();
  const addWay = (folder: string) => {
    for (const each of ancestors(folder)) ways.add(each);
  };
  for (const file of files) addWay(folderOf(file));
  const begins: ((folder: string) => boolean)[] = [];
  let anywhere = false;
  for (const pattern of patterns) {
    const segments = pattern.split("/").slice(0, -1);
    const wild = segments.findIndex((segment) => !isLiteral(segment));
    if (wild === -1) addWay(segments.join("/"));
    else if (wild === 0 && segments[0] === "**") anywhere = true;
    else {
      addWay(segments.slice(0, wild).join("/"));
      // Each beginning of the pattern's folders is on the way.
      begins.push(matcher(segments.slice(wild).map((_, at) => segments.slice(0, wild + at + 1).join("/"))));
    }
  }
  return (folder) => {
    if (neverEntered.test(folder)) return false;
    return (
      ways.has(folder) ||
      (anywhere && folder.split("/").length <= anywhereDepth) ||
      begins.some((matches) => matches(folder))
    );
  };
}

/**
 * How deep folders are watched for reports that may lie anywhere. Deeper ones are heard of where a report was found
 * before, and found by the next full search.
 */
const anywhereDepth = 5;

/** Folders whose inside never holds this project's own reports. */
const neverEntered =
  /(?:^|\/)(?:node_modules|\.git|\.hg|\.svn|\.venv|venv|env|site-packages|__pycache__|\.tox|\.nox|\.yarn|\.gradle|\.cargo|fixtures|__fixtures__|testdata)(?:\/|$)/;
