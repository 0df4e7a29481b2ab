import { createHash, type Hash } from "node:crypto";
import { readSync } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { ReportFormat } from "../core/formats/format.ts";
import { type ParseOutcome, ReportParser } from "../core/formats/parser.ts";
import { epochToIso } from "../core/formats/times.ts";
import type { Problem, ReadResult } from "../core/model/report.ts";
import { openRegular } from "./regularFile.ts";
import { zipEntries } from "./zip.ts";

/** Bytes read at once: what fits a processor's cache, so that hashing and reading find them there. */
const chunkSize = 256 * 1024;
/** A compressed report, or an archive with all its members, that unpacks to more than this is refused: 4 GiB. */
const mostUnpacked = 4 * 1024 * 1024 * 1024;

/**
 * Reads one report file: plain, compressed (.gz by its content) or an archive, of which every member that is a report
 * gives a result. Reading never rejects: what goes wrong makes the result "invalid" with the reason.
 *
 * @param path where the file is on disk
 * @param shown the path that results carry
 */
export async function readReportFile(
  path: string,
  shown: string,
  formats: readonly ReportFormat[],
): Promise<ReadResult[]> {
  for (let attempt = 1; ; attempt++) {
    const before = await fileTime(path);
    const results = await readOnce(path, shown, formats, before);
    const after = await fileTime(path);
    // Written to while it was read: what was read is neither the old nor the new report.
    if (
      attempt >= 3 ||
      before === null ||
      (after !== null && after.size === before.size && after.modified === before.modified)
    )
      return results;
  }
}

interface FileTime {
  readonly size: number;
  readonly modified: number;
}

async function fileTime(path: string): Promise<FileTime | null> {
  try {
    const found = await stat(path);
    return { size: found.size, modified: found.mtimeMs };
  } catch {
    return null;
  }
}

async function readOnce(
  path: string,
  shown: string,
  formats: readonly ReportFormat[],
  time: FileTime | null,
): Promise<ReadResult[]> {
  const base = { path: shown, size: time?.size ?? 0, modified: new Date(time?.modified ?? 0).toISOString() };
  try {
    const magic = await firstBytes(path);
    if (isArchive(magic)) {
      return await readArchive(path, base, formats);
    }
    const hash = createHash("sha256");
    const bytes = hashed(chunksOf(path), hash);
    const isPacked = isCompressed(magic);
    const source = isPacked ? unpacked(bytes) : bytes;
    // RFC 1952: when the file was written that was packed, in seconds since 1970; 0: not stated.
    const seconds = isPacked ? new DataView(magic.buffer).getUint32(4, true) : 0;
    const file = { ...base, written: epochToIso(seconds) };
    const outcome = await parseStream(source, new ReportParser(formats, shown));
    // Of a file that is no report the rest was not read: there is no hash of it, and none is needed.
    return [resultOf(outcome, file, outcome.status === "unrecognised" ? "" : hash.digest("hex"))];
  } catch (error) {
    return [resultOf(unreadable(error), base, "")];
  }
}

function isArchive(bytes: Uint8Array): boolean {
  // A file, or the end of an archive that has none.
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2]! + 1 === bytes[3] && (bytes[2] === 3 || bytes[2] === 5);
}

function isCompressed(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function* hashed(source: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    hash.update(chunk);
    yield chunk;
  }
}

/**
 * A file's bytes. Each chunk is good until the next one is asked for: all share one buffer, so that a gigabyte leaves no
 * garbage behind. Reads in step: what is large is read in a thread of its own, which would only wait for another one.
 */
async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  const file = await openRegular(path);
  try {
    const buffer = new Uint8Array(chunkSize);
    for (;;) {
      const length = readSync(file.fd, buffer, 0, chunkSize, null);
      if (length === 0) return;
      yield buffer.subarray(0, length);
    }
  } finally {
    await file.close();
  }
}

function unpacked(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const gunzip = createGunzip({ chunkSize });
  pipeline(Readable.from(copied(source), { objectMode: false }), gunzip).catch((error: Error) => gunzip.destroy(error));
  return gunzip;
}

