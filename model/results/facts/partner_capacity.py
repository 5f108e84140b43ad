"""The capacity of partners that is still open when the horizon ends."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.results.facts.floor_capacity import built_capacity
from model.results.facts.plan_result import PlanResult

COLUMNS = ("material", "tonnes", "value")


def partner_capacity(result: PlanResult) -> pd.DataFrame:
    """What is open of mines and plants abroad, entities of concern left out, at the end of the horizon: `material`, `tonnes`
    t/yr of it, and its `value` at base price, USD/yr; expected over all stories.

    Capacity is open where a seller's receipts pay his cash cost (model.market.steps). It counts as it would be without
    disruptions, which pass; what projects have built by then counts too.
    """
    data = result.data
    market, tree, home = data.market, data.tree, data.case.settings.home_country
    codes = data.case["countries"]["country"].to_numpy(object)
    partner = (codes != home) & ~market.clubs.of_concern
    weight, last = tree.weight[tree.leaves], tree.leaves
    steps, processes, projects = market.steps, market.processes, market.projects
    of_steps, of_processes = steps.undisturbed.copy(), processes.undisturbed.copy()
    built, _ = built_capacity(result)
    for e, process in enumerate(projects.process.tolist()):
        if process >= 0:
            of_processes[process] += built[e]
        else:
            joined = projects.step[e] >= 0
            of_steps[projects.step[e][joined], np.flatnonzero(joined)] += built[e][joined]
    open_steps = np.where(steps.shut, 0.0, of_steps)[:, last] @ weight
    open_processes = np.where(processes.shut, 0.0, of_processes)[:, last] @ weight
    tonnes = np.zeros(len(market.materials))
    np.add.at(tonnes, steps.material, np.where(partner[steps.country], open_steps, 0.0))
    tonnes += np.where(partner[processes.country], open_processes, 0.0) @ processes.outputs
    tonnes /= data.case.calendar.length
    worth = tonnes * market.base_price[:, -1]
    return pd.DataFrame({"material": list(market.materials), "tonnes": tonnes, "value": worth}, columns=list(COLUMNS))
