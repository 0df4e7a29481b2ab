"""Checks of a measured state before it is used."""

import math

TRACK = 2.4
FASTEST = 12.0


class InvalidState(Exception):
    """The state must not be used for control."""


def is_finite(state):
    """Whether every part of the state is a finite number."""
    return all(math.isfinite(part) for part in state)


def validate(state):
    """Return the state, or raise InvalidState with what is wrong with it."""
    if len(state) != 4:
        raise InvalidState("a state has four parts")
    if not is_finite(state):
        raise InvalidState("the state is not finite")
    position, angle, velocity, rate = state
    if abs(position) > TRACK:
        raise InvalidState("the cart is off the track")
    if abs(velocity) > FASTEST or abs(rate) > 4 * FASTEST:
        raise InvalidState("the state is faster than the plant can be")
    return (position, wrap(angle), velocity, rate)


def wrap(angle):
    """Return the same angle in (-pi, pi]."""
    wrapped = math.fmod(angle, 2 * math.pi)
    if wrapped > math.pi:
        wrapped -= 2 * math.pi
    elif wrapped <= -math.pi:
        wrapped += 2 * math.pi
    return wrapped


def recover(state, last_good):  # pragma: no cover
    """Fall back to the last good state."""
    if last_good is None:
        raise InvalidState("there is no state to fall back to")
    return last_good
