import type { Stats } from "node:fs";
import { relative, sep } from "node:path";
import { type FSWatcher, watch } from "chokidar";
import { matcher } from "../core/evidence/globs.ts";
import { ancestors, folderOf } from "../core/evidence/paths.ts";
import type { Watcher, WatchInterest } from "../core/ports.ts";

/** A file has settled when its size has not changed for this long, in milliseconds. */
const settledMilliseconds = 120;

/**
 * How long a replaced watcher lives on beside its successor, in milliseconds: it may have heard of a write that has not
 * settled, or of a deletion that chokidar holds back for 100 ms, and the successor, which started after that, has not.
 */
const lingerMilliseconds = 1000;

/**
 * Watches a folder for reports and single files. The root is watched with a predicate that enters only folders on the
 * way to what is wanted: watching report paths themselves goes deaf when a runner deletes and makes the folder anew, and
 * never hears of a folder that was not there at the start.
 */
export class FolderWatcher implements Watcher {
  readonly #root: string;
  readonly #onChange: (path: string) => void;
  readonly #log: (message: string) => void;
  #watcher: FSWatcher | null = null;
  /** Replaced watchers that still live, with what ends them. */
  readonly #lingering = new Map<FSWatcher, ReturnType<typeof setTimeout> | null>();
  #wanted = "";

  /** @param onChange called with the "/"-separated path of a file that settled or is gone */
  constructor(root: string, onChange: (path: string) => void, log: (message: string) => void) {
    this.#root = root;
    this.#onChange = onChange;
    this.#log = log;
  }

  watch(interest: WatchInterest): void {
    const wanted = JSON.stringify(interest);
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    const before = this.#watcher;
    this.#watcher = this.#start(interest);
    if (before === null) return;
    // The new one is up before the old one goes: no write falls between.
    this.#lingering.set(before, null);
    this.#watcher.once("ready", () => {
      if (!this.#lingering.has(before)) return;
      const timer = setTimeout(() => {
        this.#lingering.delete(before);
        void before.close();
      }, lingerMilliseconds);
      timer.unref();
      this.#lingering.set(before, timer);
    });
  }

  #start(interest: WatchInterest): FSWatcher {
    const isReport = matcher(interest.patterns);
    const isFile = new Set(interest.files);
    const enters = folderPredicate(interest);
    const watcher = watch(this.#root, {
      ignoreInitial: true,
      followSymlinks: false,
      awaitWriteFinish: { stabilityThreshold: settledMilliseconds, pollInterval: 30 },
      ignored: (path: string, stats?: Stats) => {
        const inside = this.#inside(path);
        if (inside === "") return false;
        if (stats === undefined) return !(enters(inside) || isReport(inside) || isFile.has(inside));
        return stats.isDirectory() ? !enters(inside) : !(isReport(inside) || isFile.has(inside));
      },
    });
    watcher.on("all", (event, path) => {
      const inside = this.#inside(path);
      if ((event === "add" || event === "change" || event === "unlink") && (isReport(inside) || isFile.has(inside)))
        this.#onChange(inside);
    });
    watcher.on("error", (error) => this.#log(`watching ${this.#root}: ${(error as Error).message}`));
    return watcher;
  }

  #inside(path: string): string {
    return relative(this.#root, path).split(sep).join("/");
  }

  async close(): Promise<void> {
    const all = [...this.#lingering.keys(), ...(this.#watcher === null ? [] : [this.#watcher])];
    for (const timer of this.#lingering.values()) if (timer !== null) clearTimeout(timer);
    this.#lingering.clear();
    this.#watcher = null;
    await Promise.all(all.map((watcher) => watcher.close()));
  }
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
    const wild = segments.findIndex((segment) => /[*?[{(!]/.test(segment));
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
