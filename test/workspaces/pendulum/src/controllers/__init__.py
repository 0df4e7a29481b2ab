"""Controllers of the pendulum."""
