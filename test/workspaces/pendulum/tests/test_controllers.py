import pytest

from src.controllers.pid import PID
from src.controllers.sliding_mode import SlidingMode
from src.controllers.swing_up import can_catch, swing_up


def test_pid_acts_against_the_error():
    assert PID(10.0, 0.0, 0.0, 20.0).command(0.5, 0.0, 0.01) == pytest.approx(5.0)


def test_pid_integral_is_clamped():
    pid = PID(0.0, 1.0, 0.0, 1.0)
    for _ in range(1000):
        force = pid.command(5.0, 0.0, 0.01)
    assert force == pytest.approx(1.0)


def test_sliding_mode_is_smooth_within_its_layer():
    controller = SlidingMode(slope=2.0, gain=10.0, layer=0.5, limit=20.0)
    assert controller.command(0.05, 0.0) == pytest.approx(-2.0)


def test_sliding_mode_saturates_outside_its_layer():
    controller = SlidingMode(slope=2.0, gain=10.0, layer=0.5, limit=20.0)
    assert controller.command(1.0, 0.0) == pytest.approx(-10.0)


def test_swing_up_pumps_energy():
    assert swing_up((0.0, 3.0, 0.0, 0.5), 2.0, 10.0) != 0.0


def test_the_pendulum_can_be_caught_near_upright():
    assert can_catch((0.0, 0.1, 0.0, 0.2))


def test_pid_holds_still_without_an_error():
    # A defect on purpose: the derivative of the measurement noise still moves the cart.
    assert PID(10.0, 0.0, 1.0, 20.0).command(0.0, 0.01, 0.01) == 0.0


@pytest.mark.skip(reason="needs the test rig")
def test_on_the_rig():
    raise AssertionError


@pytest.mark.xfail(reason="the observer is not written yet", strict=False)
def test_with_an_observer():
    raise NotImplementedError
