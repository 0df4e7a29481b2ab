import { Numbered } from "./numbered.ts";
import type { TestCase, TestOutcome } from "./tests.ts";

/**
 * The tests of a report in columns, for other threads and for files: as objects, a million of them would take seconds
 * and a gigabyte on the way. Row i of every column is of test i.
 */
export interface CaseColumns {
  readonly name: readonly string[];
  /** Indices into `texts`, 0 for null. */
  readonly className: Uint32Array;
  readonly suite: Uint32Array;
  readonly file: Uint32Array;
  readonly message: Uint32Array;
  /** 0 for null. */
  readonly line: Uint32Array;
  /** Indices into `outcomes` and `skipKinds`. */
  readonly outcome: Uint8Array;
  readonly skipKind: Uint8Array;
  /** In seconds, NaN for null. */
  readonly duration: Float64Array;
  /** Indices into `propertyLists`. */
  readonly properties: Uint32Array;
  readonly runs: Uint32Array;
  /** 1: flaky. */
  readonly flaky: Uint8Array;
  /** Each text once; the first is not used. */
  readonly texts: readonly string[];
  readonly propertyLists: readonly TestCase["properties"][];
}

const outcomes: readonly TestOutcome[] = ["passed", "failed", "errored", "skipped"];
const skipKinds: readonly TestCase["skipKind"][] = [null, "expected-failure", "collection", "todo", "or-passed"];

/** @param withMessages false: without what the tests said, which may be far more than all the rest */
export function packCases(cases: readonly TestCase[], withMessages = true): CaseColumns {
  const { length } = cases;
  const texts = new Numbered<string>("");
  // Lists are told by what they are and not by what they hold: the tests of a suite share one.
  const lists = new Numbered<TestCase["properties"]>([]);
  const textOf = (text: string | null) => (text === null ? 0 : texts.numberOf(text));
  const columns = {
    name: new Array<string>(length),
    className: new Uint32Array(length),
    suite: new Uint32Array(length),
    file: new Uint32Array(length),
    message: new Uint32Array(length),
    line: new Uint32Array(length),
    outcome: new Uint8Array(length),
    skipKind: new Uint8Array(length),
    duration: new Float64Array(length),
    properties: new Uint32Array(length),
    runs: new Uint32Array(length),
    flaky: new Uint8Array(length),
  };
  for (let row = 0; row < length; row++) {
    const test = cases[row]!;
    columns.name[row] = test.name;
    columns.className[row] = textOf(test.className);
    columns.suite[row] = textOf(test.suite);
    columns.file[row] = textOf(test.file);
    columns.message[row] = withMessages ? textOf(test.message) : 0;
    columns.line[row] = test.line ?? 0;
    columns.outcome[row] = outcomes.indexOf(test.outcome);
    columns.skipKind[row] = skipKinds.indexOf(test.skipKind);
    columns.duration[row] = test.durationSeconds ?? Number.NaN;
    columns.properties[row] = test.properties.length === 0 ? 0 : lists.numberOf(test.properties);
    columns.runs[row] = test.runs;
    columns.flaky[row] = test.flaky ? 1 : 0;
  }
  return { ...columns, texts: texts.all, propertyLists: lists.all };
}

export function unpackCases(columns: CaseColumns): TestCase[] {
  const cases = new Array<TestCase>(columns.name.length);
  for (let row = 0; row < cases.length; row++) cases[row] = caseAt(columns, row);
  return cases;
}

/** The test of one row. */
export function caseAt(columns: CaseColumns, row: number): TestCase {
  const { texts } = columns;
  const [file, message] = [columns.file[row]!, columns.message[row]!];
  const duration = columns.duration[row]!;
  return {
    name: columns.name[row]!,
    className: texts[columns.className[row]!]!,
    suite: texts[columns.suite[row]!]!,
    file: file === 0 ? null : texts[file]!,
    line: columns.line[row]! || null,
    outcome: outcomes[columns.outcome[row]!]!,
    skipKind: skipKinds[columns.skipKind[row]!]!,
    durationSeconds: Number.isNaN(duration) ? null : duration,
    message: message === 0 ? null : texts[message]!,
    properties: columns.propertyLists[columns.properties[row]!]!,
    runs: columns.runs[row]!,
    flaky: columns.flaky[row] === 1,
  };
}

/** Every array buffer of the columns, for handing them to another thread without a copy. */
export function caseBuffers(columns: CaseColumns): ArrayBuffer[] {
  return Object.values(columns).flatMap((column) =>
    ArrayBuffer.isView(column) && column.buffer instanceof ArrayBuffer ? [column.buffer] : [],
  );
}
