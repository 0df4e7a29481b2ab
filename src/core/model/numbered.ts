/** Values once each, numbered as they come; 0 is the one that it begins with, which is found by its number only. */
export class Numbered<T> {
  readonly all: T[];
  readonly #numbers = new Map<T, number>();
  /** Most are the same as the one before. */
  #last: T;
  #lastNumber = 0;

  constructor(first: T) {
    this.all = [first];
    this.#last = first;
  }

  numberOf(value: T): number {
    if (this.#lastNumber > 0 && value === this.#last) return this.#lastNumber;
    let number = this.#numbers.get(value);
    if (number === undefined) {
      number = this.all.length;
      this.all.push(value);
      this.#numbers.set(value, number);
    }
    this.#last = value;
    this.#lastNumber = number;
    return number;
  }
}
