import type { State } from "./plant.ts";

/** One line for the panel. */
export function panelLine(state: State): string {
  const position = state.position.toFixed(2).padStart(7);
  const velocity = state.velocity.toFixed(2).padStart(7);
  return `${position} m ${velocity} m/s`;
}
