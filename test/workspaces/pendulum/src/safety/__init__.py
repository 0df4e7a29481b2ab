"""What keeps commands and states within bounds."""
