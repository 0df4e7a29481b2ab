"""The pendulum's equations of motion."""
