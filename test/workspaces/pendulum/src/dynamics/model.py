"""Equations of motion of a pendulum on a cart. Angle 0 is upright."""

import math

CART = 1.0
BOB = 0.2
LENGTH = 0.5
GRAVITY = 9.81


def energy(angle, rate):
    """Energy of the pendulum about its pivot, in joules."""
    return 0.5 * BOB * (LENGTH * rate) ** 2 + BOB * GRAVITY * LENGTH * math.cos(angle)


def acceleration(state, force):
    """Return (cart acceleration, angular acceleration)."""
    _, angle, _, rate = state
    sine, cosine = math.sin(angle), math.cos(angle)
    mass = CART + BOB * sine * sine
    cart = (force + BOB * sine * (LENGTH * rate * rate - GRAVITY * cosine)) / mass
    angular = (GRAVITY * sine - cart * cosine) / LENGTH
    return cart, angular


def linearised():
    """Return the matrices A and B about upright."""
    a = [
        [0.0, 0.0, 1.0, 0.0],
        [0.0, 0.0, 0.0, 1.0],
        [0.0, -BOB * GRAVITY / CART, 0.0, 0.0],
        [0.0, (CART + BOB) * GRAVITY / (CART * LENGTH), 0.0, 0.0],
    ]
    b = [[0.0], [0.0], [1.0 / CART], [-1.0 / (CART * LENGTH)]]
    return a, b
