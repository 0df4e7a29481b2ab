import { InvalidReport } from "./format.ts";
import { wordsOf } from "./xmlBytes.ts";

/** A value beyond this many bytes is not kept for comparing. */
const longestKept = 200;
/** Values of a name that never come again are not kept any more, but for one of some. */
const mostMisses = 16;

/**
 * A value of an attribute, kept since the next tag may have it again: tests of one class, lines of one kind. Then it
 * needs neither to be scanned nor to be decoded.
 */
class KeptValue {
  text = "";
  length = 0;
  readonly bytes = new Uint8Array(longestKept);
  readonly #view = new DataView(this.bytes.buffer);

  /** Whether the value stands at a place. Backwards: names of tests, classes and files differ at their ends. */
  standsAt(start: number, bytes: Uint8Array, view: DataView): boolean {
    let at = this.length;
    if (bytes[start + at] !== 0x22) return false;
    for (; at >= 4; at -= 4)
      if (view.getUint32(start + at - 4, true) !== this.#view.getUint32(at - 4, true)) return false;
    while (at-- > 0) if (bytes[start + at] !== this.bytes[at]) return false;
    return true;
  }
}

/** A name of an element or attribute, kept once per document. For the scanner and `XmlTag` only. */
export class XmlName {
  /** As written, with prefix. */
  readonly raw: string;
  /** Without prefix; `xmlns:x` stays whole. One string object per text, so that comparing is cheap. */
  readonly local: string;
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
  /** A value that it had, plain and in double quotes; null where none is kept. */
  kept: KeptValue | null = null;
  /** Values that were asked for since the kept one came again. */
  misses = 0;
  /** Number of the tag that last had it as an attribute: tells duplicates. */
  seen = 0;
  /** As an element: how its tags go on behind the name. */
  first: TagStep | null = null;
  /** Next name of the same hash. */
  next: XmlName | undefined;

  constructor(bytes: Uint8Array, next: XmlName | undefined) {
    this.bytes = bytes;
    this.words = wordsOf(bytes);
    this.raw = intern(new TextDecoder().decode(bytes));
    this.local = this.raw.startsWith("xmlns:") ? this.raw : intern(this.raw.slice(this.raw.indexOf(":") + 1));
    this.next = next;
  }

  /** Keeps a value that has neither references nor control characters. */
  keep(text: string, bytes: Uint8Array, start: number, end: number): void {
    if (end - start > longestKept || bytes[end] !== 0x22) return;
    this.kept ??= new KeptValue();
    this.kept.text = text;
    this.kept.length = end - start;
    const own = this.kept.bytes;
    for (let from = start, to = 0; from < end; from++, to++) own[to] = bytes[from]!;
  }
}

/**
 * What stands between two values of a tag, quotes and all, as ` number="`, `" hits="` and `"/>`: most tags of a report
 * differ in their values only. The steps of an element are a tree. For the scanner.
 */
export class TagStep {
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
  /** Whose value follows; null where it ends the tag. */
  readonly attribute: XmlName | null;
  /** What ends the value that follows. */
  readonly delimiter: number;
  /** Line ends in it. */
  readonly lines: number;
  /** At the end of a tag: all its attributes, whether nothing stands in it, and the number of this way of writing it. */
  readonly names: readonly XmlName[];
  readonly isEmpty: boolean;
  readonly layout: number;
  /** What may follow the value, and what else may stand in place of this. */
  next: TagStep | null = null;
  other: TagStep | null = null;

  constructor(
    written: Uint8Array,
    attribute: XmlName | null,
    names: readonly XmlName[],
    isEmpty: boolean,
    layout: number,
  ) {
    this.bytes = written.slice();
    this.words = wordsOf(this.bytes);
    this.attribute = attribute;
    this.delimiter = this.bytes.at(-1)!;
    this.lines = this.bytes.filter((byte) => byte === 10).length;
    this.names = names;
    this.isEmpty = isEmpty;
    this.layout = layout;
  }
}

/** The engine's one string for this text: property keys are unique, which makes `===` compare addresses. */
function intern(text: string): string {
  return Object.keys({ [text]: 0 })[0]!;
}

/**
 * A start tag, as a handler's `open` gets it. The scanner uses one object for all tags: read what is needed before
 * `open` returns. Attributes are decoded when asked for, by their local name.
 */
export class XmlTag {
  /** Local name of the element. */
  name = "";
  /** 1 for the root element. */
  depth = 0;
  /** 1-based line in the file where the tag begins. */
  line = 1;
  /** Number of attributes. */
  count = 0;
  /** It is written as `<a/>`: nothing stands in it. */
  empty = false;
  /** Tags of one number are written alike: they are of one element, with the same attributes in the same order. */
  layout = 0;

