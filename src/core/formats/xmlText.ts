import { Uint8List } from "./lists.ts";
import { decode, resolveReferences } from "./xmlTag.ts";

/** Collects the text of one open element. */
export class TextKeeper {
  readonly bytes = new Uint8List();
  readonly limit: number;
  cut = false;

  constructor(limit: number) {
    this.limit = limit;
  }

  add(bytes: Uint8Array): void {
    const room = this.limit - this.bytes.length;
    if (bytes.length > room) this.cut = true;
    if (room > 0) this.bytes.append(bytes.length > room ? bytes.subarray(0, room) : bytes);
  }

  /** What was collected, as written. */
  raw(): string {
    const bytes = this.bytes.take();
    return decode(bytes, 0, bytes.length);
  }

  text(): string {
    let text = this.raw();
    // A cut may fall within a character or a reference.
    if (this.cut) text = text.replace(/\uFFFD$|&[^;]{0,12}$/, "");
    return resolveReferences(text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text);
  }
}
