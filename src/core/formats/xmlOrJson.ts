import type { Report } from "../model/report.ts";
import { InvalidReport, type Reader } from "./format.ts";

/** Reads a format that is written as XML or as JSON (that of JMeter: CSV): which of the two, its first character tells. */
export class XmlOrJsonReader implements Reader {
  readonly #xml: () => Reader;
  readonly #json: () => Reader;
  #reader: Reader | null = null;

  constructor(xml: () => Reader, json: () => Reader) {
    this.#xml = xml;
    this.#json = json;
  }

  write(chunk: Uint8Array): void {
    if (this.#reader === null) {
      const first = chunk.find((byte) => byte > 0x20);
      this.#reader = first === 0x3c ? this.#xml() : this.#json();
    }
    this.#reader.write(chunk);
  }

  end(): Report {
    if (this.#reader === null) throw new InvalidReport("empty", "it is empty");
    return this.#reader.end();
  }
}
