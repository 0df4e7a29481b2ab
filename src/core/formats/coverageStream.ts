import type { ArmColumns, CoverageColumns, FunctionColumns, LineColumns } from "../model/coverage.ts";
import { Labels } from "./coverageBuilder.ts";
import { damagedRow } from "./damagedRow.ts";
import { InvalidReport } from "./format.ts";
import { isLine, isSourceLine, lastLine } from "./lineNumber.ts";
import { encodeNames } from "./nameList.ts";
import { RowStream } from "./rowStream.ts";

/** More branches than this on one line, or in one report, are damage: "(1/4000000000)" must not fill the memory. */
const mostOfLine = 65_535;
const mostOfReport = 50_000_000;

/** What is said of missing arms: below this a line number, from here on an index of texts. */
const firstText = 0x80000000;

/**
 * Collects coverage of formats that state only covered and total branches per line, at the speed of their scanners: all
 * rows of a report go into a few long columns, whole files at a time. Rows may come in any order and again; `build`
 * sorts and merges where that happened.
 *
 * - Lines of one number: hits added.
 * - Branches of one line: the statement with the largest total counts, then the one with the most covered. Adding up
 *   would count one decision several times (inner classes, template instances).
 * - Conditions (MC/DC) of one line: as branches.
 * - Functions of one line, name and signature: the most hits, the last end. The signature is shown only where it tells
 *   functions of one line and name apart, as constructors behind the same initialised fields.
 */
export class CoverageStream {
  readonly #files = new Map<string, number>();
  readonly #lines = new RowStream();
  readonly #branches = new RowStream();
  readonly #conditions = new RowStream();
  readonly #functions = new RowStream();
  /** Names of functions, with a zero and the signature behind where there is one. */
  readonly #names = new Labels();
  #hasSignatures = false;
  readonly #missing = new Labels();
  #file = 0;
  #arms = 0;
  #withoutLine = 0;
  #negative = 0;
  /** The report holds this kind of data even if it has no row of it. */
  hasBranches = false;

  get fileCount(): number {
    return this.#files.size;
  }

  /** Rows from here on are of this file. `key` is its path unless `build` is told otherwise. True: seen the first time. */
  begin(key: string): boolean {
    const known = this.#files.get(key);
    this.#file = known ?? this.#files.size;
    if (known === undefined) this.#files.set(key, this.#file);
    return known === undefined;
  }

  /** One executable line. What is no line is left out and told, or damage (`isSourceLine`); negative hits count as 0. */
  line(number: number, hits: number): void {
    if (isLine(number) && Number.isFinite(hits)) {
      if (hits < 0) this.#negative++;
      this.#lines.push(this.#file, number, Math.max(hits, 0), 0, 0);
    } else if (!Number.isFinite(hits)) throw damagedRow(String(hits), "number of hits");
    else this.#isPlaced(number);
  }

