import math

import pytest

from src.safety.saturation import RateLimiter, clip, emergency_stop


def test_clip_keeps_what_is_within():
    assert clip(0.5, 1.0) == 0.5


def test_clip_limits_above():
    assert clip(3.0, 1.0) == 1.0


def test_clip_refuses_a_limit_of_nothing():
    with pytest.raises(ValueError):
        clip(1.0, 0.0)


def test_rate_limiter_moves_by_its_rate():
    limiter = RateLimiter(rate=2.0)
    assert limiter.step(1.0, 0.1) == pytest.approx(0.2)


def test_emergency_stop_brakes_against_the_motion():
    assert emergency_stop(1.0, 5.0) == -5.0
    assert math.isclose(emergency_stop(-2.0, 5.0), 5.0)
