from src.controllers.sliding_mode import SlidingMode
from src.dynamics.integrator import runge_kutta, simulate


def test_one_step(benchmark):
    benchmark(runge_kutta, (0.0, 0.1, 0.0, 0.0), 1.0, 0.01)


def test_a_second_of_control(benchmark):
    controller = SlidingMode(slope=2.0, gain=10.0, layer=0.5, limit=20.0)
    benchmark(simulate, (0.0, 0.1, 0.0, 0.0), lambda state: controller.command(state[1], state[3]), 100, 0.01)
