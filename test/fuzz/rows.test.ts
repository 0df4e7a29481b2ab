import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, it } from "mocha";
import { matched } from "../../src/core/formats/format.ts";
import { formats } from "../../src/core/formats/index.ts";
import { type ParseOutcome, ReportParser } from "../../src/core/formats/parser.ts";
import { coverageTotals } from "../../src/core/model/coverage.ts";
import { parseWhole, reports } from "./outcome.ts";

/** Where the digits of a row stand, in bytes of the report; the row's 1-based line. */
interface Row {
  readonly line: number;
  /** Of line numbers and counts: one that is no digit makes the row unreadable. */
  readonly counted: readonly number[];
  /** Of what a total does not depend on: percentages, checksums, lengths. */
  readonly others: readonly number[];
}

/** Finds a format's rows. The groups of a pattern are line numbers and counts. */
interface RowFormat {
  readonly id: string;
  readonly rows: RegExp;
  /** Whether the other digits of a row tell nothing apart: the number of a branch does, in each of several records. */
  readonly hasOthers: boolean;
}

const attributes = (...names: readonly string[]) =>
  new RegExp(names.map((name) => `(?=(?:[^>]*?\\s${name}="(\\d+)")?)`).join(""), "").source;
const element = (name: string, ...names: readonly string[]) => `<${name}(?=\\s)${attributes(...names)}[^>]*>`;
const pattern = (...alternatives: readonly string[]) => new RegExp(alternatives.join("|"), "dgm");

const rowFormats: readonly RowFormat[] = [
  {
    id: "lcov",
    rows: pattern(
      "^DA:(\\d+),(\\d+).*",
      "^BRDA:(\\d+),[^,]*,.*,(\\d+)$",
      "^FN:(\\d+),.*",
      "^FNDA:(\\d+),.*",
      "^FNL:(\\d+),(\\d+).*",
      "^FNA:(\\d+),(\\d+),.*",
      "^MCDC:(\\d+),\\d+,[tf],(\\d+),.*",
    ),
    hasOthers: false,
  },
  { id: "go-cover", rows: pattern("^.+:(\\d+)\\.(\\d+),(\\d+)\\.(\\d+) (\\d+) (\\d+)$"), hasOthers: false },
  {
    id: "gcov-text",
    rows: pattern(
      "^ *(\\d+)\\*?: *(\\d+):.*",
      "^ *[-#=]+: *(\\d+):.*",
      "^branch +(\\d+) taken (\\d+)",
      "^function .+ called (\\d+) returned",
    ),
    hasOthers: false,
  },
  {
    id: "cobertura",
    rows: pattern(
      `<line(?=\\s)${attributes("number", "hits")}(?=(?:[^>]*?condition-coverage="[^"(]*\\((\\d+)/(\\d+)\\)")?)[^>]*>`,
    ),
    hasOthers: true,
  },
  { id: "clover", rows: pattern(element("line", "num", "count", "truecount", "falsecount")), hasOthers: false },
  {
    id: "jacoco",
    rows: pattern(element("line", "nr", "ci", "mb", "cb"), element("counter", "missed", "covered")),
    hasOthers: true,
  },
  {
    id: "sonar-generic",
    rows: pattern(element("lineToCover", "lineNumber", "branchesToCover", "coveredBranches")),
    hasOthers: false,
  },
  {
    id: "opencover",
    rows: pattern(element("SequencePoint", "vc", "sl", "el"), element("BranchPoint", "vc", "sl")),
    hasOthers: false,
  },
  { id: "scoverage", rows: pattern(element("statement", "line", "invocation-count")), hasOthers: false },
];

/** Latin-1 has a character for each byte, so that places in the text are those in the file. */
function rowsOf(bytes: Uint8Array, format: RowFormat): readonly Row[] {
  const text = Buffer.from(bytes).toString("latin1");
  const found: Row[] = [];
  let [line, at] = [1, 0];
  for (const match of text.matchAll(format.rows)) {
    for (; at < match.index; at++) if (text[at] === "\n") line++;
    const groups = match.indices!.slice(1).filter((range) => range !== undefined);
    const counted = groups.flatMap(([from, to]) => Array.from({ length: to - from }, (_, digit) => from + digit));
    const others = Array.from(match[0], (letter, place) => (/\d/.test(letter) ? match.index + place : -1)).filter(
      (place) => place >= 0 && !counted.includes(place),
    );
    if (counted.length > 0) found.push({ line, counted, others: format.hasOthers ? others : [] });
  }
  return found;
}

/** As this format whatever the damage: the beginning of a report is what tells its format. */
function readAs(id: string, bytes: Uint8Array, path: string): ParseOutcome {
  const format = formats.find((each) => each.id === id)!;
  const parser = new ReportParser([{ ...format, recognise: () => matched }], path);
  parser.write(bytes);
  return parser.end();
}

function withLetter(bytes: Uint8Array, place: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[place] = 0x78;
  return copy;
}

const outcomes = reports.map((path) => {
  const bytes = readFileSync(path);
  return { path, bytes, outcome: parseWhole(bytes, path) };
});

describe("A row of a coverage report in which one digit became a letter", () => {
  for (const format of rowFormats) {
    const damageable = outcomes
      .filter(({ outcome }) => outcome.format === format.id && outcome.report?.kind === "coverage")
      .map(({ path, bytes, outcome }) => ({ path, bytes, outcome, rows: rowsOf(bytes, format) }))
      .filter(({ rows }) => rows.length > 0);
    const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
    const of = <T>(list: readonly T[], place: number): T => list[Math.floor(place * list.length)]!;

    it(`makes a report of ${format.id} invalid, and its line is told, where it was of a line number or a count`, () => {
      assert.ok(damageable.length > 0, "no report to damage");
      fc.assert(
        fc.property(fc.constantFrom(...damageable), share, share, ({ path, bytes, rows }, a, b) => {
          const row = of(rows, a);
          const { status, problems } = readAs(format.id, withLetter(bytes, of(row.counted, b)), path);
          assert.equal(status, "invalid", `${path}, line ${row.line}`);
          assert.equal(problems[0]!.line, row.line, `${path}: ${problems[0]!.message}`);
        }),
        { numRuns: 300, seed: 20261128 },
      );
    }).timeout(120_000);

    const withOthers = damageable.filter(({ rows }) => rows.some(({ others }) => others.length > 0));
    if (!format.hasOthers) continue;
    it(`changes no total of a report of ${format.id}, or makes it invalid, where it was of something else`, () => {
      assert.ok(withOthers.length > 0, "no report to damage");
      fc.assert(
        fc.property(fc.constantFrom(...withOthers), share, share, ({ path, bytes, outcome, rows }, a, b) => {
          const row = of(
            rows.filter(({ others }) => others.length > 0),
            a,
          );
          const damaged = readAs(format.id, withLetter(bytes, of(row.others, b)), path);
          if (damaged.status === "invalid") return assert.equal(damaged.problems[0]!.line, row.line, path);
          assert.deepEqual(totalsOf(damaged), totalsOf(outcome), `${path}, line ${row.line}`);
        }),
        { numRuns: 150, seed: 20261128 },
      );
    }).timeout(120_000);
  }
});

function totalsOf({ report }: ParseOutcome) {
  assert.ok(report?.kind === "coverage");
  return coverageTotals(report.coverage);
}
