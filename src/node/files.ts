import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { type Dirent, realpathSync } from "node:fs";
import { open, readdir, realpath, stat } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import { reportMatcher } from "../core/evidence/globs.ts";
import { largestSourceMebibytes } from "../core/evidence/sourceFacts.ts";
import { filesAtOnce, inParallel } from "../core/inParallel.ts";
import type { Files, FoundFile, HashAlgorithm, Listing, SourceText } from "../core/ports.ts";
import { editorExcludes } from "./editorExcludes.ts";
import { foldersBehind, isLiteral, linkedFolders, namedFolders, packageLinks } from "./linkedFolders.ts";

/** Folders that hold other people's code, tools' own files or reports that are test data: not entered. */
const skipped: ReadonlySet<string> = new Set(
  ".git .hg .svn .jj node_modules bower_components jspm_packages .venv venv env site-packages __pycache__ .tox .nox .mypy_cache .ruff_cache .pytest_cache .gradle .m2 .cargo .yarn .pnpm-store .vscode-test .idea .terraform .cache .next .nuxt .svelte-kit Pods Carthage DerivedData fixtures __fixtures__ test-fixtures testdata test-data".split(
    " ",
  ),
);

const largestSource = largestSourceMebibytes * 2 ** 20;
/** What most sources fit in. */
const spareBytes = 64 * 1024;
/** A walk ends after this many files: what lies beyond is not searched, and the log says so. */
const mostFiles = 500_000;

/** Asks of all files of a folder, and of the folders in it that are repositories of their own. */
type NotIgnored = (files: readonly string[], repositories: readonly string[]) => Promise<readonly string[] | null>;

/** A workspace folder on disk. */
export class DiskFiles implements Files {
  readonly folder: string;
  readonly folders: readonly string[];
  readonly #root: string;
  readonly #notIgnored: NotIgnored;
  readonly #log: (message: string) => void;
  /** Memory for the next file: of some ten thousand sources each one's own would stay until the collector comes. */
  readonly #spare: Buffer[] = [];

