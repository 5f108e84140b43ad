"""How much of the suppliers a limit concerns is still open: a disruption must not make tonnes at least impossible."""

from __future__ import annotations

import numpy as np

from model.calendar import FloatArray
from model.program.limit_rows import Limit
from model.program.problem_data import ProblemData
from model.schema.before_start import OPEN_CAPACITY, UNDISTURBED


def fed_share(data: ProblemData) -> FloatArray:
    """What is left of the feed of each process, at most 1, shape (P, N): of its scarcest input, open supply ÷ undisturbed.

    Supply is the capacity of offers and of processes that make the input, those in turn by what is left of their feed.
    An input that nobody offers or makes (scrap alone, say) is taken as whole. What stories add to a supplier does not count:
    it must not make up for what another lost.
    """
    steps, processes = data.market.steps, data.market.processes
    shape = (len(data.market.materials), data.tree.size)
    offered, still_offered = np.zeros(shape), np.zeros(shape)
    np.add.at(offered, steps.material, steps.undisturbed)
    np.add.at(still_offered, steps.material, np.minimum(steps.capacity, steps.undisturbed))
    fed = np.ones((processes.size, data.tree.size))
    for _ in range(processes.size):  # a chain has at most as many stages as there are processes
        whole = offered + processes.outputs.T @ processes.undisturbed
        left = still_offered + processes.outputs.T @ (
            np.where(processes.shut, 0.0, np.minimum(processes.offered, processes.undisturbed)) * fed
        )
        share = np.minimum(np.divide(left, whole, out=np.ones(shape), where=whole > 0), 1.0)
        before = fed
        fed = np.array([share[eats].min(axis=0) for eats in processes.inputs > 0]).reshape(before.shape)
        if np.array_equal(fed, before):
            break
    return fed


def capacities(limit: Limit, data: ProblemData, nodes: list[int], fed: FloatArray) -> tuple[float, float]:
    """Open capacity of the suppliers concerned that can still arrive by T, and their undisturbed capacity, at these nodes, t;
    `fed` is what is left of the feed of each process (P, N).

    Suppliers are offers open to the buyers concerned, and processes, which count by their output in scope and by what
    is left of their feed. What stories add to a supplier does not count: no more tonnes are asked for because of it.
    """
    steps, processes, tree = data.market.steps, data.market.processes, data.tree
    wanted = {"reserve": ("reserve", "both"), "industry": ("industry", "both")}.get(limit.row["for"])
    buyers = steps.table["buyer"].to_numpy(object)
    may = np.ones(len(buyers), dtype=bool) if wanted is None else np.isin(buyers.astype(str), wanted)
    own = limit.materials[steps.material] & may
    output = processes.outputs[:, limit.materials].sum(axis=1)
    at = np.array(nodes)
    open_steps = np.minimum(steps.capacity[:, at], steps.undisturbed[:, at])
    fed_capacity = np.minimum(processes.capacity, processes.undisturbed)[:, at] * fed[:, at]
    there = limit.limited[:, tree.period[at] - 1]
    concerned = own[:, None] & there[steps.country]
    arrives = tree.period[at][None, :] + steps.lead[:, None] <= data.case.calendar.periods
    made = output[:, None] * there[processes.country]
    undisturbed = float((steps.undisturbed[:, at] * concerned).sum() + (processes.undisturbed[:, at] * made).sum())
    still_open = float((open_steps * (concerned & arrives)).sum() + (fed_capacity * made).sum())
    return still_open, undisturbed


def open_share(limit: Limit, data: ProblemData) -> dict[int, float]:
    """By window: open capacity ÷ undisturbed capacity of the suppliers concerned, before Start too."""
    shares, fed = {}, fed_share(data)
    for last, nodes in limit.windows.items():
        still_open, undisturbed = capacities(limit, data, nodes, fed)
        still_open += limit.counted_before(last, OPEN_CAPACITY, data)
        undisturbed += limit.counted_before(last, UNDISTURBED, data)
        shares[last] = still_open / undisturbed if undisturbed > 0 else 0.0
    return shares
