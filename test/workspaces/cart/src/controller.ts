import { clamp, type Limits } from "./limits.ts";

export interface Gains {
  readonly position: number;
  readonly velocity: number;
}

/** Drives the cart to a position. */
export class PositionController {
  readonly #gains: Gains;
  readonly #limits: Limits;
  #target = 0;

  constructor(gains: Gains, limits: Limits) {
    this.#gains = gains;
    this.#limits = limits;
  }

  moveTo(target: number): void {
    this.#target = target;
  }

  command(position: number, velocity: number): number {
    const error = this.#target - position;
    return clamp(this.#gains.position * error - this.#gains.velocity * velocity, this.#limits.force);
  }

  settled(position: number, velocity: number): boolean {
    return Math.abs(this.#target - position) < 0.01 && Math.abs(velocity) < 0.01;
  }
}
