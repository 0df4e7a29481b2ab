import type { DocumentationReport } from "../model/report.ts";
import { documentationReport } from "./documentationFormats.ts";
import { InvalidReport, matched, missed, type Reader, type ReportFormat } from "./format.ts";
import { asObject } from "./head.ts";
import { parseJson } from "./json.ts";
import { firstObjectLine } from "./jsonLines.ts";
import { number } from "./jsonValues.ts";
import { Uint8List } from "./lists.ts";
import { largestDocument } from "./wholeFile.ts";

/**
 * rustdoc's `--show-coverage --output-format json`: file -> total, with_docs. Each crate is a line of its own, and what
 * cargo says may stand between them (`cargo doc` of a workspace).
 */
export const rustdocCoverage: ReportFormat = {
  id: "rustdoc-coverage",
  kind: "documentation",
  title: "rustdoc --show-coverage JSON",
  patterns: ["**/rustdoc-coverage.json", "**/doc-coverage.json", "**/*doc*coverage*.json"],
  recognise(head) {
    const first = asObject(Object.values(firstObjectLine(head) ?? {})[0]);
    return first !== null && "with_docs" in first && "total" in first
      ? matched
      : missed(0, 'its files have no "with_docs"');
  },
  read: () => new RustdocReader(),
};

class RustdocReader implements Reader {
  readonly #bytes = new Uint8List();

  write(chunk: Uint8Array): void {
    if (this.#bytes.length + chunk.length > largestDocument)
      throw new InvalidReport("too-large", "it is larger than 256 MiB, the most that is read of this format");
    this.#bytes.append(chunk);
  }

  end(): DocumentationReport {
    let covered = 0;
    let total = 0;
    for (const value of documents(this.#bytes.take())) {
      const root = asObject(value);
      if (root === null) throw new InvalidReport("structure", "it is not a JSON object");
      for (const [path, entry] of Object.entries(root)) {
        const file = asObject(entry);
        const [documented, all] = [number(file?.["with_docs"]), number(file?.["total"])];
        if (documented === null || all === null)
          throw new InvalidReport("structure", `"${path}" has no total and with_docs`);
        covered += documented;
        total += all;
      }
    }
    return documentationReport({ covered, total }, null, "rustdoc");
  }
}

/** The document that the whole is, or those on lines of their own. */
function documents(bytes: Uint8Array): readonly unknown[] {
  const lines = new TextDecoder().decode(bytes).split("\n");
  const starts = lines.flatMap((line, at) => (/^\s*\{\s*["}]/.test(line) ? [at] : []));
  const isOneEach = starts.every((at) => /\}\s*$/.test(lines[at]!));
  if (!isOneEach || starts.length === 0) return [parseJson(bytes)];
  const encoder = new TextEncoder();
  return starts.map((at) => parseJson(encoder.encode(lines[at]), at + 1));
}
