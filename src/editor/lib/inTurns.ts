import type { Disposable } from "./disposables.ts";

function turn(): Promise<void> {
  return new Promise((next) => setImmediate(next));
}

/**
 * An event that calls each listener in a turn of the event loop of its own, in the order they came in: what many surfaces
 * have to do at once does not hold the extension host for the sum of it.
 */
export class InTurns<T> implements Disposable {
  readonly #listeners = new Set<(value: T) => void>();
  readonly #onError: (error: unknown) => void;
  /** The last call that is due. */
  #last: Promise<void> = Promise.resolve();

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
    for (const listener of this.#listeners) {
      this.#last = this.#last.then(async () => {
        await turn();
        this.#call(listener, value);
        // What VS Code itself does with it then is not added to the next listener's.
        await turn();
      });
    }
  }

  #call(listener: (value: T) => void, value: T): void {
    if (!this.#listeners.has(listener)) return;
    try {
      listener(value);
    } catch (error) {
      this.#onError(error);
    }
  }

  /** Fulfilled once every listener was called for all that has been fired so far. */
  settled(): Promise<void> {
    return this.#last;
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
