import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder } from "./coverageBuilder.ts";
import { coverageReport } from "./coverageReport.ts";
import { damagedRow } from "./damagedRow.ts";
import { InvalidReport, matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { lastLine } from "./lineNumber.ts";
import { latin1Warning, TextLines } from "./textLines.ts";

const modeLine = /^mode: (set|count|atomic)\s*$/;
/** `path:line.column,line.column statements count`; a path may hold colons and spaces. */
const blockLine = /^(.+):(\d+)\.(\d+),(\d+)\.(\d+) (\d+) (\d+)\s*$/;

/**
 * Go cover profiles (`go test -coverprofile`), in the modes set, count and atomic, joined ones and ones without their
 * mode line. Paths are import paths, as written. Source of the format: golang.org/x/tools/cover, ParseProfiles.
 */
export const goCover: ReportFormat = {
  id: "go-cover",
  kind: "coverage",
  title: "Go cover profile",
  patterns: ["**/coverage.out", "**/cover.out", "**/*.coverprofile", "**/coverprofile*", "**/c.out", "**/profile.cov"],
  recognise(head) {
    if (head.shape !== "text") return missed(0, "it is not plain text");
    const first = /^\s*([^\n]*)/.exec(head.text)?.[1]?.trimEnd() ?? "";
    if (modeLine.test(first) || blockLine.test(first)) return matched;
    return missed(
      first.startsWith("mode:") ? 0.7 : 0,
      'its first line is neither "mode: set|count|atomic" nor a block',
    );
  },
  read: (context) => new GoCoverReader(context),
};

/** A block over more lines than this is damage. */
const mostLines = 1_000_000;

interface Block {
  readonly line: number;
  readonly column: number;
  endLine: number;
  readonly endColumn: number;
  readonly statements: number;
  hits: number;
}

class GoCoverReader implements Reader {
  readonly #context: ReadContext;
  readonly #lines = new TextLines((line, number) => {
    // Go's own reader takes no other line, either.
    if (!this.#line(line)) throw damagedRow(line, "block of a Go cover profile", number);
  }, /.*/s);
  /** Blocks of each file by their range as written: `-coverpkg` and joined profiles repeat them. */
  readonly #files = new Map<string, Map<string, Block>>();
  readonly #modes = new Set<string>();
  /** Blocks that end in an earlier line than they begin. */
  #backward = 0;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  end(): CoverageReport {
    const rest = this.#lines.rest();
    if (rest !== null && rest.line.trim() !== "") {
      if (!this.#line(rest.line))
        throw new InvalidReport("truncated", "the profile ends in the middle of a line: it is cut off", rest.number);
      if (!modeLine.test(rest.line))
        this.#context.problem({
          severity: "warning",
          code: "unterminated",
          message: "no newline ends the last line: the profile may be cut off, and its last count may be short",
          line: rest.number,
        });
    }
    if (this.#files.size === 0) throw new InvalidReport("nothing-measured", "the profile has no block of statements");
    if (this.#modes.size > 1)
      this.#context.problem({
        severity: "warning",
        code: "mixed-modes",
        message: `joined of profiles of the modes ${[...this.#modes].join(", ")}: counts are of different kinds`,
      });
    if (this.#backward > 0)
      this.#context.problem({
        severity: "warning",
        code: "backward-blocks",
        message: `${this.#backward} blocks end before they begin, as "//line" in generated code makes them: each counts with its statements in the line where it begins`,
      });
    if (this.#lines.isLatin1) this.#context.problem(latin1Warning);
    return coverageReport({
      coverage: this.#build(),
      dialect: this.#modes.size === 0 ? "without mode line" : `mode ${[...this.#modes].join(", ")}`,
    });
  }

  /** Takes one line; false where it is no line of a profile. */
  #line(text: string): boolean {
    const found = blockLine.exec(text);
    if (found === null) {
      const mode = modeLine.exec(text)?.[1];
      if (mode !== undefined) this.#modes.add(mode);
      return mode !== undefined || text.trim() === "";
    }
    const path = found[1]!;
    const block: Block = {
      line: Number(found[2]),
      column: Number(found[3]),
      endLine: Number(found[4]),
      endColumn: Number(found[5]),
      statements: Number(found[6]),
      hits: Number(found[7]),
    };
    if (block.line < 1 || block.endLine < 1 || block.endLine - block.line > mostLines) return false;
    if (block.endLine > lastLine || block.statements > 0xffffffff || block.hits === Infinity) return false;
    if (block.endLine < block.line) {
      // Below "//line" there are no columns; with them it is damage.
      if (block.column !== 0 || block.endColumn !== 0) return false;
      this.#backward++;
      block.endLine = block.line;
    }
    let blocks = this.#files.get(path);
    if (blocks === undefined) {
      blocks = new Map();
      this.#files.set(path, blocks);
    }
    const key = `${found[2]}.${found[3]},${found[4]}.${found[5]}`;
    const same = blocks.get(key);
    if (same === undefined) blocks.set(key, block);
    else same.hits += block.hits;
    return true;
  }

  #build() {
    const builder = new CoverageBuilder();
    builder.has("lines", "statements");
    // In the mode "set" a count says that a block ran, not how often: joined profiles do not add up to more.
    const only = this.#modes.size === 1 && this.#modes.has("set");
    for (const [path, blocks] of this.#files) {
      const file = builder.file(path);
      // Blocks of one line are parts of it: the line ran as often as the one that ran most.
      const lines = new Map<number, number>();
      for (const { line, column, endLine, endColumn, statements, hits: counted } of blocks.values()) {
        const hits = only ? Math.min(counted, 1) : counted;
        file.statement(line, Math.max(0, column - 1), endLine, Math.max(0, endColumn - 1), hits, statements);
        if (statements === 0) continue;
        for (let number = line; number <= endLine; number++) lines.set(number, Math.max(lines.get(number) ?? 0, hits));
      }
      for (const [number, hits] of lines) file.line(number, hits);
    }
    return builder.build();
  }
}
