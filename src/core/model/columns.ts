import type { ArmColumns, CoverageColumns } from "./coverage.ts";

/** Whole numbers in the narrowest array that holds all of them. */
export type WholeColumn = Uint8Array | Uint16Array | Uint32Array;

/** Counts in the narrowest array that holds all of them exactly: signed where some are negative, doubles last. */
export type CountColumn = WholeColumn | Int8Array | Int16Array | Int32Array | Float64Array;

/** What an array must be able to hold. */
export interface Extent {
  largest: number;
  negative: boolean;
  /** All are integers that 32 bits hold. */
  whole: boolean;
}

export function noExtent(): Extent {
  return { largest: 0, negative: false, whole: true };
}

/** Widens an extent so that it holds these, too. */
function extend(extent: Extent, values: CountColumn): void {
  let { largest, negative, whole } = extent;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (value > largest) largest = value;
    if (value >>> 0 !== value) {
      // -1 (never evaluated) is the only negative count there is.
      if (value === -1) negative = true;
      else whole = false;
    }
  }
  extent.largest = largest;
  extent.negative = negative;
  extent.whole = whole;
}

/** The narrowest array that holds an extent. */
export function narrowest({ largest, negative, whole }: Extent) {
  if (!whole || (negative && largest > 0x7fffffff)) return Float64Array;
  if (negative) return largest <= 0x7f ? Int8Array : largest <= 0x7fff ? Int16Array : Int32Array;
  return largest <= 0xff ? Uint8Array : largest <= 0xffff ? Uint16Array : Uint32Array;
}

/** The same numbers in the narrowest array; the array itself where it is that. */
export function narrowCounts(values: CountColumn): CountColumn {
  if (values.BYTES_PER_ELEMENT === 1) return values;
  const extent = noExtent();
  extend(extent, values);
  const Narrow = narrowest(extent);
  return values instanceof Narrow && fills(values) ? values : new Narrow(values);
}

/** The same whole numbers in the narrowest array; the array itself where it is that. */
export function narrowWhole(values: WholeColumn): WholeColumn {
  return narrowCounts(values) as WholeColumn;
}

/** Whether a column is not a small view on a large buffer. */
function fills(values: CountColumn): boolean {
  return values.byteLength > 0.9 * values.buffer.byteLength;
}

/** Coverage with every column in its narrowest width: most reports need a third of the memory then. */
export function narrowed(columns: CoverageColumns): CoverageColumns {
  const { lines, branches, conditions, functions, statements } = columns;
  return {
    ...columns,
    lines: lines && { ...lines, number: narrowWhole(lines.number), hits: narrowCounts(lines.hits) },
    branches: branches && narrowedArms(branches),
    conditions: conditions && narrowedArms(conditions),
    functions: functions && {
      ...functions,
      line: narrowWhole(functions.line),
      end: narrowWhole(functions.end),
      hits: narrowCounts(functions.hits),
      name: narrowWhole(functions.name),
    },
    statements: statements && {
      ...statements,
      line: narrowWhole(statements.line),
      column: narrowWhole(statements.column),
      endLine: narrowWhole(statements.endLine),
      endColumn: narrowWhole(statements.endColumn),
      hits: narrowCounts(statements.hits),
      weight: statements.weight && narrowWhole(statements.weight),
    },
  };
}

function narrowedArms(arms: ArmColumns): ArmColumns {
  return {
    ...arms,
    line: narrowWhole(arms.line),
    key: narrowWhole(arms.key),
    hits: narrowCounts(arms.hits),
    label: narrowWhole(arms.label),
  };
}
