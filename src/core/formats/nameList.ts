import type { NameColumns } from "../model/coverage.ts";
import { Uint8List, Uint32List } from "./lists.ts";

/** Hash of no bytes. */
export const firstHash = 0;

/** Hash of some bytes and one more: short enough for a loop that looks for the end of a name all the while. */
export function nextHash(hash: number, byte: number): number {
  return ((hash << 5) - hash + byte) | 0;
}

export function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = firstHash;
  for (let at = from; at < to; at++) hash = nextHash(hash, bytes[at]!);
  return hash;
}

/** The low bits of the hash of names that differ in few bytes are alike: mixed, they are not. */
function mixed(hash: number): number {
  const half = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return half ^ (half >>> 15);
}

/** Names as bytes, each kept once, without making texts of them. */
export class NameList {
  readonly #bytes = new Uint8List();
  readonly #end = new Uint32List();
  /** Open addressing: id + 1 of the name, 0 where free. */
  #slots = new Uint32Array(64);

  /** Where the name with that id ends in `bytes` if it stands at `from`; 0 if another does. */
  endOf(id: number, bytes: Uint8Array, from: number): number {
    return this.#bytes.endOf(id === 0 ? 0 : this.#end.at(id - 1), this.#end.at(id), bytes, from);
  }

  /** Id of the name at bytes `from` to `to`, whose `hashOf` is given; a new one gets the next number. */
  idOf(bytes: Uint8Array, from: number, to: number, hash: number): number {
    if (4 * (this.#end.length + 1) > 3 * this.#slots.length) this.#grow();
    const mask = this.#slots.length - 1;
    let slot = mixed(hash) & mask;
    for (let entry = this.#slots[slot]!; entry !== 0; entry = this.#slots[slot]!) {
      const start = entry === 1 ? 0 : this.#end.at(entry - 2);
      if (this.#end.at(entry - 1) - start === to - from && this.endOf(entry - 1, bytes, from) === to) return entry - 1;
      slot = (slot + 1) & mask;
    }
    this.#bytes.appendPart(bytes, from, to);
    this.#end.push(this.#bytes.length);
    this.#slots[slot] = this.#end.length;
    return this.#end.length - 1;
  }

  #grow(): void {
    this.#slots = new Uint32Array(2 * this.#slots.length);
    const mask = this.#slots.length - 1;
    let at = 0;
    for (let id = 0; id < this.#end.length; id++) {
      let hash = firstHash;
      for (; at < this.#end.at(id); at++) hash = nextHash(hash, this.#bytes.at(at));
      let slot = mixed(hash) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = id + 1;
    }
  }

  /** The names; the list is used up. */
  take(): NameColumns {
    this.#slots = new Uint32Array(0);
    return { bytes: this.#bytes.take(), end: this.#end.take() };
  }
}

/** Texts as UTF-8 in one array, and where each ends. */
export function encodeNames(names: readonly string[]): NameColumns {
  const encoder = new TextEncoder();
  const end = new Uint32Array(names.length);
  let bytes = new Uint8Array(1024);
  let at = 0;
  for (let row = 0; row < names.length; row++) {
    const name = names[row]!;
    if (at + 3 * name.length > bytes.length) {
      const grown = new Uint8Array(Math.max(2 * bytes.length, at + 3 * name.length));
      grown.set(bytes.subarray(0, at));
      bytes = grown;
    }
    at += encoder.encodeInto(name, bytes.subarray(at)).written;
    end[row] = at;
  }
  return { bytes: bytes.slice(0, at), end };
}