  /** @param notIgnored which files version control does not ignore, or null where there is none */
  constructor(folder: string, notIgnored: NotIgnored, log: (message: string) => void) {
    this.#root = resolve(folder);
    this.folder = slashed(this.#root);
    this.folders = [...new Set([this.folder, slashed(realPath(this.#root))])];
    this.#notIgnored = notIgnored;
    this.#log = log;
  }

  async list(patterns: readonly string[]): Promise<Listing> {
    const caseSensitive = await this.#isCaseSensitive();
    const matches = reportMatcher(patterns, caseSensitive);
    const walked: string[] = [];
    const repositories: string[] = [];
    const symbolic: string[] = [];
    const packages: string[] = [];
    const skippedFolders = new Set<string>();
    const links = linkedFolders(this.#root, patterns);
    const isLinked = (path: string) => links.has(path.split("/", 1)[0]!);
    // What is named outright in a link is looked for there: the folder may be a large one.
    const literal = patterns.filter((pattern) => isLiteral(pattern) && isLinked(pattern));
    const entered = new Set(namedFolders(patterns.filter((pattern) => !isLiteral(pattern))));
    // A pattern that names a folder outright asks for it, even one that is passed over else.
    const asked = new Set(patterns.flatMap((pattern) => pattern.split("/").filter((segment) => skipped.has(segment))));
    let level = [""];
    while (level.length > 0 && walked.length < mostFiles) {
      const entries = await inParallel(level, filesAtOnce, (folder) => this.#entries(folder));
      const next: string[] = [];
      for (const [at, found] of entries.entries()) {
        const folder = level[at]!;
        // A folder that is a Python environment by its own mark, whatever its name.
        if (folder !== "" && found.some((entry) => entry.name === "pyvenv.cfg")) {
          skippedFolders.add(folder.slice(folder.lastIndexOf("/") + 1));
          continue;
        }
        if (folder !== "" && found.some((entry) => entry.name === ".git")) repositories.push(folder);
        for (const entry of found) {
          const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
          if (entry.isDirectory()) {
            if (entry.name === "node_modules" && !isLinked(path)) packages.push(path);
            if (skipped.has(entry.name) && !asked.has(entry.name)) skippedFolders.add(entry.name);
            else next.push(path);
          } else if (links.has(path)) {
            if (entered.has(path)) next.push(path);
          } else if (entry.isFile() || entry.isSymbolicLink()) {
            walked.push(path);
            if (entry.isSymbolicLink()) symbolic.push(path);
          }
        }
      }
      level = next;
    }
    if (walked.length >= mostFiles)
      this.#log(`the walk ended after ${mostFiles} files; name report paths in readiness.json`);
    const wanted = [...new Set([...walked.filter(matches), ...literal])];
    const reports = (await inParallel(wanted, filesAtOnce, (path) => this.stat(path))).flatMap((found) =>
      found === null ? [] : [found],
    );
    const behind = await foldersBehind(this.#root, [...symbolic, ...(await packageLinks(this.#root, packages))]);
    const present = walked.filter((path) => !behind.has(path));
    const own = ((await this.#notIgnored(present, repositories)) ?? present).filter((path) => !isLinked(path));
    const isHidden = await editorExcludes(this.#root, own, caseSensitive);
    const files = own.filter((path) => !isHidden(path)).sort();
    const counted = new Set(files);
    const hidden = present.filter((path) => !counted.has(path));
    const linked = symbolic.filter((path) => counted.has(path));
    const folderLinks = new Map([...behind].flatMap(([link, folder]) => (folder === null ? [] : [[link, folder]])));
    return {
      files,
      hidden,
      links: linked,
      folderLinks,
      reports,
      skippedFolders: [...skippedFolders].sort(),
      caseSensitive,
    };
  }

  async #entries(folder: string): Promise<Dirent[]> {
    try {
      return await readdir(join(this.#root, folder), { withFileTypes: true });
    } catch (error) {
      this.#log(`${folder || "."} cannot be listed: ${(error as Error).message}`);
      return [];
    }
  }

  async stat(path: string): Promise<FoundFile | null> {
    try {
      const found = await stat(join(this.#root, path));
      return found.isFile() ? { path, size: found.size, modified: found.mtimeMs } : null;
    } catch {
      return null;
    }
  }

  source(path: string): Promise<SourceText | null> {
    return this.#withBytes(path, (bytes) => ({ text: bytes.toString("utf8"), sha256: digestOf(bytes, "sha256") }));
  }

  digest(path: string, algorithm: HashAlgorithm, ends?: "\n" | "\r\n"): Promise<string | null> {
    return this.#withBytes(path, (bytes) =>
      digestOf(
        ends === undefined ? bytes : Buffer.from(bytes.toString("latin1").replace(/\r?\n/g, ends), "latin1"),
        algorithm,
      ),
    );
  }

  lineSums(path: string, end: "" | "\r"): Promise<Uint32Array | null> {
    return this.#withBytes(path, (bytes) => (isUtf8(bytes) ? sumsOf(bytes, end) : null));
  }

  /** @param use called with the file's bytes, which are good only during the call */
  async #withBytes<T>(path: string, use: (bytes: Buffer) => T): Promise<T | null> {
    const found = await this.stat(path);
    if (found === null || found.size > largestSource) return null;
    let buffer = this.#spare.pop() ?? Buffer.allocUnsafeSlow(spareBytes);
    try {
      const file = await open(join(this.#root, path));
      try {
        let length = 0;
        for (;;) {
          const room = buffer.length - length;
          const { bytesRead } = await file.read(buffer, length, room, null);
          length += bytesRead;
          // A file system may give less than it was asked for before the end, a network's above all.
          if (bytesRead === 0 || (bytesRead < room && length === found.size)) return use(buffer.subarray(0, length));
          if (bytesRead < room) continue;
          // It may have grown since it was looked at.
          if (length > largestSource) return null;
          const larger = Buffer.allocUnsafeSlow(buffer.length * 4);
          buffer.copy(larger, 0, 0, length);
          buffer = larger;
        }
      } finally {
        await file.close();
      }
    } catch (error) {
      this.#log(`${path} cannot be read: ${(error as Error).message}`);
      return null;
    } finally {
      if (buffer.length === spareBytes) this.#spare.push(buffer);
    }
  }

  async exists(path: string): Promise<"missing" | "empty" | "present"> {
    try {
      const found = await stat(join(this.#root, path));
      const empty = found.isDirectory() ? (await readdir(join(this.#root, path))).length === 0 : found.size === 0;
      return empty ? "empty" : "present";
    } catch {
      return "missing";
    }
  }

  #caseSensitive: Promise<boolean> | undefined;

  /** Asks the file system itself: whether the folder is there under a name in other case. */
  #isCaseSensitive(): Promise<boolean> {
    this.#caseSensitive ??= (async () => {
      const flipped = this.#root.replace(/[a-z]/gi, (letter) =>
        letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
      );
      if (flipped === this.#root) return process.platform !== "win32";
      try {
        return (await realpath(flipped)) === flipped && (await stat(flipped)).ino !== (await stat(this.#root)).ino;
      } catch {
        return true;
      }
    })();
    return this.#caseSensitive;
  }
}

function digestOf(bytes: Buffer, algorithm: HashAlgorithm): string {
  return createHash(algorithm).update(bytes).digest("hex");
}

const newline = 10;
const carriageReturn = 13;

function sumsOf(bytes: Buffer, end: string): Uint32Array {
  const sums: number[] = [];
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  for (let from = hasMark ? 3 : 0; from < bytes.length; ) {
    let to = bytes.indexOf(newline, from);
    if (to === -1) to = bytes.length;
    const text = bytes.subarray(from, to > from && bytes[to - 1] === carriageReturn ? to - 1 : to);
    sums.push(createHash("md5").update(text).update(end).digest().readUInt32BE());
    from = to + 1;
  }
  return Uint32Array.from(sums);
}

function slashed(path: string): string {
  return path.split(sep).join("/");
}

function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
