"""Friction of the cart on its track."""

import math

COULOMB = 0.4
VISCOUS = 0.1


def friction(velocity):
    """Force against the motion, in newtons."""
    if velocity == 0:
        return 0.0
    return -math.copysign(COULOMB, velocity) - VISCOUS * velocity


def breakaway(force):
    """Whether a force moves a cart that stands."""
    return abs(force) > COULOMB


def stopping_distance(velocity, mass):
    """Way to a stand under Coulomb friction alone."""
    return 0.5 * mass * velocity * velocity / COULOMB