  // Below: set by the scanner.
  bytes: Uint8Array = new Uint8Array(0);
  names: readonly XmlName[] = [];
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  /** Values that are plain digits, up to nine; -1 for others. */
  readonly figures: number[] = [];
  /** A bit for each of the first attributes: its value is the one that its name keeps. */
  same = 0;
  /** A value of the tag holds a reference or a control character, as line ends are. */
  special = false;
  wanted = 0;

  /** The attribute's value with references resolved, or null where the tag has no such attribute. */
  get(attribute: string): string | null {
    return this.getAt(this.find(attribute));
  }

  /** The value of an attribute by its place, as `find` tells it. */
  getAt(at: number): string | null {
    return at < 0 ? null : this.#value(at);
  }

  has(attribute: string): boolean {
    return this.find(attribute) >= 0;
  }

  /**
   * The attribute as a number; NaN where it is absent, empty or no number. Plain digits and decimals are read without
   * making a string. `likely`: which attribute of the tag it is as a rule; looking there first saves a search.
   */
  number(attribute: string, likely = -1): number {
    return this.numberAt(
      likely >= 0 && likely < this.count && this.names[likely]!.raw === attribute ? likely : this.find(attribute),
    );
  }

  /** The attribute as a number by its place, as `find` tells it. */
  numberAt(at: number): number {
    if (at < 0) return Number.NaN;
    const figure = this.figures[at]!;
    if (figure >= 0) return figure;
    const bytes = this.bytes;
    const start = this.starts[at]!;
    const end = this.ends[at]!;
    if (end > start && end - start <= 16) {
      let value = 0;
      let point = -1;
      let p = start;
      for (; p < end; p++) {
        const digit = bytes[p]! - 48;
        if (digit >= 0 && digit <= 9) value = value * 10 + digit;
        else if (digit === -2 && point < 0) point = p;
        else break;
      }
      // At most 15 digits and a power of ten that doubles hold exactly: the quotient is the nearest double.
      if (p === end && point < 0 && end - start <= 15) return value;
      if (p === end && point > start && point < end - 1) return value / powersOfTen[end - 1 - point]!;
    }
    return toNumber(this.#value(at));
  }

  /** "true" or "1", "false" or "0" in any case; null where the attribute is absent or something else. */
  flag(attribute: string): boolean | null {
    switch (this.get(attribute)?.trim().toLowerCase()) {
      case "true":
      case "1":
        return true;
      case "false":
      case "0":
        return false;
      default:
        return null;
    }
  }

  /** All attributes by local name, in order. */
  all(): Map<string, string> {
    const values = new Map<string, string>();
    for (let at = 0; at < this.count; at++) {
      const { raw, local } = this.names[at]!;
      if (raw === local || !values.has(local)) values.set(local, this.#value(at));
    }
    return values;
  }

  /**
   * Asks for the element's own text (not that of its children): `close` then gets it. At most `limit` bytes of it are
   * kept; the rest is passed over.
   */
  keepText(limit = 1024 * 1024): void {
    this.wanted = limit;
  }

  /**
   * Which attribute has this local name, or -1. Its value is `bytes` from `starts[i]` to `ends[i]`, as written: for
   * readers that can not afford a string a line.
   */
  find(attribute: string): number {
    const names = this.names;
    // An attribute of a namespace is another one, and stands for it only where there is none without.
    let prefixed = -1;
    for (let at = 0; at < this.count; at++) {
      const { local, raw } = names[at]!;
      if (local !== attribute) continue;
      if (raw === attribute) return at;
      prefixed = at;
    }
    return prefixed;
  }

  #value(at: number): string {
    const bytes = this.bytes;
    const start = this.starts[at]!;
    const end = this.ends[at]!;
    const name = this.names[at]!;
    const { kept } = name;
    if (at < 31 && (this.same & (1 << at)) !== 0) {
      name.misses = 0;
      return kept!.text;
    }
    const value = decode(bytes, start, end);
    // Attribute values hold spaces for line ends and tabs (XML 1.0, 3.3.3); those written as references stay.
    if (this.special) return resolveReferences(value.replace(/\r\n|[\n\r\t]/g, " "));
    if (++name.misses <= mostMisses || name.misses % mostMisses === 0) name.keep(value, bytes, start, end);
    return value;
  }
}

const powersOfTen = Array.from({ length: 17 }, (_, power) => 10 ** power);

/** The text as a number; NaN where it is empty or no decimal number. */
export function toNumber(text: string): number {
  const trimmed = text.trim();
  return /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/.test(trimmed) ? Number(trimmed) : Number.NaN;
}

const decoder = new TextDecoder();

/** Node.js decodes without a view of the bytes, which is much faster for short texts. */
const { utf8Slice } = ((globalThis as { readonly Buffer?: { readonly prototype: object } }).Buffer?.prototype ??
  {}) as {
  readonly utf8Slice?: (this: Uint8Array, start: number, end: number) => string;
};

const decodeLong =
  utf8Slice === undefined
    ? (bytes: Uint8Array, start: number, end: number) => decoder.decode(bytes.subarray(start, end))
    : (bytes: Uint8Array, start: number, end: number) => utf8Slice.call(bytes, start, end);

/** UTF-8 to text. Short plain text is faster without the decoder. */
export function decode(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > 12) return decodeLong(bytes, start, end);
  let text = "";
  let p = start;
  let high = 0;
  for (; p + 4 <= end; p += 4) {
    const a = bytes[p]!;
    const b = bytes[p + 1]!;
    const c = bytes[p + 2]!;
    const d = bytes[p + 3]!;
    high |= a | b | c | d;
    text += String.fromCharCode(a, b, c, d);
  }
  for (; p < end; p++) {
    high |= bytes[p]!;
    text += String.fromCharCode(bytes[p]!);
  }
  return high < 128 ? text : decodeLong(bytes, start, end);
}

const references: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
});

