/** State of the cart: position in metres, velocity in metres a second. */
export interface State {
  readonly position: number;
  readonly velocity: number;
}

const mass = 1.2;

/** One step of semi-implicit Euler. */
export function step(state: State, force: number, dt: number): State {
  const velocity = state.velocity + (force / mass) * dt;
  return { position: state.position + velocity * dt, velocity };
}

/** Runs until the time is over. */
export function simulate(state: State, control: (state: State) => number, seconds: number, dt = 0.01): State {
  let now = state;
  for (let time = 0; time < seconds; time += dt) {
    now = step(now, control(now), dt);
  }
  return now;
}

/** Kinetic energy in joules. */
export function energy(state: State): number {
  return 0.5 * mass * state.velocity ** 2;
}
