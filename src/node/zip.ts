import { type FileHandle, open } from "node:fs/promises";
import { createInflateRaw } from "node:zlib";

/** One file in an archive. */
export interface ZipEntry {
  readonly name: string;
  /** Unpacked bytes, as the archive states them. */
  readonly size: number;
  /** The unpacked bytes. Throws for damage and for methods other than stored and deflated. */
  read(): AsyncIterable<Uint8Array>;
}

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
/** More members than this are not looked at. */
const mostEntries = 20_000;

/**
 * The files of a ZIP archive by its central directory (PKWARE APPNOTE 4.3), without ZIP64 and encryption: what
 * continuous integration systems hand out as artifacts. The file stays open until the iteration ends.
 */
export async function* zipEntries(path: string): AsyncGenerator<ZipEntry> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const tail = await bytesAt(file, Math.max(0, size - 65_557), Math.min(size, 65_557));
    const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
    let end = tail.length - 22;
    while (end >= 0 && view.getUint32(end, true) !== endOfDirectory) end--;
    if (end < 0) throw new Error("the archive has no central directory: it is cut off");
    const count = view.getUint16(end + 10, true);
    const directory = await bytesAt(file, view.getUint32(end + 16, true), view.getUint32(end + 12, true));
    const entries = new DataView(directory.buffer, directory.byteOffset, directory.byteLength);
    let at = 0;
    for (let entry = 0; entry < Math.min(count, mostEntries); entry++) {
      if (at + 46 > directory.length || entries.getUint32(at, true) !== directoryEntry)
        throw new Error("the archive's central directory is damaged");
      const nameLength = entries.getUint16(at + 28, true);
      const name = new TextDecoder().decode(directory.subarray(at + 46, at + 46 + nameLength));
      const packed = entries.getUint32(at + 20, true);
      const unpacked = entries.getUint32(at + 24, true);
      const method = entries.getUint16(at + 10, true);
      const header = entries.getUint32(at + 42, true);
      at += 46 + nameLength + entries.getUint16(at + 30, true) + entries.getUint16(at + 32, true);
      if (name.endsWith("/")) continue;
      yield { name, size: unpacked, read: () => readEntry(file, header, packed, method) };
    }
  } finally {
    await file.close();
  }
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  if (bytesRead < length) throw new Error("the archive is cut off");
  return bytes;
}

async function* readEntry(
  file: FileHandle,
  header: number,
  packed: number,
  method: number,
): AsyncGenerator<Uint8Array> {
  const local = await bytesAt(file, header, 30);
  const view = new DataView(local.buffer);
  const start = header + 30 + view.getUint16(26, true) + view.getUint16(28, true);
  const stored = (async function* () {
    for (let at = 0; at < packed; at += 1024 * 1024)
      yield await bytesAt(file, start + at, Math.min(1024 * 1024, packed - at));
  })();
  if (method === 0) yield* stored;
  else if (method === 8) {
    const inflate = createInflateRaw();
    const feeding = (async () => {
      try {
        for await (const chunk of stored)
          if (!inflate.write(chunk)) await new Promise((drained) => inflate.once("drain", drained));
        inflate.end();
      } catch (error) {
        inflate.destroy(error as Error);
      }
    })();
    yield* inflate as AsyncIterable<Uint8Array>;
    await feeding;
  } else throw new Error(`the archive's member is packed by method ${method}, which is not read`);
}
