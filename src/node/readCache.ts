import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { filesAtOnce, inParallel } from "../core/inParallel.ts";
import type { ReadResult } from "../core/model/report.ts";
import type { FoundFile, ReportReading } from "../core/ports.ts";
import { readColumnFile, writeColumnFile } from "./columnFile.ts";
import { type PackedResult, packResults, unpackResults } from "./packedResults.ts";
import { replaceFile } from "./replaceFile.ts";

/** Most bytes that are kept of one folder; the least recently used go first. */
const mostBytes = 512 * 1024 * 1024;

/** A file that was begun this long ago and not finished belongs to nobody any more. */
const abandonedMilliseconds = 3_600_000;

/** A report file as it was when it was read, to the nanosecond: whatever differs, it is read again. */
interface Seen {
  readonly size: string;
  readonly modified: string;
  readonly changed: string;
  readonly inode: string;
  /** Name of what was kept of its content. */
  readonly content: string;
}

/**
 * Reports as they were read, kept across starts: by content, in one file each, and an index of which path had which
 * content. Only what the same build wrote is used. Deleting the folder at any time costs one reading, nothing else;
 * what cannot be kept or is damaged is read from the report.
 */
export class ReadCache implements ReportReading {
  readonly #folder: string;
  readonly #directory: string;
  readonly #build: string;
  readonly #reading: ReportReading;
  readonly #log: (message: string) => void;
  #index: Promise<Map<string, Seen>> | null = null;
  /** What is being written; `close` waits for it. */
  #writing: Promise<void> = Promise.resolve();
  #waiting = 0;
  #pinned: ReadonlySet<string> = new Set();

  /**
   * @param folder root that paths of reports are relative to
   * @param directory where to keep what was read
   * @param build what tells this build of the readers from every other
   */
  constructor(
    folder: string,
    directory: string,
    build: string,
    reading: ReportReading,
    log: (message: string) => void,
  ) {
    this.#folder = folder;
    this.#directory = directory;
    this.#build = build;
    this.#reading = reading;
    this.#log = log;
  }