/** Replaces `&lt;` and its like and numeric references; the scanner has checked them. An "&" of no reference stays. */
export function resolveReferences(text: string): string {
  let resolved = "";
  let from = 0;
  let end = -1;
  for (let at = text.indexOf("&"); at !== -1; at = text.indexOf("&", at + 1)) {
    if (end < at) end = text.indexOf(";", at);
    if (end === -1) break;
    const character = end - at > longestReference ? null : referenced(text.slice(at + 1, end));
    if (character === null) continue;
    resolved += text.slice(from, at) + character;
    from = end + 1;
  }
  return from === 0 ? text : resolved + text.slice(from);
}

/** In characters, with zeros before the number. */
const longestReference = 64;

/** The character that "&…;" stands for, null where it stands for none. */
function referenced(reference: string): string | null {
  const named = references[reference];
  if (named !== undefined) return named;
  const [, hex, decimal] = /^#(?:x([\da-fA-F]+)|(\d+))$/.exec(reference) ?? [];
  if (hex === undefined && decimal === undefined) return null;
  const code = hex === undefined ? Number.parseInt(decimal!, 10) : Number.parseInt(hex, 16);
  // A pair of references to the halves of one character, as some writers make it, joins by itself.
  return code > 0xffff ? String.fromCodePoint(code) : String.fromCharCode(code);
}

/**
 * Checks the reference that stands from "&" to ";" in the bytes: one of XML's five names or a number of a character.
 * Everything else is not resolved and makes the report invalid: declared entities are never expanded.
 */
export function checkReference(bytes: Uint8Array, start: number, end: number, line: number): void {
  const text = decode(bytes, start + 1, end);
  const numeric = /^#(?:x([0-9a-fA-F]+)|([0-9]+))$/.exec(text);
  if (numeric !== null) {
    const [, hex, decimal] = numeric;
    const code = hex === undefined ? Number.parseInt(decimal!, 10) : Number.parseInt(hex, 16);
    if (code >= 1 && code <= 0x10ffff) return;
    throw new InvalidReport("entity", `&${text}; is the number of no character`, line);
  }
  if (text in references) return;
  throw new InvalidReport(
    "entity",
    /^[\w.:-]+$/.test(text)
      ? `the entity &${text}; is not one of XML's own; entities that a document declares are not expanded`
      : `"&" must be written as "&amp;" here`,
    line,
  );
}
