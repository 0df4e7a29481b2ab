import { InvalidReport } from "./format.ts";

/**
 * Turns a file's bytes into UTF-8 without byte-order mark, chunk by chunk: UTF-16 (PowerShell's redirection writes it)
 * by its byte-order mark or by the zero bytes of "<" or "{", UTF-32 by its byte-order mark, Latin-1 and its kin where an
 * XML declaration names them. UTF-8 passes through untouched and uncopied.
 */
export class Utf8Converter {
  #decoder: Pick<InstanceType<typeof TextDecoder>, "decode"> | null = null;
  #decided = false;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  readonly #encoder = new TextEncoder();

  /** Name of the encoding once decided; "utf-8" where nothing says otherwise. */
  encoding = "utf-8";

  /** Gives the UTF-8 of this chunk; may hold back a few bytes until the next one. */
  convert(chunk: Uint8Array): Uint8Array {
    if (this.#decided)
      return this.#decoder === null ? chunk : this.#encoder.encode(this.#decoder.decode(chunk, { stream: true }));
    this.#pending.push(chunk.slice());
    this.#pendingBytes += chunk.length;
    return this.#pendingBytes < 256 ? new Uint8Array(0) : this.#decide();
  }

  /** Gives what was held back. */
  finish(): Uint8Array {
    const held = this.#decided ? new Uint8Array(0) : this.#decide();
    const rest = this.#decoder === null ? "" : this.#decoder.decode();
    return rest === "" ? held : concat([held, this.#encoder.encode(rest)]);
  }

  #decide(): Uint8Array {
    this.#decided = true;
    const bytes = concat(this.#pending);
    this.#pending = [];
    const [encoding, skip] = detect(bytes);
    this.encoding = encoding;
    if (encoding === "utf-8") return bytes.subarray(skip);
    try {
      this.#decoder = encoding.startsWith("utf-32") ? new Utf32Decoder(encoding) : new TextDecoder(encoding);
    } catch {
      throw new InvalidReport(
        "encoding",
        `the file says it is written in "${encoding}", an encoding that is not known`,
        1,
      );
    }
    return this.#encoder.encode(this.#decoder.decode(bytes.subarray(skip), { stream: true }));
  }
}

/** Encoding of a file by its first bytes, and how many of them are the byte-order mark. */
function detect(bytes: Uint8Array): readonly [encoding: string, skip: number] {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) {
    // Files put together by tools that each write one have several.
    let skip = 3;
    while (bytes[skip] === 0xef && bytes[skip + 1] === 0xbb && bytes[skip + 2] === 0xbf) skip += 3;
    return ["utf-8", skip];
  }
  // The mark of UTF-16 and a NUL would be the same bytes, and no report begins with a NUL.
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) return ["utf-32le", 4];
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return ["utf-32be", 4];
  if (a === 0xff && b === 0xfe) return ["utf-16le", 2];
  if (a === 0xfe && b === 0xff) return ["utf-16be", 2];
  if (b === 0 && d === 0 && a !== 0 && c !== 0 && a !== undefined) return ["utf-16le", 0];
  if (a === 0 && c === 0 && b !== 0 && d !== 0 && b !== undefined) return ["utf-16be", 0];
  if (a === 0x3c && b === 0x3f) {
    const declaration = new TextDecoder("latin1").decode(bytes.subarray(0, 256));
    const named = /^<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']/.exec(declaration)?.[1]?.toLowerCase();
    // UTF-16 without its mark would have shown zero bytes: the declaration is a leftover of a conversion.
    if (
      named !== undefined &&
      named !== "utf-8" &&
      named !== "utf8" &&
      named !== "us-ascii" &&
      !/^utf-(?:16|32)/.test(named)
    ) {
      return [named, 0];
    }
  }
  return ["utf-8", 0];
}

/** UTF-32, which `TextDecoder` does not know; cut at any byte. What is no character is U+FFFD, as there. */
class Utf32Decoder {
  readonly #isLittle: boolean;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(encoding: string) {
    this.#isLittle = encoding === "utf-32le";
  }

  /** Without bytes: what a character that is cut off at the end stands for. */
  decode(bytes?: Uint8Array): string {
    if (bytes === undefined) return this.#rest.length === 0 ? "" : "\ufffd";
    const whole = this.#rest.length === 0 ? bytes : concat([this.#rest, bytes]);
    const view = new DataView(whole.buffer, whole.byteOffset, whole.length);
    let text = "";
    let at = 0;
    for (; at + 4 <= whole.length; at += 4) {
      const code = view.getUint32(at, this.#isLittle);
      const isCharacter = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
      text += isCharacter ? String.fromCodePoint(code) : "\ufffd";
    }
    this.#rest = whole.slice(at);
    return text;
  }
}

/** One array of all the bytes, in order. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
