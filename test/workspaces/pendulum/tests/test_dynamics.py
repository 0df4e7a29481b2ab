import pytest

from src.dynamics.friction import friction
from src.dynamics.integrator import euler, runge_kutta, simulate
from src.dynamics.model import acceleration, energy, linearised


def test_upright_is_an_equilibrium():
    assert acceleration((0.0, 0.0, 0.0, 0.0), 0.0) == (0.0, 0.0)


def test_energy_is_kept_by_a_good_integrator():
    states = simulate((0.0, 0.3, 0.0, 0.0), lambda state: 0.0, 10, 0.001)
    assert energy(states[-1][1], states[-1][3]) == pytest.approx(energy(0.3, 0.0), rel=1e-2)


def test_euler_agrees_with_runge_kutta_for_small_steps():
    state = (0.0, 0.1, 0.0, 0.0)
    assert euler(state, 1.0, 1e-5) == pytest.approx(runge_kutta(state, 1.0, 1e-5), abs=1e-8)


def test_the_linearised_model_is_unstable():
    a, b = linearised()
    assert a[3][1] > 0 and b[2][0] > 0


def test_friction_acts_against_the_motion():
    assert friction(1.0) < 0 < friction(-1.0)


def test_a_cart_that_stands_has_no_friction():
    assert friction(0) == 0.0
