import type { Problem } from "../model/report.ts";
import { atLine, InvalidReport } from "./format.ts";
import {
  amp,
  apostrophe,
  bang,
  bracketClose,
  dash,
  equals,
  gt,
  lt,
  matchBytes,
  matchName,
  nameClass,
  newline,
  question,
  quote,
  sameBytes,
  show,
  slash,
  space,
  startsWith,
  textStop,
  valueStop,
} from "./xmlBytes.ts";
import { DoctypeSkipper } from "./xmlDoctype.ts";
import { type RowShape, rowShape, type XmlRows } from "./xmlRows.ts";
import { checkReference, decode, TagStep, XmlName, XmlTag } from "./xmlTag.ts";
import { TextKeeper } from "./xmlText.ts";

/**
 * What a reader of an XML format writes: what to do at a start tag and at an end tag.
 *
 *     const scanner = new XmlScanner({
 *       open(tag) {
 *         if (tag.name === "testcase") begin(tag.get("name"), tag.number("time"), tag.line);
 *         if (tag.name === "failure") tag.keepText();
 *       },
 *       close(name, text) {
 *         if (name === "failure") message = text;
 *         if (name === "testcase") finish();
 *       },
 *     }, (problem) => context.problem(problem));
 *     scanner.write(chunk); …; scanner.end();
 *
 * `<a/>` is an `open` and a `close`. Names are local names (without prefix) in both. Throw `InvalidReport` with
 * `scanner.line` for what the format does not allow.
 */
export interface XmlHandler {
  /** `tag` is one object for all tags: read what is needed before returning. */
  open(tag: XmlTag): void;
  /** `text` is the element's own text with references resolved, "" unless `open` called `tag.keepText()`. */
  close(name: string, text: string): void;
  /** The first 4 KB of a comment; left out, comments are passed over. */
  comment?(text: string): void;
  /** Elements that come in great numbers and hold nothing but figures. */
  readonly rows?: XmlRows;
}

/** A tag, comment-free: longest in bytes, with its attributes. */
const longestTag = 16 * 1024 * 1024;
const deepest = 1000;
const mostNames = 20_000;
const pieceSize = 64 * 1024;
/** What `#knownTag` says of a tag that is not written as one before. */
const unknown = -2;
/** Ways of writing tags that are kept: in all, of those that go on from one place, and in bytes between two values. */
const mostSteps = 5000;
const mostSiblings = 8;
const longestStep = 200;

enum Mode {
  content,
  comment,
  cdata,
  instruction,
  doctype,
}

const escapedAmp = new TextEncoder().encode("&amp;");

/**
 * A push scanner of XML: takes UTF-8 in chunks cut at any byte and calls a handler for start and end tags.
 *
 * Well-formedness is checked and a breach throws `InvalidReport` with its line. Nothing outside the file is read: a
 * DOCTYPE is passed over, entities it declares are not expanded and a reference to one is invalid. Control characters
 * that XML forbids but tools write into output are let through with one warning, as is an "&" that begins no reference;
 * NUL is not. Also let through are "--" in comments (command lines stand there) and what an XML declaration says: the
 * bytes were decoded before. Memory is bounded by the longest tag (16 MB at most), the depth (1000) and the text asked
 * for.
 */
export class XmlScanner {
  readonly #handler: XmlHandler;
  readonly #problem: ((problem: Problem) => void) | undefined;
  readonly #tag = new XmlTag();
  /** What is not yet scanned: `#length` bytes, then one NUL that ends every inner loop. */
  #buffer = new Uint8Array(2 * pieceSize + 1);
  #view = new DataView(this.#buffer.buffer);
  #length = 0;
  /** Scanning again makes no sense before so many bytes are there: keeps long tags linear. */
  #needed = 1;
  #mode = Mode.content;
  #line = 1;
  #depth = 0;
  #rootSeen = false;
  #doctypeSeen = false;
  #started = false;
  #tagNumber = 0;
  /** Of the tag that is being read: line ends within it, and whether a value holds a reference or a control character. */
  #lines = 0;
  #special = false;
  #layouts = 0;
  #steps = 0;
  #row: RowShape | null = null;
  readonly #open: XmlName[] = [];
  readonly #openLines: number[] = [];
  readonly #keepers: (TextKeeper | null)[] = [];
  #keeper: TextKeeper | null = null;
  readonly #names: (XmlName | undefined)[] = new Array(1024).fill(undefined);
  #nameCount = 0;
  #last: XmlName | null = null;
  #controlsSeen = false;
  #ampersandSeen = false;
  #textOutsideSeen = false;
  readonly #doctype = new DoctypeSkipper();
  #modeLine = 1;
  #comment: TextKeeper | null = null;

