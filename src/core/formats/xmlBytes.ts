import type { XmlName } from "./xmlTag.ts";

/** Bytes with a meaning in XML, and how runs of them are told and compared. For the scanner. */

export const lt = 0x3c;
export const gt = 0x3e;
export const slash = 0x2f;
export const amp = 0x26;
export const bang = 0x21;
export const question = 0x3f;
export const newline = 0x0a;
export const equals = 0x3d;
export const quote = 0x22;
export const apostrophe = 0x27;
export const bracketOpen = 0x5b;
export const bracketClose = 0x5d;
export const dash = 0x2d;

/** 1: may stand in a name but not begin it; 2: may begin it. Everything beyond ASCII may. */
export const nameClass = new Uint8Array(256);
export const space = new Uint8Array(256);
/** Bytes that end the plain run of a text: "<", "&", ">" (for "]]>"), control characters. */
export const textStop = new Uint8Array(256);
/** Bytes that end the plain run of an attribute value: quotes, "<", "&", control characters. */
export const valueStop = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) {
  const character = String.fromCharCode(byte);
  if (byte >= 128 || /[A-Za-z_:]/.test(character)) nameClass[byte] = 2;
  else if (/[-.0-9]/.test(character)) nameClass[byte] = 1;
  if (" \t\n\r".includes(character)) space[byte] = 1;
  if (byte < 32 && byte !== 13 && byte !== 9) textStop[byte] = 1;
  if (byte < 32) valueStop[byte] = 1;
}
for (const byte of [lt, amp, gt]) textStop[byte] = 1;
for (const byte of [lt, amp, quote, apostrophe]) valueStop[byte] = 1;

/** Where the name ends if it stands at `p`, else -1. `view` is of the same bytes. */
export function matchName(bytes: Uint8Array, view: DataView, p: number, name: XmlName): number {
  const end = matchBytes(bytes, view, p, name.bytes, name.words);
  return end < 0 || nameClass[bytes[end]!]! > 0 ? -1 : end;
}

/**
 * Bytes four at a time, little-endian: comparing so is much faster. The last four overlap those before where they do not
 * come out even; fewer than four are none.
 */
export function wordsOf(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = bytes.length < 4 ? 0 : Math.ceil(bytes.length / 4);
  return Uint32Array.from({ length: count }, (_, at) => view.getUint32(Math.min(4 * at, bytes.length - 4), true));
}

/** Where `expected`, whose words are `words`, ends if it stands at `p`, else -1. `view` is of the same bytes. */
export function matchBytes(
  bytes: Uint8Array,
  view: DataView,
  p: number,
  expected: Uint8Array,
  words: Uint32Array,
): number {
  const end = p + expected.length;
  if (end >= bytes.length) return -1;
  const last = words.length - 1;
  if (last < 0) {
    for (let at = p; at < end; at++) if (bytes[at] !== expected[at - p]) return -1;
    return end;
  }
  for (let word = 0, at = p; word < last; word++, at += 4) if (view.getUint32(at, true) !== words[word]) return -1;
  return view.getUint32(end - 4, true) === words[last] ? end : -1;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

export function startsWith(bytes: Uint8Array, p: number, text: string): boolean {
  for (let at = 0; at < text.length; at++) if (bytes[p + at] !== text.charCodeAt(at)) return false;
  return true;
}

export function show(byte: number): string {
  return byte > 32 && byte < 127 ? `"${String.fromCharCode(byte)}"` : `0x${byte.toString(16).padStart(2, "0")}`;
}
