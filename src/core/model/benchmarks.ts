/** One benchmark's result. */
export interface Benchmark {
  readonly name: string;
  /** null: the report lists the benchmark but holds no usable number for it (failed, not computed). */
  readonly value: number | null;
  /** Unit as the report writes it or as its format fixes it: "s", "ns", "ops/s", …; null where it has none. */
  readonly unit: string | null;
  /** Which way is better; null: the report does not say. */
  readonly better: "smaller" | "bigger" | null;
  /** Raw samples in the same unit, where the report keeps them. */
  readonly samples: readonly number[] | null;
  /** Standard deviation in the same unit. */
  readonly deviation: number | null;
}
