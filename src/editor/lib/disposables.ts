/** Anything that can be ended: the shape of vscode.Disposable. */
export interface Disposable {
  dispose(): unknown;
}

/** Holds disposables and ends them all, the last added first. What is added after that is ended at once. */
export class DisposableStore implements Disposable {
  readonly #held = new Set<Disposable>();
  #disposed = false;

  /** @returns what was given, so that making and keeping is one expression */
  add<T extends Disposable>(disposable: T): T {
    if (this.#disposed) disposable.dispose();
    else this.#held.add(disposable);
    return disposable;
  }

  /** Ends one of the held ones before the others. */
  remove(disposable: Disposable): void {
    if (this.#held.delete(disposable)) disposable.dispose();
  }

  /** Each is ended even if another one fails; the first failure is thrown afterwards. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const failures: unknown[] = [];
    for (const disposable of [...this.#held].reverse()) {
      try {
        disposable.dispose();
      } catch (error) {
        failures.push(error);
      }
    }
    this.#held.clear();
    if (failures.length > 0) throw failures[0];
  }
}

/** Holds at most one disposable: setting another ends the one before. */
export class MutableDisposable<T extends Disposable> implements Disposable {
  #value: T | undefined;
  #disposed = false;

  get value(): T | undefined {
    return this.#value;
  }

  set value(value: T | undefined) {
    if (value === this.#value) return;
    this.#value?.dispose();
    this.#value = value;
    if (this.#disposed) this.clear();
  }

  clear(): void {
    this.value = undefined;
  }

  dispose(): void {
    this.#disposed = true;
    this.clear();
  }
}

/** A call that waits until nothing asked for it for `milliseconds`. */
export class Debounced implements Disposable {
  readonly #call: () => void;
  readonly #milliseconds: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(milliseconds: number, call: () => void) {
    this.#milliseconds = milliseconds;
    this.#call = call;
  }

  ask(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#call, this.#milliseconds);
  }

  cancel(): void {
    clearTimeout(this.#timer);
  }

  dispose(): void {
    this.cancel();
  }
}
