"""Limits on what a controller may command."""

import math


def clip(value, limit):
    """Return the value within [-limit, limit]; a command that is no number is no command."""
    if limit <= 0:
        raise ValueError("the limit must be positive")
    if math.isnan(value):
        return 0.0
    if value > limit:
        return limit
    if value < -limit:
        return -limit
    return value


class RateLimiter:
    """Limits how fast a command changes."""

    def __init__(self, rate, initial=0.0):
        self.rate = rate
        self.value = initial

    def step(self, target, dt):
        """Move towards the target by at most rate * dt."""
        allowed = self.rate * dt
        change = target - self.value
        if abs(change) > allowed:
            change = math.copysign(allowed, change)
        self.value += change
        return self.value

    def reset(self, value=0.0):
        """Start again from a value."""
        if not math.isfinite(value):
            raise ValueError("cannot start from a value that is not finite")
        self.value = value


def emergency_stop(velocity, brake):
    """Return the braking command, and None once the cart stands."""
    if velocity == 0:
        return None
    command = -math.copysign(brake, velocity)
    if abs(velocity) < 0.05:
        command = command * abs(velocity) / 0.05
    return command
