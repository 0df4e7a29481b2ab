import { InvalidReport } from "./format.ts";

/** A value of a row. Integers beyond 2^53 are the nearest double. */
export type SqliteValue = null | number | string | Uint8Array;

export type SqliteRow = Readonly<Record<string, SqliteValue>>;

const magic = "SQLite format 3\0";
/** A b-tree deeper than this is damage. */
const deepest = 24;

interface Table {
  readonly root: number;
  readonly columns: readonly string[];
  /** Column that stands for the row's id ("integer primary key"), or null. */
  readonly rowId: string | null;
  readonly plain: boolean;
}

/** Whether bytes begin as an SQLite database. */
export function isSqlite(bytes: Uint8Array): boolean {
  for (let at = 0; at < magic.length; at++) if (bytes[at] !== magic.charCodeAt(at)) return false;
  return true;
}

/**
 * Reads the tables of an SQLite 3 database in memory: no queries, no indexes, no writing. Damage throws
 * `InvalidReport`; loops in the file are found. Source of the format: sqlite.org, "Database File Format".
 */
export class SqliteFile {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #pageSize: number;
  readonly #usable: number;
  readonly #decoder: InstanceType<typeof TextDecoder>;
  readonly #tables = new Map<string, Table>();
  /** Changes may stand in a write-ahead log beside the file. */
  readonly usesLog: boolean;

