import { newline } from "./xmlBytes.ts";
import { decode, type XmlTag } from "./xmlTag.ts";

/**
 * Empty elements with just these attributes in this order, all of them plain digits (nine at most), as a report has a
 * million: once `open` saw the first, they go to `take` instead of `open` and `close`, which is twice as fast. Those
 * written otherwise, and some of the others, still go to `open`.
 */
export interface XmlRows {
  readonly element: string;
  readonly attributes: readonly string[];
  /** One more attribute behind these, which may stand there with one of these values: it tells nothing new. */
  readonly last?: { readonly attribute: string; readonly values: readonly string[] };
  /** The values, in the order of `attributes`: one array for all rows. The scanner's `line` is the one of the row. */
  take(figures: readonly number[]): void;
}

/** How rows are written. For the scanner. */
export interface RowShape {
  /**
   * What stands before, between and behind the figures: each its size in bytes, the number of its whole words of four
   * bytes, these (little-endian), and of its last four bytes those that count and what they are.
   */
  readonly plan: Int32Array;
  readonly figures: number[];
  readonly take: (figures: readonly number[]) => void;
}

/** How a tag that stands at `start` of its bytes up to `end` is written, if it is a row; else null. */
export function rowShape(rows: XmlRows, tag: XmlTag, start: number, end: number): RowShape | null {
  const { bytes, names, starts, ends } = tag;
  const size = rows.attributes.length;
  if (!rows.attributes.every((name, at) => names[at]?.raw === name)) return null;
  const more = names[size];
  if (more !== undefined) {
    const { attribute, values } = rows.last ?? { attribute: "", values: [] };
    if (names.length > size + 1 || more.raw !== attribute) return null;
    if (!values.includes(decode(bytes, starts[size]!, ends[size]!))) return null;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const plan: number[] = [];
  for (let at = 0; at <= size; at++) {
    const from = at === 0 ? start : ends[at - 1]!;
    const to = at === size ? end : starts[at]!;
    if (bytes.subarray(from, to).includes(newline)) return null;
    const whole = Math.ceil((to - from) / 4) - 1;
    plan.push(to - from, whole);
    for (let word = 0; word < whole; word++) plan.push(view.getInt32(from + 4 * word, true));
    // The last four overlap those before, and in front of "/>" and its quote they begin with a digit, which does not count.
    const counts = to - from < 4 ? -1 << (32 - 8 * (to - from)) : -1;
    plan.push(counts, view.getInt32(to - 4, true) & counts);
  }
  return { plan: Int32Array.from(plan), figures: new Array(size).fill(0), take: (figures) => rows.take(figures) };
}