/** Chunks that stay good. */
async function* copied(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) yield Buffer.from(chunk);
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const file = await openRegular(path);
  try {
    const bytes = new Uint8Array(8);
    const { bytesRead } = await file.read(bytes, 0, 8, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Feeds a stream to a parser; stops early once nothing more is needed. `room` is what it may unpack to, and shrinks. */
async function parseStream(
  source: AsyncIterable<Uint8Array>,
  parser: ReportParser,
  room: { bytes: number } = { bytes: mostUnpacked },
): Promise<ParseOutcome> {
  for await (const chunk of source) {
    room.bytes -= chunk.length;
    if (room.bytes < 0) throw new Error("it unpacks to more than 4 GiB");
    // A damaged file is read to its end all the same: its hash names it in the provenance.
    if (!parser.done) parser.write(chunk);
    else if (!parser.recognised) break;
  }
  return parser.end();
}

async function readArchive(
  path: string,
  base: Pick<ReadResult, "path" | "size"> & { modified: string },
  formats: readonly ReportFormat[],
): Promise<ReadResult[]> {
  const results: ReadResult[] = [];
  let archives = 0;
  // Of the whole archive: its members may be one and the same bytes, named thousands of times.
  const room = { bytes: mostUnpacked };
  try {
    for await (const entry of zipEntries(path)) {
      const hash = createHash("sha256");
      const name = `${base.path}!/${entry.name}`;
      const member = { path: name, size: entry.size, modified: base.modified, written: entry.time };
      try {
        const { first, all } = await begun(hashed(entry.read(), hash));
        if (isArchive(first)) {
          archives++;
          continue;
        }
        const source = isCompressed(first) ? unpacked(all) : all;
        const outcome = await parseStream(source, new ReportParser(formats, name), room);
        // An archive holds much that is no report; only what is one, or tried to be, is told of.
        if (outcome.status !== "unrecognised") results.push(resultOf(outcome, member, hash.digest("hex")));
      } catch (error) {
        results.push(resultOf(unreadable(error), member, ""));
        if (room.bytes < 0) break;
      }
    }
  } catch (error) {
    // What was read of it before is read all the same.
    results.push(resultOf(unreadable(error), base, ""));
  }
  if (results.length > 0 && archives === 0) return results;
  const within = `what is in archives within it (${archives}) is not looked at`;
  const problem: Problem = {
    severity: "error",
    code: "unrecognised",
    message:
      results.length > 0
        ? `Of the archive, ${within}`
        : `The archive holds no report of a known format${archives === 0 ? "" : `; ${within}`}`,
  };
  const rest: ParseOutcome = { format: null, kind: null, status: "unrecognised", problems: [problem], report: null };
  return [...results, resultOf(rest, base, "")];
}

/** A stream and the chunk that it begins with; empty where there is none. */
async function begun(
  stream: AsyncGenerator<Uint8Array>,
): Promise<{ readonly first: Uint8Array; readonly all: AsyncGenerator<Uint8Array> }> {
  const next = await stream.next();
  const first = next.done === true ? new Uint8Array(0) : next.value;
  const all = (async function* () {
    if (first.length > 0) yield first;
    yield* stream;
  })();
  return { first, all };
}

function unreadable(error: unknown): ParseOutcome {
  const code = (error as NodeJS.ErrnoException).code;
  const message = code === "ENOENT" ? "There is no such file" : `The file cannot be read: ${(error as Error).message}`;
  return {
    format: null,
    kind: null,
    status: "invalid",
    problems: [{ severity: "error", code: "unreadable", message }],
    report: null,
  };
}

function resultOf(
  outcome: ParseOutcome,
  file: { path: string; size: number; modified: string; written?: string | null },
  sha256: string,
): ReadResult {
  const { report } = outcome;
  return {
    path: file.path,
    size: file.size,
    ...outcome,
    provenance: {
      path: file.path,
      format: outcome.format ?? "unknown",
      producer: report?.producer ?? null,
      // What is packed is often fetched long after: it says itself when the report was written.
      generated: report?.generated ?? file.written ?? null,
      modified: file.modified,
      commit: report?.commit ?? null,
      sha256,
    },
  };
}
