import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder, type FileBuilder } from "./coverageBuilder.ts";
import { coverageReport, refuseEmpty } from "./coverageReport.ts";
import { damagedValue } from "./damagedRow.ts";
import { InvalidReport, matched, missed, type Reader, type ReportFormat } from "./format.ts";
import { asObject, jsonObject } from "./head.ts";
import { JsonSplitter } from "./jsonSplitter.ts";
import { asText, number, onlyObjects, text } from "./jsonValues.ts";

/**
 * The JSON that Coveralls takes (its documentation, "API Reference"): of each file its lines from the first on, null where
 * there is no code, and its branches as one list of `line, block, branch, hits`. grcov's coveralls+ has functions too.
 */
export const coveralls: ReportFormat = {
  id: "coveralls",
  kind: "coverage",
  title: "Coveralls JSON (grcov, coveralls-python, ExCoveralls, …)",
  // At the top ExCoveralls has its settings under the same name, which are told as such.
  patterns: [
    "coveralls.json",
    "coveralls_report.json",
    "**/{cover,coverage,target,build,logs,reports}/**/*coveralls*.json",
    "**/{coverage,grcov,target}/**/coveralls",
    "**/*coveralls-*.json",
    "**/*[-_.]coveralls.json",
  ],
  recognise(head) {
    const files = jsonObject(head)?.["source_files"];
    if (!Array.isArray(files)) return missed(0, 'it has no list "source_files"');
    const first = asObject(files[0]);
    if (first === null)
      return files.length === 0 && !head.complete ? matched : missed(0.4, 'its "source_files" list no file');
    if (Array.isArray(first["coverage"])) return matched;
    // The text of the file stands before its coverage, and may be longer than the beginning that is looked at.
    return "source" in first && !head.complete ? matched : missed(0.5, 'its "source_files" have no list "coverage"');
  },
  read: () => new CoverallsReader(),
};

/** Reads file by file: a report may hold the text of every source. */
class CoverallsReader implements Reader {
  readonly #builder = new CoverageBuilder();
  readonly #root: Record<string, unknown> = {};
  readonly #splitter: JsonSplitter;

  constructor() {
    this.#builder.has("lines");
    this.#splitter = new JsonSplitter({
      descend: (path, kind) =>
        path.length === 0 ? kind === "object" : path.length === 1 && path[0] === "source_files" && kind === "list",
      take: (path, value) => {
        if (path.length === 2) this.#file(value);
        else if (path.length === 1) this.#root[String(path[0])] = value;
      },
    });
  }

  write(chunk: Uint8Array): void {
    this.#splitter.write(chunk);
  }

  #file(value: unknown): void {
    const entry = asObject(value);
    const name = text(entry?.["name"]);
    const coverage = entry?.["coverage"];
    if (entry === null || name === null || !Array.isArray(coverage))
      throw new InvalidReport("structure", 'a file has no "name" or no list "coverage"');
    const file = this.#builder.file(name);
    for (const [at, hits] of coverage.entries()) {
      if (hits === null) continue;
      if (number(hits) === null) throw damagedValue(hits, `count of line ${at + 1} of "${name}"`);
      file.line(at + 1, hits);
    }
    addBranches(entry["branches"], name, file);
    for (const each of onlyObjects(entry["functions"]))
      file.function(text(each["name"]) ?? "", number(each["start"]) ?? 0, 0, each["exec"] === true ? 1 : 0);
    // In place of the hash of a source that it does not find, grcov writes a random number.
    const digest = text(entry["source_digest"]);
    if (digest !== null && /^[\da-f]{32}$/i.test(digest)) file.sourceHash = { algorithm: "MD5", value: digest };
  }

  end(): CoverageReport {
    this.#splitter.end();
    refuseEmpty(this.#builder);
    const head = asObject(asObject(this.#root["git"])?.["head"]);
    return coverageReport({
      coverage: this.#builder.build(),
      generated: timeOf(this.#root["run_at"]),
      commit: text(this.#root["commit_sha"]) ?? text(head?.["id"]),
    });
  }
}

function addBranches(value: unknown, path: string, file: FileBuilder): void {
  const rows = Array.isArray(value) ? value : [];
  for (let at = 0; at < rows.length; at += 4) {
    const row = rows.slice(at, at + 4);
    const [line, block, branch, hits] = row.map(number);
    if (line == null || hits == null || !isBelow(block, 1 << 12) || !isBelow(branch, 1 << 20))
      throw damagedValue(row, `branch of "${path}" with its line, block, branch and hits`);
    file.branch(line, block * (1 << 20) + branch, hits);
  }
}

function isBelow(value: number | null | undefined, limit: number): value is number {
  return value != null && Number.isInteger(value) && value >= 0 && value < limit;
}

/** "2013-04-04 11:22:33 +0900": one without a zone tells no time. */
function timeOf(value: unknown): string | null {
  const time = /\d(?:Z| ?[+-]\d\d:?\d\d)$/.test(asText(value)) ? Date.parse(asText(value)) : Number.NaN;
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
