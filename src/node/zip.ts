import type { FileHandle } from "node:fs/promises";
import { createInflateRaw } from "node:zlib";
import { crcTable } from "../core/crc32.ts";
import { epochToIso } from "../core/formats/times.ts";
import { numberText } from "../core/numberText.ts";
import { openRegular } from "./regularFile.ts";

/** One file in an archive. */
interface ZipEntry {
  readonly name: string;
  /** Unpacked bytes, as the archive states them. */
  readonly size: number;
  /** ISO 8601, when the file was written that was packed; null: not stated. */
  readonly time: string | null;
  /** The unpacked bytes. Throws for damage, for encryption and for methods other than stored and deflated. */
  read(): AsyncIterable<Uint8Array>;
}

const endOfDirectory = 0x06054b50;
const endOfDirectory64 = 0x06064b50;
const locator64 = 0x07064b50;
const directoryEntry = 0x02014b50;
/** More members than this are not looked at. */
const mostEntries = 20_000;
/** Bytes read at once at most: 65,535 members without ZIP64, with names longer than any, stay below. */
const mostAtOnce = 64 * 1024 * 1024;

/** Characters 128 to 255 of the names of old (APPNOTE D.1: code page 437). */
const oldCharacters =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";

/** What the central directory says of a member. */
interface Member {
  readonly header: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly method: number;
  readonly crc: number;
  readonly isEncrypted: boolean;
}

/**
 * The files of a ZIP archive by its central directory (PKWARE APPNOTE 4.3, with ZIP64, 4.5.3), without encryption: what
 * continuous integration systems hand out as artifacts. The file stays open until the iteration ends.
 */
export async function* zipEntries(path: string): AsyncGenerator<ZipEntry> {
  const file = await openRegular(path);
  try {
    const { count, start, length } = await findDirectory(file);
    const directory = await bytesAt(file, start, length);
    const entries = viewOf(directory);
    let at = 0;
    for (let entry = 0; entry < Math.min(count, mostEntries); entry++) {
      if (at + 46 > directory.length || entries.getUint32(at, true) !== directoryEntry)
        throw new Error("the archive's central directory is damaged");
      const nameEnd = at + 46 + entries.getUint16(at + 28, true);
      const extraEnd = nameEnd + entries.getUint16(at + 30, true);
      const name = nameOf(directory.subarray(at + 46, nameEnd));
      const extra = directory.subarray(nameEnd, extraEnd);
      const member = memberAt(entries, at, extra);
      const time = timeOf(entries.getUint32(at + 12, true), extra);
      at = extraEnd + entries.getUint16(at + 32, true);
      if (name.endsWith("/")) continue;
      yield { name, size: member.unpacked, time, read: () => readEntry(file, member) };
    }
    if (count > mostEntries)
      throw new Error(`it holds ${numberText(count)} files, only the first ${numberText(mostEntries)} were looked at`);
  } finally {
    await file.close();
  }
}

/** UTF-8, whether a flag says so or not; what is not, is in the characters of old. */
function nameOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return Array.from(bytes, (byte) => (byte < 128 ? String.fromCharCode(byte) : oldCharacters[byte - 128]!)).join("");
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Where the central directory is and how many entries it has. */
async function findDirectory(file: FileHandle): Promise<{ count: number; start: number; length: number }> {
  const { size } = await file.stat();
  const tail = await bytesAt(file, Math.max(0, size - 65_557), Math.min(size, 65_557));
  const view = viewOf(tail);
  const isEnd = (at: number) => view.getUint32(at, true) === endOfDirectory;
  const last = tail.length - 22;
  let end = last;
  // A comment follows, in which these bytes can stand as well: it ends where the file does.
  while (end >= 0 && !(isEnd(end) && end + view.getUint16(end + 20, true) === last)) end--;
  if (end < 0) for (end = last; end >= 0 && !isEnd(end); ) end--;
  if (end < 0) throw new Error("the archive has no central directory: it is cut off");
  if (end >= 20 && view.getUint32(end - 20, true) === locator64) {
    const wide = viewOf(await bytesAt(file, Number(view.getBigUint64(end - 12, true)), 56));
    if (wide.getUint32(0, true) !== endOfDirectory64) throw new Error("the archive's central directory is damaged");
    const [count, length, start] = [32, 40, 48].map((offset) => Number(wide.getBigUint64(offset, true)));
    return { count: count!, start: start!, length: length! };
  }
  return {
    count: view.getUint16(end + 10, true),
    start: view.getUint32(end + 16, true),
    length: view.getUint32(end + 12, true),
  };
}

