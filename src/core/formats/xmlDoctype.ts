import {
  apostrophe,
  bracketClose,
  bracketOpen,
  dash,
  gt,
  lt,
  newline,
  question,
  quote,
  startsWith,
} from "./xmlBytes.ts";

/**
 * Passes over a DOCTYPE with its internal subset, in pieces cut at any byte. Nothing of it is kept, resolved or
 * fetched; quotes, comments and instructions are followed only to find its end.
 */
export class DoctypeSkipper {
  /** The ">" that ends it was found. */
  done = false;
  /** Of the last call: line ends passed, a "<" where none may stand, a control character XML does not allow or -1. */
  lines = 0;
  misplaced = false;
  control = -1;
  /** The quote that is open, 0 if none. */
  #quote = 0;
  #inSubset = false;
  #inner: "comment" | "instruction" | null = null;

  /** Goes on at `from`; returns where, at `length` or before it where too little is there to go on. */
  skip(bytes: Uint8Array, from: number, length: number): number {
    this.lines = 0;
    this.control = -1;
    for (let p = from; p < length; p++) {
      const byte = bytes[p]!;
      if (byte === newline) this.lines++;
      else if (byte < 32 && byte !== 9 && byte !== 13) {
        this.control = byte;
        if (byte === 0) return p;
      }
      if (this.#inner === "comment") {
        if (byte !== dash) continue;
        if (length - p < 3) return p;
        if (startsWith(bytes, p, "-->")) this.#inner = null;
      } else if (this.#inner === "instruction") {
        if (byte !== question) continue;
        if (length - p < 2) return p;
        if (startsWith(bytes, p, "?>")) this.#inner = null;
      } else if (this.#quote !== 0) {
        if (byte === this.#quote) this.#quote = 0;
      } else if (byte === quote || byte === apostrophe) this.#quote = byte;
      else if (byte === lt) {
        if (!this.#inSubset) {
          this.misplaced = true;
          return p;
        }
        if (length - p < 4) return p;
        if (startsWith(bytes, p, "<!--")) {
          this.#inner = "comment";
          p += 3;
        } else if (startsWith(bytes, p, "<?")) this.#inner = "instruction";
      } else if (byte === bracketOpen) this.#inSubset = true;
      else if (byte === bracketClose) this.#inSubset = false;
      else if (byte === gt && !this.#inSubset) {
        this.done = true;
        return p + 1;
      }
    }
    return length;
  }
}
