"""A sliding-mode controller with a boundary layer."""

from src.safety.saturation import clip


class SlidingMode:
    """Holds the state on the surface s = c * angle + rate."""

    def __init__(self, slope, gain, layer, limit):
        if layer <= 0:
            raise ValueError("the boundary layer must be positive")
        self.slope = slope
        self.gain = gain
        self.layer = layer
        self.limit = limit

    def surface(self, angle, rate):
        """Distance from the surface."""
        return self.slope * angle + rate

    def command(self, angle, rate):
        """Return the force, smooth within the boundary layer."""
        s = self.surface(angle, rate)
        switching = clip(s / self.layer, 1.0)
        return clip(-self.gain * switching, self.limit)

    def chattering(self, history):
        """Share of sign changes in a history of commands."""
        if len(history) < 2:
            return 0.0
        changes = 0
        for before, after in zip(history, history[1:]):
            if before * after < 0:
                changes += 1
        return changes / (len(history) - 1)
