import type { Files } from "../ports.ts";
import { classifyLines, exclusionMarkers, type SourceLines } from "./sourceLines.ts";

/** What the engine keeps of a source file: enough to judge reports by, small enough to keep for every file. */
export interface SourceFacts {
  readonly sha256: string;
  /** Milliseconds since 1970. */
  readonly modified: number;
  readonly lines: SourceLines;
  /** Lines with a mark that takes code out of measuring. */
  readonly markers: readonly { readonly line: number; readonly mark: string }[];
}

/** Facts of source files, read again only when a file's time or size changed. */
export class SourceFactsCache {
  readonly #files: Files;
  readonly #asked = new Map<string, Promise<SourceFacts | null>>();
  readonly #known = new Map<string, { modified: number; size: number; facts: Promise<SourceFacts | null> }>();

  constructor(files: Files) {
    this.#files = files;
  }

  /** A new look begins: each file's time and size is asked for once more. */
  begin(): void {
    this.#asked.clear();
  }

  /** null where there is no such file or it cannot be read as source. Asked again within one look, the same answer. */
  of(path: string): Promise<SourceFacts | null> {
    let answer = this.#asked.get(path);
    if (answer === undefined) {
      answer = this.#look(path);
      this.#asked.set(path, answer);
    }
    return answer;
  }

  async #look(path: string): Promise<SourceFacts | null> {
    const found = await this.#files.stat(path);
    if (found === null) {
      this.#known.delete(path);
      return null;
    }
    const known = this.#known.get(path);
    if (known !== undefined && known.modified === found.modified && known.size === found.size) return known.facts;
    const facts = this.#read(path, found.modified);
    this.#known.set(path, { modified: found.modified, size: found.size, facts });
    return facts;
  }

  async #read(path: string, modified: number): Promise<SourceFacts | null> {
    const source = await this.#files.source(path);
    if (source === null) return null;
    return {
      sha256: source.sha256,
      modified,
      lines: classifyLines(path, source.text),
      markers: exclusionMarkers(source.text),
    };
  }
}

/** Runs the task for every item, at most `width` at once, and gives the results in order. */
export async function forEachOf<T, R>(items: readonly T[], width: number, task: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const run = async () => {
    while (next < items.length) {
      const at = next++;
      results[at] = await task(items[at]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, run));
  return results;
}
