import type { Disposable } from "./disposables.ts";

/**
 * An event that calls each listener in a turn of the event loop of its own, in the order they came in: what many surfaces
 * have to do at once does not hold the extension host for the sum of it.
 */
export class InTurns<T> implements Disposable {
  readonly #listeners = new Set<(value: T) => void>();
  readonly #onError: (error: unknown) => void;
  #waiting: (() => void)[] = [];
  #running: Promise<void> | null = null;

  /** @param onError told of a listener that throws; the others are called all the same */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Calls the listener on each value; disposing ends that, also for values that wait. */
  readonly event = (listener: (value: T) => void): Disposable => {
    const own = (value: T) => listener(value);
    this.#listeners.add(own);
    return { dispose: () => this.#listeners.delete(own) };
  };

  fire(value: T): void {
    for (const listener of this.#listeners)
      this.#waiting.push(() => {
        if (this.#listeners.has(listener)) listener(value);
      });
    this.#running ??= this.#run();
  }

  /** Fulfilled once nothing waits any more. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      await new Promise<void>((turn) => setImmediate(turn));
      try {
        this.#waiting.shift()?.();
      } catch (error) {
        this.#onError(error);
      }
    }
    this.#running = null;
  }

  dispose(): void {
    this.#listeners.clear();
    this.#waiting = [];
  }
}
