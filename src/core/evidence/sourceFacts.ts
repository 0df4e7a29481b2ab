import { filesAtOnce, inParallel } from "../inParallel.ts";
import type { Files } from "../ports.ts";
import { declaresOnly } from "./declarations.ts";
import { classifyLines, exclusionMarkers, type SourceLines } from "./sourceLines.ts";

/** Files larger than this are not read as source, in MiB: data, that has the name of one. */
export const largestSourceMebibytes = 32;

/** What the engine keeps of a source file: enough to judge reports by, small enough to keep for every file. */
export interface SourceFacts {
  readonly sha256: string;
  /** Whole milliseconds since 1970: times of reports have no finer ones, and a report may be written within the same. */
  readonly modified: number;
  readonly lines: SourceLines;
  /** Lines with a mark that takes code out of measuring. */
  readonly markers: readonly { readonly line: number; readonly mark: string }[];
}

interface Known {
  readonly modified: number;
  readonly size: number;
  readonly facts: SourceFacts | null;
  /** Asked of few files, and found out only then. */
  declaresOnly?: boolean;
  lineSums?: Map<string, Uint32Array | null>;
}

/** Facts of source files, read again only when a file's time or size changed. */
export class SourceFactsCache {
  readonly #files: Files;
  /** Answers of this look, and questions that are under way: a promise for each file would be most of what is kept. */
  readonly #answered = new Map<string, SourceFacts | null>();
  readonly #asked = new Map<string, Promise<SourceFacts | null>>();
  readonly #known = new Map<string, Known>();

  constructor(files: Files) {
    this.#files = files;
  }

  /** Each file's time and size is asked for once more: a new look begins, or sources may have changed within one. */
  begin(): void {
    this.#answered.clear();
    this.#asked.clear();
  }

  /** Whether a file that was looked at is another one by now, or gone. */
  async haveChanged(): Promise<boolean> {
    const isSame = await inParallel([...this.#known], filesAtOnce, async ([path, { modified, size }]) => {
      const found = await this.#files.stat(path);
      return found !== null && found.modified === modified && found.size === size;
    });
    return isSame.includes(false);
  }

  /** null where there is no such file or it cannot be read as source. Asked again within one look, the same answer. */
  async of(path: string): Promise<SourceFacts | null> {
    const known = this.#answered.get(path);
    if (known !== undefined) return known;
    let asked = this.#asked.get(path);
    if (asked === undefined) {
      asked = this.#look(path);
      this.#asked.set(path, asked);
      const answer = await asked;
      // A look that began meanwhile asks anew.
      if (this.#asked.get(path) === asked) {
        this.#asked.delete(path);
        this.#answered.set(path, answer);
      }
    }
    return asked;
  }

  /** Whether a file holds nothing that can be executed. */
  async declaresOnly(path: string): Promise<boolean> {
    if ((await this.of(path)) === null) return false;
    const known = this.#known.get(path);
    if (known === undefined) return false;
    if (known.declaresOnly === undefined) {
      const source = await this.#files.source(path);
      // It went since: what it held is not known, and no text would be one without code.
      if (source === null) return false;
      known.declaresOnly = declaresOnly(path, source.text);
    }
    return known.declaresOnly;
  }

  /** Sums of the lines of a file, see `Files.lineSums`. */
  async lineSums(path: string, end: "" | "\r"): Promise<Uint32Array | null> {
    if ((await this.of(path)) === null) return null;
    const known = this.#known.get(path);
    if (known === undefined) return null;
    known.lineSums ??= new Map();
    let sums = known.lineSums.get(end);
    if (sums === undefined) {
      sums = await this.#files.lineSums(path, end);
      known.lineSums.set(end, sums);
    }
    return sums;
  }

  /** Looks at files that will be asked for, until there is better to do; who asks for one hears what went wrong. */
  async ahead(paths: Iterable<string>, signal: AbortSignal): Promise<void> {
    const wanted = paths[Symbol.iterator]();
    const one = async () => {
      for (let next = wanted.next(); !next.done && !signal.aborted; next = wanted.next())
        await this.of(next.value).catch(() => undefined);
    };
    await Promise.all(Array.from({ length: filesAtOnce }, one));
  }

  async #look(path: string): Promise<SourceFacts | null> {
    const found = await this.#files.stat(path);
    if (found === null) {
      this.#known.delete(path);
      return null;
    }
    const { modified, size } = found;
    const known = this.#known.get(path);
    if (known !== undefined && known.modified === modified && known.size === size) return known.facts;
    const facts = await this.#read(path, modified);
    this.#known.set(path, { modified, size, facts });
    return facts;
  }

  async #read(path: string, modified: number): Promise<SourceFacts | null> {
    const source = await this.#files.source(path);
    if (source === null) return null;
    return {
      sha256: source.sha256,
      modified: Math.floor(modified),
      lines: classifyLines(path, source.text),
      markers: exclusionMarkers(source.text),
    };
  }
}