  constructor(handler: XmlHandler, problem?: (problem: Problem) => void) {
    this.#handler = handler;
    this.#problem = problem;
  }

  /** 1-based line the scanner is at. */
  get line(): number {
    return this.#line;
  }

  write(chunk: Uint8Array): void {
    for (let from = 0; from < chunk.length; from += pieceSize) {
      const piece = chunk.length <= pieceSize ? chunk : chunk.subarray(from, from + pieceSize);
      const total = this.#length + piece.length;
      if (total >= this.#buffer.length) {
        const grown = new Uint8Array(Math.max(total + 1, 2 * this.#buffer.length));
        grown.set(this.#buffer.subarray(0, this.#length));
        this.#buffer = grown;
        this.#view = new DataView(grown.buffer);
      }
      this.#buffer.set(piece, this.#length);
      this.#length = total;
      if (total >= this.#needed) this.#scanned();
    }
  }

  /** The file ends. Throws where it does not end as XML ends. */
  end(): void {
    if (this.#length > 0) this.#scanned();
    if (this.#mode !== Mode.content) {
      const what = ["", "a comment", "a CDATA section", "a processing instruction", "the DOCTYPE"][this.#mode];
      throw new InvalidReport("truncated", `the file ends within ${what}`, this.#modeLine);
    }
    if (this.#depth > 0) {
      const name = this.#open[this.#depth - 1]!.raw;
      const opened = this.#openLines[this.#depth - 1];
      throw new InvalidReport(
        "truncated",
        this.#length > 0
          ? `the file ends within a tag, inside <${name}> of line ${opened}`
          : `the file ends before </${name}>, which would close the element of line ${opened}`,
        this.#line,
      );
    }
    if (this.#length > 0) throw new InvalidReport("truncated", "the file ends within a tag", this.#line);
    if (!this.#rootSeen) throw new InvalidReport("truncated", "the file holds no element", this.#line);
  }

  /** What the handler refuses is on the line the scanner is at. */
  #scanned(): void {
    try {
      this.#scan();
    } catch (error) {
      throw atLine(error, this.#line);
    }
  }

  /** Goes through what is in the buffer as far as it is complete, and keeps the rest. */
  #scan(): void {
    const line = this.#line;
    this.#buffer[this.#length] = 0;
    try {
      this.#scanBuffer();
    } catch (error) {
      throw error instanceof InvalidReport &&
        error.problem.code === "malformed" &&
        this.#hasNul(line, error.problem.line)
        ? nulByte(error.problem.line)
        : error;
    }
  }

  /** Whether a NUL stands on a line of the buffer, which begins on line `first`: it is what breaks a tag then. */
  #hasNul(first: number, line: number | undefined): boolean {
    const nul = this.#buffer.indexOf(0);
    if (nul === -1 || nul >= this.#length) return false;
    let at = first;
    for (let p = 0; p < nul; p++) if (this.#buffer[p] === newline) at++;
    return at === line;
  }

  #scanBuffer(): void {
    let at = 0;
    let progress = true;
    while (progress && at < this.#length) {
      let next: number;
      switch (this.#mode) {
        case Mode.content:
          next = this.#content(at);
          break;
        case Mode.doctype:
          next = this.#skipDoctype(at);
          break;
        default:
          next = this.#skipTo(at);
      }
      progress = next > at;
      at = next;
    }
    const rest = this.#length - at;
    if (rest > longestTag) throw new InvalidReport("too-long", "a tag is longer than 16 MB", this.#line);
    if (at > 0) this.#buffer.copyWithin(0, at, this.#length);
    this.#length = rest;
    this.#needed = 2 * rest + 1;
  }

  /** Text and tags from `from` on. Returns where the first thing that is not complete begins. */
  #content(from: number): number {
    const bytes = this.#buffer;
    const length = this.#length;
    let p = from;
    for (;;) {
      // Text.
      const textStart = p;
      let byte = bytes[p]!;
      if (byte !== lt) {
        for (;;) {
          while (textStop[byte] === 0) byte = bytes[++p]!;
          if (byte === newline) {
            this.#line++;
            byte = bytes[++p]!;
            // Indentation.
            while (byte === 32) byte = bytes[++p]!;
            continue;
          }
          if (byte === lt) break;
          if (p >= length) break;
          if (byte === gt) {
            if (p >= 2 && bytes[p - 1] === bracketClose && bytes[p - 2] === bracketClose && p - 2 >= textStart)
              throw this.#malformed('"]]>" must not stand in text');
          } else if (byte === amp) {
            const end = this.#reference(p, length);
            if (end < 0) {
              this.#text(textStart, p);
              return p;
            }
            p = end;
          } else this.#control(byte);
          byte = bytes[++p]!;
        }
        if (p >= length) {
          // "]]" may go on as "]]>" in the next chunk.
          while (p > textStart && length - p < 2 && bytes[p - 1] === bracketClose) p--;
          this.#text(textStart, p);
          return p;
        }
        this.#text(textStart, p);
      }
      // A tag or another thing that begins with "<".
      const second = bytes[p + 1]!;
      let next: number;
      if (second === slash) next = this.#endTag(p);
      else if (nameClass[second] === 2) {
        next = this.#row === null ? p : this.#rows(this.#row, p);
        if (next === p) next = this.#startTag(p);
      } else if (second === question || second === bang) {
        next = this.#enter(p, second);
        if (next > 0) return next;
      } else if (p + 1 >= length) next = -1;
      else throw this.#malformed(`"<" must be followed by a name here, or be written as "&lt;"`);
      if (next < 0) return p;
      p = next;
    }
  }

  /** `</name>` at `start`. Returns what follows it, -1 where it is not complete. */
  #endTag(start: number): number {
    const bytes = this.#buffer;
    const depth = this.#depth;
    let p = start + 2;
    if (depth > 0) {
      const name = this.#open[depth - 1]!;
      const end = matchBytes(bytes, this.#view, p, name.bytes, name.words);
      if (end >= 0) {
        p = end;
        let lines = 0;
        while (space[bytes[p]!] === 1) if (bytes[p++] === newline) lines++;
        if (bytes[p] === gt) {
          this.#line += lines;
          this.#close(name);
          return p + 1;
        }
      }
    }
    return this.#wrongEndTag(start);
  }

  #close(name: XmlName): void {
    const depth = --this.#depth;
    const keeper = this.#keeper;
    if (keeper === null) {
      this.#handler.close(name.local, "");
    } else {
      this.#handler.close(name.local, keeper.text());
    }
    this.#keeper = depth > 0 ? this.#keepers[depth - 1]! : null;
  }

  /** An end tag that is not the one expected: not complete (-1), or an error. */
  #wrongEndTag(start: number): number {
    const bytes = this.#buffer;
    let p = start + 2;
    while (nameClass[bytes[p]!]! > 0) p++;
    const nameEnd = p;
    while (space[bytes[p]!] === 1) p++;
    if (p >= this.#length) return -1;
    if (bytes[p] !== gt || nameEnd === start + 2) throw this.#malformed(`an end tag is "</name>" and nothing else`);
    const found = decode(bytes, start + 2, nameEnd);
    if (this.#depth === 0) throw this.#malformed(`</${found}> closes nothing`);
    const expected = this.#open[this.#depth - 1]!.raw;
    throw this.#malformed(
      `</${found}> stands where </${expected}> must close the element of line ${this.#openLines[this.#depth - 1]}`,
    );
  }

  /** Rows at `start`, if any, with the white space between them. Returns where the first thing begins that is none. */
  #rows(row: RowShape, start: number): number {
    // White space between rows belongs to the text of their parent.
    if (this.#keeper !== null || this.#depth === 0 || this.#depth >= deepest) return start;
    const bytes = this.#buffer;
    const view = this.#view;
    const { figures, plan } = row;
    const length = this.#length;
    const count = figures.length;
    let p = start;
    for (;;) {
      let at = p;
      let step = 0;
      for (let figure = 0; ; figure++) {
        const end = at + plan[step]!;
        if (end > length) return p;
        const last = step + 2 + plan[step + 1]!;
        for (step += 2; step < last; step++, at += 4) if (view.getInt32(at, true) !== plan[step]) return p;
        if ((view.getInt32(end - 4, true) & plan[step]!) !== plan[step + 1]) return p;
        step += 2;
        at = end;
        if (figure === count) break;
        let byte = bytes[at]!;
        let value = 0;
        for (; (byte - 48) >>> 0 < 10; byte = bytes[++at]!) value = (Math.imul(value, 10) + byte - 48) | 0;
        // At most nine digits are a small number for sure.
        if (at === end || at - end > 9) return p;
        figures[figure] = value;
      }
      row.take(figures);
      p = at;
      let byte = bytes[p]!;
      for (; space[byte] === 1; byte = bytes[++p]!) if (byte === newline) this.#line++;
      if (byte !== lt) return p;
    }
  }

  /** `<name a="b">` at `start`. Returns what follows it, -1 where it is not complete. */
  #startTag(start: number): number {
    const bytes = this.#buffer;
    const p = start + 1;
    // The element is often the one of the last tag.
    let name = this.#last;
    let end = name === null ? -1 : matchName(bytes, this.#view, p, name);
    if (end < 0) {
      end = p;
      while (nameClass[bytes[end]!]! > 0) end++;
      if (end >= this.#length) return -1;
      name = this.#name(p, end);
    }
    const known = this.#knownTag(name!, end);
    return known === unknown ? this.#newTag(name!, end) : known;
  }

  /**
   * The rest of a tag behind the element's name, where it is written as one before but for its values. `unknown` where it
   * is not, else as `#startTag`.
   */
  #knownTag(element: XmlName, from: number): number {
    const bytes = this.#buffer;
    const view = this.#view;
    const tag = this.#tag;
    const { starts, ends, figures } = tag;
    let step: TagStep | null = element.first;
    let p = from;
    let count = 0;
    let same = 0;
    this.#special = false;
    this.#lines = 0;
    for (;;) {
      let end = -1;
      for (; step !== null; step = step.other) {
        end = matchBytes(bytes, view, p, step.bytes, step.words);
        if (end >= 0) break;
      }
      if (step === null) return unknown;
      const { attribute } = step;
      this.#lines += step.lines;
      if (attribute === null) {
        tag.names = step.names;
        return this.#opened(element, step.isEmpty, count, same, step.layout, end);
      }
      p = end;
      let figure = -1;
      const { kept } = attribute;
      if (kept !== null && count < 31 && step.delimiter === quote && kept.standsAt(p, bytes, view)) {
        p += kept.length;
        same |= 1 << count;
      } else {
        let byte = bytes[p]!;
        let value = 0;
        while ((byte - 48) >>> 0 < 10) {
          value = (Math.imul(value, 10) + byte - 48) | 0;
          byte = bytes[++p]!;
        }
        // At most nine digits are a small number for sure.
        if (byte === step.delimiter && p > end && p - end <= 9) figure = value;
        else {
          while (valueStop[byte] === 0) byte = bytes[++p]!;
          if (byte !== step.delimiter) {
            p = this.#restOfValue(p, step.delimiter, element, attribute);
            if (p < 0) return -1;
          }
        }
      }
      starts[count] = end;
      ends[count] = p;
      figures[count] = figure;
      count++;
      step = step.next;
    }
  }

  /** The rest of a tag behind the element's name, however it is written. As `#startTag`. */
  #newTag(element: XmlName, from: number): number {
    const bytes = this.#buffer;
    const tag = this.#tag;
    const { starts, ends, figures } = tag;
    const names: XmlName[] = [];
    const number = ++this.#tagNumber;
    this.#special = false;
    this.#lines = 0;
    let p = from;
    let byte = bytes[p]!;
    for (;;) {
      const spaceStart = p;
      p = this.#afterSpace(p);
      byte = bytes[p]!;
      if (byte === gt || byte === slash) break;
      if (p >= this.#length) return -1;
      if (nameClass[byte] !== 2) throw this.#inTag(element, `${show(byte)} is not the begin of an attribute`);
      let end = p;
      while (nameClass[bytes[end]!]! > 0) end++;
      if (end >= this.#length) return -1;
      const attribute = this.#name(p, end);
      end = this.#afterSpace(end);
      if (end >= this.#length) return -1;
      if (bytes[end] !== equals) throw this.#inTag(element, `attribute "${attribute.raw}" has no value`);
      end = this.#afterSpace(end + 1);
      if (end >= this.#length) return -1;
      const delimiter = bytes[end]!;
      if (delimiter !== quote && delimiter !== apostrophe)
        throw this.#inTag(element, `the value of attribute "${attribute.raw}" is not in quotes`);
      if (p === spaceStart) throw this.#inTag(element, "a space must stand between attributes");
      if (attribute.seen === number) throw this.#inTag(element, `attribute "${attribute.raw}" stands twice`);
      attribute.seen = number;
      const count = names.length;
      p = this.#restOfValue(end + 1, delimiter, element, attribute);
      if (p < 0) return -1;
      names.push(attribute);
      starts[count] = end + 1;
      ends[count] = p;
      figures[count] = -1;
      p++;
    }
    const isEmpty = byte === slash;
    if (isEmpty && bytes[++p] !== gt) {
      if (p >= this.#length) return -1;
      throw this.#inTag(element, `"/" must be followed by ">"`);
    }
    const layout = this.#learnt(element, from, names, isEmpty, p + 1);
    tag.names = names;
    tag.bytes = bytes;
    const { rows } = this.#handler;
    if (isEmpty && this.#row === null && rows?.element === element.raw)
      this.#row = rowShape(rows, tag, from - element.bytes.length - 1, p + 1);
    return this.#opened(element, isEmpty, names.length, 0, layout, p + 1);
  }

  /** Where the white space of a tag ends. */
  #afterSpace(from: number): number {
    const bytes = this.#buffer;
    let p = from;
    for (; space[bytes[p]!] === 1; p++) if (bytes[p] === newline) this.#lines++;
    return p;
  }

  /** Where the value of an attribute ends that goes on at `from`, -1 where it is not complete. */
  #restOfValue(from: number, delimiter: number, element: XmlName, attribute: XmlName): number {
    const bytes = this.#buffer;
    let p = from;
    let byte = bytes[p]!;
    for (;;) {
      while (valueStop[byte] === 0) byte = bytes[++p]!;
      if (byte === delimiter) return p;
      if (byte === lt) throw this.#inTag(element, `"<" must be "&lt;" in attribute "${attribute.raw}"`);
      if (byte !== quote && byte !== apostrophe) {
        if (p >= this.#length) return -1;
        this.#special = true;
        if (byte === amp) {
          const reference = this.#reference(p, this.#length, this.#lines);
          if (reference < 0) return -1;
          p = reference;
        } else if (byte === newline) this.#lines++;
        else if (byte !== 9 && byte !== 13) this.#control(byte);
      }
      byte = bytes[++p]!;
    }
  }

  /** Keeps how a tag is written, so that the next of its kind is compared instead of taken apart. Returns its layout. */
  #learnt(element: XmlName, from: number, names: readonly XmlName[], isEmpty: boolean, to: number): number {
    const { starts, ends } = this.#tag;
    let last: TagStep | null = null;
    let at = from;
    for (let count = 0; count <= names.length; count++) {
      const isEnd = count === names.length;
      const written = this.#buffer.subarray(at, isEnd ? to : starts[count]!);
      let step: TagStep | null = last === null ? element.first : last.next;
      let before: TagStep | null = null;
      let siblings = 0;
      for (; step !== null && !sameBytes(step.bytes, written); step = step.other, siblings++) before = step;
      if (step === null) {
        if (siblings === mostSiblings || this.#steps === mostSteps || written.length > longestStep) break;
        this.#steps++;
        step = isEnd
          ? new TagStep(written, null, names, isEmpty, ++this.#layouts)
          : new TagStep(written, names[count]!, [], false, 0);
        if (before !== null) before.other = step;
        else if (last === null) element.first = step;
        else last.next = step;
      }
      if (isEnd) return step.layout;
      last = step;
      at = ends[count]!;
    }
    return ++this.#layouts;
  }

  /** A start tag is complete, and ends before `next`, which is returned. */
  #opened(element: XmlName, isEmpty: boolean, count: number, same: number, layout: number, next: number): number {
    const tag = this.#tag;
    if (this.#depth === 0) {
      if (this.#rootSeen) throw this.#malformed(`a second root element <${element.raw}>: are these two files in one?`);
      this.#rootSeen = true;
    }
    if (this.#depth >= deepest) throw new InvalidReport("too-deep", `elements nest deeper than ${deepest}`, this.#line);
    this.#last = element;
    this.#started = true;
    const depth = ++this.#depth;
    const lines = this.#lines;
    tag.name = element.local;
    tag.depth = depth;
    tag.line = this.#line;
    tag.count = count;
    tag.empty = isEmpty;
    tag.same = same;
    tag.layout = layout;
    tag.bytes = this.#buffer;
    tag.special = this.#special;
    tag.wanted = 0;
    this.#handler.open(tag);
    this.#line += lines;
    if (isEmpty) {
      this.#depth = depth - 1;
      this.#handler.close(element.local, "");
    } else {
      this.#open[depth - 1] = element;
      this.#openLines[depth - 1] = tag.line;
      const keeper = tag.wanted > 0 ? new TextKeeper(tag.wanted) : null;
      this.#keepers[depth - 1] = keeper;
      this.#keeper = keeper;
    }
    return next;
  }

  /** The name in the bytes, each kept once. */
  #name(start: number, end: number): XmlName {
    const bytes = this.#buffer;
    let hash = end - start;
    for (let p = start; p < end; p++) hash = (Math.imul(hash, 31) + bytes[p]!) | 0;
    const slot = (hash ^ (hash >>> 12)) & 1023;
    for (let name = this.#names[slot]; name !== undefined; name = name.next) {
      if (name.bytes.length === end - start && matchName(bytes, this.#view, start, name) === end) return name;
    }
    if (++this.#nameCount > mostNames)
      throw new InvalidReport("too-long", `more than ${mostNames} different element and attribute names`, this.#line);
    const name = new XmlName(bytes.slice(start, end), this.#names[slot]);
    this.#names[slot] = name;
    return name;
  }

  /** What begins with "<!" or "<?": sets the mode and returns where it goes on, -1 where too little is there. */
  #enter(start: number, second: number): number {
    const bytes = this.#buffer;
    const length = this.#length;
    this.#modeLine = this.#line;
    if (second === question) {
      let p = start + 2;
      while (nameClass[bytes[p]!]! > 0) p++;
      if (p >= length) return -1;
      if (p === start + 2) throw this.#malformed(`"<?" must be followed by a name`);
      if (decode(bytes, start + 2, Math.min(p, start + 10)) === "xml" && this.#started)
        throw this.#malformed("an XML declaration stands within the file: are these two files in one?");
      this.#started = true;
      this.#mode = Mode.instruction;
      return p;
    }
    if (startsWith(bytes, start, "<!--")) {
      this.#started = true;
      this.#mode = Mode.comment;
      this.#comment = this.#handler.comment === undefined ? null : new TextKeeper(4096);
      return start + 4;
    }
    if (startsWith(bytes, start, "<![CDATA[")) {
      if (this.#depth === 0) throw this.#malformed("text stands outside the root element");
      this.#mode = Mode.cdata;
      return start + 9;
    }
    if (startsWith(bytes, start, "<!DOCTYPE")) {
      if (this.#rootSeen || this.#doctypeSeen) throw this.#malformed("a DOCTYPE stands at the wrong place");
      this.#started = true;
      this.#doctypeSeen = true;
      this.#mode = Mode.doctype;
      return start + 9;
    }
    if (length - start < 9) return -1;
    throw this.#malformed(`"<!" begins neither a comment nor a CDATA section`);
  }

  /** The rest of a comment, CDATA section or instruction. */
  #skipTo(from: number): number {
    const bytes = this.#buffer;
    const length = this.#length;
    const mode = this.#mode;
    const last = mode === Mode.instruction ? question : mode === Mode.comment ? dash : bracketClose;
    const size = mode === Mode.instruction ? 1 : 2;
    let p = from;
    for (;;) {
      let byte = bytes[p]!;
      while (byte !== gt && byte >= 32) byte = bytes[++p]!;
      if (byte === gt) {
        if (p - from >= size && bytes[p - 1] === last && (size === 1 || bytes[p - 2] === last)) {
          if (mode === Mode.cdata) this.#literal(from, p - 2);
          else if (mode === Mode.comment && this.#comment !== null) {
            this.#comment.add(bytes.subarray(from, p - 2));
            this.#handler.comment!(this.#comment.raw());
          }
          this.#mode = Mode.content;
          return p + 1;
        }
      } else if (byte === newline) this.#line++;
      else if (p >= length) {
        // The last bytes may belong to the end mark.
        const keep = Math.max(from, length - size);
        let lines = 0;
        for (let at = keep; at < length; at++) if (bytes[at] === newline) lines++;
        this.#line -= lines;
        if (mode === Mode.cdata) this.#literal(from, keep);
        else if (mode === Mode.comment) this.#comment?.add(bytes.subarray(from, keep));
        return keep;
      } else if (byte !== 9 && byte !== 13) this.#control(byte);
      p++;
    }
  }

  /** The rest of a DOCTYPE, passed over. */
  #skipDoctype(from: number): number {
    const doctype = this.#doctype;
    const next = doctype.skip(this.#buffer, from, this.#length);
    this.#line += doctype.lines;
    if (doctype.control >= 0) this.#control(doctype.control);
    if (doctype.misplaced) throw this.#malformed(`"<" stands within the DOCTYPE`);
    if (doctype.done) this.#mode = Mode.content;
    return next;
  }

  /** Checks the reference at `start` and returns the place of its ";", -1 where it is not complete, `start` for none. */
  #reference(start: number, length: number, lines = 0): number {
    const bytes = this.#buffer;
    let p = start + 1;
    while (bytes[p] !== 0x3b && p - start < 64 && nameClass[bytes[p] === 0x23 ? 0x30 : bytes[p]!]! > 0) p++;
    if (p >= length) return -1;
    if (bytes[p] !== 0x3b || p === start + 1) {
      if (p - start >= 64) throw new InvalidReport("entity", "a reference has no end", this.#line + lines);
      this.#loneAmpersand(lines);
      return start;
    }
    checkReference(bytes, start, p, this.#line + lines);
    return p;
  }

  /** A stretch of text between tags. */
  #text(start: number, end: number): void {
    if (end === start) return;
    if (this.#depth === 0) this.#outside(start, end);
    else if (this.#keeper !== null) this.#keeper.add(this.#buffer.subarray(start, end));
  }

  /**
   * Text outside of the root element: a program that writes its report to its output has printed more. doctest begins
   * the document, runs the tests, and only then writes the root.
   */
  #outside(start: number, end: number): void {
    const bytes = this.#buffer;
    let p = start;
    while (p < end && space[bytes[p]!] !== 0) p++;
    if (p === end || this.#textOutsideSeen) return;
    this.#textOutsideSeen = true;
    let line = this.#line;
    for (let at = p; at < end; at++) if (bytes[at] === newline) line--;
    this.#problem?.({
      severity: "warning",
      code: "text-outside",
      message: `other text stands ${this.#rootSeen ? "behind" : "before"} the root element of the XML: it does not count`,
      line,
    });
  }

  /** A stretch of CDATA: kept so that its "&" means itself. */
  #literal(start: number, end: number): void {
    const keeper = this.#keeper;
    if (keeper === null) return;
    const bytes = this.#buffer;
    let from = start;
    for (let p = start; p < end; p++) {
      if (bytes[p] !== amp) continue;
      keeper.add(bytes.subarray(from, p));
      keeper.add(escapedAmp);
      from = p + 1;
    }
    keeper.add(bytes.subarray(from, end));
  }

  /** An "&" that begins no reference: istanbul escapes nothing in names of folders and files. */
  #loneAmpersand(lines: number): void {
    if (this.#ampersandSeen) return;
    this.#ampersandSeen = true;
    this.#problem?.({
      severity: "warning",
      code: "lone-ampersand",
      message: 'the file holds "&" where XML wants "&amp;": it is taken as it stands',
      line: this.#line + lines,
    });
  }

  /** A control character that XML does not allow. */
  #control(byte: number): void {
    if (byte === 0) throw nulByte(this.#line);
    if (this.#controlsSeen) return;
    this.#controlsSeen = true;
    this.#problem?.({
      severity: "warning",
      code: "control-character",
      message: `the file holds control characters that XML does not allow (the first is ${show(byte)}); they were let through`,
      line: this.#line,
    });
  }

  #malformed(what: string): InvalidReport {
    return new InvalidReport("malformed", what, this.#line);
  }

  #inTag(element: XmlName, what: string): InvalidReport {
    return new InvalidReport("malformed", `in <${element.raw}>: ${what}`, this.#line + this.#lines);
  }
}

function nulByte(line: number | undefined): InvalidReport {
  return new InvalidReport("nul-byte", "the file holds a NUL byte", line);
}
