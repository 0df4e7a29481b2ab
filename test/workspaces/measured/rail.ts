/** The rail the cart runs on, in metres. */
export const railLength = 4.8;

/** Whether a position is on the rail. */
export function onRail(position: number): boolean {
  return Math.abs(position) <= railLength / 2;
}

/** Distance to the nearer end of the rail. */
export function distanceToEnd(position: number): number {
  return railLength / 2 - Math.abs(position);
}

/** Friction of the wheels at a speed. */
export function wheelFriction(velocity: number): number {
  if (velocity === 0) {
    return 0;
  }
  return -Math.sign(velocity) * 0.4;
}
