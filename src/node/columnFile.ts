import { open, readFile } from "node:fs/promises";
import { deserialize, serialize } from "node:v8";

/**
 * Plain data with large columns in one file: a head with everything but the columns, then the columns' bytes. Writing
 * copies no column, and reading makes views on the bytes of the file. For this machine only: numbers are in its order.
 *
 *     8 bytes   length of the head as a double
 *     …         the head, as `v8.serialize` writes it, columns replaced by `Place`
 *     …         from the next multiple of 8 on: the columns, each beginning at a multiple of 8
 */

const types = {
  Uint8Array,
  Int8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float64Array,
} as const;

/** A column in the head. */
interface Place {
  readonly column: keyof typeof types;
  /** Where its bytes stand, counted from the first column; `zeros`: it is 0 everywhere and has none. */
  readonly at: number;
  readonly length: number;
}

const zeros = -1;

type View = InstanceType<(typeof types)[keyof typeof types]>;

function isView(value: unknown): value is View {
  return ArrayBuffer.isView(value) && value.constructor.name in types;
}

function aligned(at: number): number {
  return Math.ceil(at / 8) * 8;
}

function isZero(column: View): boolean {
  for (let row = 0; row < column.length; row++) if (column[row] !== 0) return false;
  return true;
}

/** The same data with every part replaced that `exchange` gives another for. */
function exchanged(value: unknown, exchange: (part: object) => unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const other = exchange(value);
  if (other !== undefined) return other;
  if (Array.isArray(value)) {
    // Long lists of plain values are common, and hold no column.
    if (value.length === 0 || typeof value[0] !== "object") return value;
    return value.map((each) => exchanged(each, exchange));
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, exchanged(part, exchange)]));
}

/** Writes data to a new file. Errors are those of the file system. */
export async function writeColumnFile(path: string, data: unknown): Promise<void> {
  const columns: View[] = [];
  let at = 0;
  const head = serialize(
    exchanged(data, (part) => {
      if (!isView(part)) return undefined;
      const column = part.constructor.name as keyof typeof types;
      // Labels of arms mostly: memory that was never written to is not used, and stays so.
      if (isZero(part)) return { column, at: zeros, length: part.length } satisfies Place;
      const place: Place = { column, at, length: part.length };
      columns.push(part);
      at = aligned(at + part.byteLength);
      return place;
    }),
  );
  const file = await open(path, "w");
  try {
    await file.write(Buffer.from(Float64Array.of(head.length).buffer));
    let position = 8;
    position += (await file.write(head, 0, head.length, position)).bytesWritten;
    const first = aligned(position);
    at = first;
    for (const column of columns) {
      const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
      if (bytes.length > 0) await file.write(bytes, 0, bytes.length, at);
      at = aligned(at + bytes.length);
    }
    // A file that was cut short is told by its length.
    await file.truncate(at);
  } finally {
    await file.close();
  }
}

/** Reads data back. Throws where the file is not whole. */
export async function readColumnFile(path: string): Promise<unknown> {
  const bytes = await readFile(path);
  const whole =
    bytes.byteOffset % 8 === 0
      ? { buffer: bytes.buffer, start: bytes.byteOffset }
      : { buffer: bytes.slice().buffer, start: 0 };
  const headLength = new Float64Array(whole.buffer, whole.start, 1)[0]!;
  const first = aligned(8 + headLength);
  return exchanged(deserialize(bytes.subarray(8, 8 + headLength)), (part) => {
    if (!("column" in part && "at" in part && "length" in part && Object.keys(part).length === 3)) return undefined;
    const { column, at, length } = part as Place;
    const Type = types[column];
    if (at === zeros) return new Type(length);
    const start = whole.start + first + at;
    if (first + at + length * Type.BYTES_PER_ELEMENT > bytes.length) throw new Error("the file is cut off");
    return new Type(whole.buffer as ArrayBuffer, start, length);
  });
}
