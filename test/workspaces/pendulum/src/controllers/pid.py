"""A PID controller with clamped integral."""

from src.safety.saturation import clip


class PID:
    """Balances the pendulum about upright."""

    def __init__(self, kp, ki, kd, limit):
        self.kp = kp
        self.ki = ki
        self.kd = kd
        self.limit = limit
        self.integral = 0.0

    def command(self, error, error_rate, dt):
        """Return the force for this error, in newtons."""
        self.integral = clip(self.integral + error * dt, self.limit)
        force = self.kp * error + self.ki * self.integral + self.kd * error_rate
        return clip(force, self.limit)

    def reset(self):
        """Forget the integral."""
        self.integral = 0.0