function memberAt(entries: DataView, at: number, extra: Uint8Array): Member {
  const narrow = (offset: number) => entries.getUint32(at + offset, true);
  const wide = wideNumbers(extra);
  // The wide numbers stand for those of the narrow ones that are full, in this order.
  const [unpacked, packed, header] = [24, 20, 42].map((offset) => {
    const value = narrow(offset);
    return value === 0xffff_ffff ? (wide.shift() ?? value) : value;
  });
  return {
    header: header!,
    packed: packed!,
    unpacked: unpacked!,
    method: entries.getUint16(at + 10, true),
    crc: narrow(16),
    isEncrypted: (entries.getUint16(at + 8, true) & 1) === 1,
  };
}

/** The numbers of the extra field of ZIP64. */
function wideNumbers(extra: Uint8Array): number[] {
  const field = extraField(extra, 1);
  const numbers: number[] = [];
  for (let at = 0; at + 8 <= field.byteLength; at += 8) numbers.push(Number(field.getBigUint64(at, true)));
  return numbers;
}

/** The bytes of an extra field, none where there is no such. */
function extraField(extra: Uint8Array, id: number): DataView {
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length; ) {
    const end = at + 4 + view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === id) return viewOf(extra.subarray(at + 4, end));
    at = end;
  }
  return viewOf(new Uint8Array(0));
}

/**
 * By the extended timestamp (Info-ZIP), else by that of DOS, which has no zone: what packs artifacts of continuous
 * integration writes UTC. Archives that are to be alike to the byte have the first day of DOS.
 *
 * @param dos two seconds (5 bits), minutes (6), hours (5), day (5), month (4), years since 1980 (7), the lowest first
 */
function timeOf(dos: number, extra: Uint8Array): string | null {
  const stamp = extraField(extra, 0x5455);
  if (stamp.byteLength >= 5 && (stamp.getUint8(0) & 1) === 1) return epochToIso(stamp.getInt32(1, true));
  const bits = (from: number, count: number) => (dos >>> from) & ((1 << count) - 1);
  return epochToIso(
    Date.UTC(1980 + bits(25, 7), bits(21, 4) - 1, bits(16, 5), bits(11, 5), bits(5, 6), bits(0, 5) * 2),
  );
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  // What the archive says of itself may be anything: memory is not taken for it, and Node.js ends over 2 GiB at once.
  if (length > mostAtOnce) throw new Error("the archive's central directory is too large or damaged");
  const bytes = new Uint8Array(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  if (bytesRead < length) throw new Error("the archive is cut off");
  return bytes;
}

async function* readEntry(file: FileHandle, member: Member): AsyncGenerator<Uint8Array> {
  const { header, packed, method } = member;
  if (member.isEncrypted) throw new Error("the archive's member is encrypted");
  if (method !== 0 && method !== 8)
    throw new Error(`the archive's member is packed by method ${method}, which is not read`);
  const local = viewOf(await bytesAt(file, header, 30));
  const start = header + 30 + local.getUint16(26, true) + local.getUint16(28, true);
  const stored = (async function* () {
    for (let at = 0; at < packed; at += 1024 * 1024)
      yield await bytesAt(file, start + at, Math.min(1024 * 1024, packed - at));
  })();
  let crc = 0xffff_ffff;
  for await (const chunk of method === 0 ? stored : inflated(stored)) {
    for (let at = 0; at < chunk.length; at++) crc = crcTable[(crc ^ chunk[at]!) & 0xff]! ^ (crc >>> 8);
    yield chunk;
  }
  if (~crc >>> 0 !== member.crc) throw new Error("the archive's member is damaged: its check sum differs");
}

async function* inflated(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw();
  const feeding = (async () => {
    try {
      for await (const chunk of packed)
        if (!inflate.write(chunk)) await new Promise((drained) => inflate.once("drain", drained));
      inflate.end();
    } catch (error) {
      inflate.destroy(error as Error);
    }
  })();
  yield* inflate as AsyncIterable<Uint8Array>;
  await feeding;
}
