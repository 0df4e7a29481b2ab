import threading

import pytest

from src.controllers.pid import PID

pytestmark = pytest.mark.concurrent


def test_controllers_of_several_threads_do_not_meet():
    results = []

    def run(gain):
        pid = PID(gain, 0.0, 0.0, 100.0)
        results.append((gain, [pid.command(1.0, 0.0, 0.01) for _ in range(200)]))

    threads = [threading.Thread(target=run, args=(float(gain),)) for gain in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(all(force == gain for force in forces) for gain, forces in results)
    assert len(results) == 8