  /** Whether a row is of a source line; if not, it is left out and told. */
  #isPlaced(number: number): boolean {
    if (isSourceLine(number)) return true;
    this.#withoutLine++;
    return false;
  }

  /**
   * Branches of a line. `missing` is what the report says of the arms not taken: a text, the line the only one leads to,
   * or 0 for nothing. `reportLine` is the place in the report, for the error where the numbers can not be.
   */
  branches(number: number, covered: number, total: number, missing: string | number, reportLine: number): void {
    this.#check(covered, total, reportLine);
    this.hasBranches = true;
    if (this.#isPlaced(number))
      this.#branches.push(
        this.#file,
        number,
        covered,
        total,
        typeof missing === "number" ? Math.min(missing, lastLine) : firstText + this.#missing.of(missing),
      );
  }

  /** Conditions of a line's decision, of which each is shown to matter or not. */
  conditions(number: number, covered: number, total: number, reportLine: number): void {
    this.#check(covered, total, reportLine);
    if (this.#isPlaced(number)) this.#conditions.push(this.#file, number, covered, total, 0);
  }

  #check(covered: number, total: number, reportLine: number): void {
    if (!(covered >= 0 && covered <= total) || !Number.isInteger(covered) || !Number.isInteger(total))
      throw new InvalidReport("contradiction", `${covered} of ${total} branches can not be covered`, reportLine);
    this.#arms += total;
    if (total > mostOfLine || this.#arms > mostOfReport)
      throw new InvalidReport("too-many-branches", `${total} branches on one line are too many`, reportLine);
  }

  /** `line` and `end` 0 where unknown. */
  function(name: string, line: number, end: number, hits: number, signature = ""): void {
    if (signature !== "") this.#hasSignatures = true;
    const named = this.#names.of(signature === "" ? name : `${name}\0${signature}`);
    this.#functions.push(this.#file, isSourceLine(line) ? line : 0, Math.max(hits, 0), end, named);
  }

  /**
   * The columns. `pathOf` gives the path of a key, or null to leave the file out. `armLabels` makes of what the report
   * says of arms not taken one label each; used where their number fits.
   */
  build(
    pathOf: (key: string) => string | null = (key) => key,
    armLabels: (missing: string) => readonly string[] = () => [],
  ): CoverageColumns {
    const paths: string[] = [];
    const files: number[] = [];
    for (const [key, file] of this.#files) {
      const path = pathOf(key);
      if (path === null) continue;
      paths.push(path);
      files.push(file);
    }
    const labels = new Labels();
    return {
      paths,
      lines: this.#buildLines(files),
      branches: this.hasBranches ? this.#buildArms(this.#branches, files, labels, armLabels) : null,
      conditions: this.#conditions.length > 0 ? this.#buildArms(this.#conditions, files, labels, () => []) : null,
      functions: this.#functions.length > 0 ? this.#buildFunctions(files) : null,
      statements: null,
      excluded: null,
      totals: null,
      sourceHashes: null,
      labels: labels.texts,
      withoutLine: this.#withoutLine,
      negative: this.#negative,
    };
  }

  #buildLines(files: readonly number[]): LineColumns {
    const rows = this.#lines.byFile(files);
    const number = new Uint32Array(rows.length);
    const hits = new Float64Array(rows.length);
    const start = new Uint32Array(files.length + 1);
    let at = 0;
    for (let file = 0; file < files.length; file++) {
      let last = 0;
      for (let row = rows.start[file]!; row < rows.start[file + 1]!; row++) {
        const line = rows.line[row]!;
        if (line === last) hits[at - 1]! += rows.value[row]!;
        else {
          last = line;
          number[at] = line;
          hits[at++] = rows.value[row]!;
        }
      }
      start[file + 1] = at;
    }
    return at === rows.length
      ? { start, number, hits }
      : { start, number: number.slice(0, at), hits: hits.slice(0, at) };
  }

  #buildArms(
    stated: RowStream,
    files: readonly number[],
    labels: Labels,
    armLabels: (missing: string) => readonly string[],
  ): ArmColumns {
    const rows = stated.byFile(files);
    const { line: lines, value: covered, extra: totals, index: missing } = rows;
    // First which statement of a line counts, so that the columns are made in their size.
    const start = new Uint32Array(files.length + 1);
    const counts = new Uint8Array(rows.length);
    let size = 0;
    for (let file = 0; file < files.length; file++) {
      const end = rows.start[file + 1]!;
      for (let row = rows.start[file]!; row < end; ) {
        let best = row;
        const line = lines[row]!;
        for (row++; row < end && lines[row] === line; row++) {
          const more = totals[row]! - totals[best]!;
          if (more > 0 || (more === 0 && covered[row]! > covered[best]!)) best = row;
        }
        counts[best] = 1;
        size += totals[best]!;
      }
      start[file + 1] = size;
    }
    const line = new Uint32Array(size);
    const key = new Uint32Array(size);
    const hits = new Float64Array(size);
    const label = new Uint32Array(size);
    const nothing: readonly number[] = [];
    const known = new Map<number, readonly number[]>([[0, nothing]]);
    let at = 0;
    for (let row = 0; row < rows.length; row++) {
      if (counts[row] === 0) continue;
      const taken = covered[row]!;
      const total = totals[row]!;
      const said = missing[row]!;
      let names = taken === total ? nothing : known.get(said);
      if (names === undefined) {
        const text = said < firstText ? String(said) : this.#missing.texts[said - firstText]!;
        names = armLabels(text).map((each) => labels.of(each));
        known.set(said, names);
      }
      const named = names.length === total - taken;
      for (let arm = 0; arm < total; arm++) {
        line[at] = lines[row]!;
        key[at] = arm;
        if (arm < taken) hits[at] = 1;
        else if (named) label[at] = names[arm - taken]!;
        at++;
      }
    }
    return { start, line, key, hits, label, identity: "counts" };
  }

  #buildFunctions(files: readonly number[]): FunctionColumns {
    const rows = this.#functions.byFile(files);
    const start = new Uint32Array(files.length + 1);
    const line = new Uint32Array(rows.length);
    const end = new Uint32Array(rows.length);
    const hits = new Float64Array(rows.length);
    const name = new Uint32Array(rows.length);
    const { texts } = this.#names;
    const shown = this.#hasSignatures ? new Labels() : this.#names;
    const bare = this.#hasSignatures ? texts.map((text) => shown.of(text.split("\0", 1)[0]!)) : null;
    let at = 0;
    for (let file = 0; file < files.length; file++) {
      let last = -1;
      /** Where the names of this line stand, and which of them are shown without their signature. */
      let known = new Map<number, number>();
      let taken = new Set<number>();
      for (let row = rows.start[file]!; row < rows.start[file + 1]!; row++) {
        const number = rows.line[row]!;
        const index = rows.index[row]!;
        if (number !== last) {
          known = new Map();
          taken = new Set();
        }
        last = number;
        const same = known.get(index);
        if (same !== undefined) {
          hits[same] = Math.max(hits[same]!, rows.value[row]!);
          end[same] = Math.max(end[same]!, rows.extra[row]!);
          continue;
        }
        known.set(index, at);
        line[at] = number;
        end[at] = rows.extra[row]!;
        hits[at] = rows.value[row]!;
        name[at] = index;
        if (bare !== null) {
          name[at] = taken.has(bare[index]!) ? shown.of(texts[index]!.replace("\0", "")) : bare[index]!;
          taken.add(bare[index]!);
        }
        at++;
      }
      start[file + 1] = at;
    }
    return {
      start,
      line: line.slice(0, at),
      end: end.slice(0, at),
      hits: hits.slice(0, at),
      name: name.slice(0, at),
      names: encodeNames(shown.texts),
    };
  }
}
