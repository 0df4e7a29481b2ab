import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { AcceptedRun } from "../core/evidence/completeness.ts";
import type { AcceptedRuns, AssessmentStore } from "../core/folderAssessor.ts";
import type { Observations } from "../core/ports.ts";
import { readColumnFile, writeColumnFile } from "./columnFile.ts";
import { replaceFile } from "./replaceFile.ts";

/** Version of the kept files: what another version wrote is not read. */
const version = 1;
/** Assessments and reports that are remembered of a folder. */
const mostEntries = 200;

/**
 * Where what is remembered of a folder lies: in the user's cache folder, never in the workspace. Deleting it loses the
 * trend and what was seen of sources when reports were new, nothing else.
 */
export function folderCache(folder: string, root?: string): string {
  const base = root ?? join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "readiness-gates", "folders");
  return join(base, createHash("sha256").update(resolve(folder)).digest("hex").slice(0, 24));
}

/** A list kept as one JSON file; what cannot be read is empty, what cannot be written is not kept. */
class KeptList<T> {
  readonly #path: string;
  readonly #log: (message: string) => void;

  constructor(path: string, log: (message: string) => void) {
    this.#path = path;
    this.#log = log;
  }

  async load(): Promise<readonly T[]> {
    try {
      const kept = JSON.parse(await readFile(this.#path, "utf8")) as { version?: number; entries?: readonly T[] };
      return kept.version === version && Array.isArray(kept.entries) ? kept.entries : [];
    } catch {
      return [];
    }
  }

  async save(entries: readonly T[]): Promise<void> {
    try {
      await mkdir(dirname(this.#path), { recursive: true });
      const text = JSON.stringify({ version, entries: entries.slice(-mostEntries) });
      await replaceFile(this.#path, (beside) => writeFile(beside, text));
    } catch (error) {
      this.#log(`not kept: ${(error as Error).message}`);
    }
  }
}

/** Earlier assessments of a folder, oldest first. */
export function assessmentStore(cache: string, log: (message: string) => void): AssessmentStore {
  const kept = new KeptList<Awaited<ReturnType<AssessmentStore["load"]>>[number]>(join(cache, "history.json"), log);
  return {
    load: () => kept.load(),
    append: async (entry) => {
      const entries = await kept.load();
      // The same evidence gives the same answer: it is one point of the history, not one a look.
      if (entries.some((each) => each.key === entry.key)) return;
      await kept.save([...entries, entry]);
    },
  };
}

/** What was seen of sources when their reports were new. */
export function observations(cache: string, log: (message: string) => void): Observations {
  const kept = new KeptList<{ report: string; hashes: [string, string][] }>(join(cache, "observed.json"), log);
  let known: Promise<Map<string, ReadonlyMap<string, string>>> | null = null;
  const all = () => {
    known ??= kept.load().then((entries) => new Map(entries.map(({ report, hashes }) => [report, new Map(hashes)])));
    return known;
  };
  return {
    get: async (report) => (await all()).get(report) ?? null,
    put: async (report, hashes) => {
      const map = await all();
      map.set(report, hashes);
      await kept.save([...map].map(([each, seen]) => ({ report: each, hashes: [...seen] })));
    },
  };
}

/** What the last whole run had executed: the tests of it in columns, of which a text would be far larger. */
export function acceptedRuns(cache: string, log: (message: string) => void): AcceptedRuns {
  const path = join(cache, "accepted.run");
  return {
    load: async () => {
      try {
        const kept = (await readColumnFile(path)) as { readonly version?: number; readonly run: AcceptedRun };
        return kept.version === version ? kept.run : null;
      } catch {
        return null;
      }
    },
    save: async (run) => {
      try {
        await mkdir(dirname(path), { recursive: true });
        await replaceFile(path, (beside) => writeColumnFile(beside, { version, run }));
      } catch (error) {
        log(`not kept: ${(error as Error).message}`);
      }
    },
  };
}
