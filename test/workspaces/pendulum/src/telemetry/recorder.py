"""Keeps what happened, for looking at it later."""

import csv


class Recorder:
    """Collects samples and writes them as CSV."""

    def __init__(self):
        self.samples = []

    def record(self, time, state, force):
        """Keep one sample."""
        self.samples.append((time, *state, force))

    def save(self, path):
        """Write everything kept so far."""
        with open(path, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["time", "position", "angle", "velocity", "rate", "force"])
            writer.writerows(self.samples)
