import type { Report } from "../model/report.ts";
import type { ReadContext, Reader } from "./format.ts";
import { type XmlHandler, XmlScanner } from "./xml.ts";

/** What a format of XML says: what to take at each tag, and what the report is at the end. */
export interface XmlContent<R extends Report = Report> extends XmlHandler {
  report(): R;
}

export class XmlReader<R extends Report> implements Reader {
  readonly #content: XmlContent<R>;
  readonly #scanner: XmlScanner;

  constructor(context: ReadContext, content: XmlContent<R>) {
    this.#content = content;
    this.#scanner = new XmlScanner(content, (problem) => context.problem(problem));
  }

  write(chunk: Uint8Array): void {
    this.#scanner.write(chunk);
  }

  end(): R {
    this.#scanner.end();
    return this.#content.report();
  }
}
