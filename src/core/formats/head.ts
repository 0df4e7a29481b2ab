import { parseJsonPrefix } from "./jsonPrefix.ts";

/** How much of a file's beginning decides what it is, in bytes. */
export const headBytes = 64 * 1024;

/** The beginning of a file, looked at once for all formats. */
export interface Head {
  /** At most `headBytes` bytes, of JSON that is not known by them more; as UTF-8 without byte-order mark. */
  readonly bytes: Uint8Array;
  readonly text: string;
  /** The whole file is in `bytes`. */
  readonly complete: boolean;
  readonly shape: "empty" | "binary" | "xml" | "json" | "text";
  /** Where shape is "xml". */
  readonly xml: XmlHead | null;
  /**
   * Where shape is "json": the value as far as the head holds it; cut-off objects and arrays end at the cut. For JSON
   * lines it is the first line's value, and `jsonLines` is true.
   */
  readonly json: unknown;
  readonly jsonLines: boolean;
}

interface XmlHead {
  /** Local name of the root element. */
  readonly root: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Local names of the elements that stand below the root in the head, in order of first appearance. */
  readonly elements: ReadonlySet<string>;
  /** Local names of the root's direct children in the head. */
  readonly children: ReadonlySet<string>;
  /** Text of the DOCTYPE without its internal subset, "" where there is none. */
  readonly doctype: string;
}

/** Looks at the beginning of a file. `bytes` is UTF-8 without byte-order mark; more than `most` is cut. */
export function lookAt(bytes: Uint8Array, complete: boolean, most = headBytes): Head {
  const cut = bytes.length > most;
  const head = cut ? bytes.subarray(0, most) : bytes;
  const whole = complete && !cut;
  const base = { bytes: head, complete: whole, xml: null, json: undefined, jsonLines: false };
  // NULs at the end are no part of what was written: a disk gives them where a crash lost what stood there.
  const written = head.subarray(0, writtenLength(head));
  if (written.length === 0 && head.length > 0) return { ...base, text: "", shape: "binary" };
  if (written.includes(0) && (isBinary(written.subarray(0, 512)) || isBinary(written)))
    return { ...base, text: "", shape: "binary" };
  const text = new TextDecoder().decode(written);
  const trimmed = text.trimStart();
  if (trimmed === "") return { ...base, text, shape: whole ? "empty" : "text" };
  if (trimmed.startsWith("<")) {
    const xml = scanXmlHead(trimmed);
    if (xml !== null) return { ...base, text, shape: "xml", xml };
  }
  if (trimmed.startsWith("{") || trimmed.startsWith("[")) {
    // A NUL between its texts ends what can be known of it; the reader says so.
    const first = parseJsonPrefix(trimmed) ?? parseJsonPrefix(trimmed.split("\0", 1)[0]!);
    if (first !== null) {
      const rest = trimmed.slice(first.length).trimStart();
      const jsonLines = first.whole && /^[[{]/.test(rest);
      return { ...base, text, shape: "json", json: first.value, jsonLines };
    }
  }
  return { ...base, text, shape: "text" };
}

/** How many bytes stand before the NULs that these end with. */
export function writtenLength(bytes: Uint8Array): number {
  let length = bytes.length;
  while (length > 0 && bytes[length - 1] === 0) length--;
  return length;
}

/**
 * A NUL in a text is one that a test printed, or a disk lost what stood there; data and archives hold many bytes that no
 * text has, most of them in their first block (a tar archive of texts only there).
 */
function isBinary(bytes: Uint8Array): boolean {
  let control = 0;
  for (const byte of bytes) if (byte < 32 && (controls >> byte) & 1) control++;
  return 16 * control > Math.max(bytes.length, 64);
}

/** One bit for each control character but backspace, tab, newline, vertical tab, form feed, carriage return and escape. */
const controls = ~((0x3f << 8) | (1 << 27));

const tagPattern =
  /<!--[\s\S]*?(?:-->|$)|<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|<\?[\s\S]*?(?:\?>|$)|<!DOCTYPE((?:[^>[]|\[[^\]]*(?:\]|$))*)(?:>|$)|<(\/?)([^\s<>/!?]+)((?:\s+[^\s<>=/"']+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g;
const attributePattern = /\s+([^\s<>=/"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')/gy;

/** A DOCTYPE without what it declares itself, between "[" and "]". */
function withoutSubset(doctype: string): string {
  const [start, end] = [doctype.indexOf("["), doctype.lastIndexOf("]")];
  return start < 0 || end < start ? doctype : doctype.slice(0, start) + doctype.slice(end + 1);
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/** A tolerant look at the first tags; the readers do the strict work. */
function scanXmlHead(text: string): XmlHead | null {
  let root: string | null = null;
  let attributes: ReadonlyMap<string, string> = new Map();
  let doctype = "";
  const elements = new Set<string>();
  const children = new Set<string>();
  let depth = 0;
  for (const [, doctypeText, closing, rawName, rawAttributes, selfClosing] of text.matchAll(tagPattern)) {
    if (doctypeText !== undefined) doctype = withoutSubset(doctypeText).trim();
    if (rawName === undefined) continue;
    if (closing === "/") {
      depth--;
      continue;
    }
    const name = localName(rawName);
    if (root === null) {
      root = name;
      attributes = new Map(
        [...(rawAttributes ?? "").matchAll(attributePattern)].map(([, key, a, b]) => [localName(key!), a ?? b ?? ""]),
      );
    } else {
      elements.add(name);
      if (depth === 1) children.add(name);
    }
    if (selfClosing !== "/") depth++;
  }
  return root === null ? null : { root, attributes, elements, children, doctype };
}

/** The head's JSON value as an object, or null: what JSON formats ask first. */
export function jsonObject(head: Head): JsonObject | null {
  return head.shape === "json" ? asObject(head.json) : null;
}

/** An object of a JSON document. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A plain object, or null for everything else. */
export function asObject(value: unknown): JsonObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}
