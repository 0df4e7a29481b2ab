/**
 * What one suite of node-tap's reporter "junit" (@tapjs/reporter, junit.ts) says while it is open. Each test with subtests
 * is a suite, and a case beside that suite which repeats its outcome.
 */
export class Subtests {
  /** Suites directly in it that had cases, by name: whether one of these failed. */
  readonly #ended = new Map<string, boolean[]>();
  /** Its attribute "skipped" without those of the suites in it: 1 where it has any, and its cases, also those to do. */
  #skipped: number;
  /** Cases that say that they were skipped or are to do, and themselves: only those that passed do. */
  #told = 0;
  /** Places of cases that failed and say no more than their name. */
  readonly #bare: number[] = [];

  constructor(skipped: number) {
    this.#skipped = skipped;
  }

  /** A suite directly in it came to its end; `hasFailed`: one of its cases did, null without one. */
  end(name: string, skipped: number, hasFailed: boolean | null): void {
    this.#skipped -= skipped;
    if (hasFailed === null) return;
    const known = this.#ended.get(name);
    if (known === undefined) this.#ended.set(name, [hasFailed]);
    else known.push(hasFailed);
  }

  /** Whether the case of this name has subtests, and one of these failed. */
  take(name: string): "failed" | "passed" | null {
    const hasFailed = this.#ended.get(name)?.shift();
    return hasFailed === undefined ? null : hasFailed ? "failed" : "passed";
  }

  /** A case without subtests, by its place. */
  add(place: number, isSkipped: boolean, failure: string | null): void {
    if (isSkipped) this.#told++;
    else if (failure !== null && /^name: .*$/.test(failure)) this.#bare.push(place);
  }

  /** Places of the cases that failed and were skipped or are to do, where the sum of these tells. */
  get untold(): readonly number[] {
    return this.#skipped - this.#told - 1 === this.#bare.length ? this.#bare : [];
  }
}
