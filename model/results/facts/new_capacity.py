"""What new capacity of projects can give, as far as it still arrives within the horizon."""

from __future__ import annotations

import numpy as np

from model.calendar import FloatArray
from model.results.facts.plan_result import PlanResult


def new_capacity(result: PlanResult) -> FloatArray:
    """What is built of each project can take (of a process) or deliver (of an offer) at every node, t (E, N): nothing where
    what it makes or sells would arrive after the horizon, as of old capacity."""
    data = result.data
    market, projects = data.market, data.market.projects
    lead = np.zeros(len(projects.names), dtype=np.int64)
    of_process = projects.process >= 0
    lead[of_process] = market.processes.lead[projects.process[of_process]]
    lead[~of_process] = market.steps.lead[projects.supply_row[~of_process]]
    arrives = data.tree.period[None, :] + lead[:, None] <= data.case.calendar.periods
    found: FloatArray = np.where(arrives, result.grid("built", len(projects.names)) * projects.adds, 0.0)
    return found
