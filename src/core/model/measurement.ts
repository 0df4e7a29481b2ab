import type { Provenance } from "./report.ts";

/** A closed range of values in percent. low = high: the value is known. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** What is known of a gate's value. See docs/measurement.md for when each applies. */
export type MeasurementStatus = "measured" | "partial" | "stale" | "invalid" | "missing" | "not-applicable";

/** Counts behind a value. Integers; `unknown` may turn out covered or not. */
export interface MeasuredCounts {
  readonly covered: number;
  readonly total: number;
  readonly unknown: number;
}

/** Why a value is what it is. `code` is stable and kebab-case; `message` is for people only. */
export interface Reason {
  readonly code: string;
  readonly message: string;
}

/** One metric of a gate that has several ("line" and "branch" of the safety gate). */
export interface MetricResult {
  readonly metric: "line" | "branch" | "function" | "condition" | "statement";
  readonly status: MeasurementStatus;
  readonly value: Interval | null;
  readonly counts: MeasuredCounts | null;
}

/** `value` is null where nothing is known at all: it then stands for [0, 100]. */
export interface Measurement {
  readonly status: MeasurementStatus;
  readonly value: Interval | null;
  readonly counts: MeasuredCounts | null;
  readonly reasons: readonly Reason[];
  readonly evidence: readonly Provenance[];
  /** The metrics it is the lowest of, where there is more than one. */
  readonly metrics: readonly MetricResult[];
}

const everything: Interval = { low: 0, high: 100 };

/** The value of a measurement as an interval: nothing known is [0, 100]. */
export function intervalOf(measurement: Measurement): Interval {
  return measurement.value ?? everything;
}

/**
 * The interval of counts with unknowns: all unknown things uncovered, all covered. Nothing to count is null: 0 of 0 is
 * neither 0 nor 100.
 */
export function intervalOfCounts({ covered, total, unknown }: MeasuredCounts): Interval | null {
  if (total === 0) return null;
  return { low: (100 * covered) / total, high: (100 * (covered + unknown)) / total };
}

/**
 * A percentage for people: cut, never rounded up, with at most `digits` decimals and no trailing zeros (39,369 of 39,370
 * is "99.99").
 */
export function displayPercent(value: number, digits = 2): string {
  const factor = 10 ** digits;
  // A product like 0.57 * 100 falls a hair below its integer: within a millionth of a unit it is that integer.
  const scaled = value * factor;
  const nearest = Math.round(scaled);
  const cut =
    Math.abs(scaled - nearest) < 1e-9 * Math.max(1, Math.abs(scaled)) && !(value < 100 && nearest >= 100 * factor)
      ? nearest
      : Math.floor(scaled);
  return String(cut / factor);
}
