"""The sheet Figures: the exact figures of a plan, for the commands next and compare."""
