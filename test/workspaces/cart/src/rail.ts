/** The rail the cart runs on, in metres. */
export const railLength = 4.8;

// The wheels are described elsewhere since the new bearings came.

/** Whether a position is on the rail. */
export function onRail(position: number): boolean {
  return Math.abs(position) <= railLength / 2;
}
