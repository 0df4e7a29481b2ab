"""Swing-up by energy."""

import math

from src.dynamics.model import energy
from src.safety.saturation import clip


def swing_up(state, gain, limit):
    """Force that pumps energy until the pendulum can be caught."""
    _, angle, _, rate = state
    missing = energy(0.0, 0.0) - energy(angle, rate)
    direction = math.copysign(1.0, rate * math.cos(angle))
    if rate == 0:
        direction = 1.0
    return clip(gain * missing * direction, limit)


def can_catch(state, window=0.35):
    """Whether the balancing controller may take over."""
    _, angle, _, rate = state
    return abs(angle) < window and abs(rate) < 2.0