  async read(file: FoundFile, signal: AbortSignal): Promise<readonly ReadResult[]> {
    const before = await this.#look(file.path);
    const known = before === null ? undefined : (await this.#loadIndex()).get(file.path);
    if (before !== null && known !== undefined && isSame(before, known)) {
      const kept = await this.#load(known.content, file);
      if (kept !== null) {
        this.#log(`${file.path}: unchanged, taken from the cache`);
        return kept;
      }
    }
    const results = await this.#reading.read(file, signal);
    const after = await this.#look(file.path);
    if (before !== null && after !== null && isSame(before, after)) this.#keep(file.path, before, results);
    return results;
  }

  async recall(sha256: string, path: string): Promise<ReadResult | null> {
    const kept = await this.#load(nameOfContent([sha256]), { path, size: 0, modified: 0 });
    return kept?.[0] ?? null;
  }

  pin(sha256s: readonly string[]): void {
    this.#pinned = new Set(sha256s.map((sha256) => nameOfContent([sha256])));
  }

  /** Waits until everything is kept. */
  async close(): Promise<void> {
    await this.#writing;
  }

  async #look(path: string): Promise<Omit<Seen, "content"> | null> {
    try {
      const { size, mtimeNs, ctimeNs, ino } = await stat(join(this.#folder, path), { bigint: true });
      return { size: `${size}`, modified: `${mtimeNs}`, changed: `${ctimeNs}`, inode: `${ino}` };
    } catch {
      return null;
    }
  }

  #loadIndex(): Promise<Map<string, Seen>> {
    this.#index ??= (async () => {
      try {
        const kept = JSON.parse(await readFile(join(this.#directory, "index.json"), "utf8")) as {
          readonly build?: string;
          readonly reports?: readonly [string, Seen][];
        };
        if (kept.build === this.#build && Array.isArray(kept.reports)) return new Map(kept.reports);
      } catch {
        // None yet, or a damaged one: as if there were none.
      }
      return new Map();
    })();
    return this.#index;
  }

  async #load(content: string, { path, size, modified }: FoundFile): Promise<readonly ReadResult[] | null> {
    const name = join(this.#directory, content);
    try {
      const kept = (await readColumnFile(name)) as { readonly build: string; readonly results: PackedResult[] };
      if (kept.build !== this.#build) return null;
      const now = new Date();
      await utimes(name, now, now);
      // What is kept of a content can come from another path or time.
      const time = new Date(modified).toISOString();
      return unpackResults(kept.results).map((result) => {
        const member = result.path.indexOf("!/");
        const own = member === -1 ? path : `${path}${result.path.slice(member)}`;
        return {
          ...result,
          path: own,
          size: member === -1 ? size : result.size,
          provenance: { ...result.provenance, path: own, modified: time },
        };
      });
    } catch {
      return null;
    }
  }

  #keep(path: string, seen: Omit<Seen, "content">, results: readonly ReadResult[]): void {
    const content = contentName(path, seen, results);
    this.#waiting++;
    this.#writing = this.#writing.then(async () => {
      try {
        (await this.#loadIndex()).set(path, { ...seen, content });
        await mkdir(this.#directory, { recursive: true });
        await replaceFile(join(this.#directory, content), (path) =>
          writeColumnFile(path, { build: this.#build, results: packResults(results) }),
        );
      } catch (error) {
        this.#log(`${path}: not kept: ${(error as Error).message}`);
      }
      if (--this.#waiting === 0) await this.#saveIndex();
    });
  }

  async #saveIndex(): Promise<void> {
    try {
      const index = await this.#loadIndex();
      await this.#prune(index);
      const text = JSON.stringify({ build: this.#build, reports: [...index] });
      await replaceFile(join(this.#directory, "index.json"), (path) => writeFile(path, text));
    } catch (error) {
      this.#log(`the index of reports is not kept: ${(error as Error).message}`);
    }
  }

  /** Deletes what no path has any more, and the least recently used beyond the limit. */
  async #prune(index: Map<string, Seen>): Promise<void> {
    for (const path of [...index.keys()]) if ((await this.#look(path)) === null) index.delete(path);
    const used = new Set([...this.#pinned, ...[...index.values()].map(({ content }) => content)]);
    const names = (await readdir(this.#directory)).filter((name) => name !== "index.json");
    const files = await inParallel(names, filesAtOnce, async (name) => ({
      name,
      ...(await stat(join(this.#directory, name))),
    }));
    files.sort((a, b) => b.mtimeMs - a.mtimeMs);
    let bytes = 0;
    for (const { name, size, mtimeMs } of files) {
      bytes += size;
      // What another process is writing just now is left to it.
      const isUsed = used.has(name) || (!name.endsWith(".report") && mtimeMs > Date.now() - abandonedMilliseconds);
      if (isUsed && bytes <= mostBytes) continue;
      await rm(join(this.#directory, name), { force: true });
    }
  }
}

/**
 * Coverage of a file by its content's hash: the same report at another path or time is the same, and is recalled by it. Of
 * other reports the path is a part (benchmarks of Criterion, mutants of mutmut and tests of Automake are named by it), and
 * one in an archive has its time from there.
 */
function contentName(path: string, seen: Omit<Seen, "content">, results: readonly ReadResult[]): string {
  const hashes = results.map(({ provenance }) => provenance.sha256);
  const [first] = results;
  const isByContent = results.length === 1 && first?.kind === "coverage" && first.path === path && hashes[0] !== "";
  return nameOfContent(isByContent ? hashes : [path, seen.size, seen.modified, ...hashes]);
}

function nameOfContent(told: readonly (string | undefined)[]): string {
  return `${createHash("sha256").update(told.join("\n")).digest("hex")}.report`;
}

function isSame(one: Omit<Seen, "content">, other: Omit<Seen, "content">): boolean {
  return (
    one.size === other.size &&
    one.modified === other.modified &&
    one.changed === other.changed &&
    one.inode === other.inode
  );
}
