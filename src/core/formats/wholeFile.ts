import type { Report } from "../model/report.ts";
import { concat } from "./encoding.ts";
import { InvalidReport, type Reader } from "./format.ts";

/** A report that is read as a whole is not larger than this: 256 MiB. */
export const largestDocument = 256 * 1024 * 1024;

/** A reader for formats that need all of their bytes at once: collects them and makes a report of them. */
export class WholeFile implements Reader {
  readonly #make: (bytes: Uint8Array) => Report;
  #chunks: Uint8Array[] = [];
  #length = 0;

  constructor(make: (bytes: Uint8Array) => Report) {
    this.#make = make;
  }

  write(chunk: Uint8Array): void {
    this.#length += chunk.length;
    if (this.#length > largestDocument)
      throw new InvalidReport("too-large", "it is larger than 256 MiB, the most that is read of this format");
    this.#chunks.push(chunk.slice());
  }

  end(): Report {
    const bytes = this.#chunks.length === 0 ? new Uint8Array(0) : concat(this.#chunks);
    this.#chunks = [];
    return this.#make(bytes);
  }
}