  constructor(bytes: Uint8Array) {
    if (!isSqlite(bytes)) throw new InvalidReport("structure", "it is not an SQLite database");
    if (bytes.length < 100) throw new InvalidReport("truncated", "the database is cut off in its header");
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const size = this.#view.getUint16(16);
    this.#pageSize = size === 1 ? 65_536 : size;
    this.#usable = this.#pageSize - bytes[20]!;
    if (this.#pageSize < 512 || (this.#pageSize & (this.#pageSize - 1)) !== 0 || this.#usable < 480)
      throw new InvalidReport("structure", `an SQLite database can not have pages of ${this.#pageSize} bytes`);
    this.usesLog = bytes[18] === 2 || bytes[19] === 2;
    // The number of pages holds only where the same version wrote it that changed the file last.
    const pages = this.#view.getUint32(24) === this.#view.getUint32(92) ? this.#view.getUint32(28) : 1;
    if (bytes.length < pages * this.#pageSize)
      throw new InvalidReport(
        "truncated",
        `the database has ${pages} pages of ${this.#pageSize} bytes, and the file only ${bytes.length} bytes`,
      );
    const encoding = this.#view.getUint32(56);
    this.#decoder = new TextDecoder(encoding === 2 ? "utf-16le" : encoding === 3 ? "utf-16be" : "utf-8");
    const schema: Table = {
      root: 1,
      columns: ["type", "name", "tbl_name", "rootpage", "sql"],
      rowId: null,
      plain: true,
    };
    for (const { type, name, rootpage, sql } of this.#rows(schema)) {
      if (type !== "table" || typeof name !== "string" || typeof rootpage !== "number" || typeof sql !== "string")
        continue;
      this.#tables.set(name, { root: rootpage, ...columnsOf(sql) });
    }
  }

  has(table: string): boolean {
    return this.#tables.has(table);
  }

  /** Rows of a table in the order of their ids; none where there is no such table. */
  *rows(name: string): Generator<SqliteRow> {
    const table = this.#tables.get(name);
    if (table === undefined) return;
    if (!table.plain) throw new InvalidReport("structure", `table "${name}" has no row ids, which is not understood`);
    yield* this.#rows(table);
  }

  *#rows(table: Table): Generator<SqliteRow> {
    yield* this.#page(table, table.root, new Set(), 0);
  }

  *#page(table: Table, page: number, seen: Set<number>, depth: number): Generator<SqliteRow> {
    const start = this.#pageStart(page);
    if (seen.has(page) || depth > deepest) throw damaged(`page ${page} of a table leads back to itself`);
    seen.add(page);
    const header = page === 1 ? start + 100 : start;
    const kind = this.#bytes[header];
    if (kind !== 0x0d && kind !== 0x05) throw damaged(`page ${page} is not of a table`);
    const cells = this.#view.getUint16(header + 3);
    const pointers = header + (kind === 0x0d ? 8 : 12);
    if (pointers + 2 * cells > start + this.#usable) throw damaged(`page ${page} has more cells than fit`);
    for (let cell = 0; cell < cells; cell++) {
      const at = start + this.#view.getUint16(pointers + 2 * cell);
      if (at + 4 > start + this.#pageSize) throw damaged(`a cell of page ${page} lies outside of it`);
      if (kind === 0x0d) yield this.#row(table, at, start + this.#usable);
      else yield* this.#page(table, this.#view.getUint32(at), seen, depth + 1);
    }
    if (kind === 0x05) yield* this.#page(table, this.#view.getUint32(header + 8), seen, depth + 1);
  }

  #pageStart(page: number): number {
    const start = (page - 1) * this.#pageSize;
    if (page < 1) throw damaged(`there is no page ${page}`);
    if (start + this.#pageSize > this.#bytes.length)
      throw new InvalidReport("truncated", `page ${page} of the database lies behind the end of the file`);
    return start;
  }

  #row(table: Table, cell: number, pageEnd: number): SqliteRow {
    const [length, afterLength] = varint(this.#bytes, cell);
    const [id, at] = varint(this.#bytes, afterLength);
    if (length > this.#bytes.length) throw damaged("a row is longer than the file");
    const record = this.#payload(length, at, pageEnd);
    const [headerLength, first] = varint(record, 0);
    if (headerLength > record.length) throw damaged("a row's header is longer than the row");
    const row: Record<string, SqliteValue> = Object.create(null);
    const view = new DataView(record.buffer, record.byteOffset, record.length);
    let body = headerLength;
    let header = first;
    for (const column of table.columns) {
      // Columns that were added to the table later are missing in older rows.
      let value: SqliteValue = null;
      if (header < headerLength) {
        const [type, next] = varint(record, header);
        header = next;
        const size = sizeOf(type);
        if (body + size > record.length) throw damaged("a row ends in the middle of a value");
        value = this.#value(view, record, type, body, size);
        body += size;
      }
      row[column] = column === table.rowId && value === null ? id : value;
    }
    return row;
  }

  /** The bytes of a row: in its page, and the rest in a chain of overflow pages. */
  #payload(length: number, at: number, pageEnd: number): Uint8Array {
    const most = this.#usable - 35;
    let local = length;
    if (length > most) {
      const least = Math.floor(((this.#usable - 12) * 32) / 255) - 23;
      const fitting = least + ((length - least) % (this.#usable - 4));
      local = fitting <= most ? fitting : least;
    }
    if (at + local + (local < length ? 4 : 0) > pageEnd) throw damaged("a row lies outside of its page");
    if (local === length) return this.#bytes.subarray(at, at + length);
    const whole = new Uint8Array(length);
    whole.set(this.#bytes.subarray(at, at + local));
    let next = this.#view.getUint32(at + local);
    // Every page of the chain fills a part of the row, so that a loop ends with the row.
    for (let filled = local; filled < length; ) {
      const start = this.#pageStart(next);
      const part = Math.min(this.#usable - 4, length - filled);
      whole.set(this.#bytes.subarray(start + 4, start + 4 + part), filled);
      filled += part;
      next = this.#view.getUint32(start);
    }
    return whole;
  }

  #value(view: DataView, record: Uint8Array, type: number, at: number, size: number): SqliteValue {
    switch (type) {
      case 0:
        return null;
      case 1:
        return view.getInt8(at);
      case 2:
        return view.getInt16(at);
      case 3:
        return (view.getInt16(at) << 8) | view.getUint8(at + 2);
      case 4:
        return view.getInt32(at);
      case 5:
        return view.getInt16(at) * 2 ** 32 + view.getUint32(at + 2);
      case 6:
        return Number(view.getBigInt64(at));
      case 7:
        return view.getFloat64(at);
      case 8:
        return 0;
      case 9:
        return 1;
      default: {
        if (type < 12) throw damaged(`a value is of the unknown type ${type}`);
        const bytes = record.subarray(at, at + size);
        return type % 2 === 0 ? bytes : this.#decoder.decode(bytes);
      }
    }
  }
}

const sizes = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

function sizeOf(type: number): number {
  return sizes[type] ?? (type >= 12 ? Math.floor((type - 12) / 2) : 0);
}

function damaged(what: string): InvalidReport {
  return new InvalidReport("damaged", `the database is damaged: ${what}`);
}

/** A number of 1 to 9 bytes, most significant first, and where the next byte is. */
function varint(bytes: Uint8Array, from: number): readonly [value: number, next: number] {
  let value = 0;
  for (let at = from; at < from + 9; at++) {
    const byte = bytes[at];
    if (byte === undefined) throw damaged("a number lies behind the end");
    if (at === from + 8) return [value * 256 + byte, at + 1];
    value = value * 128 + (byte & 127);
    if (byte < 128) return [value, at + 1];
  }
  return [value, from + 9];
}

/** Names of the columns in a CREATE TABLE statement, without comments and constraints. */
function columnsOf(sql: string): Omit<Table, "root"> {
  const text = sql.replace(/--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, " ");
  const open = text.indexOf("(");
  const close = text.lastIndexOf(")");
  const columns: string[] = [];
  let rowId: string | null = null;
  const add = (definition: string) => {
    const found = /^\s*(?:"([^"]+)"|\[([^\]]+)\]|`([^`]+)`|(\w+))(.*)/s.exec(definition);
    if (found === null) return;
    if (found[4] !== undefined && /^(?:unique|foreign|primary|check|constraint)$/i.test(found[4])) return;
    const name = (found[1] ?? found[2] ?? found[3] ?? found[4])!;
    columns.push(name);
    if (/^\s*integer\s+primary\s+key(?!\s+desc\b)/i.test(found[5]!)) rowId = name;
  };
  let depth = 0;
  let from = open + 1;
  for (let at = open + 1; at < close; at++) {
    const character = text[at];
    if (character === "(") depth++;
    else if (character === ")") depth--;
    else if (character === "," && depth === 0) {
      add(text.slice(from, at));
      from = at + 1;
    }
  }
  if (close > from) add(text.slice(from, close));
  return { columns, rowId, plain: !/\bwithout\s+rowid\b/i.test(text.slice(close)) };
}
