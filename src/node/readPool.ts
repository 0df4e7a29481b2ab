import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { ReportFormat } from "../core/formats/format.ts";
import { largeReportBytes } from "../core/largeReport.ts";
import type { ReadResult } from "../core/model/report.ts";
import type { FoundFile, ReportReading } from "../core/ports.ts";
import { type PackedResult, unpackResults } from "./packedResults.ts";
import { readReportFile } from "./readReport.ts";

/** Files smaller than this are read where they are asked for: a thread costs more than they do. */
const smallBytes = 512 * 1024;

/** What a thread leaves behind of a report with more tests than this is given back at once. */
const manyTests = 100_000;

/** A thread that had nothing to read for this long is ended, in milliseconds: its memory is worth more than its start. */
const idleMilliseconds = 1000;

/** A file to read, as it goes to a reading thread, and what comes back. */
export interface ReadRequest {
  readonly id: number;
  readonly path: string;
  readonly shown: string;
}
export interface ReadReply {
  readonly id: number;
  readonly results: readonly PackedResult[];
}

interface Lane {
  readonly worker: Worker;
  busy: number;
  /** Ends the thread when it is due. */
  idle: ReturnType<typeof setTimeout> | null;
}

/**
 * Reads reports, large ones in threads of their own, several at once. A thread that dies makes the file it read invalid
 * and is replaced; threads are started when first needed and end with `close`.
 */
export class ReadPool implements ReportReading {
  readonly #folder: string;
  readonly #formats: readonly ReportFormat[];
  readonly #workerPath: string;
  readonly #lanes: Lane[] = [];
  readonly #waiting = new Map<
    number,
    { lane: Lane; settle: (results: readonly PackedResult[]) => void; file: FoundFile }
  >();
  #nextId = 1;

  /** @param workerPath built file that threads start from */
  constructor(folder: string, formats: readonly ReportFormat[], workerPath: string) {
    this.#folder = folder;
    this.#formats = formats;
    this.#workerPath = workerPath;
  }

  async read(file: FoundFile, signal: AbortSignal): Promise<readonly ReadResult[]> {
    signal.throwIfAborted();
    const path = join(this.#folder, file.path);
    if (file.size < smallBytes) return readReportFile(path, file.path, this.#formats);
    const lane = this.#lane();
    const id = this.#nextId++;
    lane.busy++;
    if (lane.idle !== null) clearTimeout(lane.idle);
    lane.idle = null;
    const results = await new Promise<readonly PackedResult[]>((settle) => {
      this.#waiting.set(id, { lane, settle, file });
      lane.worker.postMessage({ id, path, shown: file.path } satisfies ReadRequest);
    });
    // The tests are made anew here: those that the thread had left are to be gone before.
    if ((file.size >= largeReportBytes || hasManyTests(results)) && lane.busy === 0) await this.#endIdle(lane);
    return unpackResults(results);
  }

  /** The least busy thread; a new one while there are processors for it. */
  #lane(): Lane {
    const idle = this.#lanes.find((lane) => lane.busy === 0);
    if (idle !== undefined) return idle;
    if (this.#lanes.length < Math.max(1, Math.min(4, availableParallelism()))) return this.#start();
    return this.#lanes.reduce((least, lane) => (lane.busy < least.busy ? lane : least));
  }

  #start(): Lane {
    const worker = new Worker(this.#workerPath, {
      name: "readiness-read",
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
    });
    const lane: Lane = { worker, busy: 0, idle: null };
    this.#lanes.push(lane);
    worker.on("message", (reply: ReadReply) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      waiting?.settle(reply.results);
      if (--lane.busy === 0) lane.idle = setTimeout(() => void this.#endIdle(lane), idleMilliseconds).unref();
    });
    const fail = (message: string) => {
      const at = this.#lanes.indexOf(lane);
      if (at !== -1) this.#lanes.splice(at, 1);
      for (const [id, waiting] of this.#waiting) {
        if (waiting.lane !== lane) continue;
        this.#waiting.delete(id);
        waiting.settle([failedRead(waiting.file, message)]);
      }
    };
    worker.on("error", (error) => fail(error.message));
    worker.on("exit", () => fail("the reading thread ended"));
    return lane;
  }

  async #endIdle(lane: Lane): Promise<void> {
    if (lane.idle !== null) clearTimeout(lane.idle);
    const at = this.#lanes.indexOf(lane);
    if (at !== -1) this.#lanes.splice(at, 1);
    await lane.worker.terminate();
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.splice(0).map((lane) => lane.worker.terminate()));
  }
}

function hasManyTests(results: readonly PackedResult[]): boolean {
  return results.some(({ report }) => report?.kind === "tests" && report.cases.name.length > manyTests);
}

function failedRead(file: FoundFile, message: string): PackedResult {
  const modified = new Date(file.modified).toISOString();
  return {
    path: file.path,
    format: null,
    kind: null,
    status: "invalid",
    problems: [{ severity: "error", code: "reader-fault", message: `Reading it failed: ${message}` }],
    report: null,
    provenance: {
      path: file.path,
      format: "unknown",
      producer: null,
      generated: null,
      modified,
      commit: null,
      sha256: "",
    },
    size: file.size,
  };
}
