import { CoverageBuilder, type FileBuilder } from "./coverageBuilder.ts";
import { InvalidReport } from "./format.ts";
import { isSourceLine } from "./lineNumber.ts";

/** One statement with its range as .NET's tools write it: 1-based lines and columns, the end column exclusive. */
interface Point {
  readonly line: number;
  /** NaN where the report does not say. */
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly hits: number;
}

/** Compilers of .NET give points without source these lines. */
const hiddenLines: ReadonlySet<number> = new Set([0xfeefee, 0xf00f00]);

/** A statement over more lines than this is damage. */
export const mostLines = 1_000_000;

/** Where a range ends: its first line where the report does not say. */
export function lastLineOf(line: number, endLine: number): number {
  return Number.isNaN(endLine) ? line : Math.max(line, endLine);
}

interface PointFile {
  readonly builder: FileBuilder;
  /** Points by their range: generic instances and inlined code repeat them. */
  readonly points: Map<string, { point: Point; hits: number }>;
  readonly functions: Map<string, { name: string; whole: string; line: number; end: number; hits: number }>;
  /** Keys of the branch points of a line, by what tells them apart. */
  readonly arms: Map<string, number>;
  readonly armsOfLine: Map<number, number>;
}

/** Collects statements with ranges, each range once, and lines from them. */
export class PointCoverage {
  readonly coverage = new CoverageBuilder();
  readonly #files = new Map<string, PointFile>();

  get fileCount(): number {
    return this.#files.size;
  }

  /** Whether a point stands for a place in a source file; if it has no line and is not hidden, that is told. */
  isVisible(line: number): boolean {
    if (hiddenLines.has(line)) return false;
    const isPlaced = isSourceLine(line);
    if (!isPlaced) this.coverage.leaveOut();
    return isPlaced;
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  file(path: string): PointFile {
    let file = this.#files.get(path);
    if (file === undefined) {
      file = {
        builder: this.coverage.file(path),
        points: new Map(),
        functions: new Map(),
        arms: new Map(),
        armsOfLine: new Map(),
      };
      this.#files.set(path, file);
    }
    return file;
  }

  point(path: string, point: Point): void {
    const { points } = this.file(path);
    const key = `${point.line}:${point.column}:${point.endLine}:${point.endColumn}`;
    const same = points.get(key);
    if (same === undefined) points.set(key, { point, hits: point.hits });
    else same.hits += point.hits;
  }

  /** A branch arm; `identity` tells it apart from others of its line; the same again adds its hits. */
  arm(path: string, line: number, identity: string, hits: number): void {
    const file = this.file(path);
    const name = `${line}:${identity}`;
    let key = file.arms.get(name);
    if (key === undefined) {
      key = file.armsOfLine.get(line) ?? 0;
      file.armsOfLine.set(line, key + 1);
      file.arms.set(name, key);
    }
    file.builder.branch(line, key, hits);
  }

  /** `whole` is the name with what tells functions of one name apart: constructors begin where their fields do. */
  function(path: string, name: string, whole: string, line: number, end: number, hits: number): void {
    const { functions } = this.file(path);
    const key = `${line}:${whole}`;
    const same = functions.get(key);
    if (same === undefined) functions.set(key, { name, whole, line, end, hits });
    else {
      same.end = Math.max(same.end, end);
      same.hits = Math.max(same.hits, hits);
    }
  }

  /** Gives everything to the collector of columns. `spanLines`: a statement's every line is a line, not only its first. */
  build(spanLines: boolean) {
    for (const file of this.#files.values()) {
      for (const { point, hits } of file.points.values()) {
        const { line, column, endLine, endColumn } = point;
        const last = lastLineOf(line, endLine);
        if (spanLines && last - line > mostLines)
          throw new InvalidReport("contradiction", `a statement goes from line ${line} to line ${last}`);
        for (let number = line; number <= (spanLines ? last : line); number++) file.builder.line(number, hits);
        file.builder.statement(
          line,
          column >= 1 ? column - 1 : 0,
          last,
          endColumn >= 1 ? endColumn - 1 : Infinity,
          hits,
        );
      }
      const taken = new Set<string>();
      for (const { name, whole, line, end, hits } of file.functions.values()) {
        const place = `${line}:${name}`;
        file.builder.function(taken.has(place) ? whole : name, line, end, hits);
        taken.add(place);
      }
    }
    return this.coverage.build();
  }
}
