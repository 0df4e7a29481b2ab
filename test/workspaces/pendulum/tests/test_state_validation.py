import math

import pytest

from src.safety.state_validation import InvalidState, validate, wrap


def test_a_good_state_passes():
    assert validate((0.1, 0.2, 0.3, 0.4)) == (0.1, 0.2, 0.3, 0.4)


def test_a_state_off_the_track_is_refused():
    with pytest.raises(InvalidState):
        validate((3.0, 0.0, 0.0, 0.0))


def test_a_state_that_is_not_finite_is_refused():
    with pytest.raises(InvalidState):
        validate((0.0, math.nan, 0.0, 0.0))


def test_an_angle_is_wrapped():
    assert wrap(3 * math.pi / 2) == pytest.approx(-math.pi / 2)
