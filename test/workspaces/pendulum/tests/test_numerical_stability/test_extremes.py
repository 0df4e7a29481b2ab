import math

import pytest

from src.controllers.pid import PID
from src.controllers.sliding_mode import SlidingMode
from src.dynamics.integrator import simulate
from src.dynamics.model import acceleration, energy
from src.safety.saturation import clip
from src.safety.state_validation import wrap

pytestmark = pytest.mark.numerical


@pytest.mark.parametrize("value", [1e308, 1e30, -1e308])
def test_clip_holds_for_overflowing_commands(value):
    assert abs(clip(value, 10.0)) <= 10.0


def test_clip_of_nan_is_no_command():
    assert clip(math.nan, 10.0) == 0.0


def test_clip_of_infinity_is_the_limit():
    assert clip(math.inf, 10.0) == 10.0


@pytest.mark.parametrize("turns", [1, 1000, 1_000_000])
def test_wrap_holds_for_many_turns(turns):
    assert abs(wrap(2 * math.pi * turns + 0.25) - 0.25) < 1e-6


def test_pid_does_not_wind_up_in_a_long_run():
    pid = PID(1.0, 1.0, 0.0, 5.0)
    for _ in range(20_000):
        pid.command(1e6, 0.0, 0.01)
    assert abs(pid.integral) <= 5.0


def test_sliding_mode_holds_with_an_ill_conditioned_layer():
    controller = SlidingMode(slope=1e6, gain=10.0, layer=1e-9, limit=20.0)
    assert controller.command(1e-12, 0.0) == pytest.approx(-10.0)


def test_energy_of_denormal_rates_is_finite():
    assert math.isfinite(energy(0.0, 5e-324))


def test_acceleration_is_finite_at_extreme_rates():
    assert all(math.isfinite(part) for part in acceleration((0.0, 1.0, 0.0, 1e6), 0.0))


def test_a_long_run_stays_finite():
    states = simulate((0.0, 3.1, 0.0, 0.0), lambda state: 0.0, 2000, 0.002)
    assert all(math.isfinite(part) for part in states[-1])
