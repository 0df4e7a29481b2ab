/** Limits of what the motor may be asked for. */
export interface Limits {
  readonly force: number;
  readonly rate: number;
}

/** A value within [-limit, limit]; no number is no command. */
export function clamp(value: number, limit: number): number {
  if (Number.isNaN(value)) {
    return 0;
  }
  if (value > limit) {
    return limit;
  }
  return value < -limit ? -limit : value;
}

/** The next command on the way to a target. */
export function ramp(current: number, target: number, limits: Limits, dt: number): number {
  const change = clamp(target - current, limits.rate * dt);
  return clamp(current + change, limits.force);
}

/** Stops the cart: the braking force, or null once it stands. */
export function brake(velocity: number, limits: Limits): number | null {
  if (velocity === 0) {
    return null;
  }
  /* istanbul ignore next */
  if (!Number.isFinite(velocity)) {
    return limits.force;
  }
  return -Math.sign(velocity) * limits.force;
}
