"""What is known of a plan's variables where plans cost the same."""

from __future__ import annotations

import numpy as np

from model.program import VARIABLES, missing
from model.program.problem_data import ProblemData
from model.solve import Ties
from model.solve.names import joined_names, names_of

STEPS = "steps"


def ties_of(data: ProblemData) -> Ties:
    """Of plans that cost the same the one is taken in which least is missing. Tonnes of a step are the same tonnes under a
    contract: one that changes no price changes no choice."""
    steps = data.market.steps
    supply = names_of(steps.names)[steps.table["origin"].to_numpy()]  # steps of the Supply sheet come first
    alike = {
        name: joined_names(
            joined_names(np.broadcast_to(names_of([name]), len(cells)), supply[cells.row]),
            np.array([key[-1] for key in cells.keys], dtype=np.uint64),
        )
        for name, cells in data.cells.items()
        if VARIABLES[name].rows_are == STEPS and len(cells)
    }
    return Ties(missing(data), alike)
