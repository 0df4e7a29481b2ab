"""Fixed-step integration."""

from src.dynamics.model import acceleration


def derivative(state, force):
    """Time derivative of (position, angle, velocity, rate)."""
    cart, angular = acceleration(state, force)
    return (state[2], state[3], cart, angular)


def add(state, slope, dt):
    """state + dt * slope."""
    return tuple(part + dt * change for part, change in zip(state, slope))


def euler(state, force, dt):
    """One step of Euler's method."""
    return add(state, derivative(state, force), dt)


def runge_kutta(state, force, dt):
    """One step of the classical Runge-Kutta method."""
    k1 = derivative(state, force)
    k2 = derivative(add(state, k1, dt / 2), force)
    k3 = derivative(add(state, k2, dt / 2), force)
    k4 = derivative(add(state, k3, dt), force)
    slope = tuple((a + 2 * b + 2 * c + d) / 6 for a, b, c, d in zip(k1, k2, k3, k4))
    return add(state, slope, dt)


def simulate(state, control, steps, dt):
    """Return the states of a run; control(state) gives the force."""
    states = [state]
    for _ in range(steps):
        state = runge_kutta(state, control(state), dt)
        states.append(state)
    return states
