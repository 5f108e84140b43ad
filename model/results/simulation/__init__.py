"""The Simulation sheet: what the reserve spares in histories that the plan was not made for."""
