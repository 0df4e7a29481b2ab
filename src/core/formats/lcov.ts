import { coverageTotals, neverEvaluated } from "../model/coverage.ts";
import type { CoverageReport } from "../model/report.ts";
import { blockSize, mostPlainHits, RowBlocks } from "./blockLists.ts";
import { coverageReport } from "./coverageReport.ts";
import { damagedRow } from "./damagedRow.ts";
import { knowsNoBranches } from "./declared.ts";
import { InvalidReport, matched, missed, type ReadContext, type Reader, type ReportFormat } from "./format.ts";
import { LcovRecords } from "./lcovRecords.ts";
import { isSourceLine, lastLine as lastSourceLine } from "./lineNumber.ts";
import { lineSumOf } from "./lineSum.ts";
import { Uint32List } from "./lists.ts";
import { firstHash, hashOf, nextHash } from "./nameList.ts";
import { latin1Warning, nulByte } from "./textLines.ts";

/**
 * LCOV tracefiles, versions 1.x to 2.2 and after: geninfo, gcovr, coverage.py, Istanbul, c8, llvm-cov, grcov and many
 * more. Source of the format: the manual page geninfo(1) of LCOV 2.
 */
export const lcov: ReportFormat = {
  id: "lcov",
  kind: "coverage",
  title: "LCOV tracefile",
  patterns: [
    "**/lcov.info",
    "**/*.lcov",
    "**/*lcov*.info",
    "**/coverage.info",
    "**/{coverage,grcov,target}/**/lcov",
    "**/coverage/*.info",
    "**/lcov-report/lcov.info",
    "bazel-out/_coverage/_coverage_report.dat",
  ],
  recognise(head) {
    if (head.shape !== "text") return missed(0, "it is not plain text");
    if (head.complete && namesOnlyTests.test(head.text)) return matched;
    const first = /^(?:[^\S\r\n]*(?:(?:#|TN:|VER:)[^\r\n]*)?[\r\n])*[^\S\r\n]*SF:[^\S\r\n]*\S/.exec(head.text);
    if (first === null)
      return missed(/^(?:SF:|DA:\d)/m.test(head.text) ? 0.6 : 0, "no record starts with SF: before anything else");
    const data = /^(?:DA:|LF:|FN:|FNL:|FNF:|BRDA:|BRF:|end_of_record)/m.test(head.text.slice(first.index));
    return data || !head.complete ? matched : missed(0.8, "after SF: it has no DA:, LF: or end_of_record");
  },
  read: (context) => new LcovReader(context),
};

/** What geninfo, grcov and gcovr write where they found no source file at all. */
const namesOnlyTests = /^(?:\s*TN:[^\n]*(?:\n|$))+\s*$/;
const newline = 10;
const carriageReturn = 13;
const comma = 44;
const minus = 45;
const zero = 48;
const colon = 58;
/** A line longer than this is no line of a tracefile. */
const longestLine = 16 * 1024 * 1024;
/** An MD5 is longer. */
const shortestSum = 20;

interface Declared {
  LF: number;
  LH: number;
  BRF: number;
  BRH: number;
  FNF: number;
  FNH: number;
  MCF: number;
  MCH: number;
}

const sumNames = ["LF", "LH", "BRF", "BRH", "FNF", "FNH", "MCF", "MCH"] as const;
const isSum = (tag: string): tag is keyof Declared => (sumNames as readonly string[]).includes(tag);
/** The same by the number that their letters make. */
const sumTags: ReadonlyMap<number, keyof Declared> = new Map(sumNames.map((name) => [lettersOf(name), name]));
const unnamedTest = lettersOf("TN");
const lineText = String.raw`\s*(-?\d+)\s*`;
const countText = String.raw`[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?`;
/** The records that are counted: their form as the manual page has it, and what else is read of them. */
const rows = {
  DA: { form: "DA:<line>,<hits>", pattern: new RegExp(`^${lineText},\\s*(${countText})\\s*(?:,.*)?$`) },
  /** With flags, with an expression for the branch, or with an odd number. The count is behind the last comma. */
  BRDA: {
    form: "BRDA:<line>,<block>,<branch>,<taken>",
    pattern: new RegExp(`^${lineText},\\s*([efU]*)(-?\\d+)\\s*,(.*),\\s*(-|NaN|${countText})\\s*$`),
  },
  BA: { form: "BA:<line>,<0 to 2>", pattern: new RegExp(`^${lineText},([012])$`) },
  MCDC: {
    form: "MCDC:<line>,<conditions>,<sense>,<taken>,<index>,<expression>",
    pattern: new RegExp(`^${lineText},(U?)(\\d+),([tf]),(-|${countText}),(\\d+),(.*)$`),
  },
  FN: { form: "FN:<line>,<name>", pattern: new RegExp(`^${lineText},(?:\\s*(\\d+)\\s*,)?(.+)$`) },
  FNDA: { form: "FNDA:<hits>,<name>", pattern: new RegExp(`^\\s*(${countText})\\s*,(.+)$`) },
  FNL: { form: "FNL:<index>,<line>", pattern: new RegExp(`^(\\d+),${lineText}(?:,(\\d+))?$`) },
  FNA: { form: "FNA:<index of an FNL>,<hits>,<name>", pattern: new RegExp(`^(\\d+),(${countText}),(.*)$`) },
};
/** What the pattern of a row found, in its order. */
type Fields = readonly [string, string, string, string, string, string, string];
const isRow = (tag: string): tag is keyof typeof rows => Object.hasOwn(rows, tag);
const endOfRecord = new TextEncoder().encode("end_of_record");

function lettersOf(tag: string): number {
  return [...tag].reduce((letters, letter) => letters * 256 + letter.charCodeAt(0), 0);
}

/** Reads a tracefile byte by byte: the hot records (DA, BRDA, FN, FNDA) without making a text of them. */
class LcovReader implements Reader {
  readonly #context: ReadContext;
  readonly #records = new LcovRecords();
  readonly #declared: Partial<Declared> = {};
  readonly #has = { branches: false, functions: false, conditions: false };
  readonly #utf8 = new TextDecoder("utf-8", { fatal: true });
  readonly #keys = new Map<string, number>();
  /** Row + 1 of the last function of each name; one of an earlier record is none. */
  readonly #rowOfName = new Uint32List();
  #lastFunction = -1;
  /** Functions of one name in the open record, by the name; null while there are none. */
  #namesakes: Map<number, { readonly rows: number[]; readonly byLine: Map<number, number>; counts: number }> | null =
    null;
  #pending: Uint8Array = new Uint8Array(0);
  /** Whether a carriage return alone ends a line; null: nothing is read yet. */
  #returnsEndLines: boolean | null = null;
  #line = 0;
  #inRecord = false;
  #knowsNoBranches = false;
  #lastLine = 0;
  #lastBranchLine = 0;
  #lastBranchKey = -1;
  #unterminated = 0;
  #unreachable = 0;
  #negative = 0;
  #uncounted = 0;
  #withoutLine = 0;
  /** The first sum that can not be read. */
  #unreadSum: InvalidReport | null = null;
  #differs = 0;
  #version2 = false;
  #grouped = false;
  #groups = new Map<number, number>();
  #latin1 = false;
  #cut = false;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  /** The first chunk is the head of the file or all of it: without a newline there is none to come. */
  write(chunk: Uint8Array): void {
    this.#returnsEndLines ??= !chunk.includes(newline) && chunk.subarray(0, -1).includes(carriageReturn);
    this.#write(this.#returnsEndLines ? chunk.map((byte) => (byte === carriageReturn ? newline : byte)) : chunk);
  }

  #write(chunk: Uint8Array): void {
    let from = 0;
    if (this.#pending.length > 0) {
      const end = chunk.indexOf(newline);
      const part = end === -1 ? chunk : chunk.subarray(0, end + 1);
      const joined = new Uint8Array(this.#pending.length + part.length);
      joined.set(this.#pending);
      joined.set(part, this.#pending.length);
      if (joined.length > longestLine)
        throw new InvalidReport("too-long", "a line is longer than 16 MiB", this.#line + 1);
      if (end === -1) {
        this.#pending = joined;
        return;
      }
      this.#pending = new Uint8Array(0);
      this.#lines(joined, 0, joined.length);
      from = end + 1;
    }
    const last = chunk.lastIndexOf(newline);
    if (last >= from) this.#lines(chunk, from, last + 1);
    const rest = Math.max(from, last + 1);
    if (rest < chunk.length) this.#pending = chunk.slice(rest);
  }

  end(): CoverageReport {
    if (this.#pending.length > 0) {
      const last = this.#text(this.#pending).trim();
      // What a whole last line without its newline says is known; the beginning of one may say less than was meant
      // (DA:590,1 of DA:590,12): that line is left out, and the file is told to be cut off.
      if (!isWholeRecord(last)) {
        if (this.#records.records === 0)
          throw new InvalidReport("truncated", "the file ends in its first record: it is cut off", this.#line + 1);
        this.#cut = true;
        this.#context.problem({
          severity: "warning",
          code: "truncated",
          message: `the file ends in the middle of a record ("${last.slice(0, 40)}")`,
          line: this.#line + 1,
        });
        this.#pending = new Uint8Array(0);
      }
      const ended = new Uint8Array(this.#pending.length + 1);
      ended.set(this.#pending);
      ended[this.#pending.length] = newline;
      this.#pending = new Uint8Array(0);
      this.#lines(ended, 0, ended.length);
    }
    if (this.#inRecord) {
      if (!this.#cut) this.#unterminated++;
      this.#close();
    }
    if (this.#records.records === 0)
      throw new InvalidReport("nothing-measured", "the tracefile has no record of a source file");
    // Only where lines are listed, the sums do not count.
    if (this.#unreadSum !== null && this.#records.lines.length === 0) throw this.#unreadSum;
    this.#tell();
    const columns = this.#records.build(this.#known());
    const coverage = { ...columns, withoutLine: this.#withoutLine, negative: this.#negative };
    this.#compare(coverageTotals(coverage));
    return coverageReport({
      coverage,
      dialect: this.#grouped ? "LCOV 2.2" : this.#version2 ? "LCOV 2" : "LCOV",
      declared: this.#declared as Record<string, number>,
    });
  }

  /** What is known: where a sum says that there are some and none is listed, that is no data, and not none of them. */
  #known(): { branches: boolean; functions: boolean; conditions: boolean } {
    const { branches, functions, conditions } = this.#has;
    const { BRF = 0, FNF = 0, MCF = 0 } = this.#declared;
    const listed = this.#records.listed();
    return {
      branches: branches && (listed.branches > 0 || BRF === 0),
      functions: functions && (listed.functions > 0 || FNF === 0),
      conditions: conditions && (listed.conditions > 0 || MCF === 0),
    };
  }

  /** Whole lines: `to` is behind a newline. */
  #lines(bytes: Uint8Array, from: number, to: number): void {
    const records = this.#records;
    const { lines: lineRows, branches: branchRows } = records;
    const { line: lineNumbers, hits: lineHits } = lineRows;
    const { line: branchLines, key: branchKeys, hits: branchHits } = branchRows;
    let at = from;
    // Kept beside the fields for speed; they differ only between two calls of a method.
    let lineAt = lineRows.used;
    let branchAt = branchRows.used;
    let lineBits = lineRows.lineBits;
    let hitBits = lineRows.hitBits;
    let branchBits = branchRows.lineBits;
    let keyBits = branchRows.keyBits;
    let takenBits = branchRows.hitBits;
    let inRecord = this.#inRecord;
    let lastLine = this.#lastLine;
    let lastBranchLine = this.#lastBranchLine;
    let lastBranchKey = this.#lastBranchKey;
    let branches = false;
    let line = this.#line;
    while (at < to) {
      line++;
      const start = at;
      const first = bytes[at]!;
      if (first === 68 && bytes[at + 1] === 65 && bytes[at + 2] === 58 && inRecord) {
        // DA:<line>,<hits>
        at += 3;
        let number = 0;
        let digit = bytes[at]! - zero;
        while (digit >= 0 && digit <= 9) {
          number = number * 10 + digit;
          digit = bytes[++at]! - zero;
        }
        if (digit === comma - zero && at > start + 3) {
          at++;
          const count = at;
          let hits = 0;
          digit = bytes[at]! - zero;
          while (digit >= 0 && digit <= 9) {
            hits = hits * 10 + digit;
            digit = bytes[++at]! - zero;
          }
          const end = bytes[at]!;
          if (end === carriageReturn || end === comma) {
            const next = bytes.indexOf(newline, at);
            if (end === comma && next - at > shortestSum && number > 0 && number <= lastSourceLine)
              this.#lineSum(bytes, at + 1, next, lineRows.length - lineRows.used + lineAt);
            if (at > count && (end === comma || next === at + 1)) at = next;
          }
          if (bytes[at] === newline && at > count && number > 0 && number <= lastSourceLine && hits <= mostPlainHits) {
            at++;
            if (number <= lastLine) records.unordered = true;
            lastLine = number;
            lineNumbers[lineAt] = number;
            lineHits[lineAt] = hits;
            lineBits |= number;
            hitBits |= hits;
            if (++lineAt === blockSize) {
              lineRows.lineBits = lineBits;
              lineRows.hitBits = hitBits;
              lineRows.seal();
              lineAt = lineBits = hitBits = 0;
            }
            continue;
          }
        }
      }
      if (
        first === 66 &&
        bytes[at + 1] === 82 &&
        bytes[at + 2] === 68 &&
        bytes[at + 3] === 65 &&
        bytes[at + 4] === 58 &&
        inRecord
      ) {
        // BRDA:<line>,<block>,<branch>,<taken>
        at += 5;
        let number = 0;
        let digit = bytes[at]! - zero;
        while (digit >= 0 && digit <= 9) {
          number = number * 10 + digit;
          digit = bytes[++at]! - zero;
        }
        if (digit === comma - zero && number > 0 && number <= lastSourceLine) {
          let block = 0;
          let branch = 0;
          const blockAt = ++at;
          digit = bytes[at]! - zero;
          while (digit >= 0 && digit <= 9) {
            block = block * 10 + digit;
            digit = bytes[++at]! - zero;
          }
          if (digit === comma - zero && at > blockAt && block < 0x8000) {
            const armAt = ++at;
            digit = bytes[at]! - zero;
            while (digit >= 0 && digit <= 9) {
              branch = branch * 10 + digit;
              digit = bytes[++at]! - zero;
            }
            if (digit === comma - zero && at > armAt && branch < 0x10000) {
              const takenAt = ++at;
              let taken = 0;
              if (bytes[at] === minus) {
                taken = neverEvaluated;
                branchRows.negative = true;
                at++;
              } else {
                digit = bytes[at]! - zero;
                while (digit >= 0 && digit <= 9) {
                  taken = taken * 10 + digit;
                  digit = bytes[++at]! - zero;
                }
                if (taken <= mostPlainHits) takenBits |= taken;
              }
              if (bytes[at] === carriageReturn) at++;
              if (bytes[at] === newline && at > takenAt && taken <= mostPlainHits) {
                at++;
                const key = block * 0x10000 + branch;
                if (number < lastBranchLine || (number === lastBranchLine && key <= lastBranchKey))
                  records.unordered = true;
                lastBranchLine = number;
                lastBranchKey = key;
                branches = true;
                branchLines[branchAt] = number;
                branchKeys[branchAt] = key;
                branchHits[branchAt] = taken;
                branchBits |= number;
                keyBits |= key;
                if (++branchAt === blockSize) {
                  branchRows.lineBits = branchBits;
                  branchRows.keyBits = keyBits;
                  branchRows.hitBits = takenBits;
                  branchRows.seal();
                  branchAt = branchBits = keyBits = takenBits = 0;
                }
                continue;
              }
            }
          }
        }
      }
      if (first === 70 && bytes[at + 1] === 78 && inRecord) {
        const third = bytes[at + 2]!;
        const next =
          third === 58
            ? this.#function(bytes, at + 3)
            : third === 68 && bytes[at + 3] === 65 && bytes[at + 4] === 58
              ? this.#functionHits(bytes, at + 5)
              : 0;
        if (next > 0) {
          at = next;
          continue;
        }
      }
      this.#line = line;
      this.#lastLine = lastLine;
      this.#lastBranchLine = lastBranchLine;
      this.#lastBranchKey = lastBranchKey;
      lineRows.used = lineAt;
      lineRows.lineBits = lineBits;
      lineRows.hitBits = hitBits;
      branchRows.used = branchAt;
      branchRows.lineBits = branchBits;
      branchRows.keyBits = keyBits;
      branchRows.hitBits = takenBits;
      at = this.#plainLine(bytes, start) || this.#slowLine(bytes, start, to);
      lineAt = lineRows.used;
      lineBits = lineRows.lineBits;
      hitBits = lineRows.hitBits;
      branchAt = branchRows.used;
      branchBits = branchRows.lineBits;
      keyBits = branchRows.keyBits;
      takenBits = branchRows.hitBits;
      inRecord = this.#inRecord;
      lastLine = this.#lastLine;
      lastBranchLine = this.#lastBranchLine;
      lastBranchKey = this.#lastBranchKey;
    }
    this.#line = line;
    this.#lastLine = lastLine;
    this.#lastBranchLine = lastBranchLine;
    this.#lastBranchKey = lastBranchKey;
    lineRows.used = lineAt;
    lineRows.lineBits = lineBits;
    lineRows.hitBits = hitBits;
    branchRows.used = branchAt;
    branchRows.lineBits = branchBits;
    branchRows.keyBits = keyBits;
    branchRows.hitBits = takenBits;
    if (branches) this.#has.branches = true;
  }

  /** What stands behind the hits of a line, for the line of a row that is about to be. */
  #lineSum(bytes: Uint8Array, from: number, to: number, row: number): void {
    this.#records.addLineSum(row, lineSumOf(bytes, from, bytes[to - 1] === carriageReturn ? to - 1 : to));
  }

  /**
   * FN:<line>,[<end>,]<name>. The name is the rest of the line: it may hold commas. Gives where the next line starts;
   * 0: not of this form. Here and below a newline is known to end the line.
   */
  #function(bytes: Uint8Array, from: number): number {
    let at = from;
    let line = 0;
    while (bytes[at]! >= zero && bytes[at]! <= 57) line = line * 10 + bytes[at++]! - zero;
    if (at === from || bytes[at] !== comma) return 0;
    let nameAt = at + 1;
    let end = 0;
    at = nameAt;
    while (bytes[at]! >= zero && bytes[at]! <= 57) end = end * 10 + bytes[at++]! - zero;
    if (at > nameAt && bytes[at] === comma && !endsLine(bytes, at + 1)) {
      nameAt = at + 1;
      this.#version2 = true;
    } else {
      // It may be a last line that can not be read.
      if (at > nameAt && this.#version2) return 0;
      end = 0;
    }
    if (line > lastSourceLine || end > lastSourceLine) return 0;
    return this.#named(bytes, nameAt, line, end, 0);
  }

  /** FNDA:<hits>,<name>. Gives where the next line starts; 0: not of this form. */
  #functionHits(bytes: Uint8Array, from: number): number {
    let at = from;
    let hits = 0;
    while (bytes[at]! >= zero && bytes[at]! <= 57) hits = hits * 10 + bytes[at++]! - zero;
    if (at === from || bytes[at] !== comma) return 0;
    // Counts come in the order of the functions: mostly it is the one after the last that was asked for.
    const { names, functionName, functionHits } = this.#records;
    const guess = this.#lastFunction + 1;
    if (guess < functionName.length && this.#namesakes === null) {
      const end = names.endOf(functionName.at(guess), bytes, at + 1);
      if (end > 0 && bytes[end] === newline) {
        this.#lastFunction = guess;
        functionHits.addAt(guess, hits);
        return end + 1;
      }
    }
    return this.#named(bytes, at + 1, 0, 0, hits);
  }

  /** Adds what a line says of the function whose name ends it. Gives where the next line starts. */
  #named(bytes: Uint8Array, nameAt: number, line: number, end: number, hits: number): number {
    let hash = firstHash;
    let at = nameAt;
    for (let byte = bytes[at]!; byte !== newline; byte = bytes[++at]!) hash = nextHash(hash, byte);
    let nameEnd = at;
    if (bytes[at - 1] === carriageReturn && at > nameAt) hash = hashOf(bytes, nameAt, --nameEnd);
    this.#records.functionHits.addAt(this.#addFunction(bytes, nameAt, nameEnd, hash, line, end), hits);
    return at + 1;
  }

  /** Row of the function of this name in the open record, made or completed with what is said of it. */
  #addFunction(bytes: Uint8Array, from: number, to: number, hash: number, line: number, end: number): number {
    const { names, functionName, functionLine, functionEnd, functionHits, start } = this.#records;
    this.#has.functions = true;
    const id = names.idOf(bytes, from, to, hash);
    const known = id < this.#rowOfName.length ? this.#rowOfName.at(id) - 1 : -1;
    if (known >= start.function) {
      const meant = this.#rowOfLine(id, known, line);
      if (meant >= 0) {
        this.#lastFunction = meant;
        // Its FNDA came first, or a FN without its end.
        if (line > 0 && functionLine.at(meant) === 0) functionLine.set(meant, line);
        if (end > 0) functionEnd.set(meant, end);
        return meant;
      }
    }
    const row = functionName.length;
    functionName.push(id);
    if (known >= start.function) this.#addNamesake(id, known, row, line);
    else if (id < this.#rowOfName.length) this.#rowOfName.set(id, row + 1);
    else this.#rowOfName.push(row + 1);
    functionLine.push(line);
    if (end > 0) functionEnd.set(row, end);
    functionHits.push();
    return row;
  }

  /**
   * Which function of its name a line of the open record means: of FN the one that begins in that line, of FNDA each in
   * its turn, for counts come in the order of the functions. -1: one more of that name. V8 and Istanbul give methods
   * their bare names, so that several classes of a file have a "constructor".
   */
  #rowOfLine(id: number, first: number, line: number): number {
    const alike = this.#namesakes?.get(id);
    if (line === 0) return alike === undefined ? first : alike.rows[alike.counts++ % alike.rows.length]!;
    const firstLine = this.#records.functionLine.at(first);
    if (firstLine === 0 || firstLine === line) return first;
    return alike?.byLine.get(line) ?? -1;
  }

  #addNamesake(id: number, first: number, row: number, line: number): void {
    this.#namesakes ??= new Map();
    const alike = this.#namesakes.get(id);
    if (alike === undefined) {
      // Where each count follows its function, that of the first was there already.
      const counts = this.#lastFunction >= first ? 1 : 0;
      this.#namesakes.set(id, { rows: [first, row], byLine: new Map([[line, row]]), counts });
    } else {
      alike.rows.push(row);
      alike.byLine.set(line, row);
    }
  }

  /**
   * What every record has beside its rows, without a text: its end, its sums and an unnamed test. Gives where the next
   * line starts; 0: another line.
   */
  #plainLine(bytes: Uint8Array, from: number): number {
    const end = endOfRecord.length;
    if (bytes[from] === endOfRecord[0] && bytes[from + end] === newline) {
      for (let at = 1; at < end; at++) if (bytes[from + at] !== endOfRecord[at]) return 0;
      if (this.#inRecord) this.#close();
      return from + end + 1;
    }
    let at = from;
    let letters = 0;
    for (let byte = bytes[at]!; byte >= 65 && byte <= 90 && at < from + 3; byte = bytes[++at]!)
      letters = letters * 256 + byte;
    if (bytes[at++] !== colon) return 0;
    if (letters === unnamedTest && bytes[at] === newline) return at + 1;
    const tag = sumTags.get(letters);
    if (tag === undefined || !this.#inRecord) return 0;
    const digits = at;
    let sum = 0;
    while (bytes[at]! >= zero && bytes[at]! <= 57) sum = sum * 10 + bytes[at++]! - zero;
    if (at === digits || bytes[at] !== newline || sum > Number.MAX_SAFE_INTEGER) return 0;
    this.#addSum(tag, sum);
    return at + 1;
  }

  /** Everything that is rare: one line as a text. Gives where the next line starts. */
  #slowLine(bytes: Uint8Array, from: number, to: number): number {
    let next = bytes.indexOf(newline, from) + 1;
    if (next === 0) next = to;
    const text = this.#text(bytes.subarray(from, next - 1)).trim();
    if (text !== "") this.#record(text);
    return next;
  }

  #text(bytes: Uint8Array): string {
    try {
      return this.#utf8.decode(bytes);
    } catch {
      this.#latin1 = true;
      return new TextDecoder("latin1").decode(bytes);
    }
  }

  #record(text: string): void {
    if (text.startsWith("#")) return;
    if (text.startsWith("end_of_record")) {
      if (this.#inRecord) this.#close();
      const glued = text.slice("end_of_record".length);
      if (glued !== "") this.#record(glued);
      return;
    }
    const tagEnd = text.indexOf(":");
    const tag = tagEnd === -1 ? text : text.slice(0, tagEnd);
    const value = text.slice(tagEnd + 1);
    if (tag === "SF" && tagEnd !== -1) {
      if (this.#inRecord) {
        this.#unterminated++;
        this.#close();
      }
      const path = value.trim();
      if (path === "") throw new InvalidReport("no-path", "SF: names no source file", this.#line);
      this.#open(path);
      return;
    }
    if (tag === "VER" && this.#inRecord) this.#records.addVersion(value.trim());
    if (tag === "TN" || tag === "VER") return;
    if (!this.#inRecord) {
      if (isRow(tag)) throw new InvalidReport("no-record", `"${text.slice(0, 40)}" stands before any SF:`, this.#line);
      this.#skip(text);
      return;
    }
    if (isRow(tag)) {
      if (this.#slowRow(tag, value)) return;
      if (text.includes("\0")) throw nulByte(this.#line);
      throw damagedRow(text, rows[tag].form, this.#line);
    }
    if (isSum(tag)) this.#state(tag, value);
    else this.#skip(text);
  }

  #open(path: string): void {
    this.#inRecord = true;
    this.#knowsNoBranches = knowsNoBranches(path);
    this.#lastLine = 0;
    this.#lastBranchLine = 0;
    this.#lastBranchKey = -1;
    this.#records.begin(path);
    this.#lastFunction = this.#records.functionLine.length - 1;
    this.#namesakes = null;
    if (this.#groups.size > 0) this.#groups = new Map();
  }

  #close(): void {
    this.#inRecord = false;
    const { stated, records, start, lines, unordered } = this.#records;
    const lf = stated.lf.at(records - 1);
    if (!unordered && !Number.isNaN(lf) && lines.length > start.line && lines.length - start.line !== lf)
      this.#differs++;
  }

  /** A row that the fast ways did not take; false where it is not of its form. */
  #slowRow(tag: keyof typeof rows, value: string): boolean {
    const fields = rows[tag].pattern.exec(value)?.slice(1);
    if (fields === undefined) return false;
    try {
      return this.#readRow(tag, fields as unknown as Fields);
    } catch (error) {
      // A number of no line, or none that a count can be: told with the whole row.
      if (error instanceof InvalidReport) return false;
      throw error;
    }
  }

  #readRow(tag: keyof typeof rows, fields: Fields): boolean {
    switch (tag) {
      case "DA":
        this.#slowLineData(Number(fields[0]), fields[1]);
        return true;
      case "BRDA":
        this.#slowBranch(fields);
        return true;
      case "BA":
        this.#plainBranch(Number(fields[0]), Number(fields[1]));
        return true;
      case "MCDC":
        this.#condition(fields);
        return true;
      case "FN":
        // Where functions have their last lines, a digit begins one and no name.
        if (this.#version2 && fields[1] === undefined && /^\d[^,]*,/.test(fields[2])) return false;
        this.#addText(fields[2], Number(fields[0]), Number(fields[1] ?? 0));
        return true;
      case "FNDA": {
        const hits = this.#count(fields[0]);
        this.#records.functionHits.addAt(this.#addText(fields[1], 0, 0), hits);
        return true;
      }
      case "FNL":
        this.#grouped = true;
        this.#has.functions = true;
        // The name comes with the first FNA; until then the function stands under its line.
        this.#groups.set(
          Number(fields[0]),
          this.#addText(`\u0000${Number(fields[0])}`, Number(fields[1]), Number(fields[2] ?? 0)),
        );
        return true;
      case "FNA":
        return this.#alias(Number(fields[0]), fields[1], fields[2]);
    }
  }

  /** Whether a row is of a source line; if not, it is left out and told. */
  #isPlaced(line: number): boolean {
    if (isSourceLine(line)) return true;
    this.#withoutLine++;
    return false;
  }

  /** What a row says how often something ran. */
  #count(text: string): number {
    const hits = Number(text);
    if (!Number.isFinite(hits)) throw damagedRow(text, "number of hits");
    if (hits < 0) this.#negative++;
    return Math.max(0, hits);
  }

  /** A DA with exponents, decimals, negatives, spaces or a line that is none. */
  #slowLineData(line: number, count: string): void {
    const hits = this.#count(count);
    if (!this.#isPlaced(line)) return;
    if (line <= this.#lastLine) this.#records.unordered = true;
    this.#lastLine = line;
    this.#records.lines.push(line, 0, hits);
  }

  /** A BRDA with flags, with an expression for the branch, or with an odd number. */
  #slowBranch([lineText, flags, block, branch, taken]: Fields): void {
    const line = Number(lineText);
    this.#has.branches = true;
    if (flags.includes("U")) {
      this.#unreachable++;
      return;
    }
    const hits = this.#taken(taken);
    if (!this.#isPlaced(line)) return;
    const numeric = /^\d+$/.test(branch) && Number(block) >= 0 && Number(block) < 0x8000 && Number(branch) < 0x10000;
    const key = numeric ? Number(block) * 0x10000 + Number(branch) : this.#key(`${block},${branch}`);
    this.#pushBranch(line, key, hits);
    if (!numeric)
      this.#records.branchLabel.set(
        this.#records.branches.length - 1,
        this.#records.labels.of(branch.replace(/^jump /, "")),
      );
  }

  #pushBranch(line: number, key: number, hits: number): void {
    if (line < this.#lastBranchLine || (line === this.#lastBranchLine && key <= this.#lastBranchKey))
      this.#records.unordered = true;
    this.#lastBranchLine = line;
    this.#lastBranchKey = key;
    this.#records.branches.push(line, key, hits);
  }

  /**
   * Vitest 4 writes NaN for the "else" of a Vue template that its source does not hold, and counts it in BRF and not in
   * BRH (https://github.com/vitest-dev/vitest/issues/9725).
   */
  #taken(text: string): number {
    if (text === "-") return neverEvaluated;
    if (text !== "NaN") return this.#count(text);
    this.#uncounted++;
    return 0;
  }

  /** BA:<line>,<taken> of Google's LCOV and of Bazel: 0 never evaluated, 1 evaluated and not taken, 2 taken. */
  #plainBranch(line: number, taken: number): void {
    this.#has.branches = true;
    if (!this.#isPlaced(line)) return;
    const arm = line === this.#lastBranchLine ? this.#lastBranchKey + 1 : 0;
    this.#pushBranch(line, arm, taken === 0 ? neverEvaluated : taken - 1);
  }

  #addText(name: string, line: number, end: number): number {
    const bytes = new TextEncoder().encode(name);
    const [first, last] = [isSourceLine(line) ? line : 0, isSourceLine(end) ? end : 0];
    return this.#addFunction(bytes, 0, bytes.length, hashOf(bytes, 0, bytes.length), first, last);
  }

  /** A number for a text, apart from all keys made of numbers. */
  #key(text: string): number {
    let key = this.#keys.get(text);
    if (key === undefined) {
      key = 0x80000000 + this.#keys.size;
      this.#keys.set(text, key);
    }
    return key;
  }

  /** MCDC:<line>,[U]<groupSize>,<sense>,<taken>,<index>,<expression>. */
  #condition([lineText, unreachable, group, sense, taken, index, expression]: Fields): void {
    this.#has.conditions = true;
    if (unreachable === "U") {
      this.#unreachable++;
      return;
    }
    const line = Number(lineText);
    const hits = taken === "-" ? neverEvaluated : this.#count(taken);
    if (!this.#isPlaced(line)) return;
    const records = this.#records;
    records.conditions ??= new RowBlocks(true);
    records.conditions.push(line, this.#key(`${group},${index},${sense},${expression}`), hits);
    records.conditionLabel.set(
      records.conditions.length - 1,
      records.labels.of(`${expression} ${sense === "t" ? "true" : "false"}`),
    );
    // Conditions of one line come in the order of the tool, not of keys.
    records.unordered = true;
  }

  /** FNL:<index>,<line>[,<end>] and FNA:<index>,<hits>,<name>: one function of several names (LCOV 2.2). */
  #alias(index: number, hits: string, name: string): boolean {
    const row = this.#groups.get(index);
    if (row === undefined) return false;
    this.#grouped = true;
    this.#records.functionHits.addAt(row, this.#count(hits));
    this.#aliases.set(row, this.#aliases.get(row) ?? name);
    return true;
  }

  /** Names of grouped functions, by row. */
  readonly #aliases = new Map<number, string>();

  #state(tag: keyof Declared, value: string): void {
    const number = Number(value);
    if (Number.isFinite(number) && number >= 0 && value.trim() !== "") {
      this.#addSum(tag, number);
      return;
    }
    this.#skip(`${tag}:${value}`);
    this.#unreadSum ??= damagedRow(
      `${tag}:${value}`,
      `${tag}:<sum>, and there are no lines that would count`,
      this.#line,
    );
  }

  /** A sum that the open record states. */
  #addSum(tag: keyof Declared, number: number): void {
    this.#declared[tag] = (this.#declared[tag] ?? 0) + number;
    const { stated, records } = this.#records;
    if ((tag === "BRF" || tag === "BRH") && number === 0 && this.#knowsNoBranches) return;
    if (tag === "LF") stated.lf.set(records - 1, number);
    else if (tag === "LH") stated.lh.set(records - 1, number);
    else if (tag === "BRF") stated.brf.set(records - 1, number);
    else if (tag === "BRH") stated.brh.set(records - 1, number);
    else if (tag === "FNF") stated.fnf.set(records - 1, number);
    // "0 branches found" is a file without branches; a file without BRF holds no branch data. geninfo, which has them
    // before its lines, has the sum where there are some: grcov writes its rows in that order, and a 0 where it was not
    // asked for branches.
    const isBeforeLines = this.#records.lines.length === this.#records.start.line;
    if (tag === "BRF" && number === 0 && !isBeforeLines) this.#has.branches = true;
    // Bun counts functions and lists none: that is no function data, and not no function.
    if (tag === "FNF" && number === 0) this.#has.functions = true;
    if (tag === "MCF") this.#has.conditions = true;
  }

  #skip(text: string): void {
    if (text.includes("\0")) throw nulByte(this.#line);
    this.#context.problem({
      severity: "warning",
      code: "malformed-line",
      message: `not understood and left out: "${text.slice(0, 80)}"`,
      line: this.#line,
    });
  }

  #tell(): void {
    const warn = (code: string, message: string, severity: "warning" | "info" = "warning") =>
      this.#context.problem({ severity, code, message });
    if (this.#unterminated > 0)
      warn(
        "unterminated",
        `${this.#unterminated} record(s) without end_of_record: the file may be cut off; what they hold is counted`,
      );
    if (this.#unreachable > 0)
      warn("unreachable", `${this.#unreachable} branch(es) marked unreachable are not counted`, "info");
    if (this.#uncounted > 0)
      warn(
        "uncounted",
        `${this.#uncounted} branch(es) have NaN for a count, as Vitest 4 writes it: they were not taken`,
      );
    if (this.#latin1) this.#context.problem(latin1Warning);
    if (this.#differs > 0)
      warn("summary-differs", `in ${this.#differs} record(s) LF differs from the lines listed: the lines count`);
    if (this.#aliases.size > 0) this.#records.rename(this.#aliases);
  }

  /** Notes where the file's own sums differ from what is counted, beyond records of one file that were merged. */
  #compare(totals: ReturnType<typeof coverageTotals>): void {
    const { LF, LH, BRF, BRH, FNF, FNH, MCF, MCH } = this.#declared;
    const { branches, functions, conditions } = totals;
    // That lines differ was told.
    const lines = this.#differs > 0 ? null : totals.lines;
    const differing = (
      [
        ["LF", LF, lines?.total],
        ["LH", LH, lines?.covered],
        ["BRF", BRF, branches?.total],
        ["BRH", BRH, branches?.covered],
        ["FNF", FNF, functions?.total],
        ["FNH", FNH, functions?.covered],
        ["MCF", MCF, conditions?.total],
        ["MCH", MCH, conditions?.covered],
      ] as const
    ).filter(([, stated, counted]) => stated !== undefined && counted !== undefined && stated !== counted);
    if (differing.length === 0) return;
    const figures = differing.map(([tag, stated, counted]) => `${tag} adds up to ${stated}, listed are ${counted}`);
    this.#context.problem({
      // Records of one file that were merged hold more than the file has.
      severity: this.#records.unordered ? "info" : "warning",
      code: "summary-differs",
      message: `${figures.join("; ")}: what is listed counts`,
    });
  }
}

/** Whether nothing of a line is left. */
function endsLine(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === newline || (bytes[at] === carriageReturn && bytes[at + 1] === newline);
}

/** Whether the last line of a file without newline is a whole record and not the beginning of one. */
function isWholeRecord(text: string): boolean {
  return text === "" || /^(?:TN:.*|#.*|end_of_record.*)$/.test(text);
}
