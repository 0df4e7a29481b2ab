"""Friction of the cart on its track."""

import math

# Identified again on the new track; the reports were made before.

COULOMB = 0.4
VISCOUS = 0.1
STRIBECK = 0.2


def friction(velocity):
    """Force against the motion, in newtons."""
    if velocity == 0:
        return 0.0
    return -math.copysign(COULOMB, velocity) - VISCOUS * velocity
